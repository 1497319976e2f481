/*
 * live: a run's second half on a node where the API server runs: from "written" to "proven", or back.
 *
 *     live_prepare ─ (publish) ─ live_settle: wait → prove ─┬─ proven
 *                                                           ├─ put back, and the old one waited for
 *                                                           └─ left as it is: --no-rollback, a leak, or nothing can be done
 *
 * All that is needed to judge afterwards is read before the write; what is missing refuses the run then.
 */
#ifndef KAUDIT_CLI_LIVE_H
#define KAUDIT_CLI_LIVE_H

#include "audit/policy.h"
#include "cli/prove.h"
#include "node/await.h"
#include "node/replace.h"
#include "pod/command.h"
#include "pod/patch.h"

enum live_stage {
	LIVE_WAITS,
	LIVE_PROCESS,   /* pid came up */
	LIVE_EXIT,      /* pid ended */
	LIVE_READY,
	LIVE_EVENT,     /* text: its id and level */
	LIVE_OFF,       /* nothing is to be recorded; text: how that is known */
	LIVE_UNPROVEN,  /* text: why */
	LIVE_RESTORING, /* text: why */
	LIVE_RESTORED,
};

struct live_step {
	enum live_stage stage;
	pid_t pid;       /* 0: none */
	uint64_t ms;     /* since the write */
	const char *text; /* NULL: none */
};

/* Hears of every step while the run waits. */
struct live_watch {
	void (*hear)(void *context, const struct live_step *step);
	void *context;
};

enum live_end {
	LIVE_NOT_WAITED, /* `why` says why */
	LIVE_PROVEN,     /* new process, ready, event found (or proof skipped: `why`) */
	LIVE_ROLLED_BACK,
	LIVE_LEFT,       /* not proven, and the manifest is the new one */
	LIVE_LOST,       /* put back, but the old API server did not come up; or it could not be put back */
};

struct live_result { /* for the outcome */
	enum live_end end;
	pid_t pid;
	uint64_t process_ms, ready_ms; /* since the write; 0: never */
	struct proof proof;
	char why[1024];
	struct buf words; /* the last lines of the log of a container that did not come up */
	int signal; /* by which the program should end; 0: none */
};

struct live {
	const struct options *options;
	const struct live_watch *watch;
	struct command before, after; /* the arguments of the old and the new manifest */
	struct server server;
	struct podlog podlog;
	char *namespace, *pod, *container; /* what podlog borrows */
	struct policy policy;
	bool has_before; /* `before` is known */
	bool has_policy, legacy, off; /* off: nothing is to be recorded any more */
	char *log; /* NULL: none on this host */
	unsigned event_ms;
	bool waits;
	struct process old;        /* as it ran before the write */
	uint64_t written_ticks, written_ms;
	time_t written_at;
	struct live_result result;
};

struct live_task { /* what is to be waited for; all borrowed until live_prepare returns, the policy until live_release */
	const struct file *file;        /* the manifest as it was found */
	const struct manifest *before;  /* what it says; NULL: it can't be read, and so there is nothing to go back to; then AFTER is needed */
	const struct manifest *after;   /* what will be written; NULL: nothing: waits only when no process has the arguments of BEFORE */
	const char *log;                /* the audit log afterwards, on this host; NULL: none, "-": the container's own */
	struct span policy;             /* the bytes of the audit policy; empty: there is none */
	bool off;                       /* audit logging is off afterwards, and is meant to be */
};

/*
 * Decides whether to wait, and reads what that needs. *live must be zero and not be moved; to be released in any case. -1: refused; nothing
 * was written.
 */
int live_prepare(struct live *live, const struct options *options, const struct live_watch *watch, const struct live_task *task,
                 struct error *err);

/* To be called just before the write: what began earlier is not the new API server. From here on a signal undoes what is written. */
void live_mark(struct live *live);

/* After the write. FILE is the new file, its content the old bytes; NULL: nothing was written, so nothing is put back. Fills live->result. */
void live_settle(struct live *live, struct file *file);

/* RESULT is taken out of LIVE: to be released by the caller. */
struct live_result live_take_result(struct live *live);
void live_result_release(struct live_result *result);

void live_release(struct live *live);

#endif
