#include "cli/policy_request.h"

#include <stdlib.h>

#include "audit/resources.h"
#include "base/suggest.h"

static const struct key {
	const char *name;
	size_t offset; /* of a span in struct request */
} keys[] = {
        {"verb", offsetof(struct request, verb)},
        {"resource", offsetof(struct request, resource)},
        {"subresource", offsetof(struct request, subresource)},
        {"group", offsetof(struct request, group)},
        {"apigroup", offsetof(struct request, group)},
        {"namespace", offsetof(struct request, namespace)},
        {"ns", offsetof(struct request, namespace)},
        {"name", offsetof(struct request, name)},
        {"path", offsetof(struct request, path)},
        {"user", offsetof(struct request, user)},
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static int take_groups(struct policy_request *request, struct span list, struct error *err)
{
	size_t count = 1, at = 0;
	for (size_t i = 0; i < list.length; i++)
		count += list.at[i] == ',';
	struct span *groups = reallocarray(request->groups, count, sizeof(*groups));
	if (!groups)
		return error_memory(err);
	request->groups = groups;
	for (size_t start = 0, end; start < list.length; start = end + 1) {
		end = span_find(list, ",", start);
		groups[at++] = span_cut(list, start, end);
	}
	request->request.groups = groups;
	request->request.group_count = at;
	return 0;
}

static int unknown_key(struct span name, struct error *err)
{
	struct suggest suggest = SUGGEST_FOR(name);
	for (size_t i = 0; i < KEY_COUNT; i++)
		suggest_offer(&suggest, keys[i].name);
	suggest_offer(&suggest, "groups");
	error_set(err, ERROR_USAGE, "a request has no \"%.*s\"", SPAN_ARG(span_brief(name)));
	if (suggest.best)
		return error_append(err, "; did you mean %s=?", suggest.best);
	return error_append(err, ": verb, resource, subresource, group, namespace, name, path, user, groups");
}

static int take_word(struct policy_request *request, const char *text, bool given[KEY_COUNT], struct error *err)
{
	struct span word = span_of(text), name = span_cut(word, 0, span_find(word, "=", 0));
	struct span value = span_cut(word, name.length + 1, word.length);
	if (name.length == word.length)
		return error_set(err, ERROR_USAGE, "\"%s\" is no key=value, as in verb=create", text);
	if (span_is(name, "groups"))
		return take_groups(request, value, err);
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (!span_is(name, keys[i].name))
			continue;
		*(struct span *)((char *)&request->request + keys[i].offset) = value;
		given[i] = true;
		return 0;
	}
	return unknown_key(name, err);
}

static bool is_given(const bool given[KEY_COUNT], size_t offset)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (keys[i].offset == offset && given[i])
			return true;
	return false;
}

/* "deployments.apps/scale" is subresource scale of deployments in group apps. */
static void take_resource_apart(struct policy_request *parsed, const bool given[KEY_COUNT])
{
	struct request *request = &parsed->request;
	struct span whole = request->resource;
	bool group_given = is_given(given, offsetof(struct request, group));
	size_t slash = span_find(whole, "/", 0);
	if (slash < whole.length && request->subresource.length == 0)
		request->subresource = span_cut(whole, slash + 1, whole.length);
	request->resource = span_cut(whole, 0, slash);
	size_t dot = span_find(request->resource, ".", 0);
	if (dot < request->resource.length && !group_given) {
		request->group = span_cut(request->resource, dot + 1, request->resource.length);
		request->resource = span_cut(request->resource, 0, dot);
	} else if (!group_given && !resource_find(SPAN(""), request->resource)) {
		const struct resource *known = resource_elsewhere(request->resource);
		request->group = known ? span_of(known->group) : SPAN_EMPTY;
		parsed->group_guessed = known != NULL;
	}
	const struct resource *resource = resource_find(request->group, request->resource);
	parsed->everywhere = resource && resource->namespaced && request->namespace.length == 0;
}

int policy_request_parse(const char *const words[], size_t count, struct policy_request *ret_request, struct error *err)
{
	struct policy_request parsed POLICY_REQUEST_AUTO = {.request = {.has_user = true, .verb = SPAN("get")}};
	bool given[KEY_COUNT] = {false};
	for (size_t i = 0; i < count; i++)
		if (take_word(&parsed, words[i], given, err) != 0)
			return -1;
	bool path = is_given(given, offsetof(struct request, path)), resource = is_given(given, offsetof(struct request, resource));
	if (path && resource)
		return error_set(err, ERROR_USAGE, "a request is for a resource or for a path, not for both");
	if (path && !span_starts(parsed.request.path, "/"))
		return error_set(err, ERROR_USAGE, "path=%.*s: a path begins with /", SPAN_ARG(span_brief(parsed.request.path)));
	parsed.request.is_resource = !path;
	if (resource)
		take_resource_apart(&parsed, given);
	*ret_request = parsed;
	parsed.groups = NULL;
	return 0;
}

void policy_request_release(struct policy_request *request)
{
	free(request->groups);
	request->groups = NULL;
}
