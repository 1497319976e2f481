/*
 * Edits as text, one a line, so that a test case is three strings:
 *
 *     SET /path JSON               INSERT /path COUNT JSON   (behind the first COUNT items)
 *     PUT /path KEY JSON           REMOVE /path
 *
 * A path's parts are keys, and indices in sequences.
 */
#ifndef KAUDIT_TESTS_SCRIPT_H
#define KAUDIT_TESTS_SCRIPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/doc.h"
#include "yaml/edit.h"
#include "yaml/reread.h"
#include "yaml/verify.h"

static inline node_id script_item(const struct tree *tree, node_id sequence, size_t index)
{
	node_id item = tree_node(tree, sequence)->child;
	while (item && index-- > 0)
		item = tree_node(tree, item)->next;
	return item;
}

/* The node at PATH; with WANT_KEY the key of the last part, not its value. */
static inline node_id script_find(const struct tree *tree, struct span path, bool want_key)
{
	node_id node = 1;
	for (size_t at = 1; at < path.length;) {
		char part[100];
		size_t end = span_find(path, "/", at);
		snprintf(part, sizeof(part), "%.*s", (int)(end - at), path.at + at);
		at = end + 1;
		if (tree_kind(tree, node) == NODE_SEQUENCE)
			node = script_item(tree, node, strtoul(part, NULL, 10));
		else
			node = want_key && at >= path.length ? tree_get_key(tree, node, part) : tree_get(tree, node, part);
		if (!node)
			return 0;
	}
	return node;
}

static inline struct span script_word(struct span *rest)
{
	size_t end = span_find(*rest, " ", 0);
	struct span word = span_cut(*rest, 0, end);
	*rest = span_cut(*rest, end + 1, rest->length);
	return word;
}

static inline int script_add(const struct tree *tree, struct span line, struct edits *edits, struct error *err)
{
	char word[100] = "";
	struct span op = script_word(&line), path = script_word(&line);
	enum edit_op code = span_is(op, "SET") ? EDIT_SET : span_is(op, "INSERT") ? EDIT_INSERT : span_is(op, "PUT") ? EDIT_PUT : EDIT_REMOVE;
	node_id node = script_find(tree, path, code == EDIT_REMOVE), after = 0;
	if (!node)
		fail_msg("no %.*s", SPAN_ARG(path));
	if (code == EDIT_INSERT || code == EDIT_PUT) {
		struct span argument = script_word(&line);
		snprintf(word, sizeof(word), "%.*s", SPAN_ARG(argument));
	}
	if (code == EDIT_INSERT && strtoul(word, NULL, 10) > 0)
		after = script_item(tree, node, strtoul(word, NULL, 10) - 1);
	struct buf value = BUF_EMPTY;
	buf_add_span(&value, line);
	return edits_add(edits, code, node, after, code == EDIT_PUT ? word : NULL, &value, err);
}

static inline void script_read(const struct tree *tree, const char *script, struct edits *edits)
{
	struct error err = { 0 };
	for (struct span rest = span_of(script); rest.length > 0;) {
		size_t end = span_find(rest, "\n", 0);
		assert_int_equal(script_add(tree, span_cut(rest, 0, end), edits, &err), 0);
		rest = span_cut(rest, end + 1, rest.length);
	}
}

/* Renders, applies, and lets both readers confirm the result. -1 with *err: edits_render refused. */
static inline int script_render(const struct tree *tree, const struct edits *edits, struct buf *ret_result, struct error *err)
{
	TREE_AUTO struct tree result = TREE_EMPTY;
	TREE_AUTO struct tree again = TREE_EMPTY;
	struct changes changes = CHANGES_EMPTY;
	if (edits_render(tree, edits, &changes, err))
		return -1;
	int applied = changes_apply(tree->source, &changes, ret_result, err);
	changes_release(&changes);
	if (applied || doc_parse(buf_span(ret_result), &result, err) || verify_edited(tree, edits, &result, err) ||
	    (!doc_is_json(tree->source) && (reread_parse(buf_span(ret_result), &again, err) || verify_edited(tree, edits, &again, err))))
		fail_msg("%s\nfor:\n%s", err->text, buf_text(ret_result));
	return 0;
}

static inline int script_apply(const char *in, const char *script, struct buf *ret_result, struct error *err)
{
	TREE_AUTO struct tree tree = TREE_EMPTY;
	struct edits edits = EDITS_EMPTY;
	if (doc_parse(span_of(in), &tree, err))
		fail_msg("%s\nfor:\n%s", err->text, in);
	script_read(&tree, script, &edits);
	int result = script_render(&tree, &edits, ret_result, err);
	edits_release(&edits);
	return result;
}

#endif
