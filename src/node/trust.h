/*
 * trust: who else could change what a path stands for.
 *
 * Root and the effective user are trusted, nobody else. Modes tell of ACLs too: an entry that lets somebody
 * write is held back by the mask, and the mask shows as the group's bits.
 */
#ifndef KAUDIT_NODE_TRUST_H
#define KAUDIT_NODE_TRUST_H

#include "node/root.h"

/* Refused: a file that belongs to, or can be written by, anybody else. OWNER may own it, too; 0: nobody more. */
int trust_file(const char *path, const struct stat *status, uid_t owner, struct error *err);

/* Refused: a directory in which anybody else can make, take away or rename a name; sticky or not. */
int trust_directory(const char *path, const struct stat *status, struct error *err);

/*
 * Guards for a walk; the root itself is not judged.
 *
 * trust_way: every directory on the way belongs to the trusted and is written by them only, or is sticky (as /tmp: others cannot
 * touch what is not theirs), and what is a link in a sticky one belongs to the trusted.
 * trust_links: only the latter, for ways through directories that distributions give to a group (/var/log). A link
 * that others could have put there is refused, as the kernel does with fs.protected_symlinks.
 */
struct trust {
	bool way;    /* judge the directories too */
	bool shared; /* set on the way: others can make names in the directory that was reached */
};
struct root_guard trust_way(struct trust *context);
struct root_guard trust_links(struct trust *context);

#endif
