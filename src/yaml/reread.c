/*
 * libyaml's marks count characters; a meter that walks along turns them into byte offsets. They
 * differ from what a tree wants: a node with an anchor or tag begins at that, an empty value may be
 * marked at the token that follows, a block collection ends there. The cursor and the source close these gaps.
 */
#include "yaml/reread.h"

#include <ctype.h>
#include <string.h>
#include <yaml.h>

#include "yaml/cursor.h"
#include "yaml/decode.h"
#include "yaml/reread_goyaml.h"
#include "yaml/source.h"

struct meter { /* one place in the source, in both counts */
	size_t character;
	uint32_t offset;
};

struct reader {
	struct span source;
	struct tree *tree;
	struct build build;
	struct cursor cursor;
	struct meter meter;
	size_t ascii; /* so many bytes are, from the first on */
	bool bracket[TREE_DEPTH_MAX + 2]; /* of each open collection: it has brackets */
	yaml_parser_t parser;
	struct buf unused; /* libyaml has decoded the scalar already */
};

struct properties {
	bool any;
	struct span anchor, tag; /* name, in the source; resolved text */
	uint32_t end;            /* behind both */
	uint32_t tag_start, tag_end;
};

enum { NEXT_EVENT = 0, DOCUMENT_READ = 1 };

static bool continues_character(struct span source, uint32_t offset)
{
	return offset < source.length && ((unsigned char)source.at[offset] & 0xC0) == 0x80;
}

/* Marks come nearly in order, so all walks together are linear. Where all before it is ASCII, none is needed. */
static uint32_t offset_of(struct reader *reader, yaml_mark_t mark)
{
	struct meter *meter = &reader->meter;
	if (mark.index < reader->ascii)
		return (uint32_t)mark.index;
	for (; meter->character < mark.index && meter->offset < reader->source.length; meter->character++)
		do
			meter->offset++;
		while (continues_character(reader->source, meter->offset));
	for (; meter->character > mark.index && meter->offset > 0; meter->character--)
		do
			meter->offset--;
		while (continues_character(reader->source, meter->offset));
	return meter->offset;
}

static bool in_flow(const struct reader *reader)
{
	return reader->build.depth > 0 && !reader->build.failed &&
	       reader->tree->nodes[reader->build.open[reader->build.depth]].style == STYLE_FLOW;
}

static bool in_anchor(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '-';
}

static struct properties read_properties(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag, uint32_t at)
{
	struct span source = reader->source;
	struct properties properties = { .any = anchor || tag, .tag = span_of((const char *)tag), .end = at };
	for (int left = (anchor != NULL) + (tag != NULL); left > 0; left--) {
		at = source_skip(source, at);
		uint32_t start = at++;
		bool is_anchor = start < source.length && source.at[start] == '&';
		while (is_anchor && at < source.length && in_anchor(source.at[at]))
			at++;
		if (is_anchor) {
			properties.anchor = span_cut(source, start + 1, at);
		} else {
			properties.tag_start = start;
			properties.tag_end = at = goyaml_tag_end(source, start, in_flow(reader));
		}
		properties.end = at;
	}
	if (properties.any)
		cursor_pass(&reader->cursor, properties.end);
	return properties;
}

static void add_properties(struct reader *reader, const struct properties *properties, node_id node)
{
	if (properties->anchor.length)
		build_anchor(&reader->build, node, properties->anchor);
	if (properties->tag.length)
		build_tag(&reader->build, node, properties->tag);
}

static enum node_style style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return STYLE_FOLDED;
	default:
		return STYLE_PLAIN;
	}
}

static int read_scalar(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	enum node_style style = style_of(event->data.scalar.style);
	struct span value = span_from((const char *)event->data.scalar.value, event->data.scalar.length);
	uint32_t start = offset_of(reader, event->start_mark), end = offset_of(reader, event->end_mark);
	bool empty = style == STYLE_PLAIN && value.length == 0;
	if (empty && reader->build.depth == 0)
		return source_error(reader->source, reader->cursor.at, err, "the document is empty");
	struct properties properties = read_properties(reader, event->data.scalar.anchor, event->data.scalar.tag, start);
	if (empty)
		start = end = properties.any ? properties.end : cursor_behind_indicator(&reader->cursor);
	else if (properties.any)
		start = source_skip(reader->source, properties.end);
	if (cursor_check(&reader->cursor, start, end, err) < 0)
		return -1;
	if (style == STYLE_LITERAL || style == STYLE_FOLDED) { /* to libyaml a line of it may also end with NEL, LS or PS */
		uint32_t last = decode_block(reader->source, start, end, cursor_indent(&reader->cursor), &reader->unused);
		end = last < end ? last : end;
	}
	reader->unused.length = 0;
	if (goyaml_check_scalar(reader->source, start, end, style, in_flow(reader), err) < 0 ||
	    (properties.tag_end && goyaml_check_tag(reader->source, properties.tag_start, properties.tag_end, err) < 0))
		return -1;
	add_properties(reader, &properties, build_scalar(&reader->build, start, end, style, value));
	cursor_done(&reader->cursor, end);
	return 0;
}

static int read_alias(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	uint32_t start = offset_of(reader, event->start_mark), end = offset_of(reader, event->end_mark);
	if (cursor_check(&reader->cursor, start, end, err) < 0)
		return -1;
	build_alias(&reader->build, start, end, span_cut(reader->source, start + 1, end));
	cursor_done(&reader->cursor, end);
	return NEXT_EVENT;
}

static int open_node(struct reader *reader, const yaml_event_t *event, enum node_kind kind, struct error *err)
{
	bool mapping = kind == NODE_MAPPING;
	bool flow = mapping ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
	                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	uint32_t start = offset_of(reader, event->start_mark), end = offset_of(reader, event->end_mark);
	struct properties properties =
	        read_properties(reader, mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
	                        mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag, start);
	/* The end mark is that of '[', '{' or '?', of the '-' of a sequence flush with its key; else the collection begins there. */
	bool bracket = flow && end > start && strchr("[{", reader->source.at[end - 1]);
	bool flush = !flow && !mapping && end > start && reader->source.at[end - 1] == '-';
	bool question = flow && end > start && !bracket;
	start = end - (bracket || flush || question);
	if (cursor_check(&reader->cursor, start, end, err) < 0 ||
	    build_open(&reader->build, kind, flow ? STYLE_FLOW : STYLE_BLOCK, start, err) < 0)
		return -1;
	add_properties(reader, &properties, reader->build.open[reader->build.depth]);
	reader->bracket[reader->build.depth] = bracket;
	cursor_opened(&reader->cursor, end - (flush || question));
	return 0;
}

static void close_node(struct reader *reader, const yaml_event_t *event)
{
	uint32_t end = reader->bracket[reader->build.depth] ? offset_of(reader, event->end_mark) : reader->cursor.at;
	build_close(&reader->build, end);
	cursor_done(&reader->cursor, end);
}

static int begin_document(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	const yaml_version_directive_t *version = event->data.document_start.version_directive;
	if (version && version->minor != 1) /* libyaml takes 1.2 too, go-yaml does not */
		return source_error(reader->source, offset_of(reader, event->start_mark), err,
		                    "%%YAML %d.%d is not read by Kubernetes; leave the directive out, or write %%YAML 1.1", version->major,
		                    version->minor);
	if (!event->data.document_start.implicit)
		cursor_pass(&reader->cursor, offset_of(reader, event->end_mark));
	return NEXT_EVENT;
}

static int read_event(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	switch (event->type) {
	case YAML_STREAM_END_EVENT:
		return source_error(reader->source, 0, err, "the document is empty");
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(reader, event, err);
	case YAML_DOCUMENT_END_EVENT:
		return DOCUMENT_READ;
	case YAML_SCALAR_EVENT:
		return read_scalar(reader, event, err);
	case YAML_ALIAS_EVENT:
		return read_alias(reader, event, err);
	case YAML_MAPPING_START_EVENT:
		return open_node(reader, event, NODE_MAPPING, err);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(reader, event, NODE_SEQUENCE, err);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		close_node(reader, event);
		return NEXT_EVENT;
	default:
		return NEXT_EVENT;
	}
}

/* libyaml's own words and place. */
static int parse_error(struct reader *reader, struct error *err)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
		return error_memory(err);
	source_error(reader->source, offset_of(reader, parser->problem_mark), err, "not valid YAML: %s", parser->problem);
	if (parser->context && parser->context_mark.line != parser->problem_mark.line)
		return error_append(err, ", %s that begins in line %zu", parser->context, parser->context_mark.line + 1);
	return parser->context ? error_append(err, ", %s", parser->context) : -1;
}

static int read_document(struct reader *reader, struct error *err)
{
	for (;;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&reader->parser, &event))
			return parse_error(reader, err);
		int result = read_event(reader, &event, err);
		yaml_event_delete(&event);
		if (result < 0)
			return -1;
		if (result == DOCUMENT_READ)
			return 0;
		if (reader->build.failed)
			return error_memory(err);
	}
}

/* As go-yaml: an alias needs an anchor before it, and may not lie inside of what it stands for. */
static int check_aliases(const struct tree *tree, struct error *err)
{
	for (node_id id = 1; id < tree->count; id++) {
		if (tree_kind(tree, id) != NODE_ALIAS)
			continue;
		node_id target = tree_resolve(tree, id), outer = tree_node(tree, id)->parent;
		while (outer && outer != target)
			outer = tree_node(tree, outer)->parent;
		if (!target)
			return tree_error(tree, id, err, "the alias *%.*s has no anchor before it", SPAN_ARG(tree_text(tree, id)));
		if (outer)
			return tree_error(tree, id, err, "the alias *%.*s lies inside of what it stands for",
			                  SPAN_ARG(tree_text(tree, id)));
	}
	return 0;
}

static int read_yaml(struct reader *reader, struct error *err)
{
	struct span source = reader->source;
	if (source_check_utf8(source, err) < 0 || source_check_yaml(source, err) < 0 || goyaml_check_source(source, err) < 0)
		return -1;
	reader->ascii = source_skip_ascii(source, 0);
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)(source.at ? source.at : ""), source.length);
	if (read_document(reader, err) < 0 || build_finish(&reader->build, err) < 0 || check_aliases(reader->tree, err) < 0)
		return -1;
	uint32_t rest = source_next_document(source, reader->cursor.at);
	reader->tree->extra_document = rest;
	return rest ? goyaml_check_rest(source, rest, err) : 0;
}

int reread_parse(struct span source, struct tree *ret_tree, struct error *err)
{
	struct reader reader = { .source = source, .tree = ret_tree, .meter = { .offset = source_bom(source) } };
	*ret_tree = TREE_EMPTY;
	if (!yaml_parser_initialize(&reader.parser))
		return error_memory(err);
	build_begin(&reader.build, ret_tree, source);
	reader.cursor = (struct cursor){ .build = &reader.build, .source = source, .at = source_bom(source) };
	int result = read_yaml(&reader, err);
	yaml_parser_delete(&reader.parser);
	buf_release(&reader.unused);
	if (result < 0)
		tree_release(ret_tree);
	return result;
}
