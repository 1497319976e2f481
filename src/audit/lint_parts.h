/* lint_parts: what lint's own files share. */
#ifndef KAUDIT_AUDIT_LINT_PARTS_H
#define KAUDIT_AUDIT_LINT_PARTS_H

#include "audit/lint.h"
#include "audit/reach.h"

struct lint {
	const struct policy *policy;
	struct reach *reach;
	struct findings *findings;
};

/* A warning on the text of NODE. */
void lint_warn(struct lint *lint, const char *name, node_id node, const char *format, ...) ERROR_PRINTF(4, 5);

/* The level of the rule, or the rule itself. */
node_id lint_place(const struct rule *rule);

void lint_names(struct lint *lint);    /* verbs, resources, groups, users, namespaces: one by one */
void lint_coverage(struct lint *lint); /* catch-all, rules that never match */
void lint_content(struct lint *lint);  /* what is recorded with its content, and what is not, by evaluating the policy */

#endif
