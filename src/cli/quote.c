#include "cli/quote.h"

#include <string.h>

static bool has_to_be_quoted(unsigned char byte)
{
	return byte < 0x20 || byte >= 0x7F || byte == '"' || byte == '\\';
}

static void add_quoted(struct buf *out, struct span path)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < path.length; i++) {
		unsigned char byte = (unsigned char)path.at[i];
		if (byte == '"' || byte == '\\')
			buf_printf(out, "\\%c", byte);
		else if (has_to_be_quoted(byte))
			buf_printf(out, "\\%03o", byte);
		else
			buf_add_byte(out, (char)byte);
	}
	buf_add_byte(out, '"');
}

void quote_for_patch(struct buf *out, const char *path)
{
	struct span text = span_of(path);
	bool quoted = false;
	for (size_t i = 0; i < text.length && !quoted; i++)
		quoted = has_to_be_quoted((unsigned char)text.at[i]);
	if (quoted) {
		add_quoted(out, text);
		return;
	}
	buf_add_span(out, text);
	if (span_find(text, " ", 0) < text.length)
		buf_add_byte(out, '\t');
}

void quote_for_shell(struct buf *out, const char *path)
{
	static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@%,";
	size_t plain = strspn(path, harmless);
	if (plain > 0 && path[plain] == '\0') {
		buf_add_text(out, path);
		return;
	}
	buf_add_byte(out, '\'');
	for (; *path; path++)
		if (*path == '\'')
			buf_add_text(out, "'\\''");
		else
			buf_add_byte(out, *path);
	buf_add_byte(out, '\'');
}
