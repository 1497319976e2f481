#include "yaml/verify.h"

#include <stdlib.h>

#include "yaml/json.h"
#include "yaml/scalar.h"
#include "yaml/verify_value.h"

struct verify {
	const struct tree *original, *result;
	const struct edits *edits;
	uint32_t *at, *behind; /* by original node: 1 + the first edit there; insertions behind that item */
	uint32_t *next;        /* by edit: 1 + the next one of the same list */
	bool *met;             /* by edit */
	node_id *twin;         /* by original node: its node in the result */
	struct error *err;
};

static int differs(const struct verify *verify, node_id node, const char *what)
{
	return verify_differs(verify->result, node, what, verify->err);
}

static bool same_properties(const struct tree *first, node_id a, const struct tree *second, node_id b)
{
	unsigned flags = tree_node(first, a)->flags ^ tree_node(second, b)->flags;
	return !(flags & (NODE_ANCHORED | NODE_TAGGED)) && span_equal(tree_tag(first, a), tree_tag(second, b));
}

int verify_same(const struct tree *first, const struct tree *second, struct error *err)
{
	uint32_t count = first->count < second->count ? first->count : second->count;
	for (node_id node = 1; node < count; node++) {
		const struct node *a = tree_node(first, node), *b = tree_node(second, node);
		bool same = a->kind == b->kind && a->parent == b->parent && a->next == b->next && a->child == b->child &&
		            same_properties(first, node, second, node);
		if (same && a->kind == NODE_SCALAR)
			same = verify_same_scalar(first, node, second, node);
		else if (same && a->kind == NODE_ALIAS)
			same = span_equal(tree_text(first, node), tree_text(second, node)) &&
			       tree_resolve(first, node) == tree_resolve(second, node);
		if (!same)
			return tree_error(first, node, err, "two YAML parsers read this differently; write it in a plainer way");
	}
	if (first->count != second->count)
		return tree_error(first, count - 1, err, "two YAML parsers read what follows this differently; write it in a plainer way");
	if (!first->extra_document != !second->extra_document)
		return error_set(err, ERROR_REFUSED,
		                 "two YAML parsers differ on whether there is a second document; remove what follows the first");
	return 0;
}

static node_id child_of(const struct tree *tree, node_id node)
{
	return tree_node(tree, node)->child;
}

static node_id next_of(const struct tree *tree, node_id node)
{
	return tree_node(tree, node)->next;
}

/* The edit's value at NODE, or, where KEEPS is an original node, in its place: an anchor and a tag in front stay then. */
static int compare_edit(struct verify *verify, uint32_t index, node_id node, node_id keeps)
{
	TREE_AUTO struct tree json = TREE_EMPTY;
	const struct edit *edit = &verify->edits->list[index];
	if (!node)
		return differs(verify, 0, "a new value is missing");
	if (verify->met[index])
		return differs(verify, node, "a new value that is there twice");
	verify->met[index] = true;
	if (json_parse(buf_span(&edit->value), &json, verify->err))
		return -1;
	if (keeps && !same_properties(verify->original, keeps, verify->result, node))
		return differs(verify, node, "another anchor or tag");
	if (!keeps && tree_node(verify->result, node)->flags & (NODE_ANCHORED | NODE_TAGGED))
		return differs(verify, node, "an anchor or tag that was not asked for");
	return verify_value(&json, 1, verify->result, node, verify->err);
}

static int walk(struct verify *verify, node_id old, node_id node);

static const struct edit *edit_at(const struct verify *verify, uint32_t place)
{
	return &verify->edits->list[place - 1];
}

/* The new items of one list of edits, from ITEM on; *ret_item is what follows them. */
static int walk_new_items(struct verify *verify, uint32_t place, node_id item, node_id *ret_item)
{
	for (; place; place = verify->next[place - 1]) {
		if (edit_at(verify, place)->op != EDIT_INSERT)
			continue;
		if (compare_edit(verify, place - 1, item, 0))
			return -1;
		item = next_of(verify->result, item);
	}
	*ret_item = item;
	return 0;
}

static bool is_removed(struct verify *verify, node_id old)
{
	bool removed = false;
	for (uint32_t place = verify->at[old]; place; place = verify->next[place - 1])
		if (edit_at(verify, place)->op == EDIT_REMOVE)
			verify->met[place - 1] = removed = true;
	return removed;
}

static int walk_sequence(struct verify *verify, node_id old, node_id node)
{
	node_id item;
	if (walk_new_items(verify, verify->at[old], child_of(verify->result, node), &item))
		return -1;
	for (node_id at = child_of(verify->original, old); at; at = next_of(verify->original, at)) {
		if (!is_removed(verify, at)) {
			if (!item)
				return differs(verify, node, "an item is missing in the list");
			if (walk(verify, at, item))
				return -1;
			item = next_of(verify->result, item);
		}
		if (walk_new_items(verify, verify->behind[at], item, &item))
			return -1;
	}
	return item ? differs(verify, item, "an item too many") : 0;
}

static bool is_wanted(const struct verify *verify, node_id wanted, node_id key)
{
	return wanted && tree_kind(verify->original, wanted) == tree_kind(verify->result, key) &&
	       span_equal(tree_text(verify->original, wanted), tree_text(verify->result, key));
}

/* The edit that puts the entry KEY (a node of the result) into the mapping OLD; 0 if none does. */
static uint32_t find_put(const struct verify *verify, node_id old, node_id key)
{
	for (uint32_t place = verify->at[old]; place; place = verify->next[place - 1])
		if (edit_at(verify, place)->op == EDIT_PUT && !verify->met[place - 1] &&
		    span_is(tree_text(verify->result, key), edit_at(verify, place)->key))
			return place;
	return 0;
}

static bool is_new_key(const struct verify *verify, node_id key)
{
	return tree_kind(verify->result, key) == NODE_SCALAR && scalar_type(verify->result, key) == SCALAR_STRING &&
	       !(tree_node(verify->result, key)->flags & (NODE_ANCHORED | NODE_TAGGED));
}

static node_id next_kept(struct verify *verify, node_id key)
{
	while (key && is_removed(verify, key))
		key = next_of(verify->original, next_of(verify->original, key));
	return key;
}

static int walk_mapping(struct verify *verify, node_id old, node_id node)
{
	node_id wanted = next_kept(verify, child_of(verify->original, old));
	for (node_id key = child_of(verify->result, node); key;) {
		node_id value = next_of(verify->result, key);
		uint32_t put = !is_wanted(verify, wanted, key) && is_new_key(verify, key) ? find_put(verify, old, key) : 0;
		if (put) {
			if (compare_edit(verify, put - 1, value, 0))
				return -1;
		} else {
			if (!wanted)
				return differs(verify, key, "a key too many");
			if (walk(verify, wanted, key) || walk(verify, next_of(verify->original, wanted), value))
				return -1;
			wanted = next_kept(verify, next_of(verify->original, next_of(verify->original, wanted)));
		}
		key = next_of(verify->result, value);
	}
	return wanted ? differs(verify, node, "a key is missing in the mapping") : 0;
}

static int walk_children(struct verify *verify, node_id old, node_id node)
{
	switch (tree_kind(verify->original, old)) {
	case NODE_SEQUENCE:
		return walk_sequence(verify, old, node);
	case NODE_MAPPING:
		return walk_mapping(verify, old, node);
	case NODE_ALIAS:
		if (!span_equal(tree_text(verify->original, old), tree_text(verify->result, node)))
			return differs(verify, node, "another alias");
		return verify->twin[tree_resolve(verify->original, old)] == tree_resolve(verify->result, node)
		               ? 0
		               : differs(verify, node, "an alias of something else");
	case NODE_SCALAR:
		return verify_same_scalar(verify->original, old, verify->result, node) ? 0 : differs(verify, node, "another text");
	}
	return differs(verify, node, "an unknown kind of node");
}

/* An original node and its twin in the result. */
static int walk(struct verify *verify, node_id old, node_id node)
{
	uint32_t place = verify->at[old];
	verify->twin[old] = node;
	if (place && edit_at(verify, place)->op == EDIT_SET)
		return compare_edit(verify, place - 1, node, old);
	if (!same_properties(verify->original, old, verify->result, node))
		return differs(verify, node, "another anchor or tag");
	bool filled = place && tree_is_null(verify->original, old);
	if (filled && edit_at(verify, place)->op == EDIT_INSERT && tree_kind(verify->result, node) == NODE_SEQUENCE)
		return walk_sequence(verify, old, node);
	if (filled && edit_at(verify, place)->op == EDIT_PUT && tree_kind(verify->result, node) == NODE_MAPPING)
		return walk_mapping(verify, old, node);
	if (tree_kind(verify->original, old) != tree_kind(verify->result, node))
		return differs(verify, node, "another kind of value");
	return walk_children(verify, old, node);
}

static int index_edits(struct verify *verify)
{
	for (size_t i = verify->edits->count; i-- > 0;) {
		const struct edit *edit = &verify->edits->list[i];
		if (edit->node == 0 || edit->node >= verify->original->count || edit->after >= verify->original->count)
			return error_set(verify->err, ERROR_BUG, "an edit of a place that does not exist");
		bool behind = edit->op == EDIT_INSERT && edit->after;
		uint32_t *first = behind ? &verify->behind[edit->after] : &verify->at[edit->node];
		verify->next[i] = *first;
		*first = (uint32_t)i + 1;
	}
	return 0;
}

static int check(struct verify *verify)
{
	if (!verify->at || !verify->behind || !verify->next || !verify->met || !verify->twin)
		return error_memory(verify->err);
	if (index_edits(verify) || walk(verify, 1, 1))
		return -1;
	for (size_t i = 0; i < verify->edits->count; i++)
		if (!verify->met[i])
			return differs(verify, 0, "a change that was asked for is missing");
	if (!verify->original->extra_document != !verify->result->extra_document)
		return differs(verify, verify->result->count - 1, "another number of documents, behind the last value");
	return 0;
}

int verify_edited(const struct tree *original, const struct edits *edits, const struct tree *result, struct error *err)
{
	struct verify verify = {
	        .original = original,
	        .result = result,
	        .edits = edits,
	        .at = calloc(original->count, sizeof(uint32_t)),
	        .behind = calloc(original->count, sizeof(uint32_t)),
	        .next = calloc(edits->count + 1, sizeof(uint32_t)),
	        .met = calloc(edits->count + 1, sizeof(bool)),
	        .twin = calloc(original->count, sizeof(node_id)),
	        .err = err,
	};
	int checked = check(&verify);
	free(verify.at);
	free(verify.behind);
	free(verify.next);
	free(verify.met);
	free(verify.twin);
	return checked;
}
