#include "node/file.h"

#include <fcntl.h>
#include <string.h>

#include "base/path.h"
#include "node/tidy.h"
#include "node/trust.h"

struct file_id file_id_of(const struct stat *status)
{
	return (struct file_id){ status->st_dev, status->st_ino, status->st_size, status->st_mtim, status->st_ctim };
}

static bool time_equal(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool file_id_equal(const struct file_id *a, const struct file_id *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size && time_equal(a->mtime, b->mtime) &&
	       time_equal(a->ctime, b->ctime);
}

void file_release(struct file *file)
{
	text_release(&file->root);
	text_release(&file->given);
	text_release(&file->path);
	fd_release(&file->directory);
	fd_release(&file->fd);
	fd_release(&file->lock);
	buf_release(&file->content);
	*file = (struct file){ 0 };
}

static int duplicate(const struct file *file, struct place *ret_directory, struct error *err)
{
	PLACE_AUTO struct place place = { .path = span_dup(path_directory(span_of(file->path))), .straight = true };
	if (!place.path)
		return error_memory(err);
	place.directory = fcntl(file->directory, F_DUPFD_CLOEXEC, 0);
	if (place.directory < 0)
		return error_system(err, errno, "can't look at %s", place.path);
	*ret_directory = place;
	place = (struct place){ 0 };
	return 0;
}

int file_watched(const struct file *file, struct place *ret_directory, const char **ret_name, struct error *err)
{
	const char *slash = strrchr(file->given, '/');
	const char *name = slash ? slash + 1 : file->given;
	if (file->straight && strcmp(name, file->name) == 0) {
		*ret_name = file->name;
		return duplicate(file, ret_directory, err);
	}
	TEXT_AUTO char *directory = slash ? span_dup(span_from(file->given, (size_t)(slash - file->given) + 1)) : strdup(".");
	TEXT_AUTO char *missing = NULL;
	PLACE_AUTO struct place place = { 0 };
	if (!directory)
		return error_memory(err);
	if (root_reach(file->root, directory, NULL, &place, &missing, err))
		return -1;
	if (missing[0] != '\0')
		return error_set(err, ERROR_REFUSED, "%s is gone", directory);
	*ret_directory = place;
	*ret_name = name;
	place = (struct place){ 0 };
	return 0;
}

/* Where others can make names, they can give the kubelet something to run. */
static int judge_directories(const struct file *file, struct error *err)
{
	struct stat status;
	PLACE_AUTO struct place watched = { 0 };
	const char *name;
	TEXT_AUTO char *directory = span_dup(path_directory(span_of(file->path)));
	if (!directory)
		return error_memory(err);
	if (fstat(file->directory, &status))
		return error_system(err, errno, "can't look at %s", directory);
	if (trust_directory(directory, &status, err) || file_watched(file, &watched, &name, err))
		return -1;
	if (fstat(watched.directory, &status))
		return error_system(err, errno, "can't look at %s", watched.path);
	return trust_directory(watched.path, &status, err);
}

int file_find(const char *root, const char *path, enum file_trust trust, struct file *ret_file, struct error *err)
{
	FILE_AUTO struct file file = { .trust = trust };
	struct span top = span_of(root);
	while (span_ends(top, "/"))
		top.length--;
	file.root = span_dup(top);
	file.given = strdup(path);
	if (!file.root || !file.given)
		return error_memory(err);
	struct trust way;
	struct root_guard guard = trust_way(&way);
	struct place place;
	if (root_find(root, path, trust == FILE_ANY ? NULL : &guard, &place, err))
		return -1;
	file.path = place.path;
	file.name = place.name;
	file.directory = place.directory;
	file.straight = place.straight;
	if (trust == FILE_MANIFEST && judge_directories(&file, err))
		return -1;
	*ret_file = file;
	file = (struct file){ 0 };
	return 0;
}

static int judge(const struct file *file, const struct stat *status, struct error *err)
{
	if (!S_ISREG(status->st_mode))
		return error_set(err, ERROR_REFUSED, "%s is %s, not a regular file", file->path,
				 S_ISDIR(status->st_mode)   ? "a directory"
				 : S_ISLNK(status->st_mode) ? "a link since a moment ago"
							    : "a device, pipe or socket");
	if (status->st_size > FILE_MAX_BYTES)
		return error_set(err, ERROR_REFUSED, "%s is over 10 MiB (%lld bytes); nothing that long is read", file->path,
				 (long long)status->st_size);
	return file->trust == FILE_ANY ? 0 : trust_file(file->path, status, file->owner, err);
}

/* The status is judged before the file is opened, since opening some devices does something, and once more after, since it may be another.
 */
static int open_judged(const struct file *file, struct stat *ret_status, struct error *err)
{
	struct stat status;
	if (fstatat(file->directory, file->name, &status, AT_SYMLINK_NOFOLLOW))
		return error_system(err, errno, "%s", file->path);
	if (judge(file, &status, err))
		return -1;
	FD_AUTO int fd = RETRY(openat(file->directory, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
	if (fd < 0)
		return error_system(err, errno, "can't open %s", file->path);
	if (fstat(fd, &status))
		return error_system(err, errno, "can't look at %s", file->path);
	if (judge(file, &status, err))
		return -1;
	int opened = fd;
	fd = -1;
	*ret_status = status;
	return opened;
}

static int changed_meanwhile(const struct file *file, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "%s changed while it was read; try again", file->path);
}

/* Everything that STATUS promises, and not a byte more: the room of the terminating byte shows whether there is one. */
static int read_whole(const struct file *file, int fd, const struct stat *status, struct buf *content, struct error *err)
{
	struct stat after;
	size_t size = (size_t)status->st_size;
	buf_reserve(content, size);
	if (content->capacity <= size)
		return error_memory(err);
	for (ssize_t got = 1; got > 0 && content->length <= size; content->length += got > 0 ? (size_t)got : 0) {
		got = RETRY(read(fd, content->at + content->length, size + 1 - content->length));
		if (got < 0)
			return error_system(err, errno, "can't read %s", file->path);
	}
	if (content->length > size)
		return changed_meanwhile(file, err);
	content->at[size] = '\0';
	if (fstat(fd, &after))
		return error_system(err, errno, "can't look at %s", file->path);
	struct file_id was = file_id_of(status), is = file_id_of(&after);
	if (content->length != size || !file_id_equal(&was, &is))
		return changed_meanwhile(file, err);
	return buf_check(content, err);
}

int file_read(struct file *file, struct error *err)
{
	struct stat status;
	BUF_AUTO struct buf content = BUF_EMPTY;
	FD_AUTO int fd = open_judged(file, &status, err);
	if (fd < 0 || read_whole(file, fd, &status, &content, err))
		return -1;
	fd_release(&file->fd);
	buf_release(&file->content);
	file->fd = fd;
	file->content = content;
	file->status = status;
	file->id = file_id_of(&status);
	fd = -1;
	content = BUF_EMPTY;
	return 0;
}

int file_load(const char *root, const char *path, enum file_trust trust, struct file *ret_file, struct error *err)
{
	FILE_AUTO struct file file = { 0 };
	if (file_find(root, path, trust, &file, err) || file_read(&file, err))
		return -1;
	*ret_file = file;
	file = (struct file){ 0 };
	return 0;
}

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether the path that was asked for still leads to the same name in the same directory: a link or a directory on the way can be exchanged, too. */
static int leads_there(const struct file *file, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	struct stat was, is;
	if (root_find(file->root, file->given, NULL, &place, err))
		return err->errnum == ENOENT || err->errnum == ENOTDIR ? 0 : -1;
	if (fstat(file->directory, &was) || fstat(place.directory, &is))
		return error_system(err, errno, "can't look at the directory of %s", file->path);
	return same_inode(&was, &is) && strcmp(file->name, place.name) == 0;
}

int file_unchanged(const struct file *file, struct error *err)
{
	struct stat status;
	int leads = leads_there(file, err);
	if (leads <= 0)
		return leads;
	if (fstatat(file->directory, file->name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : error_system(err, errno, "can't look at %s", file->path);
	struct file_id is = file_id_of(&status);
	return S_ISREG(status.st_mode) && file_id_equal(&file->id, &is);
}
