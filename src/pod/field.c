#include "pod/field.h"

#include <string.h>

#include "audit/value.h"
#include "yaml/scalar.h"

const char *field_kind(const struct tree *tree, node_id node)
{
	switch (tree_kind(tree, node)) {
	case NODE_SEQUENCE:
		return "a list";
	case NODE_MAPPING:
		return "a mapping";
	case NODE_ALIAS:
		return "an alias";
	default:
		break;
	}
	switch (scalar_type(tree, node)) {
	case SCALAR_NULL:
		return "null";
	case SCALAR_BOOL:
		return "a boolean";
	case SCALAR_INT:
	case SCALAR_FLOAT:
		return "a number";
	default:
		return "a string";
	}
}

/* The value of KEY, aliases followed; 0 without one. *ret_node: its own node. */
static node_id value_of(const struct tree *tree, node_id mapping, const char *key, node_id *ret_node)
{
	node_id node = tree_get(tree, mapping, key), value = node ? tree_resolve(tree, node) : 0;
	if (ret_node)
		*ret_node = node;
	return value && !tree_is_null(tree, value) ? value : 0;
}

int field_open(const struct tree *tree, node_id node, const char *what, node_id *ret_mapping, struct error *err)
{
	node_id mapping = tree_resolve(tree, node);
	if (tree_kind(tree, mapping) != NODE_MAPPING)
		return tree_error(tree, node, err, "%s is %s; it has to be a mapping", what, field_kind(tree, mapping));
	node_id merge = tree_get_key(tree, mapping, "<<");
	if (merge && tree_node(tree, merge)->style == STYLE_PLAIN)
		return tree_error(tree, merge, err, "a merge key (<<) in %s hides what it holds; write its entries out here", what);
	*ret_mapping = mapping;
	return 0;
}

/* The string that a scalar is to the kubelet. PART and NAME say together what it is. */
static int text_of(const struct tree *tree, node_id scalar, node_id place, const char *part, const char *name, struct span *ret_text,
                   struct error *err)
{
	if (tree_kind(tree, scalar) != NODE_SCALAR)
		return tree_error(tree, place, err, "%s%s is %s; it has to be a string", part, name, field_kind(tree, scalar));
	if (span_is(tree_tag(tree, scalar), "tag:yaml.org,2002:binary"))
		return tree_error(tree, place, err, "%s%s is given in base64 (!!binary); write it as it is", part, name);
	enum scalar_type type = scalar_type(tree, scalar);
	struct span text = tree_text(tree, scalar), shown = span_brief(text);
	if (type == SCALAR_BOOL || type == SCALAR_INT || type == SCALAR_FLOAT)
		return tree_error(tree, place, err, "%s%s is %s (%.*s), which the kubelet refuses here; put it in quotes: \"%.*s\"", part,
		                  name, field_kind(tree, scalar), SPAN_ARG(shown), SPAN_ARG(shown));
	if (text.length > 0 && memchr(text.at, '\0', text.length))
		return tree_error(tree, place, err, "%s%s holds a NUL byte, which no argument, name or path can hold; take it out", part,
		                  name);
	*ret_text = type == SCALAR_NULL ? SPAN_EMPTY : text;
	return 0;
}

int field_text(const struct tree *tree, node_id mapping, const char *key, struct span *ret_text, node_id *ret_node, struct error *err)
{
	node_id node, value = value_of(tree, mapping, key, &node);
	struct span text = SPAN_EMPTY;
	if (value && text_of(tree, value, node, "", key, &text, err) < 0)
		return -1;
	*ret_text = text;
	if (ret_node)
		*ret_node = node;
	return 0;
}

int field_item_text(const struct tree *tree, node_id item, const char *list, struct span *ret_text, struct error *err)
{
	node_id value = tree_resolve(tree, item);
	if (tree_is_null(tree, value)) {
		*ret_text = SPAN_EMPTY; /* encoding/json: null leaves the zero value */
		return 0;
	}
	return text_of(tree, value, item, "this item of ", list, ret_text, err);
}

int field_bool(const struct tree *tree, node_id mapping, const char *key, bool *ret_value, node_id *ret_node, struct error *err)
{
	node_id node, value = value_of(tree, mapping, key, &node);
	bool result = false;
	if (value && !scalar_is_bool(tree, value, &result))
		return tree_error(tree, node, err, "%s is %s; it has to be true or false", key, field_kind(tree, value));
	*ret_value = result;
	if (ret_node)
		*ret_node = node;
	return 0;
}

int field_number(const struct tree *tree, node_id mapping, const char *key, int64_t missing, int64_t *ret_value, struct error *err)
{
	node_id node, value = value_of(tree, mapping, key, &node);
	int64_t result = missing;
	if (value && (tree_kind(tree, value) != NODE_SCALAR || scalar_type(tree, value) != SCALAR_INT ||
	              !value_int(tree_text(tree, value), true, &result)))
		return tree_error(tree, node, err, "%s is not a whole number; write one, without quotes", key);
	*ret_value = result;
	return 0;
}

int field_mapping(const struct tree *tree, node_id mapping, const char *key, node_id *ret_mapping, struct error *err)
{
	node_id node, value = value_of(tree, mapping, key, &node);
	if (!value) {
		*ret_mapping = 0;
		return 0;
	}
	return field_open(tree, node, key, ret_mapping, err);
}

int field_list(const struct tree *tree, node_id mapping, const char *key, node_id *ret_list, struct error *err)
{
	node_id node = tree_get(tree, mapping, key);
	if (tree_kind(tree, node) == NODE_ALIAS)
		return tree_error(tree, node, err,
		                  "%s is an alias; write the list out here, so that it can be read and changed in its place", key);
	if (node && !tree_is_null(tree, node) && tree_kind(tree, node) != NODE_SEQUENCE)
		return tree_error(tree, node, err, "%s is %s; it has to be a list", key, field_kind(tree, node));
	*ret_list = node;
	return 0;
}
