#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/report.h"
#include "yaml/json.h"

static const char diff_text[] = "--- /m.yaml\n+++ /m.yaml\n@@ -1,2 +1,2 @@\n a\n--- b\n+c\n";

struct setting { /* one outcome, how it is asked for, and what is said of it */
	struct outcome outcome;
	struct options options;
	struct screen screen;
	struct report report;
};

static int begin(void **state)
{
	struct setting *setting = calloc(1, sizeof(*setting));
	options_default(&setting->options);
	setting->outcome.manifest = strdup("/m.yaml");
	*state = setting;
	return 0;
}

static int end(void **state)
{
	struct setting *setting = *state;
	report_release(&setting->report);
	outcome_release(&setting->outcome);
	free(setting);
	return 0;
}

static void add_item(struct setting *setting, enum item_kind kind, const char *name, const char *old, const char *new)
{
	struct outcome *outcome = &setting->outcome;
	outcome->items = realloc(outcome->items, (outcome->item_count + 1) * sizeof(*outcome->items));
	outcome->items[outcome->item_count++] = (struct item){kind, strdup(name), old ? strdup(old) : NULL, new ? strdup(new) : NULL};
}

static void make(struct setting *setting)
{
	struct error err;
	assert_int_equal(report_outcome(&setting->outcome, &setting->options, setting->screen, &setting->report, &err), 0);
}

static const char *out(struct setting *setting)
{
	return buf_text(&setting->report.out);
}

static void changes(struct setting *setting)
{
	setting->outcome.kind = OUTCOME_CHANGED;
	setting->outcome.is_new = true;
	add_item(setting, ITEM_FLAG, "--audit-log-path", NULL, "/var/log/a.log");
	add_item(setting, ITEM_FLAG, "--audit-log-maxage", "30", "60");
	add_item(setting, ITEM_FLAG, "--audit-log-maxsize", "100", "100");
	add_item(setting, ITEM_FLAG, "--audit-log-mode", "batch", NULL);
	add_item(setting, ITEM_VOLUME, "audit-log", NULL, "/var/log (DirectoryOrCreate)");
	setting->outcome.backup = strdup("/b/m.yaml.1");
	buf_add_text(&setting->outcome.diff, diff_text);
}

static void a_change_is_told_line_by_line_with_its_backup_and_what_follows(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	buf_release(&setting->outcome.diff);
	setting->outcome.log_host = strdup("/var/log/a.log");
	make(setting);
	assert_string_equal(out(setting),
	                    "/m.yaml: changed\n"
	                    "  added      flag        --audit-log-path=/var/log/a.log\n"
	                    "  changed    flag        --audit-log-maxage: 30 -> 60\n"
	                    "  respelled  flag        --audit-log-maxsize=100\n"
	                    "  removed    flag        --audit-log-mode=batch\n"
	                    "  added      volume      audit-log: /var/log (DirectoryOrCreate)\n"
	                    "backup: /b/m.yaml.1\n"
	                    "audit log: /var/log/a.log\n"
	                    "next: the kubelet restarts the API server with the new manifest; it does not answer for some seconds\n");
	assert_string_equal(buf_text(&setting->report.err), "");
}

static void nothing_to_do_is_one_line(void **state)
{
	struct setting *setting = *state;
	setting->outcome.kind = OUTCOME_NOTHING;
	make(setting);
	assert_string_equal(out(setting), "/m.yaml: nothing to do, it is already as wished\n");
}

static void a_dry_run_prints_the_diff_and_nothing_else(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	setting->outcome.kind = OUTCOME_WOULD;
	setting->options.dry_run = true;
	make(setting);
	assert_string_equal(out(setting), diff_text);
	assert_string_equal(buf_text(&setting->report.err), "");
}

static void a_check_says_what_would_change(void **state)
{
	struct setting *setting = *state;
	add_item(setting, ITEM_FLAG, "--audit-log-maxage", "30", "60");
	setting->outcome.kind = OUTCOME_WOULD;
	setting->options.check = true;
	make(setting);
	assert_string_equal(out(setting), "/m.yaml: would change\n  changed    flag        --audit-log-maxage: 30 -> 60\n");
}

static void a_filter_prints_the_result_byte_for_byte(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	buf_add(&setting->outcome.after, "a\0\033b\r\n", 6);
	setting->options.filter = true;
	setting->screen = (struct screen){true, true};
	make(setting);
	assert_int_equal(setting->report.out.length, 6);
	assert_memory_equal(setting->report.out.at, "a\0\033b\r\n", 6);
}

static void quiet_leaves_warnings_and_a_diff_that_was_asked_for(void **state)
{
	struct setting *setting = *state;
	struct error err;
	changes(setting);
	texts_add(&setting->outcome.warnings, &err, "odd");
	setting->options.quiet = setting->options.diff = true;
	make(setting);
	assert_string_equal(out(setting), diff_text);
	assert_string_equal(buf_text(&setting->report.err), "kaudit-enable: warning: odd\n");
}

static void an_error_stands_on_standard_error_with_its_place(void **state)
{
	struct setting *setting = *state;
	error_at(&setting->outcome.error, 3, 7, "kind is \033[31mDeployment; unchanged");
	error_path(&setting->outcome.error, "/m\n.yaml");
	make(setting);
	assert_string_equal(out(setting), "");
	assert_string_equal(buf_text(&setting->report.err), "kaudit-enable: /m\\n.yaml:3:7: kind is \\x1b[31mDeployment; unchanged\n");
}

static void bytes_of_the_input_are_made_visible_in_every_line(void **state)
{
	struct setting *setting = *state;
	struct error err;
	setting->outcome.kind = OUTCOME_CHANGED;
	add_item(setting, ITEM_FLAG, "--audit-log-path", "/a\033", "/b\033");
	add_item(setting, ITEM_MOUNT, "/m\033", NULL, "v\033");
	setting->outcome.backup = strdup("/c\033");
	setting->outcome.log_host = strdup("/d\033");
	texts_add(&setting->outcome.warnings, &err, "/e\033");
	texts_add(&setting->outcome.facts, &err, "/f\033");
	texts_add(&setting->outcome.made, &err, "/g\033");
	setting->options.verbose = true;
	make(setting);
	assert_null(strchr(out(setting), '\033'));
	assert_null(strchr(buf_text(&setting->report.err), '\033'));
	for (const char *name = "abcdg"; *name; name++)
		assert_non_null(strstr(out(setting), (char[]){'/', *name, '\\', 'x', '1', 'b', '\0'}));
	for (const char *name = "ef"; *name; name++)
		assert_non_null(strstr(buf_text(&setting->report.err), (char[]){'/', *name, '\\', 'x', '1', 'b', '\0'}));
}

static void a_coloured_diff_is_the_same_text_in_colour(void **state)
{
	(void)state;
	struct buf shown BUF_AUTO = BUF_EMPTY;
	report_diff(SPAN("--- a\n+++ a\n@@ -1 +1 @@\n--- x\n+y\n z\n"), (struct screen){.color = true}, &shown);
	assert_string_equal(buf_text(&shown), "\033[1m--- a\033[m\n\033[1m+++ a\033[m\n\033[36m@@ -1 +1 @@\033[m\n"
	                                      "\033[31m--- x\033[m\n\033[32m+y\033[m\n z\n");
}

static void a_diff_on_a_terminal_can_not_command_it(void **state)
{
	(void)state;
	struct buf shown BUF_AUTO = BUF_EMPTY, plain BUF_AUTO = BUF_EMPTY;
	report_diff(SPAN("+\033[2J\n"), (struct screen){.terminal = true}, &shown);
	report_diff(SPAN("+\033[2J\n"), (struct screen){.terminal = false}, &plain);
	assert_string_equal(buf_text(&shown), "+\\x1b[2J\n");
	assert_string_equal(buf_text(&plain), "+\033[2J\n");
}

/* The value of NAME in the report, parsed again by our own reader. */
static node_id value_in(const struct tree *tree, const char *name)
{
	node_id value = tree_get(tree, 1, name);
	if (!value)
		fail_msg("%s is missing", name);
	return value;
}

static void json_holds_every_name_in_every_outcome(void **state)
{
	struct setting *setting = *state;
	static const char *const names[] = {"changed", "dry_run",     "manifest",    "backup",   "log",  "flags", "mounts",
	                                    "volumes", "annotations", "directories", "warnings", "wait", "diff",  "error"};
	setting->options.format = FORMAT_JSON;
	for (int kind = OUTCOME_FAILED; kind <= OUTCOME_CHANGED; kind++) {
		struct error err;
		struct tree tree TREE_AUTO = TREE_EMPTY;
		buf_release(&setting->report.out);
		setting->outcome.kind = (enum outcome_kind)kind;
		make(setting);
		if (json_parse(buf_span(&setting->report.out), &tree, &err))
			fail_msg("%u:%u: %s", err.line, err.column, err.text);
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			value_in(&tree, names[i]);
	}
}

static void json_is_valid_whatever_bytes_a_path_has(void **state)
{
	struct setting *setting = *state;
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct error err;
	char path[256];
	for (int byte = 1; byte < 256; byte++)
		path[byte - 1] = (char)byte;
	path[255] = '\0';
	changes(setting);
	free(setting->outcome.manifest);
	setting->outcome.manifest = strdup(path);
	add_item(setting, ITEM_MOUNT, path, path, path);
	texts_add(&setting->outcome.warnings, &err, "%s", path);
	texts_add(&setting->outcome.warnings, &err, "second");
	texts_add(&setting->outcome.made, &err, "%s", path);
	error_at(&setting->outcome.error, 1, 2, "%s", path);
	error_path(&setting->outcome.error, path);
	setting->options.format = FORMAT_JSON;
	make(setting);
	if (json_parse(buf_span(&setting->report.out), &tree, &err))
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
	assert_true(span_is(tree_text(&tree, value_in(&tree, "diff")), diff_text));
	assert_true(span_is(tree_text(&tree, tree_get(&tree, value_in(&tree, "error"), "column")), "2"));
	assert_int_equal(setting->report.err.length, 0);
}

static void json_tells_changed_from_unchanged(void **state)
{
	struct setting *setting = *state;
	static const struct {
		enum outcome_kind kind;
		bool is_new;
		const char *changed;
	} cases[] = {
	        {OUTCOME_FAILED, false, "false"}, {OUTCOME_FAILED, true, "true"},  {OUTCOME_NOTHING, false, "false"},
	        {OUTCOME_WOULD, false, "true"},   {OUTCOME_CHANGED, true, "true"},
	};
	setting->options.format = FORMAT_JSON;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err;
		struct tree tree TREE_AUTO = TREE_EMPTY;
		buf_release(&setting->report.out);
		setting->outcome.kind = cases[i].kind;
		setting->outcome.is_new = cases[i].is_new;
		make(setting);
		assert_int_equal(json_parse(buf_span(&setting->report.out), &tree, &err), 0);
		assert_true(span_is(tree_text(&tree, value_in(&tree, "changed")), cases[i].changed));
	}
}

static void the_exit_status_follows_from_the_outcome(void **state)
{
	struct setting *setting = *state;
	struct outcome *outcome = &setting->outcome;
	outcome->kind = OUTCOME_NOTHING;
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_DONE);
	outcome->kind = OUTCOME_WOULD;
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_DONE);
	setting->options.check = true;
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_DIFFERENT);
	outcome->kind = OUTCOME_FAILED;
	error_set(&outcome->error, ERROR_USAGE, "x");
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_USAGE);
	error_set(&outcome->error, ERROR_SYSTEM, "x");
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_REFUSED);
	outcome->is_new = true;
	assert_int_equal(outcome_status(outcome, &setting->options), STATUS_UNPROVEN);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_change_is_told_line_by_line_with_its_backup_and_what_follows),
	        TEST(nothing_to_do_is_one_line),
	        TEST(a_dry_run_prints_the_diff_and_nothing_else),
	        TEST(a_check_says_what_would_change),
	        TEST(a_filter_prints_the_result_byte_for_byte),
	        TEST(quiet_leaves_warnings_and_a_diff_that_was_asked_for),
	        TEST(an_error_stands_on_standard_error_with_its_place),
	        TEST(bytes_of_the_input_are_made_visible_in_every_line),
	        TEST(a_coloured_diff_is_the_same_text_in_colour),
	        TEST(a_diff_on_a_terminal_can_not_command_it),
	        TEST(json_holds_every_name_in_every_outcome),
	        TEST(json_is_valid_whatever_bytes_a_path_has),
	        TEST(json_tells_changed_from_unchanged),
	        TEST(the_exit_status_follows_from_the_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
