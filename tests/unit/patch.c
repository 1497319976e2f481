#include "pod_case.h"

#include "yaml/verify.h"

/* What the pipeline's own checks are there for: parts of it that go wrong. */
static enum fault { NO_FAULT, FAULT_OTHER_BYTES, FAULT_NO_YAML, FAULT_READERS, FAULT_SECOND_PLAN, FAULT_MEMORY } fault;

int __real_changes_apply(struct span source, const struct changes *changes, struct buf *ret_result, struct error *err);
int __wrap_changes_apply(struct span source, const struct changes *changes, struct buf *ret_result, struct error *err);
int __wrap_changes_apply(struct span source, const struct changes *changes, struct buf *ret_result, struct error *err)
{
	if (__real_changes_apply(source, changes, ret_result, err) < 0)
		return -1;
	if (fault == FAULT_OTHER_BYTES)
		*strstr(ret_result->at, "hostNetwork") = 'H';
	if (fault == FAULT_NO_YAML)
		*strstr(ret_result->at, "hostNetwork") = '[';
	return 0;
}

int __real_verify_same(const struct tree *first, const struct tree *second, struct error *err);
int __wrap_verify_same(const struct tree *first, const struct tree *second, struct error *err);
int __wrap_verify_same(const struct tree *first, const struct tree *second, struct error *err)
{
	if (fault == FAULT_READERS)
		return tree_error(first, 1, err, "read differently");
	return __real_verify_same(first, second, err);
}

int __real_verify_edited(const struct tree *original, const struct edits *edits, const struct tree *result, struct error *err);
int __wrap_verify_edited(const struct tree *original, const struct edits *edits, const struct tree *result, struct error *err);
int __wrap_verify_edited(const struct tree *original, const struct edits *edits, const struct tree *result, struct error *err)
{
	if (fault == FAULT_MEMORY)
		return error_memory(err);
	return __real_verify_edited(original, edits, result, err);
}

static unsigned plans;

int __real_plan_make(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err);
int __wrap_plan_make(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err);
int __wrap_plan_make(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err)
{
	struct wishes others = *wishes;
	if (++plans == 2 && fault == FAULT_SECOND_PLAN) {
		others.flags[FLAG_AT_LOG_MAXAGE].kind = WISH_SET;
		others.flags[FLAG_AT_LOG_MAXAGE].value = "99";
	}
	return __real_plan_make(manifest, &others, ret_plan, err);
}

static int run(const char *source, const char *container, struct patch *patch, struct error *err)
{
	struct wishes wishes;
	wishes_default(&wishes);
	plans = 0;
	*err = (struct error){.kind = ERROR_NONE};
	return patch_make(span_of(source), container, &wishes, patch, err);
}

#define POD                                                                                                                                \
	"apiVersion: v1\nkind: Pod\nmetadata: {name: a} # keep\nspec:\n  containers:\n  - name: kube-apiserver\n    command: "             \
	"[kube-apiserver, --a=1]\n"                                                                                                        \
	"  hostNetwork:   true\n"

static void check_fault(enum fault which, enum error_kind kind, const char *text)
{
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err;
	fault = which;
	int outcome = run(POD, NULL, &patch, &err);
	fault = NO_FAULT;
	assert_int_equal(outcome, -1);
	if (err.kind != kind || !strstr(err.text, text))
		fail_msg("kind %d: %s", (int)err.kind, err.text);
	if (kind == ERROR_BUG)
		assert_int_equal(err.line, 0);
}

static void a_result_with_another_difference_is_a_bug(void **state)
{
	(void)state;
	check_fault(FAULT_OTHER_BYTES, ERROR_BUG, "bug in kaudit");
}

static void a_result_that_can_not_be_read_is_a_bug(void **state)
{
	(void)state;
	check_fault(FAULT_NO_YAML, ERROR_BUG, "bug in kaudit");
}

static void a_result_that_leaves_something_to_do_is_a_bug(void **state)
{
	(void)state;
	check_fault(FAULT_SECOND_PLAN, ERROR_BUG, "a second run would change the manifest once more");
}

static void readers_that_differ_on_the_source_refuse_it(void **state)
{
	(void)state;
	check_fault(FAULT_READERS, ERROR_REFUSED, "read differently");
}

static void want_of_memory_is_no_bug(void **state)
{
	(void)state;
	check_fault(FAULT_MEMORY, ERROR_MEMORY, "out of memory");
}

static void the_change_is_made_and_nothing_else(void **state)
{
	(void)state;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err;
	assert_int_equal(run(POD, NULL, &patch, &err), PATCH_CHANGED);
	assert_non_null(strstr(buf_text(&patch.result), "metadata: {name: a} # keep\n"));
	assert_non_null(strstr(buf_text(&patch.result), "  hostNetwork:   true\n"));
	assert_int_equal(patch.before.manifest.word_count, 2);
	assert_int_equal(patch.after.manifest.word_count, 7);
	assert_string_equal(patch.plan.log_host, "/var/log/kubernetes/k8s-audit.log");
	assert_string_equal(patch.plan.policy_host, "/etc/kubernetes/audit-policy.yaml");
	assert_ptr_equal(patch.after.manifest.tree, &patch.after.tree);
}

static void the_second_run_finds_nothing(void **state)
{
	(void)state;
	PATCH_AUTO struct patch first = PATCH_EMPTY, second = PATCH_EMPTY;
	struct error err;
	assert_int_equal(run(POD, NULL, &first, &err), PATCH_CHANGED);
	assert_int_equal(run(buf_text(&first.result), NULL, &second, &err), PATCH_NOTHING);
	assert_int_equal(second.result.length, 0);
	assert_int_equal(second.before.manifest.word_count, 7);
}

static void a_template_is_called_one_though_it_is_no_yaml(void **state)
{
	(void)state;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err;
	assert_int_equal(run("apiVersion: v1\n{% if x %}\nkind: [\n", NULL, &patch, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(err.line, 2);
	assert_non_null(strstr(err.text, "template"));
}

static void what_is_no_yaml_is_refused_with_its_place(void **state)
{
	(void)state;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err;
	assert_int_equal(run("apiVersion: v1\nkind: [\n", NULL, &patch, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_true(err.line > 0);
	assert_null(strstr(err.text, "template"));
}

static void json_that_yaml_can_not_read_is_refused_with_the_reason(void **state)
{
	(void)state;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err;
	static const char source[] =
	        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"annotations\":{\"x\":\"\\ud83d\\ude00\"}},"
	        "\"spec\":{\"containers\":[{\"name\":\"a\",\"command\":[\"kube-apiserver\"]}]}}";
	assert_int_equal(run(source, NULL, &patch, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(err.line, 1);
	assert_non_null(strstr(err.text, "it is good JSON"));
}

static void the_container_can_be_named(void **state)
{
	(void)state;
	static const char two[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: one\n    command: "
	                          "[kube-apiserver, --a=1]\n"
	                          "  - name: two\n    command: [kube-apiserver, --a=2]\n";
	PATCH_AUTO struct patch either = PATCH_EMPTY, second = PATCH_EMPTY;
	struct error err;
	assert_int_equal(run(two, NULL, &either, &err), -1);
	assert_int_equal(run(two, "two", &second, &err), PATCH_CHANGED);
	assert_non_null(strstr(buf_text(&second.result), "command: [kube-apiserver, --a=1]\n"));
	assert_non_null(strstr(buf_text(&second.result), "command: [kube-apiserver, --a=2, --audit-policy-file="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_result_with_another_difference_is_a_bug),
	        cmocka_unit_test(a_result_that_can_not_be_read_is_a_bug),
	        cmocka_unit_test(a_result_that_leaves_something_to_do_is_a_bug),
	        cmocka_unit_test(readers_that_differ_on_the_source_refuse_it),
	        cmocka_unit_test(want_of_memory_is_no_bug),
	        cmocka_unit_test(the_change_is_made_and_nothing_else),
	        cmocka_unit_test(the_second_run_finds_nothing),
	        cmocka_unit_test(a_template_is_called_one_though_it_is_no_yaml),
	        cmocka_unit_test(what_is_no_yaml_is_refused_with_its_place),
	        cmocka_unit_test(json_that_yaml_can_not_read_is_refused_with_the_reason),
	        cmocka_unit_test(the_container_can_be_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
