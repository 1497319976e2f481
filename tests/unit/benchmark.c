#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/lint.h"
#include "audit/shipped.h"
#include "pod/benchmark.h"

#define HEAD "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n"
#define GOOD                                                                                                                               \
	"kube-apiserver --audit-policy-file=/p.yaml --audit-log-path=/var/log/a.log --audit-log-maxage=30 --audit-log-maxbackup=10 "       \
	"--audit-log-maxsize=100"

static const char manifest_path[] = "/etc/kubernetes/manifests/kube-apiserver.yaml";

/* Words separated by single spaces, as a command line. */
static void cmdline_of(const char *words, struct buf *out)
{
	buf_add(out, words, strlen(words) + 1);
	for (size_t i = 0; i < out->length; i++)
		if (out->at[i] == ' ')
			out->at[i] = '\0';
}

static const struct benchmark_item *find(const struct benchmark *benchmark, const char *id)
{
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++)
		if (strcmp(benchmark->items[i].id, id) == 0)
			return &benchmark->items[i];
	fail_msg("no item %s", id);
	return NULL;
}

static void judge(const char *words, struct benchmark_facts facts, struct benchmark *ret_benchmark)
{
	BUF_AUTO struct buf cmdline = BUF_EMPTY;
	struct error err = {0};
	cmdline_of(words, &cmdline);
	facts.cmdline = buf_span(&cmdline);
	facts.manifest = manifest_path;
	assert_int_equal(benchmark_judge(&facts, ret_benchmark, &err), 0);
}

static void expect_item(const struct benchmark *benchmark, const char *id, enum verdict verdict, const char *reason, const char *mend)
{
	const struct benchmark_item *item = find(benchmark, id);
	bool mended = mend ? item->mend && strcmp(item->mend, mend) == 0 : !item->mend;
	if (item->verdict != verdict || !strstr(item->reason, reason) || !mended)
		fail_msg("%s %s: %s (%s)", id, verdict_name(item->verdict), item->reason, item->mend ? item->mend : "nothing");
}

static void expect(const char *words, const char *id, enum verdict verdict, const char *reason, const char *mend)
{
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	judge(words, (struct benchmark_facts){.file_known = false}, &benchmark);
	expect_item(&benchmark, id, verdict, reason, mend);
}

static void read_policy(const char *text, struct benchmark_policy *ret_facts)
{
	POLICY_AUTO struct policy policy = POLICY_EMPTY;
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	struct error err = {0};
	if (policy_load(span_of(text), 36, &policy, &findings, &err) != POLICY_GOOD)
		fail_msg("refused: %s", text);
	assert_int_equal(policy_lint(&policy, &findings, &err), 0);
	assert_int_equal(benchmark_policy_read(&policy, &findings, ret_facts, &err), 0);
}

static void expect_policy(const char *text, const char *id, enum verdict verdict, const char *reason, const char *mend)
{
	BENCHMARK_POLICY_AUTO struct benchmark_policy policy = {.loads = false};
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	read_policy(text, &policy);
	judge(GOOD, (struct benchmark_facts){.policy = &policy, .policy_path = "/p.yaml"}, &benchmark);
	expect_item(&benchmark, id, verdict, reason, mend);
}

static void a_number_has_to_be_large_enough(void **state)
{
	static const struct {
		const char *flag, *option, *cis, *stig;
		int least;
	} numbers[] = {{"audit-log-maxage", "maxage", "CIS 1.2.17", "V-242464", 30},
	               {"audit-log-maxbackup", "maxbackup", "CIS 1.2.18", "V-242463", 10},
	               {"audit-log-maxsize", "maxsize", "CIS 1.2.19", "V-242462", 100}};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char words[128], mend[64], reason[64];
		snprintf(mend, sizeof(mend), "kaudit-enable --%s=%d", numbers[i].option, numbers[i].least);
		snprintf(reason, sizeof(reason), "--%s is not set, and has to be at least %d", numbers[i].flag, numbers[i].least);
		expect("kube-apiserver", numbers[i].cis, VERDICT_FAILED, reason, mend);
		for (int value = numbers[i].least - 1; value <= numbers[i].least + 1; value++) {
			enum verdict verdict = value < numbers[i].least ? VERDICT_FAILED : VERDICT_PASSED;
			snprintf(words, sizeof(words), "kube-apiserver --%s=%d --v=2", numbers[i].flag, value);
			snprintf(reason, sizeof(reason), "--%s is %d", numbers[i].flag, value);
			expect(words, numbers[i].cis, verdict, reason, verdict == VERDICT_FAILED ? mend : NULL);
			expect(words, numbers[i].stig, verdict, reason, verdict == VERDICT_FAILED ? mend : NULL);
		}
	}
}

static void a_spelling_that_checkers_misread_fails_and_a_run_mends_it(void **state)
{
	static const char *const spellings[][2] = {
	        {"kube-apiserver --audit-log-maxage 60 --v=2",
	         "is true to a checker, no number, and has to be at least 30; in force is 60"},
	        {"kube-apiserver --audit_log_maxage=60",
	         "is not set, and has to be at least 30; in force is 60, which has to stand there once, as"
	         " --audit-log-maxage=60"},
	        {"kube-apiserver --audit-log-maxage=7 --audit-log-maxage=60", "is 7, and has to be at least 30; in force is 60"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		expect(spellings[i][0], "CIS 1.2.17", VERDICT_FAILED, spellings[i][1], "kaudit-enable");
}

static void a_number_that_only_the_server_reads_is_written_anew(void **state)
{
	(void)state;
	expect("kube-apiserver --audit-log-maxage=0x1f", "V-242464", VERDICT_FAILED, "is 0x1f to a checker, no number",
	       "kaudit-enable --maxage=31");
	expect("kube-apiserver --audit-log-maxage 0100", "V-242464", VERDICT_FAILED, "in force is 0100", "kaudit-enable --maxage=64");
	expect("kube-apiserver --audit-log-maxage=0o7", "V-242464", VERDICT_FAILED, "is 0o7 to a checker", "kaudit-enable --maxage=30");
	expect("kube-apiserver --audit-log-maxage=", "V-242464", VERDICT_FAILED, "is true to a checker", "kaudit-enable --maxage=30");
	expect("kube-apiserver --audit-log-maxage=99999999999999999999", "V-242464", VERDICT_FAILED, "no number",
	       "kaudit-enable --maxage=30");
}

static void what_counts_has_to_be_right_too(void **state)
{
	(void)state;
	expect("kube-apiserver --audit-log-maxage=60 --audit-log-maxage=7", "CIS 1.2.17", VERDICT_FAILED, "at least 30; in force is 7",
	       "kaudit-enable --maxage=30");
	expect("kube-apiserver --audit-log-maxage=60 --audit-log-maxage", "CIS 1.2.17", VERDICT_PASSED, "is 60", NULL);
	expect("kube-apiserver -- --audit-log-maxage=60", "CIS 1.2.17", VERDICT_FAILED, "is 60", "kaudit-enable --maxage=30");
	expect("kube-apiserver --audit-log-maxage=-60", "CIS 1.2.17", VERDICT_FAILED, "is -60", "kaudit-enable --maxage=30");
	expect("kube-apiserver ++audit-log-maxage=60", "CIS 1.2.17", VERDICT_FAILED, "is not set", "kaudit-enable --maxage=30");
	expect("kube-apiserver --audit-log-maxage=-60 --audit-log-maxage=60", "CIS 1.2.17", VERDICT_FAILED, "is -60", "kaudit-enable");
	expect("kube-apiserver -- --audit-log-path=/a", "CIS 1.2.16", VERDICT_FAILED, "is not set", "kaudit-enable");
	expect("kube-apiserver --audit-log-maxage=+60", "CIS 1.2.17", VERDICT_PASSED, "is 60", NULL);
}

static void a_flag_that_is_asked_for_has_to_be_set(void **state)
{
	(void)state;
	expect("kube-apiserver", "CIS 1.2.16", VERDICT_FAILED, "--audit-log-path is not set", "kaudit-enable");
	expect("kube-apiserver", "CIS 3.2.1", VERDICT_FAILED, "--audit-policy-file is not set", "kaudit-enable");
	expect("kube-apiserver --audit_log_path=/a", "CIS 1.2.16", VERDICT_FAILED, "as --audit-log-path=/a", "kaudit-enable");
	expect("kube-apiserver --audit-log-path /a", "CIS 1.2.16", VERDICT_PASSED, "--audit-log-path is /a", NULL);
	expect(GOOD, "CIS 3.2.1", VERDICT_PASSED, "--audit-policy-file is /p.yaml", NULL);
	expect(GOOD, "V-242461", VERDICT_PASSED, "--audit-policy-file is /p.yaml", NULL);
	expect("kube-apiserver", "V-242461", VERDICT_FAILED, "not set", "kaudit-enable");
}

static void standard_output_is_a_log_to_cis_and_none_to_the_stig(void **state)
{
	(void)state;
	expect("kube-apiserver --audit-log-path=-", "CIS 1.2.16", VERDICT_PASSED, "is -", NULL);
	expect("kube-apiserver --audit-log-path=-", "V-242465", VERDICT_FAILED, "is '-', which is no path",
	       "kaudit-enable --log-path=/var/log/kubernetes/k8s-audit.log");
	expect("kube-apiserver", "V-242402", VERDICT_FAILED, "not set", "kaudit-enable");
	expect(GOOD, "V-242402", VERDICT_PASSED, "/var/log/a.log", NULL);
}

static void mode_and_owner_are_those_of_the_manifest(void **state)
{
	static const struct {
		mode_t mode;
		enum verdict cis, stig;
		const char *cis_mend, *stig_mend;
	} modes[] = {
	        {0100600, VERDICT_PASSED, VERDICT_PASSED, NULL, NULL},
	        {0100400, VERDICT_PASSED, VERDICT_PASSED, NULL, NULL},
	        {0100644, VERDICT_FAILED, VERDICT_PASSED, "chmod 600 /etc/kubernetes/manifests/kube-apiserver.yaml", NULL},
	        {0100664, VERDICT_FAILED, VERDICT_FAILED, "chmod 600 /etc/kubernetes/manifests/kube-apiserver.yaml",
	         "chmod 644 /etc/kubernetes/manifests/kube-apiserver.yaml"},
	        {0104600, VERDICT_FAILED, VERDICT_FAILED, "chmod 600 /etc/kubernetes/manifests/kube-apiserver.yaml",
	         "chmod 600 /etc/kubernetes/manifests/kube-apiserver.yaml"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
		judge(GOOD, (struct benchmark_facts){.file_known = true, .mode = modes[i].mode, .gid = (gid_t)(i & 1)}, &benchmark);
		expect_item(&benchmark, "CIS 1.1.1", modes[i].cis, "mode", modes[i].cis_mend);
		expect_item(&benchmark, "V-242408", modes[i].stig, "mode", modes[i].stig_mend);
		const char *mend = i & 1 ? "chown root:root /etc/kubernetes/manifests/kube-apiserver.yaml" : NULL;
		expect_item(&benchmark, "CIS 1.1.2", i & 1 ? VERDICT_FAILED : VERDICT_PASSED, i & 1 ? "0:1" : "root", mend);
		expect_item(&benchmark, "V-242405", i & 1 ? VERDICT_FAILED : VERDICT_PASSED, i & 1 ? "0:1" : "root", mend);
	}
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	judge(GOOD, (struct benchmark_facts){.file_known = true, .mode = 0600, .uid = 5}, &benchmark);
	expect_item(&benchmark, "V-242405", VERDICT_FAILED, "5:0", "chown root:root /etc/kubernetes/manifests/kube-apiserver.yaml");
}

static void what_is_not_known_is_neither_passed_nor_failed(void **state)
{
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	(void)state;
	judge(GOOD, (struct benchmark_facts){.file_known = false}, &benchmark);
	expect_item(&benchmark, "CIS 1.1.1", VERDICT_UNKNOWN, "not known", NULL);
	expect_item(&benchmark, "V-242405", VERDICT_UNKNOWN, "not known", NULL);
	expect_item(&benchmark, "CIS 3.2.2", VERDICT_UNKNOWN, "could not be read", NULL);
	expect_item(&benchmark, "V-242403", VERDICT_UNKNOWN, "could not be read", NULL);
	assert_int_equal(benchmark.failed, 0);
	assert_int_equal(benchmark.passed, BENCHMARK_ITEMS - 6);
}

static void without_a_policy_there_is_nothing_covered(void **state)
{
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	(void)state;
	judge("kube-apiserver", (struct benchmark_facts){.file_known = false}, &benchmark);
	assert_int_equal(benchmark.passed, 0);
	assert_int_equal(benchmark.failed, BENCHMARK_ITEMS - 4);
	expect("kube-apiserver", "CIS 3.2.2", VERDICT_FAILED, "--audit-policy-file is not set", "kaudit-enable");
	expect("kube-apiserver", "V-242403", VERDICT_FAILED, "--audit-policy-file is not set", "kaudit-enable");
}

static void a_policy_that_is_refused_fails(void **state)
{
	static const char *const ids[] = {"CIS 3.2.2", "V-242403", "V-242461"};
	const struct benchmark_policy policy = {.loads = false};
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	(void)state;
	judge(GOOD, (struct benchmark_facts){.policy = &policy, .policy_path = "/host/p.yaml"}, &benchmark);
	for (size_t i = 0; i < 3; i++)
		expect_item(&benchmark, ids[i], VERDICT_FAILED, "would refuse the policy", "kaudit-policy /host/p.yaml");
	expect_item(&benchmark, "CIS 3.2.1", VERDICT_PASSED, "/p.yaml", NULL);
}

static void the_shipped_policies_pass_what_they_are_for(void **state)
{
	BUF_AUTO struct buf cis = BUF_EMPTY, stig = BUF_EMPTY;
	struct error err = {0};
	(void)state;
	assert_int_equal(shipped_add("cis", NULL, &cis, &err), 0);
	assert_int_equal(shipped_add("stig", NULL, &stig, &err), 0);
	expect_policy(buf_text(&cis), "CIS 3.2.2", VERDICT_PASSED, "", NULL);
	expect_policy(buf_text(&cis), "V-242403", VERDICT_FAILED, "not every request",
	              "kaudit-enable --policy=/etc/kubernetes/audit-policy-stig.yaml --init-policy=stig");
	expect_policy(buf_text(&stig), "V-242403", VERDICT_PASSED, "", NULL);
	expect_policy(buf_text(&stig), "CIS 3.2.2", VERDICT_FAILED, "as V-242403 asks",
	              "kaudit-enable --policy=/etc/kubernetes/audit-policy-cis.yaml --init-policy=cis");
}

static void content_of_secrets_and_what_is_not_recorded_are_told(void **state)
{
	const char *mend = "kaudit-enable --policy=/etc/kubernetes/audit-policy-cis.yaml --init-policy=cis";
	(void)state;
	expect_policy(HEAD "- level: Metadata\n", "CIS 3.2.2", VERDICT_PASSED, "", NULL);
	expect_policy(HEAD "- level: Metadata\n  resources: [{group: '', resources: [secrets]}]\n- level: Request\n", "CIS 3.2.2",
	              VERDICT_FAILED, "writes the content of configmaps", mend);
	expect_policy(HEAD "- level: None\n  verbs: [get]\n- level: Metadata\n", "CIS 3.2.2", VERDICT_FAILED,
	              "not all is recorded of secrets, configmaps, pods/exec, pods/portforward, pods/proxy, services/proxy", mend);
	expect_policy(HEAD "- level: Metadata\n  resources: [{group: ''}, {group: authentication.k8s.io}]\n", "CIS 3.2.2", VERDICT_FAILED,
	              "not all is recorded of deployments", mend);
	expect_policy(HEAD "- level: None\n  users: [system:kube-proxy]\n- level: Metadata\n  userGroups: [system:authenticated]\n",
	              "CIS 3.2.2", VERDICT_PASSED, "", NULL);
	/* names and namespaces that these requests do not have */
	expect_policy(HEAD
	              "- level: None\n  resources: [{group: '', resources: [services/proxy], resourceNames: ['']}]\n- level: Metadata\n",
	              "CIS 3.2.2", VERDICT_PASSED, "", NULL);
	expect_policy(HEAD
	              "- level: None\n  namespaces: [some-namespace]\n  resources: [{group: authentication.k8s.io}]\n- level: Metadata\n",
	              "CIS 3.2.2", VERDICT_PASSED, "", NULL);
	expect_policy("omitStages: [ResponseComplete]\n" HEAD "- level: Metadata\n", "CIS 3.2.2", VERDICT_FAILED, "not all is recorded",
	              mend);
}

static void everything_is_everything(void **state)
{
	static const char *const policies[] = {
	        HEAD "- level: RequestResponse\n  users: [a]\n",
	        HEAD "- level: RequestResponse\n  userGroups: [a]\n",
	        HEAD "- level: RequestResponse\n  verbs: [get]\n",
	        HEAD "- level: RequestResponse\n  namespaces: [a]\n",
	        HEAD "- level: RequestResponse\n  resources: [{group: ''}]\n",
	        HEAD "- level: RequestResponse\n  nonResourceURLs: ['*']\n",
	        HEAD "- level: None\n  users: [a]\n- level: RequestResponse\n",
	        HEAD "- level: Request\n",
	        HEAD "- level: RequestResponse\n  omitStages: [ResponseComplete]\n",
	        "omitStages: [ResponseComplete]\n" HEAD "- level: RequestResponse\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		expect_policy(policies[i], "V-242403", VERDICT_FAILED, "not every request is recorded",
		              "kaudit-enable --policy=/etc/kubernetes/audit-policy-stig.yaml --init-policy=stig");
	expect_policy(HEAD
	              "- level: RequestResponse\n  users: [a]\n- level: RequestResponse\n  omitStages: [RequestReceived]\n- level: None\n",
	              "V-242403", VERDICT_PASSED, "", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_number_has_to_be_large_enough),
	        cmocka_unit_test(a_spelling_that_checkers_misread_fails_and_a_run_mends_it),
	        cmocka_unit_test(a_number_that_only_the_server_reads_is_written_anew),
	        cmocka_unit_test(what_counts_has_to_be_right_too),
	        cmocka_unit_test(a_flag_that_is_asked_for_has_to_be_set),
	        cmocka_unit_test(standard_output_is_a_log_to_cis_and_none_to_the_stig),
	        cmocka_unit_test(mode_and_owner_are_those_of_the_manifest),
	        cmocka_unit_test(what_is_not_known_is_neither_passed_nor_failed),
	        cmocka_unit_test(without_a_policy_there_is_nothing_covered),
	        cmocka_unit_test(a_policy_that_is_refused_fails),
	        cmocka_unit_test(the_shipped_policies_pass_what_they_are_for),
	        cmocka_unit_test(content_of_secrets_and_what_is_not_recorded_are_told),
	        cmocka_unit_test(everything_is_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
