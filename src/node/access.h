/*
 * access: could a user that a container runs as read a host's file, or make files in a host's directory?
 *
 * Decided from owner, group and mode bits alone: ACLs, labels, user namespaces and read-only mounts are not seen; uid 0 may always. Directories above
 * the one that is mounted don't count: a mount leads past them.
 */
#ifndef KAUDIT_NODE_ACCESS_H
#define KAUDIT_NODE_ACCESS_H

#include <sys/types.h>

#include "base/error.h"

struct access_user {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* supplementary ones */
	size_t group_count;
};

enum access_wish {
	ACCESS_READ,      /* read the file */
	ACCESS_MAKE_FILES /* make and rename files in the directory */
};

/*
 * MOUNTED: the host path of the mount, PATH itself or a directory above it. ACCESS_DENIED: *err says what stands in the way and what
 * would be right. -1: PATH can't be looked at.
 */
enum { ACCESS_GRANTED = 0, ACCESS_DENIED = 1 };
int access_may(const char *root, const char *path, const char *mounted, const struct access_user *user, enum access_wish wish, struct error *err);

#endif
