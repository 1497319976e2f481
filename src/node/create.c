#include "node/create.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

#include "base/path.h"
#include "node/temp.h"
#include "node/tidy.h"
#include "node/trust.h"

enum { LOCK_TRIES = 50, LOCK_PAUSE_NS = 20000000 }; /* one second: whoever holds it writes one small file */

static int nothing_written(struct error *err)
{
	return error_append(err, "; nothing was written");
}

/* Two runs may write different files here, so it is waited for; but not for ever, since the holder may be no run of ours. */
static int lock_directory(const struct place *directory, int *ret_lock, struct error *err)
{
	FD_AUTO int fd = RETRY(openat(directory->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0)
		return error_system(err, errno, "can't open %s", directory->path);
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB); i++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_system(err, errno, "can't lock %s", directory->path);
		if (i == LOCK_TRIES)
			return error_set(err, ERROR_REFUSED, "another program holds the lock of %s; try again when it has ended",
					 directory->path);
		nanosleep(&(struct timespec){ .tv_nsec = LOCK_PAUSE_NS }, NULL);
	}
	*ret_lock = fd;
	fd = -1;
	return 0;
}

/* Owner before mode, since chown takes bits away. */
static int dress(const struct temp *temp, const struct create *wish, struct error *err)
{
	if ((wish->uid != (uid_t)-1 || wish->gid != (gid_t)-1) && fchown(temp->out, wish->uid, wish->gid))
		return error_system(err, errno, "can't give it to %u:%u", (unsigned)wish->uid, (unsigned)wish->gid);
	return fchmod(temp->out, wish->mode) ? error_system(err, errno, "can't set its mode") : 0;
}

static int write_as(struct temp *temp, const char *name, const struct create *wish, struct span content, struct error *err)
{
	if (temp_write(temp, content, err) || dress(temp, wish, err) || temp_seal(temp, content, err))
		return -1;
	return temp_become(temp, name, err);
}

static int create_locked(int directory, const char *label, const char *name, const struct create *wish, struct span content,
                         struct error *err)
{
	struct temp temp = { .out = -1, .in = -1 };
	if (temp_sweep(directory, label, err) || temp_make(directory, label, &temp, err))
		return -1;
	int result = write_as(&temp, name, wish, content, err);
	int left = temp_discard(&temp, err);
	if (result != CREATE_DONE)
		return left ? -1 : result;
	if (RETRY(fsync(directory)) == 0)
		return CREATE_DONE;
	error_system(err, errno, "can't sync the directory");
	if (unlinkat(directory, name, 0))
		error_append(err, "; it can't be taken away again");
	return -1;
}

int create_in(const struct place *directory, const char *label, const char *name, const struct create *wish, struct span content,
              struct error *err)
{
	FD_AUTO int lock = -1;
	if (lock_directory(directory, &lock, err))
		return -1;
	int result = create_locked(lock, label, name, wish, content, err);
	if (result != CREATE_DONE)
		error_wrap(err, "can't make %s in %s", name, directory->path);
	return result;
}

int create_file(const char *root, const char *path, const struct create *wish, struct span content, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	struct trust trust;
	struct root_guard guard = trust_way(&trust);
	if (root_find(root, path, &guard, &place, err))
		return nothing_written(err);
	TEXT_AUTO char *directory = span_dup(path_directory(span_of(place.path)));
	struct place above = { .directory = place.directory, .path = directory };
	int result = directory ? create_in(&above, place.name, place.name, wish, content, err) : error_memory(err);
	return result < 0 ? nothing_written(err) : result;
}
