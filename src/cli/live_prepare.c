#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/value.h"
#include "cli/live.h"
#include "node/kubelet.h"
#include "node/tidy.h"
#include "pod/args.h"

#define EVENT_MS 30000 /* beyond what the log's own batching takes */

/* ---- is it to be waited for? ---- */

static size_t judge_command(void *context, struct span cmdline)
{
	return command_matches(context, cmdline);
}

static int find(struct command *command, uint64_t not_before, struct process *ret_process, struct error *err)
{
	return process_find("/proc", not_before, judge_command, command, ret_process, err);
}

/*
 * Auto: an API server of the old manifest runs, or a kubelet does that would start one; unless the kubelets here watch other directories: then it is
 * a copy that was edited. Without CHANGES: no process has what stands in the manifest, though a kubelet reads it.
 */
static bool is_awaited(const struct live *live, enum kubelet_answer kubelet, bool changes)
{
	if (live->options->wait == WAIT_SECONDS)
		return changes || live->old.pid == 0;
	if (kubelet == KUBELET_ELSEWHERE)
		return false;
	if (changes)
		return live->old.pid > 0 || kubelet != KUBELET_NONE;
	return live->old.pid == 0 && kubelet == KUBELET_WATCHES;
}

static int decide(struct live *live, const struct file *file, bool changes, struct error *err)
{
	const struct options *options = live->options;
	PLACE_AUTO struct place watched = {0};
	const char *name;
	struct stat directory;
	enum kubelet_answer kubelet;
	live->result.end = LIVE_NOT_WAITED;
	if (options->wait == WAIT_NEVER || options->root[0]) {
		snprintf(live->result.why, sizeof(live->result.why), "%s", options->root[0] ? "below --root nothing runs" : "--no-wait");
		return 0;
	}
	if (file_watched(file, &watched, &name, err) < 0)
		return -1;
	if (fstat(watched.directory, &directory) < 0)
		return error_system(err, errno, "%s", watched.path);
	if ((live->has_before && find(&live->before, 0, &live->old, err) < 0) || kubelet_watches("/proc", &directory, &kubelet, err) < 0)
		return -1;
	live->waits = is_awaited(live, kubelet, changes);
	if (!live->waits && changes)
		snprintf(live->result.why, sizeof(live->result.why), "%s", kubelet == KUBELET_ELSEWHERE ? "no kubelet here takes its pods from this directory" : "no API server of this manifest runs here");
	return 0;
}

/* ---- what judging it takes ---- */

static int read_names(struct live *live, const struct manifest *manifest, struct error *err)
{
	live->namespace = span_dup(manifest->namespace);
	live->pod = span_dup(manifest->name);
	live->container = span_dup(manifest->container_name);
	if (!live->namespace || !live->pod || !live->container)
		return error_memory(err);
	live->podlog = (struct podlog){ "/var/log/pods", live->namespace, live->pod, live->container };
	return 0;
}

/* A policy that was let through although it can't be read (--no-policy-check) proves nothing; the API server will say so itself. */
static int read_policy(struct live *live, struct span source, unsigned minor, struct error *err)
{
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	if (source.length == 0)
		return 0;
	int result = policy_load(source, minor, &live->policy, &findings, err);
	live->has_policy = result == POLICY_GOOD;
	return result < 0 ? -1 : 0;
}

/* In batch mode an event may lie in the buffer for so long. */
static unsigned batch_ms(const struct args *args)
{
	const struct use *mode = args->in_force[flag_index(flag_find(SPAN("audit-log-mode")))];
	const struct use *wait = args->in_force[flag_index(flag_find(SPAN("audit-log-batch-max-wait")))];
	int64_t ns;
	if (!mode || !span_is(mode->value, "batch") || !wait || !value_duration(wait->value, &ns) || ns < 0)
		return 0;
	return ns > 600 * INT64_C(1000000000) ? 600000 : (unsigned)(ns / 1000000);
}

static int read_log(struct live *live, const struct manifest *manifest, const char *log, struct error *err)
{
	ARGS_AUTO struct args args = ARGS_EMPTY;
	if (args_read(manifest, &args, err) < 0)
		return -1;
	const struct use *format = args.in_force[flag_index(flag_find(SPAN("audit-log-format")))];
	live->legacy = format && span_is(format->value, "legacy");
	live->event_ms = EVENT_MS + batch_ms(&args);
	if (log && !(live->log = span_dup(span_of(log))))
		return error_memory(err);
	return 0;
}

int live_prepare(struct live *live, const struct options *options, const struct live_watch *watch, const struct live_task *task,
                 struct error *err)
{
	const struct manifest *after = task->after ? task->after : task->before;
	live->options = options;
	live->watch = watch;
	live->off = task->off;
	if (!after)
		return error_set(err, ERROR_BUG, "there is no manifest to wait for");
	live->has_before = task->before != NULL;
	if ((task->before && command_expand(task->before, &live->before, err) < 0) || command_expand(after, &live->after, err) < 0 ||
	    decide(live, task->file, task->after != NULL, err) < 0)
		return -1;
	if (!live->waits)
		return 0;
	if (server_read(options, after, &live->server, err) < 0 || read_names(live, after, err) < 0 || read_log(live, after, task->log, err) < 0)
		return -1;
	return read_policy(live, task->policy, after->minor ? after->minor : options->wishes.minor, err);
}

void live_release(struct live *live)
{
	live_result_release(&live->result);
	command_release(&live->before);
	command_release(&live->after);
	server_release(&live->server);
	policy_release(&live->policy);
	text_release(&live->namespace);
	text_release(&live->pod);
	text_release(&live->container);
	text_release(&live->log);
}
