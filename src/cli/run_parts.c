/* What every run does around its own decision. */
#include "cli/run_parts.h"

#include <string.h>
#include <time.h>

#include "cli/host.h"
#include "node/backup.h"
#include "node/backups.h"
#include "node/obstacle.h"
#include "node/replace.h"
#include "yaml/diff.h"

bool run_is_dry(const struct run *run)
{
	return run->options->dry_run || run->options->check || run->options->mode == MODE_EMIT;
}

/*
 * Read under the lock: what is decided from it still holds when it is written. A manifest that can't be replaced needs no lock, and
 * matters only if there is something to change.
 */
int run_load(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	if (file_find(options->root, options->manifest, FILE_MANIFEST, &run->file, err))
		return -1;
	bool blocked = obstacle_check(&run->file, &run->obstacle) != 0;
	if ((!blocked && !run_is_dry(run) && replace_lock(&run->file, err)) || file_read(&run->file, err))
		return -1;
	run->outcome->manifest = span_dup(span_of(run->file.path));
	return run->outcome->manifest ? 0 : error_memory(err);
}

static int check_obstacle(struct run *run, struct error *err)
{
	if (run->obstacle.kind == ERROR_NONE)
		return 0;
	if (run_is_dry(run))
		return texts_add(&run->outcome->warnings, err, "%s", run->obstacle.text);
	*err = run->obstacle;
	return -1;
}

int run_check_host(struct run *run, const struct plan *plan, const struct manifest *before, const struct manifest *after, struct error *err)
{
	const struct options *options = run->options;
	unsigned minor = after->minor ? after->minor : options->wishes.minor;
	if (host_check_paths(options, &run->file, plan, before, &run->policy, run->outcome, err) ||
	    host_check_access(&run->file, plan, before, run->outcome, err))
		return -1;
	return host_check_space(&run->file, after, minor, plan->log_host, run->outcome, err);
}

int run_check_place(struct run *run, struct error *err)
{
	return check_obstacle(run, err) || host_check_backup(&run->file, run->options->backup_dir, err) ? -1 : 0;
}

static int compare(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	if (run->outcome->kind != OUTCOME_WOULD || !(options->dry_run || options->diff || options->format == FORMAT_JSON))
		return 0;
	return diff_unified(buf_span(&run->file.content), buf_span(&run->patch.result), run->file.path, run->file.path,
	                    &run->outcome->diff, err);
}

static int make_and_write(struct run *run, const struct run_change *change, struct error *err)
{
	struct timespec now;
	bool undone = run->options->mode == MODE_RESTORE;
	if (host_policy_make(&run->file, change->after, &run->policy, err) || host_make(&run->file, change->plan, change->after, run->outcome, err))
		return -1;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return error_set(err, ERROR_SYSTEM, "the time of day is not to be had");
	if (backup_make(&run->file, run->options->backup_dir, now, undone, &run->outcome->backup, err))
		return -1;
	live_mark(&run->live);
	int done = replace_publish(&run->file, buf_span(&run->patch.result), err);
	run->outcome->is_new = done >= 0;
	if (done != REPLACE_DONE)
		return -1;
	run->outcome->kind = OUTCOME_CHANGED;
	return 0;
}

/* The two commands leave a dot-file in between, which the kubelet passes over: a copy would be run half-written. */
static void say_how_to_restore(const struct run *run, struct error *err)
{
	const char *slash = strrchr(run->file.path, '/');
	int directory = (int)(slash - run->file.path);
	error_append(err, "; %s is the new one; to put the old one back: cp -p %s %.*s/.%s.old && mv %.*s/.%s.old %s", run->file.path, run->outcome->backup,
	             directory, run->file.path, slash + 1, directory, run->file.path, slash + 1, run->file.path);
}

static void conclude(struct run *run)
{
	struct outcome *outcome = run->outcome;
	struct error *err = &outcome->error;
	outcome->live = live_take_result(&run->live);
	switch (outcome->live.end) {
	case LIVE_NOT_WAITED:
	case LIVE_PROVEN:
		return;
	case LIVE_ROLLED_BACK:
		outcome->kind = OUTCOME_ROLLED_BACK;
		outcome->is_new = false;
		error_set(err, ERROR_REFUSED, "%s; rolled back: the old manifest is back, and its API server is ready", outcome->live.why);
		return;
	case LIVE_LOST:
		outcome->kind = OUTCOME_UNPROVEN;
		outcome->is_new = false;
		error_set(err, ERROR_REFUSED, "%s; the backup is %s", outcome->live.why, outcome->backup);
		return;
	case LIVE_LEFT:
		outcome->kind = OUTCOME_UNPROVEN;
		error_set(err, ERROR_REFUSED, "%s", outcome->live.why);
		if (outcome->is_new)
			say_how_to_restore(run, err);
		return;
	}
}

int run_finish(struct run *run, const struct run_change *change, const struct live_watch *watch, struct error *err)
{
	const struct live_task task = {
	        .file = &run->file,
	        .before = change->before,
	        .after = change->after,
	        .log = change->plan->log_host,
	        .policy = buf_span(&run->policy.source),
	        .off = run->off,
	};
	if (compare(run, err))
		return -1;
	if (run_is_dry(run))
		return 0;
	if (live_prepare(&run->live, run->options, watch, &task, err) || run_make_patches_dir(run, err) ||
	    (change->after && make_and_write(run, change, err)))
		return -1;
	if (!change->after)
		live_mark(&run->live);
	live_settle(&run->live, change->after ? &run->file : NULL);
	conclude(run);
	return run_write_patch(run, err);
}

static int note_gone(void *context, const char *path, struct error *err)
{
	struct outcome *outcome = context;
	return texts_add(&outcome->pruned, err, "%s", path) || texts_add(&outcome->facts, err, "removed the old backup %s", path) ? -1 : 0;
}

void run_prune(struct run *run)
{
	struct outcome *outcome = run->outcome;
	BACKUPS_AUTO struct backups backups = {.count = 0};
	struct error err, ignored;
	if (outcome->kind != OUTCOME_CHANGED)
		return;
	if (backups_list(run->file.root, run->options->backup_dir, run->file.name, &backups, &err) ||
	    backups_prune(&backups, run->options->keep_backups, note_gone, outcome, &err))
		texts_add(&outcome->warnings, &ignored, "old backups are left: %s", err.text);
}
