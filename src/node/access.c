#include "node/access.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "base/path.h"
#include "node/root.h"
#include "node/tidy.h"

enum { SEARCH = 1, WRITE = 2, READ = 4 };

struct check {
	const struct access_user *user;
	struct span mounted; /* with the root in front, no link in it */
	bool denied;
};

static bool in_group(const struct access_user *user, gid_t gid)
{
	bool found = user->gid == gid;
	for (size_t i = 0; i < user->group_count && !found; i++)
		found = user->groups[i] == gid;
	return found;
}

/* The first class that fits decides, even if a later one would allow more. */
static bool allowed(const struct access_user *user, const struct stat *status, unsigned wanted)
{
	unsigned shift = user->uid == status->st_uid ? 6 : in_group(user, status->st_gid) ? 3 : 0;
	return user->uid == 0 || (status->st_mode >> shift & wanted) == wanted;
}

static int denied(struct check *check, const char *verb, const char *path, const struct stat *status, struct error *err)
{
	check->denied = true;
	return error_set(err, ERROR_REFUSED, "user %u, as whom the container runs, can't %s %s (mode %04o, owner %u:%u)",
			 (unsigned)check->user->uid, verb, path, (unsigned)status->st_mode & 07777, (unsigned)status->st_uid,
			 (unsigned)status->st_gid);
}

static int see(void *context, const struct root_seen *seen, struct error *err)
{
	struct check *check = context;
	if (!S_ISDIR(seen->status->st_mode) || !path_covers(check->mounted, span_of(seen->path)) ||
	    allowed(check->user, seen->status, SEARCH))
		return 0;
	return denied(check, "enter", seen->path, seen->status, err);
}

static int locate(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, struct error *err)
{
	TEXT_AUTO char *missing = NULL;
	if (root_locate(root, path, guard, ret_place, &missing, err))
		return -1;
	return missing[0] == '\0' ? 0 : error_system(err, ENOENT, "%s/%s", ret_place->path, missing);
}

static int judge(const struct place *place, enum access_wish wish, struct check *check, struct error *err)
{
	struct stat status;
	if (fstatat(place->directory, place->name ? place->name : "", &status, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return error_system(err, errno, "%s", place->path);
	unsigned wanted = wish == ACCESS_READ ? READ : WRITE | SEARCH;
	if (allowed(check->user, &status, wanted))
		return ACCESS_GRANTED;
	return denied(check, wish == ACCESS_READ ? "read" : "make files in", place->path, &status, err);
}

int access_may(const char *root, const char *path, const char *mounted, const struct access_user *user, enum access_wish wish,
               struct error *err)
{
	PLACE_AUTO struct place mount = { 0 };
	PLACE_AUTO struct place place = { 0 };
	if (locate(root, mounted, NULL, &mount, err))
		return -1;
	struct check check = { user, span_of(mount.path), false };
	struct root_guard guard = { see, &check };
	int result = locate(root, path, &guard, &place, err);
	if (result == 0)
		result = judge(&place, wish, &check, err);
	return check.denied ? ACCESS_DENIED : result;
}
