#include "node/auditlog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (256u << 10) /* fits the second-level cache, so that searching costs little more than reading */
#define LINE_MAX_BYTES (16u << 20) /* a line that is longer is no event: it is searched, not kept */

/* 1: opened; 0: not there yet. */
static int open_file(struct auditlog *log, struct error *err)
{
	log->fd = open(log->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	log->at = 0;
	if (log->fd >= 0)
		return 1;
	return errno == ENOENT ? 0 : error_system(err, errno, "%s", log->path);
}

int auditlog_open(const char *path, struct auditlog *ret_log, struct error *err)
{
	struct auditlog log = AUDITLOG_CLOSED;
	log.path = span_dup(span_of(path));
	if (!log.path)
		return error_memory(err);
	int opened = open_file(&log, err);
	if (opened > 0 && (log.at = lseek(log.fd, 0, SEEK_END)) < 0)
		opened = error_system(err, errno, "%s", path);
	if (opened < 0) {
		auditlog_release(&log);
		return -1;
	}
	*ret_log = log;
	return 0;
}

int auditlog_watch(struct auditlog *log, struct span text, struct error *err)
{
	if (log->watched_count == AUDITLOG_WATCH_MAX)
		return error_set(err, ERROR_BUG, "more than %d texts to watch", AUDITLOG_WATCH_MAX);
	log->watched[log->watched_count++] = text;
	return 0;
}

/* ---- the fields of an event ---- */

/* What stands between PREFIX, at or after FROM, and the next quote. */
static void copy_field(struct span line, const char *prefix, size_t from, char *ret_text, size_t size)
{
	size_t start = span_find(line, prefix, from);
	ret_text[0] = '\0';
	if (start >= line.length)
		return;
	start += strlen(prefix);
	size_t end = span_find(line, "\"", start);
	if (end >= line.length || end - start >= size)
		return;
	memcpy(ret_text, line.at + start, end - start);
	ret_text[end - start] = '\0';
}

struct wanted {
	const char *id, *stage;
};

/* In JSON the level comes before the id, stage and code behind it; the id's own quotes tell it from the same text in a body. */
static int read_event(struct span line, size_t id_at, const struct wanted *wanted, struct auditlog_event *ret_event, struct error *err)
{
	static const char json_id[] = "\"auditID\":\"", legacy_id[] = " id=\"";
	struct auditlog_event event = { 0 };
	struct span before = span_cut(line, 0, id_at);
	size_t id_length = strlen(wanted->id);
	char code[8];
	if (id_at + id_length >= line.length || line.at[id_at + id_length] != '"')
		return AUDITLOG_NONE;
	if (span_ends(before, json_id)) {
		copy_field(before, "\"level\":\"", 0, event.level, sizeof(event.level));
		copy_field(line, "\"stage\":\"", id_at, event.stage, sizeof(event.stage));
		size_t status = span_find(line, "\"responseStatus\":{", id_at);
		size_t at = span_find(line, "\"code\":", status);
		if (at < line.length)
			event.code = (unsigned)strtoul(line.at + at + strlen("\"code\":"), NULL, 10);
	} else if (span_ends(before, legacy_id)) {
		copy_field(line, "stage=\"", id_at, event.stage, sizeof(event.stage));
		copy_field(line, "response=\"", id_at, code, sizeof(code));
		event.code = (unsigned)strtoul(code, NULL, 10);
	} else {
		return AUDITLOG_NONE;
	}
	if (wanted->stage && strcmp(event.stage, wanted->stage) != 0)
		return AUDITLOG_NONE;
	buf_add_span(&event.line, line);
	if (buf_check(&event.line, err) < 0)
		return -1;
	*ret_event = event;
	return AUDITLOG_FOUND;
}

/* Looks at every place of the id in whole lines. */
static int search_id(struct span bytes, const struct wanted *wanted, struct auditlog_event *ret_event, struct error *err)
{
	for (size_t at = span_find(bytes, wanted->id, 0); at < bytes.length; at = span_find(bytes, wanted->id, at + 1)) {
		const char *before = memrchr(bytes.at, '\n', at);
		size_t start = before ? (size_t)(before - bytes.at) + 1 : 0;
		size_t end = span_find(bytes, "\n", at);
		int result = end < bytes.length ? read_event(span_cut(bytes, start, end), at - start, wanted, ret_event, err) : AUDITLOG_NONE;
		if (result != AUDITLOG_NONE)
			return result;
	}
	return AUDITLOG_NONE;
}

/* ---- reading on ---- */

static void search_watched(struct auditlog *log, size_t from)
{
	for (size_t i = 0; i < log->watched_count; i++) {
		struct span text = log->watched[i];
		size_t back = from < text.length ? 0 : from - text.length; /* it may have begun in what was read before */
		if (!log->seen[i] && text.length > 0 && memmem(log->tail.at + back, log->tail.length - back, text.at, text.length))
			log->seen[i] = true;
	}
}

/* Keeps the line that has no end yet. */
static void keep_tail(struct auditlog *log)
{
	struct buf *tail = &log->tail;
	const char *last = memrchr(tail->at, '\n', tail->length);
	size_t done = last ? (size_t)(last - tail->at) + 1 : 0;
	if (tail->length - done > LINE_MAX_BYTES)
		done = tail->length;
	memmove(tail->at, tail->at + done, tail->length - done);
	tail->length -= done;
}

/* One piece of the open file: 1 something came, 0 the end. A find ends the search, not the reading: watched texts may follow. */
static int read_piece(struct auditlog *log, const struct wanted *wanted, struct auditlog_event *ret_event, bool *found, struct error *err)
{
	struct buf *tail = &log->tail;
	size_t before = tail->length;
	buf_reserve(tail, PIECE_BYTES);
	if (tail->capacity - before <= PIECE_BYTES)
		return error_memory(err);
	ssize_t count;
	do
		count = pread(log->fd, tail->at + before, PIECE_BYTES, log->at);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return error_system(err, errno, "%s", log->path);
	if (count == 0)
		return 0;
	log->at += count;
	tail->length = before + (size_t)count;
	search_watched(log, before);
	if (wanted->id && !*found) {
		int result = search_id(buf_span(tail), wanted, ret_event, err);
		if (result < 0)
			return -1;
		*found = result == AUDITLOG_FOUND;
	}
	keep_tail(log);
	return 1;
}

static int read_to_end(struct auditlog *log, const struct wanted *wanted, struct auditlog_event *ret_event, bool *found, struct error *err)
{
	struct stat status;
	int result;
	if (fstat(log->fd, &status) < 0)
		return error_system(err, errno, "%s", log->path);
	if (status.st_size < log->at) { /* truncated in place, by copytruncate or by hand */
		log->at = 0;
		log->tail.length = 0;
	}
	while ((result = read_piece(log, wanted, ret_event, found, err)) > 0)
		;
	return result;
}

/* 1: the name means another file than the open one, which nobody writes to any more. */
static int was_rotated(const struct auditlog *log, struct error *err)
{
	struct stat open_file_status, named;
	if (fstat(log->fd, &open_file_status) < 0)
		return error_system(err, errno, "%s", log->path);
	if (stat(log->path, &named) < 0)
		return errno == ENOENT ? 0 : error_system(err, errno, "%s", log->path);
	return open_file_status.st_dev != named.st_dev || open_file_status.st_ino != named.st_ino;
}

int auditlog_read(struct auditlog *log, const char *id, const char *stage, struct auditlog_event *ret_event, struct error *err)
{
	const struct wanted wanted = { id, stage };
	struct auditlog_event event = { 0 };
	bool found = false;
	int result = log->fd >= 0 ? 1 : open_file(log, err);
	while (result > 0) {
		int rotated = was_rotated(log, err); /* asked before reading: what is read after it is the whole of the old file */
		result = rotated < 0 ? -1 : read_to_end(log, &wanted, &event, &found, err);
		if (result < 0 || !rotated)
			break;
		close(log->fd);
		log->tail.length = 0;
		result = open_file(log, err);
	}
	if (result < 0) {
		auditlog_event_release(&event);
		return -1;
	}
	if (!found)
		return AUDITLOG_NONE;
	*ret_event = event;
	return AUDITLOG_FOUND;
}

void auditlog_event_release(struct auditlog_event *event)
{
	buf_release(&event->line);
}

void auditlog_release(struct auditlog *log)
{
	free(log->path);
	log->path = NULL;
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
	buf_release(&log->tail);
}
