/*
 * Any bytes are refused with an error that has a place, or loaded, linted, asked and completed. The first byte chooses the version.
 *
 *     clang -fsanitize=fuzzer,address,undefined … tests/fuzz/policy.c libkaudit.a
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit/lint.h"
#include "audit/match.h"
#include "audit/reach.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void check_findings(struct findings *findings, struct span source)
{
	findings_place(findings, source);
	for (size_t i = 0; i < findings->count; i++) {
		must(findings->list[i].line > 0 && findings->list[i].column > 0, "a finding without a place");
		must(findings->list[i].at <= source.length, "a finding behind the source");
		must(findings->list[i].text[0] != '\0', "a finding without a text");
	}
}

/* What is said to be reached is decided by that rule; every rule has a level. */
static void check_good(const struct policy *policy)
{
	struct reach reach REACH_AUTO = {0};
	struct error err;
	must(policy->rule_count > 0, "a good policy without rules");
	must(reach_begin(policy, &reach, &err) == 0, "reach_begin");
	for (uint32_t i = 0; i < reach.rule_count && i < 50; i++) {
		struct reach_answer answer;
		must(policy->rules[i].level != LEVEL_UNKNOWN, "a good rule without a level");
		if (reach_rule(&reach, i, NULL, &answer) == REACH_FOUND)
			must(match_policy(policy, &answer.request).rule == &policy->rules[i], "a request that another rule decides");
	}
}

static void check_completed(struct span source, unsigned minor)
{
	struct buf whole BUF_AUTO = BUF_EMPTY;
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct error err;
	if (policy_complete(source, &whole, &err) != FRAGMENT_COMPLETED)
		return;
	must(policy_load(buf_span(&whole), minor, &policy, &findings, &err) >= 0, "load what was completed");
	struct buf again BUF_AUTO = BUF_EMPTY;
	must(policy_complete(buf_span(&whole), &again, &err) == FRAGMENT_NONE, "a whole policy is taken for a fragment");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct error err;
	if (size == 0)
		return 0;
	unsigned minor = 18 + data[0] % 20;
	struct span source = span_from((const char *)data + 1, size - 1);
	int result = policy_load(source, minor, &policy, &findings, &err);
	must(result >= 0, "load");
	must((result == POLICY_REFUSED) == (findings.errors > 0), "refused without an error, or the other way round");
	if (result == POLICY_GOOD) {
		must(policy_lint(&policy, &findings, &err) == 0, "lint");
		must(findings.errors == 0, "a lint is an error");
		check_good(&policy);
	}
	check_findings(&findings, source);
	check_completed(source, minor);
	return 0;
}
