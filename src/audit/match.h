/*
 * match: which rule of a policy decides a request, and which level it gets.
 *
 * Source: pkg/audit/policy/checker.go (k8s.io/apiserver): the first rule that matches decides. What is matched are the
 * authorizer's attributes (pkg/endpoints/request/requestinfo.go).
 */
#ifndef KAUDIT_AUDIT_MATCH_H
#define KAUDIT_AUDIT_MATCH_H

#include "audit/policy.h"

struct request {
	bool is_resource; /* else a request for `path` */
	bool has_user;    /* authenticated, if only as system:anonymous */
	struct span user;
	const struct span *groups;
	size_t group_count;
	struct span verb; /* of the API (get, list …), or the HTTP method in lower case */
	struct span group, resource, subresource;
	struct span namespace; /* empty: cluster-scoped, or all namespaces */
	struct span name;      /* empty on list and create */
	struct span path;
};

enum miss { /* the first reason why a rule does not take a request */
	    MISS_NONE,
	    MISS_USER,
	    MISS_USER_GROUP,
	    MISS_VERB,
	    MISS_NOT_RESOURCE, /* the rule names resources or namespaces, the request is for a path */
	    MISS_NAMESPACE,
	    MISS_GROUP,
	    MISS_RESOURCE,
	    MISS_NAME,
	    MISS_NOT_PATH, /* the rule names paths, the request is for a resource */
	    MISS_PATH,
};

struct match {
	enum level level;        /* None when no rule matches */
	const struct rule *rule; /* NULL: none */
	unsigned omit_stages;    /* the policy's and the rule's */
};

enum miss match_rule(const struct rule *rule, const struct request *request);
struct match match_policy(const struct policy *policy, const struct request *request);

/* Whether RESOURCE of a rule ("pods", "pods/log", "*", "pods/…", "…/scale") takes resource and subresource. */
bool match_resource(struct span pattern, struct span resource, struct span subresource);

/* Whether a rule's URL takes PATH. */
bool match_path(struct span pattern, struct span path);

#endif
