#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "module/ansible_result.h"
#include "yaml/json.h"

struct setting {
	struct outcome outcome;
	struct ansible_arguments arguments;
	struct buf out;
	struct tree tree;
};

static int begin(void **state)
{
	struct setting *setting = calloc(1, sizeof(*setting));
	options_default(&setting->arguments.options);
	setting->arguments.options.format = FORMAT_JSON;
	setting->outcome.manifest = strdup("/m.yaml");
	*state = setting;
	return 0;
}

static int end(void **state)
{
	struct setting *setting = *state;
	tree_release(&setting->tree);
	buf_release(&setting->out);
	outcome_release(&setting->outcome);
	ansible_arguments_release(&setting->arguments);
	free(setting);
	return 0;
}

static void make(struct setting *setting)
{
	struct error err;
	ansible_result(&setting->outcome, &setting->arguments, &setting->out);
	if (json_parse(buf_span(&setting->out), &setting->tree, &err))
		fail_msg("%s: %s", err.text, buf_text(&setting->out));
	assert_int_equal(tree_duplicate_key(&setting->tree), 0);
}

static node_id member(const struct setting *setting, const char *name)
{
	return tree_get(&setting->tree, 1, name);
}

static void assert_member(const struct setting *setting, const char *name, const char *wanted)
{
	node_id node = member(setting, name);
	assert_int_not_equal(node, 0);
	if (!span_is(tree_text(&setting->tree, node), wanted))
		fail_msg("%s: %.*s", name, SPAN_ARG(tree_text(&setting->tree, node)));
}

static void changes(struct setting *setting)
{
	setting->outcome.kind = OUTCOME_CHANGED;
	setting->outcome.is_new = true;
	setting->outcome.backup = strdup("/b/m.yaml.1");
	buf_add_text(&setting->outcome.before, "a\n");
	buf_add_text(&setting->outcome.after, "b\n");
}

static void a_change_has_ansibles_members_and_those_of_the_json_format(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	setting->outcome.live.end = LIVE_PROVEN;
	setting->outcome.live.ready_ms = 6700;
	setting->outcome.live.proof = (struct proof){.result = PROOF_FOUND, .id = "kaudit-1"};
	make(setting);
	assert_member(setting, "failed", "false");
	assert_member(setting, "changed", "true");
	assert_member(setting, "msg", "/m.yaml: changed; the API server is ready, 6.7 s after the write, and records: kaudit-1 is in the audit log");
	assert_member(setting, "backup_file", "/b/m.yaml.1");
	assert_int_equal(tree_kind(&setting->tree, member(setting, "flags")), NODE_SEQUENCE);
	assert_int_equal(tree_kind(&setting->tree, member(setting, "wait")), NODE_MAPPING);
	assert_int_equal(member(setting, "diff"), 0);
	assert_int_equal(member(setting, "facts"), 0);
	assert_false(ansible_failed(&setting->outcome, &setting->arguments));
}

static void a_diff_is_bytes_before_and_after_if_ansible_wants_one(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	setting->arguments.diff = true;
	make(setting);
	node_id diff = member(setting, "diff");
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, diff, "before")), "a\n"));
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, diff, "after")), "b\n"));
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, diff, "before_header")), "/m.yaml"));
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, diff, "after_header")), "/m.yaml"));
}

static void without_a_change_there_is_no_diff(void **state)
{
	struct setting *setting = *state;
	setting->outcome.kind = OUTCOME_NOTHING;
	buf_add_text(&setting->outcome.before, "a\n");
	setting->arguments.diff = true;
	make(setting);
	assert_member(setting, "changed", "false");
	assert_member(setting, "failed", "false");
	assert_int_equal(member(setting, "diff"), 0);
	assert_int_equal(member(setting, "backup_file"), 0);
}

static void a_check_that_would_change_something_is_no_failure(void **state)
{
	struct setting *setting = *state;
	setting->outcome.kind = OUTCOME_WOULD;
	setting->arguments.options.dry_run = true;
	make(setting);
	assert_member(setting, "changed", "true");
	assert_member(setting, "failed", "false");
	assert_member(setting, "msg", "/m.yaml: would change");
}

static void a_rolled_back_run_failed_and_changed_nothing(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	setting->outcome.kind = OUTCOME_ROLLED_BACK;
	setting->outcome.is_new = false;
	setting->outcome.live.end = LIVE_ROLLED_BACK;
	error_set(&setting->outcome.error, ERROR_REFUSED, "not ready; rolled back");
	make(setting);
	assert_member(setting, "changed", "false");
	assert_member(setting, "failed", "true");
	assert_member(setting, "msg", "not ready; rolled back");
}

static void an_unproven_run_failed_and_changed_the_manifest(void **state)
{
	struct setting *setting = *state;
	changes(setting);
	setting->outcome.kind = OUTCOME_UNPROVEN;
	error_set(&setting->outcome.error, ERROR_REFUSED, "not ready");
	make(setting);
	assert_member(setting, "changed", "true");
	assert_member(setting, "failed", "true");
}

static void a_refusal_names_its_place_and_options_by_their_arguments(void **state)
{
	struct setting *setting = *state;
	error_at(&setting->outcome.error, 3, 7, "strays; go on with --allow-strays; unchanged");
	error_path(&setting->outcome.error, "/m.yaml");
	make(setting);
	assert_member(setting, "failed", "true");
	assert_member(setting, "msg", "/m.yaml:3:7: strays; go on with allow_strays; unchanged");
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, member(setting, "error"), "text")), "strays; go on with allow_strays; unchanged"));
}

static void warnings_name_options_by_their_arguments(void **state)
{
	struct setting *setting = *state;
	struct error err;
	setting->outcome.kind = OUTCOME_NOTHING;
	texts_add(&setting->outcome.warnings, &err, "say which with --kube-version");
	make(setting);
	const struct node *warnings = tree_node(&setting->tree, member(setting, "warnings"));
	assert_true(span_is(tree_text(&setting->tree, warnings->child), "say which with kube_version"));
}

static void what_was_given_is_shown_unless_it_is_secret(void **state)
{
	struct setting *setting = *state;
	setting->outcome.kind = OUTCOME_NOTHING;
	buf_add_text(&setting->arguments.given, "\"maxage\": 30");
	make(setting);
	node_id shown = tree_get(&setting->tree, member(setting, "invocation"), "module_args");
	assert_true(span_is(tree_text(&setting->tree, tree_get(&setting->tree, shown, "maxage")), "30"));
	tree_release(&setting->tree);
	buf_release(&setting->out);
	setting->arguments.no_log = true;
	make(setting);
	assert_int_equal(member(setting, "invocation"), 0);
}

static void facts_are_for_the_verbose(void **state)
{
	struct setting *setting = *state;
	struct error err;
	setting->outcome.kind = OUTCOME_NOTHING;
	texts_add(&setting->outcome.facts, &err, "a fact");
	setting->arguments.verbose = true;
	make(setting);
	assert_true(span_is(tree_text(&setting->tree, tree_node(&setting->tree, member(setting, "facts"))->child), "a fact"));
}

static void any_bytes_give_valid_json(void **state)
{
	struct setting *setting = *state;
	static const char bytes[] = "\x01\x1b\"\\\n\xff\xc3\xe2\x80\xa8";
	struct error err;
	changes(setting);
	setting->arguments.diff = setting->arguments.verbose = true;
	free(setting->outcome.manifest);
	setting->outcome.manifest = strdup(bytes);
	buf_add_text(&setting->outcome.before, bytes);
	texts_add(&setting->outcome.warnings, &err, "%s", bytes);
	texts_add(&setting->outcome.facts, &err, "%s", bytes);
	make(setting);
	assert_member(setting, "changed", "true");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_change_has_ansibles_members_and_those_of_the_json_format),
	        TEST(a_diff_is_bytes_before_and_after_if_ansible_wants_one),
	        TEST(without_a_change_there_is_no_diff),
	        TEST(a_check_that_would_change_something_is_no_failure),
	        TEST(a_rolled_back_run_failed_and_changed_nothing),
	        TEST(an_unproven_run_failed_and_changed_the_manifest),
	        TEST(a_refusal_names_its_place_and_options_by_their_arguments),
	        TEST(warnings_name_options_by_their_arguments),
	        TEST(what_was_given_is_shown_unless_it_is_secret),
	        TEST(facts_are_for_the_verbose),
	        TEST(any_bytes_give_valid_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
