/* The rules of pkg/apis/audit/validation/validation.go. Levels and stages become numbers on the way. */
#include "audit/policy_read.h"

#include <string.h>

#include "base/suggest.h"

enum { MINOR_ANY_GROUP = 36, GROUP_LONGEST = 253 };

static const char *const level_names[] = {"", "None", "Metadata", "Request", "RequestResponse"};
static const char *const stage_names[STAGE_COUNT] = {"RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"};

const char *level_name(enum level level)
{
	return level_names[level];
}

enum level level_of(struct span name)
{
	for (enum level level = LEVEL_NONE; level <= LEVEL_REQUEST_RESPONSE; level++)
		if (span_is(name, level_names[level]))
			return level;
	return LEVEL_UNKNOWN;
}

const char *stage_name(unsigned index)
{
	return stage_names[index];
}

unsigned stage_of(struct span name)
{
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		if (span_is(name, stage_names[i]))
			return 1u << i;
	return 0;
}

struct validation {
	struct policy *policy;
	struct findings *findings;
	uint32_t index; /* of the rule at hand */
};

#define TELL(validation, rule_name, node, ...)                                                                                             \
	policy_find((validation)->policy, (validation)->findings, SEVERITY_ERROR, rule_name, node, __VA_ARGS__)

static void check_level(struct validation *validation, struct rule *rule)
{
	struct span text = rule->level_text.text;
	rule->level = level_of(text);
	if (rule->level != LEVEL_UNKNOWN)
		return;
	if (text.length == 0) {
		TELL(validation, "level", rule->level_text.node ? rule->level_text.node : rule->node,
		     "rules[%u] has no level: None, Metadata, Request or RequestResponse", validation->index);
		return;
	}
	struct suggest suggest = SUGGEST_FOR(text);
	if (findings_only_count(validation->findings, SEVERITY_ERROR))
		return;
	for (enum level level = LEVEL_NONE; level <= LEVEL_REQUEST_RESPONSE; level++)
		suggest_offer(&suggest, level_names[level]);
	if (suggest.best)
		TELL(validation, "level", rule->level_text.node, "\"%.*s\" is no level; did you mean %s?", SPAN_ARG(span_brief(text)),
		     suggest.best);
	else
		TELL(validation, "level", rule->level_text.node,
		     "\"%.*s\" is no level: it must be None, Metadata, Request or RequestResponse", SPAN_ARG(span_brief(text)));
}

static unsigned check_stages(struct validation *validation, const struct entries *stages)
{
	unsigned bits = 0;
	for (uint32_t i = 0; i < stages->count; i++) {
		const struct entry *stage = &stages->list[i];
		unsigned bit = stage_of(stage->text);
		bits |= bit;
		if (bit || findings_only_count(validation->findings, SEVERITY_ERROR))
			continue;
		struct suggest suggest = SUGGEST_FOR(stage->text);
		for (unsigned name = 0; name < STAGE_COUNT; name++)
			suggest_offer(&suggest, stage_names[name]);
		if (suggest.best)
			TELL(validation, "stage", stage->node, "\"%.*s\" is no stage; did you mean %s?", SPAN_ARG(span_brief(stage->text)),
			     suggest.best);
		else
			TELL(validation, "stage", stage->node,
			     "\"%.*s\" is no stage: it must be RequestReceived, ResponseStarted, ResponseComplete or Panic",
			     SPAN_ARG(span_brief(stage->text)));
	}
	return bits;
}

static void check_urls(struct validation *validation, const struct entries *urls)
{
	for (uint32_t i = 0; i < urls->count; i++) {
		struct span url = urls->list[i].text;
		if (span_is(url, "*"))
			continue;
		if (!span_starts(url, "/"))
			TELL(validation, "url", urls->list[i].node, "\"%.*s\" must begin with \"/\", or be \"*\" alone",
			     SPAN_ARG(span_brief(url)));
		if (url.length > 0 && memchr(url.at, '*', url.length - 1))
			TELL(validation, "url", urls->list[i].node, "\"%.*s\" has a \"*\" that is not its last character",
			     SPAN_ARG(span_brief(url)));
	}
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static bool is_label(struct span label)
{
	if (label.length == 0 || !is_letter(label.at[0]) || !is_letter(label.at[label.length - 1]))
		return false;
	for (size_t i = 0; i < label.length; i++)
		if (!is_letter(label.at[i]) && label.at[i] != '-')
			return false;
	return true;
}

/* RFC 1123, as k8s.io/apimachinery's validation.IsDNS1123Subdomain has it. */
static bool is_subdomain(struct span name)
{
	if (name.length > GROUP_LONGEST)
		return false;
	for (size_t start = 0, end; start <= name.length; start = end + 1) {
		end = span_find(name, ".", start);
		if (!is_label(span_cut(name, start, end)))
			return false;
	}
	return true;
}

static void check_group(struct validation *validation, const struct entry *group)
{
	struct span text = group->text;
	bool any = span_is(text, "*");
	if (text.length == 0 || (any && validation->policy->minor >= MINOR_ANY_GROUP) || (!any && is_subdomain(text)))
		return;
	size_t slash = span_find(text, "/", 0);
	if (any)
		TELL(validation, "group", group->node, "\"*\" as a group is known since 1.%d; name the groups, or leave resources out",
		     MINOR_ANY_GROUP);
	else if (slash < text.length && is_subdomain(span_cut(text, 0, slash)))
		TELL(validation, "group", group->node, "\"%.*s\" must be a group without its version: \"%.*s\"", SPAN_ARG(span_brief(text)),
		     SPAN_ARG(span_brief(span_cut(text, 0, slash))));
	else
		TELL(validation, "group", group->node,
		     "\"%.*s\" is no API group: lower case letters, digits, \"-\" and \".\"; \"\" is the core group",
		     SPAN_ARG(span_brief(text)));
}

static void check_resources(struct validation *validation, const struct rule *rule)
{
	for (uint32_t i = 0; i < rule->resource_count; i++) {
		const struct group_resources *group = &rule->resources[i];
		check_group(validation, &group->group);
		if (group->names.count > 0 && group->resources.count == 0)
			TELL(validation, "resource-names", group->names.list[0].node, "resourceNames need resources beside them");
	}
}

void policy_validate(struct policy *policy, struct findings *findings)
{
	struct validation validation = {policy, findings, 0};
	policy->omit_stages = check_stages(&validation, &policy->stages);
	for (uint32_t i = 0; i < policy->rule_count; i++) {
		struct rule *rule = &policy->rules[i];
		validation.index = i;
		check_level(&validation, rule);
		check_urls(&validation, &rule->urls);
		check_resources(&validation, rule);
		rule->omit_stages = check_stages(&validation, &rule->stages);
		if (rule->urls.count > 0 && (rule->resource_count > 0 || rule->namespaces.count > 0))
			TELL(&validation, "mixed-rule", rule->urls.list[0].node,
			     "rules[%u] has nonResourceURLs beside %s; make two rules of it", i,
			     rule->resource_count > 0 ? "resources" : "namespaces");
	}
}
