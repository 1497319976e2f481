/* The audit log from outside: how large, how old its events, how much room there is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "cli/inspect.h"
#include "node/tidy.h"

#define END_BYTES 262144 /* a piece that holds a whole event, unless bodies are logged */
#define DAY 86400

static const char stamp_key[] = "\"stageTimestamp\":\"";

static void read_piece(int fd, off_t at, struct buf *piece)
{
	piece->length = 0;
	buf_reserve(piece, END_BYTES);
	if (piece->capacity <= END_BYTES)
		return;
	ssize_t count = RETRY(pread(fd, piece->at, END_BYTES, at));
	piece->length = count > 0 ? (size_t)count : 0;
}

/* The first, or the LAST, time of an event in PIECE; "" if there is none. */
static void find_stamp(struct span piece, bool last, char *ret_stamp, size_t size)
{
	size_t found = piece.length;
	for (size_t at = span_find(piece, stamp_key, 0); at < piece.length; at = span_find(piece, stamp_key, at + 1)) {
		found = at + strlen(stamp_key);
		if (!last)
			break;
	}
	size_t end = span_find(piece, "\"", found);
	ret_stamp[0] = '\0';
	if (end < piece.length && end - found < size)
		snprintf(ret_stamp, size, "%.*s", (int)(end - found), piece.at + found);
}

static time_t stamp_time(const char *stamp)
{
	struct tm parts = {0};
	return strptime(stamp, "%Y-%m-%dT%H:%M:%S", &parts) ? timegm(&parts) : -1;
}

static void measure(int fd, struct inspect_log *log)
{
	BUF_AUTO struct buf piece = BUF_EMPTY;
	char first[sizeof(log->last)];
	read_piece(fd, 0, &piece);
	find_stamp(buf_span(&piece), false, first, sizeof(first));
	read_piece(fd, log->size > END_BYTES ? log->size - END_BYTES : 0, &piece);
	find_stamp(buf_span(&piece), true, log->last, sizeof(log->last));
	time_t begin = stamp_time(first), end = stamp_time(log->last);
	if (begin >= 0 && end > begin)
		log->bytes_per_day = (int64_t)((double)log->size * DAY / (double)(end - begin));
}

int inspect_log(const char *path, struct inspect_log *log, struct error *err)
{
	struct stat status;
	struct statvfs system;
	log->free = log->bytes_per_day = -1;
	if (!path)
		return 0;
	log->path = span_dup(span_of(path));
	if (!log->path)
		return error_memory(err);
	FD_AUTO int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return 0;
	log->found = true;
	log->size = status.st_size;
	if (fstatvfs(fd, &system) == 0)
		log->free = (int64_t)system.f_bavail * (int64_t)system.f_frsize;
	measure(fd, log);
	return 0;
}
