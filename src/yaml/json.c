#include "yaml/json.h"

#include <ctype.h>
#include <string.h>

#include "yaml/build.h"
#include "yaml/source.h"

struct reader {
	struct span source;
	uint32_t at;
	struct build build;
	struct buf decoded; /* of the string at hand */
	struct error *err;
};

static int read_value(struct reader *reader);

/* The byte at hand; -1 at the end. */
static int peek(const struct reader *reader)
{
	return reader->at < reader->source.length ? (unsigned char)reader->source.at[reader->at] : -1;
}

static int skip_space(struct reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\n' || peek(reader) == '\r')
		reader->at++;
	return peek(reader);
}

static bool take(struct reader *reader, char byte)
{
	if (skip_space(reader) != byte)
		return false;
	reader->at++;
	return true;
}

static int expected(struct reader *reader, const char *what)
{
	int found = peek(reader);
	if (found < 0)
		return source_error(reader->source, reader->at, reader->err, "not valid JSON: the text ends; expected %s", what);
	if (found == '#' || found == '/')
		return source_error(reader->source, reader->at, reader->err,
		                    "not valid JSON: expected %s, found '%c'; what begins with '{' is read as JSON, which has no comments",
		                    what, found);
	uint32_t end = reader->at + 1; /* a character, not half of one */
	while (end < reader->source.length && ((unsigned char)reader->source.at[end] & 0xC0) == 0x80)
		end++;
	struct span text = span_cut(reader->source, reader->at, end);
	return source_error(reader->source, reader->at, reader->err, "not valid JSON: expected %s, found '%.*s'", what, SPAN_ARG(text));
}

static bool add_hex4(struct reader *reader, uint32_t *code)
{
	static const char digits[] = "0123456789abcdef";
	*code = 0;
	for (int count = 0; count < 4; count++) {
		int byte = peek(reader);
		const char *digit = byte > 0 ? strchr(digits, tolower(byte)) : NULL;
		if (!digit)
			return false;
		*code = *code << 4 | (uint32_t)(digit - digits);
		reader->at++;
	}
	return true;
}

/* Behind `\u`. Half of a surrogate pair becomes U+FFFD, as in Go. */
static int read_unicode_escape(struct reader *reader)
{
	uint32_t code, second;
	if (!add_hex4(reader, &code))
		return expected(reader, "four hexadecimal digits behind \\u");
	if (code >= 0xD800 && code < 0xDC00 && span_starts(span_cut(reader->source, reader->at, reader->source.length), "\\u")) {
		uint32_t back = reader->at;
		reader->at += 2;
		if (add_hex4(reader, &second) && second >= 0xDC00 && second < 0xE000)
			code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00);
		else
			reader->at = back;
	}
	source_add_character(&reader->decoded, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
	return 0;
}

static int read_escape(struct reader *reader)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	int name = peek(reader);
	const char *found = name > 0 ? strchr(names, name) : NULL;
	if (!found && name != 'u')
		return expected(reader, "one of \" \\ / b f n r t u behind a backslash");
	reader->at++;
	if (!found)
		return read_unicode_escape(reader);
	buf_add_byte(&reader->decoded, values[found - names]);
	return 0;
}

/* The quote in front is already taken. */
static int read_string(struct reader *reader)
{
	uint32_t start = reader->at - 1, run = reader->at;
	bool escapes = false;
	reader->decoded.length = 0;
	for (int byte; (byte = peek(reader)) != '"';) {
		if (byte < 0)
			return expected(reader, "a closing '\"'");
		if (byte < 0x20)
			return source_error(reader->source, reader->at, reader->err,
			                    "not valid JSON: control byte 0x%02x in a string; write it as an escape", (unsigned)byte);
		reader->at++;
		if (byte != '\\')
			continue;
		escapes = true;
		buf_add_span(&reader->decoded, span_cut(reader->source, run, reader->at - 1));
		if (read_escape(reader) < 0)
			return -1;
		run = reader->at;
	}
	struct span rest = span_cut(reader->source, run, reader->at);
	buf_add_span(&reader->decoded, escapes ? rest : SPAN_EMPTY);
	reader->at++;
	build_scalar(&reader->build, start, reader->at, STYLE_DOUBLE, escapes ? buf_span(&reader->decoded) : rest);
	return 0;
}

static int read_digits(struct reader *reader)
{
	if (!isdigit(peek(reader)))
		return expected(reader, "a digit");
	while (isdigit(peek(reader)))
		reader->at++;
	return 0;
}

static int read_number(struct reader *reader)
{
	uint32_t start = reader->at;
	if (peek(reader) == '-')
		reader->at++;
	if (peek(reader) == '0')
		reader->at++;
	else if (read_digits(reader) < 0)
		return -1;
	if (isdigit(peek(reader)))
		return expected(reader, "no digit behind a leading 0");
	if (peek(reader) == '.') {
		reader->at++;
		if (read_digits(reader) < 0)
			return -1;
	}
	if (peek(reader) == 'e' || peek(reader) == 'E') {
		reader->at++;
		if (peek(reader) == '+' || peek(reader) == '-')
			reader->at++;
		if (read_digits(reader) < 0)
			return -1;
	}
	build_scalar(&reader->build, start, reader->at, STYLE_PLAIN, span_cut(reader->source, start, reader->at));
	return 0;
}

static int read_word(struct reader *reader)
{
	static const char *const words[] = { "true", "false", "null" };
	struct span rest = span_cut(reader->source, reader->at, reader->source.length);
	for (size_t index = 0; index < 3; index++) {
		if (!span_starts(rest, words[index]))
			continue;
		uint32_t start = reader->at;
		reader->at += (uint32_t)strlen(words[index]);
		build_scalar(&reader->build, start, reader->at, STYLE_PLAIN, span_cut(reader->source, start, reader->at));
		return 0;
	}
	return expected(reader, "a value: a string in double quotes, a number, true, false, null, '{' or '['");
}

static int read_entry(struct reader *reader)
{
	if (!take(reader, '"'))
		return expected(reader, "a key in double quotes");
	if (read_string(reader) < 0)
		return -1;
	if (!take(reader, ':'))
		return expected(reader, "':' behind the key");
	return read_value(reader);
}

/* The bracket in front is already taken. */
static int read_collection(struct reader *reader, enum node_kind kind)
{
	bool object = kind == NODE_MAPPING;
	char close = object ? '}' : ']';
	if (build_open(&reader->build, kind, STYLE_FLOW, reader->at - 1, reader->err) < 0)
		return -1;
	if (!take(reader, close)) {
		do {
			if ((object ? read_entry(reader) : read_value(reader)) < 0)
				return -1;
		} while (take(reader, ','));
		if (!take(reader, close))
			return expected(reader, object ? "',' or '}' behind the value" : "',' or ']' behind the value");
	}
	build_close(&reader->build, reader->at);
	return 0;
}

/* Recursive; build_open bounds the depth. */
static int read_value(struct reader *reader)
{
	int byte = skip_space(reader);
	if (byte == '-' || isdigit(byte))
		return read_number(reader);
	if (byte != '{' && byte != '[' && byte != '"')
		return read_word(reader);
	reader->at++;
	return byte == '"' ? read_string(reader) : read_collection(reader, byte == '{' ? NODE_MAPPING : NODE_SEQUENCE);
}

static int read_text(struct reader *reader)
{
	if (read_value(reader) < 0)
		return -1;
	if (skip_space(reader) >= 0)
		return expected(reader, "nothing but white space behind the value");
	if (reader->decoded.failed)
		return error_memory(reader->err);
	return build_finish(&reader->build, reader->err);
}

int json_parse(struct span source, struct tree *ret_tree, struct error *err)
{
	struct reader reader = { .source = source, .err = err };
	*ret_tree = TREE_EMPTY;
	if (source.length > TREE_SOURCE_MAX)
		return error_set(err, ERROR_REFUSED, "longer than %u bytes, the most that the kubelet reads", TREE_SOURCE_MAX);
	build_begin(&reader.build, ret_tree, source);
	int result = read_text(&reader);
	buf_release(&reader.decoded);
	if (result < 0)
		tree_release(ret_tree);
	return result;
}

/* Escaped in a JSON string though JSON does not ask for it: what YAML has no room for, and what turns the direction of writing around, so that
 * what is read on a screen is what is there. */
static bool wants_escape(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
	       (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

/* Appends what can be written as it is; returns where the next byte lies that can't, or not alone. */
static size_t add_letters(struct buf *buf, struct span text, size_t from)
{
	size_t at = from;
	while (at < text.length && text.at[at] >= 0x20 && text.at[at] < 0x7F && text.at[at] != '"' && text.at[at] != '\\')
		at++;
	buf_add_span(buf, span_cut(text, from, at));
	return at;
}

void json_add_string(struct buf *buf, struct span text)
{
	uint32_t code;
	buf_add_byte(buf, '"');
	for (size_t at = 0, length; (at = add_letters(buf, text, at)) < text.length; at += length ? length : 1) {
		length = source_character(text, at, &code);
		if (length == 0)
			buf_add_text(buf, "\xEF\xBF\xBD"); /* U+FFFD */
		else if (code == '"' || code == '\\')
			buf_printf(buf, "\\%c", (char)code);
		else if (code == '\n')
			buf_add_text(buf, "\\n");
		else if (code == '\t')
			buf_add_text(buf, "\\t");
		else if (wants_escape(code))
			buf_printf(buf, "\\u%04x", (unsigned)code);
		else
			buf_add(buf, text.at + at, length);
	}
	buf_add_byte(buf, '"');
}
