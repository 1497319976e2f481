/*
 * options: the command line of kaudit-enable as data.
 *
 * `--name=value` and `--name value`; no abbreviations; `_` in the name of an audit flag is read as '-'. A switch takes no value;
 * an audit flag that is a boolean may stand alone (true) or as `--name=false`, as at kube-apiserver.
 * The last of several equal options counts. A separate word that begins with "--" is never taken for a value.
 */
#ifndef KAUDIT_CLI_OPTIONS_H
#define KAUDIT_CLI_OPTIONS_H

#include "pod/kubeadm.h"
#include "pod/plan.h"

#define OPTIONS_MANIFEST "/etc/kubernetes/manifests/kube-apiserver.yaml"
#define OPTIONS_BACKUP_DIR "/var/lib/kaudit/backups"
#define OPTIONS_PATCHES_DIR "/etc/kubernetes/patches" /* where kubeadm's patch is looked for if no place is named */

enum options_mode { MODE_ENABLE, MODE_REMOVE, MODE_RESTORE, MODE_LIST_BACKUPS, MODE_EMIT, MODE_STATUS, MODE_HELP, MODE_VERSION };
enum options_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum options_format { FORMAT_TEXT, FORMAT_JSON };
enum options_wait { WAIT_AUTO, WAIT_SECONDS, WAIT_NEVER };
enum options_proof { PROOF_OF_EVENT, PROOF_OF_SECRET };
enum options_profile { PROFILE_NONE, PROFILE_CIS, PROFILE_STIG };

#define OPTIONS_WAIT_SECONDS 300
#define OPTIONS_KEEP_BACKUPS 10

struct options { /* texts are borrowed from whoever gave them */
	enum options_mode mode;
	struct wishes wishes;                                 /* manifest_directory is left to the run */
	const char *manifest, *root, *backup_dir, *container; /* root "" for the machine's own; container NULL: not given */
	bool filter;                                          /* --manifest -: standard input to standard output */
	bool dry_run, check, diff, allow_strays;
	enum options_color color;
	enum options_format format;
	bool quiet, verbose;
	bool backup_dir_given;
	const char *restore;             /* with MODE_RESTORE: which backup, a path or a name in backup_dir; NULL: the newest */
	unsigned keep_backups;           /* so many of the newest stay, and the first; 0: all */
	bool keep_backups_given;
	enum options_wait wait;
	unsigned wait_seconds;           /* in all, for the new API server */
	const char *kubeconfig, *cacert; /* NULL: not given */
	enum options_proof proof;
	bool no_rollback;
	const char *init_policy; /* a shipped policy's name, to be written if there is none; NULL: not wanted */
	bool init_policy_named;  /* else it is the profile's, or the default */
	enum options_profile profile;
	enum kubeadm_kind emit;  /* MODE_EMIT: what to print */
	const char *patches_dir; /* where to write kubeadm's patch; NULL: nowhere */
	bool no_policy_check, no_policy_checksum;
	bool files_may_follow; /* a policy or kubeconfig that is missing is only warned of: what writes it has not run yet. No option sets it */
};

/* What holds without any option. */
void options_default(struct options *ret_options);

/*
 * One option by its name without dashes; VALUE NULL: none was given. For the command line and for whoever
 * else takes options under these names. -1: ERROR_USAGE.
 */
int options_apply(struct options *options, struct span name, const char *value, struct error *err);

/* The rules between options, and every flag's value; to be called once all are applied. -1: ERROR_USAGE. */
int options_check(const struct options *options, struct error *err);

/* For options_check: what makes no sense with the mode. */
int options_check_mode(const struct options *options, struct error *err);

/* All of it: defaults, arguments, rules. On -1 (ERROR_USAGE) ret_options->format still says in which form to tell. */
int options_parse(int argc, char *const argv[], struct options *ret_options, struct error *err);

/* --help: one screen, grouped. */
void options_help(struct buf *out);

#endif
