/*
 * run_parts: the steps that all runs which change a manifest have in common. For run.
 *
 * In this order: run_load, (decide), run_check_place, run_check_kubeadm, run_compare, run_make_patches_dir and run_write between live_prepare and
 * live_settle, run_conclude, run_write_patch.
 */
#ifndef KAUDIT_CLI_RUN_PARTS_H
#define KAUDIT_CLI_RUN_PARTS_H

#include "cli/host_policy.h"
#include "cli/run.h"

struct run {
	const struct options *options;
	struct outcome *outcome;
	struct file file;
	struct patch patch;
	struct host_policy policy;
	struct live live;
	struct buf kubeadm_text; /* of the patch file, with --patches-dir */
	bool writes_patch;       /* or takes it away */
	struct error obstacle; /* kind ERROR_NONE: the manifest can be replaced, as far as can be seen */
};

/* --dry-run, --check, --emit. */
bool run_is_dry(const struct run *run);

/* The manifest, read under its lock; a dry run takes none. */
int run_load(struct run *run, struct error *err);

/* Refused: a manifest that can't be replaced (a dry run only warns), a backup directory that the kubelet reads. */
int run_check_place(struct run *run, struct error *err);

/* The diff from what is there to RESULT, if somebody wants to see it. */
int run_compare(struct run *run, struct span result, struct error *err);

/* Backs up what is there and publishes RESULT. run->outcome says what became of it, on -1, too. */
int run_write(struct run *run, struct span result, struct error *err);

/* What came of waiting, as the run's own outcome. */
void run_conclude(struct run *run);

/*
 * kubeadm (run_kubeadm): AFTER is the manifest as it will be. The first one emits, or decides what becomes of the patch file, and refuses what can't be
 * written; the last one writes it, if nothing was rolled back or left unproven (cli/host_kubeadm).
 */
int run_check_kubeadm(struct run *run, const struct manifest *after, struct error *err);
int run_make_patches_dir(const struct run *run, struct error *err);
int run_write_patch(struct run *run, struct error *err);

#endif
