#include <stdlib.h>
#include <string.h>

#include "yaml/edit_internal.h"

static int bug(struct error *err, const char *what)
{
	return error_set(err, ERROR_BUG, "an edit that can't be made: %s", what);
}

void group_release(struct group *group)
{
	for (size_t i = 0; i < group->insertion_count; i++)
		tree_release(&group->insertions[i].value);
	free(group->insertions);
	free(group->entries);
}

static int read_entries(const struct render *render, struct group *group)
{
	const struct tree *tree = render->tree;
	bool mapping = tree_kind(tree, group->node) == NODE_MAPPING;
	size_t count = 0;
	for (node_id at = tree_node(tree, group->node)->child; at; at = tree_node(tree, at)->next)
		count++;
	group->entries = reallocarray(NULL, count, sizeof(*group->entries));
	if (!group->entries)
		return error_memory(render->err);
	for (node_id at = tree_node(tree, group->node)->child; at; at = tree_node(tree, at)->next) {
		node_id first = at;
		if (mapping)
			at = tree_node(tree, at)->next;
		group->entries[group->count++] = (struct entry){.first = first, .last = at};
	}
	return 0;
}

/* Entries are in the order of their node numbers. */
static struct entry *find_entry(const struct group *group, node_id node)
{
	size_t low = 0, high = group->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (group->entries[middle].first < node)
			low = middle + 1;
		else
			high = middle;
	}
	return low < group->count && group->entries[low].first == node ? &group->entries[low] : NULL;
}

static int compare_text(struct span a, struct span b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
	return order ? order : a.length < b.length ? -1 : a.length > b.length;
}

static struct span key_of(const struct render *render, const struct group *group, size_t index)
{
	return tree_text(render->tree, group->entries[index].first);
}

static bool is_sorted(const struct render *render, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		if (tree_kind(render->tree, group->entries[i].first) != NODE_SCALAR)
			return false;
		if (i > 0 && compare_text(key_of(render, group, i - 1), key_of(render, group, i)) >= 0)
			return false;
	}
	return group->count >= 2;
}

static size_t sorted_gap(const struct render *render, const struct group *group, struct span key)
{
	size_t low = 0, high = group->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_text(key_of(render, group, middle), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_spans(const void *first, const void *second)
{
	return compare_text(*(const struct span *)first, *(const struct span *)second);
}

/* A key may be put that is not there, or that is removed; and only once. */
static int check_keys(const struct render *render, const struct group *group)
{
	size_t count = 0;
	bool twice = false;
	struct span *keys = reallocarray(NULL, group->insertion_count, sizeof(*keys));
	if (!keys)
		return error_memory(render->err);
	for (; count < group->insertion_count; count++)
		keys[count] = group->insertions[count].key;
	qsort(keys, count, sizeof(*keys), compare_spans);
	for (size_t i = 1; i < count; i++)
		twice = twice || span_equal(keys[i - 1], keys[i]);
	for (size_t i = 0; i < group->count && !twice; i++) {
		struct span key = key_of(render, group, i);
		bool scalar = tree_kind(render->tree, group->entries[i].first) == NODE_SCALAR;
		twice = scalar && !group->entries[i].removed && bsearch(&key, keys, count, sizeof(*keys), compare_spans);
	}
	free(keys);
	return twice ? bug(render->err, "an entry for a key that is there") : 0;
}

static int check_merge_key(const struct render *render, const struct group *group)
{
	const struct tree *tree = render->tree;
	for (size_t i = 0; i < group->count; i++) {
		node_id key = group->entries[i].first;
		if (tree_kind(tree, key) == NODE_SCALAR && tree_node(tree, key)->style == STYLE_PLAIN &&
		    span_is(tree_text(tree, key), "<<"))
			return tree_error(
			        tree, key, render->err,
			        "a merge key (<<) where an entry has to change; write out the entries that it brings and try again");
	}
	return 0;
}

static int remove_entries(const struct render *render, const struct job *jobs, size_t count, struct group *group)
{
	size_t removed = 0, added = 0;
	for (size_t i = 0; i < count; i++) {
		added += jobs[i].edit->op != EDIT_REMOVE;
		if (jobs[i].edit->op != EDIT_REMOVE)
			continue;
		struct entry *entry = find_entry(group, jobs[i].edit->node);
		if (!entry || entry->removed)
			return bug(render->err, entry ? "an entry is to be removed twice" : "a value is to be removed without its key");
		entry->removed = true;
		removed++;
	}
	return removed == group->count && added == 0 ? bug(render->err, "all entries are to be removed; the collection should be") : 0;
}

static int find_gap(const struct render *render, const struct edit *edit, const struct group *group, bool sorted,
                    struct insertion *insertion)
{
	const struct entry *after = edit->after ? find_entry(group, edit->after) : NULL;
	if (edit->op == EDIT_INSERT) {
		insertion->gap = after ? (size_t)(after - group->entries) + 1 : 0;
		return edit->after && !after ? bug(render->err, "an item behind one that is not in its sequence") : 0;
	}
	insertion->key = span_of(edit->key);
	insertion->gap = sorted ? sorted_gap(render, group, insertion->key) : group->count;
	return 0;
}

static int compare_insertions(const void *first, const void *second)
{
	const struct insertion *a = first, *b = second;
	if (a->gap != b->gap)
		return a->gap < b->gap ? -1 : 1;
	int by_key = a->sorted ? compare_text(a->key, b->key) : 0;
	return by_key ? by_key : a->order < b->order ? -1 : a->order > b->order;
}

static int add_insertions(const struct render *render, const struct job *jobs, size_t count, struct group *group)
{
	bool mapping = tree_kind(render->tree, group->node) == NODE_MAPPING, sorted = mapping && is_sorted(render, group);
	group->insertions = calloc(count, sizeof(*group->insertions));
	if (!group->insertions)
		return error_memory(render->err);
	for (size_t i = 0; i < count; i++) {
		const struct edit *edit = jobs[i].edit;
		struct insertion *insertion = &group->insertions[group->insertion_count];
		if (edit->op == EDIT_REMOVE)
			continue;
		insertion->order = i;
		insertion->sorted = sorted;
		if (find_gap(render, edit, group, sorted, insertion) || edit_parse_value(buf_span(&edit->value), &insertion->value, render->err))
			return -1;
		group->insertion_count++;
	}
	if (mapping && group->insertion_count > 0 && check_keys(render, group))
		return -1;
	if (group->insertion_count > 1)
		qsort(group->insertions, group->insertion_count, sizeof(*group->insertions), compare_insertions);
	return 0;
}

int group_make(const struct render *render, const struct job *jobs, size_t count, struct group *group)
{
	if (read_entries(render, group) || remove_entries(render, jobs, count, group))
		return -1;
	if (tree_kind(render->tree, group->node) == NODE_MAPPING && check_merge_key(render, group))
		return -1;
	return add_insertions(render, jobs, count, group);
}
