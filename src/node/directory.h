/* directory: make one below a root, and tell whether one lies in another. */
#ifndef KAUDIT_NODE_DIRECTORY_H
#define KAUDIT_NODE_DIRECTORY_H

#include "node/file.h"

struct directory {
	mode_t mode; /* of the last one; parents that are missing become 0755 of the effective user */
	uid_t uid;   /* of the last one; (uid_t)-1: the effective one */
	gid_t gid;
	bool trusted; /* refuse a way that others could change (trust_way); else only links that others could have put there (trust_links) */
};

/*
 * Makes PATH below ROOT, and its parents, synced. One that is there is left as it is. Refused: something else of that name, and a link
 * that leads to nothing. *ret_place, if not NULL: the directory, to be released.
 */
enum { DIRECTORY_THERE = 0, DIRECTORY_MADE = 1 };
int directory_make(const char *root, const char *path, const struct directory *wish, struct place *ret_place, struct error *err);

/*
 * Whether PATH (below FILE's root, existing or not) is or lies in the directory of FILE: the one that the kubelet watches, or, if
 * that holds a link, its target's. Judged by device and inode, upwards from the last directory on PATH that exists. 1 yes, 0 no, -1 error.
 */
int directory_holds(const struct file *file, const char *path, struct error *err);

/* The same of what has to be a directory (else ENOTDIR), with a guard of the way there, or NULL. *ret_missing: it does not exist yet. */
int directory_find(const struct file *file, const char *path, const struct root_guard *guard, bool *ret_missing, struct error *err);

#endif
