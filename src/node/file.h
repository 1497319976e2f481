/*
 * file: open and read a file without being fooled, and know it again.
 *
 * Every path is taken below a root ("" or "/": the real one); links, absolute ones too, resolve inside it (node/root).
 */
#ifndef KAUDIT_NODE_FILE_H
#define KAUDIT_NODE_FILE_H

#include <sys/stat.h>

#include "base/buf.h"
#include "node/root.h"

#define FILE_MAX_BYTES (10u << 20)

struct file_id { /* which file a name meant, and its state */
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime, ctime;
};

/* Whom to trust, below the root: root and the effective user (node/trust). */
enum file_trust {
	FILE_ANY,      /* judge nothing */
	FILE_TRUSTED,  /* refuse a file that others could change or swap: its owner and mode, and every directory on the way; sticky ones pass */
	FILE_MANIFEST, /* and one in whose directory others could put a file beside it, sticky or not: the kubelet would run that */
};

/* Descriptors that are 0 or -1 are closed ones. */
struct file {
	char *root;       /* without '/' at its end; "" is the real one */
	char *given;      /* the path asked for, below the root */
	char *path;       /* where the file really lies (links followed), with the root; for messages */
	const char *name; /* its last component, in `path`; looked up in `directory` */
	int directory;    /* open O_PATH */
	int fd;           /* the file, open for reading: keeps its inode number from being used again */
	int lock;         /* the directory, open and locked, between replace_lock and file_release */
	bool straight;    /* the path asked for leads through no link */
	enum file_trust trust;
	uid_t owner;      /* may own the file, too, whatever `trust`; to be set before file_read; 0: nobody more */
	struct file_id id;
	struct stat status;
	struct buf content;
};

#define FILE_AUTO __attribute__((cleanup(file_release)))

/*
 * file_find and file_read. Refused: no such file, not a regular file, over FILE_MAX_BYTES, changed while it was
 * read, and what TRUST says. A link is followed: `path` is then its target. Never blocks, and never
 * follows a link that is put in place between check and open.
 */
int file_load(const char *root, const char *path, enum file_trust trust, struct file *ret_file, struct error *err);

/* The first half: finds the file's directory and name and judges the way there. The name need not exist. */
int file_find(const char *root, const char *path, enum file_trust trust, struct file *ret_file, struct error *err);

/* The second half: opens, judges and reads. Fills fd, id, status, content; again, if they were filled. */
int file_read(struct file *file, struct error *err);

void file_release(struct file *file); /* closes everything, the lock too */

/*
 * The directory in which the file was asked for: the one that the kubelet watches. It is another than `directory` if the name asked for is
 * a link. *ret_name: that name, borrowed from FILE.
 */
int file_watched(const struct file *file, struct place *ret_directory, const char **ret_name, struct error *err);

/* Whether the path that was asked for still means the file as it was read. 1 yes, 0 no (gone, too), -1 error. */
int file_unchanged(const struct file *file, struct error *err);

struct file_id file_id_of(const struct stat *status);
bool file_id_equal(const struct file_id *a, const struct file_id *b);

#endif
