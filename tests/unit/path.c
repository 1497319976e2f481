#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path.h"

static void cleaned(const char *path, const char *want)
{
	struct buf BUF_AUTO out = BUF_EMPTY;
	buf_add_text(&out, "/kept");
	path_clean(span_of(path), &out);
	assert_string_equal(buf_text(&out) + 5, want);
}

static void paths_are_cleaned_as_go_does(void **state)
{
	(void)state;
	cleaned("/a/b", "/a/b");
	cleaned("/a//b///", "/a/b");
	cleaned("/./a/./b/.", "/a/b");
	cleaned("/a/b/../c", "/a/c");
	cleaned("/../a", "/a");
	cleaned("/a/../../..", "/");
	cleaned("/", "/");
	cleaned("", "/");
	cleaned("a/b", "/a/b");
	cleaned("/a/..b/c..", "/a/..b/c..");
}

static void a_directory_covers_what_lies_in_it(void **state)
{
	(void)state;
	assert_true(path_covers(SPAN("/var/log"), SPAN("/var/log")));
	assert_true(path_covers(SPAN("/var/log"), SPAN("/var/log/a")));
	assert_false(path_covers(SPAN("/var/log"), SPAN("/var/logs")));
	assert_false(path_covers(SPAN("/var/log/a"), SPAN("/var/log")));
	assert_true(path_covers(SPAN("/"), SPAN("/etc")));
	assert_true(path_covers(SPAN("/"), SPAN("/")));
}

static void directory_and_name_are_the_two_sides_of_the_last_slash(void **state)
{
	(void)state;
	assert_true(span_is(path_directory(SPAN("/a/b")), "/a"));
	assert_true(span_is(path_directory(SPAN("/a")), "/"));
	assert_true(span_is(path_directory(SPAN("/")), "/"));
	assert_true(span_is(path_name(SPAN("/a/b")), "b"));
	assert_true(span_is(path_name(SPAN("b")), "b"));
	assert_true(span_is(path_name(SPAN("/a/")), ""));
}

static void two_dots_count_only_as_a_component(void **state)
{
	(void)state;
	assert_true(path_steps_back(SPAN("/a/../b")));
	assert_true(path_steps_back(SPAN("..")));
	assert_true(path_steps_back(SPAN("/a/..")));
	assert_false(path_steps_back(SPAN("/a..b/..c/d..")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_cleaned_as_go_does),
		cmocka_unit_test(a_directory_covers_what_lies_in_it),
		cmocka_unit_test(directory_and_name_are_the_two_sides_of_the_last_slash),
		cmocka_unit_test(two_dots_count_only_as_a_component),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
