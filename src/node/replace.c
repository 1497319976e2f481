/*
 * The write sequence. Until step 7 nothing but the temp is touched, and it is taken away again; after it nothing
 * touches the directory.
 *
 *   1  temp made in the manifest's own directory, named with a dot, known to the signal handler
 *   2  written
 *   3  owner, ACL, label, mode: on the descriptor, before the rename, since the kubelet sees a later chmod as another change
 *   4  synced
 *   5  closed, and that checked; opened again and read back
 *   6  the name is still the file that was read
 *   7  renamed: the one event that the kubelet sees
 *   8  directory synced
 *
 * Between 6 and 7 another writer that takes no lock can still be overwritten: no system call compares and renames at once.
 */
#include "node/replace.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "node/attributes.h"
#include "node/obstacle.h"
#include "node/temp.h"
#include "node/tidy.h"

static int unchanged(struct error *err)
{
	return error_append(err, "; unchanged");
}

static int lock_directory(const struct file *file, int *ret_lock, struct error *err)
{
	FD_AUTO int fd = RETRY(openat(file->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0)
		return error_system(err, errno, "can't open the directory of %s", file->path);
	if (RETRY(flock(fd, LOCK_EX | LOCK_NB)))
		return errno == EWOULDBLOCK
			       ? error_set(err, ERROR_REFUSED, "another run is at work on %s; try again when it has ended", file->path)
			       : error_system(err, errno, "can't lock the directory of %s", file->path);
	*ret_lock = fd;
	fd = -1;
	return 0;
}

int replace_lock(struct file *file, struct error *err)
{
	FD_AUTO int lock = -1;
	if (obstacle_check(file, err) || lock_directory(file, &lock, err))
		return unchanged(err);
	if (temp_sweep(file->directory, file->name, err)) {
		error_wrap(err, "the directory of %s", file->path);
		return unchanged(err);
	}
	fd_release(&file->lock);
	file->lock = lock;
	lock = -1;
	return 0;
}

static int still_the_same(const struct file *file, struct error *err)
{
	int same = file_unchanged(file, err);
	if (same < 0)
		return -1;
	return same ? 0 : error_set(err, ERROR_REFUSED, "it is no longer the file that was read; run again to work on what is there now");
}

static int prepare(struct temp *temp, const struct file *file, struct span content, struct error *err)
{
	if (temp_write(temp, content, err) || attributes_copy(file->fd, &file->status, temp->out, err) || temp_seal(temp, content, err))
		return -1;
	return still_the_same(file, err);
}

/* An errno says little about mounts and protected files. */
static void explain(const struct file *file, struct error *err)
{
	struct error seen;
	if ((err->errnum == EBUSY || err->errnum == EPERM || err->errnum == EACCES || err->errnum == EROFS) && obstacle_check(file, &seen))
		*err = seen;
	else
		error_wrap(err, "%s", file->path);
}

static int give_up(struct temp *temp, const struct file *file, struct error *err)
{
	explain(file, err);
	temp_discard(temp, err);
	return unchanged(err);
}

/* FILE becomes the new one. The rename has set its ctime, so it is looked at once more. */
static int adopt(struct temp *temp, struct file *file, struct error *err)
{
	struct stat status;
	fd_release(&file->fd);
	file->fd = temp->in;
	temp->in = -1;
	if (fstat(file->fd, &status))
		return error_system(err, errno, "can't look at %s", file->path);
	file->status = status;
	file->id = file_id_of(&status);
	return 0;
}

static int settle(struct temp *temp, struct file *file, struct error *err)
{
	if (adopt(temp, file, err)) {
		error_append(err, "; it is the new file, though");
		return REPLACE_UNSYNCED;
	}
	if (RETRY(fsync(file->lock))) {
		error_system(err, errno, "%s is new, but may not outlast a power failure: can't sync its directory", file->path);
		return REPLACE_UNSYNCED;
	}
	return REPLACE_DONE;
}

static int allowed(const struct file *file, struct span content, struct error *err)
{
	if (file->lock <= 0 || file->fd <= 0)
		return error_set(err, ERROR_BUG, "%s was to be written without having been read under the lock", file->path);
	if (content.length > FILE_MAX_BYTES)
		return error_set(err, ERROR_REFUSED, "%s would be over 10 MiB; the kubelet reads nothing that long", file->path);
	return 0;
}

int replace_publish(struct file *file, struct span content, struct error *err)
{
	struct temp temp = { .out = -1, .in = -1 };
	if (allowed(file, content, err))
		return unchanged(err);
	if (temp_make(file->directory, file->name, &temp, err) || prepare(&temp, file, content, err) ||
	    temp_replace(&temp, file->name, err))
		return give_up(&temp, file, err);
	return settle(&temp, file, err);
}

static int take_away(struct file *file, const struct place *watched, const char *name, struct error *err)
{
	FD_AUTO int directory = RETRY(openat(watched->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (directory < 0)
		return error_system(err, errno, "can't open %s", watched->path);
	if (unlinkat(directory, name, 0))
		return error_system(err, errno, "can't take %s away", file->path);
	if (RETRY(fsync(directory)) == 0)
		return REPLACE_DONE;
	error_system(err, errno, "%s is gone, but may be back after a power failure: can't sync its directory", file->path);
	return REPLACE_UNSYNCED;
}

int replace_remove(struct file *file, struct error *err)
{
	PLACE_AUTO struct place watched = { 0 };
	const char *name;
	if (allowed(file, SPAN_EMPTY, err) || still_the_same(file, err) || file_watched(file, &watched, &name, err))
		return unchanged(err);
	int result = take_away(file, &watched, name, err);
	return result < 0 ? unchanged(err) : result;
}

bool replace_abandon(void)
{
	return temp_abandon();
}
