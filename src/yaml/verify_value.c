#include "yaml/verify_value.h"

#include "yaml/scalar.h"

struct compare {
	const struct tree *json, *result;
	struct error *err;
};

int verify_differs(const struct tree *result, node_id node, const char *what, struct error *err)
{
	uint32_t line = 0, column = 0;
	if (node)
		tree_place(result->source, tree_node(result, node)->start, &line, &column);
	return error_set(err, ERROR_BUG, "the edited text does not read as intended: %s at line %u, column %u of it", what, line, column);
}

static int differs(const struct compare *compare, node_id node, const char *what)
{
	return verify_differs(compare->result, node, what, compare->err);
}

/* The same text without a tag, plain in both or quoted in both, has the same type: the common case, and resolving is dear. */
static bool same_type(const struct tree *first, node_id a, const struct tree *second, node_id b)
{
	const struct node *one = tree_node(first, a), *other = tree_node(second, b);
	bool tagged = (one->flags | other->flags) & NODE_TAGGED;
	return (!tagged && (one->style == STYLE_PLAIN) == (other->style == STYLE_PLAIN)) || scalar_type(first, a) == scalar_type(second, b);
}

bool verify_same_scalar(const struct tree *first, node_id a, const struct tree *second, node_id b)
{
	return span_equal(tree_text(first, a), tree_text(second, b)) && same_type(first, a, second, b);
}

static node_id child_of(const struct tree *tree, node_id node)
{
	return tree_node(tree, node)->child;
}

static node_id next_of(const struct tree *tree, node_id node)
{
	return tree_node(tree, node)->next;
}

/* The value of KEY in MAPPING; 0 if there is none. */
static node_id value_at(const struct tree *tree, node_id mapping, struct span key)
{
	for (node_id at = child_of(tree, mapping); at; at = next_of(tree, next_of(tree, at)))
		if (tree_kind(tree, at) == NODE_SCALAR && span_equal(tree_text(tree, at), key))
			return next_of(tree, at);
	return 0;
}

static int compare_value(const struct compare *compare, node_id value, node_id node);

static int compare_object(const struct compare *compare, node_id object, node_id node)
{
	const struct tree *result = compare->result;
	for (node_id key = child_of(compare->json, object); key; key = next_of(compare->json, next_of(compare->json, key))) {
		node_id found = value_at(result, node, tree_text(compare->json, key));
		if (!found)
			return differs(compare, node, "a key is missing in the mapping");
		if (compare_value(compare, next_of(compare->json, key), found))
			return -1;
	}
	size_t wanted = 0, got = 0;
	for (node_id key = child_of(compare->json, object); key; key = next_of(compare->json, key))
		wanted++;
	for (node_id key = child_of(result, node); key; key = next_of(result, next_of(result, key)), got += 2)
		if (tree_kind(result, key) != NODE_SCALAR || scalar_type(result, key) != SCALAR_STRING ||
		    tree_node(result, key)->flags & (NODE_ANCHORED | NODE_TAGGED) ||
		    !value_at(compare->json, object, tree_text(result, key)))
			return differs(compare, key, "a key that was not asked for");
	return got == wanted ? 0 : differs(compare, node, "a key that is there twice, in a mapping");
}

static int compare_array(const struct compare *compare, node_id array, node_id node)
{
	node_id item = child_of(compare->result, node);
	for (node_id wanted = child_of(compare->json, array); wanted; wanted = next_of(compare->json, wanted)) {
		if (!item)
			return differs(compare, node, "an item is missing in the list");
		if (compare_value(compare, wanted, item))
			return -1;
		item = next_of(compare->result, item);
	}
	return item ? differs(compare, item, "an item that was not asked for") : 0;
}

static bool equals_scalar(const struct compare *compare, node_id value, node_id node)
{
	const struct tree *result = compare->result;
	bool wanted, got;
	if (tree_kind(result, node) != NODE_SCALAR)
		return false;
	if (tree_node(compare->json, value)->style == STYLE_DOUBLE)
		return span_equal(tree_text(compare->json, value), tree_text(result, node)) && scalar_type(result, node) == SCALAR_STRING;
	if (tree_is_null(compare->json, value))
		return tree_is_null(result, node);
	if (scalar_is_bool(compare->json, value, &wanted))
		return scalar_is_bool(result, node, &got) && got == wanted;
	return verify_same_scalar(compare->json, value, result, node);
}

/* NODE means what the JSON value says; its own anchor and tag are the caller's matter. */
static int compare_meaning(const struct compare *compare, node_id value, node_id node)
{
	enum node_kind kind = tree_kind(compare->json, value);
	if (kind == NODE_SCALAR)
		return equals_scalar(compare, value, node) ? 0 : differs(compare, node, "a value other than the one that was asked for");
	if (tree_kind(compare->result, node) != kind)
		return differs(compare, node, "a value of another kind than was asked for");
	return kind == NODE_MAPPING ? compare_object(compare, value, node) : compare_array(compare, value, node);
}

static int compare_value(const struct compare *compare, node_id value, node_id node)
{
	if (tree_node(compare->result, node)->flags & (NODE_ANCHORED | NODE_TAGGED))
		return differs(compare, node, "an anchor or tag that was not asked for");
	return compare_meaning(compare, value, node);
}

int verify_value(const struct tree *json, node_id value, const struct tree *result, node_id node, struct error *err)
{
	struct compare compare = {json, result, err};
	return compare_meaning(&compare, value, node);
}
