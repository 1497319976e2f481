/*
 * policy_options: the command line of kaudit-policy as data.
 *
 * Options may stand anywhere; `--name=value` and `--name value`; no abbreviations; behind `--` everything is an operand.
 */
#ifndef KAUDIT_CLI_POLICY_OPTIONS_H
#define KAUDIT_CLI_POLICY_OPTIONS_H

#include "base/buf.h"

enum policy_mode { POLICY_CHECK, POLICY_FIX, POLICY_EXPLAIN, POLICY_MATRIX, POLICY_DEFAULT, POLICY_HELP, POLICY_VERSION };
enum policy_color { POLICY_COLOR_AUTO, POLICY_COLOR_ALWAYS, POLICY_COLOR_NEVER };

struct policy_options { /* texts are the arguments */
	enum policy_mode mode;
	unsigned minor;       /* of the Kubernetes to judge by */
	unsigned minor_given; /* as it was asked for; 0: not given */
	bool json, strict;
	enum policy_color color;
	const char *shipped, *namespace; /* NULL: not given */
	const char **operands;           /* owned */
	size_t operand_count;
};

#define POLICY_OPTIONS_AUTO __attribute__((cleanup(policy_options_release)))

/* -1: ERROR_USAGE, or no memory. ret_options->json is filled in any case. */
int policy_options_parse(int argc, char *const argv[], struct policy_options *ret_options, struct error *err);
void policy_options_release(struct policy_options *options);

void policy_options_help(struct buf *out);

#endif
