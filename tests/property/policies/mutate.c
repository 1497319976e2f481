#include "generate.h"

#include <string.h>

static const char *const pieces[] = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        "- ",
        "\n",
        "\n\n",
        "\t",
        "#",
        " #",
        "&a ",
        "*a",
        "!!str ",
        "!",
        "!!int ",
        "|",
        ">",
        "|-\n",
        ">+\n",
        "'",
        "\"",
        "---\n",
        "...\n",
        "\n---\n",
        "\n...\n",
        "%",
        "%YAML 1.1\n",
        "%YAML 1.2\n---\n",
        "%TAG ! x\n",
        "<<: ",
        "?",
        "? ",
        "~",
        "\r",
        "\r\n",
        "\x01",
        "\x7f",
        "\x80",
        "\xff",
        "\xc3\xa9",
        "\xef\xbb\xbf",
        "\xc2\x85",
        "\xe2\x80\xa8",
        "\xc2\xa0",
        "0",
        "9",
        "_",
        ",",
        ", ",
        "-",
        "--",
        "\\",
        "\\x",
        "\\u",
        "@",
        "`",
        " ",
        "  ",
        "=",
        "null",
        "true",
        "\"\"",
        "''",
        "[]",
        "{}",
        "*",
        "/",
        "level: None\n",
        "rules:\n",
        "kind: Policy\n",
        "{level: None}",
        "- level: Metadata\n",
        "\\/",
        "?b",
        "\\x41",
        "\\u00e9",
        "\\ ",
        "!<x>",
        "!!str,",
        "? a : b",
        "- - ",
        "&b *a",
        "*a : b",
        "%FOO\n",
        "\\\n",
        ":x",
        ": [",
        "!!null ",
        "!!bool ",
        "\f",
        "\v",
        "\xf0\x9f\x98\x80",
        "&a",
        "*a ",
        "<<",
        "e3",
        ".",
        "0x",
};

static void replace(struct buf *text, size_t at, size_t drop, struct span with)
{
	struct buf result = BUF_EMPTY;
	struct span old = buf_span(text);
	buf_add_span(&result, span_cut(old, 0, at));
	buf_add_span(&result, with);
	buf_add_span(&result, span_cut(old, at + drop, old.length));
	buf_release(text);
	*text = result;
}

static struct span line_at(const struct buf *text, size_t at)
{
	size_t start = at, end = at;
	while (start > 0 && text->at[start - 1] != '\n')
		start--;
	while (end < text->length && text->at[end] != '\n')
		end++;
	return span_from(text->at + start, end + (end < text->length) - start);
}

static void copy_into(struct random *random, struct buf *text, struct span what)
{
	struct buf copy BUF_AUTO = BUF_EMPTY;
	buf_add_span(&copy, what);
	size_t at = random_below(random, text->length + 1);
	if (random_one_in(random, 2)) {
		struct span line = line_at(text, at);
		at = (size_t)(line.at - text->at);
	}
	replace(text, at, 0, buf_span(&copy));
}

static void mutate_once(struct random *random, struct buf *text)
{
	size_t at = random_below(random, text->length), some = 1 + random_below(random, 8);
	struct span line = line_at(text, at), piece = span_of(pieces[random_below(random, sizeof(pieces) / sizeof(pieces[0]))]);
	size_t line_start = (size_t)(line.at - text->at);
	switch (random_below(random, 10)) {
	case 0:
		text->at[at] = (char)(text->at[at] ^ 1 << random_below(random, 8));
		return;
	case 1:
		text->at[at] = (char)random_below(random, 256);
		return;
	case 2:
		replace(text, at, some, SPAN_EMPTY);
		return;
	case 3:
		replace(text, line_start, line.length, SPAN_EMPTY);
		return;
	case 4:
		copy_into(random, text, line);
		return;
	case 5:
		copy_into(random, text, span_cut(buf_span(text), at, at + some * 4));
		return;
	case 6:
		replace(text, line_start, 0, span_cut(SPAN("        "), 0, some));
		return;
	case 7:
		replace(text, at, random_below(random, 3), piece);
		return;
	case 8:
		if (random_one_in(random, 10))
			replace(text, at, text->length, SPAN_EMPTY);
		return;
	default:
		replace(text, at, 0, piece);
	}
}

void mutate_bytes(struct random *random, struct buf *text)
{
	size_t times = 1 + random_below(random, random_one_in(random, 3) ? 6 : 2);
	for (size_t i = 0; i < times && text->length > 0; i++)
		mutate_once(random, text);
}
