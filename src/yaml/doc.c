/*
 * libfyaml's marks are byte offsets, exact for scalars and brackets (the unit test holds it to that). But a
 * quoted scalar's exclude the quotes, a block scalar's begin at its content, an empty value has
 * none, and that of the pair in `[a: b]` is its ':'. The cursor closes these gaps.
 */
#include "yaml/doc.h"

#include <ctype.h>
#include <libfyaml.h>
#include <string.h>

#include "yaml/cursor.h"
#include "yaml/json.h"
#include "yaml/source.h"

struct reader {
	struct span source;
	struct tree *tree;
	struct build build;
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct cursor cursor;
};

enum { NEXT_EVENT = 0, DOCUMENT_READ = 1 };

bool doc_is_json(struct span source)
{
	size_t at = 0;
	while (at < source.length && isspace((unsigned char)source.at[at]))
		at++;
	return at < source.length && source.at[at] == '{';
}

static uint32_t offset_of(const struct fy_mark *mark)
{
	return (uint32_t)mark->input_pos;
}

/* Moves the cursor behind anchor and tag. Whether there are any. */
static bool pass_properties(struct reader *reader, struct fy_event *event)
{
	struct fy_token *properties[] = { fy_event_get_anchor_token(event), fy_event_get_tag_token(event) };
	bool any = false;
	for (size_t at = 0; at < 2; at++) {
		if (!properties[at])
			continue;
		cursor_pass(&reader->cursor, offset_of(fy_token_end_mark(properties[at])));
		any = true;
	}
	return any;
}

static int add_properties(struct reader *reader, struct fy_event *event, node_id node, struct error *err)
{
	struct fy_token *anchor = fy_event_get_anchor_token(event), *tag = fy_event_get_tag_token(event);
	size_t length;
	if (anchor) {
		uint32_t start = offset_of(fy_token_start_mark(anchor)), end = offset_of(fy_token_end_mark(anchor));
		build_anchor(&reader->build, node, span_cut(reader->source, start, end));
	}
	const char *text = tag ? fy_token_get_text(tag, &length) : NULL;
	if (tag && !text)
		return error_memory(err);
	if (tag)
		build_tag(&reader->build, node, span_from(text, length));
	return 0;
}

static enum node_style style_of(struct fy_token *token)
{
	switch (fy_token_scalar_style(token)) {
	case FYSS_SINGLE_QUOTED:
		return STYLE_SINGLE;
	case FYSS_DOUBLE_QUOTED:
		return STYLE_DOUBLE;
	case FYSS_LITERAL:
		return STYLE_LITERAL;
	case FYSS_FOLDED:
		return STYLE_FOLDED;
	default:
		return STYLE_PLAIN;
	}
}

/* Start and end of a scalar whose marks do not say them: empty, or a block scalar. */
static void place_scalar(struct reader *reader, bool properties, uint32_t limit, struct span value, struct node *place)
{
	place->start = place->end = properties ? reader->cursor.at : cursor_behind_indicator(&reader->cursor);
	if (place->style == STYLE_PLAIN)
		return;
	place->start = source_skip(reader->source, place->start);
	place->end = source_block_scalar_end(reader->source, place->start, limit, value);
}

static int read_scalar(struct reader *reader, struct fy_event *event, struct error *err)
{
	struct fy_token *token = fy_event_get_token(event);
	const struct fy_mark *from = fy_event_start_mark(event), *to = fy_event_end_mark(event);
	enum node_style style = token ? style_of(token) : STYLE_PLAIN;
	size_t length = 0;
	const char *at = token ? fy_token_get_text(token, &length) : "";
	if (!at)
		return error_memory(err);
	bool block = style == STYLE_LITERAL || style == STYLE_FOLDED, quoted = style == STYLE_SINGLE || style == STYLE_DOUBLE;
	if (block)
		length = strnlen(at, length); /* `|+` in the last line of the source decodes to a NUL */
	bool empty = length == 0 && !block && !quoted;
	if (empty && reader->build.depth == 0)
		return source_error(reader->source, reader->cursor.at, err, "the document is empty");
	bool properties = pass_properties(reader, event);
	struct node place = { .style = (uint8_t)style };
	if (empty || block)
		place_scalar(reader, properties, to ? offset_of(to) : 0, span_from(at, length), &place);
	else
		place.start = offset_of(from) - quoted, place.end = offset_of(to) + quoted;
	if (block && place.end == reader->source.length && length > 0 && at[length - 1] == '\n')
		length--; /* libfyaml adds the line break that the last line of the source lacks */
	node_id node = build_scalar(&reader->build, place.start, place.end, style, span_from(at, length));
	cursor_done(&reader->cursor, place.end);
	return add_properties(reader, event, node, err);
}

static int read_alias(struct reader *reader, struct fy_event *event, struct error *err)
{
	size_t length;
	const char *name = fy_token_get_text(fy_event_get_token(event), &length);
	if (!name)
		return error_memory(err);
	uint32_t end = offset_of(fy_event_end_mark(event));
	build_alias(&reader->build, offset_of(fy_event_start_mark(event)) - 1, end, span_from(name, length));
	cursor_done(&reader->cursor, end);
	return 0;
}

static int open_node(struct reader *reader, struct fy_event *event, enum node_kind kind, struct error *err)
{
	enum node_style style = fy_event_get_node_style(event) == FYNS_FLOW ? STYLE_FLOW : STYLE_BLOCK;
	pass_properties(reader, event);
	uint32_t start = offset_of(fy_event_start_mark(event)), end = offset_of(fy_event_end_mark(event));
	bool bracket = style == STYLE_FLOW && end > start && reader->source.at[start] != '?';
	if (style == STYLE_FLOW && end == start)
		start = cursor_entry(&reader->cursor); /* `[a: b]`: the mark is that of the ':' */
	if (build_open(&reader->build, kind, style, start, err) < 0)
		return -1;
	cursor_opened(&reader->cursor, bracket ? end : start);
	return add_properties(reader, event, reader->build.open[reader->build.depth], err);
}

static int close_node(struct reader *reader, struct fy_event *event)
{
	uint32_t start = offset_of(fy_event_start_mark(event)), end = offset_of(fy_event_end_mark(event));
	const struct node *open = cursor_collection(&reader->cursor);
	/* A block collection, and the pair in `[a: b]`, ends with its last descendant; its mark lies further on. */
	if (!open || open->style == STYLE_BLOCK || end == start)
		end = reader->cursor.at;
	build_close(&reader->build, end);
	cursor_done(&reader->cursor, end);
	return 0;
}

static int read_event(struct reader *reader, struct fy_event *event, struct error *err)
{
	switch (event->type) {
	case FYET_DOCUMENT_START:
		if (fy_event_end_mark(event))
			cursor_pass(&reader->cursor, offset_of(fy_event_end_mark(event)));
		return NEXT_EVENT;
	case FYET_DOCUMENT_END:
		return DOCUMENT_READ;
	case FYET_SCALAR:
		return read_scalar(reader, event, err);
	case FYET_ALIAS:
		return read_alias(reader, event, err);
	case FYET_MAPPING_START:
		return open_node(reader, event, NODE_MAPPING, err);
	case FYET_SEQUENCE_START:
		return open_node(reader, event, NODE_SEQUENCE, err);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		return close_node(reader, event);
	default:
		return NEXT_EVENT;
	}
}

/* libfyaml's own words and place. Without any, it ran out of memory. */
static int parse_error(struct reader *reader, struct error *err)
{
	void *position = NULL;
	const struct fy_diag_error *said = fy_diag_errors_iterate(reader->diag, &position);
	if (!said || !said->msg || said->line < 1 || said->column < 0)
		return error_memory(err);
	const struct fy_mark *mark = said->fyt ? fy_token_start_mark(said->fyt) : NULL;
	uint32_t line = (uint32_t)said->line, column = (uint32_t)said->column;
	if (mark)
		tree_place(reader->source, offset_of(mark), &line, &column);
	bool word = isupper((unsigned char)said->msg[0]) && !isupper((unsigned char)said->msg[1]);
	return error_at(err, line, column, "not valid YAML: %c%s", word ? tolower((unsigned char)said->msg[0]) : said->msg[0], said->msg + 1);
}

static int read_document(struct reader *reader, struct error *err)
{
	for (;;) {
		struct fy_event *event = fy_parser_parse(reader->parser);
		if (!event)
			return parse_error(reader, err);
		bool stream_end = event->type == FYET_STREAM_END;
		int result = read_event(reader, event, err);
		fy_parser_event_free(reader->parser, event);
		if (stream_end)
			return source_error(reader->source, 0, err, "the document is empty");
		if (result < 0)
			return -1;
		if (result == DOCUMENT_READ)
			return 0;
		if (reader->build.failed)
			return error_memory(err);
	}
}

/* Without an output of one's own libfyaml prints to standard error. */
static void print_nothing(struct fy_diag *diag, void *user, const char *text, size_t length)
{
	(void)diag, (void)user, (void)text, (void)length;
}

static int open_parser(struct reader *reader, struct error *err)
{
	struct fy_diag_cfg quiet;
	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	quiet.output_fn = print_nothing;
	quiet.colorize = false;
	reader->diag = fy_diag_create(&quiet);
	if (!reader->diag)
		return error_memory(err);
	fy_diag_set_collect_errors(reader->diag, true);
	struct fy_parse_cfg config = {
		.flags = FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_SLOPPY_FLOW_INDENTATION | FYPCF_COLLECT_DIAG,
		.diag = reader->diag,
	};
	reader->parser = fy_parser_create(&config);
	if (!reader->parser || fy_parser_set_string(reader->parser, reader->source.at, reader->source.length) < 0)
		return error_memory(err);
	return 0;
}

static int read_yaml(struct reader *reader, struct error *err)
{
	if (source_check_yaml(reader->source, err) < 0)
		return -1;
	if (source_skip(reader->source, reader->cursor.at) == reader->source.length)
		return source_error(reader->source, 0, err, "the document is empty");
	if (open_parser(reader, err) < 0 || read_document(reader, err) < 0 || build_finish(&reader->build, err) < 0)
		return -1;
	reader->tree->extra_document = source_next_document(reader->source, reader->cursor.at);
	return 0;
}

int doc_parse(struct span source, struct tree *ret_tree, struct error *err)
{
	struct reader reader = { .source = source, .tree = ret_tree };
	*ret_tree = TREE_EMPTY;
	if (source_check_utf8(source, err) < 0)
		return -1;
	if (doc_is_json(source))
		return json_parse(source, ret_tree, err);
	build_begin(&reader.build, ret_tree, source);
	reader.cursor = (struct cursor){ .build = &reader.build, .source = source, .at = source_bom(source) };
	int result = read_yaml(&reader, err);
	fy_parser_destroy(reader.parser);
	fy_diag_destroy(reader.diag);
	if (result < 0)
		tree_release(ret_tree);
	return result;
}
