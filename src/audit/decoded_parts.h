/* decoded_parts: what decoded's own files share. */
#ifndef KAUDIT_AUDIT_DECODED_PARTS_H
#define KAUDIT_AUDIT_DECODED_PARTS_H

#include "audit/decoded.h"

struct decoding {
	struct decoded *decoded;
	const struct tree *tree;
	struct findings *findings;
	struct error *err;
	uint8_t *open;  /* one bit for each node: an alias that is being followed */
	uint32_t *seen; /* see decoded_keys.c */
	uint32_t seen_capacity;
	uint64_t decodes, alias_decodes; /* go-yaml's own counts */
	uint32_t alias_depth, depth;
};

struct decode_list { /* an array or object while it is filled */
	value_id parent, last;
};

void decode_append(struct decoding *decoding, struct decode_list *list, value_id child);

/* Each returns 0, or -1: no memory (err is set), or 1: an error was added to the findings. */
int decoding_add(struct decoding *decoding, struct value value, value_id *ret_value);
int decoding_refuse(struct decoding *decoding, node_id node, const char *format, ...) ERROR_PRINTF(3, 4);

/* A node, and all below it. */
int decode_yaml(struct decoding *decoding, node_id node, value_id *ret_value);

/* A scalar of YAML as a value, by its tag and text. */
int decode_scalar(struct decoding *decoding, node_id node, struct value *ret_value);
bool decode_is_merge(const struct tree *tree, node_id key);

/* Whether a number as JSON writes it is an integer within Go's int64. */
bool decode_is_int64(struct span number);

/* Whether a number as JSON writes it has an exponent, and no double has room for it. */
bool decode_is_huge(struct span number);

/* Whether an integer, as YAML writes it, is above Go's int64: sigs.k8s.io/yaml takes no such key. */
bool decode_is_uint64(struct span number);

/* Says which keys an object has twice; with REPLACE it takes those away that a later one replaces. */
int decode_repeated(struct decoding *decoding, value_id object, bool replace);

#endif
