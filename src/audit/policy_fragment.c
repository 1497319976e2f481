/* A pasted fragment, and how it becomes a policy. */
#include "audit/policy_read.h"

#include <strings.h>

#include "yaml/json.h"

static value_id find(const struct decoded *decoded, value_id object, const char *name)
{
	const struct value *values = decoded->values;
	if (values[object].kind != VALUE_OBJECT)
		return 0;
	for (value_id key = values[object].child; key; key = values[values[key].next].next)
		if (span_is(values[key].text, name))
			return values[key].next;
	return 0;
}

static bool is_rule(const struct decoded *decoded, value_id value)
{
	return find(decoded, value, "level") != 0;
}

static bool is_typed(const struct decoded *decoded)
{
	value_id root = decoded->root;
	const struct value *values = decoded->values;
	if (values[root].kind != VALUE_OBJECT)
		return false;
	for (value_id key = values[root].child; key; key = values[values[key].next].next)
		if (values[key].text.length == 10 && strncasecmp(values[key].text.at, "apiVersion", 10) == 0)
			return true;
	return false;
}

enum fragment policy_fragment(const struct decoded *decoded)
{
	const struct value *values = decoded->values, *root = &values[decoded->root];
	if (root->kind == VALUE_ARRAY)
		return root->child && is_rule(decoded, root->child) ? FRAGMENT_LIST : FRAGMENT_NOT;
	if (root->kind != VALUE_OBJECT || is_typed(decoded))
		return FRAGMENT_NOT;
	value_id rules = find(decoded, decoded->root, "rules");
	if (rules)
		return values[rules].kind == VALUE_ARRAY ? FRAGMENT_UNTYPED : FRAGMENT_NOT;
	return is_rule(decoded, decoded->root) ? FRAGMENT_RULE : FRAGMENT_NOT;
}

/* TEXT with FIRST before its first line and NEXT before all others that are not empty. */
static void add_indented(struct buf *out, struct span text, const char *first, const char *next)
{
	buf_add_text(out, first);
	for (size_t at = 0; at < text.length;) {
		size_t end = span_find(text, "\n", at);
		end += end < text.length;
		if (at > 0 && text.at[at] != '\n' && text.at[at] != '\r')
			buf_add_text(out, next);
		buf_add_span(out, span_cut(text, at, end));
		at = end;
	}
}

static void complete_json(const struct decoded *decoded, enum fragment fragment, struct span source, struct buf *out)
{
	const struct node *root = tree_node(decoded->tree, 1);
	struct span body = span_cut(source, root->start, root->end);
	bool kind = find(decoded, decoded->root, "kind");
	buf_add_span(out, span_cut(source, 0, root->start));
	buf_add_text(out, "{\"apiVersion\": \"audit.k8s.io/v1\", ");
	buf_add_text(out, kind ? "" : "\"kind\": \"Policy\", ");
	if (fragment == FRAGMENT_RULE) {
		buf_add_text(out, "\"rules\": [");
		buf_add_span(out, body);
		buf_add_text(out, "]}");
	} else {
		buf_add_span(out, span_cut(body, 1, body.length));
	}
	buf_add_span(out, span_cut(source, root->end, source.length));
}

/* What stands before the root's line (comments, a document's start) stays before the policy. */
static void complete_yaml(const struct decoded *decoded, enum fragment fragment, struct span source, struct buf *out)
{
	const struct node *root = tree_node(decoded->tree, 1);
	const char *line_end = span_find(source, "\r\n", 0) < source.length ? "\r\n" : "\n";
	size_t start = root->start;
	while (start > 0 && source.at[start - 1] != '\n')
		start--;
	struct span body = span_cut(source, start, source.length);
	buf_add_span(out, span_cut(source, 0, start));
	buf_printf(out, "apiVersion: audit.k8s.io/v1%s", line_end);
	if (!find(decoded, decoded->root, "kind"))
		buf_printf(out, "kind: Policy%s", line_end);
	if (fragment != FRAGMENT_UNTYPED)
		buf_printf(out, "rules:%s", line_end);
	if (fragment == FRAGMENT_RULE)
		add_indented(out, body, "- ", "  ");
	else if (fragment == FRAGMENT_LIST && root->style == STYLE_FLOW)
		add_indented(out, body, "  ", "  ");
	else
		buf_add_span(out, body);
}

/* Only a text that is a policy from then on is handed out; it may still have other errors. */
static int check_completed(const struct buf *whole, struct error *err)
{
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct decoded decoded DECODED_AUTO = DECODED_EMPTY;
	struct tree tree TREE_AUTO = TREE_EMPTY;
	int status = policy_parse(buf_span(whole), &tree, &decoded, &findings, err);
	if (status < 0)
		return -1;
	value_id rules = status == DECODED_DONE ? find(&decoded, decoded.root, "rules") : 0;
	if (rules && decoded.values[rules].kind == VALUE_ARRAY && is_typed(&decoded))
		return 0;
	return error_set(err, ERROR_REFUSED,
	                 "this fragment can't be completed; write apiVersion: audit.k8s.io/v1, kind: Policy and rules: above it");
}

int policy_complete(struct span source, struct buf *out, struct error *err)
{
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct decoded decoded DECODED_AUTO = DECODED_EMPTY;
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct buf whole BUF_AUTO = BUF_EMPTY;
	int status = policy_parse(source, &tree, &decoded, &findings, err);
	if (status != DECODED_DONE)
		return status < 0 ? -1 : FRAGMENT_NONE;
	enum fragment fragment = policy_fragment(&decoded);
	if (fragment == FRAGMENT_NOT)
		return FRAGMENT_NONE;
	if (policy_is_json(source))
		complete_json(&decoded, fragment, source, &whole);
	else
		complete_yaml(&decoded, fragment, source, &whole);
	if (buf_check(&whole, err) != 0 || check_completed(&whole, err) != 0)
		return -1;
	buf_add_span(out, buf_span(&whole));
	return buf_check(out, err) == 0 ? FRAGMENT_COMPLETED : -1;
}
