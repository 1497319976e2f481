#include <stdlib.h>
#include <string.h>

#include "yaml/edit_internal.h"
#include "yaml/json.h"
#include "yaml/scalar.h"

static enum node_kind kind_of(struct value value)
{
	return tree_kind(value.tree, value.node);
}

static struct value child_of(struct value value)
{
	return (struct value){value.tree, tree_node(value.tree, value.node)->child};
}

static struct value next_of(struct value value)
{
	return (struct value){value.tree, tree_node(value.tree, value.node)->next};
}

void write_string(const struct writer *writer, struct span text, enum node_style wanted, bool flow)
{
	const struct style *style = &writer->render->style;
	if (style->json) {
		json_add_string(writer->out, text);
		return;
	}
	if (wanted == STYLE_PLAIN && scalar_is_plain_safe(text, flow))
		buf_add_span(writer->out, text);
	else
		scalar_add(writer->out, text, wanted == STYLE_PLAIN ? style->quotes : wanted, flow);
}

void write_scalar(const struct writer *writer, struct value value, enum node_style wanted, bool flow)
{
	if (tree_node(value.tree, value.node)->style == STYLE_DOUBLE)
		write_string(writer, tree_text(value.tree, value.node), wanted, flow);
	else
		buf_add_span(writer->out, tree_source(value.tree, value.node)); /* true, null, a number: the same in YAML */
}

static void begin_line(const struct writer *writer, uint32_t column)
{
	buf_add_span(writer->out, writer->eol);
	buf_add_repeat(writer->out, ' ', column);
}

/* What fits on the line of the key or dash: a scalar, an empty collection, or one that the peers write in brackets. */
static bool fits_line(const struct writer *writer, struct value value, const struct peers *peers)
{
	enum node_kind kind = kind_of(value);
	if (kind == NODE_SCALAR || !tree_node(value.tree, value.node)->child)
		return true;
	node_id model = peers_like(writer->render, peers, kind);
	return model && place_is_flow(writer->render, model);
}

static void write_on_line(const struct writer *writer, struct value value, enum role role, const struct peers *peers,
                          const struct peers *near)
{
	const struct style *style = &writer->render->style;
	if (kind_of(value) != NODE_SCALAR) {
		write_flow(writer, value, role, NULL, peers, near);
		return;
	}
	enum node_style otherwise = peers_string(writer->render, near, false, style->string[false][role]);
	write_scalar(writer, value, peers_string(writer->render, peers, false, otherwise), false);
}

/* The entries of a mapping, the first one where the writer is, the others at COLUMN. */
static void write_entries(const struct writer *writer, uint32_t column, struct value value, const struct peers *mappings)
{
	size_t count;
	node_id *keys = peers_key_order(writer->render, value, mappings, &count);
	if (!keys) {
		writer->out->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct value key = {value.tree, keys[i]};
		if (i > 0)
			begin_line(writer, column);
		write_entry(writer, column, tree_text(key.tree, key.node), next_of(key), mappings);
	}
	free(keys);
}

static void write_items(const struct writer *writer, uint32_t column, struct value value, const struct peers *sequences)
{
	struct peers items;
	peers_items(writer->render, sequences, &items);
	for (struct value item = child_of(value); item.node; item = next_of(item)) {
		write_item(writer, column, item, &items);
		if (next_of(item).node)
			begin_line(writer, column);
	}
}

void write_behind_key(const struct writer *writer, uint32_t column, struct value value, const struct peers *peers, const struct peers *near)
{
	const struct render *render = writer->render;
	enum node_kind kind = kind_of(value);
	if (fits_line(writer, value, peers)) {
		buf_add_byte(writer->out, ' ');
		write_on_line(writer, value, ROLE_VALUE, peers, near);
		return;
	}
	uint32_t usual = kind == NODE_MAPPING ? render->style.layout.map_step : render->style.layout.seq_offset;
	column += peers_offset(render, peers, kind, peers_offset(render, near, kind, usual));
	begin_line(writer, column);
	if (kind == NODE_MAPPING)
		write_entries(writer, column, value, peers);
	else
		write_items(writer, column, value, peers);
}

struct dash {       /* how a peer stands behind its '-' */
	bool alone; /* on a line of its own, GAP columns deeper than the '-' */
	uint32_t gap;
};

/* Whether nothing but white space is between the '-' and an item on a later line: a comment would be the reason for that line. */
static bool bare_dash(const struct render *render, uint32_t begin)
{
	while (begin > 0 && strchr(" \t\r\n", render->source.at[begin - 1]))
		begin--;
	return begin > 0 && render->source.at[begin - 1] == '-';
}

static struct dash dash_of(const struct render *render, node_id item)
{
	uint32_t begin = place_node_begin(render, item), behind = place_blanks_back(render, begin);
	uint32_t dashes = place_column(render, tree_node(render->tree, tree_node(render->tree, item)->parent)->start);
	if (place_starts_line(render, begin))
		return (struct dash){.alone = true, .gap = bare_dash(render, begin) ? place_column(render, begin) - dashes : 0};
	return (struct dash){.gap = begin - behind};
}

/* As the nearest peer that is no empty item, and one of the same kind if there is any. */
static struct dash choose_dash(const struct writer *writer, enum node_kind kind, const struct peers *items)
{
	const struct render *render = writer->render;
	struct dash chosen = {.gap = render->style.layout.dash_gap};
	bool found = false;
	for (size_t i = 0; i < items->count; i++) {
		const struct node *item = tree_node(render->tree, items->nodes[i]);
		const struct node *parent = tree_node(render->tree, item->parent);
		if (item->start == item->end || parent->kind != NODE_SEQUENCE || parent->style == STYLE_FLOW)
			continue;
		bool same = item->kind == kind;
		struct dash dash = dash_of(render, items->nodes[i]);
		if ((found && !same) || (dash.alone && (!same || kind == NODE_SCALAR)) || dash.gap == 0)
			continue;
		chosen = dash;
		found = true;
		if (same)
			break;
	}
	return chosen;
}

void write_at(const struct writer *writer, uint32_t column, struct value value, const struct peers *items)
{
	static const struct peers none = {.count = 0};
	if (fits_line(writer, value, items))
		write_on_line(writer, value, ROLE_ITEM, items, &none);
	else if (kind_of(value) == NODE_MAPPING)
		write_entries(writer, column, value, items);
	else
		write_items(writer, column, value, items);
}

void write_behind_dash(const struct writer *writer, uint32_t column, struct value value, const struct peers *items)
{
	struct dash dash = choose_dash(writer, kind_of(value), items);
	if (dash.alone && !fits_line(writer, value, items)) {
		column += dash.gap;
		begin_line(writer, column);
	} else {
		uint32_t gap = dash.alone ? 1 : dash.gap;
		column += 1 + gap;
		buf_add_repeat(writer->out, ' ', gap);
	}
	write_at(writer, column, value, items);
}

void write_item(const struct writer *writer, uint32_t column, struct value value, const struct peers *items)
{
	buf_add_byte(writer->out, '-');
	write_behind_dash(writer, column, value, items);
}

void write_entry(const struct writer *writer, uint32_t column, struct span key, struct value value, const struct peers *mappings)
{
	const struct render *render = writer->render;
	struct peers keys, under, values;
	peers_keys(render, mappings, &keys);
	peers_under(render, mappings, key, &under);
	peers_values(render, mappings, &values);
	write_string(writer, key, peers_string(render, &keys, false, render->style.string[false][ROLE_KEY]), false);
	buf_add_byte(writer->out, ':');
	write_behind_key(writer, column, value, &under, &values);
}
