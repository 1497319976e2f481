/* Scalars as go-yaml resolves them: resolve.go. */
#include "audit/decoded_parts.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/room.h"
#include "yaml/scalar.h"

static bool has_tag(const struct tree *tree, node_id node, const char *name)
{
	struct span tag = tree_tag(tree, node);
	return span_starts(tag, "tag:yaml.org,2002:") && span_is(span_cut(tag, 18, tag.length), name);
}

static bool is_plain(const struct tree *tree, node_id node)
{
	const struct node *at = tree_node(tree, node);
	return at->style == STYLE_PLAIN && !(at->flags & NODE_TAGGED);
}

bool decode_is_merge(const struct tree *tree, node_id key)
{
	if (tree_kind(tree, key) != NODE_SCALAR || !span_is(tree_text(tree, key), "<<"))
		return false;
	return is_plain(tree, key) || has_tag(tree, key, "merge") || span_is(tree_tag(tree, key), "!");
}

/* The digits of a Go integer literal, and their base. Underlines have been taken away. */
static const char *digits(const char *text, int *ret_base)
{
	static const struct {
		const char *prefix;
		int base;
	} prefixes[] = {{"0x", 16}, {"0X", 16}, {"0o", 8}, {"0O", 8}, {"0b", 2}, {"0B", 2}, {"0", 8}};
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		*ret_base = prefixes[i].base;
		size_t length = strlen(prefixes[i].prefix);
		if (strncmp(text, prefixes[i].prefix, length) == 0 && strlen(text) > length)
			return text + length;
	}
	*ret_base = 10;
	return text;
}

enum { NUMBER_LONGEST = 400 }; /* a double has at most 309 digits before its point; a longer text is judged by its beginning */

static void without_underlines(struct span text, char copy[NUMBER_LONGEST + 1])
{
	size_t length = 0;
	for (size_t i = 0; i < text.length && length < NUMBER_LONGEST; i++)
		if (text.at[i] != '_')
			copy[length++] = text.at[i];
	copy[length] = '\0';
}

bool decode_is_uint64(struct span number)
{
	char copy[NUMBER_LONGEST + 1] = "";
	without_underlines(number, copy);
	if (copy[0] == '-' || scalar_resolve(number) != SCALAR_INT)
		return false;
	int base = 0;
	const char *first = digits(copy + (copy[0] == '+'), &base);
	return strtoull(first, NULL, base) > INT64_MAX;
}

bool decode_is_int64(struct span number)
{
	char copy[32];
	size_t digit = number.length > 0 && number.at[0] == '-' ? 1 : 0;
	if (number.length >= sizeof(copy))
		return false;
	for (size_t i = digit; i < number.length; i++)
		if (!isdigit((unsigned char)number.at[i]))
			return false;
	memcpy(copy, number.at, number.length);
	copy[number.length] = '\0';
	errno = 0;
	strtoll(copy, NULL, 10);
	return errno == 0;
}

bool decode_is_huge(struct span number)
{
	char copy[NUMBER_LONGEST + 1] = "";
	if (span_find(number, "e", 0) == number.length && span_find(number, "E", 0) == number.length)
		return false;
	if (number.length > NUMBER_LONGEST)
		return true; /* in doubt */
	memcpy(copy, number.at, number.length);
	return isinf(strtod(copy, NULL));
}

static bool is_special(struct span text)
{
	return text.length >= 4 && isalpha((unsigned char)text.at[text.length - 1]);
}

/* encoding/json writes a float without a fraction as an integer, if it is below 1e21. */
static uint8_t float_flags(struct span text)
{
	char copy[NUMBER_LONGEST + 1];
	if (is_special(text))
		return VALUE_NO_JSON;
	without_underlines(text, copy);
	double number = strtod(copy, NULL);
	return number == floor(number) && fabs(number) < 9223372036854775807.0 ? VALUE_INT64 : 0;
}

static bool is_true(struct span text)
{
	return text.length > 0 &&
	       (strchr("yYtT", text.at[0]) || ((text.at[0] == 'o' || text.at[0] == 'O') && tolower((unsigned char)text.at[1]) == 'n'));
}

static void set_resolved(struct value *value, enum scalar_type type)
{
	switch (type) {
	case SCALAR_NULL:
		value->kind = VALUE_NULL;
		break;
	case SCALAR_BOOL:
		value->kind = VALUE_BOOL;
		value->flags = is_true(value->text) ? VALUE_TRUE : 0;
		break;
	case SCALAR_INT:
		value->kind = VALUE_NUMBER;
		value->flags = decode_is_uint64(value->text) ? 0 : VALUE_INT64;
		break;
	case SCALAR_FLOAT:
		value->kind = VALUE_NUMBER;
		value->flags = float_flags(value->text);
		break;
	default: /* a timestamp or a merge key that is a value stays a string */
		value->kind = VALUE_STRING;
	}
}

static int decode_binary(struct decoding *decoding, struct value *value)
{
	struct decoded *decoded = decoding->decoded;
	struct buf bytes = BUF_EMPTY;
	struct error ignored;
	value->kind = VALUE_STRING;
	if (base64_decode(value->text, &bytes, &ignored) != 0) {
		buf_release(&bytes);
		return decoding_refuse(decoding, value->node, "this is tagged !!binary, but is no base64");
	}
	if (bytes.failed || !room_make(&decoded->owned, decoded->owned_count, &decoded->owned_capacity, sizeof(*decoded->owned))) {
		buf_release(&bytes);
		return error_memory(decoding->err);
	}
	decoded->owned[decoded->owned_count++] = bytes.at;
	value->text = buf_span(&bytes);
	return 0;
}

static bool tag_agrees(const char *tag, enum scalar_type type)
{
	static const struct {
		const char *tag;
		enum scalar_type type;
	} agreeing[] = {{"null", SCALAR_NULL},   {"bool", SCALAR_BOOL}, {"int", SCALAR_INT},
	                {"float", SCALAR_FLOAT}, {"float", SCALAR_INT}, {"timestamp", SCALAR_TIMESTAMP}};
	for (size_t i = 0; i < sizeof(agreeing) / sizeof(agreeing[0]); i++)
		if (strcmp(agreeing[i].tag, tag) == 0 && agreeing[i].type == type)
			return true;
	return false;
}

int decode_scalar(struct decoding *decoding, node_id node, struct value *ret_value)
{
	static const char *const checked[] = {"null", "bool", "int", "float", "timestamp"};
	const struct tree *tree = decoding->tree;
	struct value value = {.kind = VALUE_STRING, .node = node, .text = tree_text(tree, node)};
	if (is_plain(tree, node))
		set_resolved(&value, scalar_resolve(value.text));
	if (has_tag(tree, node, "binary")) {
		int status = decode_binary(decoding, &value);
		if (status != 0)
			return status;
	}
	for (size_t i = 0; i < sizeof(checked) / sizeof(checked[0]) && tree_node(tree, node)->flags & NODE_TAGGED; i++) {
		enum scalar_type type = scalar_resolve(value.text);
		if (!has_tag(tree, node, checked[i]))
			continue;
		if (!tag_agrees(checked[i], type) || (type == SCALAR_INT && checked[i][0] == 'f' && decode_is_uint64(value.text)))
			return decoding_refuse(decoding, node, "this is tagged !!%s, but is none", checked[i]);
		set_resolved(&value, type);
	}
	*ret_value = value;
	return 0;
}
