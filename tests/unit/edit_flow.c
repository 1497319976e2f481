#include "edit_table.h"

static const struct edit_case items[] = {
        {"behind another", "a: [x, z]\n", "INSERT /a 1 \"yy\"", "a: [x, yy, z]\n"},
        {"at the end", "a: [ x, z ]\n", "INSERT /a 2 \"yy\"", "a: [ x, z, yy ]\n"},
        {"in front", "a: [x, z]\n", "INSERT /a 0 \"yy\"", "a: [yy, x, z]\n"},
        {"two in front", "a: [z]\n", "INSERT /a 0 \"x\"\nINSERT /a 0 \"yy\"", "a: [x, yy, z]\n"},
        {"without spaces", "a: [x,z]\n", "INSERT /a 2 \"yy\"", "a: [x,z,yy]\n"},
        {"behind the only one", "a: [x]\n", "INSERT /a 1 \"yy\"", "a: [x, yy]\n"},
        {"behind a trailing comma", "a: [x, z, ]\n", "INSERT /a 2 \"yy\"", "a: [x, z, yy, ]\n"},
        {"in quotes", "a: [\"x\", \"z\"]\n", "INSERT /a 2 \"yy\"", "a: [\"x\", \"z\", \"yy\"]\n"},
        {"in quotes where brackets ask for it", "a: [x]\n", "INSERT /a 1 \"a,b\"", "a: [x, \"a,b\"]\n"},
        {"on a line of its own", "a: [\n  x,\n  z\n]\n", "INSERT /a 1 \"yy\"", "a: [\n  x,\n  yy,\n  z\n]\n"},
        {"on the last line", "a: [\n  x,\n  z\n]\n", "INSERT /a 2 \"yy\"", "a: [\n  x,\n  z,\n  yy\n]\n"},
        {"on the last line, a comment before", "a: [\n  x,\n  z # c\n]\n", "INSERT /a 2 \"yy\"\nINSERT /a 2 \"v\"",
         "a: [\n  x,\n  z, # c\n  yy,\n  v\n]\n"},
        {"on the last line, a comma before", "a: [\n  x,\n  z,  # c\n]\n", "INSERT /a 2 \"yy\"\nINSERT /a 2 \"v\"",
         "a: [\n  x,\n  z,  # c\n  yy,\n  v,\n]\n"},
        {"on the first line", "a: [\n  # of x\n  x\n]\n", "INSERT /a 0 \"yy\"", "a: [\n  yy,\n  # of x\n  x\n]\n"},
        {"brackets on the items' lines", "a: [x,\n    z]\n", "INSERT /a 2 \"yy\"", "a: [x,\n    z,\n    yy]\n"},
        {"a mapping", "a: [{k: x}]\n", "INSERT /a 1 {\"k\":\"yy\",\"l\":[\"z\"]}", "a: [{k: x}, {k: yy, l: [z]}]\n"},
        {"a mapping with room inside", "a: [ { k: x } ]\n", "INSERT /a 1 {\"k\":\"yy\"}", "a: [ { k: x }, { k: yy } ]\n"},
        {"a mapping with quoted keys and no spaces", "a: [{\"k\":\"x\"}]\n", "INSERT /a 1 {\"k\":\"yy\",\"l\":\"z\"}",
         "a: [{\"k\":\"x\"}, {\"k\":\"yy\", \"l\":\"z\"}]\n"},
        {"no plain key without a space", "a: {\"k\":[]}\nb: {m: 1}\nc: {l: x}\n", "PUT /c mm \"z\"",
         "a: {\"k\":[]}\nb: {m: 1}\nc: {l: x, mm: z}\n"},
        {"CRLF", "a: [\r\n  x\r\n]\r\n", "INSERT /a 1 \"yy\"", "a: [\r\n  x,\r\n  yy\r\n]\r\n"},
        {"in front of an anchor", "a: [&x yy]\n", "INSERT /a 0 \"v\"", "a: [v, &x yy]\n"},
};

static const struct edit_case entries[] = {
        {"in order", "a: {b: 1, d: 1}\n", "PUT /a c \"c1\"", "a: {b: 1, c: c1, d: 1}\n"},
        {"at the end", "a: {d: 1, b: 1}\n", "PUT /a c \"c1\"", "a: {d: 1, b: 1, c: c1}\n"},
        {"first", "a: {d: 1, e: 1}\n", "PUT /a c {\"k\":true}", "a: {c: {k: true}, d: 1, e: 1}\n"},
        {"on lines of their own", "a: {\n  b: 1,\n  d: 1\n}\n", "PUT /a c [\"x\"]\nPUT /a f [\"x\"]",
         "a: {\n  b: 1,\n  c: [\n    x\n  ],\n  d: 1,\n  f: [\n    x\n  ]\n}\n"},
        {"behind a key without a value", "a: {d}\n", "PUT /a c \"c1\"", "a: {d, c: c1}\n"},
};

#define PRETTY "{\n  \"v\": [\n    {\n      \"n\": \"x\",\n      \"h\": {\n        \"p\": \"/x\"\n      }\n    }\n  ]\n}\n"

static const struct edit_case json[] = {
        {"on one line", "{\"a\":[\"x\"],\"b\":{\"c\":1}}", "INSERT /a 1 \"30\"\nPUT /b d [\"yy\",{\"k\":true,\"l\":\"z\"}]",
         "{\"a\":[\"x\",\"30\"],\"b\":{\"c\":1,\"d\":[\"yy\",{\"k\":true,\"l\":\"z\"}]}}"},
        {"on one line with spaces", "{\"a\": [\"x\", \"w\"], \"b\": {\"c\": 1}}", "INSERT /a 2 \"yy\"\nPUT /b d {\"k\":[],\"l\":{}}",
         "{\"a\": [\"x\", \"w\", \"yy\"], \"b\": {\"c\": 1, \"d\": {\"k\": [], \"l\": {}}}}"},
        {"an item in lines", PRETTY, "INSERT /v 1 {\"h\":{\"p\":\"/y\"},\"n\":\"yy\"}",
         "{\n  \"v\": [\n    {\n      \"n\": \"x\",\n      \"h\": {\n        \"p\": \"/x\"\n      }\n    },\n    {\n      \"n\": \"yy\",\n "
         "     \"h\": {\n        \"p\": \"/y\"\n      }\n    }\n  ]\n}\n"},
        {"an entry in lines", PRETTY, "PUT / w [{\"k\":\"x\"}]",
         "{\n  \"v\": [\n    {\n      \"n\": \"x\",\n      \"h\": {\n        \"p\": \"/x\"\n      }\n    }\n  ],\n  \"w\": [\n    {\n      "
         "\"k\": \"x\"\n    }\n  ]\n}\n"},
        {"objects on one line in a list of lines", "{\n  \"v\": [\n    { \"n\": \"x\" },\n    { \"n\": \"z\" }\n  ]\n}\n",
         "INSERT /v 2 {\"n\":\"yy\",\"m\":[\"1\"]}",
         "{\n  \"v\": [\n    { \"n\": \"x\" },\n    { \"n\": \"z\" },\n    { \"n\": \"yy\", \"m\": [\"1\"] }\n  ]\n}\n"},
        {"lists on one line in an object of lines", "{\n  \"l\": [\n    {\n      \"c\": [\"x\"]\n    }\n  ]\n}\n",
         "INSERT /l 1 {\"c\":[\"yy\",\"z\"]}",
         "{\n  \"l\": [\n    {\n      \"c\": [\"x\"]\n    },\n    {\n      \"c\": [\"yy\", \"z\"]\n    }\n  ]\n}\n"},
        {"tabs", "{\n\t\"v\": [\n\t\t\"x\"\n\t]\n}\n", "INSERT /v 1 [\"yy\"]",
         "{\n\t\"v\": [\n\t\t\"x\",\n\t\t[\n\t\t\t\"yy\"\n\t\t]\n\t]\n}\n"},
        {"brackets together", "{\"v\": [{\n  \"n\": \"x\"\n}]}\n", "INSERT /v 1 {\"n\":\"yy\"}",
         "{\"v\": [{\n  \"n\": \"x\"\n}, {\n  \"n\": \"yy\"\n}]}\n"},
        {"brackets together, an entry", "{\"v\": [{\n  \"n\": \"x\"\n}]}\n", "PUT /v/0 m {\"k\":true}",
         "{\"v\": [{\n  \"n\": \"x\",\n  \"m\": {\n    \"k\": true\n  }\n}]}\n"},
};

static void flow_items_keep_their_commas_and_lines(void **state)
{
	(void)state;
	edit_table_run(items, sizeof(items) / sizeof(*items));
}

static void flow_entries_are_put_where_they_belong(void **state)
{
	(void)state;
	edit_table_run(entries, sizeof(entries) / sizeof(*entries));
}

static void json_is_written_as_it_stands(void **state)
{
	(void)state;
	edit_table_run(json, sizeof(json) / sizeof(*json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(flow_items_keep_their_commas_and_lines),
	        cmocka_unit_test(flow_entries_are_put_where_they_belong),
	        cmocka_unit_test(json_is_written_as_it_stands),
	};
	return cmocka_run_group_tests_name("edit_flow", tests, NULL, NULL);
}
