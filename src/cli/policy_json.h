/*
 * policy_json: all that a run of kaudit-policy says, as one JSON object (kaudit-policy.1, JSON OUTPUT), also if it fails.
 *
 * kubeVersion, findings, warnings, what is asked for, error; in that order.
 */
#ifndef KAUDIT_CLI_POLICY_JSON_H
#define KAUDIT_CLI_POLICY_JSON_H

#include "audit/findings.h"

struct policy_json { /* zero before */
	struct buf findings, warnings; /* elements */
	bool has_finding;
	struct buf members;            /* of the mode, each begun with ",\n  " */
	struct error error;            /* the first one; others are told behind it */
};

void policy_json_release(struct policy_json *json);

void policy_json_finding(struct policy_json *json, const char *file, const struct findings *findings);
void policy_json_warning(struct policy_json *json, const char *text);
void policy_json_error(struct policy_json *json, const struct error *err);

/* The object. MINOR: the version by whose rules was judged. */
void policy_json_add(const struct policy_json *json, unsigned minor, struct buf *out);

#endif
