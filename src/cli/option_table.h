/* option_table: kaudit-enable's own options; the audit flags come from flag_table. For options, options_help and the Ansible module. */
#ifndef KAUDIT_CLI_OPTION_TABLE_H
#define KAUDIT_CLI_OPTION_TABLE_H

#include "cli/options.h"

enum option_id {
	OPTION_UNSET,
	OPTION_INIT_POLICY,
	OPTION_PROFILE,
	OPTION_NO_POLICY_CHECK,
	OPTION_NO_POLICY_CHECKSUM,
	OPTION_MANIFEST,
	OPTION_ROOT,
	OPTION_BACKUP_DIR,
	OPTION_CONTAINER,
	OPTION_KUBE_VERSION,
	OPTION_PATCHES_DIR,
	OPTION_REMOVE,
	OPTION_EMIT,
	OPTION_RESTORE,
	OPTION_LIST_BACKUPS,
	OPTION_KEEP_BACKUPS,
	OPTION_STATUS,
	OPTION_DRY_RUN,
	OPTION_CHECK,
	OPTION_ALLOW_STRAYS,
	OPTION_WAIT,
	OPTION_NO_WAIT,
	OPTION_PROVE,
	OPTION_NO_ROLLBACK,
	OPTION_KUBECONFIG,
	OPTION_CACERT,
	OPTION_DIFF,
	OPTION_COLOR,
	OPTION_FORMAT,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_HELP,
	OPTION_VERSION,
};

enum option_group { GROUP_WISHES, GROUP_PLACES, GROUP_RUN, GROUP_PROOF, GROUP_OUTPUT, GROUP_COUNT };

struct option {
	enum option_id id;
	enum option_group group;
	const char *name;         /* without dashes */
	const char *argument;     /* what the help calls its value; NULL: takes none */
	const char *otherwise;    /* its value where none is given; then only `--name=value` gives one. NULL: a value is needed */
	const char *const *words; /* the only values there are, ends with NULL; NULL: any but the empty one */
	const char *help;
};

extern const struct option option_table[]; /* in the order of the help */
extern const size_t option_count;

/* NULL: no such option. */
const struct option *option_find(struct span name);
/* The audit flag by kube-apiserver's name or by its shorter one. NULL: no such flag. */
const struct flag *flag_of_option(struct span name);

#endif
