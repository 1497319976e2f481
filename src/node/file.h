/*
 * file: open and read a file without being fooled, and know it again.
 *
 * Every path is taken below a root ("" or "/": the real one): symlinks, absolute ones too, resolve inside it
 * (openat2 RESOLVE_IN_ROOT; a walk of our own where the kernel lacks it).
 */
#ifndef KAUDIT_NODE_FILE_H
#define KAUDIT_NODE_FILE_H

#include <sys/stat.h>

#include "base/buf.h"

#define FILE_MAX_BYTES (10u << 20)

struct file_id { /* which file a name meant, and its state */
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime, ctime;
};

struct file {
	int directory;       /* open O_DIRECTORY; -1 when closed; the caller may flock it */
	char *path;          /* where the file really lies (links followed), with the root; for messages */
	char *name;          /* its last component, in `directory` */
	struct file_id id;
	struct stat status;
	struct buf content;
};

#define FILE_AUTO __attribute__((cleanup(file_release)))

/*
 * Opens PATH below ROOT, checks and reads it whole. Refused: not a regular file, over
 * FILE_MAX_BYTES, changed while being read; with JUDGE_OWNER also one that others than root and its owner can write.
 * Never blocks (O_NONBLOCK) and never follows a link that is put in place between check and open.
 */
int file_load(const char *root, const char *path, bool judge_owner, struct file *ret_file, struct error *err);
void file_release(struct file *file);

/* Whether the name still means the file as it was read. 1 yes, 0 no, -1 error. */
int file_unchanged(const struct file *file, struct error *err);

#endif
