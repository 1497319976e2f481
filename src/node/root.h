/*
 * root: find a name below a root, as openat2 with RESOLVE_IN_ROOT does, in steps that a guard sees.
 *
 * Links, absolute ones too, and ".." never lead above the root. The walk is our own on every kernel, because each
 * directory and link on the way has to be judged, which openat2 does not show. Links of /proc that stand for
 * an open file or another process's root are refused (RESOLVE_NO_MAGICLINKS).
 *
 * A root of "" or "/" is the real one; a relative path then starts at the current directory, else at the root.
 */
#ifndef KAUDIT_NODE_ROOT_H
#define KAUDIT_NODE_ROOT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

/* What the walk comes by: a directory that it arrives in (S_ISDIR), or a link in that directory which it is about to follow (S_ISLNK). */
struct root_seen {
	const char *path; /* with the root in front */
	const struct stat *status;
	bool top; /* it is the root itself */
};

/* May be NULL. A guard that returns -1 (with *err filled) ends the walk. */
struct root_guard {
	int (*see)(void *context, const struct root_seen *seen, struct error *err);
	void *context;
};

struct place {
	int directory;    /* open O_PATH|O_DIRECTORY; 0 or -1: closed */
	char *path;       /* no link in it, the root in front; for messages */
	const char *name; /* the last component, in `path`, looked up in `directory`; NULL for the directory itself */
	bool straight;    /* no link led here */
};

#define PLACE_AUTO __attribute__((cleanup(place_release)))
void place_release(struct place *place);

/* Where PATH leads, links followed to the end. Its name need not exist and is no link at that moment; its directory exists. */
int root_find(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, struct error *err);

/*
 * Goes down PATH for as far as it exists: to a directory, or to what else has its last name. *ret_missing: the components that do not
 * exist, "" if all do; to be freed. Refused: a link that leads to something missing.
 */
int root_locate(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, char **ret_missing,
		struct error *err);

/* The same for what has to be a directory: else ENOTDIR. */
int root_reach(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, char **ret_missing,
	       struct error *err);

#endif
