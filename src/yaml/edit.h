/*
 * edit: what to change in a tree, said in nodes and values; made into bytes in
 * the document's own style. Knows YAML and JSON, nothing of Kubernetes.
 *
 * An edit's value is JSON text: a string, true, or an object or array of those.
 * It is written the way its neighbours are: block or flow, their indentation,
 * flush or indented sequences, the key order of sibling mappings, quotes, line
 * ends, spaces after '-' and around flow brackets.
 */
#ifndef KAUDIT_YAML_EDIT_H
#define KAUDIT_YAML_EDIT_H

#include "yaml/splice.h"
#include "yaml/tree.h"

enum edit_op {
	EDIT_SET,    /* replace the scalar, or the empty or null collection, `node` by the value */
	EDIT_INSERT, /* put the value into the sequence `node`, behind its item `after` (0: in front of all) */
	EDIT_PUT,    /* put the entry `key`: value into the mapping `node`: in order if its keys are sorted, else at its end */
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
 * The edits as byte changes, sorted. Refused with a place: an edit at an
 * alias, inside an anchored node that an alias shares, in a mapping with a
 * merge key, or where the style can't be kept (`? key`, a tab as indentation).
 * Sequences whose items are all removed must be removed by their key instead: ERROR_BUG.
 */
int edits_render(const struct tree *tree, const struct edits *edits, struct changes *ret_changes, struct error *err);

#endif
