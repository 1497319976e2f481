/* tidy: what every module here needs to let go of descriptors, directory listings and texts, and to outlast signals. */
#ifndef KAUDIT_NODE_TIDY_H
#define KAUDIT_NODE_TIDY_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A system call again for as long as a signal interrupts it. */
#define RETRY(call) \
	({ \
		__typeof__(call) retry_result; \
		do \
			retry_result = (call); \
		while (retry_result == -1 && errno == EINTR); \
		retry_result; \
	})

/* Closes *FD unless it is 0 or -1, so that an empty struct can be released; main keeps 0 to 2 open. Keeps errno. */
static inline void fd_release(int *fd)
{
	int errnum = errno;
	if (*fd > 0)
		close(*fd);
	*fd = -1;
	errno = errnum;
}

static inline void text_release(char **text)
{
	free(*text);
	*text = NULL;
}

/*
 * The entries of the open DIRECTORY (O_PATH is enough), from the first; NULL: errno says why. Its access time stays, if it may: a new one would
 * be one block more for the next fsync to write.
 */
static inline DIR *listing_open(int directory)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int fd = RETRY(openat(directory, ".", flags | O_NOATIME));
	if (fd < 0 && errno == EPERM)
		fd = RETRY(openat(directory, ".", flags));
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);
	if (!listing)
		fd_release(&fd);
	return listing;
}

static inline void listing_release(DIR **listing)
{
	if (*listing)
		closedir(*listing);
	*listing = NULL;
}

#define FD_AUTO __attribute__((cleanup(fd_release)))
#define LISTING_AUTO __attribute__((cleanup(listing_release)))
#define TEXT_AUTO __attribute__((cleanup(text_release)))

#endif
