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
	bool block = set->at->style == STYLE_LITERAL || set->at->style == STYLE_FOLDED;
	if (set->at->kind != NODE_SCALAR || !block)
		return SPAN_EMPTY;
	struct span line = span_cut(set->render->source, set->at->start, place_line_break(set->render, set->at->start));
	size_t space = span_find(line, " #", 0), tab = span_find(line, "\t#", 0);
	return span_cut(line, space < tab ? space : tab, line.length);
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
	BUF_AUTO struct buf comment = BUF_EMPTY; /* not taken over where there is nothing to replace */
	struct buf text = BUF_EMPTY;
	uint32_t depth = place_depth(render, set->node), from = place_blanks_back(render, set->at->start);
	buf_add_span(&comment, header_comment(set));
	buf_add_span(&text, lines);
	buf_add_span(&text, eol);
	if (set->at->end > set->at->start && pieces_add(render, from, set->at->end - from, depth, &comment)) {
		buf_release(&text);
		return -1;
	}
	return pieces_add(render, place_line_after(render, set->at->end), 0, depth, &text);
}

static int set_entry_value(const struct set *set)
{
	struct render *render = set->render;
	struct buf text = BUF_EMPTY;
	struct span eol = place_eol(render, place_line_after(render, set->at->end));
	struct writer writer = {render, &text, eol};
	write_behind_key(&writer, place_column(render, tree_node(render->tree, set->at->parent)->start), set->value, &set->peers,
	                 &set->near);
	if (span_starts(buf_span(&text), "\n") || span_starts(buf_span(&text), "\r")) {
		int result = put_below(set, span_cut(buf_span(&text), eol.length, text.length), eol);
		buf_release(&text);
		return result;
	}
	struct buf value = BUF_EMPTY; /* on the line of its key; the space behind the ':' is there if there was a value */
	buf_add_span(&value, span_cut(buf_span(&text), set->at->end > set->at->start, text.length));
	value.failed = value.failed || text.failed;
	buf_release(&text);
	return put_in_place(set, &value);
}

/* An item's value stays behind its dash, unless there is a comment or an anchor: then it comes on the next line. */
static int set_item(const struct set *set)
{
	struct render *render = set->render;
	struct buf text = BUF_EMPTY;
	struct span eol = place_eol(render, place_line_after(render, set->at->end));
	struct writer writer = {render, &text, eol};
	uint32_t line_break = place_line_break(render, set->at->end), column = place_column(render, place_node_begin(render, set->node));
	bool comment = place_blanks_back(render, line_break) > set->at->end || header_comment(set).length > 0;
	bool more = comment || set->at->flags & NODE_ANCHORED;
	if (set->at->end == set->at->start && !more) {
		write_behind_dash(&writer, column - 1, set->value, &set->peers);
		return put_in_place(set, &text);
	}
	column += set->at->end == set->at->start && !(set->at->flags & NODE_ANCHORED);
	write_at(&writer, column, set->value, &set->peers);
	if (!more || span_find(buf_span(&text), "\n", 0) == text.length) {
		struct buf value = BUF_EMPTY;
		buf_add_text(&value, set->at->end == set->at->start ? " " : "");
		buf_add_span(&value, buf_span(&text));
		value.failed = value.failed || text.failed;
		buf_release(&text);
		return put_in_place(set, &value);
	}
	struct buf lines = BUF_EMPTY;
	buf_add_repeat(&lines, ' ', column);
	buf_add_span(&lines, buf_span(&text));
	int result = put_below(set, buf_span(&lines), eol);
	buf_release(&lines);
	buf_release(&text);
	return result;
}

/* What the new lines would tear apart. */
static int check_block(const struct set *set)
{
	const struct render *render = set->render;
	bool own_line = set->at->end > set->at->start && place_starts_line(render, place_node_begin(render, set->node));
	bool comment = set->at->kind != NODE_SCALAR && memchr(render->source.at + set->at->start, '#', set->at->end - set->at->start);
	char before = set->at->start ? render->source.at[set->at->start - 1] : '?';
	bool no_indicator = set->at->end == set->at->start && !strchr(":-", before) && !(set->at->flags & NODE_ANCHORED);
	if (own_line || comment || no_indicator)
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
	return check_block(&set) || (in_list ? set_item(&set) : set_entry_value(&set)) ? -1 : 0;
}
