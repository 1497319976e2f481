/*
 * outcome: what a run did, as data; `run` fills it, `report` words it, and so may anything else that calls a run.
 */
#ifndef KAUDIT_CLI_OUTCOME_H
#define KAUDIT_CLI_OUTCOME_H

#include "cli/live.h"
#include "cli/options.h"
#include "cli/status.h"
#include "pod/patch.h"

enum outcome_kind {
	OUTCOME_FAILED,  /* `error` says why */
	OUTCOME_NOTHING, /* the manifest is as wished; nothing was written */
	OUTCOME_WOULD,   /* dry run or check: a run would change it; nothing was written */
	OUTCOME_CHANGED, /* the manifest on disk is new; filter: what goes to standard output is */
	OUTCOME_ROLLED_BACK, /* it was new, and is the old one again: `error` says why */
	OUTCOME_UNPROVEN,    /* it is new, or an older change was waited for, and is not proven: `error` says why */
};

struct texts { /* owned */
	char **list;
	size_t count;
};

enum patch_file_state {
	PATCH_FILE_NONE, /* not looked for */
	PATCH_FILE_ABSENT,
	PATCH_FILE_IN_STEP, /* ours, and what kubeadm_emit gives for the manifest */
	PATCH_FILE_STALE,   /* ours, and not that */
	PATCH_FILE_FOREIGN, /* not ours */
	PATCH_FILE_UNKNOWN, /* it can't be read, or there is nothing to compare it with */
};

struct patch_file { /* kubeadm's, for the API server (cli/host_kubeadm) */
	char *path; /* with the root; owned; NULL: not looked for */
	enum patch_file_state state;
	bool written; /* or taken away; without effects: would be */
	bool goes;    /* audit logging is off, and so it is taken away, if it is there */
};

struct outcome {
	enum outcome_kind kind;
	bool is_new;              /* the manifest on disk is new; with OUTCOME_FAILED: but not certain to survive a crash of the machine */
	char *manifest;           /* where it lies, links followed, with the root; NULL: not found, or a filter */
	struct buf before, after; /* the manifest's bytes; after: with WOULD and CHANGED, and always as a filter */
	struct buf diff;          /* empty unless there is a difference and somebody wants to see it */
	struct item *items;       /* what is added, changed, removed; owned */
	size_t item_count;
	struct texts warnings;
	struct texts facts; /* what was found and decided, for --verbose */
	struct texts made;  /* directories made on the host (WOULD: to be made) */
	char *policy_made;  /* the policy that --init-policy wrote (WOULD: is to write); NULL: none */
	char *restored;     /* the backup that was put back (WOULD, NOTHING: that would be, that is there already); NULL: none */
	struct texts pruned; /* old backups that were removed */
	char *backup;       /* where the old bytes are kept; NULL: nowhere */
	char *log_host;     /* the audit log on the host, with the root, or "-"; NULL: there is none */
	struct buf emitted; /* --emit: for standard output */
	bool by_kubeadm;    /* kubeadm made the manifest */
	struct patch_file patch_file; /* the state is that at the end of the run */
	char *hint; /* what the next kubeadm upgrade makes of the change; NULL: nothing to say */
	struct live_result live;
	bool told; /* report_begin has been shown, while the run waited, */
	size_t warnings_told, facts_told; /* with so many of them */
	struct error error; /* kind ERROR_NONE unless it failed */
};

#define OUTCOME_AUTO __attribute__((cleanup(outcome_release)))

void outcome_release(struct outcome *outcome);

/* report_begin is shown now; what is found later is still to be told. */
void outcome_told(struct outcome *outcome);

void texts_release(struct texts *texts);

/* -1: no memory. */
int texts_add(struct texts *texts, struct error *err, const char *format, ...) ERROR_PRINTF(3, 4);

/* Takes what the plan says over: items, notes as warnings, facts, the log's place below ROOT. -1: no memory. */
int outcome_take_plan(struct outcome *outcome, const struct options *options, struct patch *patch, const char *root, struct error *err);

/* Something is, or in a dry run would be, other than before: the manifest or kubeadm's patch. */
bool outcome_changes(const struct outcome *outcome);

enum exit_status outcome_status(const struct outcome *outcome, const struct options *options);

#endif
