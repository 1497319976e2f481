/*
 * tree: a YAML or JSON document as nodes with byte positions.
 *
 * One representation for three readers: doc (libfyaml), json (strict JSON),
 * reread (libyaml). All three number the nodes in the order in which their
 * text begins (parents before children, keys before their values), so two
 * readers that agree on a document give the same numbers.
 *
 * Node 1 is the root of the first document; 0 means "no node". The children of
 * a mapping alternate: key, value, key, value. An empty (null) value is a
 * plain scalar of no length that lies just behind its ':', '-' or '?', or behind
 * its anchor and tag if it has any; without an indicator (`{a, b}`) behind its key.
 *
 * Positions are byte offsets into the source, which the tree borrows and which
 * must outlive it. A source has at most 10 MiB (the kubelet's own limit,
 * pkg/kubelet/config/file.go), so 32 bits do.
 */
#ifndef KAUDIT_YAML_TREE_H
#define KAUDIT_YAML_TREE_H

#include "base/buf.h"

#define TREE_SOURCE_MAX (10u << 20) /* bytes */
#define TREE_DEPTH_MAX 64           /* nested collections; libfyaml's own default */

typedef uint32_t node_id;

enum node_kind { NODE_SCALAR = 1, NODE_SEQUENCE, NODE_MAPPING, NODE_ALIAS };

enum node_style {
	STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED, /* scalars */
	STYLE_BLOCK, STYLE_FLOW,                                             /* collections */
};

enum node_flag {
	NODE_ANCHORED = 1, /* carries an anchor (&name) */
	NODE_TAGGED = 2,   /* carries an explicit tag (!!str) */
	NODE_OWN_VALUE = 4, /* internal: the value lies in the arena, not in the source */
	NODE_SHARED = 8     /* internal: an alias refers to it; see tree_is_shared */
};

struct node {
	uint32_t start, end;    /* the node's own text: quotes, brackets and a block scalar's header are inside; anchor and tag are not.
	                           A block collection begins at its first '-', '?' or key (anchor and tag of that key inside) and ends
	                           where its last descendant ends; so does the pair in `[a: b]`, a flow mapping without brackets.
	                           A block scalar ends at the line break of its last line that counts (exclusive): trailing blank
	                           lines are inside only if the header says '+'. */
	uint32_t value, length; /* internal: see tree_text */
	node_id parent, next, child;
	uint8_t kind, style, flags, reserved;
};

struct tree {
	struct span source;
	struct node *nodes; /* nodes[0] is not used */
	uint32_t count, capacity; /* nodes[1] to nodes[count - 1] exist */
	struct buf arena; /* decoded values that differ from their source text */
	struct tree_anchor { node_id node; uint32_t name, length; } *anchors; /* names lie in the source; sorted by name, then node */
	uint32_t anchor_count, anchor_capacity;
	struct tree_tag { node_id node; uint32_t text, length; } *tags; /* texts lie in the arena; sorted by node */
	uint32_t tag_count, tag_capacity;
	node_id duplicate_key;   /* internal: see tree_duplicate_key */
	uint32_t extra_document; /* where a second, not empty document begins; 0: none */
};

#define TREE_EMPTY ((struct tree){ 0 })
#define TREE_AUTO __attribute__((cleanup(tree_release)))

void tree_release(struct tree *tree);

/* NODE must exist. */
static inline const struct node *tree_node(const struct tree *tree, node_id node)
{
	return &tree->nodes[node];
}

/* 0 for node 0. */
static inline enum node_kind tree_kind(const struct tree *tree, node_id node)
{
	return node ? (enum node_kind)tree->nodes[node].kind : 0;
}

/* The decoded text of a scalar, the name of an alias, empty for anything else. Borrowed from the tree. */
static inline struct span tree_text(const struct tree *tree, node_id node)
{
	enum node_kind kind = tree_kind(tree, node);
	if (kind != NODE_SCALAR && kind != NODE_ALIAS)
		return SPAN_EMPTY;
	const struct node *at = &tree->nodes[node];
	struct span from = at->flags & NODE_OWN_VALUE ? buf_span(&tree->arena) : tree->source;
	return span_cut(from, at->value, (size_t)at->value + at->length);
}

/* The explicit tag of a node, resolved: "tag:yaml.org,2002:str" for `!!str`, "!" and "!name" as they are; empty if it has none. */
struct span tree_tag(const struct tree *tree, node_id node);

/* The node's own text in the source. */
struct span tree_source(const struct tree *tree, node_id node);

/* A scalar that YAML 1.1 reads as null: empty, ~, null, Null, NULL; plain and without a tag. */
bool tree_is_null(const struct tree *tree, node_id node);

/* The value (or the key) of the entry KEY of a mapping; 0 if MAPPING is none or has no such key. Aliases are not followed. */
node_id tree_get(const struct tree *tree, node_id mapping, const char *key);
node_id tree_get_key(const struct tree *tree, node_id mapping, const char *key);

/* What an alias stands for (itself for any other node): the latest node before it that carries its anchor; 0 when there is none. */
node_id tree_resolve(const struct tree *tree, node_id node);

/* Whether an alias somewhere refers to NODE's anchor. */
bool tree_is_shared(const struct tree *tree, node_id node);

/* The second of two equal scalar keys of one mapping, the first such in document order; 0 if there are none.
   Keys are compared by their decoded text: `"1"` equals `1`. O(1): found while the tree was built. */
node_id tree_duplicate_key(const struct tree *tree);

/* Line and column (from 1, in bytes) of an offset. O(offset): for messages only. */
void tree_place(struct span source, uint32_t offset, uint32_t *ret_line, uint32_t *ret_column);

/* error_at the node's place. Returns -1. */
int tree_error(const struct tree *tree, node_id node, struct error *err, const char *format, ...) ERROR_PRINTF(4, 5);
#define tree_error(...) error_result(tree_error(__VA_ARGS__))

#endif
