#include "edit_table.h"

static const struct edit_case scalars[] = {
        {"a plain one", "a: x # c\n", "SET /a \"yy\"", "a: yy # c\n"},
        {"double quotes stay", "a: \"x\"\n", "SET /a \"yy\"", "a: \"yy\"\n"},
        {"single quotes stay", "a: 'x'\n", "SET /a \"it's\"", "a: 'it''s'\n"},
        {"single quotes where they are not possible", "a: 'x'\n", "SET /a \"a\\nb\"", "a: \"a\\nb\"\n"},
        {"plain where it is not possible", "a: x\n", "SET /a \"1\"", "a: \"1\"\n"},
        {"plain where it is not possible, in the file's quotes", "a: x\nb: '1'\n", "SET /a \"1\"", "a: '1'\nb: '1'\n"},
        {"a string for a boolean", "a: true\n", "SET /a \"true\"", "a: \"true\"\n"},
        {"a boolean for a string", "a: \"true\" # c\n", "SET /a true", "a: true # c\n"},
        {"an item", "a:\n- --x=1\n- z\n", "SET /a/0 \"--x=2\"", "a:\n- --x=2\n- z\n"},
        {"a folded plain one becomes one line", "a:\n- --x=1\n  2 # c\n- z\n", "SET /a/0 \"--x=2\"", "a:\n- --x=2 # c\n- z\n"},
        {"a folded quoted one becomes one line", "a:\n- \"--x=1\n  2\"\n- z\n", "SET /a/0 \"--x=2\"", "a:\n- \"--x=2\"\n- z\n"},
        {"a block scalar", "a:\n- >-\n  --x\n  =1\n- z\n", "SET /a/0 \"--x=2\"", "a:\n- --x=2\n- z\n"},
        {"a block scalar with a comment", "a:\n- |- # why\n  --x\n\n# c\n- z\n", "SET /a/0 \"--x=2\"", "a:\n- --x=2 # why\n\n# c\n- z\n"},
        {"a block scalar among quoted ones", "a:\n- >-\n  --x\n- \"z\"\n- \"yy\"\n", "SET /a/0 \"--x=2\"",
         "a:\n- \"--x=2\"\n- \"z\"\n- \"yy\"\n"},
        {"a block scalar at the end, no line end", "a: |\n  x", "SET /a \"yy\"", "a: yy"},
        {"an anchor that nobody uses stays", "a: &k x\n", "SET /a \"yy\"", "a: &k yy\n"},
        {"a string's tag stays", "a: !!str 5\n", "SET /a \"6\"", "a: !!str \"6\"\n"},
        {"the value on its own line", "a:\n  x\nb: 1\n", "SET /a \"yy\"", "a:\n  yy\nb: 1\n"},
        {"in flow", "a: [x, {k: yy}]\n", "SET /a/0 \"a, b\"\nSET /a/1/k \"z\"", "a: [\"a, b\", {k: z}]\n"},
        {"in JSON", "{\"a\": \"x\", \"b\": true}", "SET /a \"30\"\nSET /b \"\\u0001\"", "{\"a\": \"30\", \"b\": \"\\u0001\"}"},
        {"no value", "a:\nb: 1\n", "SET /a \"x\"", "a: x\nb: 1\n"},
        {"no value but a comment", "a:   # c\nb: 1\n", "SET /a \"x\"", "a: x   # c\nb: 1\n"},
        {"no value and no line end", "a:", "SET /a \"x\"", "a: x"},
        {"no value but an anchor", "a: &k\nb: 1\n", "SET /a \"x\"", "a: &k x\nb: 1\n"},
        {"no value of an item", "a:\n  -\n  - z\n", "SET /a/0 \"x\"", "a:\n  - x\n  - z\n"},
        {"no value in flow", "a: {k: , l}\n", "SET /a/k \"x\"\nSET /a/l \"yy\"", "a: {k: x , l: yy}\n"},
        {"null", "a: null # c\nb: ~\n", "SET /a \"x\"\nSET /b true", "a: x # c\nb: true\n"},
        {"null in a file of quoted values", "a: null\nb: \"x\"\n", "SET /a \"yy\"", "a: \"yy\"\nb: \"x\"\n"},
        {"as the same key elsewhere", "l:\n- k: 'x'\n- k: ~\nm: x\n", "SET /l/1/k \"yy\"", "l:\n- k: 'x'\n- k: 'yy'\nm: x\n"},
        {"a scalar for an empty list", "a: [ ]\n", "SET /a \"x\"", "a: x\n"},
        {"and an item behind it", "a:\n- x\n- yy", "SET /a/1 \"new\"\nINSERT /a 2 \"z\"", "a:\n- x\n- new\n- z"},
        {"and an item behind it in flow", "a: [x, yy]\n", "SET /a/1 \"new\"\nINSERT /a 2 \"z\"", "a: [x, new, z]\n"},
        {"and an item before it in flow", "a: [x, yy]\n", "SET /a/0 \"new\"\nINSERT /a 0 \"w\"", "a: [w, new, yy]\n"},
        {"a folded one and an item behind it", "a:\n- --x=1\n  2\n", "SET /a/0 \"--x=2\"\nINSERT /a 1 \"z\"", "a:\n- --x=2\n- z\n"},
        {"a block scalar with a comment behind a tab", "a: |-\t# why\n  x\n", "SET /a \"yy\"", "a: yy\t# why\n"},
        {"as the other items of its list", "l:\n  - 'x'\n  -\nm:\n  - a\n  - b\n", "SET /l/1 \"yy\"", "l:\n  - 'x'\n  - 'yy'\nm:\n  - a\n  - b\n"},
};

static const struct edit_case collections[] = {
        {"an empty list", "s:\n  c:\n  - x\n  v: []\n", "SET /s/v [\"yy\"]", "s:\n  c:\n  - x\n  v:\n  - yy\n"},
        {"an empty list, items put in", "s:\n  c:\n    - x\n  v: []\n", "INSERT /s/v 0 \"yy\"\nINSERT /s/v 0 \"z\"",
         "s:\n  c:\n    - x\n  v:\n    - yy\n    - z\n"},
        {"an empty mapping, entries put in", "a: {}\nb:\n  c: 1\n", "PUT /a y1 \"1y\"\nPUT /a x1 true",
         "a:\n  y1: 1y\n  x1: true\nb:\n  c: 1\n"},
        {"no value", "s:\n  v:\n  w: 1\n", "INSERT /s/v 0 {\"k\":\"x\",\"l\":\"yy\"}", "s:\n  v:\n    - k: x\n      l: yy\n  w: 1\n"},
        {"no value but a comment", "v: # none\n# c\nw: 1\n", "INSERT /v 0 \"x\"", "v: # none\n  - x\n# c\nw: 1\n"},
        {"an empty list and a comment", "v: []  # none\nw: 1\n", "SET /v [\"x\"]", "v:  # none\n  - x\nw: 1\n"},
        {"null", "v: ~\nw: null\n", "SET /v [\"x\"]\nSET /w {\"k\":\"yy\"}", "v:\n  - x\nw:\n  k: yy\n"},
        {"no line end", "w: 1\nv: []", "SET /v [\"x\",\"yy\"]", "w: 1\nv:\n  - x\n  - yy"},
        {"no value and no line end", "w: 1\nv:", "SET /v [\"x\"]", "w: 1\nv:\n  - x"},
        {"CRLF", "v: []\r\nw: 1\r\n", "SET /v [\"x\"]", "v:\r\n  - x\r\nw: 1\r\n"},
        {"CRLF without the last", "w: 1\r\nv: []", "SET /v [\"x\"]", "w: 1\r\nv:\r\n  - x"},
        {"an anchor that nobody uses", "v: &k []\nw: 1\n", "SET /v [\"x\"]", "v: &k\n  - x\nw: 1\n"},
        {"over two lines", "v: [\n]\nw: 1\n", "SET /v [\"x\"]", "v:\n  - x\nw: 1\n"},
        {"an item", "l:\n- {}\n- z\n", "SET /l/0 {\"k\":\"x\",\"l\":\"yy\"}", "l:\n- k: x\n  l: yy\n- z\n"},
        {"a block scalar", "v: |- # why\n  text\n\n  more\nw: 1\n", "SET /v [\"x\"]", "v: # why\n  - x\nw: 1\n"},
        {"a block scalar as an item", "l:\n- |\n  text\n- z\n", "SET /l/0 {\"k\":\"x\",\"l\":\"yy\"}", "l:\n- k: x\n  l: yy\n- z\n"},
        {"a block scalar with a comment as an item", "l:\n- | # why\n  text\n- z\n", "SET /l/0 {\"k\":\"x\",\"l\":\"yy\"}",
         "l:\n- # why\n  k: x\n  l: yy\n- z\n"},
        {"an item and a comment", "l:\n- {} # c\n- z\n", "SET /l/0 {\"k\":\"x\",\"l\":\"yy\"}", "l:\n- # c\n  k: x\n  l: yy\n- z\n"},
        {"an empty item", "l:\n  -\n  - z\n", "SET /l/0 [\"x\",\"yy\"]", "l:\n  - - x\n    - yy\n  - z\n"},
        {"flow as its neighbours", "l:\n- v: [x]\n- v: []\n", "SET /l/1/v [\"yy\",\"z\"]", "l:\n- v: [x]\n- v: [yy, z]\n"},
        {"flow as its neighbours, no value", "l:\n- v: [x]\n- v:\n", "SET /l/1/v [\"yy\",\"z\"]", "l:\n- v: [x]\n- v: [yy, z]\n"},
        {"the keys of its neighbours", "l:\n- v:\n  - b: 1\n    a: 1\n- v: []\n", "SET /l/1/v [{\"a\":\"a1\",\"b\":\"b1\"}]",
         "l:\n- v:\n  - b: 1\n    a: 1\n- v:\n  - b: b1\n    a: a1\n"},
        {"and an entry behind it", "s:\n  v: []\n", "SET /s/v [\"x\"]\nPUT /s w \"yy\"", "s:\n  v:\n    - x\n  w: yy\n"},
        {"within flow", "s: {v: [], w: 1}\n", "SET /s/v [\"x\",{\"k\":\"yy\"}]", "s: {v: [x, {k: yy}], w: 1}\n"},
        {"no value within flow", "s: {v: , w}\n", "SET /s/v [\"x\"]\nSET /s/w {\"k\":true}", "s: {v: [x] , w: {k: true}}\n"},
        {"at the root", "[]\n", "SET / [\"x\"]", "[x]\n"},
        {"a comment inside", "v: [ # why\n]\n", "SET /v [\"x\"]", NULL},
        {"on a line of its own", "v:\n  []\n", "SET /v [\"x\"]", NULL},
        {"an empty item among items with room", "l:\n  -   k: x\n  -\n", "SET /l/1 {\"k\":\"yy\",\"l\":\"z\"}",
         "l:\n  -   k: x\n  -   k: yy\n      l: z\n"},
};

static const struct edit_case json[] = {
        {"an empty list on one line", "{\"a\":[],\"b\":1}", "SET /a [\"x\",{\"k\":true}]", "{\"a\":[\"x\",{\"k\":true}],\"b\":1}"},
        {"an empty list on one line with spaces", "{\"a\": [], \"b\": 1}", "SET /a [\"x\",{\"k\":true}]",
         "{\"a\": [\"x\", {\"k\": true}], \"b\": 1}"},
        {"an empty list in lines", "{\n  \"a\": [],\n  \"b\": 1\n}\n", "SET /a [\"x\"]", "{\n  \"a\": [\n    \"x\"\n  ],\n  \"b\": 1\n}\n"},
        {"an empty mapping in lines of four", "{\n    \"a\": {},\n    \"b\": 1\n}\n", "PUT /a k {\"l\":true}",
         "{\n    \"a\": {\n        \"k\": {\n            \"l\": true\n        }\n    },\n    \"b\": 1\n}\n"},
        {"tabs", "{\n\t\"a\": null\n}\n", "SET /a [[\"x\"]]", "{\n\t\"a\": [\n\t\t[\n\t\t\t\"x\"\n\t\t]\n\t]\n}\n"},
        {"CRLF", "{\r\n  \"a\": []\r\n}\r\n", "SET /a [\"x\"]", "{\r\n  \"a\": [\r\n    \"x\"\r\n  ]\r\n}\r\n"},
        {"space before the colon", "{\n  \"a\" : [],\n  \"b\" : {}\n}\n", "PUT /b k \"x\"",
         "{\n  \"a\" : [],\n  \"b\" : {\n    \"k\" : \"x\"\n  }\n}\n"},
        {"lines without indentation", "{\n\"a\": [],\n\"b\": 1\n}\n", "SET /a [\"x\"]", "{\n\"a\": [\n  \"x\"\n],\n\"b\": 1\n}\n"},
};

static void scalars_keep_their_quotes(void **state)
{
	(void)state;
	edit_table_run(scalars, sizeof(scalars) / sizeof(*scalars));
}

static void empty_collections_are_filled_in_the_files_style(void **state)
{
	(void)state;
	edit_table_run(collections, sizeof(collections) / sizeof(*collections));
}

static void json_stays_json(void **state)
{
	(void)state;
	edit_table_run(json, sizeof(json) / sizeof(*json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(scalars_keep_their_quotes),
	        cmocka_unit_test(empty_collections_are_filled_in_the_files_style),
	        cmocka_unit_test(json_stays_json),
	};
	return cmocka_run_group_tests_name("edit_set", tests, NULL, NULL);
}
