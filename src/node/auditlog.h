/*
 * auditlog: follow an audit log that is being written: find an event by its id, notice a text that must not be in it.
 *
 * The log is a file of JSON lines, or of text lines with --audit-log-format=legacy (apiserver,
 * plugin/pkg/audit/log/backend.go; the event's fields come in the order of apis/audit/v1/types.go), or the container's
 * own log, where the runtime puts a time in front of each line. kube-apiserver rotates its file by renaming it within
 * its directory and opening a new one (lumberjack): the old one is read to its end through the descriptor kept open,
 * then the new one. What is read is searched with memmem in large pieces: more than 1 GB/s from the page cache.
 */
#ifndef KAUDIT_NODE_AUDITLOG_H
#define KAUDIT_NODE_AUDITLOG_H

#include <sys/types.h>

#include "base/buf.h"

#define AUDITLOG_WATCH_MAX 4

struct auditlog {
	char *path;
	int fd; /* -1: the file is not there yet */
	off_t at;
	struct buf tail; /* an end of what was read that may be the beginning of something */
	struct span watched[AUDITLOG_WATCH_MAX];
	size_t watched_count;
	bool seen[AUDITLOG_WATCH_MAX]; /* the watched text has occurred since the open */
};

struct auditlog_event {
	char level[16];   /* "" in the legacy format, which does not say it */
	char stage[24];
	unsigned code;    /* the response's; 0: not said */
	struct buf line;  /* the event as it stands in the log */
};

#define AUDITLOG_CLOSED ((struct auditlog){ .fd = -1 })
#define AUDITLOG_AUTO __attribute__((cleanup(auditlog_release)))

/* Stands at the present end of the log; a log that is not there yet is read from its beginning when it comes. */
int auditlog_open(const char *path, struct auditlog *ret_log, struct error *err);

/* TEXT (borrowed) is looked for in all that is read from now on. */
int auditlog_watch(struct auditlog *log, struct span text, struct error *err);

enum { AUDITLOG_NONE = 0, AUDITLOG_FOUND = 1 };

/*
 * Reads on to the present end. AUDITLOG_FOUND: a whole line of the event with that Audit-ID has come, of the stage STAGE (NULL: of
 * any, the first). ID NULL: only reads and watches. *ret_event is to be released when found.
 */
int auditlog_read(struct auditlog *log, const char *id, const char *stage, struct auditlog_event *ret_event, struct error *err);

void auditlog_event_release(struct auditlog_event *event);
void auditlog_release(struct auditlog *log);

#endif
