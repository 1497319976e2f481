/*
 * replace: the one writer of the manifest (see "write sequence" in replace.c).
 *
 * States: nothing → temp made (registered) → temp complete and synced → renamed. Leaving any
 * state but the last takes the temp away; after the rename nothing touches the directory again.
 * The message of every failure says what became of the file.
 */
#ifndef KAUDIT_NODE_REPLACE_H
#define KAUDIT_NODE_REPLACE_H

#include "node/file.h"

/* Takes the lock of the manifest's directory (flock) for as long as FILE is open. -1: another run holds it, said so. */
int replace_lock(const struct file *file, struct error *err);

/* Takes away temps (".NAME.kaudit-XXXXXX") that a killed run left. Under the lock only. */
int replace_sweep(const struct file *file, struct error *err);

/*
 * Backup of FILE's content as DIRECTORY/NAME.<UTC time with microseconds> (0600 in 0700, fsynced, a taken name gets
 * a suffix). NOW is passed in. *ret_path: where, with the root; to be freed.
 */
int replace_backup(const struct file *file, const char *root, const char *directory, struct timespec now, char **ret_path, struct error *err);

/* Publishes CONTENT under FILE's name, with owner, mode, xattrs (ACL, SELinux label) of the old one; one rename. */
enum { REPLACE_DONE = 0, REPLACE_UNSYNCED = 1 /* it is new, but the directory's fsync failed: *err says so */ };
int replace_publish(const struct file *file, struct span content, struct error *err);

/* For a signal handler: async-signal-safe; takes the temp of a running replace_publish away, if there is one. */
void replace_abandon(void);

#endif
