/*
 * floor: the system calls without which a manifest can't be replaced safely, and nothing else. What a run costs above it is ours.
 *
 *   floor MANIFEST NEW BACKUPS   puts the bytes of NEW in MANIFEST's place, the old ones below BACKUPS
 *
 * NEW is a file that is read, as kaudit-enable reads the policy. Nothing is checked, parsed or compared.
 */
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOM (11u << 20)

static void require(int done, const char *what)
{
	if (!done) {
		perror(what);
		exit(1);
	}
}

static size_t read_all(int directory, const char *name, char **ret_bytes, struct stat *ret_status)
{
	size_t length = 0;
	ssize_t got;
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	require(fd >= 0 && fstat(fd, ret_status) == 0 && (size_t)ret_status->st_size < ROOM, name);
	*ret_bytes = malloc((size_t)ret_status->st_size + 1);
	require(*ret_bytes != NULL, name);
	while ((got = read(fd, *ret_bytes + length, (size_t)ret_status->st_size + 1 - length)) > 0)
		length += (size_t)got;
	require(got == 0, name);
	close(fd);
	return length;
}

/* A temporary file that is whole and on the disk before it gets its name, and a name that is. */
static void write_all(int directory, const char *temp, const char *name, const char *bytes, size_t length, const struct stat *like)
{
	int fd = openat(directory, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	require(fd >= 0, temp);
	for (size_t at = 0; at < length;) {
		ssize_t put = write(fd, bytes + at, length - at);
		require(put > 0, temp);
		at += (size_t)put;
	}
	require(fchown(fd, like->st_uid, like->st_gid) == 0 && fchmod(fd, like->st_mode & 07777) == 0, temp);
	require(fsync(fd) == 0 && close(fd) == 0, temp);
	require(renameat(directory, temp, directory, name) == 0 && fsync(directory) == 0, name);
}

int main(int argc, char *argv[])
{
	char *old, *new, *path, *folder;
	struct stat status, ignored;
	if (argc != 4 || !(path = strdup(argv[1])) || !(folder = strdup(argv[1]))) {
		fputs("usage: floor MANIFEST NEW BACKUPS\n", stderr);
		return 2;
	}
	const char *name = basename(path);
	int directory = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	require(directory >= 0 && flock(directory, LOCK_EX | LOCK_NB) == 0, folder);
	size_t old_length = read_all(directory, name, &old, &status);
	size_t new_length = read_all(AT_FDCWD, argv[2], &new, &ignored);
	int backups = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	require(backups >= 0, argv[3]);
	write_all(backups, ".floor", name, old, old_length, &status);
	write_all(directory, ".floor", name, new, new_length, &status);
	return 0;
}
