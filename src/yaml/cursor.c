#include "yaml/cursor.h"

#include <string.h>

#include "yaml/source.h"

const struct node *cursor_collection(const struct cursor *cursor)
{
	const struct build *build = cursor->build;
	return build->depth && !build->failed ? tree_node(build->tree, build->open[build->depth]) : NULL;
}

static bool byte_is(const struct cursor *cursor, uint32_t at, char byte)
{
	return at < cursor->source.length && cursor->source.at[at] == byte;
}

uint32_t cursor_entry(const struct cursor *cursor)
{
	const struct node *open = cursor_collection(cursor);
	uint32_t at = source_skip(cursor->source, cursor->at);
	if (open && open->style == STYLE_FLOW && byte_is(cursor, at, ','))
		at = source_skip(cursor->source, at + 1);
	return at;
}

/* Behind the ':' of the entry whose key was read last; at the key's end if there is none (`{a}`, `? a`). */
static uint32_t behind_colon(const struct cursor *cursor, const struct node *mapping)
{
	struct span source = cursor->source;
	uint32_t at = source_skip(source, cursor->at);
	if (!byte_is(cursor, at, ':'))
		return cursor->at;
	if (mapping->style == STYLE_FLOW || !source_breaks(source, cursor->at, at))
		return at + 1;
	/* A ':' on a later line can belong to a mapping further out, or begin the text of the next key. */
	bool own_column = source_column(source, at) == source_column(source, mapping->start);
	bool indicator = at + 1 == source.length || memchr(" \t\r\n", source.at[at + 1], 4);
	return own_column && indicator ? at + 1 : cursor->at;
}

uint32_t cursor_behind_indicator(const struct cursor *cursor)
{
	const struct node *open = cursor_collection(cursor);
	if (!open)
		return cursor->at;
	if (open->kind == NODE_MAPPING && !cursor->is_key[cursor->build->depth])
		return behind_colon(cursor, open);
	uint32_t at = cursor_entry(cursor);
	if (open->kind == NODE_MAPPING)
		return byte_is(cursor, at, '?') ? at + 1 : at;
	return open->style == STYLE_BLOCK ? at + 1 : at;
}

int64_t cursor_indent(const struct cursor *cursor)
{
	const struct node *open = cursor_collection(cursor);
	return open && open->style == STYLE_BLOCK ? (int64_t)source_column(cursor->source, open->start) : -1;
}

int cursor_check(const struct cursor *cursor, uint32_t start, uint32_t end, struct error *err)
{
	if (start >= cursor->at && end >= start)
		return 0;
	return source_error(cursor->source, start, err, "this is not read in the order in which it stands; write it in a plainer way");
}

void cursor_opened(struct cursor *cursor, uint32_t at)
{
	cursor->is_key[cursor->build->depth] = true;
	cursor->at = at;
}

void cursor_done(struct cursor *cursor, uint32_t end)
{
	bool *is_key = &cursor->is_key[cursor->build->depth];
	*is_key = !*is_key;
	cursor->at = end;
}

void cursor_pass(struct cursor *cursor, uint32_t at)
{
	if (at > cursor->at)
		cursor->at = at;
}
