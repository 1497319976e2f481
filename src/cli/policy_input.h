/* policy_input: a policy file, or standard input, whole. */
#ifndef KAUDIT_CLI_POLICY_INPUT_H
#define KAUDIT_CLI_POLICY_INPUT_H

#include "base/buf.h"

/* Appends the bytes of PATH ("-": standard input), at most one more than is read of a policy: what is longer is refused there. */
int policy_input_read(const char *path, struct buf *out, struct error *err);

#endif
