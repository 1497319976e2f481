#include "node/temp.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>

#include "node/tidy.h"

enum { RANDOM_DIGITS = 16, TRIES = 8 };

static const char hex_digits[] = "0123456789abcdef";

/* What the signal handler takes away. `armed` guards the rest: it is 0 while they change. */
static struct {
	volatile sig_atomic_t armed;
	volatile int directory;
	char name[NAME_MAX + 1];
} present;

static void disarm(void)
{
	present.armed = 0;
	atomic_signal_fence(memory_order_seq_cst);
}

static void arm(const struct temp *temp)
{
	disarm();
	present.directory = temp->directory;
	memcpy(present.name, temp->name, sizeof(present.name));
	atomic_signal_fence(memory_order_seq_cst);
	present.armed = 1;
}

bool temp_abandon(void)
{
	int errnum = errno;
	bool was_there = present.armed && unlinkat(present.directory, present.name, 0) == 0;
	present.armed = 0;
	errno = errnum;
	return was_there;
}

/* Long names are cut: the temp's has to fit too. */
static size_t temp_prefix(const char *name, char prefix[NAME_MAX + 1])
{
	return (size_t)snprintf(prefix, NAME_MAX + 1, ".%.*s.kaudit-", NAME_MAX - RANDOM_DIGITS - (int)sizeof(".kaudit-"), name);
}

static int temp_name(struct temp *temp, const char *name, struct error *err)
{
	unsigned char random[RANDOM_DIGITS / 2];
	size_t at = temp_prefix(name, temp->name);
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return error_system(err, errno, "can't get random bytes for a temporary file's name");
	for (size_t i = 0; i < sizeof(random); i++) {
		temp->name[at++] = hex_digits[random[i] >> 4];
		temp->name[at++] = hex_digits[random[i] & 15];
	}
	temp->name[at] = '\0';
	return 0;
}

int temp_make(int directory, const char *name, struct temp *ret_temp, struct error *err)
{
	struct temp temp = { .directory = directory, .out = -1, .in = -1 };
	for (int i = 0; i < TRIES && temp.out < 0; i++) {
		if (temp_name(&temp, name, err))
			return -1;
		arm(&temp);
		temp.out = RETRY(openat(directory, temp.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
		if (temp.out < 0) {
			int errnum = errno;
			disarm();
			if (errnum != EEXIST)
				return error_system(err, errnum, "can't make a temporary file");
		}
	}
	if (temp.out < 0)
		return error_system(err, EEXIST, "can't make a temporary file");
	*ret_temp = temp;
	return 0;
}

int temp_write(struct temp *temp, struct span content, struct error *err)
{
	for (size_t at = 0; at < content.length;) {
		ssize_t put = RETRY(write(temp->out, content.at + at, content.length - at));
		if (put <= 0)
			return error_system(err, put < 0 ? errno : EIO, "can't write the temporary file");
		at += (size_t)put;
	}
	return 0;
}

/* EINTR too means that it is closed; what was written is synced by then. */
static int close_checked(int *fd)
{
	int closing = *fd;
	*fd = -1;
	return close(closing) && errno != EINTR ? -1 : 0;
}

static int reads_as(const struct temp *temp, struct span content, struct error *err)
{
	char chunk[1 << 12]; /* larger ones are hardly faster, but are cleared first */
	for (;;) {
		ssize_t got = RETRY(read(temp->in, chunk, sizeof(chunk)));
		if (got < 0)
			return error_system(err, errno, "can't read the temporary file back");
		if (!span_equal(span_from(chunk, (size_t)got), span_cut(content, 0, (size_t)got)))
			return error_set(err, ERROR_SYSTEM, "the temporary file reads back differently; the disk or its file system fails");
		if (got == 0 && content.length == 0)
			return 0;
		if (got == 0)
			return error_set(err, ERROR_SYSTEM, "the temporary file reads back shorter; the disk or its file system fails");
		content = span_cut(content, (size_t)got, content.length);
	}
}

int temp_seal(struct temp *temp, struct span content, struct error *err)
{
	struct stat written, opened;
	if (RETRY(fsync(temp->out)))
		return error_system(err, errno, "can't sync the temporary file");
	if (fstat(temp->out, &written))
		return error_system(err, errno, "can't look at the temporary file");
	if (close_checked(&temp->out))
		return error_system(err, errno, "can't close the temporary file");
	temp->in = RETRY(openat(temp->directory, temp->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
	if (temp->in < 0)
		return error_system(err, errno, "can't open the temporary file again");
	if (fstat(temp->in, &opened))
		return error_system(err, errno, "can't look at the temporary file");
	if (opened.st_dev != written.st_dev || opened.st_ino != written.st_ino)
		return error_set(err, ERROR_REFUSED, "somebody else put a file in the place of the temporary one");
	return reads_as(temp, content, err);
}

/* It is no longer a temp: there is nothing to take away. */
static void settled(struct temp *temp)
{
	disarm();
	temp->name[0] = '\0';
}

/* A rename can have been done although it reports an error (NFS, after a lost answer). */
static bool is_named(const struct temp *temp, const char *name)
{
	struct stat named, own;
	return !fstatat(temp->directory, name, &named, AT_SYMLINK_NOFOLLOW) && !fstat(temp->in, &own) && named.st_dev == own.st_dev &&
	       named.st_ino == own.st_ino;
}

int temp_replace(struct temp *temp, const char *name, struct error *err)
{
	if (renameat(temp->directory, temp->name, temp->directory, name)) {
		int errnum = errno;
		if (!is_named(temp, name))
			return error_system(err, errnum, "can't put the new file in place");
	}
	settled(temp);
	return 0;
}

/* By a rename that replaces nothing, or, where the file system does not know that, by a link. */
static int rename_to_free(const struct temp *temp, const char *name)
{
	long renamed = RETRY(syscall(SYS_renameat2, temp->directory, temp->name, temp->directory, name, RENAME_NOREPLACE));
	if (!renamed || (errno != EINVAL && errno != ENOSYS))
		return renamed ? -1 : 0;
	if (linkat(temp->directory, temp->name, temp->directory, name, 0))
		return -1;
	unlinkat(temp->directory, temp->name, 0);
	return 0;
}

int temp_become(struct temp *temp, const char *name, struct error *err)
{
	if (rename_to_free(temp, name)) {
		int errnum = errno;
		error_system(err, errnum, "can't give the temporary file its name");
		if (!is_named(temp, name))
			return errnum == EEXIST ? TEMP_TAKEN : -1;
		unlinkat(temp->directory, temp->name, 0);
	}
	settled(temp);
	return TEMP_DONE;
}

int temp_discard(struct temp *temp, struct error *err)
{
	fd_release(&temp->out);
	fd_release(&temp->in);
	if (temp->name[0] == '\0')
		return 0;
	int failed = unlinkat(temp->directory, temp->name, 0) && errno != ENOENT;
	if (failed)
		error_append(err, "; the temporary file %s can't be taken away (%s)", temp->name, strerror(errno));
	settled(temp);
	return failed ? -1 : 0;
}

static bool is_temp_of(const char *entry, const char *prefix, size_t length)
{
	return strncmp(entry, prefix, length) == 0 && strspn(entry + length, hex_digits) == RANDOM_DIGITS &&
	       entry[length + RANDOM_DIGITS] == '\0';
}

static int sweep(DIR *listing, const char *prefix, size_t length, struct error *err)
{
	for (;;) {
		errno = 0;
		struct dirent *entry = readdir(listing);
		if (!entry)
			return errno ? error_system(err, errno, "can't list the directory") : 0;
		if (is_temp_of(entry->d_name, prefix, length) && unlinkat(dirfd(listing), entry->d_name, 0) && errno != ENOENT &&
		    errno != EISDIR)
			return error_system(err, errno, "can't take %s away, which an earlier run left", entry->d_name);
	}
}

int temp_sweep(int directory, const char *name, struct error *err)
{
	char prefix[NAME_MAX + 1];
	size_t length = temp_prefix(name, prefix);
	LISTING_AUTO DIR *listing = listing_open(directory);
	return listing ? sweep(listing, prefix, length, err) : error_system(err, errno, "can't list the directory");
}
