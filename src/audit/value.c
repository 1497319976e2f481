#include "audit/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool value_bool(struct span text, bool *ret_value)
{
	static const char *const words[2][6] = {{"0", "f", "F", "FALSE", "false", "False"}, {"1", "t", "T", "TRUE", "true", "True"}};
	for (size_t value = 0; value < 2; value++)
		for (size_t i = 0; i < 6; i++)
			if (span_is(text, words[value][i])) {
				*ret_value = value == 1;
				return true;
			}
	return false;
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static unsigned digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	byte = lower(byte);
	return byte >= 'a' && byte <= 'f' ? (unsigned)(byte - 'a') + 10 : 99;
}

/* Each underscore has a digit or the base prefix before it and a digit behind it. */
static bool underscores_separate(struct span digits, bool after_prefix, unsigned base)
{
	bool digit = after_prefix;
	for (size_t i = 0; i < digits.length; i++) {
		if (digits.at[i] == '_' && (!digit || i + 1 == digits.length || digit_of(digits.at[i + 1]) >= base))
			return false;
		digit = digit_of(digits.at[i]) < base;
	}
	return true;
}

/* Takes the base prefix off. 10 without one. */
static unsigned take_base(struct span *digits, bool literals, bool *ret_prefix)
{
	unsigned base = 10;
	size_t prefix = 0;
	if (digits->length > 1 && digits->at[0] == '0') {
		char mark = lower(digits->at[1]);
		base = mark == 'x' ? 16 : literals && mark == 'b' ? 2 : 8;
		prefix = mark == 'x' || (literals && (mark == 'b' || mark == 'o')) ? 2 : 1;
	}
	*digits = span_cut(*digits, prefix, digits->length);
	*ret_prefix = prefix > 0;
	return base;
}

bool value_int(struct span text, bool literals, int64_t *ret_value)
{
	struct span digits = text;
	bool negative = span_starts(text, "-"), prefix;
	if (negative || span_starts(text, "+"))
		digits = span_cut(text, 1, text.length);
	if (digits.length == 0)
		return false;
	unsigned base = take_base(&digits, literals, &prefix);
	if (digits.length == 0 || (literals && !underscores_separate(digits, prefix, base)))
		return false;
	uint64_t value = 0, most = negative ? (uint64_t)1 << 63 : INT64_MAX;
	for (size_t i = 0; i < digits.length; i++) {
		unsigned digit = digit_of(digits.at[i]);
		if (digits.at[i] == '_' && literals)
			continue;
		if (digit >= base || value > (most - digit) / base)
			return false;
		value = value * base + digit;
	}
	*ret_value = (int64_t)(negative ? -value : value);
	return true;
}

static size_t count_digits(struct span text, size_t from, unsigned base, bool underscores)
{
	size_t at = from;
	while (at < text.length && (digit_of(text.at[at]) < base || (underscores && text.at[at] == '_')))
		at++;
	return at - from;
}

/* The form of a Go floating-point number behind its sign: digits with at most one dot, an exponent (which hexadecimal ones must have). */
static bool is_float(struct span text, bool literals)
{
	bool hexadecimal = literals && text.length > 1 && text.at[0] == '0' && lower(text.at[1]) == 'x';
	unsigned base = hexadecimal ? 16 : 10;
	size_t at = hexadecimal ? 2 : 0, whole = count_digits(text, at, base, literals), part = 0;
	if (literals && !underscores_separate(span_cut(text, at, text.length), hexadecimal, base))
		return false;
	at += whole;
	if (at < text.length && text.at[at] == '.') {
		part = count_digits(text, at + 1, base, literals);
		at += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (at == text.length)
		return !hexadecimal;
	if (lower(text.at[at]) != (hexadecimal ? 'p' : 'e'))
		return false;
	at++;
	if (at < text.length && (text.at[at] == '+' || text.at[at] == '-'))
		at++;
	size_t exponent = count_digits(text, at, 10, literals);
	return exponent > 0 && at + exponent == text.length;
}

static bool is_special(struct span unsigned_text, bool has_sign)
{
	char word[9] = "";
	if (unsigned_text.length >= sizeof(word))
		return false;
	if (unsigned_text.length > 0)
		memcpy(word, unsigned_text.at, unsigned_text.length);
	return strcasecmp(word, "inf") == 0 || strcasecmp(word, "infinity") == 0 || (!has_sign && strcasecmp(word, "nan") == 0);
}

bool value_float(struct span text, bool literals, float *ret_value)
{
	struct buf BUF_AUTO plain = BUF_EMPTY;
	bool sign = span_starts(text, "-") || span_starts(text, "+");
	struct span number = sign ? span_cut(text, 1, text.length) : text;
	bool special = is_special(number, sign);
	if (!special && !is_float(number, literals))
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] != '_')
			buf_add_byte(&plain, text.at[i]);
	if (plain.failed)
		return false;
	errno = 0;
	float value = strtof(buf_text(&plain), NULL);
	if (errno == ERANGE && (value > 1 || value < -1) && !special)
		return false; /* too large; what is too small for a float is 0 to Go */
	*ret_value = value;
	return true;
}

/* One unit at TEXT's beginning, in nanoseconds; 0: none. */
static uint64_t take_unit(struct span *text)
{
	static const struct {
		const char *name;
		uint64_t nanoseconds;
	} units[] = {
	        {"ns", 1},       {"us", 1000},      {"\xc2\xb5s", 1000},          {"\xce\xbcs", 1000},
	        {"ms", 1000000}, {"s", 1000000000}, {"m", UINT64_C(60000000000)}, {"h", UINT64_C(3600000000000)},
	};
	size_t length = 0;
	while (length < text->length && text->at[length] != '.' && digit_of(text->at[length]) > 9)
		length++;
	struct span name = span_cut(*text, 0, length);
	*text = span_cut(*text, length, text->length);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (span_is(name, units[i].name))
			return units[i].nanoseconds;
	return 0;
}

/* One "1.5h" off TEXT's beginning, added to *sum. */
static bool take_part(struct span *text, uint64_t *sum)
{
	const uint64_t limit = (uint64_t)1 << 63;
	uint64_t whole = 0;
	double fraction = 0, scale = 1;
	size_t at = 0, digits = 0;
	for (; at < text->length && digit_of(text->at[at]) < 10; at++, digits++) {
		if (whole > (limit - digit_of(text->at[at])) / 10)
			return false;
		whole = whole * 10 + digit_of(text->at[at]);
	}
	if (at < text->length && text->at[at] == '.')
		for (at++; at < text->length && digit_of(text->at[at]) < 10; at++, digits++)
			fraction += digit_of(text->at[at]) * (scale /= 10);
	if (digits == 0)
		return false;
	*text = span_cut(*text, at, text->length);
	uint64_t unit = take_unit(text);
	if (unit == 0 || whole > limit / unit)
		return false;
	uint64_t part = whole * unit + (uint64_t)(fraction * (double)unit);
	if (part > limit || *sum > limit - part)
		return false;
	*sum += part;
	return true;
}

bool value_duration(struct span text, int64_t *ret_nanoseconds)
{
	bool negative = span_starts(text, "-");
	uint64_t sum = 0;
	if (negative || span_starts(text, "+"))
		text = span_cut(text, 1, text.length);
	if (text.length == 0)
		return false;
	if (!span_is(text, "0"))
		while (text.length > 0)
			if (!take_part(&text, &sum))
				return false;
	if (sum > INT64_MAX && !negative)
		return false;
	*ret_nanoseconds = (int64_t)(negative ? -sum : sum);
	return true;
}
