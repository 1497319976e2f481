/* quote: a path in a command that a user may copy. */
#ifndef KAUDIT_CLI_QUOTE_H
#define KAUDIT_CLI_QUOTE_H

#include "base/buf.h"

/* As it is, or in single quotes if a shell would see more in it than a word. */
void quote_for_shell(struct buf *out, const char *path);

#endif
