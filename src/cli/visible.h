/*
 * visible: bytes of the input in a message, harmless to a terminal.
 *
 * Control characters, what is not UTF-8, and the characters that turn the direction of writing around
 * are shown as escapes (\n, \x1b, \u202e); all else stays.
 */
#ifndef KAUDIT_CLI_VISIBLE_H
#define KAUDIT_CLI_VISIBLE_H

#include "base/buf.h"

enum visible_keep {
	VISIBLE_TEXT, /* one line of a message: tabs and line ends are escaped, too */
	VISIBLE_LINES /* a diff on a terminal: tabs, line feeds and the CR before one stay */
};

void visible_add(struct buf *out, struct span text, enum visible_keep keep);

#endif
