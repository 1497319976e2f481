#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/doc.h"
#include "yaml/json.h"
#include "yaml/reread.h"
#include "yaml/scalar.h"

static struct error err;

/* WORDS: separated by single spaces. */
static void expect_type(enum scalar_type type, const char *words)
{
	for (const char *at = words; *at;) {
		size_t length = strcspn(at, " ");
		enum scalar_type found = scalar_resolve(span_from(at, length));
		if (found != type)
			fail_msg("%.*s is %d, not %d", (int)length, at, found, type);
		at += length + (at[length] == ' ');
	}
}

static void words_are_those_of_yaml_1_1(void **state)
{
	(void)state;
	expect_type(SCALAR_BOOL, "y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF");
	expect_type(SCALAR_NULL, "~ null Null NULL");
	expect_type(SCALAR_FLOAT, ".nan .NaN .NAN .inf .Inf .INF +.inf -.inf +.Inf -.INF");
	expect_type(SCALAR_MERGE, "<<");
	expect_type(SCALAR_STRING, "yES nO tRUE oN nULL .Nan .iNF nan inf Infinity +Inf = yes! truee ~~");
	assert_int_equal(scalar_resolve(SPAN_EMPTY), SCALAR_NULL);
	assert_int_equal(scalar_resolve(span_from("y\0", 2)), SCALAR_STRING);
	assert_int_equal(scalar_resolve(span_from("1\0", 2)), SCALAR_STRING);
	assert_int_equal(scalar_resolve(span_from("1.5\0", 4)), SCALAR_STRING);
}

static void integers_are_those_of_go(void **state)
{
	(void)state;
	expect_type(SCALAR_INT, "0 -0 +1 -1 42 0777 0o7 0O17 0b1 0B10 -0b1 +0b1 0x1F 0X1f -0x1 1_000 1_ 1__0 -_1 +_1 0_7 0x_1 0b_1 00");
	expect_type(SCALAR_INT, "9223372036854775807 -9223372036854775808 18446744073709551615 0xffffffffffffffff 01777777777777777777777");
	expect_type(SCALAR_STRING, "_1 + - -_ 0x 0b 0o 0b2 0o8 0xg 0x1p-2 1d 1f --1 +-1 0x10000000000000000 -0xffffffffffffffff 1a 1:30 190:20:30");
}

static void floats_are_decimals_that_fit(void **state)
{
	(void)state;
	expect_type(SCALAR_FLOAT, "1. .5 5.5 -.5 +.5e1 1e5 1E+5 1e-5 08 09 0888 -09.5 1_0.5 .5_5 685_230.15e+03 1_e5 1e_5 0e0 1e-999");
	expect_type(SCALAR_FLOAT, "18446744073709551616 +18446744073709551615 -9223372036854775809 02000000000000000000000 1.7976931348623157e308");
	expect_type(SCALAR_FLOAT, "0.00000000000000000000000000000000000000001e340 100000000000000000000000000000000000000000e200 0e999999999999");
	expect_type(SCALAR_STRING, ". .e5 1e 1e+ 5.5.5 ._5 .5_ 1e1e1 1,5 1e999 .5e999 1.8e308 -1e309 1000000000000000000000000000000000000000000e300");
}

static void timestamps_are_those_of_go_yaml(void **state)
{
	(void)state;
	expect_type(SCALAR_TIMESTAMP, "2001-01-01 2001-1-1 2000-02-29 2001-12-14T21:59:43Z 2001-12-14t1:2:3.5Z 2001-12-14T21:59:43.10-05:00");
	expect_type(SCALAR_TIMESTAMP, "0000-01-01 2004-02-29 2001-12-31T00:00:00+00:30 2001-01-01T23:59:59-24:00 2001-01-01T1:2:3Z");
	expect_type(SCALAR_STRING, "2001-13-01 2001-02-29 2001-00-01 2001-01-32 200-01-01 2001-01 2001-01-01T00:00:00 2001-01-01T25:00:00Z 2001-01-01x");
	expect_type(SCALAR_STRING, "1900-02-29 2001-01-01T00:60:00Z 2001-01-01T00:00:60Z 2001-01-01T00:00:00+25:00 2001-01-01T00:00:00+01:60 2001-01-01T00:00:00.Z 2001-01-01T00:00:00+01:00x");
	assert_int_equal(scalar_resolve(SPAN("2001-01-01 10:00:00")), SCALAR_TIMESTAMP);
	assert_int_equal(scalar_resolve(SPAN("2001-01-01 10:00")), SCALAR_STRING);
}

static void ordinary_text_is_a_string(void **state)
{
	(void)state;
	expect_type(SCALAR_STRING, "a --a=b -a 10.0.0.1 v1.2 30s 100Mi 1h30m /etc/kubernetes : # é 0.0.0.0/0");
}

static void the_type_of_a_node_follows_its_tag_then_its_style(void **state)
{
	static const char source[] = "[5, '5', \"5\", !!str 5, !!int '5', !!float 5, ! 5, !x 5, !!bool 'on', !!null '', !!timestamp x, !!merge x, !!binary YQ==, a]";
	static const enum scalar_type wanted[] = { SCALAR_INT,	  SCALAR_STRING, SCALAR_STRING, SCALAR_STRING,	  SCALAR_INT,	SCALAR_FLOAT,  SCALAR_STRING,
						   SCALAR_STRING, SCALAR_BOOL,	 SCALAR_NULL,	SCALAR_TIMESTAMP, SCALAR_MERGE, SCALAR_STRING, SCALAR_STRING };
	struct tree tree TREE_AUTO = TREE_EMPTY;
	size_t index = 0;
	(void)state;
	assert_int_equal(doc_parse(span_of(source), &tree, &err), 0);
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next)
		assert_int_equal(scalar_type(&tree, at), wanted[index++]);
	assert_int_equal(index, sizeof(wanted) / sizeof(*wanted));
	assert_int_equal(scalar_type(&tree, 1), SCALAR_STRING);
}

static void booleans_have_a_value(void **state)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	bool value = false;
	(void)state;
	assert_int_equal(doc_parse(SPAN("[true, True, TRUE, yes, Yes, YES, on, On, ON, y, Y, !!bool 'y', false, False, FALSE, no, No, NO, off, Off, OFF, n, N]"), &tree, &err), 0);
	size_t index = 0;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next) {
		assert_true(scalar_is_bool(&tree, at, &value));
		assert_int_equal(value, index++ < 12);
	}
	tree_release(&tree);
	assert_int_equal(doc_parse(SPAN("['true', 1, ~, [true], !!bool x, !!str true]"), &tree, &err), 0);
	value = true;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next)
		assert_false(scalar_is_bool(&tree, at, &value));
	assert_true(value);
}

static void plain_is_safe_only_where_no_reader_errs(void **state)
{
	static const char *const safe[] = { "a", "--a=b", "-a", "/a/b", "a b", "a#b", "a:b", "http://a:1/#b", "a,b", "a{b}", "it's", "é", "kube-apiserver", "--", "30s", "v1", "_" };
	static const char *const unsafe[] = { "", "y", "No", "TRUE", "~", "null", "=", "<<", ".inf", "NaN", "0", "012", "0o7", "1:30", "1_000", "1e3", "+1", "-1", ".5", "-.5",
					      "10.0.0.1", "2001-01-01", "0x1f", " a", "a ", "a: b", "a:", "a #b", "#a", "- a", "-", "---", "--- a", "...", "?", "? a", ":a", "[a", "]", "{a", "}", "&a", "*a", "!a",
					      "|", ">", "'a", "\"a", "%a", "@a", "`a", ",a", "a\nb", "a\tb", "a\rb", "\x7f", "a\xc2\x85", "a\xc2\xa0", "\xef\xbb\xbf\x61", "a\xe2\x80\xa8", "\xff", "\x01" };
	static const char *const unsafe_in_flow[] = { "a,b", "a[b", "a]", "a{b", "a}", "a:b", "a?" };
	(void)state;
	for (size_t at = 0; at < sizeof(safe) / sizeof(*safe); at++)
		if (!scalar_is_plain_safe(span_of(safe[at]), false))
			fail_msg("\"%s\" is safe", safe[at]);
	for (size_t at = 0; at < sizeof(unsafe) / sizeof(*unsafe); at++)
		if (scalar_is_plain_safe(span_of(unsafe[at]), false) || scalar_is_plain_safe(span_of(unsafe[at]), true))
			fail_msg("\"%s\" is not safe", unsafe[at]);
	for (size_t at = 0; at < sizeof(unsafe_in_flow) / sizeof(*unsafe_in_flow); at++)
		if (scalar_is_plain_safe(span_of(unsafe_in_flow[at]), true))
			fail_msg("\"%s\" is not safe in flow", unsafe_in_flow[at]);
}

static void expect_written(const char *text, enum node_style wanted, bool flow, const char *written)
{
	struct buf buf BUF_AUTO = BUF_EMPTY;
	scalar_add(&buf, span_of(text), wanted, flow);
	assert_string_equal(buf_text(&buf), written);
}

static void a_text_is_written_in_the_wanted_style_or_the_next_that_can_hold_it(void **state)
{
	(void)state;
	expect_written("--a=b", STYLE_PLAIN, false, "--a=b");
	expect_written("--a=b:c", STYLE_PLAIN, true, "'--a=b:c'");
	expect_written("yes", STYLE_PLAIN, false, "'yes'");
	expect_written("", STYLE_PLAIN, false, "''");
	expect_written("a", STYLE_SINGLE, false, "'a'");
	expect_written("it's: a", STYLE_PLAIN, false, "'it''s: a'");
	expect_written("a", STYLE_DOUBLE, false, "\"a\"");
	expect_written("a\"b\\", STYLE_DOUBLE, false, "\"a\\\"b\\\\\"");
	expect_written("a\nb", STYLE_PLAIN, false, "\"a\\nb\"");
	expect_written("a\tb", STYLE_SINGLE, false, "\"a\\tb\"");
	expect_written("a\xc2\x85\xe2\x80\xa8\xef\xbb\xbf", STYLE_SINGLE, true, "\"a\\u0085\\u2028\\ufeff\"");
	expect_written("a\xff", STYLE_PLAIN, false, "\"a\xef\xbf\xbd\"");
	expect_written("a", STYLE_LITERAL, false, "a");
}

/* Numerical Recipes' generator: the same texts in every run. */
static uint32_t draw(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static void add_random_text(struct buf *text, uint32_t *random)
{
	static const char *const pieces[] = { " ", "  ", ":", ": ", "#", " #", "-", "- ", "--", "---", "?", "? ", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"",
					      "%", "@", "`", "~", "=", "<<", ".", "...", "_", "+", "0", "1", "07", "0x", "0o", "e", "E5", "y", "no", "True", "null", ".inf", "\n", "\r",
					      "\r\n", "\t", "\\", "\\n", "/", "$(", "{{", "é", "😀", "\xc2\x85", "\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf", "\x01", "\x7f",
					      "\xef\xbf\xbe", "a", "b", "audit", "--audit-log-path=", "2001-01-01", "12:30" };
	for (uint32_t count = draw(random, 6); count > 0; count--)
		buf_add_text(text, pieces[draw(random, sizeof(pieces) / sizeof(*pieces))]);
}

static void expect_string_at(int (*parse)(struct span, struct tree *, struct error *), struct span source, struct span text)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	if (parse(source, &tree, &err) < 0)
		fail_msg("%u:%u: %s:\n%.*s", err.line, err.column, err.text, SPAN_ARG(source));
	node_id list = tree_get(&tree, 1, "list"), key = tree_get_key(&tree, 1, "end");
	node_id item = tree_node(&tree, list)->child, next = tree_node(&tree, item)->next;
	if (!key || !span_equal(tree_text(&tree, item), text) || scalar_type(&tree, item) != SCALAR_STRING || !span_is(tree_text(&tree, next), "next"))
		fail_msg("read back as \"%.*s\":\n%.*s", SPAN_ARG(tree_text(&tree, item)), SPAN_ARG(source));
}

static void whatever_is_written_reads_back_as_the_same_string(void **state)
{
	uint32_t random = 1;
	(void)state;
	for (int round = 0; round < 4000; round++) {
		enum node_style wanted = (enum node_style)(STYLE_PLAIN + draw(&random, 3));
		struct buf text BUF_AUTO = BUF_EMPTY, block BUF_AUTO = BUF_EMPTY, flow BUF_AUTO = BUF_EMPTY;
		add_random_text(&text, &random);
		buf_add_text(&block, "list:\n- ");
		scalar_add(&block, buf_span(&text), wanted, false);
		buf_add_text(&block, "\n- next\nend: x\n");
		buf_add_text(&flow, "list: [");
		scalar_add(&flow, buf_span(&text), wanted, true);
		buf_add_text(&flow, ", next]\nend: x\n");
		expect_string_at(doc_parse, buf_span(&block), buf_span(&text));
		expect_string_at(reread_parse, buf_span(&block), buf_span(&text));
		expect_string_at(doc_parse, buf_span(&flow), buf_span(&text));
		expect_string_at(reread_parse, buf_span(&flow), buf_span(&text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_yaml_1_1),
		cmocka_unit_test(integers_are_those_of_go),
		cmocka_unit_test(floats_are_decimals_that_fit),
		cmocka_unit_test(timestamps_are_those_of_go_yaml),
		cmocka_unit_test(ordinary_text_is_a_string),
		cmocka_unit_test(the_type_of_a_node_follows_its_tag_then_its_style),
		cmocka_unit_test(booleans_have_a_value),
		cmocka_unit_test(plain_is_safe_only_where_no_reader_errs),
		cmocka_unit_test(a_text_is_written_in_the_wanted_style_or_the_next_that_can_hold_it),
		cmocka_unit_test(whatever_is_written_reads_back_as_the_same_string),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
