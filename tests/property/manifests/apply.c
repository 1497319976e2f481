#include "apply.h"

#include <stdlib.h>
#include <string.h>

struct lines { /* reads a text line by line; a line has its end, unless it is the last and has none */
	struct span rest;
};

static struct span peek(const struct lines *lines)
{
	const char *end = lines->rest.length ? memchr(lines->rest.at, '\n', lines->rest.length) : NULL;
	return end ? span_from(lines->rest.at, (size_t)(end - lines->rest.at) + 1) : lines->rest;
}

static struct span next(struct lines *lines)
{
	struct span line = peek(lines);
	lines->rest = span_from(lines->rest.at + line.length, lines->rest.length - line.length);
	return line;
}

struct range {
	size_t start, count; /* as in the header: start counted from 1, or the line before when count is 0 */
};

static bool read_range(const char **at, char sign, struct range *ret_range)
{
	char *end;
	if (**at != sign)
		return false;
	ret_range->start = strtoul(*at + 1, &end, 10);
	ret_range->count = 1;
	if (*end == ',')
		ret_range->count = strtoul(end + 1, &end, 10);
	*at = end;
	return true;
}

/* A line of a hunk without its sign, and without its end if "\ No newline at end of file" follows. */
static struct span body(struct lines *diff)
{
	struct span line = next(diff);
	line = span_from(line.at + 1, line.length - 1);
	if (span_starts(peek(diff), "\\ ")) {
		next(diff);
		line.length--;
	}
	return line;
}

static bool apply_hunk(struct lines *diff, struct lines *old, size_t *old_line, struct buf *out)
{
	struct span header = next(diff);
	const char *at = header.at + 3;
	struct range from, to;
	if (!read_range(&at, '-', &from) || *at++ != ' ' || !read_range(&at, '+', &to) || strncmp(at, " @@\n", 4) != 0)
		return false;
	size_t first = from.count == 0 ? from.start + 1 : from.start;
	while (*old_line < first && old->rest.length > 0) {
		buf_add_span(out, next(old));
		++*old_line;
	}
	if (*old_line != first)
		return false;
	while (from.count > 0 || to.count > 0) {
		if (diff->rest.length == 0)
			return false;
		char sign = diff->rest.at[0];
		struct span line = body(diff);
		if (sign != '+') {
			if (from.count-- == 0 || !span_equal(line, next(old)))
				return false;
			++*old_line;
		}
		if (sign != '-') {
			if (to.count-- == 0)
				return false;
			buf_add_span(out, line);
		}
	}
	return true;
}

bool apply_diff(struct span old_text, struct span diff_text, struct buf *ret_new_text)
{
	struct lines diff = { diff_text }, old = { old_text };
	size_t old_line = 1;
	if (diff_text.length > 0 && (!span_starts(next(&diff), "--- ") || !span_starts(next(&diff), "+++ ")))
		return false;
	while (diff.rest.length > 0)
		if (!span_starts(diff.rest, "@@ ") || !apply_hunk(&diff, &old, &old_line, ret_new_text))
			return false;
	buf_add_span(ret_new_text, old.rest);
	return true;
}
