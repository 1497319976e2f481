/* What an audit policy records, asked by requests of someone whom no rule knows by name. */
#include <string.h>

#include "audit/match.h"
#include "pod/benchmark.h"

struct sample {
	const char *group, *resource, *subresource;
	bool namespaced;
	const char *verbs[5];
};

/* CIS 3.2.2: access to secrets and the like, changes of pods and deployments, ways into a pod. */
static const struct sample samples[] = {
        {"", "secrets", "", true, {"get", "list", "create", "update"}},
        {"", "configmaps", "", true, {"get", "list", "create", "update"}},
        {"authentication.k8s.io", "tokenreviews", "", false, {"create"}},
        {"", "pods", "", true, {"create", "update", "patch", "delete"}},
        {"apps", "deployments", "", true, {"create", "update", "patch", "delete"}},
        {"", "pods", "exec", true, {"create", "get"}},
        {"", "pods", "portforward", true, {"create", "get"}},
        {"", "pods", "proxy", true, {"create", "get"}},
        {"", "services", "proxy", true, {"create", "get"}},
};

static bool is_recorded(const struct policy *policy, const struct sample *sample)
{
	static const struct span groups[] = {{"system:authenticated", sizeof("system:authenticated") - 1}};
	struct request request = {.is_resource = true,
	                          .has_user = true,
	                          .user = SPAN("someone whom no rule names"),
	                          .groups = groups,
	                          .group_count = 1,
	                          .group = span_of(sample->group),
	                          .resource = span_of(sample->resource),
	                          .subresource = span_of(sample->subresource),
	                          .namespace = sample->namespaced ? SPAN("some-namespace") : SPAN_EMPTY};
	for (const char *const *verb = sample->verbs; *verb; verb++) {
		bool named = strcmp(*verb, "list") != 0 && strcmp(*verb, "create") != 0;
		request.verb = span_of(*verb);
		request.name = named || sample->subresource[0] ? SPAN("some-name") : SPAN_EMPTY;
		struct match match = match_policy(policy, &request);
		if (match.level <= LEVEL_NONE || (match.omit_stages & STAGE_RESPONSE_COMPLETE))
			return false;
	}
	return true;
}

static bool takes_everything(const struct rule *rule)
{
	return rule->users.count == 0 && rule->user_groups.count == 0 && rule->verbs.count == 0 && rule->namespaces.count == 0 &&
	       rule->urls.count == 0 && rule->resource_count == 0;
}

static bool records_everything(const struct policy *policy)
{
	for (uint32_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		unsigned omitted = policy->omit_stages | rule->omit_stages;
		if (rule->level != LEVEL_REQUEST_RESPONSE || (omitted & STAGE_RESPONSE_COMPLETE))
			return false;
		if (takes_everything(rule))
			return true;
	}
	return false;
}

int benchmark_policy_read(const struct policy *policy, const struct findings *lint, struct benchmark_policy *ret_facts, struct error *err)
{
	BENCHMARK_POLICY_AUTO struct benchmark_policy facts = {.loads = true, .everything = records_everything(policy)};
	for (size_t i = 0; i < lint->count && facts.content.length == 0; i++)
		if (strcmp(lint->list[i].rule, "secret-content") == 0)
			buf_add_text(&facts.content, lint->list[i].text);
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (!is_recorded(policy, &samples[i]))
			buf_printf(&facts.unrecorded, "%s%s%s%s", facts.unrecorded.length ? ", " : "", samples[i].resource,
			           samples[i].subresource[0] ? "/" : "", samples[i].subresource);
	if (buf_check(&facts.content, err) < 0 || buf_check(&facts.unrecorded, err) < 0)
		return -1;
	*ret_facts = facts;
	facts = (struct benchmark_policy){.loads = true};
	return 0;
}

void benchmark_policy_release(struct benchmark_policy *facts)
{
	buf_release(&facts->content);
	buf_release(&facts->unrecorded);
}
