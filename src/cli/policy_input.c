#include "cli/policy_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "yaml/tree.h"

static int read_all(int fd, struct buf *out)
{
	char block[65536];
	while (out->length <= TREE_SOURCE_MAX) {
		ssize_t got = read(fd, block, sizeof(block));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (int)got;
		buf_add(out, block, (size_t)got);
	}
	return 0;
}

int policy_input_read(const char *path, struct buf *out, struct error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_system(err, errno, "%s", path);
	int result = read_all(fd, out), errnum = errno;
	if (!standard)
		close(fd);
	if (result < 0)
		return error_system(err, errnum, "%s", standard ? "standard input" : path);
	return buf_check(out, err);
}
