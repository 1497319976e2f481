/*
 * cursor: how far a reader of YAML has come in the source; for doc and reread only.
 *
 * Neither library says where an empty value lies, nor where some collections begin. But between the end
 * of one node and the next there are only blanks, comments and indicators, so the place follows
 * from what is open and where the last node ended.
 */
#ifndef KAUDIT_YAML_CURSOR_H
#define KAUDIT_YAML_CURSOR_H

#include "yaml/build.h"

struct cursor {
	const struct build *build;
	struct span source;
	uint32_t at;                     /* end of what was read last */
	bool is_key[TREE_DEPTH_MAX + 2]; /* of each open mapping: a key comes next */
};

/* The innermost open collection; NULL at the top. */
const struct node *cursor_collection(const struct cursor *cursor);

/* The next byte that is neither blank nor comment, nor the ',' in front of an entry of a flow collection. */
uint32_t cursor_entry(const struct cursor *cursor);

/* Behind the '-', '?' or ':' that announces the next node; without one, where an empty node would lie. */
uint32_t cursor_behind_indicator(const struct cursor *cursor);

/* The column of the innermost block collection; -1 if there is none. */
int64_t cursor_indent(const struct cursor *cursor);

/*
 * Refused: a node [START, END) in front of what was read last, or that ends before it begins. In `? ?`, `:`, `::` (a line each) libfyaml
 * (0.7.12) takes the first ':' of the last line for an empty entry, and then for a key, too; libyaml has its own line ends (U+0085, U+2028,
 * U+2029).
 */
int cursor_check(const struct cursor *cursor, uint32_t start, uint32_t end, struct error *err);

/* A collection was opened; reading goes on at AT. */
void cursor_opened(struct cursor *cursor, uint32_t at);

/* A node was read to its END. */
void cursor_done(struct cursor *cursor, uint32_t end);

/* Forward to AT, never back. */
void cursor_pass(struct cursor *cursor, uint32_t at);

#endif
