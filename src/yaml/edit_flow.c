/*
 * Items and entries between brackets. An entry that has its lines for itself comes and goes as lines, with the comment on them;
 * any other with the comma in front of it (the first: with the one behind it).
 *
 * A new entry next to one that is taken away takes that one's slot, so that commas need no thought.
 */
#include <stdlib.h>
#include <string.h>

#include "yaml/edit_internal.h"
#include "yaml/source.h"

struct slot { /* where an entry lies */
	uint32_t begin, end;
	uint32_t tail;   /* behind the entry and its comma, if it has one */
	bool comma, own; /* own: alone on its lines, but for a comment */
};

struct flow {
	struct render *render;
	const struct group *group;
	bool mapping;
	uint32_t depth;
	struct slot *slots;
};

static struct slot slot_of(const struct flow *flow, size_t index)
{
	struct render *render = flow->render;
	struct slot slot = {.begin = place_entry_begin(render, flow->group, index)};
	slot.end = slot.tail = tree_node(render->tree, flow->group->entries[index].last)->end;
	uint32_t comma = source_skip(render->source, slot.end);
	slot.comma = render->source.at[comma] == ',';
	if (slot.comma)
		slot.tail = comma + 1;
	uint32_t rest = slot.tail;
	while (rest < render->source.length && strchr(" \t", render->source.at[rest]))
		rest++;
	bool line_ends = rest == render->source.length || strchr("\r\n#", render->source.at[rest]);
	slot.own = line_ends && place_starts_line(render, slot.begin) && !source_breaks(render->source, slot.end, slot.tail);
	return slot;
}

/* The text between two entries behind the comma, if it is white space only. */
static bool gap_of(const struct flow *flow, size_t index, struct span *ret_gap)
{
	if (index + 1 >= flow->group->count)
		return false;
	uint32_t from = flow->slots[index].tail, to = flow->slots[index + 1].begin;
	for (uint32_t at = from; at < to; at++)
		if (!strchr(" \t\r\n", flow->render->source.at[at]))
			return false;
	*ret_gap = span_from(flow->render->source.at + from, to - from);
	return true;
}

/* What stands behind a comma at GAP, judged by the entries before, else behind it. */
static struct span separator(const struct flow *flow, size_t gap)
{
	struct span found = flow->render->style.comma;
	if (gap >= 2 && gap_of(flow, gap - 2, &found))
		return found;
	if (gap >= 1 && gap_of(flow, gap - 1, &found))
		return found;
	gap_of(flow, gap, &found);
	return found;
}

static void write_new(const struct flow *flow, const struct insertion *insertion, const struct span *base, struct buf *text)
{
	struct render *render = flow->render;
	struct writer writer = {render, text, render->style.eol};
	static const struct peers none = {.count = 0};
	struct value value = {&insertion->value, 1};
	struct peers peers;
	if (flow->mapping) {
		peers_of_mapping(render, flow->group->node, &peers);
		write_flow_entry(&writer, insertion->key, value, base, &peers);
	} else {
		peers_near(flow->group, insertion->gap, &peers);
		write_flow(&writer, value, ROLE_ITEM, base, &peers, &none);
	}
}

/* COUNT new entries with SEPARATOR behind each comma between them. */
static void write_joined(const struct flow *flow, const struct insertion *insertions, size_t count, struct span separator_text,
                         const struct span *base, struct buf *text)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			buf_add_byte(text, ',');
			buf_add_span(text, separator_text);
		}
		write_new(flow, &insertions[i], base, text);
	}
}

/* Without a value a comma would be part of a plain text right behind ':' to libyaml, and of the tag right behind a tag to go-yaml. */
static void add_comma_behind(const struct flow *flow, size_t index, struct buf *text)
{
	const struct tree *tree = flow->render->tree;
	const struct entry *entry = &flow->group->entries[index];
	const struct node *first = tree_node(tree, entry->first), *last = tree_node(tree, entry->last);
	bool colon = tree->source.at[last->end - 1] == ':';
	bool tag = last->start == last->end && (last->flags & NODE_TAGGED || first->start == first->end);
	buf_add_text(text, colon || tag ? " ," : ",");
}

/* Lines of their own, next to the entry INDEX which has its own, too. */
static int insert_lines(const struct flow *flow, const struct insertion *insertions, size_t count, size_t index)
{
	struct render *render = flow->render;
	const struct slot *slot = &flow->slots[index];
	struct span indent = place_indent(render, slot->begin);
	bool front = insertions->gap == 0, last = !front && !slot->comma;
	uint32_t at = front ? place_before_comments(render, place_line_begin(render, slot->begin)) : place_line_after(render, slot->tail);
	struct span eol = place_eol(render, front ? place_line_after(render, slot->tail) : at);
	struct buf text = BUF_EMPTY, comma = BUF_EMPTY;
	if (last) {
		add_comma_behind(flow, index, &comma);
		if (pieces_add(render, slot->end, 0, flow->depth, &comma))
			return -1;
		at = place_line_break(render, slot->tail);
	}
	for (size_t i = 0; i < count; i++) {
		if (last)
			buf_add_span(&text, eol);
		buf_add_span(&text, indent);
		write_new(flow, &insertions[i], &indent, &text);
		if (!last || i + 1 < count)
			buf_add_byte(&text, ',');
		if (!last)
			buf_add_span(&text, eol);
	}
	return pieces_add(render, at, 0, flow->depth, &text);
}

/* Where the neighbour ends on a line that begins with its bracket ("}, {"), a new one may take several lines, too. */
static const struct span *closing_indent(const struct flow *flow, size_t gap, struct span *indent)
{
	node_id near = flow->group->entries[gap > 0 ? gap - 1 : 0].last;
	uint32_t end = tree_node(flow->render->tree, near)->end;
	if (!place_is_flow(flow->render, near) || !place_starts_line(flow->render, end - 1))
		return NULL;
	*indent = place_indent(flow->render, end - 1);
	return indent;
}

static int insert_in_line(const struct flow *flow, const struct insertion *insertions, size_t count)
{
	size_t gap = insertions->gap;
	struct span between = separator(flow, gap), indent;
	const struct span *base = closing_indent(flow, gap, &indent);
	struct buf text = BUF_EMPTY;
	if (gap > 0) {
		add_comma_behind(flow, gap - 1, &text);
		buf_add_span(&text, between);
	}
	write_joined(flow, insertions, count, between, base, &text);
	if (gap == 0) {
		buf_add_byte(&text, ',');
		buf_add_span(&text, between);
	}
	return pieces_add(flow->render, gap > 0 ? flow->slots[gap - 1].end : flow->slots[0].begin, 0, flow->depth, &text);
}

/* The comment behind an entry with its own lines goes with it. */
static int drop_comment(const struct flow *flow, const struct slot *slot)
{
	uint32_t end = place_line_break(flow->render, slot->tail);
	return slot->own && end > slot->tail ? pieces_drop(flow->render, slot->tail, end, flow->depth) : 0;
}

static int replace(const struct flow *flow, const struct insertion *insertions, size_t count, size_t index)
{
	struct render *render = flow->render;
	const struct slot *slot = &flow->slots[index];
	struct span indent = place_indent(render, slot->begin);
	struct buf line = BUF_EMPTY, text = BUF_EMPTY;
	if (slot->own) {
		buf_add_span(&line, place_eol(render, place_line_after(render, slot->tail)));
		buf_add_span(&line, indent);
	}
	write_joined(flow, insertions, count, slot->own ? buf_span(&line) : separator(flow, insertions->gap), slot->own ? &indent : NULL,
	             &text);
	text.failed = text.failed || line.failed;
	buf_release(&line);
	flow->group->entries[index].replaced = true;
	if (pieces_add(render, slot->begin, slot->end - slot->begin, flow->depth, &text))
		return -1;
	return drop_comment(flow, slot);
}

static int insert_all(const struct flow *flow)
{
	const struct group *group = flow->group;
	for (size_t i = 0, count; i < group->insertion_count; i += count) {
		const struct insertion *first = &group->insertions[i];
		size_t gap = first->gap;
		int result;
		for (count = 1; i + count < group->insertion_count && first[count].gap == gap;)
			count++;
		if (gap > 0 && group->entries[gap - 1].removed && !group->entries[gap - 1].replaced)
			result = replace(flow, first, count, gap - 1);
		else if (gap < group->count && group->entries[gap].removed)
			result = replace(flow, first, count, gap);
		else if (flow->slots[gap > 0 ? gap - 1 : 0].own)
			result = insert_lines(flow, first, count, gap > 0 ? gap - 1 : 0);
		else
			result = insert_in_line(flow, first, count);
		if (result)
			return -1;
	}
	return 0;
}

static bool stays(const struct group *group, size_t index)
{
	return !group->entries[index].removed || group->entries[index].replaced;
}

static int remove_as_lines(const struct flow *flow, size_t from, size_t to)
{
	struct render *render = flow->render;
	for (size_t i = from; i < to; i++) {
		uint32_t line = place_line_begin(render, flow->slots[i].begin);
		if (pieces_drop(render, line, place_line_after(render, flow->slots[i].tail), flow->depth))
			return -1;
	}
	if (to < flow->group->count || flow->slots[to - 1].comma || from == 0)
		return 0;
	uint32_t comma = flow->slots[from - 1].tail - 1; /* the one before is the last now */
	return pieces_drop(render, comma, comma + 1, flow->depth);
}

static int remove_in_line(const struct flow *flow, size_t from, size_t to)
{
	struct render *render = flow->render;
	struct span unused;
	size_t first_gap = from > 0 ? from - 1 : 0, last_gap = from > 0 ? to - 1 : to;
	for (size_t i = first_gap; i < last_gap; i++)
		if (!gap_of(flow, i, &unused) || source_breaks(render->source, flow->slots[i].end, flow->slots[i].tail))
			return tree_error(render->tree, flow->group->entries[i].first, render->err,
			                  "a comment, or a comma on a line of its own, behind this entry; give each entry a line of its "
			                  "own and try again");
	if (from > 0)
		return pieces_drop(render, flow->slots[from - 1].end, flow->slots[to - 1].end, flow->depth);
	return pieces_drop(render, flow->slots[0].begin, flow->slots[to].begin, flow->depth);
}

/* Entries [from, to) go, the ones next to them stay. */
static int remove_run(const struct flow *flow, size_t from, size_t to)
{
	bool own = true;
	for (size_t i = from; i < to; i++)
		own = own && flow->slots[i].own;
	return own ? remove_as_lines(flow, from, to) : remove_in_line(flow, from, to);
}

static int remove_all(const struct flow *flow)
{
	const struct group *group = flow->group;
	for (size_t from = 0, to; from < group->count; from = to + 1) {
		for (to = from; to < group->count && !stays(group, to);)
			to++;
		if (to > from && remove_run(flow, from, to))
			return -1;
	}
	return 0;
}

int flow_render(struct render *render, struct group *group)
{
	const struct tree *tree = render->tree;
	const struct node *collection = tree_node(tree, group->node);
	struct flow flow = {render, group, collection->kind == NODE_MAPPING, place_depth(render, group->node), NULL};
	if (!strchr("[{", render->source.at[collection->start]))
		return tree_error(tree, group->node, render->err,
		                  "a mapping without brackets in a list; write {…} around it and try again");
	flow.slots = reallocarray(NULL, group->count + 1, sizeof(*flow.slots));
	if (!flow.slots)
		return error_memory(render->err);
	int result = 0;
	for (size_t i = 0; i < group->count && !result; i++) {
		flow.slots[i] = slot_of(&flow, i);
		uint32_t before = place_blanks_back(render, flow.slots[i].begin);
		if (flow.mapping && render->source.at[before - 1] == '?')
			result = tree_error(tree, group->entries[i].first, render->err,
			                    "a key that is written with '?'; write it as \"key: value\" and try again");
	}
	if (!result)
		result = insert_all(&flow) || remove_all(&flow) ? -1 : 0;
	free(flow.slots);
	return result;
}
