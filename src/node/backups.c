#include "node/backups.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/room.h"
#include "node/backup.h"
#include "node/tidy.h"
#include "node/trust.h"

struct listing { /* while the directory is read */
	struct backups *backups;
	const char *name;
	uint32_t capacity;
};

void backups_release(struct backups *backups)
{
	for (size_t i = 0; i < backups->count; i++)
		free(backups->list[i].path);
	free(backups->list);
	place_release(&backups->directory);
	*backups = (struct backups){ .directory.directory = -1 };
}

/* ---- names ---- */

/* Goes past DIGITS digits that say a number from LEAST to MOST. */
static bool take_number(const char **at, unsigned digits, unsigned least, unsigned most)
{
	unsigned number = 0;
	for (unsigned i = 0; i < digits; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		number = number * 10 + (unsigned)(**at - '0');
	}
	return number >= least && number <= most;
}

static bool take_text(const char **at, const char *text)
{
	size_t length = strlen(text);
	if (strncmp(*at, text, length) != 0)
		return false;
	*at += length;
	return true;
}

/* ".1" to ".99", or nothing, and then the end. */
static bool take_suffix(const char *at, unsigned *ret_suffix)
{
	*ret_suffix = 0;
	if (*at == '\0')
		return true;
	size_t digits = strlen(at) - 1;
	for (const char *digit = at + 1; *digit >= '0' && *digit <= '9' && *ret_suffix < 100; digit++)
		*ret_suffix = *ret_suffix * 10 + (unsigned)(*digit - '0');
	return *at == '.' && at[1] != '0' && digits >= 1 && digits <= 2 && strspn(at + 1, "0123456789") == digits;
}

/* The time as it stands in a name: 20260102T030405.123456Z. */
static bool take_time(const char **at)
{
	return take_number(at, 4, 0, 9999) && take_number(at, 2, 1, 12) && take_number(at, 2, 1, 31) && take_text(at, "T") &&
	       take_number(at, 2, 0, 23) && take_number(at, 2, 0, 59) && take_number(at, 2, 0, 60) && take_text(at, ".") &&
	       take_number(at, 6, 0, 999999) && take_text(at, "Z");
}

/* Whether ENTRY is a backup of NAME; *backup gets what its name says. */
static bool read_name(const char *entry, const char *name, struct backup *backup)
{
	const char *at = entry;
	if (!take_text(&at, name) || !take_text(&at, "."))
		return false;
	const char *time = at;
	if (!take_time(&at))
		return false;
	backup->undone = take_text(&at, BACKUP_UNDONE);
	snprintf(backup->made, sizeof(backup->made), "%.4s-%.2s-%.2sT%.2s:%.2s:%.9sZ", time, time + 4, time + 6, time + 9, time + 11, time + 13);
	return take_suffix(at, &backup->suffix);
}

/* The newest first; names of the same moment as they were given. */
static int by_age(const void *a, const void *b)
{
	const struct backup *one = a, *other = b;
	int order = strcmp(other->made, one->made);
	if (order == 0)
		order = (int)other->suffix - (int)one->suffix;
	return order ? order : (int)other->undone - (int)one->undone;
}

/* ---- the directory ---- */

static int add(struct listing *listing, const char *entry, struct error *err)
{
	struct backups *backups = listing->backups;
	const char *directory = backups->directory.path;
	struct backup backup = { 0 };
	struct stat status;
	if (!read_name(entry, listing->name, &backup))
		return 0;
	if (fstatat(backups->directory.directory, entry, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : error_system(err, errno, "can't look at %s/%s", directory, entry);
	if (!S_ISREG(status.st_mode))
		return 0;
	if (!room_make(&backups->list, (uint32_t)backups->count, &listing->capacity, sizeof(*backups->list)))
		return error_memory(err);
	BUF_AUTO struct buf path = BUF_EMPTY;
	buf_printf(&path, "%s%s%s", directory, strcmp(directory, "/") == 0 ? "" : "/", entry);
	if (buf_check(&path, err))
		return -1;
	backup.path = path.at;
	backup.size = status.st_size;
	path = BUF_EMPTY;
	backups->list[backups->count++] = backup;
	return 0;
}

static int read_entries(struct listing *listing, DIR *entries, struct error *err)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(entries);
		if (!entry)
			return errno ? error_system(err, errno, "can't list %s", listing->backups->directory.path) : 0;
		if (add(listing, entry->d_name, err))
			return -1;
	}
}

static int read_directory(struct backups *backups, const char *name, struct error *err)
{
	struct listing listing = { backups, name, 0 };
	LISTING_AUTO DIR *entries = listing_open(backups->directory.directory);
	if (!entries)
		return error_system(err, errno, "can't list %s", backups->directory.path);
	int result = read_entries(&listing, entries, err);
	if (result == 0 && backups->count > 0)
		qsort(backups->list, backups->count, sizeof(*backups->list), by_age);
	return result;
}

int backups_list(const char *root, const char *directory, const char *name, struct backups *ret_backups, struct error *err)
{
	BACKUPS_AUTO struct backups backups = { .directory.directory = -1 };
	TEXT_AUTO char *missing = NULL;
	struct trust trust;
	struct root_guard guard = trust_way(&trust);
	if (root_reach(root, directory, &guard, &backups.directory, &missing, err))
		return -1;
	if (missing[0])
		place_release(&backups.directory);
	else if (read_directory(&backups, name, err))
		return -1;
	*ret_backups = backups;
	backups = (struct backups){ .directory.directory = -1 };
	return 0;
}

/* ---- the oldest ---- */

/* By its name in the directory, whatever has become of the way there. Only a regular file goes. */
static int take_away(const struct backups *backups, const struct backup *backup, struct error *err)
{
	const char *name = strrchr(backup->path, '/') + 1;
	struct stat status;
	if (fstatat(backups->directory.directory, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : error_system(err, errno, "can't look at %s", backup->path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_REFUSED, "%s is no regular file any more", backup->path);
	if (unlinkat(backups->directory.directory, name, 0) && errno != ENOENT)
		return error_system(err, errno, "can't remove %s", backup->path);
	return 0;
}

int backups_prune(const struct backups *backups, size_t keep, backup_gone *gone, void *context, struct error *err)
{
	struct stat status;
	if (keep == 0 || backups->count <= keep + 1)
		return 0;
	if (fstat(backups->directory.directory, &status))
		return error_system(err, errno, "can't look at %s", backups->directory.path);
	if (trust_directory(backups->directory.path, &status, err))
		return -1;
	for (size_t i = backups->count - 1; i-- > keep;)
		if (take_away(backups, &backups->list[i], err) || gone(context, backups->list[i].path, err))
			return -1;
	return 0;
}
