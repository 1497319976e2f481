#include "node/podlog.h"

#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "node/tidy.h"

#define TAIL_BYTES 16384

/* Names are DNS labels; anything else could mean something to glob. */
static bool is_name(const char *text)
{
	return text[0] != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(text);
}

static bool is_newer(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

int podlog_newest(const struct podlog *of, time_t since, struct buf *ret_path, struct error *err)
{
	BUF_AUTO struct buf pattern = BUF_EMPTY;
	__attribute__((cleanup(globfree))) glob_t found = { 0 };
	struct timespec newest = { .tv_sec = since };
	const char *best = NULL;
	if (!is_name(of->namespace) || !is_name(of->pod) || !is_name(of->container))
		return 0;
	buf_printf(&pattern, "%s/%s_%s-*_*/%s/*.log", of->logs, of->namespace, of->pod, of->container);
	if (buf_check(&pattern, err) < 0)
		return -1;
	if (glob(pattern.at, GLOB_NOSORT, NULL, &found) == GLOB_NOSPACE)
		return error_memory(err);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct stat status;
		if (stat(found.gl_pathv[i], &status) < 0 || !S_ISREG(status.st_mode) || is_newer(&newest, &status.st_mtim))
			continue;
		newest = status.st_mtim;
		best = found.gl_pathv[i];
	}
	if (best)
		buf_add_text(ret_path, best);
	return buf_check(ret_path, err);
}

/* The end of a file, at most TAIL_BYTES of it. What can't be read is no text: this is told beside the real failure. */
static void read_end(const char *path, struct buf *bytes)
{
	FD_AUTO int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	buf_reserve(bytes, TAIL_BYTES);
	if (size < 0 || bytes->capacity <= TAIL_BYTES)
		return;
	ssize_t count = RETRY(pread(fd, bytes->at, TAIL_BYTES, size > TAIL_BYTES ? size - TAIL_BYTES : 0));
	bytes->length = count > 0 ? (size_t)count : 0;
}

/* "2026-01-02T03:04:05.6Z stderr F text": the text; any other line as it is. */
static struct span without_prefix(struct span line)
{
	size_t at = 0;
	for (int field = 0; field < 3; field++) {
		size_t blank = span_find(line, " ", at);
		if (blank >= line.length || (field == 1 && !span_starts(span_cut(line, at, blank), "std")))
			return line;
		at = blank + 1;
	}
	return span_cut(line, at, line.length);
}

int podlog_tail(const struct podlog *of, time_t since, size_t count, struct buf *ret_lines, struct error *err)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	BUF_AUTO struct buf bytes = BUF_EMPTY;
	if (podlog_newest(of, since, &path, err) < 0)
		return -1;
	if (path.length > 0)
		read_end(path.at, &bytes);
	size_t start = bytes.length;
	for (size_t lines = 0; start > 0; start--)
		if (bytes.at[start - 1] == '\n' && start < bytes.length && ++lines == count)
			break;
	while (start < bytes.length) {
		size_t end = span_find(buf_span(&bytes), "\n", start);
		buf_add_span(ret_lines, without_prefix(span_cut(buf_span(&bytes), start, end)));
		buf_add_byte(ret_lines, '\n');
		start = end + 1;
	}
	return buf_check(ret_lines, err);
}
