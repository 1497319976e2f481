/*
 * Which request to send. Those for paths come first: they touch nothing. The others name objects that do not exist, or
 * ask only what the asker may do. Nothing here changes anything.
 */
#include "cli/prove.h"

#define NOBODY "kaudit-proof" /* a name that no object has */

static const struct proof_request harmless[] = {
	{ "GET", "/readyz", "get", NULL, NULL, NULL, NULL },
	{ "GET", "/version", "get", NULL, NULL, NULL, NULL },
	{ "GET", "/api", "get", NULL, NULL, NULL, NULL },
	{ "GET", "/api/v1/namespaces/" NOBODY, "get", "", "namespaces", NOBODY, NOBODY },
	{ "GET", "/api/v1/namespaces/default/pods/" NOBODY, "get", "", "pods", "default", NOBODY },
	{ "GET", "/api/v1/namespaces/default/services/" NOBODY, "get", "", "services", "default", NOBODY },
	{ "GET", "/api/v1/namespaces/default/configmaps/" NOBODY, "get", "", "configmaps", "default", NOBODY },
	{ "GET", "/api/v1/namespaces/default/secrets/" NOBODY, "get", "", "secrets", "default", NOBODY },
	{ "GET", "/api/v1/namespaces/kube-system/configmaps/" NOBODY, "get", "", "configmaps", "kube-system", NOBODY },
	{ "GET", "/api/v1/namespaces/kube-system/secrets/" NOBODY, "get", "", "secrets", "kube-system", NOBODY },
	{ "GET", "/api/v1/nodes/" NOBODY, "get", "", "nodes", "", NOBODY },
	{ "GET", "/apis/apps/v1/namespaces/default/deployments/" NOBODY, "get", "apps", "deployments", "default", NOBODY },
	{ "GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/" NOBODY, "get", "rbac.authorization.k8s.io", "clusterroles", "", NOBODY },
	{ "GET", "/api/v1/namespaces/default/secrets?limit=1", "list", "", "secrets", "default", "" },
	{ "DELETE", "/api/v1/namespaces/default/configmaps/" NOBODY "?dryRun=All", "delete", "", "configmaps", "default", NOBODY },
	{ "DELETE", "/api/v1/namespaces/default/secrets/" NOBODY "?dryRun=All", "delete", "", "secrets", "default", NOBODY },
	{ "DELETE", "/api/v1/namespaces/default/pods/" NOBODY "?dryRun=All", "delete", "", "pods", "default", NOBODY },
};

/* The name in the body is another each time; the policy sees none on a create. */
static const struct proof_request create_secret = { "POST", "/api/v1/namespaces/default/secrets?dryRun=All", "create", "", "secrets", "default", "" };

static struct match judge(const struct policy *policy, const struct server *server, const struct proof_request *chosen, bool as_client)
{
	static const struct span anonymous_groups[] = { { "system:unauthenticated", 22 } };
	struct request request = {
		.is_resource = chosen->resource != NULL,
		.has_user = true,
		.user = as_client ? buf_span(&server->who.user) : SPAN("system:anonymous"),
		.groups = as_client ? server->who.groups : anonymous_groups,
		.group_count = as_client ? server->who.group_count : 1,
		.verb = span_of(chosen->verb),
		.group = span_of(chosen->group),
		.resource = span_of(chosen->resource),
		.namespace = span_of(chosen->namespace),
		.name = span_of(chosen->name),
		.path = span_of(chosen->path),
	};
	return match_policy(policy, &request);
}

static bool is_recorded(const struct match *match)
{
	const unsigned ours = STAGE_REQUEST_RECEIVED | STAGE_RESPONSE_COMPLETE;
	return match->level != LEVEL_NONE && (match->omit_stages & ours) != ours;
}

/* A token's user is known to the API server only, so the policy can't be asked about it: a certificate's is. */
static bool can_ask_as(const struct server *server, bool as_client)
{
	return as_client ? server->has_client && server->who.user.length > 0 : server->anonymous;
}

const struct proof_request *prove_choose(const struct policy *policy, const struct server *server, bool secret, bool *ret_as_client, struct match *ret_match)
{
	const struct proof_request *list = secret ? &create_secret : harmless;
	size_t count = secret ? 1 : sizeof(harmless) / sizeof(harmless[0]);
	for (int who = secret ? 1 : 0; who < 2; who++) /* anonymous first: it needs nobody's rights */
		for (size_t i = 0; i < count && can_ask_as(server, who == 1); i++) {
			struct match match = judge(policy, server, &list[i], who == 1);
			if (!is_recorded(&match))
				continue;
			*ret_as_client = who == 1;
			*ret_match = match;
			return &list[i];
		}
	return NULL;
}
