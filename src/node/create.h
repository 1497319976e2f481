/* create: a file that must not exist yet, complete or not at all. */
#ifndef KAUDIT_NODE_CREATE_H
#define KAUDIT_NODE_CREATE_H

#include <sys/types.h>

#include "base/buf.h"

struct create {
	mode_t mode;
	uid_t uid; /* (uid_t)-1: the effective one */
	gid_t gid;
};

/*
 * Writes CONTENT as PATH below ROOT. The directory must be there and safe (trust_way); a link at PATH is followed.
 * CREATE_TAKEN: something has that name already, untouched. The text of a failure ends in "; nothing was written".
 */
enum { CREATE_DONE = 0, CREATE_TAKEN = 1 };
int create_file(const char *root, const char *path, const struct create *wish, struct span content, struct error *err);

#endif
