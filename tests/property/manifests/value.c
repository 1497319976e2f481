#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	_Alignas(16) char bytes[];
};

void world_begin(struct world *world, uint64_t seed)
{
	*world = (struct world){ .state = seed * 0x9E3779B97F4A7C15u + 0x1234567 };
	for (int i = 0; i < 4; i++)
		random_below(world, 2);
}

void world_release(struct world *world)
{
	while (world->blocks) {
		struct block *next = world->blocks->next;
		free(world->blocks);
		world->blocks = next;
	}
}

void *world_alloc(struct world *world, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);
	if (!block) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	block->next = world->blocks;
	world->blocks = block;
	return block->bytes;
}

char *text_make(struct world *world, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	size_t length = (size_t)vsnprintf(NULL, 0, format, args);
	char *text = world_alloc(world, length + 1);
	vsnprintf(text, length + 1, format, again);
	va_end(again);
	va_end(args);
	return text;
}

/* Marsaglia's xorshift64*. */
uint32_t random_below(struct world *world, uint32_t limit)
{
	uint64_t x = world->state ? world->state : 1;
	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	world->state = x;
	return (uint32_t)(((x * 0x2545F4914F6CDD1Du) >> 32) % limit);
}

bool chance(struct world *world, uint32_t percent)
{
	return random_below(world, 100) < percent;
}

static struct value *make(struct world *world, enum value_kind kind, const char *text)
{
	struct value *value = world_alloc(world, sizeof(*value));
	value->kind = kind;
	value->text = text;
	return value;
}

struct value *value_text(struct world *world, const char *text)
{
	return make(world, VALUE_TEXT, text);
}

struct value *value_word(struct world *world, const char *word)
{
	return make(world, VALUE_WORD, word);
}

struct value *value_list(struct world *world)
{
	return make(world, VALUE_LIST, NULL);
}

struct value *value_map(struct world *world)
{
	return make(world, VALUE_MAP, NULL);
}

struct value *add(struct value *list, struct value *value)
{
	if (list->last)
		list->last->next = value;
	else
		list->first = value;
	list->last = value;
	list->count++;
	return value;
}

struct value *put(struct value *map, const char *key, struct value *value)
{
	value->key = key;
	return add(map, value);
}

struct value *value_get(const struct value *map, const char *key)
{
	struct value *value = map->first;
	while (value && strcmp(value->key, key) != 0)
		value = value->next;
	return value;
}

/* Takes the children out, one after the other as CHOOSE says, and puts them back in that order. */
static void rearrange(struct world *world, struct value *value, bool sort)
{
	struct value from = *value;
	value->first = value->last = NULL;
	value->count = 0;
	for (size_t left = from.count; left > 0; left--) {
		struct value **at = &from.first;
		for (uint32_t skip = sort ? 0 : random_below(world, (uint32_t)left); skip > 0; skip--)
			at = &(*at)->next;
		for (struct value **other = at; sort && *other; other = &(*other)->next)
			if (strcmp((*other)->key, (*at)->key) < 0)
				at = other;
		struct value *taken = *at;
		*at = taken->next;
		taken->next = NULL;
		add(value, taken);
	}
}

void value_shuffle(struct world *world, struct value *value)
{
	rearrange(world, value, false);
}

void value_sort(struct value *map)
{
	rearrange(NULL, map, true);
}

void value_drop(struct value *map, const char *key)
{
	struct value from = *map;
	map->first = map->last = NULL;
	map->count = 0;
	for (struct value *child = from.first, *next; child; child = next) {
		next = child->next;
		child->next = NULL;
		if (strcmp(child->key, key) != 0)
			add(map, child);
	}
}
