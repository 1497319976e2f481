/*
 * One value replaced by another. A scalar is replaced where it stands, in its quotes. A collection that takes the place of an empty
 * one begins on the next line, so that a comment stays behind its key.
 */
#include <string.h>

#include "yaml/edit_internal.h"

struct set {
	struct render *render;
	node_id node;
	const struct node *at;
	enum role role;
	struct value value;
	struct peers peers; /* of the value */
	struct peers near;  /* the other values of its mapping */
};

static bool is_scalar(struct value value)
{
	return tree_kind(value.tree, value.node) == NODE_SCALAR;
}

static bool is_string(struct value value)
{
	return is_scalar(value) && tree_node(value.tree, value.node)->style == STYLE_DOUBLE;
}

static bool has_string_tag(const struct set *set)
{
	struct span tag = tree_tag(set->render->tree, set->node);
	return span_is(tag, "tag:yaml.org,2002:str") || span_is(tag, "!");
}

static int check(const struct set *set)
{
	const struct render *render = set->render;
	if (set->at->kind != NODE_SCALAR && set->at->child)
		return error_set(render->err, ERROR_BUG, "a value that is not empty is to be replaced as a whole");
	if (set->at->flags & NODE_TAGGED && !(is_string(set->value) && set->at->kind == NODE_SCALAR && has_string_tag(set)))
		return tree_error(render->tree, set->node, render->err,
		                  "a tag that the new value can't have; remove the tag and try again");
	return 0;
}

/* The quotes that the old scalar had, if it was there and had a say in it. */
static enum node_style wanted_string(const struct set *set, bool flow)
{
	const struct style *style = &set->render->style;
	enum node_style old = set->at->style;
	bool chosen = set->at->kind == NODE_SCALAR && !tree_is_null(set->render->tree, set->node);
	if (chosen && (old == STYLE_PLAIN || old == STYLE_SINGLE || old == STYLE_DOUBLE))
		return old;
	enum node_style otherwise = peers_string(set->render, &set->near, flow, style->string[flow][set->role]);
	return peers_string(set->render, &set->peers, flow, otherwise);
}

/* The comment behind a block scalar's header ("|- # why"). */
static struct span header_comment(const struct set *set)
{
	struct span line = span_cut(set->render->source, set->at->start, place_line_break(set->render, set->at->start));
	bool block = set->at->style == STYLE_LITERAL || set->at->style == STYLE_FOLDED;
	size_t from = span_find(line, " #", 0);
	return block && set->at->kind == NODE_SCALAR ? span_cut(line, from, line.length) : SPAN_EMPTY;
}

static int put_in_place(const struct set *set, struct buf *text)
{
	struct render *render = set->render;
	buf_add_span(text, header_comment(set));
	return pieces_add(render, set->at->start, set->at->end - set->at->start, place_depth(render, set->node), text);
}

/* What has to stand between the indicator and a value where there was none: an empty one lies right behind its ':' or '-'. */
static int begin_value(const struct set *set, bool flow, struct buf *text)
{
	struct render *render = set->render;
	if (set->at->end > set->at->start)
		return 0;
	char before = set->at->start ? render->source.at[set->at->start - 1] : '?';
	if (flow && before != ':' && !(set->at->flags & NODE_ANCHORED))
		buf_add_byte(text, ':'); /* {key} */
	else if (!strchr(":-", before) && !(set->at->flags & (NODE_ANCHORED | NODE_TAGGED)))
		return tree_error(render->tree, set->node, render->err,
		                  "a key without a value that is written with '?'; write it as \"key: value\" and try again");
	buf_add_byte(text, ' ');
	return 0;
}

static int set_scalar(const struct set *set, bool flow)
{
	struct buf text = BUF_EMPTY;
	struct writer writer = {set->render, &text, set->render->style.eol};
	if (begin_value(set, flow, &text))
		return -1;
	write_scalar(&writer, set->value, wanted_string(set, flow), flow);
	return put_in_place(set, &text);
}

static int set_flow(const struct set *set)
{
	struct render *render = set->render;
	node_id entry = place_entry_of(render, set->node);
	uint32_t begin = entry ? place_node_begin(render, entry) : 0;
	bool own_line = entry && set->at->parent && place_starts_line(render, begin);
	struct span base = own_line ? place_indent(render, begin) : SPAN_EMPTY;
	struct buf text = BUF_EMPTY;
	struct writer writer = {render, &text, render->style.eol};
	if (begin_value(set, true, &text))
		return -1;
	write_flow(&writer, set->value, set->role, own_line ? &base : NULL, &set->peers, &set->near);
	return put_in_place(set, &text);
}

/* The new lines come behind the line of the key or dash; what stood there goes, a comment stays. */
static int put_below(const struct set *set, struct span lines, struct span eol)
{
	struct render *render = set->render;
	struct buf text = BUF_EMPTY;
	uint32_t depth = place_depth(render, set->node), from = place_blanks_back(render, set->at->start);
	buf_add_span(&text, lines);
	buf_add_span(&text, eol);
	if (set->at->end > set->at->start && pieces_drop(render, from, set->at->end, depth)) {
		buf_release(&text);
		return -1;
	}
	return pieces_add(render, place_line_after(render, set->at->end), 0, depth, &text);
}

static int set_block(const struct set *set)
{
	struct render *render = set->render;
	BUF_AUTO struct buf text = BUF_EMPTY;
	uint32_t line_break = place_line_break(render, set->at->end),
	         column = place_column(render, tree_node(render->tree, set->at->parent)->start);
	struct span eol = place_eol(render, place_line_after(render, set->at->end));
	struct writer writer = {render, &text, eol};
	if (set->role == ROLE_VALUE)
		write_behind_key(&writer, column, set->value, &set->peers, &set->near);
	else
		write_behind_dash(&writer, column, set->value, &set->peers);
	if (buf_check(&text, render->err))
		return -1;
	struct span lines = buf_span(&text);
	bool below = span_starts(lines, "\n") || span_starts(lines, "\r"), one_line = span_find(lines, "\n", 0) == lines.length;
	if (below)
		return put_below(set, span_cut(lines, eol.length, lines.length), eol);
	if (!one_line && place_blanks_back(render, line_break) > set->at->end) { /* a comment: the dash is left alone with it */
		struct buf item = BUF_EMPTY;
		size_t blanks = strspn(text.at, " ");
		buf_add_repeat(&item, ' ', column + 1 + blanks);
		buf_add_span(&item, span_cut(lines, blanks, lines.length));
		int result = put_below(set, buf_span(&item), eol);
		buf_release(&item);
		return result;
	}
	struct buf value = BUF_EMPTY;
	size_t blanks = set->at->end > set->at->start ? strspn(text.at, " \t") : 0;
	buf_add_span(&value, span_cut(lines, blanks, lines.length));
	return put_in_place(set, &value);
}

/* What the new lines would tear apart. */
static int check_block(const struct set *set)
{
	const struct render *render = set->render;
	bool own_line = set->at->end > set->at->start && place_starts_line(render, place_node_begin(render, set->node));
	bool comment = set->at->kind != NODE_SCALAR && memchr(render->source.at + set->at->start, '#', set->at->end - set->at->start);
	bool block_scalar = set->at->kind == NODE_SCALAR && (set->at->style == STYLE_LITERAL || set->at->style == STYLE_FOLDED);
	char before = set->at->start ? render->source.at[set->at->start - 1] : '?';
	bool no_indicator = set->at->end == set->at->start && !strchr(":-", before) && !(set->at->flags & NODE_ANCHORED);
	if (own_line || comment || block_scalar || no_indicator)
		return tree_error(
		        render->tree, set->node, render->err,
		        "an empty value that is written in an unusual way; write \"key: []\" or \"key: {}\" on one line and try again");
	return 0;
}

int set_render(struct render *render, node_id node, struct value value)
{
	const struct node *at = tree_node(render->tree, node);
	bool in_list = tree_kind(render->tree, at->parent) == NODE_SEQUENCE, flow = !at->parent || place_is_flow(render, at->parent);
	struct set set = {.render = render, .node = node, .at = at, .role = in_list ? ROLE_ITEM : ROLE_VALUE, .value = value};
	struct peers mappings;
	peers_of_value(render, node, &set.peers);
	if (!in_list && at->parent) {
		peers_of_mapping(render, at->parent, &mappings);
		peers_values(render, &mappings, &set.near);
	}
	if (check(&set))
		return -1;
	if (is_scalar(value))
		return set_scalar(&set, flow);
	if (flow)
		return set_flow(&set);
	return check_block(&set) || set_block(&set) ? -1 : 0;
}
