#include "audit/resources.h"

#include <string.h>

#include "base/suggest.h"

/* As span_is; most comparisons of a search through the table end with the first byte. */
static bool same(struct span text, const char *word)
{
	return text.length == 0 ? *word == '\0' : *word == text.at[0] && span_is(text, word);
}

bool resource_group_known(struct span group)
{
	for (size_t i = 0; i < resource_count; i++)
		if (same(group, resource_table[i].group))
			return true;
	return false;
}

const struct resource *resource_find(struct span group, struct span name)
{
	for (size_t i = 0; i < resource_count; i++)
		if (same(name, resource_table[i].name) && same(group, resource_table[i].group))
			return &resource_table[i];
	return NULL;
}

const struct resource *resource_elsewhere(struct span name)
{
	for (size_t i = 0; i < resource_count; i++)
		if (same(name, resource_table[i].name))
			return &resource_table[i];
	return NULL;
}

bool resource_has(const struct resource *resource, struct span subresource)
{
	struct span words = span_of(resource->subresources);
	for (size_t start = 0, end; start < words.length; start = end + 1) {
		end = span_find(words, " ", start);
		if (span_equal(span_cut(words, start, end), subresource))
			return true;
	}
	return false;
}

/* kubectl's short names */
static const struct {
	const char *abbreviation, *name;
} short_names[] = {
        {"cm", "configmaps"},
        {"cs", "componentstatuses"},
        {"ep", "endpoints"},
        {"ev", "events"},
        {"limits", "limitranges"},
        {"ns", "namespaces"},
        {"no", "nodes"},
        {"pvc", "persistentvolumeclaims"},
        {"pv", "persistentvolumes"},
        {"po", "pods"},
        {"rc", "replicationcontrollers"},
        {"quota", "resourcequotas"},
        {"sa", "serviceaccounts"},
        {"svc", "services"},
        {"crd", "customresourcedefinitions"},
        {"ds", "daemonsets"},
        {"deploy", "deployments"},
        {"rs", "replicasets"},
        {"sts", "statefulsets"},
        {"hpa", "horizontalpodautoscalers"},
        {"cj", "cronjobs"},
        {"csr", "certificatesigningrequests"},
        {"ing", "ingresses"},
        {"netpol", "networkpolicies"},
        {"pdb", "poddisruptionbudgets"},
        {"psp", "podsecuritypolicies"},
        {"pc", "priorityclasses"},
        {"sc", "storageclasses"},
};

const char *resource_hint(struct span group, struct span name)
{
	for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++)
		if (span_is(name, short_names[i].abbreviation) && resource_find(group, span_of(short_names[i].name)))
			return short_names[i].name;
	struct suggest suggest = SUGGEST_FOR(name);
	for (size_t i = 0; i < resource_count; i++)
		if (span_is(group, resource_table[i].group))
			suggest_offer(&suggest, resource_table[i].name);
	return suggest.best;
}

const char *resource_group_hint(struct span group)
{
	if (span_is(group, "core") || span_is(group, "v1") || span_is(group, "k8s.io"))
		return "";
	struct suggest suggest = SUGGEST_FOR(group);
	for (size_t i = 0; i < resource_count; i++) {
		const char *known = resource_table[i].group;
		if (group.length > 0 && strncmp(known, group.at, group.length) == 0 && known[group.length] == '.')
			return known;
		suggest_offer(&suggest, known);
	}
	return suggest.best;
}
