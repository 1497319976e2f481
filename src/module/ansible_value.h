/*
 * ansible_value: one value of the arguments, as options_apply takes it.
 *
 * Playbooks give types freely: `maxage: 30`, `maxage: "30"`, `no_wait: true`, and with key=value or a template every value is a string.
 * So numbers and strings are the same here, and true and false may be any of the words that Ansible takes for them. Where that would
 * mislead it is an error: a boolean for a path, 1.30 (the number 1.3) for a version, a list where there is one value.
 */
#ifndef KAUDIT_MODULE_ANSIBLE_VALUE_H
#define KAUDIT_MODULE_ANSIBLE_VALUE_H

#include "cli/option_table.h"
#include "yaml/tree.h"

enum ansible_type {
	ANSIBLE_SWITCH,   /* true or false */
	ANSIBLE_TEXT,     /* a string or number */
	ANSIBLE_STRING,   /* a string, since a number would have lost something */
	ANSIBLE_OPTIONAL, /* a string or number, or true for what holds without a value */
	ANSIBLE_BOOL,     /* an audit flag that is true or false, which both count as given */
	ANSIBLE_LIST,     /* strings, or one string with commas between them */
};

/* The type of an argument. Exactly one of the two is not NULL. */
enum ansible_type ansible_type_of(const struct option *option, const struct flag *flag);

/* A value as it comes, words of Ansible's included. -1: ERROR_USAGE naming ARGUMENT. */
int ansible_bool(const struct tree *tree, node_id value, struct span argument, bool *ret_bool, struct error *err);

/*
 * VALUE for any type but ANSIBLE_LIST. *ret_text, to be freed: for options_apply; NULL: give none. 1: it is to be given; 0: not (null; a
 * switch that is false). -1: ERROR_USAGE naming ARGUMENT and what would be right, or no memory.
 */
int ansible_value(const struct tree *tree, node_id value, enum ansible_type type, struct span argument, char **ret_text, struct error *err);

/* VALUE of an ANSIBLE_LIST: calls TAKE for each item. -1: ERROR_USAGE, no memory, or what TAKE says. */
int ansible_list(const struct tree *tree, node_id value, struct span argument,
                 int (*take)(void *context, const char *item, struct error *err), void *context, struct error *err);

#endif
