#include "audit/match.h"

#include <string.h>

static bool holds(const struct entries *entries, struct span text)
{
	for (uint32_t i = 0; i < entries->count; i++)
		if (span_equal(entries->list[i].text, text))
			return true;
	return false;
}

static bool holds_any(const struct entries *entries, const struct span *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (holds(entries, texts[i]))
			return true;
	return false;
}

bool match_path(struct span pattern, struct span path)
{
	if (span_is(pattern, "*") || span_equal(pattern, path))
		return true;
	if (!span_ends(pattern, "*"))
		return false;
	while (pattern.length > 0 && pattern.at[pattern.length - 1] == '*')
		pattern.length--;
	return path.length >= pattern.length && span_equal(pattern, span_cut(path, 0, pattern.length));
}

static bool is_combined(struct span pattern, struct span resource, struct span subresource)
{
	if (subresource.length == 0)
		return span_equal(pattern, resource);
	return pattern.length == resource.length + 1 + subresource.length && span_equal(span_cut(pattern, 0, resource.length), resource) &&
	       pattern.at[resource.length] == '/' && span_equal(span_cut(pattern, resource.length + 1, pattern.length), subresource);
}

bool match_resource(struct span pattern, struct span resource, struct span subresource)
{
	if (span_is(pattern, "*") || is_combined(pattern, resource, subresource))
		return true;
	if (subresource.length > 0 && span_starts(pattern, "*/") && span_equal(subresource, span_cut(pattern, 2, pattern.length)))
		return true;
	return span_ends(pattern, "/*") && span_equal(resource, span_cut(pattern, 0, pattern.length - 2));
}

static bool takes_resource(const struct group_resources *wanted, const struct request *request)
{
	for (uint32_t i = 0; i < wanted->resources.count; i++)
		if (match_resource(wanted->resources.list[i].text, request->resource, request->subresource))
			return true;
	return wanted->resources.count == 0;
}

/* Names count only where resources are given, as checker.go has it. */
static bool takes_name(const struct group_resources *wanted, const struct request *request)
{
	return wanted->resources.count == 0 || wanted->names.count == 0 || holds(&wanted->names, request->name);
}

/* Of several groups the nearest miss is told. "*" as a group: since 1.36; refused before. */
static enum miss miss_resources(const struct rule *rule, const struct request *request)
{
	enum miss miss = MISS_GROUP;
	for (uint32_t i = 0; i < rule->resource_count; i++) {
		const struct group_resources *wanted = &rule->resources[i];
		if (!span_equal(wanted->group.text, request->group) && !span_is(wanted->group.text, "*"))
			continue;
		if (!takes_resource(wanted, request))
			miss = miss == MISS_NAME ? MISS_NAME : MISS_RESOURCE;
		else if (!takes_name(wanted, request))
			miss = MISS_NAME;
		else
			return MISS_NONE;
	}
	return miss;
}

static enum miss miss_urls(const struct rule *rule, const struct request *request)
{
	if (request->is_resource)
		return MISS_NOT_PATH;
	for (uint32_t i = 0; i < rule->urls.count; i++)
		if (match_path(rule->urls.list[i].text, request->path))
			return MISS_NONE;
	return MISS_PATH;
}

enum miss match_rule(const struct rule *rule, const struct request *request)
{
	if (rule->users.count > 0 && !(request->has_user && holds(&rule->users, request->user)))
		return MISS_USER;
	if (rule->user_groups.count > 0 && !(request->has_user && holds_any(&rule->user_groups, request->groups, request->group_count)))
		return MISS_USER_GROUP;
	if (rule->verbs.count > 0 && !holds(&rule->verbs, request->verb))
		return MISS_VERB;
	if (rule->namespaces.count > 0 || rule->resource_count > 0) {
		if (!request->is_resource)
			return MISS_NOT_RESOURCE;
		if (rule->namespaces.count > 0 && !holds(&rule->namespaces, request->namespace))
			return MISS_NAMESPACE;
		return rule->resource_count > 0 ? miss_resources(rule, request) : MISS_NONE;
	}
	return rule->urls.count > 0 ? miss_urls(rule, request) : MISS_NONE;
}

struct match match_policy(const struct policy *policy, const struct request *request)
{
	for (uint32_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (match_rule(rule, request) == MISS_NONE)
			return (struct match){rule->level, rule, policy->omit_stages | rule->omit_stages};
	}
	return (struct match){LEVEL_NONE, NULL, policy->omit_stages};
}
