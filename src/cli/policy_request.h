/*
 * policy_request: a request as key=value words of the command line.
 *
 * verb, resource (pods, pods/exec, deployments.apps), subresource, group, namespace, name, path, user, groups (with commas);
 * also ns and apigroup. A path makes it a request for no resource. What is not given is empty, the verb is get.
 */
#ifndef KAUDIT_CLI_POLICY_REQUEST_H
#define KAUDIT_CLI_POLICY_REQUEST_H

#include "audit/match.h"

struct policy_request {
	struct request request;
	struct span *groups; /* owned; request.groups */
	bool group_guessed;  /* the API group is that of the built-in resource of this name */
	bool everywhere;     /* for a resource that lies in namespaces, and none was given */
};

#define POLICY_REQUEST_AUTO __attribute__((cleanup(policy_request_release)))

/* -1: ERROR_USAGE, or no memory. Texts are the words'. */
int policy_request_parse(const char *const words[], size_t count, struct policy_request *ret_request, struct error *err);
void policy_request_release(struct policy_request *request);

#endif
