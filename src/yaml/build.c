#include "yaml/build.h"

#include <stdlib.h>
#include <string.h>

void build_begin(struct build *build, struct tree *tree, struct span source)
{
	*tree = TREE_EMPTY;
	tree->source = source;
	*build = (struct build){ .tree = tree };
}

/* Doubles an array when it is full. */
static bool make_room(void *array_of_any, uint32_t count, uint32_t *capacity, size_t size)
{
	if (count < *capacity)
		return true;
	uint32_t wanted = *capacity < 64 ? 64 : *capacity * 2;
	void **array = array_of_any;
	void *at = realloc(*array, wanted * size);
	if (!at)
		return false;
	*array = at;
	*capacity = wanted;
	return true;
}

static node_id add_node(struct build *build, struct node node)
{
	struct tree *tree = build->tree;
	uint32_t id = tree->count ? tree->count : 1;
	if (build->failed || !make_room(&tree->nodes, id, &tree->capacity, sizeof(*tree->nodes))) {
		build->failed = true;
		return 0;
	}
	if (tree->count == 0)
		tree->nodes[0] = (struct node){ 0 };
	node.parent = build->depth ? build->open[build->depth] : 0;
	tree->nodes[id] = node;
	tree->count = id + 1;
	if (build->last[build->depth])
		tree->nodes[build->last[build->depth]].next = id;
	else if (node.parent)
		tree->nodes[node.parent].child = id;
	build->last[build->depth] = id;
	return id;
}

/* A value that stands in the source as it is, is not copied: most do. */
static void set_value(struct build *build, struct node *node, struct span value)
{
	struct span source = build->tree->source;
	uint32_t inside = node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE ? node->start + 1 : node->start;
	node->length = (uint32_t)value.length;
	if (value.length == 0)
		node->value = node->start;
	else if (value.at >= source.at && value.at < source.at + source.length)
		node->value = (uint32_t)(value.at - source.at);
	else if (span_equal(span_cut(source, inside, inside + value.length), value))
		node->value = inside;
	else {
		node->value = (uint32_t)build->tree->arena.length;
		node->flags |= NODE_OWN_VALUE;
		buf_add_span(&build->tree->arena, value);
	}
}

node_id build_scalar(struct build *build, uint32_t start, uint32_t end, enum node_style style, struct span value)
{
	struct node node = { .start = start, .end = end, .kind = NODE_SCALAR, .style = (uint8_t)style };
	set_value(build, &node, value);
	return add_node(build, node);
}

node_id build_alias(struct build *build, uint32_t start, uint32_t end, struct span name)
{
	struct node node = { .start = start, .end = end, .kind = NODE_ALIAS, .style = STYLE_PLAIN };
	node.value = start + 1; /* behind the '*' */
	node.length = (uint32_t)name.length;
	return add_node(build, node);
}

int build_open(struct build *build, enum node_kind kind, enum node_style style, uint32_t start, struct error *err)
{
	if (build->depth == TREE_DEPTH_MAX) {
		uint32_t line, column;
		tree_place(build->tree->source, start, &line, &column);
		return error_at(err, line, column, "nested deeper than %d levels; the most that is read is %d", TREE_DEPTH_MAX,
		                TREE_DEPTH_MAX);
	}
	node_id id = add_node(build, (struct node){ .start = start, .end = start, .kind = (uint8_t)kind, .style = (uint8_t)style });
	build->depth++;
	build->open[build->depth] = id;
	build->last[build->depth] = 0;
	return 0;
}

void build_close(struct build *build, uint32_t end)
{
	node_id id = build->open[build->depth];
	if (!build->failed)
		build->tree->nodes[id].end = end;
	build->depth--;
}

void build_anchor(struct build *build, node_id node, struct span name)
{
	struct tree *tree = build->tree;
	if (build->failed || !make_room(&tree->anchors, tree->anchor_count, &tree->anchor_capacity, sizeof(*tree->anchors))) {
		build->failed = true;
		return;
	}
	uint32_t at = (uint32_t)(name.at - tree->source.at);
	tree->anchors[tree->anchor_count++] = (struct tree_anchor){ node, at, (uint32_t)name.length };
	tree->nodes[node].flags |= NODE_ANCHORED;
}

void build_tag(struct build *build, node_id node, struct span tag)
{
	struct tree *tree = build->tree;
	if (build->failed || !make_room(&tree->tags, tree->tag_count, &tree->tag_capacity, sizeof(*tree->tags))) {
		build->failed = true;
		return;
	}
	tree->tags[tree->tag_count++] = (struct tree_tag){ node, (uint32_t)tree->arena.length, (uint32_t)tag.length };
	tree->nodes[node].flags |= NODE_TAGGED;
	buf_add_span(&tree->arena, tag);
}

static int compare_anchors(const void *first, const void *second, void *source_at)
{
	const struct tree_anchor *a = first, *b = second;
	const char *source = source_at;
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	int order = memcmp(source + a->name, source + b->name, a->length);
	if (order != 0)
		return order;
	return a->node < b->node ? -1 : a->node > b->node;
}

static void link_aliases(struct tree *tree)
{
	if (tree->anchor_count == 0)
		return;
	qsort_r(tree->anchors, tree->anchor_count, sizeof(*tree->anchors), compare_anchors, (void *)tree->source.at);
	for (node_id id = 1; id < tree->count; id++) {
		node_id target = tree->nodes[id].kind == NODE_ALIAS ? tree_resolve(tree, id) : 0;
		if (target)
			tree->nodes[target].flags |= NODE_SHARED;
	}
}

static bool same_key(const struct tree *tree, node_id a, node_id b)
{
	return tree->nodes[a].kind == NODE_SCALAR && tree->nodes[b].kind == NODE_SCALAR && tree->nodes[a].length == tree->nodes[b].length &&
	       span_equal(tree_text(tree, a), tree_text(tree, b));
}

static node_id next_key(const struct tree *tree, node_id key)
{
	return tree->nodes[tree->nodes[key].next].next;
}

/* For the few keys that a mapping mostly has. */
static node_id find_twin_pairwise(const struct tree *tree, node_id first)
{
	for (node_id key = next_key(tree, first); key; key = next_key(tree, key))
		for (node_id before = first; before != key; before = next_key(tree, before))
			if (same_key(tree, before, key))
				return key;
	return 0;
}

static uint64_t hash_text(struct span text)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
	for (size_t at = 0; at < text.length; at++)
		hash = (hash ^ (unsigned char)text.at[at]) * 0x100000001b3u;
	return hash ^ hash >> 29;
}

/* Open addressing in TABLE, which is all 0 and has at least twice as many places (a power of two) as keys. */
static node_id find_twin_hashed(const struct tree *tree, node_id first, node_id *table, size_t places)
{
	for (node_id key = first; key; key = next_key(tree, key)) {
		if (tree->nodes[key].kind != NODE_SCALAR)
			continue;
		size_t place = hash_text(tree_text(tree, key)) & (places - 1);
		while (table[place] && !same_key(tree, table[place], key))
			place = (place + 1) & (places - 1);
		if (table[place])
			return key;
		table[place] = key;
	}
	return 0;
}

static node_id find_twin(struct build *build, node_id first)
{
	size_t keys = 0, places = 16;
	for (node_id key = first; key; key = next_key(build->tree, key))
		keys++;
	if (keys <= 8)
		return find_twin_pairwise(build->tree, first);
	while (places < keys * 2)
		places *= 2;
	node_id *table = calloc(places, sizeof(*table));
	if (!table) {
		build->failed = true;
		return 0;
	}
	node_id twin = find_twin_hashed(build->tree, first, table, places);
	free(table);
	return twin;
}

static void find_duplicate_key(struct build *build)
{
	struct tree *tree = build->tree;
	for (node_id id = 1; id < tree->count && !build->failed; id++) {
		node_id twin = tree->nodes[id].kind == NODE_MAPPING && tree->nodes[id].child ? find_twin(build, tree->nodes[id].child) : 0;
		if (twin && (!tree->duplicate_key || twin < tree->duplicate_key))
			tree->duplicate_key = twin;
	}
}

int build_finish(struct build *build, struct error *err)
{
	if (!build->failed)
		link_aliases(build->tree);
	if (!build->failed)
		find_duplicate_key(build);
	if (build->failed || build->tree->arena.failed)
		return error_memory(err);
	return 0;
}
