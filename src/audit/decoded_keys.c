/* Keys that an object has twice. Small objects are compared pair by pair, large ones through a table of hashes. */
#include "audit/decoded_parts.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 12 };

static uint32_t hash(struct span text)
{
	uint32_t sum = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < text.length; i++)
		sum = (sum ^ (unsigned char)text.at[i]) * 16777619u;
	return sum ^ sum >> 15;
}

static uint32_t count_keys(const struct value *values, value_id object)
{
	uint32_t count = 0;
	for (value_id key = values[object].child; key; key = values[values[key].next].next)
		count++;
	return count;
}

/* The table holds keys; 0 marks a free place. At least half of it stays free. */
static int clear_table(struct decoding *decoding, uint32_t keys, uint32_t *ret_mask)
{
	uint32_t size = 32;
	while (size < keys * 2)
		size *= 2;
	if (size > decoding->seen_capacity) {
		uint32_t *seen = reallocarray(decoding->seen, size, sizeof(*seen));
		if (!seen)
			return error_memory(decoding->err);
		decoding->seen = seen;
		decoding->seen_capacity = size;
	}
	memset(decoding->seen, 0, size * sizeof(*decoding->seen));
	*ret_mask = size - 1;
	return 0;
}

/* What can't be a key in JSON (null) is another key than the string that looks like it. */
static bool same_key(const struct value *a, const struct value *b)
{
	return span_equal(a->text, b->text) && (a->flags & VALUE_NO_JSON) == (b->flags & VALUE_NO_JSON);
}

/* The place of a key that is the same, or the free one where it would be. */
static uint32_t *find_place(const struct decoding *decoding, uint32_t mask, value_id key)
{
	const struct value *values = decoding->decoded->values;
	uint32_t at = hash(values[key].text) & mask;
	while (decoding->seen[at] && !same_key(&values[decoding->seen[at]], &values[key]))
		at = (at + 1) & mask;
	return &decoding->seen[at];
}

/* A key written over what a merge key gave is the purpose of merge keys; the other way round go-yaml surprises. */
static void tell(struct decoding *decoding, value_id first, value_id second, bool replaced)
{
	const struct value *values = decoding->decoded->values;
	const struct node *where = tree_node(decoding->tree, values[second].node), *before = tree_node(decoding->tree, values[first].node);
	bool merged = values[second].flags & VALUE_MERGED;
	if (values[first].flags & VALUE_MERGED)
		return;
	if (merged)
		findings_add(decoding->findings, SEVERITY_WARNING, "duplicate-key", before->start, before->end - before->start,
		             "a merge key below gives \"%.*s\" again and wins in kube-apiserver; put << first",
		             SPAN_ARG(span_brief(values[second].text)));
	else
		findings_add(decoding->findings, SEVERITY_WARNING, "duplicate-key", where->start, where->end - where->start,
		             "the key \"%.*s\" is there twice; kube-apiserver %s", SPAN_ARG(span_brief(values[second].text)),
		             replaced ? "takes the last one" : "reads the second into what the first has left");
	findings_see(decoding->findings, merged ? where->start : before->start);
}

static value_id find_before(const struct value *values, value_id object, value_id key)
{
	for (value_id before = values[object].child; before != key; before = values[values[before].next].next)
		if (values[before].node != 0 && same_key(&values[before], &values[key]))
			return before;
	return 0;
}

/* A key without a node is one that was replaced. */
static void drop_marked(struct value *values, value_id object)
{
	value_id *link = &values[object].child;
	while (*link) {
		value_id key = *link, value = values[key].next;
		if (values[key].node == 0)
			*link = values[value].next;
		else
			link = &values[value].next;
	}
}

int decode_repeated(struct decoding *decoding, value_id object, bool replace)
{
	struct value *values = decoding->decoded->values;
	uint32_t keys = count_keys(values, object), mask = 0;
	bool dropped = false;
	if (keys > FEW && clear_table(decoding, keys, &mask) != 0)
		return -1;
	for (value_id key = values[object].child; key; key = values[values[key].next].next) {
		uint32_t *place = mask ? find_place(decoding, mask, key) : NULL;
		value_id before = place ? *place : find_before(values, object, key);
		if (place)
			*place = key;
		if (!before)
			continue;
		tell(decoding, before, key, replace);
		if (replace)
			values[before].node = 0;
		dropped |= replace;
	}
	if (dropped)
		drop_marked(values, object);
	return 0;
}
