/*
 * Items and entries of block collections: whole lines come and go. Only the first entry of a collection that begins on the line of
 * its parent's dash ("- name: x", "- - a") shares a line.
 *
 * A new entry comes right behind the last line of the one before it, and behind comment lines that are indented deeper (they belong to what
 * is inside of that one); comments at its own depth stay behind it. In front of all others it comes above the comment lines that stand
 * right above the first, since these speak of the first; at the root they may be the file's head and stay on top.
 */
#include <string.h>

#include "yaml/edit_internal.h"

struct block {
	struct render *render;
	const struct group *group;
	bool mapping, compact; /* compact: the first entry shares its line with a dash */
	bool joined;           /* and it goes, and the next that stays moves up to the dash */
	uint32_t column, depth;
};

static uint32_t begin_of(const struct block *block, size_t index)
{
	return place_entry_begin(block->render, block->group, index);
}

/* Where the line behind an entry begins. */
static uint32_t end_of(const struct block *block, size_t index)
{
	return place_line_after(block->render, tree_node(block->render->tree, block->group->entries[index].last)->end);
}

static void write_new(const struct block *block, const struct insertion *insertion, struct span eol, struct buf *text)
{
	struct writer writer = {block->render, text, eol};
	struct value value = {&insertion->value, 1};
	struct peers peers;
	if (block->mapping) {
		peers_of_mapping(block->render, block->group->node, &peers);
		write_entry(&writer, block->column, insertion->key, value, &peers);
	} else {
		peers_near(block->group, insertion->gap, &peers);
		write_item(&writer, block->column, value, &peers);
	}
}

static int insert_in_line(const struct block *block, const struct insertion *insertion, uint32_t at)
{
	struct buf text = BUF_EMPTY;
	struct span eol = place_eol(block->render, place_line_after(block->render, at));
	write_new(block, insertion, eol, &text);
	buf_add_span(&text, eol);
	buf_add_repeat(&text, ' ', block->column);
	return pieces_add(block->render, at, 0, block->depth, &text);
}

static int insert_lines(const struct block *block, const struct insertion *insertion, uint32_t at)
{
	struct buf text = BUF_EMPTY;
	struct span eol = place_eol(block->render, at);
	buf_add_repeat(&text, ' ', block->column);
	write_new(block, insertion, eol, &text);
	buf_add_span(&text, eol);
	return pieces_add(block->render, at, 0, block->depth, &text);
}

static uint32_t front_line(const struct block *block)
{
	uint32_t line = place_line_begin(block->render, begin_of(block, 0));
	bool root = tree_node(block->render->tree, block->group->node)->parent == 0;
	return root ? line : place_before_comments(block->render, line);
}

static uint32_t line_behind(const struct block *block, size_t index)
{
	const struct node *last = tree_node(block->render->tree, block->group->entries[index].last);
	uint32_t at = end_of(block, index);
	bool nested = (last->kind == NODE_MAPPING || last->kind == NODE_SEQUENCE) && last->style == STYLE_BLOCK;
	return nested ? place_behind_comments(block->render, at, block->column) : at;
}

static int insert_all(const struct block *block)
{
	const struct group *group = block->group;
	uint32_t at = 0;
	for (size_t i = 0; i < group->insertion_count; i++) {
		const struct insertion *insertion = &group->insertions[i];
		bool same_place = i > 0 && insertion[-1].gap == insertion->gap;
		if (insertion->gap == 0 && block->compact && (block->joined || !group->entries[0].removed)) {
			if (insert_in_line(block, insertion, begin_of(block, 0)))
				return -1;
			continue;
		}
		if (!same_place)
			at = insertion->gap > 0 ? line_behind(block, insertion->gap - 1)
			     : block->compact   ? end_of(block, 0)
			                        : front_line(block);
		if (insert_lines(block, insertion, at))
			return -1;
	}
	return 0;
}

static bool inserts_between(const struct group *group, size_t first_gap, size_t last_gap)
{
	for (size_t i = 0; i < group->insertion_count; i++)
		if (group->insertions[i].gap >= first_gap && group->insertions[i].gap <= last_gap)
			return true;
	return false;
}

static int remove_lines(const struct block *block, size_t index)
{
	return pieces_drop(block->render, place_line_begin(block->render, begin_of(block, index)), end_of(block, index), block->depth);
}

static size_t leading_removed(const struct group *group)
{
	size_t count = 0;
	while (count < group->count && group->entries[count].removed)
		count++;
	return count;
}

/* Whether nothing comes in between (a comment, a new entry) when the leading entries go and the next moves up to the dash. */
static bool can_join(const struct block *block)
{
	size_t count = leading_removed(block->group);
	bool joined = count > 0 && count < block->group->count && !inserts_between(block->group, 1, count);
	for (size_t i = 0; joined && i < count; i++)
		joined = end_of(block, i) == place_line_begin(block->render, begin_of(block, i + 1));
	return joined;
}

/* The leading COUNT entries go, and the dash in front of them stays: joined to the next entry, or on a line of its own. */
static int remove_behind_dash(const struct block *block, size_t count)
{
	struct render *render = block->render;
	uint32_t from = begin_of(block, 0);
	if (block->joined)
		return pieces_drop(render, from, begin_of(block, count), block->depth);
	uint32_t line_end = place_line_break(render, tree_node(render->tree, block->group->entries[0].last)->end);
	if (pieces_drop(render, place_blanks_back(render, from), line_end, block->depth))
		return -1;
	for (size_t i = 1; i < count; i++)
		if (remove_lines(block, i))
			return -1;
	return 0;
}

/* How deep the text of a block scalar is indented, at least. */
static uint32_t text_column(const struct block *block, const struct node *scalar)
{
	struct span source = block->render->source;
	uint32_t header = place_line_break(block->render, scalar->start), text = header;
	while (text < scalar->end && strchr(" \t\r\n", source.at[text]))
		text++;
	for (uint32_t at = scalar->start; at < header && source.at[at] != '#'; at++)
		if (source.at[at] >= '1' && source.at[at] <= '9') /* "|2": the text may begin with spaces of its own */
			return block->column + 1;
	return text < scalar->end ? place_column(block->render, text) : block->column + 1;
}

/*
 * What would come to stand right behind a block scalar must not become a part of it: blank lines behind "|+", a comment that is
 * indented as its text. FIRST is where the run of removed entries begins that INDEX is in.
 */
static int check_scalar_before(const struct block *block, size_t first, size_t index)
{
	const struct render *render = block->render;
	struct span source = render->source;
	node_id before = block->group->entries[first].first - 1;
	const struct node *scalar = tree_node(render->tree, before);
	if (scalar->kind != NODE_SCALAR || (scalar->style != STYLE_LITERAL && scalar->style != STYLE_FOLDED))
		return 0;
	uint32_t end = end_of(block, index), text = end;
	while (text < source.length && strchr(" \t\r\n", source.at[text]))
		text++;
	bool blank = end < source.length && place_line_break(render, end) < text;
	bool comment = text < source.length && source.at[text] == '#' && place_column(render, text) >= text_column(block, scalar);
	if (comment || (blank && place_chomping(render, before) == '+'))
		return tree_error(render->tree, before, render->err,
		                  "a block scalar that would take up the lines behind an entry that is to be removed; remove these blank "
		                  "lines or comments and try again");
	return 0;
}

static int remove_all(const struct block *block)
{
	const struct group *group = block->group;
	size_t i = 0;
	for (size_t index = 0, first = 0; index < group->count; index++) {
		if (!group->entries[index].removed)
			first = index + 1;
		else if (check_scalar_before(block, first, index))
			return -1;
	}
	if (block->compact)
		i = leading_removed(group);
	if (i > 0 && remove_behind_dash(block, i))
		return -1;
	for (; i < group->count; i++)
		if (group->entries[i].removed && remove_lines(block, i))
			return -1;
	return 0;
}

int block_render(struct render *render, const struct group *group)
{
	const struct node *collection = tree_node(render->tree, group->node);
	struct block block = {
	        .render = render,
	        .group = group,
	        .mapping = collection->kind == NODE_MAPPING,
	        .compact = !place_starts_line(render, collection->start),
	        .column = place_column(render, collection->start),
	        .depth = place_depth(render, group->node),
	};
	/* "? key" and the like: an entry that does not begin where its collection's entries do */
	for (size_t i = 0; block.mapping && i < group->count; i++)
		if (place_column(render, begin_of(&block, i)) != block.column || render->source.at[begin_of(&block, i)] == '?')
			return tree_error(
			        render->tree, group->entries[i].first, render->err,
			        "a key that is not written as \"key: value\" at the beginning of its line; write it so and try again");
	if (block.compact && render->source.at[place_blanks_back(render, collection->start) - 1] != '-')
		return tree_error(render->tree, group->node, render->err,
		                  "a list or mapping on the line of its key; begin it on a line of its own and try again");
	block.joined = block.compact && can_join(&block);
	return remove_all(&block) || insert_all(&block) ? -1 : 0;
}
