/* Names that no request has: judged one by one, without the other rules. */
#include "audit/lint_parts.h"

#include <ctype.h>

#include "audit/resources.h"
#include "base/suggest.h"

/* pkg/endpoints/request/requestinfo.go: the verbs of requests for resources; for paths the HTTP method in lower case. */
static const char *const api_verbs[] = {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "proxy", NULL};
static const char *const http_verbs[] = {"get", "post", "put", "patch", "delete", "head", "options", "connect", "trace", NULL};

static bool is_one_of(struct span text, const char *const *words)
{
	for (; *words; words++)
		if (span_is(text, *words))
			return true;
	return false;
}

static void offer_all(struct suggest *suggest, const char *const *words)
{
	for (; *words; words++)
		suggest_offer(suggest, *words);
}

static void check_verb(struct lint *lint, const struct entry *verb, bool resources, bool paths)
{
	struct span text = verb->text;
	if ((resources && is_one_of(text, api_verbs)) || (paths && is_one_of(text, http_verbs)))
		return;
	if (span_is(text, "*")) {
		lint_warn(lint, "unknown-verb", verb->node, "the verb \"*\" matches nothing; leave verbs out to match all");
		return;
	}
	struct suggest suggest = SUGGEST_FOR(text);
	if (findings_only_count(lint->findings, SEVERITY_WARNING))
		return;
	if (resources)
		offer_all(&suggest, api_verbs);
	if (paths)
		offer_all(&suggest, http_verbs);
	const char *same = resources && span_is(text, "post") ? "create" : resources && span_is(text, "put") ? "update" : suggest.best;
	lint_warn(lint, "unknown-verb", verb->node, "no request %shas the verb \"%.*s\"%s%s%s",
	          paths && resources ? ""
	          : paths            ? "for a path "
	                             : "for a resource ",
	          SPAN_ARG(span_brief(text)), same ? "; did you mean \"" : "", same ? same : "", same ? "\"?" : "");
}

static void check_verbs(struct lint *lint, const struct rule *rule)
{
	bool for_resources = rule->resource_count > 0 || rule->namespaces.count > 0, for_paths = rule->urls.count > 0;
	for (uint32_t i = 0; i < rule->verbs.count; i++)
		check_verb(lint, &rule->verbs.list[i], !for_paths, !for_resources);
}

/* Compared letter by letter, whatever they look like. */
static void check_stars(struct lint *lint, const struct entries *entries, const char *key)
{
	for (uint32_t i = 0; i < entries->count; i++)
		if (span_ends(entries->list[i].text, "*"))
			lint_warn(lint, "matches-nothing", entries->list[i].node, "%s have no wildcards, so \"%.*s\" matches nothing%s",
			          key, SPAN_ARG(span_brief(entries->list[i].text)),
			          entries->list[i].text.length == 1 ? "; leave the key out to match all" : "");
}

static bool is_lower(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (isupper((unsigned char)text.at[i]))
			return false;
	return true;
}

struct pattern { /* an entry of resources, taken apart at its slash */
	const struct entry *entry;
	struct span resource, subresource;
	bool slash;
};

static struct pattern take_apart(const struct entry *entry)
{
	size_t slash = span_find(entry->text, "/", 0);
	return (struct pattern){entry, span_cut(entry->text, 0, slash), span_cut(entry->text, slash + 1, entry->text.length),
	                        slash < entry->text.length};
}

/* Whether no request can be for this in any group. */
static bool is_impossible(const struct pattern *pattern)
{
	bool stars = span_is(pattern->resource, "*") && span_is(pattern->subresource, "*");
	bool empty = pattern->resource.length == 0 || (pattern->slash && pattern->subresource.length == 0);
	return stars || empty || span_find(pattern->subresource, "/", 0) < pattern->subresource.length || !is_lower(pattern->entry->text) ||
	       span_find(pattern->entry->text, " ", 0) < pattern->entry->text.length;
}

static void tell_impossible(struct lint *lint, const struct pattern *pattern, struct span group)
{
	struct span text = span_brief(pattern->entry->text);
	const char *hint = pattern->slash ? NULL : resource_hint(group, pattern->resource);
	if (span_is(pattern->entry->text, "*/*"))
		lint_warn(lint, "matches-nothing", pattern->entry->node,
		          "\"*/*\" matches nothing; \"*\" matches all resources and subresources");
	else
		lint_warn(lint, "matches-nothing", pattern->entry->node, "no resource is called \"%.*s\", so it matches nothing%s%s%s",
		          SPAN_ARG(text), hint ? "; did you mean \"" : "", hint ? hint : "", hint ? "\"?" : "");
}

static void tell_unknown(struct lint *lint, const struct pattern *pattern, struct span group)
{
	const struct resource *elsewhere = resource_elsewhere(pattern->resource);
	const char *hint = resource_hint(group, pattern->resource);
	struct span name = span_brief(pattern->resource);
	const char *core = group.length == 0 ? "the core group" : NULL;
	struct buf where BUF_AUTO = BUF_EMPTY;
	buf_printf(&where, "%s%.*s", core ? core : "the group ", SPAN_ARG(span_brief(group)));
	if (elsewhere)
		lint_warn(lint, "unknown-resource", pattern->entry->node, "%s has no \"%.*s\"; it is in the group \"%s\"", buf_text(&where),
		          SPAN_ARG(name), elsewhere->group);
	else
		lint_warn(lint, "unknown-resource", pattern->entry->node, "%s has no \"%.*s\"%s%s%s", buf_text(&where), SPAN_ARG(name),
		          hint ? "; did you mean \"" : "", hint ? hint : "", hint ? "\"?" : "");
	lint->findings->failed |= where.failed;
}

/* Requests for what belongs to no namespace have none; those for a namespace itself carry its name. */
static bool is_out_of_scope(const struct rule *rule, const struct resource *resource)
{
	if (resource->namespaced || rule->namespaces.count == 0 || span_is(span_of(resource->name), "namespaces"))
		return false;
	for (uint32_t i = 0; i < rule->namespaces.count; i++)
		if (rule->namespaces.list[i].text.length == 0)
			return false;
	return true;
}

static void check_pattern(struct lint *lint, const struct rule *rule, struct span group, const struct pattern *pattern)
{
	if (is_impossible(pattern)) {
		if (!findings_only_count(lint->findings, SEVERITY_WARNING))
			tell_impossible(lint, pattern, group);
		return;
	}
	if (span_is(pattern->resource, "*") || !resource_group_known(group))
		return;
	const struct resource *resource = resource_find(group, pattern->resource);
	if (!resource && findings_only_count(lint->findings, SEVERITY_WARNING))
		return;
	if (!resource)
		tell_unknown(lint, pattern, group);
	else if (pattern->slash && !span_is(pattern->subresource, "*") && !resource_has(resource, pattern->subresource))
		lint_warn(lint, "unknown-resource", pattern->entry->node, "%s have no subresource \"%.*s\"%s%s", resource->name,
		          SPAN_ARG(span_brief(pattern->subresource)), resource->subresources[0] ? "; they have " : "",
		          resource->subresources);
	else if (is_out_of_scope(rule, resource))
		lint_warn(lint, "matches-nothing", pattern->entry->node,
		          "%s belong to no namespace, so a rule for some namespaces never matches them; add \"\" to namespaces",
		          resource->name);
}

static void check_group(struct lint *lint, const struct group_resources *group)
{
	struct span text = group->group.text;
	if (text.length == 0 || span_is(text, "*") || span_find(text, ".", 0) < text.length || resource_group_known(text))
		return; /* the group of a CustomResourceDefinition has a dot */
	const char *hint = resource_group_hint(text);
	lint_warn(lint, "unknown-group", group->group.node, "no API group is called \"%.*s\"%s%s%s", SPAN_ARG(span_brief(text)),
	          hint ? "; did you mean \"" : "", hint ? hint : "",
	          !hint     ? ""
	          : hint[0] ? "\"?"
	                    : "\" (the core group)?");
}

static void check_resources(struct lint *lint, const struct rule *rule)
{
	for (uint32_t i = 0; i < rule->resource_count; i++) {
		const struct group_resources *group = &rule->resources[i];
		check_group(lint, group);
		for (uint32_t j = 0; j < group->resources.count; j++) {
			struct pattern pattern = take_apart(&group->resources.list[j]);
			check_pattern(lint, rule, group->group.text, &pattern);
		}
		check_stars(lint, &group->names, "resourceNames");
	}
}

void lint_names(struct lint *lint)
{
	for (uint32_t i = 0; i < lint->policy->rule_count; i++) {
		const struct rule *rule = &lint->policy->rules[i];
		check_verbs(lint, rule);
		check_resources(lint, rule);
		check_stars(lint, &rule->users, "users");
		check_stars(lint, &rule->user_groups, "userGroups");
		check_stars(lint, &rule->namespaces, "namespaces");
	}
}
