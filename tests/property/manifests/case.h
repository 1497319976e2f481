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
	struct buf reason;     /* CASE_REFUSED: place and words */
};

#define GENERATED_AUTO __attribute__((cleanup(generated_release)))
#define VERDICT_AUTO __attribute__((cleanup(verdict_release)))

void generate(uint64_t seed, struct generated *ret_generated);
void generated_release(struct generated *generated);

void case_run(const struct generated *generated, struct verdict *ret_verdict);
/* The same for a file that nobody generated: whatever it is, HAZARD_ANY. */
void case_run_source(struct span source, const struct wishes *wishes, enum hazard hazard, struct verdict *ret_verdict);
void verdict_release(struct verdict *verdict);

/* CONTENT as FOLDER/NUMBER.SUFFIX. */
bool keep(const char *folder, uint64_t number, const char *suffix, const struct buf *content);
bool read_whole(const char *path, struct buf *ret_content);

/* Files with the default wishes; sources and results of those that are edited are kept. Status as of main. */
int run_files(const char *folder, char *const paths[], size_t count);

/*
 * What pod-oracle -json said of the files that were kept: FILE<TAB>ok and the pod, or FILE<TAB>error: …, for NUMBER.in and NUMBER.out.
 * The number is the seed, from which the wishes come, unless GENERATED is false: then they are the defaults.
 * Prints what is wrong. Counts the pairs into *passed and *failed.
 */
bool oracle_judge(const char *path, bool generated, size_t *passed, size_t *failed);

#endif
