#include <stdlib.h>

#include "yaml/edit_internal.h"

struct look { /* of one flow collection */
	struct span colon, comma, pad;
	bool lines;        /* one entry a line */
	struct buf indent; /* of these lines */
};

static struct look look_like(const struct writer *writer, enum node_kind kind, const struct span *base, const struct peers *peers)
{
	const struct render *render = writer->render;
	const struct style *style = &render->style;
	struct look look = {.colon = style->colon, .comma = style->comma, .lines = base != NULL, .indent = BUF_EMPTY};
	struct span step = style->step;
	node_id model = peers_like(render, peers, kind);
	look.pad = kind == NODE_MAPPING ? style->map_pad : style->seq_pad;
	if (model && place_is_flow(render, model)) {
		uint32_t first = place_node_begin(render, tree_node(render->tree, model)->child);
		style_flow_gaps(render, model, &look.colon, &look.comma, &look.pad);
		style_flow_step(render, model, &step);
		look.lines = look.lines && place_starts_line(render, first);
	}
	if (look.lines && base) {
		buf_add_span(&look.indent, *base);
		buf_add_span(&look.indent, step);
	}
	return look;
}

static void begin_entry(const struct writer *writer, const struct look *look, bool first)
{
	if (!first)
		buf_add_byte(writer->out, ',');
	if (look->lines) {
		buf_add_span(writer->out, writer->eol);
		buf_add_span(writer->out, buf_span(&look->indent));
	} else {
		buf_add_span(writer->out, first ? look->pad : look->comma);
	}
}

static void end_entries(const struct writer *writer, const struct look *look, const struct span *base)
{
	if (look->lines && base) {
		buf_add_span(writer->out, writer->eol);
		buf_add_span(writer->out, *base);
	} else {
		buf_add_span(writer->out, look->pad);
	}
}

static void write_flow_items(const struct writer *writer, struct value value, const struct look *look, const struct span *inner,
                             const struct peers *sequences)
{
	static const struct peers none = {.count = 0};
	const struct tree *tree = value.tree;
	struct peers items;
	peers_items(writer->render, sequences, &items);
	for (node_id item = tree_node(tree, value.node)->child, first = item; item; item = tree_node(tree, item)->next) {
		begin_entry(writer, look, item == first);
		write_flow(writer, (struct value){tree, item}, ROLE_ITEM, inner, &items, &none);
	}
}

static void write_flow_entries(const struct writer *writer, struct value value, const struct look *look, const struct span *inner,
                               const struct peers *mappings)
{
	const struct tree *tree = value.tree;
	size_t count;
	node_id *keys = peers_key_order(writer->render, value, mappings, &count);
	if (!keys) {
		writer->out->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		begin_entry(writer, look, i == 0);
		write_flow_entry(writer, tree_text(tree, keys[i]), (struct value){tree, tree_node(tree, keys[i])->next}, inner, mappings);
	}
	free(keys);
}

void write_flow(const struct writer *writer, struct value value, enum role role, const struct span *base, const struct peers *peers,
                const struct peers *near)
{
	const struct render *render = writer->render;
	enum node_kind kind = tree_kind(value.tree, value.node);
	if (kind == NODE_SCALAR) {
		enum node_style otherwise = peers_string(render, near, true, render->style.string[true][role]);
		write_scalar(writer, value, peers_string(render, peers, true, otherwise), true);
		return;
	}
	bool mapping = kind == NODE_MAPPING;
	buf_add_byte(writer->out, mapping ? '{' : '[');
	if (tree_node(value.tree, value.node)->child) {
		struct look look = look_like(writer, kind, base, peers);
		struct span indent = buf_span(&look.indent);
		const struct span *inner = look.lines ? &indent : NULL;
		if (mapping)
			write_flow_entries(writer, value, &look, inner, peers);
		else
			write_flow_items(writer, value, &look, inner, peers);
		end_entries(writer, &look, base);
		writer->out->failed = writer->out->failed || look.indent.failed;
		buf_release(&look.indent);
	}
	buf_add_byte(writer->out, mapping ? '}' : ']');
}

void write_flow_entry(const struct writer *writer, struct span key, struct value value, const struct span *base,
                      const struct peers *mappings)
{
	const struct render *render = writer->render;
	struct peers keys, under, values;
	struct span colon = render->style.colon, comma = SPAN_EMPTY, pad = SPAN_EMPTY;
	node_id model = peers_like(render, mappings, NODE_MAPPING);
	peers_keys(render, mappings, &keys);
	peers_under(render, mappings, key, &under);
	peers_values(render, mappings, &values);
	if (model && place_is_flow(render, model))
		style_flow_gaps(render, model, &colon, &comma, &pad);
	size_t before = writer->out->length;
	write_string(writer, key, peers_string(render, &keys, true, render->style.string[true][ROLE_KEY]), true);
	bool quoted = writer->out->length > before && (writer->out->at[before] == '"' || writer->out->at[before] == '\'');
	buf_add_span(writer->out, colon);
	if (!quoted && span_ends(colon, ":"))
		buf_add_byte(writer->out, ' '); /* a:b would be one word */
	write_flow(writer, value, ROLE_VALUE, base, &under, &values);
}
