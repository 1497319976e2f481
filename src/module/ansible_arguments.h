/*
 * ansible_arguments: what Ansible hands a binary module, as options.
 *
 * Ansible writes the task's arguments and its own settings (_ansible_…) as one JSON object into a file and gives the module its path
 * (ansible-core, lib/ansible/plugins/action/__init__.py, _execute_module and _update_module_args). Arguments are the options of
 * kaudit-enable, `_` for `-`, `state`, `backup`, and `flags`: audit flags in a mapping of their own. null means: not given. A mapping has no order, so nothing may be given twice, not even
 * under two names.
 */
#ifndef KAUDIT_MODULE_ANSIBLE_ARGUMENTS_H
#define KAUDIT_MODULE_ANSIBLE_ARGUMENTS_H

#include "cli/outcome.h"

struct ansible_arguments {
	struct options options; /* its texts lie in `texts` */
	struct texts texts;     /* owned */
	bool diff;              /* _ansible_diff: ansible-playbook --diff */
	bool no_log;            /* _ansible_no_log: nothing of the arguments is to be shown */
	bool verbose;           /* _ansible_verbosity: at least -v */
	struct buf given;       /* the task's arguments, as they came: members of a JSON object, without its braces */
};

#define ANSIBLE_ARGUMENTS_AUTO __attribute__((cleanup(ansible_arguments_release)))

/*
 * Pure: JSON may be any bytes and need not outlive the call. *ret_arguments, zero before, is to be released in any case. In check mode
 * (_ansible_check_mode) options.dry_run is set, and files may follow. -1: ERROR_REFUSED with a place for what is not a JSON object,
 * ERROR_USAGE for an argument that is wrong, in Ansible's spelling; no memory.
 */
int ansible_arguments_read(struct span json, struct ansible_arguments *ret_arguments, struct error *err);
void ansible_arguments_release(struct ansible_arguments *arguments);

#endif
