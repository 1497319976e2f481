/* policy_read: what policy's own files share. */
#ifndef KAUDIT_AUDIT_POLICY_READ_H
#define KAUDIT_AUDIT_POLICY_READ_H

#include "audit/decoded.h"
#include "audit/policy.h"

enum { MINOR_SIGS_JSON = 23 }; /* before: json-iterator */

struct reading {
	struct policy *policy;
	const struct decoded *decoded;
	bool json;
	struct findings *findings;
	struct error *err;
};

/* A finding on the text of NODE. */
void policy_find(const struct policy *policy, struct findings *findings, enum severity severity, const char *rule, node_id node,
                 const char *format, ...) ERROR_PRINTF(6, 7);

/* Whether kube-apiserver reads SOURCE as JSON, and as nothing else (pkg/util/yaml/decoder.go, IsJSONBuffer). */
bool policy_is_json(struct span source);

/* Fills the policy's rules from the decoded values; findings: wrong types, keys that nobody knows. -1: no memory. */
int policy_decode(struct reading *reading);

/* apiVersion and kind, as pkg/runtime/serializer/json/meta.go finds them: in any case. */
struct policy_type {
	struct value api_version, kind; /* node 0: not there, or null */
	bool wrong;                     /* one of them is no string: an error was added */
};
struct policy_type policy_find_type(struct reading *reading);

/* The loader's rules on versions, kind and fragments, then the validation. Errors only. */
void policy_check_type(struct reading *reading, const struct policy_type *type);
void policy_check_numbers(struct reading *reading);
void policy_validate(struct policy *policy, struct findings *findings);

/* Empties lists whose elements are not to be decoded over. */
void policy_drop_rules(struct policy *policy);
void policy_drop_resources(struct rule *rule);

/* The source as values. As decoded_make; what the parser refuses becomes an error in the findings. */
int policy_parse(struct span source, struct tree *tree, struct decoded *ret_decoded, struct findings *findings, struct error *err);

/* What a text is that has no apiVersion: a list of rules, one rule, rules alone. */
enum fragment { FRAGMENT_NOT, FRAGMENT_LIST, FRAGMENT_RULE, FRAGMENT_UNTYPED };
enum fragment policy_fragment(const struct decoded *decoded);

#endif
