#include "node/backup.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "node/create.h"
#include "node/directory.h"
#include "node/tidy.h"
#include "node/trust.h"

enum { MAX_SUFFIX = 99 };

static int unchanged(struct error *err)
{
	return error_append(err, "; unchanged");
}

static int dated_name(const struct file *file, struct timespec now, bool undone, struct buf *name, struct error *err)
{
	struct tm utc;
	if (!gmtime_r(&now.tv_sec, &utc))
		return error_system(err, errno, "can't tell the date of the backup");
	buf_printf(name, "%s.%04d%02d%02dT%02d%02d%02d.%06ldZ%s", file->name, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		   utc.tm_min, utc.tm_sec, now.tv_nsec / 1000, undone ? BACKUP_UNDONE : "");
	return buf_check(name, err);
}

/* Under NAME, or NAME with the first suffix that is free; NAME becomes that. */
static int write_under(const struct place *place, const struct file *file, struct buf *name, struct error *err)
{
	static const struct create wish = { .mode = 0600, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	size_t plain = name->length;
	for (int suffix = 0; suffix <= MAX_SUFFIX; suffix++) {
		if (suffix > 0) {
			name->length = plain;
			buf_printf(name, ".%d", suffix);
			if (buf_check(name, err))
				return -1;
		}
		int result = create_in(place, file->name, name->at, &wish, buf_span(&file->content), err);
		if (result != CREATE_TAKEN)
			return result;
	}
	return -1;
}

int backup_check(const struct file *file, const char *directory, struct error *err)
{
	struct trust trust;
	const struct root_guard guard = trust_way(&trust);
	bool missing;
	int inside = directory_find(file, directory, &guard, &missing, err);
	if (inside > 0)
		return error_set(err, ERROR_REFUSED,
				 "%s%s lies in the manifest's directory, where the kubelet would run a backup; name a place elsewhere",
				 file->root, directory);
	return inside;
}

int backup_make(const struct file *file, const char *directory, struct timespec now, bool undone, char **ret_path, struct error *err)
{
	static const struct directory wish = { .mode = 0700, .uid = (uid_t)-1, .gid = (gid_t)-1, .trusted = true };
	PLACE_AUTO struct place place = { 0 };
	BUF_AUTO struct buf name = BUF_EMPTY, path = BUF_EMPTY;
	if (dated_name(file, now, undone, &name, err) || backup_check(file, directory, err) ||
	    directory_make(file->root, directory, &wish, &place, err) < 0 || write_under(&place, file, &name, err)) {
		error_wrap(err, "no backup");
		return unchanged(err);
	}
	buf_printf(&path, "%s%s%s", place.path, strcmp(place.path, "/") == 0 ? "" : "/", name.at);
	if (buf_check(&path, err))
		return unchanged(err);
	*ret_path = path.at;
	path = BUF_EMPTY;
	return 0;
}
