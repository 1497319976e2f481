/*
 * verify: two readings agree, or differ by the edits and nothing else (invariant 2).
 *
 * Scalars are equal when they have the same text and the same YAML 1.1 type;
 * mappings when they hold the same entries in the same order (entries put by an edit may stand anywhere).
 */
#ifndef KAUDIT_YAML_VERIFY_H
#define KAUDIT_YAML_VERIFY_H

#include "yaml/edit.h"

/* Two readers, one source: -1, ERROR_REFUSED at the first node that they read differently. */
int verify_same(const struct tree *first, const struct tree *second, struct error *err);

/* RESULT is ORIGINAL with the edits applied: -1, ERROR_BUG at the first node that is not. Node numbers of EDITS are ORIGINAL's. O(n). */
int verify_edited(const struct tree *original, const struct edits *edits, const struct tree *result, struct error *err);

#endif
