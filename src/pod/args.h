/*
 * args: the API server's words as flags, read as kube-apiserver reads them.
 *
 * Source: github.com/spf13/pflag parsing with WordSepNormalizeFunc: '_' equals '-';
 * `--name=value`, `--name value` (a bool never takes the next word, any other flag takes it whatever it is); of a
 * single-valued flag the last occurrence counts; `--` ends the flags; `-v 2` is a shorthand and never ours.
 *
 * Only the audit flags' types are known here. A foreign flag without '=' is taken to own the next word unless that begins with '-':
 * a word that looks like a flag is always read as one (pflag would give it to a foreign flag that is no bool; nobody writes that).
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
	bool canonical;     /* `--name=value` in one element, in dashes; a bool also `--name` */
};

struct args {
	struct use *uses; /* in order of appearance */
	size_t count;
	const struct use *in_force[FLAG_LIMIT]; /* by flag_index; NULL: not given */
	size_t end; /* words before this one are flags (a `--` or the end) */
};

#define ARGS_EMPTY ((struct args){ 0 })
#define ARGS_AUTO __attribute__((cleanup(args_release)))

/* -1: an audit flag at the very end without its value, with a place. */
int args_read(const struct manifest *manifest, struct args *ret_args, struct error *err);
void args_release(struct args *args);

/*
 * A flag that is none of auditing and takes a value, by its name in dashes. args_value gives the one in force (the last).
 * args_next_value goes through all of them (--feature-gates adds up): *word is 0 at first, and then where to go on.
 * *ret_word (unless NULL): the index of the word that holds the value. false: not given.
 */
bool args_value(const struct manifest *manifest, const struct args *args, const char *name, struct span *ret_value, size_t *ret_word);
bool args_next_value(const struct manifest *manifest, const struct args *args, const char *name, size_t *word, struct span *ret_value,
		     size_t *ret_word);

#endif
