/*
 * How the document as a whole is written: asked when a new value has no neighbours that tell.
 * One pass over the nodes; what most of them do counts.
 */
#include <string.h>

#include "yaml/doc.h"
#include "yaml/edit_internal.h"
#include "yaml/scalar.h"
#include "yaml/source.h"

enum { WIDTH_MAX = 16, SORTED_ENOUGH = 3 };

struct survey {
	uint32_t map_steps[WIDTH_MAX], seq_offsets[WIDTH_MAX], dash_gaps[WIDTH_MAX];
	struct tally strings[2][ROLE_COUNT], quotes;
	uint32_t sorted, unsorted; /* mappings */
};

void tally_add(struct tally *tally, const struct tree *tree, node_id node, bool flow)
{
	if (tree_kind(tree, node) != NODE_SCALAR || tree_node(tree, node)->flags & NODE_TAGGED)
		return;
	enum node_style style = tree_node(tree, node)->style;
	struct span text = tree_text(tree, node);
	if (style == STYLE_PLAIN)
		tally->plain += text.length > 0 && scalar_type(tree, node) == SCALAR_STRING;
	else if (style == STYLE_SINGLE || style == STYLE_DOUBLE) {
		if (scalar_is_plain_safe(text, flow)) /* else the quotes are no choice */
			style == STYLE_SINGLE ? tally->single++ : tally->dbl++;
	}
}

enum node_style tally_winner(const struct tally *tally, enum node_style otherwise)
{
	if (tally->plain + tally->single + tally->dbl == 0)
		return otherwise;
	if (tally->plain >= tally->single && tally->plain >= tally->dbl)
		return STYLE_PLAIN;
	return tally->dbl >= tally->single ? STYLE_DOUBLE : STYLE_SINGLE;
}

static void count_width(uint32_t *widths, uint32_t width)
{
	if (width < WIDTH_MAX)
		widths[width]++;
}

static uint32_t most(const uint32_t *widths, uint32_t otherwise)
{
	uint32_t best = otherwise;
	for (uint32_t width = 0; width < WIDTH_MAX; width++)
		if (widths[width] > widths[best])
			best = width;
	return best;
}

static void survey_scalar(struct survey *survey, const struct tree *tree, node_id node, bool flow, enum role role)
{
	if (tree_kind(tree, node) != NODE_SCALAR)
		return;
	enum node_style style = tree_node(tree, node)->style;
	tally_add(&survey->strings[flow][role], tree, node, flow);
	survey->quotes.single += style == STYLE_SINGLE;
	survey->quotes.dbl += style == STYLE_DOUBLE;
}

static void survey_sequence(const struct render *render, struct survey *survey, node_id sequence)
{
	const struct tree *tree = render->tree;
	bool flow = place_is_flow(render, sequence);
	for (node_id item = tree_node(tree, sequence)->child; item; item = tree_node(tree, item)->next) {
		survey_scalar(survey, tree, item, flow, ROLE_ITEM);
		uint32_t begin = place_node_begin(render, item), dash = place_blanks_back(render, begin);
		if (!flow && dash > 0 && dash < begin && render->source.at[dash - 1] == '-')
			count_width(survey->dash_gaps, begin - dash);
	}
}

static bool ascending(const struct tree *tree, node_id first, node_id second)
{
	struct span a = tree_text(tree, first), b = tree_text(tree, second);
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
	return order < 0 || (order == 0 && a.length < b.length);
}

static void survey_offset(const struct render *render, struct survey *survey, uint32_t column, node_id value)
{
	enum node_kind kind = tree_kind(render->tree, value);
	if ((kind != NODE_SEQUENCE && kind != NODE_MAPPING) || place_is_flow(render, value))
		return;
	uint32_t inner = place_column(render, tree_node(render->tree, value)->start);
	if (inner >= column)
		count_width(kind == NODE_SEQUENCE ? survey->seq_offsets : survey->map_steps, inner - column);
}

static void survey_mapping(const struct render *render, struct survey *survey, node_id mapping)
{
	const struct tree *tree = render->tree;
	bool flow = place_is_flow(render, mapping), sorted = true;
	uint32_t column = flow ? 0 : place_column(render, tree_node(tree, mapping)->start);
	size_t keys = 0;
	for (node_id key = tree_node(tree, mapping)->child, before = 0, value; key; before = key, key = tree_node(tree, value)->next) {
		value = tree_node(tree, key)->next;
		survey_scalar(survey, tree, key, flow, ROLE_KEY);
		survey_scalar(survey, tree, value, flow, ROLE_VALUE);
		sorted = sorted && (!before || ascending(tree, before, key));
		keys++;
		if (!flow)
			survey_offset(render, survey, column, value);
	}
	if (keys > 1)
		sorted ? survey->sorted++ : survey->unsorted++;
}

/* A gap on one line between FROM and TO that holds nothing but blanks and, if not 0, one INDICATOR. */
static bool is_gap(const struct render *render, uint32_t from, uint32_t to, char indicator)
{
	bool seen = !indicator;
	for (uint32_t at = from; at < to; at++) {
		char byte = render->source.at[at];
		if (byte == indicator && !seen)
			seen = true;
		else if (byte != ' ')
			return false;
	}
	return seen;
}

/* Unlike span_cut, an empty one has a place, too: that is how it is known to have been found. */
static struct span bytes(const struct render *render, uint32_t from, uint32_t to)
{
	return span_from(render->source.at + from, to - from);
}

static node_id second_entry(const struct tree *tree, const struct node *collection)
{
	node_id last = collection->kind == NODE_MAPPING ? tree_node(tree, collection->child)->next : collection->child;
	return tree_node(tree, last)->next;
}

bool style_flow_gaps(const struct render *render, node_id node, struct span *ret_colon, struct span *ret_comma, struct span *ret_pad)
{
	const struct tree *tree = render->tree;
	const struct node *collection = tree_node(tree, node);
	bool mapping = collection->kind == NODE_MAPPING;
	if (!collection->child || !strchr("[{", render->source.at[collection->start]))
		return false;
	node_id last = mapping ? tree_node(tree, collection->child)->next : collection->child, next = second_entry(tree, collection);
	uint32_t begin = place_node_begin(render, collection->child), key_end = tree_node(tree, collection->child)->end;
	uint32_t value = place_node_begin(render, last), end = tree_node(tree, last)->end;
	if (mapping && tree_node(tree, last)->end > value && is_gap(render, key_end, value, ':'))
		*ret_colon = bytes(render, key_end, value);
	if (is_gap(render, collection->start + 1, begin, 0))
		*ret_pad = bytes(render, collection->start + 1, begin);
	if (next && is_gap(render, end, place_node_begin(render, next), ',')) {
		uint32_t comma = source_skip(render->source, end);
		*ret_comma = bytes(render, comma + 1, place_node_begin(render, next));
	}
	return true;
}

/* How deep the line is indented on which a flow collection's bracket stands. */
static bool base_width(const struct render *render, node_id node, uint32_t *ret_width)
{
	const struct tree *tree = render->tree;
	for (;;) {
		node_id parent = tree_node(tree, node)->parent, entry = place_entry_of(render, node);
		if (parent && !place_is_flow(render, parent)) {
			*ret_width = place_column(render, tree_node(tree, parent)->start);
			return true;
		}
		if (!entry)
			return false;
		uint32_t begin = place_node_begin(render, entry);
		if (place_starts_line(render, begin)) {
			*ret_width = (uint32_t)place_indent(render, begin).length;
			return true;
		}
		if (!parent || tree_node(tree, parent)->child != entry ||
		    source_breaks(render->source, tree_node(tree, parent)->start, begin))
			return false;
		node = parent;
	}
}

bool style_flow_step(const struct render *render, node_id node, struct span *ret_step)
{
	node_id child = tree_node(render->tree, node)->child;
	uint32_t base;
	if (!child || !place_starts_line(render, place_node_begin(render, child)))
		return false;
	struct span indent = place_indent(render, place_node_begin(render, child));
	if (!base_width(render, node, &base) || base >= indent.length)
		return false;
	*ret_step = span_cut(indent, base, indent.length);
	return true;
}

static void survey_flow(struct render *render, node_id node)
{
	struct style *style = &render->style;
	struct span colon = SPAN_NONE, comma = SPAN_NONE, pad = SPAN_NONE;
	if (style_flow_gaps(render, node, &colon, &comma, &pad)) {
		struct span *pads = tree_kind(render->tree, node) == NODE_MAPPING ? &style->map_pad : &style->seq_pad;
		style->colon = style->colon.at ? style->colon : colon;
		style->comma = style->comma.at ? style->comma : comma;
		*pads = pads->at ? *pads : pad;
	}
	if (!style->step.at)
		style_flow_step(render, node, &style->step);
}

static void survey_nodes(struct render *render, struct survey *survey)
{
	const struct tree *tree = render->tree;
	for (node_id node = 1; node < tree->count; node++) {
		enum node_kind kind = tree_kind(tree, node);
		if (kind == NODE_SEQUENCE)
			survey_sequence(render, survey, node);
		else if (kind == NODE_MAPPING)
			survey_mapping(render, survey, node);
		if (place_is_flow(render, node))
			survey_flow(render, node);
	}
}

void style_read(struct render *render)
{
	struct survey survey = {0};
	struct style *style = &render->style;
	uint32_t first_break = place_line_break(render, 0), next = place_line_after(render, 0);
	style->eol = next > render->source.length ? SPAN("\n") : span_cut(render->source, first_break, next);
	style->json = doc_is_json(render->source);
	survey_nodes(render, &survey);
	style->layout = (struct layout){most(survey.map_steps, 2), most(survey.seq_offsets, 2), most(survey.dash_gaps, 1)};
	style->sorted = survey.unsorted == 0 && survey.sorted >= SORTED_ENOUGH;
	style->quotes = survey.quotes.single > survey.quotes.dbl ? STYLE_SINGLE : STYLE_DOUBLE;
	for (size_t flow = 0; flow < 2; flow++)
		for (size_t role = 0; role < ROLE_COUNT; role++)
			style->string[flow][role] = tally_winner(&survey.strings[flow][role], STYLE_PLAIN);
	if (!style->comma.at) /* one that writes "a":1 would write 1,2 */
		style->comma = style->json && style->colon.at && style->colon.length == 1 ? SPAN_EMPTY : SPAN(" ");
	if (!style->colon.at)
		style->colon = SPAN(": ");
	if (!style->step.at)
		style->step = SPAN("  ");
}
