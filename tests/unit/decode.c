#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/decode.h"

static void expect_text(const struct buf *value, const char *wanted)
{
	if (!span_is(buf_span(value), wanted))
		fail_msg("\"%s\" is not \"%s\"", buf_text(value), wanted);
}

static void expect_single(const char *text, const char *wanted)
{
	struct buf value BUF_AUTO = BUF_EMPTY;
	decode_folded(span_of(text), true, &value);
	expect_text(&value, wanted);
}

static void expect_double(const char *text, const char *wanted)
{
	struct buf value BUF_AUTO = BUF_EMPTY;
	assert_int_equal(decode_double(span_of(text), &value), strlen(text));
	expect_text(&value, wanted);
}

static void expect_no_escape(const char *text, size_t place)
{
	struct buf value BUF_AUTO = BUF_EMPTY;
	assert_int_equal(decode_double(span_of(text), &value), place);
}

/* TEXT is the scalar from its header to the end of the source; END counts from there. */
static void expect_block(const char *text, int64_t parent_indent, const char *wanted, uint32_t end)
{
	struct buf value BUF_AUTO = BUF_EMPTY;
	assert_int_equal(decode_block(span_of(text), 0, (uint32_t)strlen(text), parent_indent, &value), end);
	expect_text(&value, wanted);
}

static void line_breaks_in_quotes_and_plain_text_are_folded(void **state)
{
	(void)state;
	expect_single("a b  c", "a b  c");
	expect_single("a\n  b", "a b");
	expect_single("a  \t\n\n \n\tb", "a\n\nb");
	expect_single("a\r\nb\rc", "a b c");
	expect_single("a\r\n\r\nb", "a\nb");
	expect_single(" a ", " a ");
	expect_single(" \n a \n ", " a ");
	expect_single("\n", " ");
	expect_double("a  \n  b\n\nc", "a b\nc");
}

static void doubled_single_quotes_are_one_each(void **state)
{
	(void)state;
	expect_single("it''s", "it's");
	expect_single("a'''' b", "a'' b");
	expect_single("null'''' ", "null'' ");
	expect_single("''''", "''");
	expect_single("''\n''", "' '");
}

static void escapes_are_those_of_yaml(void **state)
{
	(void)state;
	expect_double("\\a\\b\\t\\n\\v\\f\\r\\e\\ \\\"\\/\\\\", "\a\b\t\n\v\f\r\x1b \"/\\");
	expect_double("\\N\\_\\L\\P", "\xc2\x85\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9");
	expect_double("\\x41\\xe9\\u20AC\\U0001f600", "A\xc3\xa9€😀");
	expect_double("\\\t", "\t");
	struct buf value BUF_AUTO = BUF_EMPTY;
	assert_int_equal(decode_double(SPAN("a\\0b"), &value), 4);
	assert_true(span_equal(buf_span(&value), SPAN("a\0b")));
}

static void an_escaped_line_break_joins_lines(void **state)
{
	(void)state;
	expect_double("a\\\n   b", "ab");
	expect_double("a \\\n \\ b", "a  b");
	expect_double("a\\\r\n  \r\n b", "a\nb");
	expect_double("a\\\n", "a");
}

static void escapes_that_mean_nothing_are_found(void **state)
{
	(void)state;
	expect_no_escape("a\\q", 1);
	expect_no_escape("\\x4", 0);
	expect_no_escape("ab\\u12g4", 2);
	expect_no_escape("\\ud83d\\ude00", 0);
	expect_no_escape("\\U00110000", 0);
	expect_no_escape("a\\", 1);
}

static void literal_lines_stay_as_they_are(void **state)
{
	(void)state;
	expect_block("|\n  a\n  b\n", 0, "a\nb\n", 9);
	expect_block("|\n\n  a\n\n    b  \n   \n  c\n", 0, "\na\n\n  b  \n \nc\n", 23);
	expect_block("| # c\r\n  a\r\n\r\n  b\r\n", 0, "a\n\nb\n", 17);
	expect_block("|\n a\n  # b\nc", 0, "a\n # b\n", 10);
	expect_block("|\n a\n\tb\n", 0, "a\n", 4);
}

static void folded_lines_are_joined_but_for_longer_ones(void **state)
{
	(void)state;
	expect_block(">\n  a\n  b\n\n  c\n", 0, "a b\nc\n", 14);
	expect_block(">\n  a\n    b\n  c\n  d\n", 0, "a\n  b\nc d\n", 19);
	expect_block(">\n  a\n\n    b\n\n  c\n", 0, "a\n\n  b\n\nc\n", 17);
	expect_block(">\n  a\n  \tb\n", 0, "a\n\tb\n", 10);
	expect_block(">\n\n\n  a\n", 0, "\n\na\n", 7);
}

static void the_header_says_what_happens_to_the_last_breaks(void **state)
{
	(void)state;
	expect_block("|\n a\n\n\n", 0, "a\n", 4);
	expect_block("|-\n a\n\n\n", 0, "a", 5);
	expect_block("|+\n a\n\n\n", 0, "a\n\n\n", 7);
	expect_block("|\n a", 0, "a", 4);
	expect_block("|+\n a\n ", 0, "a\n", 5);
	expect_block("|\n a\n  \n", 0, "a\n \n", 7);
	expect_block(">-\n", 0, "", 2);
	expect_block("|+\n\n", 0, "\n", 3);
	expect_block("|", 0, "", 1);
	expect_block("|+1\n a\n\n", 0, "a\n\n", 7);
	expect_block("|-1\n a\n\n", 0, "a", 6);
}

static void the_indentation_is_said_or_found(void **state)
{
	(void)state;
	expect_block("|2\n    a\n  b\n", 0, "  a\nb\n", 12);
	expect_block("|-2\n    a\n", 2, "a", 9);
	expect_block("|1+\n  a\n\n", -1, " a\n\n", 8);
	expect_block("|\n   a\n  b\n", 2, "a\n", 6);
	expect_block("|\n  a\n", 2, "", 1);
	expect_block("|\na\n", -1, "", 1);
	expect_block("|+\n   \n  a\n", 0, "\n", 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_breaks_in_quotes_and_plain_text_are_folded),
		cmocka_unit_test(doubled_single_quotes_are_one_each),
		cmocka_unit_test(escapes_are_those_of_yaml),
		cmocka_unit_test(an_escaped_line_break_joins_lines),
		cmocka_unit_test(escapes_that_mean_nothing_are_found),
		cmocka_unit_test(literal_lines_stay_as_they_are),
		cmocka_unit_test(folded_lines_are_joined_but_for_longer_ones),
		cmocka_unit_test(the_header_says_what_happens_to_the_last_breaks),
		cmocka_unit_test(the_indentation_is_said_or_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
