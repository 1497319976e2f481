/*
 * shape: a tree on one line, to compare with what a test expects.
 *
 * A scalar is a letter for its style (Plain, Single, Double, Literal, Folded), START-END and 'TEXT'; an alias is
 * *START-END'NAME'; collections are START-END{…} or START-END[…], flow ones with a dot in front. & and ! in
 * front say anchored and tagged. "\n", "\r" and "\t" in a text are written as escapes.
 */
#ifndef KAUDIT_TESTS_SHAPE_H
#define KAUDIT_TESTS_SHAPE_H

#include "yaml/tree.h"

static inline void shape_add_text(struct buf *buf, struct span text)
{
	for (size_t at = 0; at < text.length; at++) {
		char byte = text.at[at];
		if (byte == '\n' || byte == '\r' || byte == '\t')
			buf_add_text(buf, byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t");
		else
			buf_add_byte(buf, byte);
	}
}

static inline void shape_add(struct buf *buf, const struct tree *tree, node_id id)
{
	const struct node *node = tree_node(tree, id);
	bool scalar = node->kind == NODE_SCALAR || node->kind == NODE_ALIAS;
	buf_printf(buf, "%s%s%s", buf->length ? " " : "", node->flags & NODE_ANCHORED ? "&" : "", node->flags & NODE_TAGGED ? "!" : "");
	if (scalar)
		buf_printf(buf, "%c", node->kind == NODE_ALIAS ? '*' : "PSDLF"[node->style]);
	else if (node->style == STYLE_FLOW)
		buf_add_byte(buf, '.');
	buf_printf(buf, "%u-%u%c", node->start, node->end, scalar ? '\'' : node->kind == NODE_MAPPING ? '{' : '[');
	shape_add_text(buf, tree_text(tree, id));
	for (node_id child = node->child; child; child = tree_node(tree, child)->next)
		shape_add(buf, tree, child);
	buf_add_text(buf, scalar ? "'" : node->kind == NODE_MAPPING ? " }" : " ]");
}

#endif
