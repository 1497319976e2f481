#include "cli/run.h"

#include <string.h>

#include "cli/host.h"
#include "cli/host_profile.h"
#include "cli/run_parts.h"

/* The policy's place shows only in the plan, and its checksum is a wish. */
static int read_policy(struct run *run, struct wishes *wishes, struct error *err)
{
	const char *place = run->patch.plan.policy_host;
	if (host_policy_read(run->options, &run->file, &run->patch.before.manifest, place, &run->policy, run->outcome, err))
		return -1;
	wishes->policy_sha256 = run->policy.sha256[0] ? run->policy.sha256 : NULL;
	wishes->policy_is_newer = run->policy.is_newer;
	return 0;
}

static int plan_wishes(struct run *run, struct error *err)
{
	struct place watched PLACE_AUTO = {0};
	const char *name;
	struct wishes wishes = run->options->wishes;
	if (file_watched(&run->file, &watched, &name, err))
		return -1;
	wishes.manifest_directory = watched.path + strlen(run->file.root);
	if (patch_read(buf_span(&run->file.content), run->options->container, &run->patch, err) || patch_begin(&run->patch, &wishes, err))
		return error_path(err, run->file.path);
	if (read_policy(run, &wishes, err))
		return -1;
	int result = patch_finish(&run->patch, &wishes, err);
	return result < 0 ? error_path(err, run->file.path) : result;
}

static int plan_removal(struct run *run, struct error *err)
{
	int result = patch_remove(buf_span(&run->file.content), run->options->container, &run->patch, err);
	return result < 0 ? error_path(err, run->file.path) : result;
}

static int decide(struct run *run, struct error *err)
{
	int result = run->options->mode == MODE_REMOVE ? plan_removal(run, err) : plan_wishes(run, err);
	if (result < 0)
		return -1;
	run->off = run->options->mode == MODE_REMOVE;
	run->outcome->kind = result == PATCH_NOTHING ? OUTCOME_NOTHING : OUTCOME_WOULD;
	return outcome_take_plan(run->outcome, run->options, &run->patch, run->file.root, err);
}

/* The manifest as it will be, or as it is if nothing changes. */
static const struct manifest *manifest_after(const struct run *run)
{
	return run->outcome->kind == OUTCOME_NOTHING ? &run->patch.before.manifest : &run->patch.after.manifest;
}

static int check_profile(struct run *run, struct error *err)
{
	const struct host_profile known = {
	        .manifest_path = run->file.path,
	        .status = run->options->root[0] ? NULL : &run->file.status,
	        .policy = buf_span(&run->policy.source),
	        .policy_path = run->policy.path,
	};
	return host_profile_check(run->options, manifest_after(run), &known, run->outcome, err);
}

/* On the way back nothing is asked of the host but that the manifest is the one that counts: the plan has no paths, and no log. */
static int check_host(struct run *run, struct error *err)
{
	const struct manifest *before = &run->patch.before.manifest, *after = manifest_after(run);
	if (host_check_strays(&run->file, before, run->options->allow_strays, run->outcome, err) ||
	    run_check_host(run, &run->patch.plan, before, after, err) || check_profile(run, err) || run_check_kubeadm(run, after, err))
		return -1;
	return run->outcome->kind == OUTCOME_NOTHING ? 0 : run_check_place(run, err);
}

static int edit(struct run *run, const struct live_watch *watch, struct error *err)
{
	if (decide(run, err) || check_host(run, err))
		return -1;
	const struct run_change change = {
	        .before = &run->patch.before.manifest,
	        .after = run->outcome->kind == OUTCOME_NOTHING ? NULL : &run->patch.after.manifest,
	        .plan = &run->patch.plan,
	};
	return run_finish(run, &change, watch, err);
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
	if (run_load(&run, &err) || (options->mode == MODE_RESTORE ? run_restore(&run, watch, &err) : edit(&run, watch, &err))) {
		ret_outcome->kind = OUTCOME_FAILED;
		if (ret_outcome->manifest && !ret_outcome->is_new && !span_ends(span_of(err.text), "; unchanged"))
			error_append(&err, "; unchanged");
		ret_outcome->error = err;
	}
	run_prune(&run);
	keep_bytes(&run);
	live_release(&run.live);
	buf_release(&run.kubeadm_text);
	host_policy_release(&run.policy);
	patch_release(&run.patch);
	file_release(&run.file);
}
