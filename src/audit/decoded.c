#include "audit/decoded_parts.h"

#include <stdlib.h>

#include "base/room.h"

int decoding_add(struct decoding *decoding, struct value value, value_id *ret_value)
{
	struct decoded *decoded = decoding->decoded;
	if (!room_make(&decoded->values, decoded->count, &decoded->capacity, sizeof(*decoded->values)))
		return error_memory(decoding->err);
	decoded->values[decoded->count] = value;
	*ret_value = decoded->count++;
	return 0;
}

int decoding_refuse(struct decoding *decoding, node_id node, const char *format, ...)
{
	const struct node *at = tree_node(decoding->tree, node);
	va_list values;
	va_start(values, format);
	findings_add_list(decoding->findings, SEVERITY_ERROR, "yaml", at->start, at->end - at->start, format, values);
	va_end(values);
	return DECODED_REFUSED;
}

void decode_append(struct decoding *decoding, struct decode_list *list, value_id child)
{
	struct value *values = decoding->decoded->values;
	if (list->last)
		values[list->last].next = child;
	else
		values[list->parent].child = child;
	list->last = child;
}

static struct value json_scalar(const struct tree *tree, node_id node)
{
	struct value value = {.kind = VALUE_STRING, .node = node, .text = tree_text(tree, node)};
	if (tree_node(tree, node)->style != STYLE_PLAIN)
		return value;
	value.kind = value.text.at[0] == 'n' ? VALUE_NULL : value.text.at[0] == 't' || value.text.at[0] == 'f' ? VALUE_BOOL : VALUE_NUMBER;
	if (value.kind == VALUE_BOOL && value.text.at[0] == 't')
		value.flags = VALUE_TRUE;
	if (value.kind == VALUE_NUMBER)
		value.flags = decode_is_int64(value.text) ? VALUE_INT64 : decode_is_huge(value.text) ? VALUE_HUGE : 0;
	return value;
}

static int decode_json(struct decoding *decoding, node_id node, value_id *ret_value)
{
	const struct tree *tree = decoding->tree;
	enum node_kind kind = tree_kind(tree, node);
	if (kind == NODE_SCALAR)
		return decoding_add(decoding, json_scalar(tree, node), ret_value);
	int status =
	        decoding_add(decoding, (struct value){.kind = kind == NODE_MAPPING ? VALUE_OBJECT : VALUE_ARRAY, .node = node}, ret_value);
	struct decode_list list = {.parent = *ret_value};
	for (node_id child = tree_node(tree, node)->child; child && status == 0; child = tree_node(tree, child)->next) {
		value_id content = 0;
		status = decode_json(decoding, child, &content);
		if (status == 0)
			decode_append(decoding, &list, content);
	}
	return status == 0 && kind == NODE_MAPPING ? decode_repeated(decoding, *ret_value, false) : status;
}

/* What JSON has no word for counts only where nothing has replaced it: so after the whole is read. */
static int check_words(struct decoding *decoding, value_id parent)
{
	const struct value *values = decoding->decoded->values;
	bool key = values[parent].kind == VALUE_OBJECT, object = key;
	int status = 0;
	for (value_id at = values[parent].child; at && status == 0; at = values[at].next, key = object && !key) {
		if (values[at].flags & VALUE_NO_JSON && key)
			return decoding_refuse(decoding, values[at].node, "kube-apiserver can't use this as a key: a string is needed");
		if (values[at].flags & VALUE_NO_JSON)
			return decoding_refuse(decoding, values[at].node, "kube-apiserver can't read this number: JSON has no word for it");
		status = check_words(decoding, at);
	}
	return status;
}

static int make(struct decoding *decoding, bool json)
{
	int status = json ? decode_json(decoding, 1, &decoding->decoded->root) : decode_yaml(decoding, 1, &decoding->decoded->root);
	if (status == 0 && decoding->decoded->values[decoding->decoded->root].flags & VALUE_NO_JSON)
		status = decoding_refuse(decoding, 1, "kube-apiserver can't read this number: JSON has no word for it");
	return status == 0 ? check_words(decoding, decoding->decoded->root) : status;
}

int decoded_make(const struct tree *tree, bool json, struct decoded *ret_decoded, struct findings *findings, struct error *err)
{
	struct decoded decoded DECODED_AUTO = {.tree = tree, .count = 1};
	struct decoding decoding = {.decoded = &decoded, .tree = tree, .findings = findings, .err = err};
	decoding.decodes = 1; /* go-yaml counts the document */
	decoding.open = calloc(tree->count / 8 + 1, 1);
	int status = decoding.open ? make(&decoding, json) : error_memory(err);
	free(decoding.open);
	free(decoding.seen);
	if (status != 0)
		return status;
	*ret_decoded = decoded;
	decoded = DECODED_EMPTY;
	return DECODED_DONE;
}

void decoded_release(struct decoded *decoded)
{
	for (size_t i = 0; i < decoded->owned_count; i++)
		free(decoded->owned[i]);
	free(decoded->owned);
	free(decoded->values);
	*decoded = DECODED_EMPTY;
}
