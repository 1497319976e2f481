/* policy_explain: which level one request gets, and why. */
#ifndef KAUDIT_CLI_POLICY_EXPLAIN_H
#define KAUDIT_CLI_POLICY_EXPLAIN_H

#include "cli/policy_request.h"

/* First the level alone on a line; then the stages, the rule that decides, and why each rule before it does not. */
int policy_explain_text(const struct policy *policy, const struct policy_request *request, struct buf *out, struct error *err);
/* The members level, omitStages, rule, notMatching of an object, with the comma before them. */
int policy_explain_json(const struct policy *policy, const struct policy_request *request, struct buf *out, struct error *err);

#endif
