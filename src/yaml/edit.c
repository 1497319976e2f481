#include "yaml/edit.h"

#include <stdlib.h>
#include <string.h>

#include "yaml/edit_internal.h"
#include "yaml/json.h"

int edits_add(struct edits *edits, enum edit_op op, node_id node, node_id after, const char *key, struct buf *value, struct error *err)
{
	struct edit edit = {.op = op, .node = node, .after = after};
	if (value) {
		edit.value = *value;
		*value = BUF_EMPTY;
	}
	edit.key = key ? span_dup(span_of(key)) : NULL;
	struct edit *list = edits->list;
	size_t capacity = edits->capacity;
	if (edits->count == capacity) {
		capacity = capacity ? capacity * 2 : 16;
		list = reallocarray(edits->list, capacity, sizeof(*list));
	}
	if (!list || (key && !edit.key) || edit.value.failed) {
		if (list)
			*edits = (struct edits){list, edits->count, capacity};
		free(edit.key);
		buf_release(&edit.value);
		return error_memory(err);
	}
	*edits = (struct edits){list, edits->count + 1, capacity};
	list[edits->count - 1] = edit;
	return 0;
}

void edits_release(struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		free(edits->list[i].key);
		buf_release(&edits->list[i].value);
	}
	free(edits->list);
	*edits = EDITS_EMPTY;
}

static int bug(struct error *err, const char *what)
{
	return error_set(err, ERROR_BUG, "an edit that can't be made: %s", what);
}

/* The first node behind NODE and all that is inside of it. */
static node_id behind(const struct tree *tree, node_id node)
{
	for (; node; node = tree_node(tree, node)->parent)
		if (tree_node(tree, node)->next)
			return tree_node(tree, node)->next;
	return tree->count;
}

/* No alias may show the change somewhere else, nor lose what it stands for. */
static int check_aliases(const struct tree *tree, const struct edit *edit, struct error *err)
{
	node_id node = edit->node;
	if (tree_kind(tree, node) == NODE_ALIAS)
		return tree_error(tree, node, err, "an alias; write out what it stands for and try again");
	for (node_id at = node; at; at = tree_node(tree, at)->parent)
		if (tree_is_shared(tree, at))
			return tree_error(tree, at, err,
			                  "a part that an alias elsewhere uses, too; write it out in both places and try again");
	if (edit->op != EDIT_REMOVE)
		return 0;
	bool entry = tree_kind(tree, tree_node(tree, node)->parent) == NODE_MAPPING;
	node_id end = behind(tree, entry ? tree_node(tree, node)->next : node);
	for (node_id at = node; at < end; at++)
		if (tree_is_shared(tree, at))
			return tree_error(tree, at, err,
			                  "a part that an alias elsewhere uses, too; write it out in both places and try again");
	return 0;
}

static int check_edit(const struct tree *tree, const struct edit *edit, struct error *err)
{
	if (edit->node == 0 || edit->node >= tree->count)
		return bug(err, "its place does not exist");
	enum node_kind kind = tree_kind(tree, edit->node);
	if (check_aliases(tree, edit, err))
		return -1;
	bool empty = tree_is_null(tree, edit->node);
	if (edit->op == EDIT_INSERT && kind != NODE_SEQUENCE && !empty)
		return bug(err, "an item for what is no sequence");
	if (edit->op == EDIT_PUT && ((kind != NODE_MAPPING && !empty) || !edit->key))
		return bug(err, "an entry for what is no mapping");
	if (edit->op == EDIT_REMOVE && !tree_node(tree, edit->node)->parent)
		return bug(err, "the root is to be removed");
	return 0;
}

int edit_parse_value(struct span json, struct tree *ret_value, struct error *err)
{
	if (json_parse(json, ret_value, err) == 0) {
		if (!tree_duplicate_key(ret_value))
			return 0;
		tree_release(ret_value);
		return bug(err, "a value has a key twice");
	}
	if (err->kind == ERROR_REFUSED)
		err->kind = ERROR_BUG;
	return error_wrap(err, "an edit's value is not JSON");
}

static node_id collection_of(const struct tree *tree, const struct edit *edit)
{
	return edit->op == EDIT_REMOVE ? tree_node(tree, edit->node)->parent : edit->node;
}

static int compare_jobs(const void *first, const void *second)
{
	const struct job *a = first, *b = second;
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* All that is put into an empty collection, as one value to set. */
static int fill_empty(struct render *render, const struct job *jobs, size_t count)
{
	BUF_AUTO struct buf json = BUF_EMPTY;
	TREE_AUTO struct tree value = TREE_EMPTY;
	bool mapping = jobs->edit->op == EDIT_PUT;
	buf_add_byte(&json, mapping ? '{' : '[');
	for (size_t i = 0; i < count; i++) {
		if (jobs[i].edit->op != jobs->edit->op)
			return bug(render->err, "items and entries for one collection");
		buf_add_text(&json, i > 0 ? "," : "");
		if (mapping) {
			json_add_string(&json, span_of(jobs[i].edit->key));
			buf_add_byte(&json, ':');
		}
		buf_add_span(&json, buf_span(&jobs[i].edit->value));
	}
	buf_add_byte(&json, mapping ? '}' : ']');
	if (buf_check(&json, render->err) || edit_parse_value(buf_span(&json), &value, render->err))
		return -1;
	return set_render(render, jobs->node, (struct value){&value, 1});
}

static int set_value(struct render *render, const struct edit *edit)
{
	TREE_AUTO struct tree value = TREE_EMPTY;
	if (edit_parse_value(buf_span(&edit->value), &value, render->err))
		return -1;
	return set_render(render, edit->node, (struct value){&value, 1});
}

static int render_jobs(struct render *render, const struct job *jobs, size_t count)
{
	size_t set = 0;
	for (size_t i = 0; i < count; i++)
		set += jobs[i].edit->op == EDIT_SET;
	if (set > 0)
		return count == 1 ? set_value(render, jobs->edit) : bug(render->err, "two for one value");
	if (!tree_node(render->tree, jobs->node)->child)
		return fill_empty(render, jobs, count);
	struct group group = {.node = jobs->node};
	int result = group_make(render, jobs, count, &group);
	if (result == 0)
		result = place_is_flow(render, group.node) ? flow_render(render, &group) : block_render(render, &group);
	group_release(&group);
	return result;
}

static int render_all(struct render *render, struct job *jobs, size_t count)
{
	qsort(jobs, count, sizeof(*jobs), compare_jobs);
	style_read(render);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && jobs[to].node == jobs[from].node;)
			to++;
		if (render_jobs(render, jobs + from, to - from))
			return -1;
	}
	return 0;
}

int edits_render(const struct tree *tree, const struct edits *edits, struct changes *ret_changes, struct error *err)
{
	struct render render = {.tree = tree, .source = tree->source, .err = err};
	struct changes changes = CHANGES_EMPTY;
	if (edits->count == 0) {
		*ret_changes = changes;
		return 0;
	}
	struct job *jobs = reallocarray(NULL, edits->count, sizeof(*jobs));
	int result = jobs ? 0 : error_memory(err);
	for (size_t i = 0; i < edits->count && !result; i++) {
		const struct edit *edit = &edits->list[i];
		result = check_edit(tree, edit, err);
		if (!result)
			jobs[i] = (struct job){collection_of(tree, edit), i, edit};
	}
	if (!result)
		result = render_all(&render, jobs, edits->count);
	if (!result)
		result = pieces_finish(&render, &changes);
	free(jobs);
	pieces_release(&render);
	if (result) {
		changes_release(&changes);
		return -1;
	}
	*ret_changes = changes;
	return 0;
}
