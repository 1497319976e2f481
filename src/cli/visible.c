#include "cli/visible.h"

/* The length of the UTF-8 character at the front (RFC 3629: no overlong form, no surrogate, none above U+10FFFF); 0 if there is none. */
static size_t character(struct span text, uint32_t *ret_code)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)text.at[0];
	size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
	if (length == 0 || first > 0xF4 || length > text.length)
		return 0;
	uint32_t code = length == 1 ? first : first & (0x7Fu >> length);
	for (size_t i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if ((byte & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (byte & 0x3F);
	}
	if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return 0;
	*ret_code = code;
	return length;
}

static bool turns_direction(uint32_t code)
{
	return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static bool breaks_line(uint32_t code)
{
	return code == 0x2028 || code == 0x2029;
}

static void add_escape(struct buf *out, uint32_t code)
{
	switch (code) {
	case '\n':
		buf_add_text(out, "\\n");
		break;
	case '\r':
		buf_add_text(out, "\\r");
		break;
	case '\t':
		buf_add_text(out, "\\t");
		break;
	default:
		buf_printf(out, code < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)code);
	}
}

static bool may_stay(struct span rest, enum visible_keep keep)
{
	char byte = rest.at[0];
	return keep == VISIBLE_LINES && (byte == '\t' || byte == '\n' || (byte == '\r' && rest.length > 1 && rest.at[1] == '\n'));
}

/* So many bytes at the front are printable ASCII, as nearly all that is shown. */
static size_t plain_length(struct span text)
{
	size_t length = 0;
	while (length < text.length && text.at[length] >= 0x20 && text.at[length] < 0x7F)
		length++;
	return length;
}

void visible_add(struct buf *out, struct span text, enum visible_keep keep)
{
	while (text.length > 0) {
		uint32_t code = 0;
		size_t plain = plain_length(text);
		buf_add(out, text.at, plain);
		text = span_cut(text, plain, text.length);
		if (text.length == 0)
			return;
		size_t length = character(text, &code);
		if (length == 0) {
			buf_printf(out, "\\x%02x", (unsigned)(unsigned char)text.at[0]);
			length = 1;
		} else if ((code < 0x20 && !may_stay(text, keep)) || (code >= 0x7F && code < 0xA0) || turns_direction(code) ||
		           breaks_line(code)) {
			add_escape(out, code);
		} else {
			buf_add(out, text.at, length);
		}
		text = span_cut(text, length, text.length);
	}
}
