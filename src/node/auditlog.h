/*
 * auditlog: find an event by its id in an audit log that is being written, and look for a text in it.
 *
 * The log is a file of JSON lines (audit.k8s.io Event, staging/src/k8s.io/apiserver/pkg/apis/audit/v1) or, with
 * --audit-log-format=legacy, of text lines. kube-apiserver rotates it by renaming it within its directory
 * (lumberjack: NAME-TIME.EXT, perhaps .gz) and opening a new one: the old file is read to its end through the
 * descriptor kept open, then the new one. Scanning is by memmem over large reads: more than 1 GB/s from the page cache.
 */
#ifndef KAUDIT_NODE_AUDITLOG_H
#define KAUDIT_NODE_AUDITLOG_H

#include "node/file.h"

struct auditlog {
	char *path;  /* below root; owned */
	char *root;
	int fd;      /* -1: the file is not there yet */
	dev_t dev;
	ino_t ino;
	off_t at;    /* read up to here, at a line's beginning */
	struct buf line; /* a line that is not complete yet */
};

struct auditlog_event {
	char level[16], stage[24], verb[24];
	unsigned code;         /* responseStatus.code; 0: none */
	struct buf line;       /* the whole event */
};

/* Stands at the present end of the log (also when it is not there yet). */
int auditlog_open(const char *root, const char *path, struct auditlog *ret_log, struct error *err);

enum { AUDITLOG_NONE = 0, AUDITLOG_FOUND = 1 };
/* Reads on to the present end; the event of that id, if its line came. Of several stages the last one read counts. */
int auditlog_find(struct auditlog *log, const char *id, struct auditlog_event *ret_event, struct error *err);

/* Whether TEXT occurs in what was written since the open (all of it, rotated files included). */
int auditlog_contains(const struct auditlog *log, off_t since, struct span text, struct error *err);

void auditlog_event_release(struct auditlog_event *event);
void auditlog_release(struct auditlog *log);

#endif
