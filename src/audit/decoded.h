/*
 * decoded: what kube-apiserver has of a policy's text before it looks at any key: JSON values.
 *
 * Sources: gopkg.in/yaml.v2 decode.go and resolve.go (tags, aliases, merge keys, the limit on aliases), sigs.k8s.io/yaml (YAML to
 * JSON), encoding/json. A key given twice: in YAML the last one replaces the first, in JSON both stay, since there the
 * second is decoded over the first.
 */
#ifndef KAUDIT_AUDIT_DECODED_H
#define KAUDIT_AUDIT_DECODED_H

#include "audit/findings.h"
#include "yaml/tree.h"

#define DECODED_DEPTH_MAX 10000 /* encoding/json, scanner.go: maxNestingDepth; reached through aliases only */

enum value_kind { VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_STRING, VALUE_ARRAY, VALUE_OBJECT };

enum value_flag {
	VALUE_TRUE = 1,    /* of a bool */
	VALUE_INT64 = 2,   /* a number that fits a Go int64 */
	VALUE_NO_JSON = 4, /* internal: a number that JSON has no word for (.nan), or that is no key */
	VALUE_HUGE = 16,   /* a number of JSON with an exponent that no double has room for */
	VALUE_MERGED = 8,  /* internal: a key that came from a merge key */
};

typedef uint32_t value_id; /* 0: none */

struct value {
	uint8_t kind, flags;
	node_id node;         /* where it stands; for an alias: what it stands for */
	value_id next, child; /* an object's children alternate: key, value; keys are strings */
	struct span text;     /* of a string, or of a key */
};

struct decoded {
	const struct tree *tree;
	struct value *values; /* values[0] is not used */
	uint32_t count, capacity;
	value_id root;
	char **owned; /* texts that are neither in the source nor in the tree (!!binary) */
	uint32_t owned_count, owned_capacity;
};

#define DECODED_EMPTY ((struct decoded){0})
#define DECODED_AUTO __attribute__((cleanup(decoded_release)))

/* DECODED_REFUSED: kube-apiserver can't make JSON of it; an error was added to FINDINGS. -1: no memory. */
enum { DECODED_DONE = 0, DECODED_REFUSED = 1 };
int decoded_make(const struct tree *tree, bool json, struct decoded *ret_decoded, struct findings *findings, struct error *err);
void decoded_release(struct decoded *decoded);

#endif
