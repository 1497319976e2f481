/*
 * Peers of a value: the nodes that stand where it will stand, in the list or under the same key of the mappings next to it. How they are
 * written is how it is written. Only the PEERS_MAX nearest are looked at, which keeps the time for an edit bounded.
 */
#include <stdlib.h>

#include "yaml/edit_internal.h"

static void add_peer(struct peers *peers, node_id node)
{
	if (node && peers->count < PEERS_MAX)
		peers->nodes[peers->count++] = node;
}

void peers_near(const struct group *group, size_t gap, struct peers *ret_peers)
{
	ret_peers->count = 0;
	for (size_t distance = 0; ret_peers->count < PEERS_MAX && distance < group->count; distance++) {
		if (distance < gap)
			add_peer(ret_peers, group->entries[gap - 1 - distance].last);
		if (gap + distance < group->count)
			add_peer(ret_peers, group->entries[gap + distance].last);
	}
}

static void add_items(const struct tree *tree, node_id sequence, node_id without, struct peers *peers)
{
	for (node_id item = tree_node(tree, sequence)->child; item && peers->count < PEERS_MAX; item = tree_node(tree, item)->next)
		if (item != without)
			add_peer(peers, item);
}

static node_id find_key(const struct tree *tree, node_id mapping, struct span key)
{
	if (tree_kind(tree, mapping) != NODE_MAPPING)
		return 0;
	for (node_id at = tree_node(tree, mapping)->child; at; at = tree_node(tree, tree_node(tree, at)->next)->next)
		if (tree_kind(tree, at) == NODE_SCALAR && span_equal(tree_text(tree, at), key))
			return at;
	return 0;
}

void peers_under(const struct render *render, const struct peers *mappings, struct span key, struct peers *ret_peers)
{
	ret_peers->count = 0;
	for (size_t i = 0; i < mappings->count; i++) {
		node_id at = find_key(render->tree, mappings->nodes[i], key);
		if (at)
			add_peer(ret_peers, tree_node(render->tree, at)->next);
	}
}

void peers_items(const struct render *render, const struct peers *sequences, struct peers *ret_peers)
{
	ret_peers->count = 0;
	for (size_t i = 0; i < sequences->count; i++)
		if (tree_kind(render->tree, sequences->nodes[i]) == NODE_SEQUENCE)
			add_items(render->tree, sequences->nodes[i], 0, ret_peers);
}

static void add_of_entries(const struct render *render, const struct peers *mappings, bool values, struct peers *ret_peers)
{
	const struct tree *tree = render->tree;
	ret_peers->count = 0;
	for (size_t i = 0; i < mappings->count && ret_peers->count < PEERS_MAX; i++) {
		if (tree_kind(tree, mappings->nodes[i]) != NODE_MAPPING)
			continue;
		for (node_id key = tree_node(tree, mappings->nodes[i])->child; key && ret_peers->count < PEERS_MAX;) {
			node_id value = tree_node(tree, key)->next;
			add_peer(ret_peers, values ? value : key);
			key = tree_node(tree, value)->next;
		}
	}
}

void peers_values(const struct render *render, const struct peers *mappings, struct peers *ret_peers)
{
	add_of_entries(render, mappings, true, ret_peers);
}

void peers_keys(const struct render *render, const struct peers *mappings, struct peers *ret_peers)
{
	add_of_entries(render, mappings, false, ret_peers);
}

void peers_of_mapping(const struct render *render, node_id mapping, struct peers *ret_peers)
{
	const struct tree *tree = render->tree;
	struct peers others = {.count = 0};
	node_id parent = tree_node(tree, mapping)->parent;
	ret_peers->count = 0;
	add_peer(ret_peers, mapping);
	if (tree_kind(tree, parent) == NODE_SEQUENCE) {
		add_items(tree, parent, mapping, ret_peers);
	} else if (tree_kind(tree, parent) == NODE_MAPPING && tree_kind(tree, tree_node(tree, parent)->parent) == NODE_SEQUENCE) {
		node_id key = place_entry_of(render, mapping);
		struct peers parents = {.count = 0};
		add_items(tree, tree_node(tree, parent)->parent, parent, &parents);
		if (key)
			peers_under(render, &parents, tree_text(tree, key), &others);
	}
	for (size_t i = 0; i < others.count; i++)
		add_peer(ret_peers, others.nodes[i]);
}

void peers_of_value(const struct render *render, node_id value, struct peers *ret_peers)
{
	const struct tree *tree = render->tree;
	node_id parent = tree_node(tree, value)->parent;
	ret_peers->count = 0;
	if (tree_kind(tree, parent) == NODE_SEQUENCE) {
		add_items(tree, parent, value, ret_peers);
	} else if (tree_kind(tree, parent) == NODE_MAPPING && place_entry_of(render, value)) {
		struct peers mappings;
		peers_of_mapping(render, parent, &mappings);
		mappings.nodes[0] = 0; /* its own value is what is replaced */
		peers_under(render, &mappings, tree_text(tree, place_entry_of(render, value)), ret_peers);
	}
}

enum node_style peers_string(const struct render *render, const struct peers *peers, bool flow, enum node_style otherwise)
{
	struct tally tally = {0};
	for (size_t i = 0; i < peers->count && !render->style.json; i++)
		tally_add(&tally, render->tree, peers->nodes[i], flow);
	return tally_winner(&tally, otherwise);
}

node_id peers_like(const struct render *render, const struct peers *peers, enum node_kind kind)
{
	for (size_t i = 0; i < peers->count; i++)
		if (tree_kind(render->tree, peers->nodes[i]) == kind && tree_node(render->tree, peers->nodes[i])->child)
			return peers->nodes[i];
	return 0;
}

uint32_t peers_offset(const struct render *render, const struct peers *peers, enum node_kind kind, uint32_t otherwise)
{
	const struct tree *tree = render->tree;
	for (size_t i = 0; i < peers->count; i++) {
		node_id node = peers->nodes[i], parent = tree_node(tree, node)->parent;
		if (tree_kind(tree, node) != kind || tree_kind(tree, parent) != NODE_MAPPING || place_is_flow(render, node))
			continue;
		uint32_t outer = place_column(render, tree_node(tree, parent)->start);
		uint32_t inner = place_column(render, tree_node(tree, node)->start);
		if (inner >= outer)
			return inner - outer;
	}
	return otherwise;
}

/* The peer that has the most of the object's keys; of equal ones the nearest. */
static node_id closest_mapping(const struct render *render, struct value object, const struct peers *peers)
{
	node_id best = 0;
	size_t most = 0;
	for (size_t i = 0; i < peers->count; i++) {
		size_t shared = 0;
		for (node_id key = tree_node(object.tree, object.node)->child; key;) {
			shared += find_key(render->tree, peers->nodes[i], tree_text(object.tree, key)) != 0;
			key = tree_node(object.tree, tree_node(object.tree, key)->next)->next;
		}
		if (shared > most) {
			most = shared;
			best = peers->nodes[i];
		}
	}
	return best;
}

static bool sorts_before(struct span a, struct span b)
{
	for (size_t i = 0; i < a.length && i < b.length; i++)
		if (a.at[i] != b.at[i])
			return (unsigned char)a.at[i] < (unsigned char)b.at[i];
	return a.length < b.length;
}

/* Whether key A is written before key B: as in MODEL (node numbers follow the text), a key it lacks last. */
static bool comes_before(const struct render *render, const struct tree *tree, node_id model, node_id a, node_id b)
{
	if (!model)
		return render->style.sorted && sorts_before(tree_text(tree, a), tree_text(tree, b));
	node_id first = find_key(render->tree, model, tree_text(tree, a)), second = find_key(render->tree, model, tree_text(tree, b));
	return first && (!second || first < second);
}

node_id *peers_key_order(const struct render *render, struct value object, const struct peers *peers, size_t *ret_count)
{
	const struct tree *tree = object.tree;
	size_t count = 0;
	for (node_id at = tree_node(tree, object.node)->child; at; at = tree_node(tree, at)->next)
		count++;
	node_id *keys = reallocarray(NULL, count / 2 + 1, sizeof(*keys));
	if (!keys)
		return NULL;
	node_id model = closest_mapping(render, object, peers);
	size_t sorted = 0;
	for (node_id key = tree_node(tree, object.node)->child; key; key = tree_node(tree, tree_node(tree, key)->next)->next) {
		size_t at = sorted++;
		for (; at > 0 && comes_before(render, tree, model, key, keys[at - 1]); at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
	*ret_count = sorted;
	return keys;
}
