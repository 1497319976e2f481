/*
 * podlog: what a static pod's container wrote, from the kubelet's log directory.
 *
 * Source: pkg/kubelet/kuberuntime/helpers.go (BuildPodLogsDirectory): LOGS/NAMESPACE_POD_UID/CONTAINER/N.log, N the number of restarts; a
 * static pod's name has "-" and the node's name behind it. Lines as the CRI writes them: time, stream, F or P, text. LOGS
 * is "/var/log/pods"; a test passes a tree of its own.
 */
#ifndef KAUDIT_NODE_PODLOG_H
#define KAUDIT_NODE_PODLOG_H

#include <sys/types.h>
#include <time.h>

#include "base/buf.h"

struct podlog { /* whose log; borrowed */
	const char *logs, *namespace, *pod, *container;
};

/* The newest log that was written to at or after SINCE; an empty path if there is none. */
int podlog_newest(const struct podlog *of, time_t since, struct buf *ret_path, struct error *err);

/* The text of its last COUNT lines, each ended by a line break, without the CRI's time and stream; empty if there is no log. */
int podlog_tail(const struct podlog *of, time_t since, size_t count, struct buf *ret_lines, struct error *err);

/*
 * How often the container was started from podlog_begin on: every start has a log of its own, also that of a process which ends before
 * anybody can see it. What can't be read is no start.
 */
struct podlog_starts {
	struct buf before, last; /* paths of logs: the newest at the beginning, and of the last start */
	time_t since;
	unsigned count;
};

void podlog_begin(const struct podlog *of, struct podlog_starts *ret_starts);
/* To be called more often than the kubelet starts it: it sees one start at a time. */
unsigned podlog_count(const struct podlog *of, struct podlog_starts *starts);
void podlog_starts_release(struct podlog_starts *starts);

#endif
