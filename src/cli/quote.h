/* quote: a path as another program has to read it, whatever bytes its name has. */
#ifndef KAUDIT_CLI_QUOTE_H
#define KAUDIT_CLI_QUOTE_H

#include "base/buf.h"

/*
 * In a diff's header, for patch(1): as it is; with a tab behind it when it holds spaces; in double quotes with C escapes when it holds
 * control characters, quotes or backslashes, as GNU diff writes it.
 */
void quote_for_patch(struct buf *out, const char *path);

/* In a command that a user may copy: as it is, or in single quotes if a shell would see more in it than a word. */
void quote_for_shell(struct buf *out, const char *path);

#endif
