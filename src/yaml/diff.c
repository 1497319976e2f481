#include "yaml/diff.h"

#include <string.h>

#include "yaml/diff_lines.h"

enum { CONTEXT = 3 };

static void add_line(struct buf *out, char sign, struct span line)
{
	buf_add_byte(out, sign);
	buf_add_span(out, line);
	if (!span_ends(line, "\n"))
		buf_add_text(out, "\n\\ No newline at end of file\n");
}

/* "12,3"; a range of one line is "12", an empty one names the line before it. */
static void add_range(struct buf *out, char sign, size_t from, size_t count)
{
	buf_printf(out, " %c%zu", sign, count ? from + 1 : from);
	if (count != 1)
		buf_printf(out, ",%zu", count);
}

struct spot { /* a line of both texts, up to which they are in step */
	size_t old, new;
};

/* Skips equal lines from AT, no more than LIMIT. */
static struct spot skip_equal(const struct text *old, const struct text *new, struct spot at, size_t limit)
{
	for (; limit > 0 && at.old < old->count && at.new < new->count; limit--, at.old++, at.new ++)
		if (old->differs[at.old] || new->differs[at.new])
			break;
	return at;
}

static struct spot skip_differing(const struct text *old, const struct text *new, struct spot at)
{
	while (at.old < old->count && old->differs[at.old])
		at.old++;
	while (at.new < new->count &&new->differs[at.new])
		at.new ++;
	return at;
}

static size_t indent_of(struct span line)
{
	size_t indent = 0;
	while (indent < line.length && line.at[indent] == ' ')
		indent++;
	return indent;
}

/*
 * Lines put in (or taken out) between equal neighbours can often be shown one place higher: the line above them is then equal to their
 * last one. Of these places the one that begins with the least indentation reads best: it shows a whole list item. RUN is the text with the
 * differing lines [from, end), OTHER the one without, which goes on at OTHER_AT.
 */
static void slide_run(struct text *run, size_t from, size_t end, const struct text *other, size_t other_at)
{
	size_t best = from, length = end - from;
	for (size_t at = from; at > 0 && other_at > 0; at--, other_at--) {
		if (run->differs[at - 1] || other->differs[other_at - 1] || !span_equal(run->lines[at - 1], run->lines[at - 1 + length]))
			break;
		if (indent_of(run->lines[at - 1]) < indent_of(run->lines[best]))
			best = at - 1;
	}
	for (size_t i = from; i > best; i--) {
		run->differs[i - 1 + length] = false;
		run->differs[i - 1] = true;
	}
}

static void slide_runs(struct text *old, struct text *new)
{
	struct spot at = {0, 0};
	while (at.old < old->count || at.new < new->count) {
		struct spot from = skip_equal(old, new, at, SIZE_MAX);
		at = skip_differing(old, new, from);
		if (at.old == from.old && at.new > from.new)
			slide_run(new, from.new, at.new, old, from.old);
		else if (at.new == from.new &&at.old > from.old)
			slide_run(old, from.old, at.old, new, from.new);
	}
}

/* Where the hunk that begins at FROM (in context) ends: differing lines with fewer than two contexts between them are one hunk. */
static struct spot hunk_end(const struct text *old, const struct text *new, struct spot from)
{
	struct spot next = skip_equal(old, new, from, SIZE_MAX), end;
	do {
		end = skip_differing(old, new, next);
		next = skip_equal(old, new, end, 2 * CONTEXT + 1);
	} while (next.old - end.old <= 2 * CONTEXT && (next.old < old->count || next.new < new->count));
	return skip_equal(old, new, end, CONTEXT);
}

static void add_hunk(struct buf *out, const struct text *old, const struct text *new, struct spot from, struct spot end)
{
	buf_add_text(out, "@@");
	add_range(out, '-', from.old, end.old - from.old);
	add_range(out, '+', from.new, end.new - from.new);
	buf_add_text(out, " @@\n");
	while (from.old < end.old || from.new < end.new) {
		struct spot next = skip_differing(old, new, from);
		for (; from.old < next.old; from.old++)
			add_line(out, '-', old->lines[from.old]);
		for (; from.new < next.new; from.new ++)
			add_line(out, '+', new->lines[from.new]);
		if (from.old < end.old) {
			add_line(out, ' ', old->lines[from.old]);
			from.old++, from.new ++;
		}
	}
}

/* As git writes it and patch(1) reads it: quoted if it has bytes that would end it, a tab behind it if it has spaces. */
static void add_name(struct buf *out, const char *sign, const char *name)
{
	bool quoted = strpbrk(name, "\"\\") != NULL;
	for (const char *at = name; *at; at++)
		quoted = quoted || (unsigned char)*at < ' ' || *at == 0x7F;
	buf_printf(out, "%s %s", sign, quoted ? "\"" : "");
	for (const char *at = name; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			buf_printf(out, "\\%03o", (unsigned)*at);
		else
			buf_printf(out, quoted && strchr("\"\\", *at) ? "\\%c" : "%c", *at);
	}
	buf_add_text(out, quoted ? "\"\n" : strchr(name, ' ') ? "\t\n" : "\n");
}

int diff_unified(struct span old_text, struct span new_text, const char *old_name, const char *new_name, struct buf *out, struct error *err)
{
	TEXT_AUTO struct text old = {0};
	TEXT_AUTO struct text new = {0};
	if (span_equal(old_text, new_text))
		return 0;
	if (text_split(old_text, &old, err) || text_split(new_text, &new, err) || lines_compare(&old, &new, err))
		return -1;
	slide_runs(&old, &new);
	add_name(out, "---", old_name);
	add_name(out, "+++", new_name);
	struct spot at = {0, 0};
	for (;;) {
		struct spot next = skip_equal(&old, &new, at, SIZE_MAX);
		if (next.old == old.count && next.new == new.count)
			break;
		size_t context = next.old - at.old < CONTEXT ? next.old - at.old : CONTEXT;
		struct spot from = {next.old - context, next.new - context};
		at = hunk_end(&old, &new, from);
		add_hunk(out, &old, &new, from, at);
	}
	return buf_check(out, err);
}
