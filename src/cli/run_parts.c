/* What every run does around its own decision. */
#include "cli/run_parts.h"

#include <string.h>
#include <time.h>

#include "cli/host.h"
#include "node/backup.h"
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

int run_check_place(struct run *run, struct error *err)
{
	return check_obstacle(run, err) || host_check_backup(&run->file, run->options->backup_dir, err) ? -1 : 0;
}

int run_compare(struct run *run, struct span result, struct error *err)
{
	const struct options *options = run->options;
	if (run->outcome->kind != OUTCOME_WOULD || !(options->dry_run || options->diff || options->format == FORMAT_JSON))
		return 0;
	return diff_unified(buf_span(&run->file.content), result, run->file.path, run->file.path,
	                    &run->outcome->diff, err);
}

int run_write(struct run *run, struct span result, struct error *err)
{
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return error_set(err, ERROR_SYSTEM, "the time of day is not to be had");
	if (backup_make(&run->file, run->options->backup_dir, now, &run->outcome->backup, err))
		return -1;
	live_mark(&run->live);
	int done = replace_publish(&run->file, result, err);
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

void run_conclude(struct run *run)
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
