/*
 * suggest: "did you mean …?"
 *
 * The distance is that of optimal string alignment: insert, drop, replace, or swap two neighbours.
 */
#ifndef KAUDIT_BASE_SUGGEST_H
#define KAUDIT_BASE_SUGGEST_H

#include "base/buf.h"

struct suggest { /* the best so far; begin with SUGGEST_FOR(word) */
	struct span word;
	const char *best; /* NULL: nothing is near enough */
	size_t distance;
};

#define SUGGEST_FOR(text) ((struct suggest){.word = (text), .distance = SIZE_MAX})

/* Takes CANDIDATE if it is nearer than the best so far and near enough: at most a third of its letters differ. Upper and lower case are the
 * same. */
void suggest_offer(struct suggest *suggest, const char *candidate);

#endif
