#include "yaml/decode.h"

#include <ctype.h>
#include <string.h>

#include "yaml/source.h"

static bool is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

static bool is_white(char byte)
{
	return byte == ' ' || byte == '\t' || is_break(byte);
}

/* The white space at AT. If it holds line breaks it is folded: one is a space, of several all but the first stay. Returns its end. */
static uint32_t add_white_space(struct buf *value, struct span text, uint32_t at)
{
	uint32_t end = at, breaks = 0;
	while (end < text.length && is_white(text.at[end])) {
		breaks += is_break(text.at[end]);
		end = is_break(text.at[end]) ? source_next_line(text, end) : end + 1;
	}
	if (breaks == 0)
		buf_add_span(value, span_cut(text, at, end));
	else if (breaks == 1)
		buf_add_byte(value, ' ');
	else
		buf_add_repeat(value, '\n', breaks - 1);
	return end;
}

void decode_folded(struct span text, bool single, struct buf *value)
{
	for (uint32_t at = 0; at < text.length;) {
		if (is_white(text.at[at])) {
			at = add_white_space(value, text, at);
			continue;
		}
		buf_add_byte(value, text.at[at]);
		at += single && text.at[at] == '\'' ? 2 : 1;
	}
}

/* Behind `\x`, `\u` or `\U`. Half of a surrogate pair is no character in YAML. Returns the digits' end; 0 if there is none. */
static uint32_t add_hex_escape(struct buf *value, struct span text, uint32_t at, uint32_t digits)
{
	static const char names[] = "0123456789abcdef";
	uint32_t code = 0, end = at + digits;
	if (end > text.length)
		return 0;
	for (; at < end; at++) {
		const char *digit = text.at[at] ? strchr(names, tolower((unsigned char)text.at[at])) : NULL;
		if (!digit)
			return 0;
		code = code << 4 | (uint32_t)(digit - names);
	}
	if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
		return 0;
	source_add_character(value, code);
	return end;
}

/* Behind the backslash. A line break there, and the white space that follows, is nothing at all. Returns the end; 0 if it means nothing. */
static uint32_t add_escape(struct buf *value, struct span text, uint32_t at)
{
	static const struct {
		char name;
		uint16_t code;
	} escapes[] = { { '0', 0 },   { 'a', 7 },     { 'b', 8 },    { 't', 9 },    { '\t', 9 },     { 'n', 10 },
		        { 'v', 11 },  { 'f', 12 },    { 'r', 13 },   { 'e', 27 },   { ' ', ' ' },    { '"', '"' },
		        { '/', '/' }, { '\\', '\\' }, { 'N', 0x85 }, { '_', 0xA0 }, { 'L', 0x2028 }, { 'P', 0x2029 } };
	char name = at < text.length ? text.at[at] : '\0';
	if (name == 'x' || name == 'u' || name == 'U')
		return add_hex_escape(value, text, at + 1, name == 'x' ? 2 : name == 'u' ? 4 : 8);
	for (size_t index = 0; name && index < sizeof(escapes) / sizeof(*escapes); index++) {
		if (escapes[index].name != name)
			continue;
		source_add_character(value, escapes[index].code);
		return at + 1;
	}
	return 0;
}

/* Behind a backslash that ends its line. Blank lines that follow stay as line breaks. */
static uint32_t skip_continuation(struct buf *value, struct span text, uint32_t at)
{
	at = source_next_line(text, at);
	while (at < text.length && is_white(text.at[at])) {
		if (is_break(text.at[at]))
			buf_add_byte(value, '\n');
		at = is_break(text.at[at]) ? source_next_line(text, at) : at + 1;
	}
	return at;
}

size_t decode_double(struct span text, struct buf *value)
{
	for (uint32_t at = 0; at < text.length;) {
		if (is_white(text.at[at])) {
			at = add_white_space(value, text, at);
		} else if (text.at[at] != '\\') {
			buf_add_byte(value, text.at[at++]);
		} else if (at + 1 < text.length && is_break(text.at[at + 1])) {
			at = skip_continuation(value, text, at + 1);
		} else {
			uint32_t end = add_escape(value, text, at + 1);
			if (end == 0)
				return at;
			at = end;
		}
	}
	return text.length;
}

struct block {
	bool folded, keep, strip;
	uint32_t indent; /* columns in front of the content */
	uint32_t first;  /* its first line */
};

static uint32_t leading_spaces(struct span source, uint32_t at)
{
	uint32_t end = at;
	while (end < source.length && source.at[end] == ' ')
		end++;
	return end - at;
}

/* The first line that is not blank sets the indentation, unless a blank one before it is longer (as in libyaml). */
static uint32_t detect_indent(struct span source, uint32_t at, uint32_t limit, uint32_t least)
{
	uint32_t indent = least;
	for (; at < limit; at = source_next_line(source, at)) {
		uint32_t spaces = leading_spaces(source, at);
		indent = spaces > indent ? spaces : indent;
		if (at + spaces < source.length && !is_break(source.at[at + spaces]))
			break;
	}
	return indent;
}

static struct block read_header(struct span source, uint32_t start, uint32_t limit, int64_t parent_indent)
{
	struct block block = { .folded = source.at[start] == '>', .first = source_next_line(source, start) };
	uint32_t parent = parent_indent < 0 ? 0 : (uint32_t)parent_indent, digit = 0;
	for (uint32_t at = start + 1; at < source.length && (isdigit((unsigned char)source.at[at]) || strchr("+-", source.at[at])); at++) {
		block.keep |= source.at[at] == '+';
		block.strip |= source.at[at] == '-';
		if (isdigit((unsigned char)source.at[at]))
			digit = (uint32_t)(source.at[at] - '0');
	}
	uint32_t least = parent_indent < 0 ? 1 : parent + 1;
	block.indent = digit ? parent + digit : detect_indent(source, block.first, limit, least);
	return block;
}

struct line_before { /* the last line of content so far */
	bool any, broken, begins_white;
	size_t blank_lines; /* behind it */
};

/* What stands for the line breaks between the line before and a line of content (BEGINS_WHITE: with white space). */
static void add_breaks(struct buf *value, const struct block *block, const struct line_before *before, bool begins_white)
{
	bool folds = block->folded && before->any && !before->begins_white && !begins_white;
	if (before->any && !folds)
		buf_add_byte(value, '\n');
	else if (folds && before->blank_lines == 0)
		buf_add_byte(value, ' ');
	buf_add_repeat(value, '\n', before->blank_lines);
}

uint32_t decode_block(struct span source, uint32_t start, uint32_t limit, int64_t parent_indent, struct buf *value)
{
	struct block block = read_header(source, start, limit, parent_indent);
	struct line_before before = { .any = false };
	uint32_t end = source_line_end(source, start);
	for (uint32_t at = block.first; at < limit; at = source_next_line(source, at)) {
		uint32_t stop = source_line_end(source, at), spaces = leading_spaces(source, at);
		bool broken = stop < source.length;
		if (spaces < block.indent && at + spaces < stop)
			break;
		if (stop - at <= block.indent) {
			before.blank_lines += broken;
			end = block.keep && broken ? stop : end;
			continue;
		}
		uint32_t text = at + block.indent;
		bool begins_white = is_white(source.at[text]);
		add_breaks(value, &block, &before, begins_white);
		buf_add_span(value, span_cut(source, text, stop));
		before = (struct line_before){ true, broken, begins_white, 0 };
		end = stop;
	}
	if (!block.strip && before.broken)
		buf_add_byte(value, '\n');
	if (block.keep)
		buf_add_repeat(value, '\n', before.blank_lines);
	return end;
}
