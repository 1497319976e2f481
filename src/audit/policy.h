/*
 * policy: an audit policy, read and judged as kube-apiserver does when it starts.
 *
 * Sources: pkg/audit/policy/reader.go, pkg/apis/audit/{v1/types.go,validation/validation.go} (k8s.io/apiserver), pkg/runtime/serializer
 * (k8s.io/apimachinery): a text whose first character that is no white space is '{' is JSON only, all else goes through go-yaml
 * and becomes JSON. Versions are the minor number of 1.x.
 *
 * Everything is borrowed from the source, which must outlive the policy.
 */
#ifndef KAUDIT_AUDIT_POLICY_H
#define KAUDIT_AUDIT_POLICY_H

#include "audit/findings.h"
#include "yaml/tree.h"

enum level { LEVEL_UNKNOWN, LEVEL_NONE, LEVEL_METADATA, LEVEL_REQUEST, LEVEL_REQUEST_RESPONSE };

enum stage { /* bits */
	     STAGE_REQUEST_RECEIVED = 1,
	     STAGE_RESPONSE_STARTED = 2,
	     STAGE_RESPONSE_COMPLETE = 4,
	     STAGE_PANIC = 8,
};

struct entry { /* a string of the policy, and where it stands */
	struct span text;
	node_id node; /* 0: not given */
};

struct entries {
	struct entry *list;
	uint32_t count, capacity;
};

struct group_resources {
	struct entry group;
	struct entries resources, names;
	node_id node;
};

struct rule {
	struct entry level_text;
	enum level level; /* LEVEL_UNKNOWN only in a policy that was refused */
	struct entries users, user_groups, verbs, namespaces, urls, stages;
	struct group_resources *resources;
	uint32_t resource_count, resource_capacity;
	unsigned omit_stages; /* the rule's own */
	node_id node;
};

struct policy {
	struct tree tree;
	unsigned minor; /* the version it was read for */
	struct rule *rules;
	uint32_t rule_count, rule_capacity;
	struct entries stages;
	unsigned omit_stages; /* the policy's */
	char **owned;         /* internal: texts that are not in the source (!!binary) */
	uint32_t owned_count;
};

#define POLICY_EMPTY ((struct policy){0})
#define POLICY_AUTO __attribute__((cleanup(policy_release)))

enum { POLICY_GOOD = 0, POLICY_REFUSED = 1 };

/*
 * Reads SOURCE as version MINOR (0: KUBE_MINOR_NEWEST) would. POLICY_REFUSED: kube-apiserver would not start with it;
 * the findings have at least one error, and the policy holds what could be read, to be released, not to be matched or linted. Warnings are
 * what the reading itself shows: keys that kube-apiserver skips, second documents. findings_place is the caller's. -1: no memory.
 */
int policy_load(struct span source, unsigned minor, struct policy *ret_policy, struct findings *findings, struct error *err);
void policy_release(struct policy *policy);

/*
 * A fragment (a bare list of rules, one rule, rules without apiVersion and kind) as a whole policy, its bytes kept.
 * FRAGMENT_NONE: SOURCE is none; nothing is appended. -1: no memory, or it can't be completed so that it reads as a policy: ERROR_REFUSED.
 */
enum { FRAGMENT_NONE = 0, FRAGMENT_COMPLETED = 1 };
int policy_complete(struct span source, struct buf *out, struct error *err);

const char *level_name(enum level level); /* "RequestResponse"; "" for LEVEL_UNKNOWN */
enum level level_of(struct span name);    /* exact case */

enum { STAGE_COUNT = 4 };
const char *stage_name(unsigned index); /* of the bit 1 << INDEX */

/* The bit of a stage, exact case; 0: no stage is called so. */
unsigned stage_of(struct span name);

#endif
