#include "audit/lint_parts.h"

void lint_warn(struct lint *lint, const char *name, node_id node, const char *format, ...)
{
	const struct node *at = tree_node(&lint->policy->tree, node);
	va_list values;
	va_start(values, format);
	findings_add_list(lint->findings, SEVERITY_WARNING, name, at->start, at->end - at->start, format, values);
	va_end(values);
}

node_id lint_place(const struct rule *rule)
{
	return rule->level_text.node ? rule->level_text.node : rule->node;
}

int policy_lint(const struct policy *policy, struct findings *findings, struct error *err)
{
	struct reach reach REACH_AUTO = {0};
	if (reach_begin(policy, &reach, err) != 0)
		return -1;
	struct lint lint = {policy, &reach, findings};
	lint_names(&lint);
	lint_coverage(&lint);
	lint_content(&lint);
	if (policy->rule_count > reach.rule_count)
		lint_warn(&lint, "too-many-rules", lint_place(&policy->rules[reach.rule_count]),
		          "only the first %u of %u rules were compared with each other", reach.rule_count, policy->rule_count);
	else if (reach.steps == 0)
		lint_warn(&lint, "too-many-rules", 1,
		          "the policy is too large to compare all of its rules with each other; not all was looked at");
	return findings_check(findings, err);
}
