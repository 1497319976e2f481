/* Items that ask for what the policy says. */
#include "pod/benchmark_parts.h"

/* Whether a policy is in force whose content is to be judged; else *ret_verdict. */
static bool has_policy(struct bench *bench, const struct check *check, enum verdict *ret_verdict)
{
	struct span in_force;
	if (!bench_in_force(bench->facts->cmdline, &flag_table[FLAG_AT_POLICY_FILE], &in_force)) {
		*ret_verdict = judge_set(bench, check);
	} else if (!bench->facts->policy) {
		buf_add_text(&bench->reason, "the policy could not be read");
		*ret_verdict = VERDICT_UNKNOWN;
	} else if (!bench->facts->policy->loads) {
		buf_add_text(&bench->reason, "kube-apiserver would refuse the policy");
		buf_printf(&bench->mend, "kaudit-policy %s", bench->facts->policy_path);
		*ret_verdict = VERDICT_FAILED;
	} else {
		return true;
	}
	return false;
}

enum verdict judge_policy_file(struct bench *bench, const struct check *check)
{
	const struct benchmark_policy *policy = bench->facts->policy;
	enum verdict verdict;
	return policy && !policy->loads && !has_policy(bench, check, &verdict) ? verdict : judge_set(bench, check);
}

static void propose_policy(struct bench *bench, const char *profile)
{
	buf_printf(&bench->mend, "kaudit-enable --policy=/etc/kubernetes/audit-policy-%s.yaml --init-policy=%s", profile, profile);
}

enum verdict judge_content(struct bench *bench, const struct check *check)
{
	const struct benchmark_policy *policy = bench->facts->policy;
	enum verdict verdict;
	if (!has_policy(bench, check, &verdict))
		return verdict;
	if (policy->content.length == 0 && policy->unrecorded.length == 0) {
		buf_add_text(&bench->reason, "no content of secrets, configmaps and tokenreviews; the rest is covered");
		return VERDICT_PASSED;
	}
	if (policy->everything)
		buf_add_text(&bench->reason, "it records everything with content, as V-242403 asks: secrets, too");
	else
		buf_add_span(&bench->reason, buf_span(&policy->content));
	if (policy->unrecorded.length > 0)
		buf_printf(&bench->reason, "%snot all is recorded of %s", policy->content.length > 0 ? "; " : "",
		           buf_text(&policy->unrecorded));
	propose_policy(bench, "cis");
	return VERDICT_FAILED;
}

enum verdict judge_everything(struct bench *bench, const struct check *check)
{
	enum verdict verdict;
	if (!has_policy(bench, check, &verdict))
		return verdict;
	if (bench->facts->policy->everything) {
		buf_add_text(&bench->reason, "every request is recorded with its content");
		return VERDICT_PASSED;
	}
	buf_add_text(&bench->reason, "not every request is recorded at RequestResponse (CIS 3.2.2 asks for the opposite where secrets are "
	                             "concerned)");
	propose_policy(bench, "stig");
	return VERDICT_FAILED;
}
