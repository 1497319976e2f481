/*
 * Applies a unified diff in two ways: by a small and strict reader of its own, and by patch(1).
 */
#ifndef KAUDIT_TESTS_DIFF_APPLY_H
#define KAUDIT_TESTS_DIFF_APPLY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static inline struct span next_line(struct span *rest)
{
	size_t end = span_find(*rest, "\n", 0);
	struct span line = span_cut(*rest, 0, end + 1);
	*rest = span_cut(*rest, end + 1, rest->length);
	return line;
}

/* ",3" or nothing, which means 1 */
static inline size_t range_count(const char **at)
{
	char *end;
	if (**at != ',')
		return 1;
	size_t value = strtoul(*at + 1, &end, 10);
	*at = end;
	return value;
}

struct applier {               /* a small and strict reader of unified diffs, so that patch(1) is not the only judge */
	struct span rest;      /* of the old text */
	size_t line;           /* number of the first line of rest */
	size_t removed, added; /* lines that the hunk still announces */
	struct buf *result;
};

static inline void begin_hunk(struct applier *applier, struct span header)
{
	char *end;
	assert_int_equal(applier->removed + applier->added, 0);
	size_t start = strtoul(header.at + 4, &end, 10);
	const char *at = end;
	applier->removed = range_count(&at);
	strtoul(at + 2, &end, 10);
	at = end;
	applier->added = range_count(&at);
	for (; applier->line < start + (applier->removed == 0); applier->line++)
		buf_add_span(applier->result, next_line(&applier->rest));
}

static inline void apply_line(struct applier *applier, char sign, struct span body)
{
	if (sign != '+') {
		assert_true(applier->removed-- > 0);
		assert_true(span_equal(next_line(&applier->rest), body));
		applier->line++;
	}
	if (sign != '-') {
		assert_true(applier->added-- > 0);
		buf_add_span(applier->result, body);
	}
}

static inline void apply(struct span old, struct span diff, struct buf *result)
{
	struct applier applier = {.rest = old, .line = 1, .result = result};
	if (diff.length > 0) {
		assert_true(span_is(next_line(&diff), "--- a\n"));
		assert_true(span_is(next_line(&diff), "+++ b\n"));
	}
	while (diff.length > 0) {
		struct span text = next_line(&diff), body = span_cut(text, 1, text.length);
		if (span_starts(text, "@@")) {
			begin_hunk(&applier, text);
			continue;
		}
		if (span_starts(diff, "\\ No newline at end of file\n")) {
			body.length--;
			next_line(&diff);
		}
		apply_line(&applier, text.at[0], body);
	}
	assert_int_equal(applier.removed + applier.added, 0);
	buf_add_span(result, applier.rest);
}

static inline void write_file(const char *directory, const char *name, struct span content)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(content.length ? fwrite(content.at, 1, content.length, file) : 0, content.length);
	assert_int_equal(fclose(file), 0);
}

static inline void read_file(const char *directory, const char *name, struct buf *content)
{
	char path[256], bytes[4096];
	size_t count;
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(content, bytes, count);
	fclose(file);
}

static inline void patch(struct span old, struct span diff, struct buf *result)
{
	char directory[] = "/tmp/kaudit-diff-XXXXXX", command[512];
	assert_non_null(mkdtemp(directory));
	write_file(directory, "old", old);
	write_file(directory, "diff", diff);
	snprintf(command, sizeof(command), "cd %s && patch --binary -s -f -F0 old diff >&2", directory);
	int status = system(command);
	if (status == 0)
		read_file(directory, "old", result);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	assert_int_equal(system(command), 0);
	assert_int_equal(status, 0); /* patch(1) is one of the build packages */
}

#endif
