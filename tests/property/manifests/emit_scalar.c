#include "emit.h"

#include <string.h>

/* Sure to be that string for every reader, and in every place: harsher than YAML. Older readers end a plain scalar in flow style at a `?`. */
static bool is_plain(const char *text, bool flow)
{
	static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };
	size_t length = strlen(text);
	if (length == 0 || text[length - 1] == ' ' || text[length - 1] == ':' || strstr(text, ": ") || strstr(text, " #"))
		return false;
	bool begins = (text[0] >= 'A' && text[0] <= 'z' && !strchr("[]\\^_`", text[0])) || text[0] == '/' || (text[0] == '-' && text[1] == '-');
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || (flow && strchr(",[]{}?", text[i])))
			return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return false;
	return begins;
}

static void emit_single(const char *text, struct buf *out)
{
	buf_add_byte(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_add_byte(out, '\'');
		buf_add_byte(out, *text);
	}
	buf_add_byte(out, '\'');
}

void emit_json_string(const char *text, struct buf *out)
{
	buf_add_byte(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_printf(out, "\\%c", *text);
		else if (*text == '\n')
			buf_add_text(out, "\\n");
		else
			buf_add_byte(out, *text);
	}
	buf_add_byte(out, '"');
}

void emit_scalar(const struct style *style, const struct value *value, bool flow, struct buf *out)
{
	if (value->kind == VALUE_WORD) {
		buf_add_text(out, style->json || chance(style->world, 90) || strcmp(value->text, "null") != 0 ? value->text : "~");
		return;
	}
	if (style->json) {
		emit_json_string(value->text, out);
		return;
	}
	if (chance(style->world, 2))
		buf_add_text(out, pick(style->world, ((const char *[]){ "!!str ", "! ", "&unused " })));
	if (is_plain(value->text, flow) && !chance(style->world, style->quotes))
		buf_add_text(out, value->text);
	else if (strchr(value->text, '\n') || (style->quote == '"') != chance(style->world, 10))
		emit_json_string(value->text, out);
	else
		emit_single(value->text, out);
}

/* "a b c" over several lines, broken at single blanks between words that can begin a line. */
static void emit_folded(const struct style *style, const char *text, char quote, unsigned indent, struct buf *out)
{
	unsigned column = indent;
	if (quote)
		buf_add_byte(out, quote);
	for (; *text; text++, column++) {
		bool can = *text == ' ' && text[1] != ' ' && text[1] != '\0' && text[-1] != ' ' && !strchr("#-:?&*!%@`'\"", text[1]);
		if (can && (column > 60 || chance(style->world, 30))) {
			buf_printf(out, "\n%*s", (int)(indent + random_below(style->world, 3)), "");
			column = indent;
		} else {
			buf_add_byte(out, *text);
		}
	}
	if (quote)
		buf_add_byte(out, quote);
}

static bool can_fold(const char *text)
{
	const char *blank = strchr(text, ' ');
	return blank && blank != text && !strpbrk(text, "\n\"'\\");
}

/* |- and >- and their like. The indentation is found by the reader, so no text may begin with a blank. */
static void emit_literal(const struct style *style, const char *text, unsigned indent, struct buf *out)
{
	size_t length = strlen(text);
	bool ends = text[length - 1] == '\n';
	buf_add_text(out, strchr(text, '\n') || chance(style->world, 50) ? "|" : ">");
	if (!ends)
		buf_add_byte(out, '-');
	if (chance(style->world, 10))
		buf_add_text(out, " # a block scalar");
	for (const char *line = text; *line;) {
		const char *end = strchrnul(line, '\n');
		buf_printf(out, "\n%*s%.*s", (int)indent, "", (int)(end - line), line);
		line = *end ? end + 1 : end;
	}
}

bool emit_block_scalar(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	bool text = value->kind == VALUE_TEXT && value->text[0] != '\0' && !strchr(" \n", value->text[0]) &&
		    !strstr(value->text, "\n\n");
	if (text && (strchr(value->text, '\n') ? chance(style->world, 80) : chance(style->world, style->folds / 8))) {
		emit_literal(style, value->text, indent, out);
		return false;
	}
	if (text && can_fold(value->text) && chance(style->world, style->folds))
		emit_folded(style, value->text, is_plain(value->text, false) && !chance(style->world, style->quotes) ? '\0' : style->quote, indent, out);
	else
		emit_scalar(style, value, false, out);
	return true;
}
