#include <string.h>

#include "yaml/edit_internal.h"
#include "yaml/source.h"

static bool is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

uint32_t place_line_begin(const struct render *render, uint32_t at)
{
	uint32_t first = source_bom(render->source);
	while (at > first && !is_break(render->source.at[at - 1]))
		at--;
	return at;
}

uint32_t place_line_break(const struct render *render, uint32_t at)
{
	while (at < render->source.length && !is_break(render->source.at[at]))
		at++;
	return at;
}

uint32_t place_line_after(const struct render *render, uint32_t at)
{
	struct span source = render->source;
	at = place_line_break(render, at);
	if (at == source.length)
		return at > 0 && is_break(source.at[at - 1]) ? at : at + 1;
	return source.at[at] == '\r' && at + 1 < source.length && source.at[at + 1] == '\n' ? at + 2 : at + 1;
}

uint32_t place_column(const struct render *render, uint32_t at)
{
	return at - place_line_begin(render, at);
}

uint32_t place_blanks_back(const struct render *render, uint32_t at)
{
	while (at > 0 && is_blank(render->source.at[at - 1]))
		at--;
	return at;
}

bool place_starts_line(const struct render *render, uint32_t at)
{
	at = place_blanks_back(render, at);
	return at <= source_bom(render->source) || is_break(render->source.at[at - 1]);
}

struct span place_indent(const struct render *render, uint32_t at)
{
	return span_cut(render->source, place_blanks_back(render, at), at);
}

/* Words that begin with '&' or '!' right before a node, on its line, are its anchor and tag. */
uint32_t place_node_begin(const struct render *render, node_id node)
{
	const struct node *at = tree_node(render->tree, node);
	uint32_t begin = at->start;
	while (at->flags & (NODE_ANCHORED | NODE_TAGGED)) {
		uint32_t end = place_blanks_back(render, begin), word = end;
		while (word > 0 && !is_blank(render->source.at[word - 1]) && !is_break(render->source.at[word - 1]) &&
		       !strchr("[{,", render->source.at[word - 1]))
			word--;
		if (word == end || !strchr("&!", render->source.at[word]))
			break;
		begin = word;
	}
	return begin;
}

/* In brackets an anchor and a tag may stand on lines of their own: they are what comes first behind the bracket or comma. */
static uint32_t flow_entry_begin(const struct render *render, const struct group *group, size_t index)
{
	const struct node *first = tree_node(render->tree, group->entries[index].first);
	if (!(first->flags & (NODE_ANCHORED | NODE_TAGGED)))
		return place_node_begin(render, group->entries[index].first);
	uint32_t before = index == 0 ? tree_node(render->tree, group->node)->start
	                             : source_skip(render->source, tree_node(render->tree, group->entries[index - 1].last)->end);
	return source_skip(render->source, before + 1);
}

uint32_t place_entry_begin(const struct render *render, const struct group *group, size_t index)
{
	const struct node *collection = tree_node(render->tree, group->node);
	if (collection->style == STYLE_FLOW)
		return flow_entry_begin(render, group, index);
	if (index == 0)
		return collection->start;
	if (collection->kind == NODE_MAPPING)
		return place_node_begin(render, group->entries[index].first);
	/* between an item and the next dash there are only blanks and comments */
	return source_skip(render->source, tree_node(render->tree, group->entries[index - 1].last)->end);
}

uint32_t place_behind_comments(const struct render *render, uint32_t at, uint32_t column)
{
	struct span source = render->source;
	for (;;) {
		uint32_t text = at;
		while (text < source.length && source.at[text] == ' ')
			text++;
		if (text >= source.length || source.at[text] != '#' || text - at <= column)
			return at;
		at = place_line_after(render, text);
	}
}

uint32_t place_before_comments(const struct render *render, uint32_t at)
{
	struct span source = render->source;
	uint32_t first = source_bom(source);
	while (at > first) {
		uint32_t end = at - 1;
		if (source.at[end] == '\n' && end > first && source.at[end - 1] == '\r')
			end--;
		uint32_t line = place_line_begin(render, end), text = line;
		while (text < end && is_blank(source.at[text]))
			text++;
		if (text == end || source.at[text] != '#')
			break;
		at = line;
	}
	return at;
}

struct span place_eol(const struct render *render, uint32_t line_begin)
{
	struct span source = render->source;
	if (line_begin == 0 || line_begin > source.length || !is_break(source.at[line_begin - 1]))
		return render->style.eol;
	bool both = line_begin > 1 && source.at[line_begin - 1] == '\n' && source.at[line_begin - 2] == '\r';
	return span_cut(source, line_begin - (both ? 2 : 1), line_begin);
}

char place_chomping(const struct render *render, node_id node)
{
	const struct node *at = tree_node(render->tree, node);
	if (at->kind != NODE_SCALAR || (at->style != STYLE_LITERAL && at->style != STYLE_FOLDED))
		return '-';
	for (uint32_t header = at->start; header < at->end && !strchr(" \t\r\n#", render->source.at[header]); header++)
		if (strchr("+-", render->source.at[header]))
			return render->source.at[header];
	return ' ';
}

uint32_t place_depth(const struct render *render, node_id node)
{
	uint32_t depth = 0;
	for (; node; node = tree_node(render->tree, node)->parent)
		depth++;
	return depth;
}

node_id place_entry_of(const struct render *render, node_id node)
{
	const struct tree *tree = render->tree;
	if (tree_kind(tree, tree_node(tree, node)->parent) != NODE_MAPPING)
		return node;
	return tree_kind(tree, node - 1) == NODE_SCALAR && tree_node(tree, node - 1)->next == node ? node - 1 : 0;
}

bool place_is_flow(const struct render *render, node_id node)
{
	enum node_kind kind = tree_kind(render->tree, node);
	return (kind == NODE_SEQUENCE || kind == NODE_MAPPING) && tree_node(render->tree, node)->style == STYLE_FLOW;
}
