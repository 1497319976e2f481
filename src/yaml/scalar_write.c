#include <ctype.h>
#include <string.h>

#include "yaml/json.h"
#include "yaml/scalar.h"
#include "yaml/source.h"

/* Nothing that is unseen, breaks a line, or needs an escape. */
static bool is_visible(struct span text)
{
	uint32_t code;
	for (size_t at = 0, length; at < text.length; at += length) {
		length = 1;
		if (text.at[at] >= ' ' && text.at[at] <= '~')
			continue;
		length = source_character(text, at, &code);
		bool hidden = code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
		              code >= 0xFFFE;
		if (length == 0 || (hidden && code < 0x10000))
			return false;
	}
	return true;
}

enum { LONGEST_WORD = 5 }; /* "false", "+.inf" */

/* Words that some reader of YAML 1.1 or 1.2 takes for null, a boolean, a number, "value" or "merge". */
static bool is_special_word(struct span text)
{
	static const char *const words[] = { "y",    "n",    "yes",   "no",    "true", "false", "on", "off", "null", "~",
		                             ".nan", ".inf", "+.inf", "-.inf", "nan",  "inf",   "=",  "<<",  "none" };
	if (text.length > LONGEST_WORD)
		return false;
	for (size_t index = 0; index < sizeof(words) / sizeof(*words); index++)
		if (text.length == strlen(words[index]) && strncasecmp(text.at, words[index], text.length) == 0)
			return true;
	return false;
}

/* Numbers in all bases and with all separators, times, dates, versions, addresses: digits lead, and nothing but such characters follows. */
static bool looks_like_number(struct span text)
{
	size_t at = text.at[0] == '+' || text.at[0] == '-';
	if (at < text.length && text.at[at] == '.')
		at++;
	if (at == text.length || !isdigit((unsigned char)text.at[at]))
		return false;
	for (; at < text.length; at++)
		if (!isxdigit((unsigned char)text.at[at]) && !strchr("xXoOtTzZ_.,:+- ", text.at[at]))
			return false;
	return true;
}

/* Indicators that may not begin a plain scalar, or may only if some character follows. */
static bool begins_plain(struct span text)
{
	if (strchr("?:,[]{}#&*!|>'\"%@`", text.at[0]))
		return false;
	if (text.at[0] == '-' && (text.length == 1 || strchr(" ,[]{}", text.at[1])))
		return false;
	return !span_starts(text, "--- ") && !span_is(text, "---") && !span_starts(text, "...");
}

static bool continues_plain(struct span text, bool flow)
{
	if (text.at[0] == ' ' || strchr(" :", text.at[text.length - 1]))
		return false;
	for (size_t at = 0; at < text.length; at++)
		if (flow && strchr(",[]{}:?", text.at[at]))
			return false;
	return span_find(text, ": ", 0) == text.length && span_find(text, " #", 0) == text.length;
}

bool scalar_is_plain_safe(struct span text, bool flow)
{
	return text.length > 0 && is_visible(text) && !is_special_word(text) && !looks_like_number(text) && begins_plain(text) &&
	       continues_plain(text, flow) && scalar_resolve(text) == SCALAR_STRING;
}

static void add_single(struct buf *buf, struct span text)
{
	buf_add_byte(buf, '\'');
	for (size_t at = 0; at < text.length; at++) {
		if (text.at[at] == '\'')
			buf_add_byte(buf, '\'');
		buf_add_byte(buf, text.at[at]);
	}
	buf_add_byte(buf, '\'');
}

void scalar_add(struct buf *buf, struct span text, enum node_style wanted, bool flow)
{
	bool plain = wanted != STYLE_SINGLE && wanted != STYLE_DOUBLE;
	if (plain && scalar_is_plain_safe(text, flow))
		buf_add_span(buf, text);
	else if (wanted != STYLE_DOUBLE && is_visible(text))
		add_single(buf, text);
	else
		json_add_string(buf, text);
}
