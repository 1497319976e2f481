#include "node/trust.h"

#include <unistd.h>

static bool trusted(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

static bool others_write(const struct stat *status)
{
	return (status->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

static int foreign(const char *path, const struct stat *status, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s belongs to user %u, who could change it at any time; it should belong to root", path,
			 (unsigned)status->st_uid);
}

static int writable(const char *path, const struct stat *status, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s can be written by %s (mode %04o); nobody but its owner should (chmod go-w)", path,
			 status->st_mode & S_IWOTH ? "everybody" : "a group", (unsigned)status->st_mode & 07777);
}

static int judge(const char *path, const struct stat *status, uid_t owner, struct error *err)
{
	if (!trusted(status->st_uid) && (owner == 0 || status->st_uid != owner))
		return foreign(path, status, err);
	return others_write(status) ? writable(path, status, err) : 0;
}

int trust_file(const char *path, const struct stat *status, uid_t owner, struct error *err)
{
	return judge(path, status, owner, err);
}

int trust_directory(const char *path, const struct stat *status, struct error *err)
{
	return judge(path, status, 0, err) ? error_wrap(err, "a directory that is not safe") : 0;
}

static int see(void *context, const struct root_seen *seen, struct error *err)
{
	struct trust *trust = context;
	if (S_ISLNK(seen->status->st_mode))
		return trust->shared && !trusted(seen->status->st_uid) ? foreign(seen->path, seen->status, err) : 0;
	trust->shared = others_write(seen->status) || !trusted(seen->status->st_uid);
	if (!trust->way || seen->top || !trust->shared)
		return 0;
	if (trusted(seen->status->st_uid) && (seen->status->st_mode & S_ISVTX))
		return 0;
	return trust_directory(seen->path, seen->status, err);
}

struct root_guard trust_way(struct trust *context)
{
	*context = (struct trust){ .way = true };
	return (struct root_guard){ see, context };
}

struct root_guard trust_links(struct trust *context)
{
	*context = (struct trust){ .way = false };
	return (struct root_guard){ see, context };
}
