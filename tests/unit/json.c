#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shape.h"
#include "yaml/json.h"

static struct error err;

/* A copy without a NUL behind it, so that the address sanitizer sees a read beyond the end. */
static int parse_copy(struct span text, struct buf *shape)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	char *source = malloc(text.length ? text.length : 1);
	assert_non_null(source);
	if (text.length)
		memcpy(source, text.at, text.length);
	int result = json_parse(span_from(source, text.length), &tree, &err);
	if (result == 0)
		shape_add(shape, &tree, 1);
	else
		assert_null(tree.nodes);
	free(source);
	return result;
}

static void expect_shape(const char *source, const char *wanted)
{
	struct buf shape BUF_AUTO = BUF_EMPTY;
	if (parse_copy(span_of(source), &shape) < 0)
		fail_msg("refused: %u:%u: %s", err.line, err.column, err.text);
	assert_string_equal(buf_text(&shape), wanted);
}

static void expect_refused(const char *source, uint32_t line, uint32_t column, const char *words)
{
	struct buf shape BUF_AUTO = BUF_EMPTY;
	assert_int_equal(parse_copy(span_of(source), &shape), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void every_kind_of_value_is_read_with_its_place(void **state)
{
	(void)state;
	expect_shape("{\"a\": [1, true],\n \"b\": {}, \"c\": [ ]}", ".0-36{ D1-4'a' .6-15[ P7-8'1' P10-14'true' ] D18-21'b' .23-25{ } D27-30'c' .32-35[ ] }");
	expect_shape(" null\r\n", "P1-5'null'");
	expect_shape("\t\"\"", "D1-3''");
	expect_shape("false", "P0-5'false'");
	expect_shape("{\"a\":{\"a\":\"a\"}}", ".0-15{ D1-4'a' .5-14{ D6-9'a' D10-13'a' } }");
}

static void numbers_are_those_of_the_grammar(void **state)
{
	(void)state;
	expect_shape("[0, -0, 10, 1.5, 0.25e+10, 1E-2]", ".0-32[ P1-2'0' P4-6'-0' P8-10'10' P12-15'1.5' P17-25'0.25e+10' P27-31'1E-2' ]");
	expect_refused("01", 1, 2, "leading 0");
	expect_refused("[+1]", 1, 2, "expected a value");
	expect_refused("[.5]", 1, 2, "expected a value");
	expect_refused("[1.]", 1, 4, "a digit");
	expect_refused("[1e]", 1, 4, "a digit");
	expect_refused("[-]", 1, 3, "a digit");
	expect_refused("-", 1, 2, "the text ends");
	expect_refused("[0x1]", 1, 3, "',' or ']'");
	expect_refused("[NaN]", 1, 2, "expected a value");
}

static void escapes_are_decoded(void **state)
{
	(void)state;
	expect_shape("\"\\\"\\\\\\/\\n\\r\\tx\"", "D0-15'\"\\/\\n\\r\\tx'");
	expect_shape("\"\\b\\f\"", "D0-6'\b\f'");
	expect_shape("\"\\u0041\\u00E9\\u20ac\"", "D0-20'Aé€'");
	expect_shape("\"x\\ud83d\\ude00y\"", "D0-16'x😀y'");
	expect_shape("[\"a\\u0041\", \"b\"]", ".0-16[ D1-10'aA' D12-15'b' ]");
}

static void half_a_surrogate_pair_becomes_the_replacement_character(void **state)
{
	(void)state;
	expect_shape("\"\\ud83d\"", "D0-8'�'");
	expect_shape("\"\\ude00x\"", "D0-9'�x'");
	expect_shape("\"\\ud83d\\u0041\"", "D0-14'�A'");
	expect_shape("\"\\ud83d\\ud83d\\ude00\"", "D0-20'�😀'");
	expect_shape("\"\\u0041\\ude00\"", "D0-14'A�'");
	expect_shape("\"\\ue000\\ude00\"", "D0-14'\xee\x80\x80�'");
	expect_refused("\"\\ud83d\\u00\"", 1, 12, "four hexadecimal digits");
}

static void a_nul_from_an_escape_is_part_of_the_text(void **state)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	assert_int_equal(json_parse(SPAN("\"a\\u0000b\""), &tree, &err), 0);
	assert_true(span_equal(tree_text(&tree, 1), SPAN("a\0b")));
}

static void what_is_not_json_is_refused_with_place_and_remedy(void **state)
{
	(void)state;
	expect_refused("", 1, 1, "the text ends; expected a value");
	expect_refused("{", 1, 2, "expected a key in double quotes");
	expect_refused("{\"a\"", 1, 5, "the text ends; expected ':'");
	expect_refused("{\"a\" 1}", 1, 6, "expected ':' behind the key, found '1'");
	expect_refused("{\"a\": 1,}", 1, 9, "expected a key in double quotes, found '}'");
	expect_refused("[1,]", 1, 4, "expected a value");
	expect_refused("{\"a\": 1\n \"b\": 2}", 2, 2, "expected ',' or '}' behind the value");
	expect_refused("[1 2]", 1, 4, "expected ',' or ']' behind the value");
	expect_refused("{a: 1}", 1, 2, "expected a key in double quotes, found 'a'");
	expect_refused("{'a': 1}", 1, 2, "expected a key in double quotes");
	expect_refused("{1: 1}", 1, 2, "expected a key in double quotes");
	expect_refused("{} {}", 1, 4, "nothing but white space");
	expect_refused("{}\n---\n", 2, 1, "nothing but white space");
	expect_refused("[tru]", 1, 2, "expected a value");
	expect_refused("[truex]", 1, 6, "',' or ']'");
	expect_refused("[é]", 1, 2, "found 'é'");
	expect_refused("[\xc2\xa0]", 1, 2, "expected a value");
}

static void comments_are_refused_as_such(void **state)
{
	(void)state;
	expect_refused("{\n # c\n}", 2, 2, "JSON, which has no comments");
	expect_refused("{} // c", 1, 4, "JSON, which has no comments");
}

static void strings_end_on_their_line_and_hold_no_control_bytes(void **state)
{
	(void)state;
	expect_refused("\"a\nb\"", 1, 3, "control byte 0x0a in a string");
	struct buf shape BUF_AUTO = BUF_EMPTY;
	assert_int_equal(parse_copy(SPAN("\"a\0\""), &shape), -1);
	assert_non_null(strstr(err.text, "control byte 0x00"));
	expect_refused("\"a\tb\"", 1, 3, "control byte 0x09 in a string");
	expect_refused("\"a", 1, 3, "expected a closing '\"'");
	expect_refused("\"a\\", 1, 4, "behind a backslash");
	expect_refused("\"a\\x\"", 1, 4, "behind a backslash, found 'x'");
	expect_refused("\"\\u12g4\"", 1, 6, "four hexadecimal digits");
	expect_shape("\"\x7f\"", "D0-3'\x7f'");
}

static void nesting_is_read_to_the_limit_and_refused_beyond(void **state)
{
	char source[2 * (TREE_DEPTH_MAX + 1)];
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	memset(source, '[', TREE_DEPTH_MAX + 1);
	memset(source + TREE_DEPTH_MAX, ']', TREE_DEPTH_MAX);
	assert_int_equal(json_parse(span_from(source, 2 * TREE_DEPTH_MAX), &tree, &err), 0);
	tree_release(&tree);
	memset(source, '[', sizeof(source));
	assert_int_equal(json_parse(span_from(source, sizeof(source)), &tree, &err), -1);
	assert_int_equal(err.column, TREE_DEPTH_MAX + 1);
}

static void duplicate_keys_are_read_and_found(void **state)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	assert_int_equal(json_parse(SPAN("{\"a\": 1, \"\\u0061\": 2}"), &tree, &err), 0);
	assert_int_equal(tree_node(&tree, tree_duplicate_key(&tree))->start, 9);
}

static void a_text_is_written_as_a_string_that_reads_back(void **state)
{
	(void)state;
	static const struct { struct span text; const char *wanted; } cases[] = {
		{ { "", 0 }, "\"\"" },
		{ { "a\"b\\c/", 6 }, "\"a\\\"b\\\\c/\"" },
		{ { "\n\t\r\0\x1f\x7f", 6 }, "\"\\n\\t\\u000d\\u0000\\u001f\\u007f\"" },
		{ { "é😀", 6 }, "\"é😀\"" },
		{ { "\xff" "a\xc3", 3 }, "\"�a�\"" },
		{ { "\xed\xa0\x80", 3 }, "\"���\"" },
	};
	for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
		struct buf text BUF_AUTO = BUF_EMPTY;
		struct tree tree TREE_AUTO = TREE_EMPTY;
		json_add_string(&text, cases[at].text);
		assert_string_equal(buf_text(&text), cases[at].wanted);
		assert_int_equal(json_parse(buf_span(&text), &tree, &err), 0);
		if (at < 4)
			assert_true(span_equal(tree_text(&tree, 1), cases[at].text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_is_read_with_its_place),
		cmocka_unit_test(numbers_are_those_of_the_grammar),
		cmocka_unit_test(escapes_are_decoded),
		cmocka_unit_test(half_a_surrogate_pair_becomes_the_replacement_character),
		cmocka_unit_test(a_nul_from_an_escape_is_part_of_the_text),
		cmocka_unit_test(what_is_not_json_is_refused_with_place_and_remedy),
		cmocka_unit_test(comments_are_refused_as_such),
		cmocka_unit_test(strings_end_on_their_line_and_hold_no_control_bytes),
		cmocka_unit_test(nesting_is_read_to_the_limit_and_refused_beyond),
		cmocka_unit_test(duplicate_keys_are_read_and_found),
		cmocka_unit_test(a_text_is_written_as_a_string_that_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
