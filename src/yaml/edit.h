/*
 * edit: what to change in a tree, said in nodes and values; made into bytes in
 * the document's own style. Knows YAML and JSON, nothing of Kubernetes.
 *
 * An edit's value is JSON text: a string, true, or an object or array of those.
 * It is written the way its neighbours are: block or flow, their indentation,
 * flush or indented sequences, the key order of sibling mappings, quotes, line
 * ends, spaces after '-' and around flow brackets.
 *
 * A new item or entry comes right behind the last line of the one before it. Comment lines that are indented
 * deeper than it belong to what is before it; others that follow stay behind it. In front of all others it comes above
 * the comment lines that stand right above the first (they speak of that one), except at the root (they may be the file's head).
 * What is put in and then removed leaves the original bytes.
 */
#ifndef KAUDIT_YAML_EDIT_H
#define KAUDIT_YAML_EDIT_H

#include "yaml/splice.h"
#include "yaml/tree.h"

enum edit_op {
	EDIT_SET,    /* replace the scalar, or the empty or null collection, `node` by the value */
	EDIT_INSERT, /* put the value into the sequence `node`, behind its item `after` (0: in front of all) */
	EDIT_PUT,    /* put the entry `key`: value into the mapping `node`: in order if its keys (two or more) are sorted, else at its end */
	EDIT_REMOVE, /* take away `node`, an item of a sequence or the KEY of an entry, with its line and the comment on it */
};

struct edit {
	enum edit_op op;
	node_id node, after;
	char *key;        /* EDIT_PUT; owned */
	struct buf value; /* JSON; owned */
};

struct edits {
	struct edit *list;
	size_t count, capacity;
};

#define EDITS_EMPTY ((struct edits){ 0 })

/* VALUE is taken over (and emptied) in any case. KEY is copied. Edits of one place are written in the order in which they were added. */
int edits_add(struct edits *edits, enum edit_op op, node_id node, node_id after, const char *key, struct buf *value, struct error *err);
void edits_release(struct edits *edits);

/*
 * The edits as byte changes, sorted. EDIT_INSERT and EDIT_PUT also fill an empty or null collection. Refused with a place: an edit at an
 * alias, inside an anchored node that an alias shares, in a mapping with a merge key, at a tag that the value can't have, or where
 * the style can't be kept (`? key`, a pair without brackets in a flow list, a comment inside of empty brackets, a block
 * scalar that would take up the lines behind it). Edits that contradict each other are a bug of the caller's (ERROR_BUG), as is
 * removing all items of a sequence: remove its key instead.
 */
int edits_render(const struct tree *tree, const struct edits *edits, struct changes *ret_changes, struct error *err);

#endif
