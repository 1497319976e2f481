/*
 * ansible_names: how our options are called in a playbook: log_path for --log-path.
 *
 * What Ansible itself decides (check mode, diff, verbosity) and what makes no sense on its far end is no argument of the module; whoever
 * tries it is told what to write instead.
 */
#ifndef KAUDIT_MODULE_ANSIBLE_NAMES_H
#define KAUDIT_MODULE_ANSIBLE_NAMES_H

#include "base/buf.h"

/* What to do instead of giving OPTION (with dashes) as an argument; NULL: it is one, or no option at all. */
const char *ansible_instead(struct span option);

/* For an argument that is none: says so, and names the nearest one. Returns -1 (ERROR_USAGE). */
int ansible_unknown(struct span argument, struct error *err);

/*
 * Appends TEXT with the options in it spelled as arguments. With FLAGS also kube-apiserver's own names, which in an error about arguments
 * mean an argument, but the flag itself in one about a manifest.
 */
void ansible_spell(struct span text, bool flags, struct buf *out);

/* The same for an error's text. */
void ansible_spell_error(struct error *err);

#endif
