#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static void a_failing_function_can_return_what_it_sets(void **state)
{
	(void)state;
	struct error err = { 0 };
	assert_int_equal(error_set(&err, ERROR_USAGE, "no %s", "value"), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_string_equal(err.text, "no value");
}

static void a_new_error_forgets_the_old_one(void **state)
{
	(void)state;
	struct error err = { 0 };
	error_at(&err, 3, 7, "first");
	error_path(&err, "/a");
	error_set(&err, ERROR_BUG, "second");
	assert_int_equal(err.line, 0);
	assert_int_equal(err.column, 0);
	assert_string_equal(err.path, "");
	assert_string_equal(err.text, "second");
}

static void a_system_error_says_why_and_keeps_errno(void **state)
{
	(void)state;
	struct error err = { 0 };
	error_system(&err, ENOSPC, "writing %s", "x");
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_int_equal(err.errnum, ENOSPC);
	assert_string_equal(err.text, "writing x: No space left on device");
}

static void context_goes_before_the_text_and_leaves_the_place(void **state)
{
	(void)state;
	struct error err = { 0 };
	error_at(&err, 3, 7, "inner");
	error_wrap(&err, "outer %d", 1);
	error_append(&err, "; unchanged");
	assert_string_equal(err.text, "outer 1: inner; unchanged");
	assert_int_equal(err.line, 3);
	assert_int_equal(err.kind, ERROR_REFUSED);
}

static void the_first_path_stays(void **state)
{
	(void)state;
	struct error err = { 0 };
	error_set(&err, ERROR_REFUSED, "x");
	error_path(&err, "/inner");
	error_path(&err, "/outer");
	assert_string_equal(err.path, "/inner");
}

static void a_text_that_does_not_fit_ends_in_a_mark_and_whole_characters(void **state)
{
	(void)state;
	struct error err = { 0 };
	char text[3 * sizeof(err.text)];
	for (size_t shift = 0; shift < 3; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 2 < sizeof(text); i += 2)
			memcpy(text + i, "é", 3);
		error_set(&err, ERROR_REFUSED, "%s", text);
		size_t length = strlen(err.text);
		assert_string_equal(err.text + length - strlen("…"), "…");
		assert_int_equal((length - strlen("…") - shift) % 2, 0);
		assert_true(length >= sizeof(err.text) - 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_function_can_return_what_it_sets),
		cmocka_unit_test(a_new_error_forgets_the_old_one),
		cmocka_unit_test(a_system_error_says_why_and_keeps_errno),
		cmocka_unit_test(context_goes_before_the_text_and_leaves_the_place),
		cmocka_unit_test(the_first_path_stays),
		cmocka_unit_test(a_text_that_does_not_fit_ends_in_a_mark_and_whole_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
