/* YAML as go-yaml decodes it into an interface{}: decode.go. */
#include "audit/decoded_parts.h"

#include <stdlib.h>

/* go-yaml, decode.go: how much of the work aliases may be, falling from 99 % for small documents to 10 % for large ones. */
enum { ALIAS_RANGE_LOW = 400000, ALIAS_RANGE_HIGH = 4000000 };

static bool too_many_aliases(const struct decoding *decoding)
{
	if (decoding->alias_decodes <= 100 || decoding->decodes <= 1000)
		return false;
	double allowed = 0.10, decodes = (double)decoding->decodes;
	if (decoding->decodes <= ALIAS_RANGE_LOW)
		allowed = 0.99;
	else if (decoding->decodes < ALIAS_RANGE_HIGH)
		allowed = 0.99 - 0.89 * ((decodes - (double)ALIAS_RANGE_LOW) / (double)(ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW));
	return (double)decoding->alias_decodes / decodes > allowed;
}

static int count(struct decoding *decoding, node_id node)
{
	decoding->decodes++;
	decoding->alias_decodes += decoding->alias_depth > 0;
	if (too_many_aliases(decoding))
		return decoding_refuse(
		        decoding, node,
		        "the aliases stand for too much text; kube-apiserver refuses it (\"document contains excessive aliasing\")");
	return 0;
}

static int fill_mapping(struct decoding *decoding, node_id node, bool merged, struct decode_list *list);

static int merge_one(struct decoding *decoding, node_id node, struct decode_list *list)
{
	node_id target = tree_resolve(decoding->tree, node);
	if (tree_kind(decoding->tree, target) != NODE_MAPPING)
		return decoding_refuse(decoding, node, "a merge key takes a mapping, an alias of one, or a list of these");
	bool alias = target != node;
	int status = count(decoding, node);
	if (status != 0)
		return status;
	/* What a merge key takes from the alias's own mapping, in which it stands, is without end. */
	uint8_t *open = &decoding->open[node / 8], bit = (uint8_t)(1u << node % 8);
	if (alias && *open & bit)
		return decoding_refuse(decoding, node, "the alias stands for something that holds the alias itself");
	if (alias) {
		*open |= bit;
		decoding->alias_depth++;
		status = count(decoding, target);
	}
	if (status == 0)
		status = fill_mapping(decoding, target, true, list);
	if (alias) {
		decoding->alias_depth--;
		*open &= (uint8_t)~bit;
	}
	return status;
}

/* Of several mappings the first is to win, so it is put in last. */
static int merge(struct decoding *decoding, node_id node, struct decode_list *list)
{
	const struct tree *tree = decoding->tree;
	if (tree_kind(tree, node) != NODE_SEQUENCE)
		return merge_one(decoding, node, list);
	size_t items = 0, at = 0;
	for (node_id item = tree_node(tree, node)->child; item; item = tree_node(tree, item)->next)
		items++;
	node_id *order = calloc(items + 1, sizeof(*order));
	if (!order)
		return error_memory(decoding->err);
	for (node_id item = tree_node(tree, node)->child; item; item = tree_node(tree, item)->next)
		order[at++] = item;
	int status = 0;
	while (status == 0 && at > 0)
		status = merge_one(decoding, order[--at], list);
	free(order);
	return status;
}

/* Not every YAML key can be one in JSON; sigs.k8s.io/yaml makes strings of numbers and booleans. */
static int decode_key(struct decoding *decoding, node_id node, bool merged, value_id *ret_key)
{
	int status = decode_yaml(decoding, node, ret_key);
	if (status != 0)
		return status;
	struct value *key = &decoding->decoded->values[*ret_key];
	if (key->kind == VALUE_ARRAY || key->kind == VALUE_OBJECT)
		return decoding_refuse(decoding, node, "a key must be a string, not a list or a mapping");
	bool refused = key->kind == VALUE_NULL || (key->kind == VALUE_NUMBER && decode_is_uint64(key->text));
	if (key->kind == VALUE_BOOL)
		key->text = key->flags & VALUE_TRUE ? SPAN("true") : SPAN("false");
	key->flags = (uint8_t)((refused ? VALUE_NO_JSON : 0) | (merged ? VALUE_MERGED : 0));
	key->kind = VALUE_STRING;
	return 0;
}

static int fill_mapping(struct decoding *decoding, node_id node, bool merged, struct decode_list *list)
{
	const struct tree *tree = decoding->tree;
	int status = 0;
	for (node_id key = tree_node(tree, node)->child; key && status == 0; key = tree_node(tree, tree_node(tree, key)->next)->next) {
		node_id value = tree_node(tree, key)->next;
		if (decode_is_merge(tree, key)) {
			status = merge(decoding, value, list);
			continue;
		}
		value_id name = 0, content = 0;
		status = decode_key(decoding, key, merged, &name);
		if (status == 0)
			status = decode_yaml(decoding, value, &content);
		if (status == 0) {
			decode_append(decoding, list, name);
			decode_append(decoding, list, content);
		}
	}
	return status;
}

static int fill_sequence(struct decoding *decoding, node_id node, struct decode_list *list)
{
	const struct tree *tree = decoding->tree;
	int status = 0;
	for (node_id item = tree_node(tree, node)->child; item && status == 0; item = tree_node(tree, item)->next) {
		value_id content = 0;
		status = decode_yaml(decoding, item, &content);
		if (status == 0)
			decode_append(decoding, list, content);
	}
	return status;
}

static int decode_collection(struct decoding *decoding, node_id node, value_id *ret_value)
{
	bool mapping = tree_kind(decoding->tree, node) == NODE_MAPPING;
	if (++decoding->depth > DECODED_DEPTH_MAX)
		return decoding_refuse(decoding, node, "aliases nest deeper than kube-apiserver reads");
	int status = decoding_add(decoding, (struct value){.kind = mapping ? VALUE_OBJECT : VALUE_ARRAY, .node = node}, ret_value);
	struct decode_list list = {.parent = *ret_value};
	if (status == 0)
		status = mapping ? fill_mapping(decoding, node, false, &list) : fill_sequence(decoding, node, &list);
	if (status == 0 && mapping)
		status = decode_repeated(decoding, *ret_value, true);
	decoding->depth--;
	return status;
}

static int decode_alias(struct decoding *decoding, node_id node, value_id *ret_value)
{
	node_id target = tree_resolve(decoding->tree, node);
	if (!target)
		return decoding_refuse(decoding, node, "no anchor of this name stands before the alias");
	uint8_t *open = &decoding->open[node / 8], bit = (uint8_t)(1u << node % 8);
	if (*open & bit)
		return decoding_refuse(decoding, node, "the alias stands for something that holds the alias itself");
	*open |= bit;
	decoding->alias_depth++;
	int status = decode_yaml(decoding, target, ret_value);
	decoding->alias_depth--;
	*open &= (uint8_t)~bit;
	return status;
}

int decode_yaml(struct decoding *decoding, node_id node, value_id *ret_value)
{
	int status = count(decoding, node);
	if (status != 0)
		return status;
	switch (tree_kind(decoding->tree, node)) {
	case NODE_ALIAS:
		return decode_alias(decoding, node, ret_value);
	case NODE_SEQUENCE:
	case NODE_MAPPING:
		return decode_collection(decoding, node, ret_value);
	default:;
		struct value value = {0};
		status = decode_scalar(decoding, node, &value);
		return status == 0 ? decoding_add(decoding, value, ret_value) : status;
	}
}
