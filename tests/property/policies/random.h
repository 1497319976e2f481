/* random: numbers that a seed determines (splitmix64). */
#ifndef KAUDIT_TEST_RANDOM_H
#define KAUDIT_TEST_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
	uint64_t bits = random->state += 0x9E3779B97F4A7C15u;
	bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9u;
	bits = (bits ^ bits >> 27) * 0x94D049BB133111EBu;
	return bits ^ bits >> 31;
}

static inline size_t random_below(struct random *random, size_t limit)
{
	return limit ? (size_t)(random_next(random) % limit) : 0;
}

static inline bool random_one_in(struct random *random, size_t count)
{
	return random_below(random, count) == 0;
}

#endif
