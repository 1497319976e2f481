#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pod.h"
#include "pod/compare.h"

#define POD(words, mounts, volumes) \
	POD_CONTAINER "    command: [kube-apiserver" words "]\n    volumeMounts: [" mounts "]\n  volumes: [" volumes "]\n"
#define POLICY ", --audit-policy-file=/p"

/* What is reported from BEFORE to AFTER, one item after the other: "KIND NAME: OLD -> NEW;". */
static void assert_difference(const char *before, const char *after, const char *wanted)
{
	struct pod POD_AUTO old, POD_AUTO new;
	PLAN_AUTO struct plan plan = {.edits = EDITS_EMPTY};
	BUF_AUTO struct buf said = BUF_EMPTY;
	struct error err;
	pod_read(before, &old);
	pod_read(after, &new);
	if (compare_manifests(&old.manifest, &new.manifest, &plan, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < plan.item_count; i++)
		buf_printf(&said, "%c %s: %s -> %s;", "fmva"[plan.items[i].kind], plan.items[i].name, plan.items[i].old ? plan.items[i].old : "none",
			   plan.items[i].new ? plan.items[i].new : "none");
	assert_string_equal(buf_text(&said), wanted);
}

static void flags_are_compared_as_they_count(void **state)
{
	(void)state;
	assert_difference(POD(POLICY ", --audit-log-maxage=3", "", ""), POD(", --audit_log_maxage, '1', --audit-log-maxage=7, --audit-log-compress", "", ""),
	                  "f --audit-policy-file: /p -> none;f --audit-log-maxage: 3 -> 7;f --audit-log-compress: none -> true;");
	assert_difference(POD(", --audit-log-maxage=3", "", ""), POD(", --audit_log_maxage, '3', --x", "", ""), "");
}

static void mounts_are_told_by_their_place_and_volumes_by_their_name(void **state)
{
	(void)state;
	static const char one[] = POD("", "{name: a, mountPath: /a}, {name: b, mountPath: /b/}, {name: b, mountPath: /c}",
				      "{name: a, hostPath: {path: /a}}, {name: b, hostPath: {path: /b, type: File}}, {name: x, emptyDir: {}}");
	static const char other[] = POD("", "{name: b, mountPath: /b, readOnly: true}, {name: a, mountPath: /a}, {name: b, mountPath: /a/d}",
					"{name: b, hostPath: {path: /b, type: Directory}}, {name: a, hostPath: {path: /a}}, {name: z, emptyDir: {}}");
	assert_difference(one, one, "");
	assert_difference(one, other,
			  "m /b/: b -> b (read-only);m /c: b -> none;m /a/d: none -> b;"
			  "v b: /b (File) -> /b (Directory);v x: no hostPath -> none;v z: none -> no hostPath;");
}

static void the_annotation_of_ours_is_compared_and_no_other(void **state)
{
	(void)state;
	static const char head[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {%s}}\nspec: {containers: [{name: a, command: [kube-apiserver]}]}\n";
	char none[300], ours[300];
	snprintf(none, sizeof(none), head, "x: y");
	snprintf(ours, sizeof(ours), head, "x: z, " PLAN_ANNOTATION ": '00'");
	assert_difference(none, ours, "a " PLAN_ANNOTATION ": none -> 00;");
	assert_difference(ours, none, "a " PLAN_ANNOTATION ": 00 -> none;");
}

static void audit_logging_is_on_with_a_policy_and_somewhere_to_log(void **state)
{
	static const struct {
		const char *text;
		int on;
	} cases[] = {
		{POD("", "", ""), 0},
		{POD(POLICY, "", ""), 0},
		{POD(", --audit-log-path=/l", "", ""), 0},
		{POD(POLICY ", --audit-log-path=-", "", ""), 1},
		{POD(POLICY ", --audit_webhook_config_file, /w", "", ""), 1},
		{POD(POLICY ", --audit-log-path=/l, --audit-log-path=", "", ""), 0},
		{POD(POLICY ", --audit-policy-file=, --audit-log-path=/l", "", ""), 0},
		{POD(POLICY ", --audit-log-path", "", ""), -1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pod POD_AUTO pod;
		struct error err;
		pod_read(cases[i].text, &pod);
		assert_int_equal(compare_is_on(&pod.manifest, &err), cases[i].on);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_are_compared_as_they_count),
		cmocka_unit_test(mounts_are_told_by_their_place_and_volumes_by_their_name),
		cmocka_unit_test(the_annotation_of_ours_is_compared_and_no_other),
		cmocka_unit_test(audit_logging_is_on_with_a_policy_and_somewhere_to_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
