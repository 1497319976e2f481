#include "cli/live.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/signals.h"

#define LAST_WORDS 5            /* lines of the container's log */
#define BACK_OFF_MS 300000      /* the kubelet's longest delay before it starts a container again (MaxContainerBackOff) */

#define OFF_TEXT "the new process was started without what would turn it on"

struct goal { /* which API server is waited for */
	struct live *live;
	struct command *command;
	uint64_t not_before;
	struct process also; /* this one counts, too, although it is older: the old API server, if it never went */
	struct podlog_starts starts;
};

static uint64_t now_ms(void *context)
{
	struct timespec now;
	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void sleep_ms(void *context, unsigned ms)
{
	(void)context;
	usleep(ms * 1000); /* a signal ends it early, and is looked at then */
}

static bool interrupted(void *context)
{
	(void)context;
	return signals_caught() != 0;
}

static bool proof_interrupted(void)
{
	return signals_caught() != 0;
}

static size_t judge(void *context, struct span cmdline)
{
	return command_matches(context, cmdline);
}

static int find(void *context, struct process *ret_process, struct error *err)
{
	const struct goal *goal = context;
	struct process found;
	if (process_find("/proc", goal->not_before, judge, goal->command, &found, err) < 0)
		return -1;
	if (found.pid == 0 && goal->also.pid > 0) {
		if (process_find("/proc", 0, judge, goal->command, &found, err) < 0)
			return -1;
		if (found.pid != goal->also.pid || found.start != goal->also.start)
			found = (struct process){ 0 };
	}
	*ret_process = found;
	return 0;
}

static int ready(void *context, struct error *err)
{
	const struct goal *goal = context;
	return server_ready(&goal->live->server, err);
}

static unsigned starts(void *context)
{
	struct goal *goal = context;
	return podlog_count(&goal->live->podlog, &goal->starts);
}

static void hear(const struct live *live, enum live_stage stage, pid_t pid, const char *text)
{
	const struct live_step step = { stage, pid, now_ms(NULL) - live->written_ms, text };
	if (live->watch)
		live->watch->hear(live->watch->context, &step);
}

static void hear_await(void *context, enum await_stage stage, const struct process *process, uint64_t since_ms)
{
	static const enum live_stage stages[] = { [AWAIT_STAGE_PROCESS] = LIVE_PROCESS, [AWAIT_STAGE_EXIT] = LIVE_EXIT, [AWAIT_STAGE_READY] = LIVE_READY };
	const struct goal *goal = context;
	(void)since_ms;
	hear(goal->live, stages[stage], process->pid, NULL);
}

/* ---- why it did not come up ---- */

static void explain(const struct await_outcome *outcome, unsigned seconds, char *why, size_t size)
{
	if (outcome->result == AWAIT_CRASHED)
		snprintf(why, size, "kube-apiserver ended %u times after its start", outcome->crashes);
	else if (outcome->result == AWAIT_INTERRUPTED)
		snprintf(why, size, "interrupted by a signal");
	else if (outcome->process.pid == 0 && outcome->crashes == 0)
		snprintf(why, size, "no kube-apiserver with these arguments came up within %u s (the kubelet's log says why)", seconds);
	else
		snprintf(why, size, "kube-apiserver was not ready within %u s: %.300s", seconds, outcome->last.text);
}

/* They come on top of the reason: without them it is still the reason. */
static void keep_last_words(struct live *live)
{
	struct error ignored;
	if (podlog_tail(&live->podlog, live->written_at, LAST_WORDS, &live->result.words, &ignored) < 0)
		buf_release(&live->result.words);
}

/* ---- forward ---- */

static int await_goal(struct goal *goal, unsigned seconds, struct await_outcome *outcome, struct error *err)
{
	const struct await_world world = { goal, now_ms, sleep_ms, find, ready, starts, interrupted, hear_await };
	podlog_begin(&goal->live->podlog, &goal->starts);
	int result = await_ready(&world, (uint64_t)seconds * 1000, outcome, err);
	podlog_starts_release(&goal->starts);
	return result;
}

/* On the way back the kubelet may know the pod and delay it; whoever names a time means that time. */
static unsigned seconds_for(const struct options *options)
{
	bool back = options->mode != MODE_ENABLE && options->wait == WAIT_AUTO;
	return options->wait_seconds + (back ? BACK_OFF_MS / 1000 : 0);
}

/* 0: the new one is ready; 1: it is not, result->why says so. */
static int await_new(struct live *live, struct error *err)
{
	struct goal goal = { .live = live, .command = &live->after, .not_before = live->written_ticks };
	struct live_result *result = &live->result;
	struct await_outcome outcome;
	unsigned seconds = seconds_for(live->options);
	bool longer = seconds > live->options->wait_seconds;
	hear(live, LIVE_WAITS, 0, longer ? "the kubelet may delay a pod that it has run before by up to 5 minutes" : NULL);
	if (await_goal(&goal, seconds, &outcome, err) < 0)
		return -1;
	result->pid = outcome.process.pid;
	result->process_ms = outcome.process_ms;
	result->ready_ms = outcome.ready_ms;
	if (outcome.result == AWAIT_READY)
		return 0;
	explain(&outcome, seconds, result->why, sizeof(result->why));
	if (outcome.result != AWAIT_INTERRUPTED)
		keep_last_words(live);
	return 1;
}

static int prove_new(struct live *live, struct error *err)
{
	struct live_result *result = &live->result;
	struct proof *proof = &result->proof;
	if (live->off) {
		proof->result = PROOF_OFF;
		snprintf(proof->text, sizeof(proof->text), "%s", OFF_TEXT);
		hear(live, LIVE_OFF, 0, proof->text);
		return 0;
	}
	const struct proof_task task = {
		.server = &live->server,
		.policy = live->has_policy ? &live->policy : NULL,
		.log = live->log,
		.container = live->podlog,
		.since = live->written_at,
		.legacy = live->legacy,
		.secret = live->options->proof == PROOF_OF_SECRET,
		.limit_ms = live->event_ms,
		.interrupted = proof_interrupted,
	};
	char text[80];
	if (prove(&task, proof, err) < 0)
		return -1;
	if (proof->result == PROOF_FOUND) {
		snprintf(text, sizeof(text), "%s %s", proof->id, proof->level);
		hear(live, LIVE_EVENT, 0, text);
		return 0;
	}
	snprintf(result->why, sizeof(result->why), "%s", proof->result == PROOF_INTERRUPTED ? "interrupted by a signal" : proof->text);
	if (proof->result == PROOF_SKIPPED)
		hear(live, LIVE_UNPROVEN, 0, proof->text);
	return proof->result == PROOF_SKIPPED ? 0 : 1;
}

/* ---- back ---- */

/* The kubelet takes the old content for the pod that it knows and may delay it; the wait allows for that. */
static int await_old(struct live *live, uint64_t restored_ticks, struct error *err)
{
	struct goal goal = { .live = live, .command = &live->before, .not_before = restored_ticks, .also = live->old };
	unsigned seconds = live->options->wait_seconds + BACK_OFF_MS / 1000;
	struct await_outcome outcome;
	if (await_goal(&goal, seconds, &outcome, err) < 0)
		return -1;
	if (outcome.result == AWAIT_READY)
		return 0;
	char why[512];
	explain(&outcome, seconds, why, sizeof(why));
	return error_set(err, ERROR_REFUSED, "the old manifest is back, but %s", why);
}

static void put_back(struct live *live, struct file *file)
{
	struct live_result *result = &live->result;
	struct error err = { 0 };
	hear(live, LIVE_RESTORING, 0, result->why);
	signals_forget(); /* a signal has had its effect; another one ends the program at once */
	uint64_t ticks = process_now();
	int done = replace_publish(file, buf_span(&file->content), &err);
	if (done >= 0 && await_old(live, ticks, &err) == 0) {
		result->end = LIVE_ROLLED_BACK;
		hear(live, LIVE_RESTORED, 0, NULL);
		return;
	}
	size_t length = strlen(result->why);
	result->end = done < 0 ? LIVE_LEFT : LIVE_LOST;
	snprintf(result->why + length, sizeof(result->why) - length, "; %s%.900s", done < 0 ? "the old manifest could not be put back: " : "", err.text);
}

void live_mark(struct live *live)
{
	live->written_ticks = process_now();
	live->written_ms = now_ms(NULL);
	live->written_at = time(NULL);
	if (live->waits)
		signals_write();
}

void live_settle(struct live *live, struct file *file)
{
	struct live_result *result = &live->result;
	struct error err = { 0 };
	if (!live->waits)
		return;
	signals_defer();
	int done = await_new(live, &err);
	if (done == 0)
		done = prove_new(live, &err);
	if (done < 0)
		snprintf(result->why, sizeof(result->why), "%s", err.text);
	result->signal = signals_caught();
	if (done == 0)
		result->end = LIVE_PROVEN;
	else if (!file || !live->has_before || live->options->no_rollback || result->proof.result == PROOF_LEAK)
		result->end = LIVE_LEFT;
	else
		put_back(live, file);
}

struct live_result live_take_result(struct live *live)
{
	struct live_result result = live->result;
	live->result.words = BUF_EMPTY;
	return result;
}

void live_result_release(struct live_result *result)
{
	buf_release(&result->words);
}
