/*
 * generate: audit policies and requests at random, most of them good, some with one thing wrong.
 *
 * Values come from small pools, so that rules overlap and requests meet them.
 */
#ifndef KAUDIT_TEST_GENERATE_H
#define KAUDIT_TEST_GENERATE_H

#include "audit/match.h"
#include "random.h"

/* A policy in YAML (block, flow) or JSON, with its faults in what it says: types, names, keys, tags, aliases. */
void generate_policy(struct random *random, struct buf *out);

/* Changes bytes of a policy, a few at a time: what a slip of the editor does, and what a fuzzer does. */
void mutate_bytes(struct random *random, struct buf *text);

struct generated_request {
	struct request request;
	struct span groups[3];
};

void generate_request(struct random *random, struct generated_request *out);

#endif
