/*
 * args: the API server's words as flags, read as kube-apiserver reads them.
 *
 * Source: github.com/spf13/pflag parsing with WordSepNormalizeFunc: '_' equals '-';
 * `--name=value`, `--name value` (a bool never takes the next word); of a single-valued flag the last
 * occurrence counts; `--` ends the flags. Only audit flags and --feature-gates need to be told apart;
 * whether a foreign flag takes the next word is judged by the word: one that begins with '-' is a flag.
 */
#ifndef KAUDIT_POD_ARGS_H
#define KAUDIT_POD_ARGS_H

#include "audit/flags.h"
#include "pod/manifest.h"

struct use { /* one occurrence of an audit flag */
	const struct flag *flag;
	size_t word, words; /* index into manifest->words, and how many it takes: 1 or 2 */
	struct span name;   /* as written, without dashes */
	struct span value;  /* "true" for a bool without one */
	bool counts;        /* the last of its name: the one in force */
	bool canonical;     /* `--name=value` in one element, in dashes */
};

struct args {
	struct use *uses; /* in order of appearance */
	size_t count;
	const struct use *in_force[FLAG_LIMIT]; /* by flag_index; NULL: not given */
	size_t end; /* words before this one are flags (a `--` or the end) */
};

#define ARGS_EMPTY ((struct args){ 0 })

int args_read(const struct manifest *manifest, struct args *ret_args, struct error *err);
void args_release(struct args *args);

#endif
