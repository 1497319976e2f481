#include "node/obstacle.h"

#include <fcntl.h>
#include <string.h>

#include "node/tidy.h"

#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

/* The attributes that WHAT (name in the directory; "" for the directory itself) is known to have. */
static uint64_t attributes(const struct file *file, const char *name)
{
	struct statx status;
	if (statx(file->directory, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE, &status))
		return 0;
	return status.stx_attributes & status.stx_attributes_mask;
}

int obstacle_check(const struct file *file, struct error *err)
{
	uint64_t own = attributes(file, file->name), above = attributes(file, "");
	if (own & STATX_ATTR_MOUNT_ROOT)
		return error_set(err, ERROR_REFUSED,
				 "%s is mounted over another file (bind mount), so no new file can take its place; edit the file that is "
				 "mounted there",
				 file->path);
	if (own & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND))
		return error_set(err, ERROR_REFUSED, "%s is protected against changes; if it shall change: chattr -i -a", file->path);
	if (above & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND))
		return error_set(err, ERROR_REFUSED, "the directory of %s is protected against changes; if it shall change: chattr -i -a",
				 file->path);
	if (!faccessat(file->directory, ".", W_OK | X_OK, AT_EACCESS))
		return 0;
	if (errno == EROFS)
		return error_system(err, errno, "%s can't be replaced", file->path);
	if (errno == EACCES || errno == EPERM)
		return error_system(err, errno, "the directory of %s can't be written; try as root", file->path);
	return 0;
}
