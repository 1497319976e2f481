/*
 * plan: a manifest + wishes → what to change, each with its reason, and what the host must have.
 *
 * Pure: no file is looked at. What only the host can tell is asked for in `paths`.
 * An empty plan (PLAN_EMPTY) means: nothing to do.
 */
#ifndef KAUDIT_POD_PLAN_H
#define KAUDIT_POD_PLAN_H

#include "audit/flags.h"
#include "pod/manifest.h"
#include "yaml/edit.h"

enum wish_kind { WISH_NONE, WISH_FILL /* only if nothing is there */, WISH_SET /* named by the user */, WISH_UNSET };

struct wishes {
	struct {
		enum wish_kind kind;
		const char *value; /* path flags hold HOST paths; borrowed */
		int64_t least;     /* a number that CIS or STIG would find too small becomes this, whoever gave it, and is written if there is
		                      none; unless WISH_UNSET. 0: no such wish (pod/benchmark) */
	} flags[FLAG_LIMIT];       /* by flag_index */
	const char *manifest_directory; /* host path; nothing may be placed in it; NULL: not known (standard input) */
	unsigned minor;                 /* what to assume when the image has no version; 0: newest */
	const char *policy_sha256;      /* for the annotation, which is written when it differs or something else changes; NULL: leave it as it is */
	bool policy_is_newer;           /* than the running API server: write the annotation even if nothing else changes */
};

/* The policy is read at start only: a changed checksum is what makes the kubelet start the API server again. */
#define PLAN_ANNOTATION "kaudit-enable/policy-sha256"

/* The defaults of flag_table as WISH_FILL. */
void wishes_default(struct wishes *wishes);

enum item_kind { ITEM_FLAG, ITEM_MOUNT, ITEM_VOLUME, ITEM_ANNOTATION };

struct item { /* one line of the report; a mount that moves is two: the old path that is gone, the new one that was not there */
	enum item_kind kind;
	char *name;      /* flag: with dashes; mount: its path; volume: its name; owned */
	char *old, *new; /* NULL: was not there / is gone; equal: only the spelling changes */
};

enum path_need { /* of the flags in force after the edit, whether they change or not */
	PATH_FILE,      /* must be a regular file on the host: the policy, the webhook's kubeconfig */
	PATH_DIRECTORY, /* the log's directory: made if missing */
	PATH_POINT,     /* a mount point inside a read-only mount: must exist there (file or directory as `directory` says), which
	                   is to be asked after the log's directory was made: it may be the same */
};

struct plan_path {
	enum path_need need;
	const struct flag *flag; /* for whose sake */
	char *path;              /* host path; owned */
	bool directory;
};

struct plan {
	struct edits edits;
	struct item *items;
	size_t item_count;
	struct plan_path *paths;
	size_t path_count;
	char **notes; /* warnings and notes: what was found and not refused; owned */
	size_t note_count;
	char *policy_host, *log_host; /* what is in force after the edit, on the host; NULL: none, or not known ($(VAR), a volume of the pod);
	                                 log "-" for standard output */
};

#define PLAN_AUTO __attribute__((cleanup(plan_release)))

enum { PLAN_EMPTY = 0, PLAN_CHANGES = 1 };

/* PLAN_EMPTY, PLAN_CHANGES, or -1: refused, with a place. */
int plan_make(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err);

/* The same for a plan that was made without the policy's checksum: where the policy lies is known from it. PLAN is empty after -1. */
int plan_annotate(const struct manifest *manifest, const struct wishes *wishes, struct plan *plan, struct error *err);

/*
 * The way back: every audit flag, whoever wrote it, our annotation, and the mounts and volumes that are ours by
 * name and path and serve nothing else. After plan_make of a manifest without audit settings it restores that.
 */
int plan_remove(const struct manifest *manifest, struct plan *ret_plan, struct error *err);
void plan_release(struct plan *plan);

#endif
