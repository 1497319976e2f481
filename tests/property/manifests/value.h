/*
 * value: what a generated manifest says, before it is written in any style; and the memory and the chance it comes from.
 * Nothing here fails: a test that runs out of memory ends.
 */
#ifndef MANIFESTS_VALUE_H
#define MANIFESTS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct world { /* of one case: everything made in it lives until world_release */
	uint64_t state; /* of the generator of random numbers: the same seed, the same manifest */
	struct block *blocks;
};

void world_begin(struct world *world, uint64_t seed);
void world_release(struct world *world);
void *world_alloc(struct world *world, size_t size); /* zeroed */
char *text_make(struct world *world, const char *format, ...) ERROR_PRINTF(2, 3);

uint32_t random_below(struct world *world, uint32_t limit); /* 0 … limit - 1 */
bool chance(struct world *world, uint32_t percent);
#define pick(world, array) ((array)[random_below(world, (uint32_t)(sizeof(array) / sizeof((array)[0])))])

enum value_kind {
	VALUE_TEXT, /* a string, whatever style it is written in */
	VALUE_WORD, /* true, 10, null: written as it is */
	VALUE_LIST,
	VALUE_MAP,
};

struct value {
	enum value_kind kind;
	const char *key; /* in a map */
	const char *text;
	struct value *first, *last, *next;
	size_t count;
};

struct value *value_text(struct world *world, const char *text);
struct value *value_word(struct world *world, const char *word);
struct value *value_list(struct world *world);
struct value *value_map(struct world *world);
struct value *add(struct value *list, struct value *value);                  /* returns VALUE */
struct value *put(struct value *map, const char *key, struct value *value); /* returns VALUE */
struct value *value_get(const struct value *map, const char *key);           /* NULL: no such key */
void value_shuffle(struct world *world, struct value *value); /* the children, in any order */
void value_sort(struct value *map);                           /* by key, as kubeadm writes them */
void value_drop(struct value *map, const char *key);

#endif
