/*
 * replace: the one writer of the manifest (see "write sequence" in replace.c).
 *
 * The text of every failure ends in "; unchanged", and it is.
 */
#ifndef KAUDIT_NODE_REPLACE_H
#define KAUDIT_NODE_REPLACE_H

#include "node/file.h"

/*
 * Takes the lock of the file's directory (flock) for as long as FILE is open, and the temps away that a killed run left
 * there. Best between file_find and file_read, else file_unchanged has to be asked after it. -1: another run holds the lock, or what obstacle_check sees.
 */
int replace_lock(struct file *file, struct error *err);

/*
 * Publishes CONTENT under FILE's name, with owner, mode, ACL and label of the old file; one rename. Needs the lock. Refused: the
 * name is no longer the file as it was read.
 *
 * Afterwards FILE is the new file (fd, id, status), but its `content` stays what was read: so
 * replace_publish(file, buf_span(&file->content), …) puts the old bytes back, if nobody else has written meanwhile.
 */
enum {
	REPLACE_DONE = 0,
	REPLACE_UNSYNCED = 1, /* it is new, but may not outlast a power failure: *err says why */
};
int replace_publish(struct file *file, struct span content, struct error *err);

/*
 * Takes the name away that FILE was asked for under (of a link: the link). Needs the lock. Refused: it is no longer the file as it was read. REPLACE_UNSYNCED as
 * above.
 */
int replace_remove(struct file *file, struct error *err);

/* For a signal handler: async-signal-safe; takes the temp of a running replace_publish, backup_make or create_file away. False: there
 * is none, or it has its name already. */
bool replace_abandon(void);

#endif
