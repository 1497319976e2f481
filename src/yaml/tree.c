#include "yaml/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tree_release(struct tree *tree)
{
	free(tree->nodes);
	free(tree->anchors);
	free(tree->tags);
	buf_release(&tree->arena);
	*tree = TREE_EMPTY;
}

struct span tree_tag(const struct tree *tree, node_id node)
{
	if (!node || !(tree->nodes[node].flags & NODE_TAGGED))
		return SPAN_EMPTY;
	uint32_t low = 0, high = tree->tag_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (tree->tags[middle].node <= node)
			low = middle;
		else
			high = middle;
	}
	return span_cut(buf_span(&tree->arena), tree->tags[low].text, (size_t)tree->tags[low].text + tree->tags[low].length);
}

struct span tree_source(const struct tree *tree, node_id node)
{
	return node ? span_cut(tree->source, tree->nodes[node].start, tree->nodes[node].end) : SPAN_EMPTY;
}

bool tree_is_null(const struct tree *tree, node_id node)
{
	if (tree_kind(tree, node) != NODE_SCALAR)
		return false;
	const struct node *at = &tree->nodes[node];
	if (at->style != STYLE_PLAIN || at->flags & NODE_TAGGED)
		return false;
	struct span text = tree_text(tree, node);
	return text.length == 0 || span_is(text, "~") || span_is(text, "null") || span_is(text, "Null") || span_is(text, "NULL");
}

node_id tree_get_key(const struct tree *tree, node_id mapping, const char *key)
{
	if (tree_kind(tree, mapping) != NODE_MAPPING)
		return 0;
	struct span wanted = span_of(key);
	node_id at = tree->nodes[mapping].child;
	while (at) {
		if (tree->nodes[at].kind == NODE_SCALAR && tree->nodes[at].length == wanted.length && span_equal(tree_text(tree, at), wanted))
			return at;
		at = tree->nodes[tree->nodes[at].next].next;
	}
	return 0;
}

node_id tree_get(const struct tree *tree, node_id mapping, const char *key)
{
	node_id at = tree_get_key(tree, mapping, key);
	return at ? tree->nodes[at].next : 0;
}

/* Order of the anchors: by name, those of one name by node. */
static int compare_anchor(const struct tree *tree, const struct tree_anchor *anchor, struct span name, node_id node)
{
	if (anchor->length != name.length)
		return anchor->length < name.length ? -1 : 1;
	int order = memcmp(tree->source.at + anchor->name, name.at, name.length);
	if (order != 0)
		return order;
	return anchor->node < node ? -1 : anchor->node > node;
}

node_id tree_resolve(const struct tree *tree, node_id node)
{
	if (tree_kind(tree, node) != NODE_ALIAS)
		return node;
	struct span name = tree_text(tree, node);
	uint32_t low = 0, high = tree->anchor_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (compare_anchor(tree, &tree->anchors[middle], name, node) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return 0;
	const struct tree_anchor *before = &tree->anchors[low - 1];
	return span_equal(span_cut(tree->source, before->name, (size_t)before->name + before->length), name) ? before->node : 0;
}

bool tree_is_shared(const struct tree *tree, node_id node)
{
	return node && tree->nodes[node].flags & NODE_SHARED;
}

node_id tree_duplicate_key(const struct tree *tree)
{
	return tree->duplicate_key;
}

void tree_place(struct span source, uint32_t offset, uint32_t *ret_line, uint32_t *ret_column)
{
	uint32_t line = 1, start = 0;
	if (offset > source.length)
		offset = (uint32_t)source.length;
	for (uint32_t at = 0; at < offset; at++) {
		bool lone_cr = source.at[at] == '\r' && !(at + 1 < source.length && source.at[at + 1] == '\n');
		if (source.at[at] == '\n' || lone_cr) {
			line++;
			start = at + 1;
		}
	}
	*ret_line = line;
	*ret_column = offset - start + 1;
}

int(tree_error)(const struct tree *tree, node_id node, struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	uint32_t line = 0, column = 0;
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (node)
		tree_place(tree->source, tree->nodes[node].start, &line, &column);
	return error_at(err, line, column, "%s", text);
}
