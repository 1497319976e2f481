/*
 * build: how a reader makes a tree; for doc, json and reread only.
 *
 * The reader calls these in document order. Memory that runs out is remembered
 * by the builder, and build_finish reports it.
 */
#ifndef KAUDIT_YAML_BUILD_H
#define KAUDIT_YAML_BUILD_H

#include "yaml/tree.h"

struct build {
	struct tree *tree;
	node_id open[TREE_DEPTH_MAX + 1], last[TREE_DEPTH_MAX + 1]; /* open collections and their last child so far */
	unsigned depth;
	bool failed;
};

void build_begin(struct build *build, struct tree *tree, struct span source);
/* START and END as in struct node. VALUE is copied unless it lies in the source. Each returns the new node, 0 without memory. */
node_id build_scalar(struct build *build, uint32_t start, uint32_t end, enum node_style style, struct span value);
node_id build_alias(struct build *build, uint32_t start, uint32_t end, struct span name);
/* -1 when nested deeper than TREE_DEPTH_MAX. */
int build_open(struct build *build, enum node_kind kind, enum node_style style, uint32_t start, struct error *err);
void build_close(struct build *build, uint32_t end);
void build_anchor(struct build *build, node_id node, struct span name); /* NAME lies in the source */
void build_tag(struct build *build, node_id node, struct span tag); /* resolved, see tree_tag; copied; nodes in order */
int build_finish(struct build *build, struct error *err);

#endif
