#include "cli/policy_explain.h"

#include <stdlib.h>

#include "cli/visible.h"
#include "yaml/json.h"

/* Lines of the rules, in one walk through the source. To be freed; NULL: no memory. */
static uint32_t *lines_of(const struct policy *policy)
{
	uint32_t *lines = calloc(policy->rule_count + 1, sizeof(*lines));
	struct span source = policy->tree.source;
	uint32_t line = 1, offset = 0;
	for (uint32_t i = 0; lines && i < policy->rule_count; i++) {
		uint32_t at = tree_node(&policy->tree, policy->rules[i].node)->start, own_line = 0, column = 0;
		if (at < offset) { /* an alias: its text stands before */
			tree_place(source, at, &own_line, &column);
			lines[i] = own_line;
			continue;
		}
		tree_place(span_cut(source, offset, source.length), at - offset, &own_line, &column);
		line += own_line - 1;
		offset = at;
		lines[i] = line;
	}
	return lines;
}

static void add_quoted(struct buf *out, struct span text)
{
	buf_add_byte(out, '"');
	visible_add(out, span_brief(text), VISIBLE_TEXT);
	buf_add_byte(out, '"');
}

static void add_resource(struct buf *out, const struct request *request)
{
	buf_add_byte(out, '"');
	visible_add(out, span_brief(request->resource), VISIBLE_TEXT);
	if (request->subresource.length > 0) {
		buf_add_byte(out, '/');
		visible_add(out, span_brief(request->subresource), VISIBLE_TEXT);
	}
	buf_add_byte(out, '"');
}

static void add_reason(struct buf *out, enum miss miss, const struct request *request)
{
	static const char *const before[] = {
	        [MISS_NONE] = "",
	        [MISS_USER] = "its users do not name ",
	        [MISS_USER_GROUP] = "its userGroups name none of the user's groups",
	        [MISS_VERB] = "its verbs do not name ",
	        [MISS_NOT_RESOURCE] = "it is for resources, the request is for a path",
	        [MISS_NAMESPACE] = "its namespaces do not name ",
	        [MISS_GROUP] = "its resources do not name the API group ",
	        [MISS_RESOURCE] = "its resources do not name ",
	        [MISS_NAME] = "its resourceNames do not name ",
	        [MISS_NOT_PATH] = "it is for paths, the request is for a resource",
	        [MISS_PATH] = "its nonResourceURLs do not take ",
	};
	buf_add_text(out, before[miss]);
	switch (miss) {
	case MISS_USER:
		add_quoted(out, request->user);
		break;
	case MISS_VERB:
		add_quoted(out, request->verb);
		break;
	case MISS_NAMESPACE:
		add_quoted(out, request->namespace);
		break;
	case MISS_GROUP:
		add_quoted(out, request->group);
		break;
	case MISS_RESOURCE:
		add_resource(out, request);
		break;
	case MISS_NAME:
		add_quoted(out, request->name);
		break;
	case MISS_PATH:
		add_quoted(out, request->path);
		break;
	default:
		break;
	}
}

static void add_stages(struct buf *out, unsigned stages, const char *quote)
{
	const char *comma = "";
	for (unsigned i = 0; i < STAGE_COUNT; i++) {
		if (!(stages & 1u << i))
			continue;
		buf_printf(out, "%s%s%s%s", comma, quote, stage_name(i), quote);
		comma = ", ";
	}
}

static void add_stage_line(struct buf *out, const struct match *match)
{
	unsigned all = (1u << STAGE_COUNT) - 1, written = all & ~match->omit_stages;
	buf_add_text(out, "stages: ");
	if (match->level == LEVEL_NONE || written == 0) {
		buf_add_text(out, "none, nothing is recorded\n");
		return;
	}
	add_stages(out, written, "");
	if (match->omit_stages) {
		buf_add_text(out, " (omitted: ");
		add_stages(out, match->omit_stages, "");
		buf_add_byte(out, ')');
	}
	buf_add_byte(out, '\n');
}

static void add_notes(struct buf *out, const struct policy_request *request)
{
	if (request->group_guessed) {
		buf_add_text(out, "note: taken for the resource of the API group ");
		add_quoted(out, request->request.group);
		buf_add_text(out, "; group= names another\n");
	}
	if (request->everywhere)
		buf_add_text(out, "note: without namespace=, as in a request for all namespaces\n");
}

static void add_earlier(struct buf *out, const struct policy *policy, const struct policy_request *request, uint32_t count,
                        const uint32_t *lines)
{
	for (uint32_t i = 0; i < count; i++) {
		buf_printf(out, "rules[%u] (line %u) does not match: ", i, lines[i]);
		add_reason(out, match_rule(&policy->rules[i], &request->request), &request->request);
		buf_add_byte(out, '\n');
	}
}

int policy_explain_text(const struct policy *policy, const struct policy_request *request, struct buf *out, struct error *err)
{
	struct match match = match_policy(policy, &request->request);
	uint32_t decides = match.rule ? (uint32_t)(match.rule - policy->rules) : policy->rule_count;
	uint32_t *lines = lines_of(policy);
	if (!lines)
		return error_memory(err);
	buf_printf(out, "%s\n", level_name(match.level));
	add_stage_line(out, &match);
	if (match.rule)
		buf_printf(out, "rules[%u] (line %u) decides\n", decides, lines[decides]);
	else
		buf_add_text(out, "no rule matches, so nothing is recorded\n");
	add_earlier(out, policy, request, decides, lines);
	add_notes(out, request);
	free(lines);
	return buf_check(out, err);
}

int policy_explain_json(const struct policy *policy, const struct policy_request *request, struct buf *out, struct error *err)
{
	struct match match = match_policy(policy, &request->request);
	uint32_t decides = match.rule ? (uint32_t)(match.rule - policy->rules) : policy->rule_count;
	uint32_t *lines = lines_of(policy);
	if (!lines)
		return error_memory(err);
	buf_printf(out, ",\n  \"level\": \"%s\",\n  \"omitStages\": [", level_name(match.level));
	add_stages(out, match.omit_stages, "\"");
	buf_add_text(out, "],\n  \"rule\": ");
	if (match.rule)
		buf_printf(out, "{\"index\": %u, \"line\": %u}", decides, lines[decides]);
	else
		buf_add_text(out, "null");
	buf_add_text(out, ",\n  \"notMatching\": [");
	for (uint32_t i = 0; i < decides; i++) {
		struct buf reason BUF_AUTO = BUF_EMPTY;
		add_reason(&reason, match_rule(&policy->rules[i], &request->request), &request->request);
		buf_printf(out, "%s\n    {\"index\": %u, \"line\": %u, \"reason\": ", i ? "," : "", i, lines[i]);
		json_add_string(out, buf_span(&reason));
		buf_add_byte(out, '}');
		out->failed |= reason.failed;
	}
	buf_add_text(out, decides > 0 ? "\n  ]" : "]");
	free(lines);
	return buf_check(out, err);
}
