/*
 * backups: what backup_make has kept of a manifest: listed, and the oldest taken away.
 *
 * A backup is a regular file with exactly such a name as backup_make gives; anything else in the directory is passed over. Manifests of the
 * same name in different directories are not told apart.
 */
#ifndef KAUDIT_NODE_BACKUPS_H
#define KAUDIT_NODE_BACKUPS_H

#include <stddef.h>

#include "node/root.h"

struct backup {
	char *path;    /* with the root; owned */
	char made[28]; /* by its name, in RFC 3339: "2026-01-02T03:04:05.123456Z" */
	bool undone;   /* it is what a restore replaced */
	unsigned suffix;
	off_t size;
};

struct backups {
	struct place directory; /* closed if there is none */
	struct backup *list;    /* the newest first */
	size_t count;
};

#define BACKUPS_AUTO __attribute__((cleanup(backups_release)))

/* Those of the manifest NAME in DIRECTORY below ROOT. A directory that is missing has none. Refused: one that others could exchange (trust_way). */
int backups_list(const char *root, const char *directory, const char *name, struct backups *ret_backups, struct error *err);
void backups_release(struct backups *backups);

/*
 * Takes the oldest away: the KEEP newest stay, and the very first. GONE hears of each one that went, the oldest first. Refused: a
 * directory in which others can make names. On -1 some may be gone.
 */
typedef int backup_gone(void *context, const char *path, struct error *err);
int backups_prune(const struct backups *backups, size_t keep, backup_gone *gone, void *context, struct error *err);

#endif
