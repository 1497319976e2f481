#include "node/attributes.h"

#include <stdbool.h>
#include <string.h>
#include <sys/xattr.h>

#include "node/tidy.h"

static const char acl[] = "system.posix_acl_access";

struct copy {
	int from, to;
	char list[XATTR_LIST_MAX];
	char value[XATTR_SIZE_MAX], present[XATTR_SIZE_MAX];
};

#define COPY_AUTO __attribute__((cleanup(copy_release)))

static struct copy *copy_new(int from, int to)
{
	struct copy *copy = malloc(sizeof(*copy));
	if (copy) {
		copy->from = from;
		copy->to = to;
	}
	return copy;
}

static void copy_release(struct copy **copy)
{
	free(*copy);
}

/* IMA and EVM sign the content and the inode: the kernel makes new ones. A capability is for programs. The rest is the file system's own
 * business. */
static bool wanted(const char *name)
{
	static const char *const made_by_kernel[] = { "security.ima", "security.evm", "security.capability" };
	for (size_t i = 0; i < sizeof(made_by_kernel) / sizeof(made_by_kernel[0]); i++)
		if (strcmp(name, made_by_kernel[i]) == 0)
			return false;
	return strncmp(name, "security.", 9) == 0 || strncmp(name, "system.", 7) == 0 || strncmp(name, "user.", 5) == 0;
}

/* One that is equal already (a label given by policy) needs no right to set it. */
static int copy_one(struct copy *copy, const char *name, struct error *err)
{
	ssize_t length = fgetxattr(copy->from, name, copy->value, sizeof(copy->value));
	if (length < 0)
		return errno == ENODATA || errno == ENOTSUP ? 0 : error_system(err, errno, "can't read the attribute %s", name);
	ssize_t present = fgetxattr(copy->to, name, copy->present, sizeof(copy->present));
	if (present == length && memcmp(copy->value, copy->present, (size_t)length) == 0)
		return 0;
	if (fsetxattr(copy->to, name, copy->value, (size_t)length, 0) && errno != ENOTSUP)
		return error_system(err, errno, "can't keep the attribute %s", name);
	return 0;
}

static int copy_all(int from, int to, struct error *err)
{
	bool acl_copied = false;
	COPY_AUTO struct copy *copy = copy_new(from, to);
	if (!copy)
		return error_memory(err);
	ssize_t length = flistxattr(from, copy->list, sizeof(copy->list));
	if (length < 0)
		return error_system(err, errno, "can't list the attributes");
	for (ssize_t at = 0; at < length; at += (ssize_t)strlen(copy->list + at) + 1) {
		const char *name = copy->list + at;
		acl_copied |= strcmp(name, acl) == 0;
		if (wanted(name) && copy_one(copy, name, err))
			return -1;
	}
	return acl_copied;
}

static int copy_attributes(int from, int to, struct error *err)
{
	ssize_t length = flistxattr(from, NULL, 0); /* most files have none */
	if (length < 0 && errno != ENOTSUP)
		return error_system(err, errno, "can't list the attributes");
	int acl_copied = length > 0 ? copy_all(from, to, err) : 0;
	/* A default ACL of the directory has given the new file one of its own. */
	if (acl_copied == 0 && fremovexattr(to, acl) && errno != ENODATA && errno != ENOTSUP)
		return error_system(err, errno, "can't take away the ACL that the directory gives");
	return acl_copied < 0 ? -1 : 0;
}

int attributes_copy(int from, const struct stat *status, int to, struct error *err)
{
	struct stat given;
	if (fchown(to, status->st_uid, status->st_gid))
		return error_system(err, errno, "can't keep the owner %u:%u", (unsigned)status->st_uid, (unsigned)status->st_gid);
	if (copy_attributes(from, to, err))
		return -1;
	/* Last: the mode's group bits are the ACL's mask, and this sets both to what they were. */
	if (fchmod(to, status->st_mode & 07777))
		return error_system(err, errno, "can't keep the mode %04o", (unsigned)status->st_mode & 07777);
	if (fstat(to, &given))
		return error_system(err, errno, "can't look at the temporary file");
	if (given.st_uid != status->st_uid || given.st_gid != status->st_gid || given.st_mode != status->st_mode)
		return error_set(err, ERROR_REFUSED, "the file system doesn't keep owner and mode (%u:%u %04o)", (unsigned)status->st_uid,
				 (unsigned)status->st_gid, (unsigned)status->st_mode & 07777);
	return 0;
}
