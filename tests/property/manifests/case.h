/*
 * case: one generated manifest with its wishes, and everything that has to hold for it.
 */
#ifndef MANIFESTS_CASE_H
#define MANIFESTS_CASE_H

#include "model.h"

enum case_outcome { CASE_EDITED, CASE_NOTHING, CASE_REFUSED, CASE_OUTCOMES };

struct generated {
	struct world world;
	struct model model;
	struct buf source;
};

struct verdict {
	enum case_outcome outcome;
	struct buf result;     /* the bytes after the edit; with CASE_NOTHING those before it */
	struct buf complaints; /* empty: all is well */
};

#define GENERATED_AUTO __attribute__((cleanup(generated_release)))
#define VERDICT_AUTO __attribute__((cleanup(verdict_release)))

void generate(uint64_t seed, struct generated *ret_generated);
void generated_release(struct generated *generated);

void case_run(const struct generated *generated, struct verdict *ret_verdict);
void verdict_release(struct verdict *verdict);

/*
 * What pod-oracle -json said of the files that `keep` made: FILE<TAB>ok and the pod, or FILE<TAB>error: …, for SEED.in and SEED.out.
 * Prints what is wrong. Counts the pairs into *passed and *failed.
 */
bool oracle_judge(const char *path, size_t *passed, size_t *failed);

#endif
