/* Is it an audit policy at all, and of a version that kube-apiserver still reads? */
#include "audit/policy_read.h"

#include <string.h>
#include <strings.h>

#include "audit/policy_fields.h"

enum { MINOR_V1 = 12, MINOR_BETA_GONE = 24 };

static bool same_but_case(struct span text, const char *word)
{
	return text.length == span_of(word).length && strncasecmp(text.at, word, text.length) == 0;
}

static bool comes_after(const struct value *key, const struct value *before)
{
	size_t shorter = key->text.length < before->text.length ? key->text.length : before->text.length;
	int order = memcmp(key->text.at, before->text.at, shorter);
	return order != 0 ? order > 0 : key->text.length >= before->text.length;
}

/*
 * encoding/json takes "KIND" for "kind"; of several the last one counts. YAML has become JSON with sorted keys by then.
 * null changes nothing.
 */
static struct value find_string(struct reading *reading, const char *name, bool *wrong)
{
	const struct value *values = reading->decoded->values;
	const struct value *best = NULL;
	struct value found = {0};
	if (values[reading->decoded->root].kind != VALUE_OBJECT)
		return found;
	for (value_id key = values[reading->decoded->root].child; key; key = values[values[key].next].next) {
		const struct value *value = &values[values[key].next];
		if (!same_but_case(values[key].text, name) || value->kind == VALUE_NULL)
			continue;
		if (value->kind != VALUE_STRING) {
			policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "wrong-type", value->node, "%s must be a string",
			            name);
			*wrong = true;
		}
		if (best && !reading->json && !comes_after(&values[key], best))
			continue;
		best = &values[key];
		found = *value;
	}
	return found;
}

struct policy_type policy_find_type(struct reading *reading)
{
	struct policy_type type = {0};
	type.api_version = find_string(reading, "apiVersion", &type.wrong);
	type.kind = find_string(reading, "kind", &type.wrong);
	return type;
}

static bool is_any(struct span text, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(text, words[i]))
			return true;
	return false;
}

static void check_version(struct reading *reading, const struct value *version)
{
	static const char *const betas[] = {"audit.k8s.io/v1beta1", "audit.k8s.io/v1alpha1"};
	unsigned minor = reading->policy->minor;
	struct span text = span_brief(version->text);
	bool beta = is_any(version->text, betas, 2);
	if (beta && minor >= MINOR_BETA_GONE)
		policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "api-version", version->node,
		            "%.*s is gone since 1.%d; write audit.k8s.io/v1 (the rules are the same)", SPAN_ARG(text), MINOR_BETA_GONE);
	else if (beta && minor >= MINOR_V1)
		policy_find(reading->policy, reading->findings, SEVERITY_WARNING, "api-version", version->node,
		            "%.*s ends with 1.%d; audit.k8s.io/v1 is known since 1.%d", SPAN_ARG(text), MINOR_BETA_GONE, MINOR_V1);
	else if (!beta && !span_is(version->text, "audit.k8s.io/v1"))
		policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "api-version", version->node,
		            "\"%.*s\" is no version of the audit policy; write audit.k8s.io/v1", SPAN_ARG(text));
	else if (!beta && minor < MINOR_V1)
		policy_find(reading->policy, reading->findings, SEVERITY_WARNING, "api-version", version->node,
		            "audit.k8s.io/v1 came with 1.%d; for 1.%u write audit.k8s.io/v1beta1", MINOR_V1, minor);
}

static void tell_fragment(struct reading *reading, enum fragment fragment)
{
	static const char *const what[] = {[FRAGMENT_LIST] = "this is a bare list of rules",
	                                   [FRAGMENT_RULE] = "this is a single rule",
	                                   [FRAGMENT_UNTYPED] = "these are rules alone"};
	policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "fragment", 1,
	            "%s, not a policy: apiVersion, kind%s missing; --fix writes the whole policy", what[fragment],
	            fragment == FRAGMENT_UNTYPED ? " are" : " and rules are");
}

void policy_check_type(struct reading *reading, const struct policy_type *type)
{
	const struct value *root = &reading->decoded->values[reading->decoded->root];
	enum fragment fragment = policy_fragment(reading->decoded);
	if (type->wrong)
		return;
	if (fragment != FRAGMENT_NOT)
		tell_fragment(reading, fragment);
	else if (root->kind != VALUE_OBJECT)
		policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "wrong-type", root->node,
		            "a policy is a mapping with apiVersion, kind and rules; this is something else");
	else if (type->api_version.node == 0 || type->api_version.text.length == 0)
		policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "api-version", root->node,
		            "apiVersion is missing; write apiVersion: audit.k8s.io/v1");
	else
		check_version(reading, &type->api_version);
	if (type->kind.text.length > 0 && !span_is(type->kind.text, "Policy"))
		policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "kind", type->kind.node,
		            "kind must be Policy, not \"%.*s\"", SPAN_ARG(span_brief(type->kind.text)));
}

/* json-iterator, which versions before 1.23 read JSON with, parses numbers even of keys that it skips. */
void policy_check_numbers(struct reading *reading)
{
	const struct decoded *decoded = reading->decoded;
	for (value_id value = 1; value < decoded->count && reading->policy->minor < MINOR_SIGS_JSON; value++)
		if (decoded->values[value].flags & VALUE_HUGE)
			policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "yaml", decoded->values[value].node,
			            "kube-apiserver 1.%u can't read this number: it is too large", reading->policy->minor);
}
