/*
 * splice: bytes + sorted changes → bytes. Whatever no change names is copied (invariant 1).
 */
#ifndef KAUDIT_YAML_SPLICE_H
#define KAUDIT_YAML_SPLICE_H

#include "base/buf.h"

struct change {
	uint32_t at, drop; /* replace [at, at + drop) of the source… */
	struct buf text;   /* …by these bytes; owned */
};

struct changes {
	struct change *list; /* in the order of `at`; those at one place stay in the order in which they were added; none overlap */
	size_t count, capacity;
};

#define CHANGES_EMPTY ((struct changes){ 0 })

/* Adds a change; TEXT is taken over (and emptied) in any case. -1: no memory. */
int changes_add(struct changes *changes, uint32_t at, uint32_t drop, struct buf *text, struct error *err);
/* Sorts by place (stable). -1 with ERROR_BUG when two overlap or one lies outside SOURCE_LENGTH. */
int changes_sort(struct changes *changes, size_t source_length, struct error *err);
void changes_release(struct changes *changes);

int changes_apply(struct span source, const struct changes *changes, struct buf *ret_result, struct error *err);

#endif
