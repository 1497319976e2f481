#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

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

static struct span next_line(struct span *rest)
{
	size_t end = span_find(*rest, "\n", 0);
	struct span line = span_cut(*rest, 0, end + 1);
	*rest = span_cut(*rest, end + 1, rest->length);
	return line;
}

/* ",3" or nothing, which means 1 */
static size_t range_count(const char **at)
{
	char *end;
	if (**at != ',')
		return 1;
	size_t value = strtoul(*at + 1, &end, 10);
	*at = end;
	return value;
}

struct applier {               /* a small and strict reader of unified diffs, so that patch(1) is not the only judge */
	struct span rest;      /* of the old text */
	size_t line;           /* number of the first line of rest */
	size_t removed, added; /* lines that the hunk still announces */
	struct buf *result;
};

static void begin_hunk(struct applier *applier, struct span header)
{
	char *end;
	assert_int_equal(applier->removed + applier->added, 0);
	size_t start = strtoul(header.at + 4, &end, 10);
	const char *at = end;
	applier->removed = range_count(&at);
	strtoul(at + 2, &end, 10);
	at = end;
	applier->added = range_count(&at);
	for (; applier->line < start + (applier->removed == 0); applier->line++)
		buf_add_span(applier->result, next_line(&applier->rest));
}

static void apply_line(struct applier *applier, char sign, struct span body)
{
	if (sign != '+') {
		assert_true(applier->removed-- > 0);
		assert_true(span_equal(next_line(&applier->rest), body));
		applier->line++;
	}
	if (sign != '-') {
		assert_true(applier->added-- > 0);
		buf_add_span(applier->result, body);
	}
}

static void apply(struct span old, struct span diff, struct buf *result)
{
	struct applier applier = {.rest = old, .line = 1, .result = result};
	if (diff.length > 0) {
		assert_true(span_is(next_line(&diff), "--- a\n"));
		assert_true(span_is(next_line(&diff), "+++ b\n"));
	}
	while (diff.length > 0) {
		struct span text = next_line(&diff), body = span_cut(text, 1, text.length);
		if (span_starts(text, "@@")) {
			begin_hunk(&applier, text);
			continue;
		}
		if (span_starts(diff, "\\ No newline at end of file\n")) {
			body.length--;
			next_line(&diff);
		}
		apply_line(&applier, text.at[0], body);
	}
	assert_int_equal(applier.removed + applier.added, 0);
	buf_add_span(result, applier.rest);
}

static void write_file(const char *directory, const char *name, struct span content)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(content.length ? fwrite(content.at, 1, content.length, file) : 0, content.length);
	assert_int_equal(fclose(file), 0);
}

static void read_file(const char *directory, const char *name, struct buf *content)
{
	char path[256], bytes[4096];
	size_t count;
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(content, bytes, count);
	fclose(file);
}

static void patch(struct span old, struct span diff, struct buf *result)
{
	char directory[] = "/tmp/kaudit-diff-XXXXXX", command[512];
	assert_non_null(mkdtemp(directory));
	write_file(directory, "old", old);
	write_file(directory, "diff", diff);
	snprintf(command, sizeof(command), "cd %s && patch --binary -s -f -F0 old diff >&2", directory);
	int status = system(command);
	if (status == 0)
		read_file(directory, "old", result);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	assert_int_equal(system(command), 0);
	assert_int_equal(status, 0); /* patch(1) is one of the build packages */
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
	        cmocka_unit_test(random_texts_are_turned_into_each_other),
	        cmocka_unit_test(edited_texts_are_turned_into_each_other),
	        cmocka_unit_test(many_differing_lines_end_in_one_long_hunk_in_time),
	};
	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
