#include "yaml/source.h"

#include <stdio.h>
#include <string.h>

int(source_error)(struct span source, size_t offset, struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	uint32_t line, column;
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	tree_place(source, (uint32_t)offset, &line, &column);
	return error_at(err, line, column, "%s", text);
}

static unsigned byte_at(struct span source, size_t at)
{
	return at < source.length ? (unsigned char)source.at[at] : 0;
}

/* The bounds of the second byte keep out overlong forms, surrogates and what lies beyond U+10FFFF. */
size_t source_character(struct span source, size_t at, uint32_t *ret_code)
{
	unsigned first = byte_at(source, at);
	if (first < 0x80) {
		*ret_code = first;
		return 1;
	}
	size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
	unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
	unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
	if (first < 0xC2 || first > 0xF4 || source.length - at < length || byte_at(source, at + 1) < low || byte_at(source, at + 1) > high)
		return 0;
	uint32_t code = first & (0x7Fu >> length);
	for (size_t next = 1; next < length; next++) {
		if ((byte_at(source, at + next) & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (byte_at(source, at + next) & 0x3F);
	}
	*ret_code = code;
	return length;
}

void source_add_character(struct buf *buf, uint32_t code)
{
	if (code < 0x80) {
		buf_add_byte(buf, (char)code);
	} else if (code < 0x800) {
		buf_add_byte(buf, (char)(0xC0 | code >> 6));
		buf_add_byte(buf, (char)(0x80 | (code & 0x3F)));
	} else if (code < 0x10000) {
		buf_add_byte(buf, (char)(0xE0 | code >> 12));
		buf_add_byte(buf, (char)(0x80 | (code >> 6 & 0x3F)));
		buf_add_byte(buf, (char)(0x80 | (code & 0x3F)));
	} else {
		buf_add_byte(buf, (char)(0xF0 | code >> 18));
		buf_add_byte(buf, (char)(0x80 | (code >> 12 & 0x3F)));
		buf_add_byte(buf, (char)(0x80 | (code >> 6 & 0x3F)));
		buf_add_byte(buf, (char)(0x80 | (code & 0x3F)));
	}
}

static const uint64_t each_byte = 0x0101010101010101u;

static bool any_high(uint64_t bytes)
{
	return bytes & each_byte << 7;
}

/* Goes on by eight bytes for as long as none of them is a byte that STOPS. */
static size_t skip_eights(struct span source, size_t at, bool (*stops)(uint64_t bytes))
{
	uint64_t bytes;
	for (; source.length - at >= sizeof(bytes); at += sizeof(bytes)) {
		memcpy(&bytes, source.at + at, sizeof(bytes));
		if (stops(bytes))
			break;
	}
	return at;
}

size_t source_skip_ascii(struct span source, size_t at)
{
	at = skip_eights(source, at, any_high);
	while (at < source.length && (unsigned char)source.at[at] < 0x80)
		at++;
	return at;
}

int source_check_utf8(struct span source, struct error *err)
{
	uint32_t code;
	if (source.length > TREE_SOURCE_MAX)
		return error_set(err, ERROR_REFUSED, "longer than %u bytes, the most that the kubelet reads", TREE_SOURCE_MAX);
	for (size_t at = source_skip_ascii(source, 0), length; at < source.length; at = source_skip_ascii(source, at + length)) {
		length = source_character(source, at, &code);
		if (length == 0)
			return source_error(source, at, err, "byte 0x%02x is not UTF-8; save the file as UTF-8", byte_at(source, at));
	}
	return 0;
}

static bool printable(uint32_t code)
{
	if (code < 0xA0)
		return (code >= 0x20 && code < 0x7F) || code == '\t' || code == '\n' || code == '\r' || code == 0x85;
	return code != 0xFFFE && code != 0xFFFF;
}

uint32_t source_line_end(struct span source, uint32_t from)
{
	while (from < source.length && source.at[from] != '\n' && source.at[from] != '\r')
		from++;
	return from;
}

uint32_t source_next_line(struct span source, uint32_t from)
{
	from = source_line_end(source, from);
	if (byte_at(source, from) == '\r' && byte_at(source, from + 1) == '\n')
		return from + 2;
	return from < source.length ? from + 1 : from;
}

static bool word_at(struct span source, uint32_t at, const char *word)
{
	size_t length = strlen(word);
	struct span rest = span_cut(source, at, source.length);
	return span_starts(rest, word) && (rest.length == length || strchr(" \t\r\n", rest.at[length]));
}

/* Whether one of eight bytes is neither printable ASCII nor a line's end. No sum carries into the next byte, unless its own is not ASCII. */
static bool any_odd(uint64_t bytes)
{
	uint64_t is_del = bytes + each_byte, is_letter = bytes + each_byte * (0x80 - ' '), is_other = (bytes ^ each_byte * '\n') + each_byte * 0x7F;
	return any_high(bytes | is_del | (~is_letter & is_other));
}

/* Where the next byte lies that is neither printable ASCII nor a line's end. */
static size_t skip_plain(struct span source, size_t at)
{
	at = skip_eights(source, at, any_odd);
	while (at < source.length && ((source.at[at] >= 0x20 && source.at[at] < 0x7F) || source.at[at] == '\n'))
		at++;
	return at;
}

/* To libyaml a comment ends there, to libfyaml and to us it goes on. A '#' in front is enough: what may be a comment is not worked out. */
static int check_separator(struct span source, size_t at, size_t *looked, bool *hash, struct error *err)
{
	for (; *looked < at; (*looked)++)
		*hash = source.at[*looked] == '#' || (*hash && !memchr("\r\n", source.at[*looked], 2));
	if (!*hash)
		return 0;
	return source_error(source, at, err, "a line separator (U+0085, U+2028 or U+2029) in a comment is read differently by some; take it out");
}

int source_check_yaml(struct span source, struct error *err)
{
	uint32_t code = 0;
	size_t looked = 0;
	bool hash = false;
	for (size_t at = skip_plain(source, 0), length; at < source.length; at = skip_plain(source, at + length)) {
		length = source_character(source, at, &code);
		if (length == 0 || !printable(code))
			return source_error(source, at, err,
			                    "character U+%04X is not allowed in YAML; write it as an escape in double quotes", code);
		if ((code == 0x85 || code == 0x2028 || code == 0x2029) && check_separator(source, at, &looked, &hash, err) < 0)
			return -1;
	}
	for (uint32_t at = source_skip(source, source_bom(source)); byte_at(source, at) == '%';
	     at = source_skip(source, source_line_end(source, at)))
		if (word_at(source, at, "%TAG"))
			return source_error(source, at, err, "a %%TAG directive is not supported; write tags in full");
	return 0;
}

uint32_t source_bom(struct span source)
{
	return span_starts(source, "\xEF\xBB\xBF") ? 3 : 0;
}

uint32_t source_skip(struct span source, uint32_t from)
{
	while (from < source.length) {
		if (source.at[from] == '#')
			from = source_line_end(source, from);
		else if (strchr(" \t\r\n", source.at[from]))
			from++;
		else
			break;
	}
	return from;
}

bool source_breaks(struct span source, uint32_t from, uint32_t to)
{
	return source_line_end(span_cut(source, 0, to), from) < to;
}

uint32_t source_column(struct span source, uint32_t offset)
{
	uint32_t at = offset, first = source_bom(source); /* a byte order mark is no column */
	while (at > first && source.at[at - 1] != '\n' && source.at[at - 1] != '\r')
		at--;
	return offset - at;
}

uint32_t source_next_document(struct span source, uint32_t from)
{
	uint32_t start = 0;
	for (uint32_t at = source_skip(source, from); at < source.length; at = source_skip(source, at)) {
		bool line_start = source_column(source, at) == 0;
		if (line_start && word_at(source, at, "---"))
			start = at, at += 3;
		else if (line_start && word_at(source, at, "..."))
			start = 0, at += 3;
		else if (line_start && start == 0 && source.at[at] == '%')
			at = source_line_end(source, at);
		else
			return start ? start : at;
	}
	return 0;
}
