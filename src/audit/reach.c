#include "audit/reach.h"

#include <stdlib.h>
#include <string.h>

static const enum reach_result NEXT = REACH_NONE; /* this request was none: go on */

struct walk { /* over the requests of one rule */
	struct reach *reach;
	uint32_t index;
	const struct rule *rule;
	const struct want *want;
	struct reach_answer *answer;
};

static void measure(const struct entries *entries, size_t *longest, uint32_t *weight)
{
	for (uint32_t i = 0; i < entries->count; i++)
		if (entries->list[i].text.length > *longest)
			*longest = entries->list[i].text.length;
	*weight += entries->count;
}

static void measure_rule(const struct rule *rule, size_t *longest, uint32_t *weight)
{
	const struct entries *const lists[] = {&rule->users, &rule->user_groups, &rule->verbs, &rule->namespaces, &rule->urls};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		measure(lists[i], longest, weight);
	for (uint32_t i = 0; i < rule->resource_count; i++) {
		const struct group_resources *group = &rule->resources[i];
		if (group->group.text.length > *longest)
			*longest = group->group.text.length;
		*weight += 1;
		measure(&group->resources, longest, weight);
		measure(&group->names, longest, weight);
	}
}

int reach_begin(const struct policy *policy, struct reach *ret_reach, struct error *err)
{
	struct reach reach REACH_AUTO = {.policy = policy, .steps = REACH_STEPS_MAX};
	reach.rule_count = policy->rule_count < REACH_RULES_MAX ? policy->rule_count : REACH_RULES_MAX;
	reach.weights = calloc(reach.rule_count + 1, sizeof(*reach.weights));
	if (!reach.weights)
		return error_memory(err);
	size_t longest = 0;
	for (uint32_t i = 0; i < reach.rule_count; i++) {
		reach.weights[i] = 1;
		measure_rule(&policy->rules[i], &longest, &reach.weights[i]);
	}
	reach.other_length = longest + 1;
	reach.other = malloc(reach.other_length + 1);
	if (!reach.other)
		return error_memory(err);
	memset(reach.other, 'o', reach.other_length + 1);
	reach.other[0] = '/';
	*ret_reach = reach;
	reach = (struct reach){0};
	return 0;
}

void reach_release(struct reach *reach)
{
	free(reach->other);
	free(reach->weights);
	buf_release(&reach->path);
	*reach = (struct reach){0};
}

struct span reach_other(const struct reach *reach)
{
	return span_from(reach->other + 1, reach->other_length);
}

struct span reach_other_path(const struct reach *reach)
{
	return span_from(reach->other, reach->other_length + 1);
}

static void add_taker(struct reach_answer *answer, uint32_t rule)
{
	size_t at = 0;
	while (at < answer->taker_count && answer->takers[at] < rule)
		at++;
	if (answer->taker_count == REACH_TAKERS_MAX || (at < answer->taker_count && answer->takers[at] == rule))
		return;
	for (size_t i = answer->taker_count++; i > at; i--)
		answer->takers[i] = answer->takers[i - 1];
	answer->takers[at] = rule;
}

static bool spend(struct reach *reach, uint32_t rule)
{
	bool enough = reach->steps > reach->weights[rule];
	reach->steps -= enough ? reach->weights[rule] : reach->steps;
	return enough;
}

/* The request is complete: does the rule decide it? */
static enum reach_result try_request(struct walk *walk)
{
	struct reach *reach = walk->reach;
	const struct request *request = &walk->answer->request;
	if (!spend(reach, walk->index))
		return REACH_GIVEN_UP;
	if (match_rule(walk->rule, request) != MISS_NONE)
		return NEXT;
	for (uint32_t i = 0; i < walk->index; i++) {
		if (!spend(reach, i))
			return REACH_GIVEN_UP;
		if (match_rule(&reach->policy->rules[i], request) == MISS_NONE) {
			add_taker(walk->answer, i);
			return NEXT;
		}
	}
	return REACH_FOUND;
}

/* Calls STEP with *SLOT set to each entry, or to UNLISTED if there are none. */
static enum reach_result each(struct walk *walk, const struct entries *entries, struct span unlisted, struct span *slot,
                              enum reach_result (*step)(struct walk *walk))
{
	enum reach_result result = NEXT;
	*slot = unlisted;
	if (entries->count == 0)
		return step(walk);
	for (uint32_t i = 0; i < entries->count && result == NEXT; i++) {
		*slot = entries->list[i].text;
		result = step(walk);
	}
	return result;
}

static enum reach_result try_pattern(struct walk *walk, const struct group_resources *group, struct span pattern)
{
	struct request *request = &walk->answer->request;
	struct span other = reach_other(walk->reach);
	size_t slash = span_find(pattern, "/", 0);
	struct span resource = span_cut(pattern, 0, slash), subresource = span_cut(pattern, slash + 1, pattern.length);
	bool star = span_is(resource, "*"), sub_star = span_is(subresource, "*"), alone = slash == pattern.length;
	if (resource.length == 0 || (!alone && subresource.length == 0) || (star && sub_star) ||
	    span_find(subresource, "/", 0) < subresource.length)
		return NEXT; /* no request is for this */
	request->resource = star ? other : resource;
	request->subresource = (star && alone) || sub_star ? other : subresource;
	return each(walk, &group->names, other, &request->name, try_request);
}

static enum reach_result try_group(struct walk *walk, const struct group_resources *group)
{
	walk->answer->request.group = span_is(group->group.text, "*") ? reach_other(walk->reach) : group->group.text;
	enum reach_result result = NEXT;
	if (group->resources.count == 0)
		return try_pattern(walk, group, SPAN("*"));
	for (uint32_t i = 0; i < group->resources.count && result == NEXT; i++)
		result = try_pattern(walk, group, group->resources.list[i].text);
	return result;
}

/* No request has "*" for its verb or its namespace, so a rule that lists it there has none for an earlier one to take. */
static bool is_imaginary(const struct request *request)
{
	return span_is(request->verb, "*") || (request->is_resource && span_is(request->namespace, "*"));
}

static enum reach_result try_resources(struct walk *walk)
{
	static const struct group_resources anything = {.group = {.text = {"*", 1}}};
	enum reach_result result = NEXT;
	if (is_imaginary(&walk->answer->request))
		return NEXT;
	if (walk->rule->resource_count == 0)
		return try_group(walk, &anything);
	for (uint32_t i = 0; i < walk->rule->resource_count && result == NEXT; i++)
		result = try_group(walk, &walk->rule->resources[i]);
	return result;
}

static enum reach_result try_url(struct walk *walk, struct span pattern)
{
	struct buf *path = &walk->reach->path;
	walk->answer->request.path = span_is(pattern, "*") ? reach_other_path(walk->reach) : pattern;
	if (pattern.length > 1 && span_ends(pattern, "*")) {
		buf_release(path);
		buf_add_span(path, span_cut(pattern, 0, pattern.length - 1));
		buf_add_span(path, reach_other(walk->reach));
		walk->answer->request.path = buf_span(path);
	}
	return path->failed ? REACH_GIVEN_UP : try_request(walk);
}

static enum reach_result try_urls(struct walk *walk)
{
	enum reach_result result = NEXT;
	walk->answer->request.is_resource = false;
	if (is_imaginary(&walk->answer->request))
		return NEXT;
	if (walk->rule->urls.count == 0)
		result = try_url(walk, SPAN("*"));
	for (uint32_t i = 0; i < walk->rule->urls.count && result == NEXT; i++)
		result = try_url(walk, walk->rule->urls.list[i].text);
	return result;
}

static enum reach_result try_targets(struct walk *walk)
{
	const struct rule *rule = walk->rule;
	struct request *request = &walk->answer->request;
	bool for_resources = rule->resource_count > 0 || rule->namespaces.count > 0;
	enum reach_result result = NEXT;
	request->is_resource = true;
	if (for_resources || rule->urls.count == 0)
		result = each(walk, &rule->namespaces, reach_other(walk->reach), &request->namespace, try_resources);
	if (result == NEXT && !for_resources)
		result = try_urls(walk);
	return result;
}

static bool has_no_name(struct span verb)
{
	return span_is(verb, "create") || span_is(verb, "list") || span_is(verb, "watch") || span_is(verb, "deletecollection");
}

/* Names are those of any entry of the rule's resources: whether the entry is the wanted one's, match_rule finds out. */
static enum reach_result try_wanted_names(struct walk *walk)
{
	struct request *request = &walk->answer->request;
	bool unnamed = has_no_name(request->verb) && request->subresource.length == 0;
	request->name = unnamed ? SPAN_EMPTY : reach_other(walk->reach);
	enum reach_result result = try_request(walk);
	for (uint32_t i = 0; i < walk->rule->resource_count && result == NEXT; i++) {
		const struct group_resources *group = &walk->rule->resources[i];
		if (group->names.count > 0)
			result = each(walk, &group->names, SPAN_EMPTY, &request->name, try_request);
	}
	return result;
}

static enum reach_result try_wanted(struct walk *walk)
{
	struct request *request = &walk->answer->request;
	request->is_resource = true;
	request->group = span_of(walk->want->group);
	request->resource = span_of(walk->want->resource);
	request->subresource = span_of(walk->want->subresource);
	request->namespace = SPAN_EMPTY;
	if (!walk->want->namespaced)
		return try_wanted_names(walk);
	return each(walk, &walk->rule->namespaces, reach_other(walk->reach), &request->namespace, try_wanted_names);
}

static enum reach_result try_verbs(struct walk *walk)
{
	enum reach_result result = NEXT;
	if (!walk->want)
		return each(walk, &walk->rule->verbs, reach_other(walk->reach), &walk->answer->request.verb, try_targets);
	for (size_t i = 0; walk->want->verbs[i] && result == NEXT; i++) {
		walk->answer->request.verb = span_of(walk->want->verbs[i]);
		result = try_wanted(walk);
	}
	return result;
}

static enum reach_result try_groups(struct walk *walk)
{
	struct reach_answer *answer = walk->answer;
	answer->request.groups = &answer->user_group;
	answer->request.group_count = walk->rule->user_groups.count > 0;
	return each(walk, &walk->rule->user_groups, SPAN_EMPTY, &answer->user_group, try_verbs);
}

enum reach_result reach_rule(struct reach *reach, uint32_t rule, const struct want *want, struct reach_answer *answer)
{
	*answer = (struct reach_answer){.request.has_user = true};
	struct walk walk = {reach, rule, &reach->policy->rules[rule], want, answer};
	return each(&walk, &walk.rule->users, reach_other(reach), &answer->request.user, try_groups);
}
