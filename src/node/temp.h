/*
 * temp: a dot-named file that becomes another one in a single step, or goes away.
 *
 * The kubelet ignores names that begin with a dot. One temp at a time is known to temp_abandon.
 */
#ifndef KAUDIT_NODE_TEMP_H
#define KAUDIT_NODE_TEMP_H

#include <limits.h>

#include "node/file.h"

struct temp {
	int directory;           /* borrowed */
	char name[NAME_MAX + 1]; /* ".NAME.kaudit-" and 16 random hex digits */
	int out;                 /* open for writing until temp_seal */
	int in;                  /* open for reading from temp_seal on */
};

/* An empty one (0600) for the file NAME in DIRECTORY. The others take it to be written in this order. */
int temp_make(int directory, const char *name, struct temp *ret_temp, struct error *err);
int temp_write(struct temp *temp, struct span content, struct error *err);

/* Synced, closed without a complaint, and read back: what is on the disk is CONTENT. */
int temp_seal(struct temp *temp, struct span content, struct error *err);

/* Takes the place of NAME, whatever that is. Afterwards only `in` is left of it. */
int temp_replace(struct temp *temp, const char *name, struct error *err);

/* Becomes NAME if that name is free; TEMP_TAKEN: it is not, *err says so. */
enum { TEMP_DONE = 0, TEMP_TAKEN = 1 };
int temp_become(struct temp *temp, const char *name, struct error *err);

/* Closes and takes away what is left. -1: the name could not be taken away; adds so to *err, which holds the reason why the temp was given up. */
int temp_discard(struct temp *temp, struct error *err);

/* Takes away the temps for NAME that killed runs left. The caller holds the directory's lock. */
int temp_sweep(int directory, const char *name, struct error *err);

/* For a signal handler: async-signal-safe; takes the name of the present temp away. False: there is none, or it is renamed already. */
bool temp_abandon(void);

#endif
