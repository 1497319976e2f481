/* create: a file that must not exist yet, complete or not at all. */
#ifndef KAUDIT_NODE_CREATE_H
#define KAUDIT_NODE_CREATE_H

#include <sys/types.h>

#include "base/buf.h"
#include "node/root.h"

struct create {
	mode_t mode;
	uid_t uid; /* (uid_t)-1: the effective one */
	gid_t gid;
};

/*
 * Writes CONTENT as PATH below ROOT. The directory must be there and safe (trust_way); a link at PATH is followed.
 * CREATE_TAKEN: something has that name already, untouched; *err says so. The text of a failure ends in "; nothing was written".
 */
enum { CREATE_DONE = 0, CREATE_TAKEN = 1 };
int create_file(const char *root, const char *path, const struct create *wish, struct span content, struct error *err);

/*
 * The same in a DIRECTORY that is open, and without judging it: NAME by a temp that is called after LABEL; temps of that label which a killed
 * run left go away. With CREATE_TAKEN, too, *err says so.
 */
int create_in(const struct place *directory, const char *label, const char *name, const struct create *wish, struct span content,
	      struct error *err);

#endif
