#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "diff_apply.h"
#include "yaml/diff.h"

static void make_diff(struct span old, struct span new, struct buf *out)
{
	struct error err = {0};
	buf_release(out);
	assert_int_equal(diff_unified(old, new, "a", "b", out, &err), 0);
}

static void assert_diff(const char *old, const char *new, const char *want)
{
	BUF_AUTO struct buf out = BUF_EMPTY;
	make_diff(span_of(old), span_of(new), &out);
	assert_string_equal(buf_text(&out), want);
}

static void assert_same_bytes(struct span got, struct span want)
{
	assert_int_equal(got.length, want.length);
	if (want.length > 0)
		assert_memory_equal(got.at, want.at, want.length);
}

static void check(struct span old, struct span new, bool with_patch)
{
	BUF_AUTO struct buf out = BUF_EMPTY;
	BUF_AUTO struct buf applied = BUF_EMPTY;
	BUF_AUTO struct buf patched = BUF_EMPTY;
	make_diff(old, new, &out);
	assert_int_equal(out.length == 0, span_equal(old, new));
	apply(old, buf_span(&out), &applied);
	assert_same_bytes(buf_span(&applied), new);
	if (!with_patch || out.length == 0)
		return;
	patch(old, buf_span(&out), &patched);
	assert_same_bytes(buf_span(&patched), new);
}

static void equal_texts_give_no_output(void **state)
{
	(void)state;
	assert_diff("", "", "");
	assert_diff("a\nb", "a\nb", "");
}

static void a_changed_line_has_three_lines_of_context(void **state)
{
	(void)state;
	assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void changes_close_to_each_other_share_a_hunk(void **state)
{
	(void)state;
	assert_diff("x\n1\n2\n3\n4\n5\n6\ny\n", "X\n1\n2\n3\n4\n5\n6\nY\n",
	            "--- a\n+++ b\n@@ -1,8 +1,8 @@\n-x\n+X\n 1\n 2\n 3\n 4\n 5\n 6\n-y\n+Y\n");
	assert_diff("x\n1\n2\n3\n4\n5\n6\n7\ny\n", "X\n1\n2\n3\n4\n5\n6\n7\nY\n",
	            "--- a\n+++ b\n@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-y\n+Y\n");
}

static void ranges_of_no_and_one_line_are_written_as_patch_wants_them(void **state)
{
	(void)state;
	assert_diff("", "a\n", "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n");
	assert_diff("a\n", "", "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
	assert_diff("a\n", "b\n", "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n");
}

static void a_missing_last_line_end_is_said(void **state)
{
	(void)state;
	assert_diff("a\nb", "a\nb\n", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
	assert_diff("a\nb\n", "a\nb", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n");
	assert_diff("a\nb", "x\nb", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n");
}

static void carriage_returns_stay_in_the_lines(void **state)
{
	(void)state;
	assert_diff("a\r\nb\r\n", "a\r\nc\r\n", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
	assert_diff("a\rb\n", "a\rc\n", "--- a\n+++ b\n@@ -1 +1 @@\n-a\rb\n+a\rc\n");
}

static void an_added_list_item_is_shown_from_its_dash(void **state)
{
	(void)state;
	assert_diff("- hostPath:\n    path: /a\n  name: a\n- hostPath:\n    path: /c\n  name: c\n",
	            "- hostPath:\n    path: /a\n  name: a\n- hostPath:\n    path: /b\n  name: b\n- hostPath:\n    path: /c\n  name: c\n",
	            "--- a\n+++ b\n@@ -1,6 +1,9 @@\n - hostPath:\n     path: /a\n   name: a\n+- hostPath:\n+    path: /b\n+  name: b\n"
	            " - hostPath:\n     path: /c\n   name: c\n");
}

static void only_the_differing_lines_are_in_the_diff(void **state)
{
	(void)state;
	BUF_AUTO struct buf old = BUF_EMPTY;
	BUF_AUTO struct buf new = BUF_EMPTY;
	BUF_AUTO struct buf out = BUF_EMPTY;
	for (int i = 0; i < 2000; i++) {
		buf_printf(&old, "line %d\n", i);
		buf_printf(&new, "%s %d\n", i % 100 == 50 ? "changed" : "line", i);
	}
	make_diff(buf_span(&old), buf_span(&new), &out);
	size_t hunks = 0, changed = 0;
	for (struct span rest = buf_span(&out); rest.length > 0;) {
		struct span line = next_line(&rest);
		hunks += span_starts(line, "@@");
		changed += !span_starts(line, "@@") && line.at[0] != ' ';
	}
	assert_int_equal(hunks, 20);
	assert_int_equal(changed, 2 + 40);
}

static void patch_makes_the_new_text_of_the_old_one(void **state)
{
	(void)state;
	static const char *const texts[] = {
	        "",
	        "\n",
	        "a",
	        "a\n",
	        "a\r\n",
	        "a\r",
	        "\r",
	        "\r\n\r\n",
	        "a\nb\nc\n",
	        "a\nb\nc",
	        "a\r\nb\r\nc\r\n",
	        "a\r\nb\nc",
	        "c\nb\na\n",
	        "-- x\n+++ y\n@@ -1 +1 @@\n",
	        "--- x\n",
	        "\\ No newline at end of file\n",
	        "\xEF\xBB\xBFkey: \xC3\xA9\n",
	        " \n\t\n",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (size_t j = 0; j < sizeof(texts) / sizeof(*texts); j++)
			check(span_of(texts[i]), span_of(texts[j]), (i * 7 + j) % 5 == 0 || i == 0 || j == 0);
}

/* patch(1) finds the file by the name in the diff; since 2.8 it takes no line break in one. */
static void names_with_odd_bytes_are_found_by_patch(void **state)
{
	(void)state;
	static const char *const names[] = {"plain", "two words", "tab\there", "quote\"", "back\\slash", "\xC3\xA9 \x01"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char directory[] = "/tmp/kaudit-diff-XXXXXX", command[512];
		struct error err;
		BUF_AUTO struct buf out = BUF_EMPTY;
		BUF_AUTO struct buf patched = BUF_EMPTY;
		assert_int_equal(diff_unified(SPAN("a\n"), SPAN("b\n"), names[i], names[i], &out, &err), 0);
		assert_non_null(mkdtemp(directory));
		write_file(directory, names[i], SPAN("a\n"));
		write_file(directory, "diff", buf_span(&out));
		snprintf(command, sizeof(command), "cd %s && patch --binary -s -f -p0 <diff >&2", directory);
		assert_int_equal(system(command), 0);
		read_file(directory, names[i], &patched);
		assert_string_equal(buf_text(&patched), "b\n");
		snprintf(command, sizeof(command), "rm -rf %s", directory);
		assert_int_equal(system(command), 0);
	}
}

static void random_lines(struct buf *text, int count, int kinds)
{
	static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r\r\n"};
	for (int i = 0; i < count; i++) {
		buf_add_repeat(text, ' ', (size_t)random() % 3);
		buf_printf(text, "%ld%s", random() % kinds, ends[random() % 5]);
	}
	if (random() % 3 == 0)
		buf_add_text(text, "last");
}

static void random_texts_are_turned_into_each_other(void **state)
{
	(void)state;
	srandom(11);
	for (int round = 0; round < 4000; round++) {
		BUF_AUTO struct buf old = BUF_EMPTY;
		BUF_AUTO struct buf new = BUF_EMPTY;
		random_lines(&old, (int)(random() % 30), 1 + (int)(random() % 6));
		random_lines(&new, (int)(random() % 30), 1 + (int)(random() % 6));
		check(buf_span(&old), buf_span(&new), round % 100 == 0);
	}
}

static void edited_texts_are_turned_into_each_other(void **state)
{
	(void)state;
	srandom(12);
	for (int round = 0; round < 1000; round++) {
		BUF_AUTO struct buf old = BUF_EMPTY;
		BUF_AUTO struct buf new = BUF_EMPTY;
		random_lines(&old, 60, 10);
		for (struct span rest = buf_span(&old); rest.length > 0;) {
			struct span line = next_line(&rest);
			long what = random() % 25;
			if (what == 0)
				random_lines(&new, 2, 10);
			if (what != 1)
				buf_add_span(&new, line);
		}
		check(buf_span(&old), buf_span(&new), round % 50 == 0);
	}
}

static void many_differing_lines_end_in_one_long_hunk_in_time(void **state)
{
	(void)state;
	BUF_AUTO struct buf old = BUF_EMPTY;
	BUF_AUTO struct buf new = BUF_EMPTY;
	for (int i = 0; i < 200000; i++) {
		buf_printf(&old, "%d\n", i % 7 ? i : -i);
		buf_printf(&new, "%d\n", i % 5 ? i : i + 1);
	}
	clock_t begin = clock();
	check(buf_span(&old), buf_span(&new), false);
	assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(equal_texts_give_no_output),
	        cmocka_unit_test(a_changed_line_has_three_lines_of_context),
	        cmocka_unit_test(changes_close_to_each_other_share_a_hunk),
	        cmocka_unit_test(ranges_of_no_and_one_line_are_written_as_patch_wants_them),
	        cmocka_unit_test(a_missing_last_line_end_is_said),
	        cmocka_unit_test(carriage_returns_stay_in_the_lines),
	        cmocka_unit_test(an_added_list_item_is_shown_from_its_dash),
	        cmocka_unit_test(only_the_differing_lines_are_in_the_diff),
	        cmocka_unit_test(patch_makes_the_new_text_of_the_old_one),
	        cmocka_unit_test(names_with_odd_bytes_are_found_by_patch),
	        cmocka_unit_test(random_texts_are_turned_into_each_other),
	        cmocka_unit_test(edited_texts_are_turned_into_each_other),
	        cmocka_unit_test(many_differing_lines_end_in_one_long_hunk_in_time),
	};
	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
