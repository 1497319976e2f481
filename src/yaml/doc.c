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
#include "yaml/decode.h"
#include "yaml/doc_parser.h"
#include "yaml/json.h"
#include "yaml/source.h"

struct reader {
	struct span source;
	struct tree *tree;
	struct build build;
	struct doc_parser parser;
	struct cursor cursor;
	struct buf decoded;
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

/* Where an empty or block scalar begins; libfyaml's marks do not say it. */
static uint32_t scalar_ahead(struct reader *reader, bool properties, bool block)
{
	uint32_t at = properties ? reader->cursor.at : cursor_behind_indicator(&reader->cursor);
	return block ? source_skip(reader->source, at) : at;
}

static bool holds(struct span text, const char *byte)
{
	return span_find(text, byte, 0) < text.length;
}

/* The text between START and END, or between the quotes there; as it stands if nothing needs decoding, as in most scalars. */
static int decode(struct reader *reader, enum node_style style, uint32_t start, uint32_t end, struct span *ret_value, struct error *err)
{
	bool quoted = style != STYLE_PLAIN;
	struct span text = span_cut(reader->source, start + quoted, end - quoted);
	const char *special = style == STYLE_SINGLE ? "'" : "\\";
	*ret_value = text;
	if (!holds(text, "\n") && !holds(text, "\r") && !(quoted && holds(text, special)))
		return 0;
	size_t stop = text.length;
	if (style == STYLE_DOUBLE)
		stop = decode_double(text, &reader->decoded);
	else
		decode_folded(text, style == STYLE_SINGLE, &reader->decoded);
	if (stop < text.length)
		return source_error(reader->source, start + 1 + stop, err, "not valid YAML: this escape stands for no character");
	*ret_value = buf_span(&reader->decoded);
	return buf_check(&reader->decoded, err);
}

/*
 * Behind an empty block scalar libfyaml (0.7.12) may take what follows in the column of the collection for content, as a key that is new
 * there.
 */
static bool is_indented(const struct reader *reader)
{
	const struct node *open = cursor_collection(&reader->cursor);
	return open && source_column(reader->source, open->start) > 0;
}

static int read_scalar(struct reader *reader, struct fy_event *event, struct error *err)
{
	struct fy_token *token = fy_event_get_token(event);
	enum node_style style = token ? style_of(token) : STYLE_PLAIN;
	bool block = style == STYLE_LITERAL || style == STYLE_FOLDED, quoted = style == STYLE_SINGLE || style == STYLE_DOUBLE;
	uint32_t start = token ? offset_of(fy_event_start_mark(event)) - quoted : 0,
	         end = token ? offset_of(fy_event_end_mark(event)) + quoted : 0;
	bool empty = start == end;
	if (empty && !block && reader->build.depth == 0)
		return source_error(reader->source, reader->cursor.at, err, "the document is empty");
	bool properties = pass_properties(reader, event);
	struct span value = SPAN_EMPTY;
	reader->decoded.length = 0;
	if (empty || block)
		start = scalar_ahead(reader, properties, block);
	if (cursor_check(&reader->cursor, start, empty || block ? start : end, err) < 0)
		return -1;
	if (block) {
		uint32_t last = decode_block(reader->source, start, end, cursor_indent(&reader->cursor), &reader->decoded);
		end = last < end || end <= start ? last : end; /* behind %YAML 1.1 its line may end with NEL */
		value = buf_span(&reader->decoded);
		if (value.length == 0 && is_indented(reader))
			return source_error(reader->source, start, err, "an empty block scalar is read differently by some; write \"\"");
	} else if (empty) {
		end = start;
	} else if (decode(reader, style, start, end, &value, err) < 0) {
		return -1;
	}
	node_id node = build_scalar(&reader->build, start, end, style, value);
	cursor_done(&reader->cursor, end);
	return add_properties(reader, event, node, err);
}

static int read_alias(struct reader *reader, struct fy_event *event, struct error *err)
{
	size_t length;
	const char *name = fy_token_get_text(fy_event_get_token(event), &length);
	if (!name)
		return error_memory(err);
	uint32_t start = offset_of(fy_event_start_mark(event)) - 1, end = offset_of(fy_event_end_mark(event));
	if (cursor_check(&reader->cursor, start, end, err) < 0)
		return -1;
	build_alias(&reader->build, start, end, span_from(name, length));
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
	if (cursor_check(&reader->cursor, start, start, err) < 0 || build_open(&reader->build, kind, style, start, err) < 0)
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
		if (!event->document_start.implicit && fy_event_end_mark(event))
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

/* libfyaml (0.7.12) does not read `key:`, `- a`, `-`: a list in line with its key that ends in an empty item. Its words mislead there. */
static int explain(const struct reader *reader, struct error *err)
{
	struct span source = reader->source;
	uint32_t at = source_skip(source, reader->cursor.at);
	struct span rest = span_cut(source, at, source.length);
	bool dash = span_is(rest, "-") || span_starts(rest, "- ") || span_starts(rest, "-\n") || span_starts(rest, "-\r");
	if (err->kind == ERROR_REFUSED && dash && strstr(err->text, "did not find expected node content"))
		return source_error(source, at, err,
		                    "an empty item at the end of a list that is not indented; write `- null`, or indent the list");
	return -1;
}

static int read_document(struct reader *reader, struct error *err)
{
	for (;;) {
		struct fy_event *event = doc_parser_next(&reader->parser, reader->cursor.at, err);
		if (!event)
			return explain(reader, err);
		bool stream_end = event->type == FYET_STREAM_END;
		int result = read_event(reader, event, err);
		doc_parser_free(&reader->parser, event);
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

static int read_yaml(struct reader *reader, struct error *err)
{
	if (source_check_yaml(reader->source, err) < 0)
		return -1;
	if (source_skip(reader->source, reader->cursor.at) == reader->source.length)
		return source_error(reader->source, 0, err, "the document is empty");
	if (doc_parser_open(&reader->parser, reader->source, err) < 0 || read_document(reader, err) < 0 ||
	    build_finish(&reader->build, err) < 0)
		return -1;
	if (buf_check(&reader->decoded, err) < 0)
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
	doc_parser_close(&reader.parser);
	buf_release(&reader.decoded);
	if (result < 0)
		tree_release(ret_tree);
	return result;
}
