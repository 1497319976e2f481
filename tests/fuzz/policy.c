/*
 * A policy of any bytes is refused with an error that has a place, or loaded, linted, asked, explained and completed. The first byte chooses the
 * version.
 */
#include "fuzz.h"

#include "audit/lint.h"
#include "audit/match.h"
#include "audit/reach.h"
#include "cli/policy_explain.h"
#include "cli/policy_matrix.h"

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

/* An explanation and the matrix say what matching says. */
static void check_explained(const struct policy *policy)
{
	static const char *const words[][3] = {
	        {"verb=create", "resource=pods/exec", "ns=kube-system"}, {"path=/healthz", "user=system:anonymous", "verb=get"},
	        {"resource=secrets", "groups=system:masters,a", "name=x"}};
	struct error err;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct policy_request request POLICY_REQUEST_AUTO = {.groups = NULL};
		struct buf text BUF_AUTO = BUF_EMPTY, json BUF_AUTO = BUF_EMPTY;
		must(policy_request_parse(words[i], 3, &request, &err) == 0, "policy_request_parse");
		must(policy_explain_text(policy, &request, &text, &err) == 0 && policy_explain_json(policy, &request, &json, &err) == 0, "explain");
		const char *level = level_name(match_policy(policy, &request.request).level);
		must(span_starts(buf_span(&text), level) && text.at[strlen(level)] == '\n', "the explanation begins with another level");
	}
	struct policy_request anyone POLICY_REQUEST_AUTO = {.groups = NULL};
	struct policy_matrix matrix POLICY_MATRIX_AUTO = {.rows = NULL};
	struct buf text BUF_AUTO = BUF_EMPTY, json BUF_AUTO = BUF_EMPTY;
	must(policy_request_parse(NULL, 0, &anyone, &err) == 0, "policy_request_parse");
	must(policy_matrix_make(policy, &anyone.request, true, &matrix, &err) == 0, "matrix");
	policy_matrix_text(&matrix, false, &text);
	policy_matrix_json(&matrix, &json);
	must(matrix.row_count > 0 && text.length > 0 && json.length > 0 && !text.failed && !json.failed, "an empty matrix");
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
	struct span source = fuzz_input(data, size);
	unsigned minor = 7 + fuzz_byte(&source) % 31;
	int result = policy_load(source, minor, &policy, &findings, &err);
	must(result >= 0, "load");
	must((result == POLICY_REFUSED) == (findings.errors > 0), "refused without an error, or the other way round");
	if (result == POLICY_GOOD) {
		must(policy_lint(&policy, &findings, &err) == 0, "lint");
		must(findings.errors == 0, "a lint is an error");
		check_good(&policy);
		if (size < 1000)
			check_explained(&policy);
	}
	check_findings(&findings, source);
	check_completed(source, minor);
	return 0;
}
