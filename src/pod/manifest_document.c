#include "pod/manifest_parts.h"

static int check_extra_document(const struct tree *tree, struct error *err)
{
	uint32_t line, column;
	if (tree->extra_document == 0)
		return 0;
	tree_place(tree->source, tree->extra_document, &line, &column);
	return error_at(err, line, column,
	                "a second document begins here, and the kubelet reads only the first; keep one pod in this file");
}

static node_id first_of_key(const struct tree *tree, node_id second)
{
	node_id mapping = tree_node(tree, second)->parent;
	struct span text = tree_text(tree, second);
	for (node_id key = tree_node(tree, mapping)->child; key && key != second; key = tree_node(tree, tree_node(tree, key)->next)->next)
		if (tree_kind(tree, key) == NODE_SCALAR && span_equal(tree_text(tree, key), text))
			return key;
	return second;
}

static int check_duplicate_key(const struct tree *tree, struct error *err)
{
	node_id key = tree_duplicate_key(tree);
	uint32_t line, column;
	if (!key)
		return 0;
	struct span shown = span_brief(tree_text(tree, key));
	tree_place(tree->source, tree_node(tree, first_of_key(tree, key))->start, &line, &column);
	return tree_error(tree, key, err,
	                  "the key '%.*s' stands here a second time (first in line %u); the kubelet takes the last one without a "
	                  "word, so keep the one that is meant",
	                  SPAN_ARG(shown), line);
}

/* go-yaml, which the kubelet reads with, refuses both of these. */
static int check_alias(const struct tree *tree, node_id alias, struct error *err)
{
	node_id target = tree_resolve(tree, alias);
	struct span shown = span_brief(tree_text(tree, alias));
	if (!target)
		return tree_error(tree, alias, err, "the alias *%.*s has no anchor &%.*s before it", SPAN_ARG(shown), SPAN_ARG(shown));
	for (node_id above = tree_node(tree, alias)->parent; above; above = tree_node(tree, above)->parent)
		if (above == target)
			return tree_error(tree, alias, err, "the alias *%.*s stands inside of what it refers to", SPAN_ARG(shown));
	return 0;
}

static int check_keys(const struct tree *tree, node_id mapping, struct error *err)
{
	for (node_id key = tree_node(tree, mapping)->child; key; key = tree_node(tree, tree_node(tree, key)->next)->next)
		if (tree_kind(tree, key) == NODE_MAPPING || tree_kind(tree, key) == NODE_SEQUENCE)
			return tree_error(tree, key, err,
			                  "a list or mapping as a key, which the kubelet can't read; a key is a plain word");
	return 0;
}

int manifest_check_document(const struct tree *tree, struct error *err)
{
	if (check_extra_document(tree, err) < 0 || check_duplicate_key(tree, err) < 0)
		return -1;
	for (node_id node = 1; node < tree->count; node++) {
		if (tree_kind(tree, node) == NODE_ALIAS && check_alias(tree, node, err) < 0)
			return -1;
		if (tree_kind(tree, node) == NODE_MAPPING && check_keys(tree, node, err) < 0)
			return -1;
	}
	return 0;
}
