/*
 * Strict JSON, against a small reader of the tests' own: both take it or neither, with the same strings in the same order; and any bytes as a JSON string
 * are read back as they were.
 */
#include "fuzz.h"

#include "yaml/doc.h"
#include "yaml/json.h"
#include "yaml/reread.h"

struct naive {
	struct span rest;
	unsigned depth;
	bool good;
	struct buf strings; /* decoded, each ended by a 0xFF, which is no UTF-8 */
};

static char peek(struct naive *naive)
{
	while (naive->rest.length > 0 && memchr(" \t\r\n", naive->rest.at[0], 4))
		naive->rest = span_cut(naive->rest, 1, naive->rest.length);
	return naive->rest.length > 0 ? naive->rest.at[0] : '\0';
}

static bool next_is(struct naive *naive, const char *text)
{
	bool is = span_starts(naive->rest, text);
	if (is)
		naive->rest = span_cut(naive->rest, strlen(text), naive->rest.length);
	return is;
}

static bool expect(struct naive *naive, const char *text)
{
	(void)peek(naive);
	naive->good = naive->good && next_is(naive, text);
	return naive->good;
}

static void add_utf8(struct buf *out, unsigned code)
{
	static const unsigned char marks[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
	unsigned length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	buf_add_byte(out, (char)(marks[length] | code >> 6 * (length - 1)));
	for (unsigned i = length - 1; i > 0; i--)
		buf_add_byte(out, (char)(0x80 | (code >> 6 * (i - 1) & 0x3F)));
}

/* Four digits at the start of TEXT; -1: there are none. */
static int hex(struct span text)
{
	char digits[5] = "", *end;
	if (text.length < 4)
		return -1;
	memcpy(digits, text.at, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return -1;
	return (int)strtoul(digits, &end, 16);
}

static void read_unicode(struct naive *naive)
{
	int code = hex(naive->rest);
	naive->good = code >= 0;
	if (!naive->good)
		return;
	naive->rest = span_cut(naive->rest, 4, naive->rest.length);
	int low = span_starts(naive->rest, "\\u") ? hex(span_cut(naive->rest, 2, naive->rest.length)) : -1;
	if (code >= 0xD800 && code <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
		naive->rest = span_cut(naive->rest, 6, naive->rest.length);
		code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00);
	}
	add_utf8(&naive->strings, code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : (unsigned)code);
}

static void read_string(struct naive *naive)
{
	static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	if (!expect(naive, "\""))
		return;
	while (naive->good && naive->rest.length > 0 && naive->rest.at[0] != '"') {
		char byte = (char)fuzz_byte(&naive->rest);
		naive->good = (unsigned char)byte >= ' ';
		if (byte != '\\') {
			buf_add_byte(&naive->strings, byte);
			continue;
		}
		char name = (char)fuzz_byte(&naive->rest);
		const char *found = name ? strchr(names, name) : NULL;
		if (found)
			buf_add_byte(&naive->strings, meanings[found - names]);
		else if (name == 'u')
			read_unicode(naive);
		else
			naive->good = false;
	}
	naive->good = naive->good && next_is(naive, "\"");
	buf_add_byte(&naive->strings, '\xFF');
}

static void read_digits(struct naive *naive)
{
	size_t count = 0;
	for (; naive->rest.length > 0 && strchr("0123456789", naive->rest.at[0]) && naive->rest.at[0]; count++)
		(void)fuzz_byte(&naive->rest);
	naive->good = naive->good && count > 0;
}

static void read_number(struct naive *naive)
{
	(void)next_is(naive, "-");
	if (!next_is(naive, "0"))
		read_digits(naive);
	if (next_is(naive, "."))
		read_digits(naive);
	if (next_is(naive, "e") || next_is(naive, "E")) {
		if (!next_is(naive, "+"))
			(void)next_is(naive, "-");
		read_digits(naive);
	}
}

static void read_value(struct naive *naive);

static void read_collection(struct naive *naive, bool object)
{
	const char *end = object ? "}" : "]";
	naive->good = naive->good && ++naive->depth <= TREE_DEPTH_MAX;
	(void)fuzz_byte(&naive->rest);
	if (peek(naive) == *end) {
		(void)fuzz_byte(&naive->rest);
		naive->depth--;
		return;
	}
	do {
		if (object) {
			read_string(naive);
			expect(naive, ":");
		}
		read_value(naive);
	} while (naive->good && peek(naive) == ',' && next_is(naive, ","));
	expect(naive, end);
	naive->depth--;
}

static void read_value(struct naive *naive)
{
	char first = peek(naive);
	if (!naive->good)
		return;
	if (first == '"')
		read_string(naive);
	else if (first == '{' || first == '[')
		read_collection(naive, first == '{');
	else if (first == '-' || (first >= '0' && first <= '9'))
		read_number(naive);
	else
		naive->good = next_is(naive, "true") || next_is(naive, "false") || next_is(naive, "null");
}

static void check_strings(const struct tree *tree, struct naive *naive)
{
	struct span strings = buf_span(&naive->strings);
	for (node_id node = 1; node < tree->count; node++)
		if (tree_kind(tree, node) == NODE_SCALAR && tree_node(tree, node)->style == STYLE_DOUBLE)
			must(span_equal(fuzz_until(&strings, '\xFF'), tree_text(tree, node)), "another string");
	must(strings.length == 0, "strings are missing");
}

static void check_source(struct span source)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct error err = {0};
	int result = doc_parse(source, &tree, &err);
	if (result < 0)
		must_have_place(&err, "refused");
	if (!doc_is_json(source) || strstr(err.text, "UTF-8"))
		return;
	struct naive naive = {.rest = source, .good = true};
	read_value(&naive);
	(void)peek(&naive);
	must((result == 0) == (naive.good && naive.rest.length == 0), result == 0 ? "not JSON, but taken" : "JSON, but refused");
	if (result == 0)
		check_strings(&tree, &naive);
	buf_release(&naive.strings);
}

/* Also as YAML, which a manifest's strings are read as, too. */
static void check_written(struct span text)
{
	struct buf json BUF_AUTO = BUF_EMPTY, again BUF_AUTO = BUF_EMPTY;
	struct tree tree TREE_AUTO = TREE_EMPTY, yaml TREE_AUTO = TREE_EMPTY;
	struct error err;
	json_add_string(&json, text);
	must(json_parse(buf_span(&json), &tree, &err) == 0, "what was written as JSON is none");
	json_add_string(&again, tree_text(&tree, 1));
	must(span_equal(buf_span(&again), buf_span(&json)), "what was written is read as another text");
	must(reread_parse(buf_span(&json), &yaml, &err) == 0 && span_equal(tree_text(&yaml, 1), tree_text(&tree, 1)), "to YAML it is another text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_source(fuzz_input(data, size));
	if (size > 0 && size < 2000)
		check_written(fuzz_input(data, size));
	return 0;
}
