#include "node/podlog.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "node/tidy.h"

#define TAIL_BYTES 16384

/* Names are DNS labels; anything else could lead out of LOGS. */
static bool is_name(const char *text)
{
	return text[0] != '\0' && text[0] != '.' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(text);
}

static bool is_newer(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/* CONTAINER_LOGS/N.log, if one was written to at *NEWEST or after. One that is gone meanwhile, or can't be read, is no log. */
static void look_in(const char *container_logs, struct timespec *newest, struct buf *path)
{
	LISTING_AUTO DIR *listing = opendir(container_logs);
	const struct dirent *entry;
	while (listing && (entry = readdir(listing))) {
		struct stat status;
		if (entry->d_name[0] == '.' || !span_ends(span_of(entry->d_name), ".log") ||
		    fstatat(dirfd(listing), entry->d_name, &status, 0) < 0 || !S_ISREG(status.st_mode) ||
		    is_newer(newest, &status.st_mtim))
			continue;
		*newest = status.st_mtim;
		path->length = 0;
		buf_printf(path, "%s/%s", container_logs, entry->d_name);
	}
}

static int look_for(const struct podlog *of, const char *start, struct timespec *newest, struct buf *path, struct error *err)
{
	LISTING_AUTO DIR *listing = opendir(of->logs);
	const struct dirent *entry;
	while (listing && (entry = readdir(listing))) {
		BUF_AUTO struct buf container_logs = BUF_EMPTY;
		struct span name = span_of(entry->d_name);
		if (!span_starts(name, start) || span_find(name, "_", strlen(start)) == name.length)
			continue;
		buf_printf(&container_logs, "%s/%s/%s", of->logs, entry->d_name, of->container);
		if (buf_check(&container_logs, err) < 0)
			return -1;
		look_in(container_logs.at, newest, path);
	}
	return buf_check(path, err);
}

int podlog_newest(const struct podlog *of, time_t since, struct buf *ret_path, struct error *err)
{
	BUF_AUTO struct buf start = BUF_EMPTY;
	BUF_AUTO struct buf path = BUF_EMPTY;
	struct timespec newest = { .tv_sec = since };
	if (!is_name(of->namespace) || !is_name(of->pod) || !is_name(of->container))
		return 0;
	buf_printf(&start, "%s_%s-", of->namespace, of->pod);
	if (buf_check(&start, err) < 0 || look_for(of, start.at, &newest, &path, err) < 0)
		return -1;
	buf_add_span(ret_path, buf_span(&path));
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

/* ---- starts ---- */

void podlog_begin(const struct podlog *of, struct podlog_starts *ret_starts)
{
	struct error ignored;
	*ret_starts = (struct podlog_starts){ .since = time(NULL) };
	if (podlog_newest(of, 0, &ret_starts->before, &ignored) < 0)
		buf_release(&ret_starts->before);
}

unsigned podlog_count(const struct podlog *of, struct podlog_starts *starts)
{
	BUF_AUTO struct buf newest = BUF_EMPTY;
	struct error ignored;
	if (podlog_newest(of, starts->since, &newest, &ignored) < 0 || newest.length == 0)
		return starts->count;
	/* The old container may go on writing for a while. */
	if (span_equal(buf_span(&newest), buf_span(&starts->before)) || span_equal(buf_span(&newest), buf_span(&starts->last)))
		return starts->count;
	buf_release(&starts->last);
	starts->last = newest;
	newest = BUF_EMPTY;
	return ++starts->count;
}

void podlog_starts_release(struct podlog_starts *starts)
{
	buf_release(&starts->before);
	buf_release(&starts->last);
}
