#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void output_occupy(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			abort();
}

int output_write(int fd, struct span text)
{
	while (text.length > 0) {
		ssize_t written = write(fd, text.at, text.length);
		if (written < 0 && errno != EINTR)
			return -1;
		text = span_cut(text, written > 0 ? (size_t)written : 0, text.length);
	}
	return 0;
}
