#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/visible.h"

static void assert_shown(struct span text, enum visible_keep keep, const char *wanted)
{
	struct buf out = BUF_EMPTY;
	visible_add(&out, text, keep);
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

static void what_people_write_stays(void **state)
{
	(void)state;
	assert_shown(SPAN("/etc/kubernetes/é 日本 \xF0\x9F\x90\xA7 a\\b"), VISIBLE_TEXT, "/etc/kubernetes/é 日本 \xF0\x9F\x90\xA7 a\\b");
}

static void control_characters_are_escaped(void **state)
{
	(void)state;
	assert_shown(SPAN("a\033[31mb\0c\007\177"), VISIBLE_TEXT, "a\\x1b[31mb\\x00c\\x07\\x7f");
	assert_shown(SPAN("one\ntwo\r\tthree"), VISIBLE_TEXT, "one\\ntwo\\r\\tthree");
	assert_shown(SPAN("\xC2\x9B"
	                  "31m"),
	             VISIBLE_TEXT, "\\u009b31m");
}

static void what_turns_the_direction_or_breaks_the_line_is_escaped(void **state)
{
	(void)state;
	/* In pieces, since a compiler may object to the characters themselves. */
	static const char text[] = {'a', '\xE2', '\x80', '\xAE', 'b', '\xE2', '\x81', '\xA6', 'c', '\xE2', '\x80', '\xA8'};
	assert_shown(span_from(text, sizeof(text)), VISIBLE_TEXT, "a\\u202eb\\u2066c\\u2028");
}

static void what_is_not_utf8_is_escaped_byte_by_byte(void **state)
{
	(void)state;
	assert_shown(SPAN("a\xFF\x80z"), VISIBLE_TEXT, "a\\xff\\x80z");
	assert_shown(SPAN("\xC3"), VISIBLE_TEXT, "\\xc3");                   /* cut off */
	assert_shown(SPAN("\xC0\xAF"), VISIBLE_TEXT, "\\xc0\\xaf");          /* overlong */
	assert_shown(SPAN("\xED\xA0\x80"), VISIBLE_TEXT, "\\xed\\xa0\\x80"); /* a surrogate */
	assert_shown(SPAN("\xF4\x90\x80\x80"), VISIBLE_TEXT, "\\xf4\\x90\\x80\\x80");
	assert_shown(SPAN("\xE2\x28\xA1"), VISIBLE_TEXT, "\\xe2(\\xa1");
}

static void a_diff_keeps_tabs_and_line_ends(void **state)
{
	(void)state;
	assert_shown(SPAN("+\ta\r\n-b\n"), VISIBLE_LINES, "+\ta\r\n-b\n");
	assert_shown(SPAN("+a\rb\033\n"), VISIBLE_LINES, "+a\\rb\\x1b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_people_write_stays),
	        cmocka_unit_test(control_characters_are_escaped),
	        cmocka_unit_test(what_turns_the_direction_or_breaks_the_line_is_escaped),
	        cmocka_unit_test(what_is_not_utf8_is_escaped_byte_by_byte),
	        cmocka_unit_test(a_diff_keeps_tabs_and_line_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
