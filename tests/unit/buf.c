#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/buf.h"

static bool no_memory;
void *__real_realloc(void *at, size_t size);
void *__wrap_realloc(void *at, size_t size);

void *__wrap_realloc(void *at, size_t size)
{
	return no_memory ? NULL : __real_realloc(at, size);
}

static void bytes_are_appended_in_order_and_terminated(void **state)
{
	(void)state;
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_add_text(&buf, "flag");
	buf_add_byte(&buf, '=');
	buf_add_span(&buf, SPAN("value"));
	buf_add_repeat(&buf, ' ', 2);
	buf_printf(&buf, "%d/%s", 7, "x");
	assert_string_equal(buf_text(&buf), "flag=value  7/x");
	assert_int_equal(buf.length, 15);
}

static void a_nul_byte_is_a_byte_like_any_other(void **state)
{
	(void)state;
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_add(&buf, "a\0b", 3);
	assert_int_equal(buf.length, 3);
	assert_memory_equal(buf.at, "a\0b", 4);
}

static void a_long_printf_is_not_cut(void **state)
{
	(void)state;
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_printf(&buf, "%5000d", 1);
	assert_int_equal(buf.length, 5000);
	assert_int_equal(buf.at[4999], '1');
}

static void a_printf_fits_or_makes_room(void **state)
{
	(void)state;
	for (int length = 0; length < 200; length++)
		for (size_t before = 0; before < 70; before += 23) {
			struct buf buf BUF_AUTO = BUF_EMPTY;
			buf_add_repeat(&buf, 'a', before);
			buf_printf(&buf, "%.*s", length, "%0200d");
			buf_printf(&buf, "%0*d", length, 0);
			size_t digits = length > 0 ? (size_t)length : 1, first = length < 6 ? (size_t)length : 6;
			assert_int_equal(buf.length, before + first + digits);
			assert_int_equal(strlen(buf.at), buf.length);
			assert_int_equal(strspn(buf.at + before + first, "0"), digits);
		}
}

static void memory_that_runs_out_in_a_printf_leaves_what_was_there(void **state)
{
	(void)state;
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_add_text(&buf, "kept");
	no_memory = true;
	buf_printf(&buf, "%500d", 1);
	no_memory = false;
	assert_true(buf.failed);
	assert_string_equal(buf.at, "kept");
}

static void memory_that_runs_out_is_remembered_and_reported_once(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_add_text(&buf, "kept");
	no_memory = true;
	buf_add_repeat(&buf, 'x', 1000);
	no_memory = false;
	buf_add_text(&buf, "ignored");
	assert_int_equal(buf_check(&buf, &err), -1);
	assert_int_equal(err.kind, ERROR_MEMORY);
}

static void a_reserve_that_gets_no_memory_is_no_failure(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct buf buf BUF_AUTO = BUF_EMPTY;
	buf_add_text(&buf, "kept");
	no_memory = true;
	buf_reserve(&buf, 1000);
	no_memory = false;
	buf_reserve(&buf, SIZE_MAX);
	buf_reserve(&buf, SIZE_MAX - 4);
	buf_add_repeat(&buf, '!', 200);
	assert_int_equal(buf_check(&buf, &err), 0);
	assert_int_equal(buf.length, 204);
}

static void an_empty_buf_has_an_empty_text(void **state)
{
	(void)state;
	struct error err = { 0 };
	struct buf buf = BUF_EMPTY;
	assert_string_equal(buf_text(&buf), "");
	assert_int_equal(buf_check(&buf, &err), 0);
	buf_release(&buf);
	assert_true(span_equal(buf_span(&buf), SPAN_EMPTY));
}

static void a_cut_stays_inside_its_span(void **state)
{
	(void)state;
	struct span from = SPAN("manifest");
	assert_true(span_is(span_cut(from, 0, 3), "man"));
	assert_true(span_is(span_cut(from, 4, 99), "fest"));
	assert_int_equal(span_cut(from, 9, 12).length, 0);
	assert_int_equal(span_cut(from, 5, 2).length, 0);
}

static void ends_and_starts_need_the_whole_word(void **state)
{
	(void)state;
	assert_true(span_starts(SPAN("--audit"), "--"));
	assert_false(span_starts(SPAN("-"), "--"));
	assert_true(span_ends(SPAN("policy.yaml"), ".yaml"));
	assert_false(span_ends(SPAN("yaml"), ".yaml"));
	assert_false(span_is(SPAN("audit"), "audit-"));
	assert_false(span_is(SPAN("audit-"), "audit"));
}

static void find_starts_where_it_is_told_and_says_the_end_when_there_is_nothing(void **state)
{
	(void)state;
	struct span text = SPAN("a{{b{{c");
	assert_int_equal(span_find(text, "{{", 0), 1);
	assert_int_equal(span_find(text, "{{", 2), 4);
	assert_int_equal(span_find(text, "{{", 5), text.length);
	assert_int_equal(span_find(text, "}}", 0), text.length);
	assert_int_equal(span_find(SPAN_EMPTY, "x", 0), 0);
}

static void a_copy_is_terminated(void **state)
{
	(void)state;
	char *copy = span_dup(span_cut(SPAN("audit-policy"), 0, 5));
	assert_string_equal(copy, "audit");
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_appended_in_order_and_terminated),
		cmocka_unit_test(a_nul_byte_is_a_byte_like_any_other),
		cmocka_unit_test(a_long_printf_is_not_cut),
		cmocka_unit_test(a_printf_fits_or_makes_room),
		cmocka_unit_test(memory_that_runs_out_in_a_printf_leaves_what_was_there),
		cmocka_unit_test(memory_that_runs_out_is_remembered_and_reported_once),
		cmocka_unit_test(a_reserve_that_gets_no_memory_is_no_failure),
		cmocka_unit_test(an_empty_buf_has_an_empty_text),
		cmocka_unit_test(a_cut_stays_inside_its_span),
		cmocka_unit_test(ends_and_starts_need_the_whole_word),
		cmocka_unit_test(find_starts_where_it_is_told_and_says_the_end_when_there_is_nothing),
		cmocka_unit_test(a_copy_is_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
