/* Requests that no rule takes, and rules that take no request. */
#include "audit/lint_parts.h"

/* What no rule names in any way: if a rule takes it, it takes everything. */
static bool takes_the_rest(struct lint *lint, bool is_resource)
{
	struct span other = reach_other(lint->reach);
	struct request request = {.is_resource = is_resource, .user = other, .has_user = true, .verb = other};
	request.group = request.resource = request.subresource = request.namespace = request.name = other;
	request.path = reach_other_path(lint->reach);
	return match_policy(lint->policy, &request).rule != NULL;
}

static void check_catch_all(struct lint *lint)
{
	const struct rule *last = &lint->policy->rules[lint->policy->rule_count - 1];
	bool resources = takes_the_rest(lint, true), paths = takes_the_rest(lint, false);
	if (resources && paths)
		return;
	lint_warn(lint, "no-catch-all", lint_place(last),
	          "%s that no rule takes are not recorded; end the rules with - level: Metadata (or None, if that is meant)",
	          resources ? "requests for paths"
	          : paths   ? "requests for resources"
	                    : "requests");
}

static void tell_dead(struct lint *lint, uint32_t index, const struct reach_answer *answer)
{
	const struct rule *rule = &lint->policy->rules[index];
	switch (answer->taker_count) {
	case 1:
		lint_warn(lint, "never-matches", lint_place(rule), "rules[%u] can never match: rules[%u] takes all of its requests", index,
		          answer->takers[0]);
		break;
	case 2:
		lint_warn(lint, "never-matches", lint_place(rule),
		          "rules[%u] can never match: rules[%u] and rules[%u] take all of its requests", index, answer->takers[0],
		          answer->takers[1]);
		break;
	default:
		lint_warn(lint, "never-matches", lint_place(rule),
		          "rules[%u] can never match: rules[%u], rules[%u], rules[%u] … take all of its requests", index, answer->takers[0],
		          answer->takers[1], answer->takers[2]);
	}
	findings_see(lint->findings, tree_node(&lint->policy->tree, lint_place(&lint->policy->rules[answer->takers[0]]))->start);
}

void lint_coverage(struct lint *lint)
{
	check_catch_all(lint);
	for (uint32_t i = 1; i < lint->reach->rule_count; i++) {
		struct reach_answer answer;
		if (reach_rule(lint->reach, i, NULL, &answer) == REACH_NONE && answer.taker_count > 0)
			tell_dead(lint, i, &answer);
	}
}
