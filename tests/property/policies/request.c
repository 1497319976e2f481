#include "generate.h"
#include "pools.h"

static const char *const plain_resources[] = {"pods", "secrets", "configmaps", "deployments", "nodes", "jobs", "widgets", "*"};
static const char *const subresources[] = {"", "", "", "log", "status", "exec", "scale", "*", "b/c"};
static const char *const paths[] = {"/healthz", "/healthz/ping", "/version",   "/api", "/apis", "/apis/x",
                                    "/",        "/metrics",      "/metrics/x", "",     "/api*"};

void generate_request(struct random *random, struct generated_request *out)
{
	struct request *request = &out->request;
	*request = (struct request){.is_resource = !random_one_in(random, 4), .has_user = true, .groups = out->groups};
	request->user = span_of(PICK(random, users));
	request->group_count = random_below(random, COUNT(out->groups) + 1);
	for (size_t i = 0; i < request->group_count; i++)
		out->groups[i] = span_of(PICK(random, groups_of_user));
	request->verb = span_of(PICK(random, verbs));
	if (!request->is_resource) {
		request->path = span_of(PICK(random, paths));
		return;
	}
	request->namespace = span_of(PICK(random, namespaces));
	request->group = span_of(PICK(random, api_groups));
	request->resource = span_of(PICK(random, plain_resources));
	request->subresource = span_of(PICK(random, subresources));
	request->name = span_of(PICK(random, names));
}
