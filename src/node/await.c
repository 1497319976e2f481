#include "node/await.h"

#define POLL_FIRST_MS 100
#define POLL_MOST_MS 500
#define READY_TIMES 3
#define READY_OVER_MS 2000
#define CRASHES_MOST 2

struct wait {
	const struct await_world *world;
	struct await_outcome *outcome;
	uint64_t began, limit;
	unsigned pause_ms;
	unsigned answers;     /* "ok" in a row from the present process */
	uint64_t first_answer;
};

static bool same_process(const struct process *a, const struct process *b)
{
	return a->pid == b->pid && a->start == b->start;
}

static uint64_t since(const struct wait *wait)
{
	return wait->world->now_ms(wait->world->context) - wait->began;
}

static void report(const struct wait *wait, enum await_stage stage, const struct process *process)
{
	if (wait->world->report)
		wait->world->report(wait->world->context, stage, process, since(wait));
}

/* Another process, or none, than the last time. A process that has gone is a crash: nobody but the kubelet's back-off ends it. */
static void note_process(struct wait *wait, const struct process *seen)
{
	struct await_outcome *outcome = wait->outcome;
	if (same_process(&outcome->process, seen))
		return;
	if (outcome->process.pid > 0) {
		outcome->crashes++;
		report(wait, AWAIT_STAGE_EXIT, &outcome->process);
	}
	wait->answers = 0;
	outcome->process = *seen;
	if (seen->pid > 0) {
		wait->pause_ms = POLL_FIRST_MS;
		outcome->process_ms = since(wait);
		report(wait, AWAIT_STAGE_PROCESS, seen);
	}
}

static void note_starts(struct wait *wait)
{
	struct await_outcome *outcome = wait->outcome;
	unsigned starts = wait->world->starts ? wait->world->starts(wait->world->context) : 0;
	for (; starts > outcome->crashes + 1; outcome->crashes++)
		report(wait, AWAIT_STAGE_EXIT, &(struct process){ 0 });
}

/* Counts answers in a row. Whether they came from this process is known only when it still lives after them. */
static int note_answer(struct wait *wait, bool *ret_ready, struct error *err)
{
	struct await_outcome *outcome = wait->outcome;
	struct process after;
	*ret_ready = false;
	if (wait->world->ready(wait->world->context, &outcome->last) != 1) {
		wait->answers = 0;
		return 0;
	}
	if (wait->world->find(wait->world->context, &after, err) < 0)
		return -1;
	if (!same_process(&outcome->process, &after)) {
		note_process(wait, &after);
		return 0;
	}
	uint64_t now = since(wait);
	if (wait->answers++ == 0)
		wait->first_answer = now;
	if (wait->answers < READY_TIMES || now - wait->first_answer < READY_OVER_MS)
		return 0;
	outcome->ready_ms = now;
	report(wait, AWAIT_STAGE_READY, &after);
	*ret_ready = true;
	return 0;
}

static void pause_before_next(struct wait *wait)
{
	uint64_t left = wait->limit - since(wait);
	unsigned pause_ms = wait->pause_ms < left ? wait->pause_ms : (unsigned)left;
	wait->world->sleep_ms(wait->world->context, pause_ms);
	wait->pause_ms += wait->pause_ms / 4;
	if (wait->pause_ms > POLL_MOST_MS)
		wait->pause_ms = POLL_MOST_MS;
}

static int wait_loop(struct wait *wait, struct error *err)
{
	const struct await_world *world = wait->world;
	for (;;) {
		struct process seen;
		bool ready = false;
		if (world->interrupted(world->context))
			return AWAIT_INTERRUPTED;
		if (world->find(world->context, &seen, err) < 0)
			return -1;
		note_process(wait, &seen);
		note_starts(wait);
		if (wait->outcome->crashes < CRASHES_MOST && wait->outcome->process.pid > 0 && note_answer(wait, &ready, err) < 0)
			return -1;
		if (wait->outcome->crashes >= CRASHES_MOST)
			return AWAIT_CRASHED;
		if (ready)
			return AWAIT_READY;
		if (since(wait) >= wait->limit)
			return AWAIT_TIMED_OUT;
		pause_before_next(wait);
	}
}

int await_ready(const struct await_world *world, uint64_t limit_ms, struct await_outcome *ret_outcome, struct error *err)
{
	struct wait wait = { .world = world, .outcome = ret_outcome, .limit = limit_ms, .pause_ms = POLL_FIRST_MS };
	*ret_outcome = (struct await_outcome){ 0 };
	wait.began = world->now_ms(world->context);
	int result = wait_loop(&wait, err);
	if (result < 0)
		return -1;
	ret_outcome->result = (enum await_result)result;
	return 0;
}
