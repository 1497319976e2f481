#include "yaml/scalar.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const true_words[] = { "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", NULL };
static const char *const false_words[] = { "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", NULL };
static const char *const null_words[] = { "", "~", "null", "Null", "NULL", NULL };
static const char *const float_words[] = { ".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF", "+.inf",
	                                   "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", NULL };

enum { LONGEST_WORD = 5 }; /* "false", "+.inf" */

static bool is_one_of(struct span text, const char *const words[])
{
	for (; *words; words++)
		if (span_is(text, *words))
			return true;
	return false;
}

struct scan { /* a number, byte by byte */
	struct span text;
	size_t at;
	bool underlines; /* are part of the text; else they are passed over, wherever they stand */
};

static int peek(struct scan *scan)
{
	while (!scan->underlines && scan->at < scan->text.length && scan->text.at[scan->at] == '_')
		scan->at++;
	return scan->at < scan->text.length ? (unsigned char)scan->text.at[scan->at] : -1;
}

static int take(struct scan *scan, const char *any_of)
{
	int byte = peek(scan);
	if (byte <= 0 || !strchr(any_of, byte))
		return 0;
	scan->at++;
	return byte;
}

static int digit_value(int byte)
{
	if (isdigit(byte))
		return byte - '0';
	return byte > 0 && isxdigit(byte) ? tolower(byte) - 'a' + 10 : 99;
}

static int read_base(struct scan *scan)
{
	if (peek(scan) != '0')
		return 10;
	struct scan ahead = *scan;
	take(&ahead, "0");
	int letter = take(&ahead, "xXoObB");
	if (!letter)
		return 8;
	*scan = ahead;
	return letter == 'x' || letter == 'X' ? 16 : letter == 'o' || letter == 'O' ? 8 : 2;
}

/* strconv.ParseInt and ParseUint with base 0: what fits neither 64 bits with a sign nor, if none is written, without is no integer. */
static bool is_int(struct span text)
{
	struct scan scan = { .text = text };
	int sign = take(&scan, "+-"), base = read_base(&scan);
	uint64_t value = 0;
	size_t digits = 0;
	for (; digit_value(peek(&scan)) < base; scan.at++, digits++)
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit_value(peek(&scan)), &value))
			return false;
	if (digits == 0 || peek(&scan) >= 0)
		return false;
	return !sign || value <= (uint64_t)INT64_MAX + (sign == '-');
}

struct decimal { /* digits × 10^exponent, good enough to tell whether it fits a double */
	char digits[32];
	size_t count, seen; /* kept, and read at all */
	long exponent;
};

static void read_digits(struct scan *scan, struct decimal *decimal, bool fraction)
{
	for (int digit; (digit = take(scan, "0123456789")); decimal->seen++) {
		bool kept = decimal->count < sizeof(decimal->digits) && (decimal->count > 0 || digit != '0');
		if (kept)
			decimal->digits[decimal->count++] = (char)digit;
		bool dropped = !kept && decimal->count > 0;
		decimal->exponent += dropped - fraction;
	}
}

static bool read_exponent(struct scan *scan, struct decimal *decimal)
{
	if (!take(scan, "eE"))
		return true;
	bool negative = take(scan, "+-") == '-';
	long value = 0;
	if (!isdigit(peek(scan)))
		return false;
	for (int digit; (digit = take(scan, "0123456789"));)
		value = value < 100000000 ? value * 10 + digit - '0' : value;
	decimal->exponent += negative ? -value : value;
	return true;
}

/* A decimal that strconv.ParseFloat takes. One that is too large is an error there, and so a string. */
static bool is_float(struct span text)
{
	struct scan scan = { .text = text };
	struct decimal decimal = { .count = 0 };
	char number[sizeof(decimal.digits) + 32];
	take(&scan, "+-");
	read_digits(&scan, &decimal, false);
	if (take(&scan, "."))
		read_digits(&scan, &decimal, true);
	if (decimal.seen == 0 || !read_exponent(&scan, &decimal) || peek(&scan) >= 0)
		return false;
	if (decimal.count == 0)
		return true;
	snprintf(number, sizeof(number), "%.*se%ld", (int)decimal.count, decimal.digits, decimal.exponent);
	return isfinite(strtod(number, NULL));
}

/* Go's own rule, which holds where go-yaml does not take the underlines away first. */
static bool underlines_separate_digits(struct span text)
{
	for (size_t at = 0; at < text.length; at++)
		if (text.at[at] == '_' && (at == 0 || at + 1 == text.length || !isdigit((unsigned char)text.at[at - 1]) ||
		                           !isdigit((unsigned char)text.at[at + 1])))
			return false;
	return true;
}

/* One or two digits (four of a year) from LOW to HIGH; -1 if there is no such number. */
static int read_part(struct scan *scan, int most_digits, int low, int high)
{
	int value = 0, digits = 0;
	for (int digit; digits < most_digits && (digit = take(scan, "0123456789")); digits++)
		value = value * 10 + digit - '0';
	return digits > 0 && (most_digits == 2 || digits == most_digits) && value >= low && value <= high ? value : -1;
}

static bool read_date(struct scan *scan)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = read_part(scan, 4, 0, 9999);
	if (year < 0 || !take(scan, "-"))
		return false;
	int month = read_part(scan, 2, 1, 12);
	if (month < 0 || !take(scan, "-"))
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return read_part(scan, 2, 1, days[month - 1] + (month == 2 && leap)) > 0;
}

static bool read_time(struct scan *scan)
{
	if (read_part(scan, 2, 0, 23) < 0 || !take(scan, ":") || read_part(scan, 2, 0, 59) < 0 || !take(scan, ":") ||
	    read_part(scan, 2, 0, 59) < 0)
		return false;
	if (take(scan, ".,") && !isdigit(peek(scan)))
		return false;
	while (isdigit(peek(scan)))
		scan->at++;
	return true;
}

/* The four layouts of parseTimestamp: a date; with a space and a time; with T or t, a time and a zone. */
static bool is_timestamp(struct span text)
{
	struct scan scan = { .text = text, .underlines = true };
	if (!read_date(&scan))
		return false;
	if (peek(&scan) < 0)
		return true;
	bool zone = take(&scan, "Tt");
	if (!zone && !take(&scan, " "))
		return false;
	while (!zone && take(&scan, " "))
		continue;
	if (!read_time(&scan))
		return false;
	if (zone && !take(&scan, "Z"))
		return take(&scan, "+-") && read_part(&scan, 2, 0, 24) >= 0 && take(&scan, ":") && read_part(&scan, 2, 0, 59) >= 0 &&
		       peek(&scan) < 0;
	return peek(&scan) < 0;
}

/* STRING: none of the words. Most scalars are longer than any of them, or begin otherwise. */
static enum scalar_type resolve_word(struct span plain)
{
	if (plain.length > LONGEST_WORD || (plain.length > 0 && !strchr("~nNyYtTfFoO.+-<", plain.at[0])))
		return SCALAR_STRING;
	if (is_one_of(plain, null_words))
		return SCALAR_NULL;
	if (is_one_of(plain, true_words) || is_one_of(plain, false_words))
		return SCALAR_BOOL;
	if (is_one_of(plain, float_words))
		return SCALAR_FLOAT;
	return span_is(plain, "<<") ? SCALAR_MERGE : SCALAR_STRING;
}

enum scalar_type scalar_resolve(struct span plain)
{
	enum scalar_type word = resolve_word(plain);
	if (word != SCALAR_STRING)
		return word;
	char first = plain.at[0];
	if (first == '.')
		return underlines_separate_digits(plain) && is_float(plain) ? SCALAR_FLOAT : SCALAR_STRING;
	bool sign = first == '+' || first == '-';
	if (!isdigit((unsigned char)first) && !(sign && plain.length > 1 && strchr("0123456789._", plain.at[1])))
		return SCALAR_STRING;
	if (is_timestamp(plain))
		return SCALAR_TIMESTAMP;
	if (is_int(plain))
		return SCALAR_INT;
	return is_float(plain) ? SCALAR_FLOAT : SCALAR_STRING;
}

/* What a tag makes of a scalar. All that are not listed, `!` too, leave it a string. */
static enum scalar_type type_of_tag(struct span tag)
{
	static const struct {
		const char *tag;
		enum scalar_type type;
	} types[] = {
		{ "tag:yaml.org,2002:null", SCALAR_NULL },
		{ "tag:yaml.org,2002:bool", SCALAR_BOOL },
		{ "tag:yaml.org,2002:int", SCALAR_INT },
		{ "tag:yaml.org,2002:float", SCALAR_FLOAT },
		{ "tag:yaml.org,2002:timestamp", SCALAR_TIMESTAMP },
		{ "tag:yaml.org,2002:merge", SCALAR_MERGE },
	};
	for (size_t index = 0; index < sizeof(types) / sizeof(*types); index++)
		if (span_is(tag, types[index].tag))
			return types[index].type;
	return SCALAR_STRING;
}

enum scalar_type scalar_type(const struct tree *tree, node_id node)
{
	if (tree_kind(tree, node) != NODE_SCALAR)
		return SCALAR_STRING;
	if (tree_node(tree, node)->flags & NODE_TAGGED)
		return type_of_tag(tree_tag(tree, node));
	return tree_node(tree, node)->style == STYLE_PLAIN ? scalar_resolve(tree_text(tree, node)) : SCALAR_STRING;
}

bool scalar_is_bool(const struct tree *tree, node_id node, bool *ret_value)
{
	struct span text = tree_text(tree, node);
	bool value = is_one_of(text, true_words);
	if (scalar_type(tree, node) != SCALAR_BOOL || (!value && !is_one_of(text, false_words)))
		return false;
	*ret_value = value;
	return true;
}
