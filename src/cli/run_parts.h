/*
 * run_parts: the steps that all runs which change a manifest have in common. For run.
 *
 *     run_load → (decide) → run_check_place, run_check_kubeadm → run_finish: diff → make → backup → publish → wait, prove, or put back → kubeadm's
 *     patch → run_prune
 */
#ifndef KAUDIT_CLI_RUN_PARTS_H
#define KAUDIT_CLI_RUN_PARTS_H

#include "cli/host_policy.h"
#include "cli/run.h"

struct run {
	const struct options *options;
	struct outcome *outcome;
	struct file file;
	struct patch patch; /* `result`: the bytes to install */
	struct host_policy policy;
	struct live live;
	struct buf kubeadm_text; /* of the patch file, with --patches-dir */
	bool writes_patch;       /* or takes it away */
	bool off; /* audit logging is off afterwards, and is meant to be */
	struct error obstacle; /* kind ERROR_NONE: the manifest can be replaced, as far as can be seen */
};

struct run_change {                    /* what was decided; run->patch.result are the bytes */
	const struct manifest *before; /* NULL: it can't be read, and is not put back */
	const struct manifest *after;  /* NULL: nothing changes */
	const struct plan *plan;       /* what the host has to have afterwards, and where the log is */
};

/* --dry-run, --check, --emit. */
bool run_is_dry(const struct run *run);

/* The manifest, read under its lock; a dry run takes none. */
int run_load(struct run *run, struct error *err);

/*
 * Refused: what PLAN needs of the host and does not find there; what the log may come to is a warning. BEFORE and AFTER are the manifest as it
 * is and as it will be.
 */
int run_check_host(struct run *run, const struct plan *plan, const struct manifest *before, const struct manifest *after, struct error *err);

/* Refused: a manifest that can't be replaced (a dry run only warns), a backup directory that the kubelet reads or that others could change. */
int run_check_place(struct run *run, struct error *err);

/* All that follows a decision; run->outcome says what became of the manifest, on -1, too. */
int run_finish(struct run *run, const struct run_change *change, const struct live_watch *watch, struct error *err);

/* After a change that was proven, or not waited for: old backups go (--keep-backups). What goes wrong is a warning. */
void run_prune(struct run *run);

/* --restore: from the decision on. */
int run_restore(struct run *run, const struct live_watch *watch, struct error *err);

/*
 * kubeadm (run_kubeadm): AFTER is the manifest as it will be. The first one emits, or decides what becomes of the patch file, and refuses what can't be
 * written; the last one writes it, if nothing was rolled back or left unproven (cli/host_kubeadm).
 */
int run_check_kubeadm(struct run *run, const struct manifest *after, struct error *err);
int run_make_patches_dir(const struct run *run, struct error *err);
int run_write_patch(struct run *run, struct error *err);

#endif
