/*
 * lint: what is legal in an audit policy, but wrong: it records too little, too much, or what must not be recorded.
 *
 * For policies that were loaded without errors. Every finding is a warning:
 *
 *   too-many-rules      only the first 1,000 rules are compared with each other
 *   no-catch-all        requests that no rule takes are not recorded
 *   never-matches       earlier rules take all of a rule's requests
 *   secret-content      Request or RequestResponse for secrets, configmaps, tokenreviews, serviceaccounts/token
 *   pods-subresources   pods are recorded with content, exec, attach, portforward or proxy not at all
 *   high-volume         RequestResponse for what is written all the time
 *   request-received    each request is recorded twice
 *   matches-nothing     a resource, verb, user … that no request can have
 *   unknown-resource, unknown-group, unknown-verb
 *
 * Sources: checker.go and requestinfo.go (k8s.io/apiserver); CIS Kubernetes Benchmark 3.2.2.
 */
#ifndef KAUDIT_AUDIT_LINT_H
#define KAUDIT_AUDIT_LINT_H

#include "audit/policy.h"

/* -1: no memory. */
int policy_lint(const struct policy *policy, struct findings *findings, struct error *err);

#endif
