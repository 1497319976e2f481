/* What a run does for kubeadm: --emit, --patches-dir, and a word on what the next upgrade will do. */
#include <stdio.h>

#include "cli/host_kubeadm.h"
#include "cli/run_parts.h"

#define MINOR_V1BETA4 31 /* the first version whose kubeadm reads v1beta4 */

/* Only what is on the disk has lines that a user could look at. */
static int emit(const struct run *run, enum kubeadm_kind kind, const struct manifest *after, struct buf *out, struct error *err)
{
	if (kubeadm_emit(kind, after, out, err) == 0)
		return 0;
	if (run->outcome->kind != OUTCOME_NOTHING)
		err->line = err->column = 0;
	return error_path(err, run->file.path);
}

/* Into the directory that was named. */
static int plan_patch(struct run *run, const struct manifest *after, struct error *err)
{
	const char *directory = run->options->patches_dir;
	struct patch_file *patch = &run->outcome->patch_file;
	bool removes = run->off, missing = false;
	if ((!removes && emit(run, KUBEADM_PATCH, after, &run->kubeadm_text, err)) ||
	    host_kubeadm_check(&run->file, directory, buf_span(&run->kubeadm_text), patch, &missing, err))
		return -1;
	patch->goes = removes;
	run->writes_patch = patch->state != (removes ? PATCH_FILE_ABSENT : PATCH_FILE_IN_STEP);
	if (run_is_dry(run))
		patch->written = run->writes_patch;
	return missing && run->writes_patch ? texts_add(&run->outcome->made, err, "%s%s", run->file.root, directory) : 0;
}

/* Nobody named a directory: what the next upgrade makes of this change; nothing if a patch where they mostly are keeps it. */
static int find_hint(struct run *run, const struct manifest *after, struct error *err)
{
	struct outcome *outcome = run->outcome;
	enum patch_file_state state = outcome->patch_file.state;
	unsigned minor = after->minor ? after->minor : run->options->wishes.minor;
	int length = 0;
	if (outcome->kind == OUTCOME_NOTHING || state == PATCH_FILE_IN_STEP)
		return 0;
	if (run->off && state == PATCH_FILE_STALE)
		length = asprintf(&outcome->hint,
		                  "kubeadm upgrade --patches " OPTIONS_PATCHES_DIR " would turn audit logging on again; "
		                  "--%s --patches-dir " OPTIONS_PATCHES_DIR " takes the patch away, too",
		                  run->options->mode == MODE_REMOVE ? "remove" : "restore");
	else if (state == PATCH_FILE_STALE)
		length =
		        asprintf(&outcome->hint, "kubeadm upgrade --patches " OPTIONS_PATCHES_DIR " would bring older audit settings back; "
		                                 "bring that patch in step with --patches-dir " OPTIONS_PATCHES_DIR);
	else if (!run->off)
		length = asprintf(&outcome->hint,
		                  "kubeadm upgrade drops this change; keep it with --patches-dir DIR, or put what "
		                  "--emit=kubeadm-v1beta%d prints into the cluster's configuration",
		                  minor > 0 && minor < MINOR_V1BETA4 ? 3 : 4);
	if (length >= 0)
		return 0;
	outcome->hint = NULL;
	return error_memory(err);
}

int run_check_kubeadm(struct run *run, const struct manifest *after, struct error *err)
{
	struct outcome *outcome = run->outcome;
	outcome->by_kubeadm = kubeadm_wrote(after);
	if (run->options->mode == MODE_EMIT)
		return emit(run, run->options->emit, after, &outcome->emitted, err);
	if (run->options->patches_dir)
		return plan_patch(run, after, err);
	if (!outcome->by_kubeadm)
		return 0;
	const struct manifest *wanted = run->off ? NULL : after;
	if (host_kubeadm_look(run->file.root, OPTIONS_PATCHES_DIR, wanted, &outcome->patch_file, err))
		return -1;
	return find_hint(run, after, err);
}

int run_make_patches_dir(const struct run *run, struct error *err)
{
	return run->writes_patch && !run->off ? host_kubeadm_make(run->file.root, run->options->patches_dir, err)
	                                                              : 0;
}

/* The manifest is what it is: only the patch is not. */
static int tell_unwritten(const struct run *run, struct error *err)
{
	struct span text = span_of(err->text);
	if (!run->outcome->is_new)
		return -1;
	if (span_ends(text, "; unchanged"))
		err->text[text.length - (sizeof("; unchanged") - 1)] = '\0';
	return error_wrap(err, "the manifest is changed, but not the patch for kubeadm");
}

int run_write_patch(struct run *run, struct error *err)
{
	const struct options *options = run->options;
	struct patch_file *patch = &run->outcome->patch_file;
	bool removes = run->off;
	if (!run->writes_patch || (run->outcome->kind != OUTCOME_CHANGED && run->outcome->kind != OUTCOME_NOTHING))
		return 0;
	if (removes ? host_kubeadm_remove(run->file.root, options->patches_dir, err)
	            : host_kubeadm_write(run->file.root, options->patches_dir, buf_span(&run->kubeadm_text), err))
		return tell_unwritten(run, err);
	patch->state = removes ? PATCH_FILE_ABSENT : PATCH_FILE_IN_STEP;
	patch->written = true;
	return 0;
}
