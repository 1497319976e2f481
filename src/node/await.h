/*
 * await: has the new API server come up? A state machine over time; clock and probes are passed in.
 *
 *   nothing new ─ new process seen ─ ready once ─ ready three times in a row over two seconds, same process: AWAIT_READY
 *        │              └ its exit: crash 1; a second crash: AWAIT_CRASHED
 *        │                (a start after a start is an exit, too: a process that ends at once is never seen)
 *        └ deadline: AWAIT_TIMED_OUT        at any time a signal: AWAIT_INTERRUPTED
 */
#ifndef KAUDIT_NODE_AWAIT_H
#define KAUDIT_NODE_AWAIT_H

#include "node/process.h"

enum await_result { AWAIT_READY = 0, AWAIT_TIMED_OUT, AWAIT_CRASHED, AWAIT_INTERRUPTED };

enum await_stage { AWAIT_STAGE_PROCESS /* a new process appeared */, AWAIT_STAGE_EXIT /* it ended; pid 0: before it was seen */, AWAIT_STAGE_READY };

struct await_world {
	void *context;
	uint64_t (*now_ms)(void *context); /* monotonic */
	void (*sleep_ms)(void *context, unsigned ms);
	/* The process with the new arguments that began after the write; pid 0: none. -1: can't be known. */
	int (*find)(void *context, struct process *ret_process, struct error *err);
	/* 1: /readyz says ok; 0: not yet, *err says why; never -1. */
	int (*ready)(void *context, struct error *err);
	/* How often it was started since the wait began, as far as can be told without seeing the process. NULL: can't be told. */
	unsigned (*starts)(void *context);
	bool (*interrupted)(void *context);
	void (*report)(void *context, enum await_stage stage, const struct process *process, uint64_t since_ms);
};

struct await_outcome {
	enum await_result result;
	struct process process; /* the last one seen */
	unsigned crashes;
	uint64_t process_ms, ready_ms; /* after the start of the wait; 0: never */
	struct error last;             /* why it was not ready the last time */
};

/* Polls every 100 ms, growing to 500 ms. -1 only when `find` fails. */
int await_ready(const struct await_world *world, uint64_t limit_ms, struct await_outcome *ret_outcome, struct error *err);

#endif
