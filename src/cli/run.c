#include "cli/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/host.h"
#include "cli/host_policy.h"
#include "cli/host_profile.h"
#include "node/backup.h"
#include "node/obstacle.h"
#include "node/replace.h"
#include "yaml/diff.h"

struct run {
	const struct options *options;
	struct outcome *outcome;
	struct file file;
	struct patch patch;
	struct host_policy policy;
	struct live live;
	struct error obstacle; /* kind ERROR_NONE: the manifest can be replaced, as far as can be seen */
};

static bool is_dry(const struct options *options)
{
	return options->dry_run || options->check;
}

/*
 * Read under the lock: what is decided from it still holds when it is written. A manifest that can't be replaced needs no lock, and
 * matters only if there is something to change.
 */
static int load(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	if (file_find(options->root, options->manifest, FILE_MANIFEST, &run->file, err))
		return -1;
	bool blocked = obstacle_check(&run->file, &run->obstacle) != 0;
	if ((!blocked && !is_dry(options) && replace_lock(&run->file, err)) || file_read(&run->file, err))
		return -1;
	run->outcome->manifest = span_dup(span_of(run->file.path));
	return run->outcome->manifest ? 0 : error_memory(err);
}

/* The policy's place shows only in a plan, and its checksum is a wish for the plan. */
static int read_policy(struct run *run, struct wishes *wishes, struct error *err)
{
	PLAN_AUTO struct plan first = {.edits = EDITS_EMPTY};
	const struct manifest *manifest = &run->patch.before.manifest;
	if (plan_make(manifest, wishes, &first, err) < 0)
		return error_path(err, run->file.path);
	if (host_policy_read(run->options, &run->file, manifest, first.policy_host, &run->policy, run->outcome, err))
		return -1;
	wishes->policy_sha256 = run->policy.sha256[0] ? run->policy.sha256 : NULL;
	wishes->policy_is_newer = run->policy.is_newer;
	return 0;
}

static int decide(struct run *run, struct error *err)
{
	struct place watched PLACE_AUTO = {0};
	const char *name;
	struct wishes wishes = run->options->wishes;
	if (file_watched(&run->file, &watched, &name, err))
		return -1;
	wishes.manifest_directory = watched.path + strlen(run->file.root);
	if (patch_read(buf_span(&run->file.content), run->options->container, &run->patch, err))
		return error_path(err, run->file.path);
	if (read_policy(run, &wishes, err))
		return -1;
	int result = patch_plan(&run->patch, &wishes, err);
	if (result < 0)
		return error_path(err, run->file.path);
	run->outcome->kind = result == PATCH_NOTHING ? OUTCOME_NOTHING : OUTCOME_WOULD;
	return outcome_take_plan(run->outcome, run->options, &run->patch, run->file.root, err);
}

static int check_obstacle(struct run *run, struct error *err)
{
	if (run->obstacle.kind == ERROR_NONE)
		return 0;
	if (is_dry(run->options))
		return texts_add(&run->outcome->warnings, err, "%s", run->obstacle.text);
	*err = run->obstacle;
	return -1;
}

/* The manifest as it is after the run. */
static const struct manifest *result_of(const struct run *run)
{
	return run->outcome->kind != OUTCOME_NOTHING ? &run->patch.after.manifest : &run->patch.before.manifest;
}

static int check_profile(struct run *run, struct error *err)
{
	const struct host_profile known = {
	        .manifest_path = run->file.path,
	        .status = run->options->root[0] ? NULL : &run->file.status,
	        .policy = buf_span(&run->policy.source),
	        .policy_path = run->policy.path,
	};
	return host_profile_check(run->options, result_of(run), &known, run->outcome, err);
}

static int check_host(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	if (host_check_strays(&run->file, &run->patch.before.manifest, options->allow_strays, run->outcome, err) ||
	    host_check_paths(options, &run->file, &run->patch.plan, run->outcome, err) ||
	    host_check_access(&run->file, &run->patch.plan, &run->patch.before.manifest, run->outcome, err))
		return -1;
	const struct manifest *manifest = result_of(run);
	if (host_check_space(&run->file, manifest, manifest->minor ? manifest->minor : options->wishes.minor, run->patch.plan.log_host, run->outcome, err) ||
	    check_profile(run, err))
		return -1;
	if (run->outcome->kind == OUTCOME_NOTHING)
		return 0;
	return check_obstacle(run, err) || host_check_backup(&run->file, options->backup_dir, err) ? -1 : 0;
}

static int compare(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	if (run->outcome->kind != OUTCOME_WOULD || !(options->dry_run || options->diff || options->format == FORMAT_JSON))
		return 0;
	return diff_unified(buf_span(&run->file.content), buf_span(&run->patch.result), run->file.path, run->file.path,
	                    &run->outcome->diff, err);
}

static int apply(struct run *run, struct error *err)
{
	struct timespec now;
	if (host_policy_make(&run->file, &run->patch.after.manifest, &run->policy, err) ||
	    host_make(&run->file, &run->patch.plan, &run->patch.after.manifest, err))
		return -1;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return error_set(err, ERROR_SYSTEM, "the time of day is not to be had");
	if (backup_make(&run->file, run->options->backup_dir, now, &run->outcome->backup, err))
		return -1;
	live_mark(&run->live);
	int result = replace_publish(&run->file, buf_span(&run->patch.result), err);
	run->outcome->is_new = result >= 0;
	if (result != REPLACE_DONE)
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

/* What came of waiting, as the run's own outcome. */
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

static int go_through(struct run *run, const struct live_watch *watch, struct error *err)
{
	if (load(run, err) || decide(run, err) || check_host(run, err) || compare(run, err))
		return -1;
	if (is_dry(run->options))
		return 0;
	bool changes = run->outcome->kind != OUTCOME_NOTHING;
	if (live_prepare(&run->live, run->options, watch, &run->patch, &run->file, changes, buf_span(&run->policy.source), err) || (changes && apply(run, err)))
		return -1;
	if (!changes)
		live_mark(&run->live);
	live_settle(&run->live, changes ? &run->file : NULL);
	conclude(run);
	return 0;
}

/* The bytes outlive the run: a program that calls it shows them. */
static void keep_bytes(struct run *run)
{
	run->outcome->before = run->file.content;
	run->file.content = BUF_EMPTY;
	run->outcome->after = run->patch.result;
	run->patch.result = BUF_EMPTY;
}

void run(const struct options *options, const struct live_watch *watch, struct outcome *ret_outcome)
{
	struct run run = {.options = options, .outcome = ret_outcome};
	struct error err;
	if (options->filter) {
		run_filter(options, ret_outcome);
		return;
	}
	if (go_through(&run, watch, &err)) {
		ret_outcome->kind = OUTCOME_FAILED;
		if (ret_outcome->manifest && !ret_outcome->is_new && !span_ends(span_of(err.text), "; unchanged"))
			error_append(&err, "; unchanged");
		ret_outcome->error = err;
	}
	keep_bytes(&run);
	live_release(&run.live);
	host_policy_release(&run.policy);
	patch_release(&run.patch);
	file_release(&run.file);
}
