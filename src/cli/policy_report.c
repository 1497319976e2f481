#include "cli/policy_report.h"

#include "cli/visible.h"
#include "yaml/json.h"

enum { WINDOW = 100, BEFORE = 60 }; /* of a long line: bytes shown, and how many of these before the place */

static const char *const words[] = {[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning"};

struct excerpt {
	struct span before, marked, after;
	bool cut_before, cut_after;
};

static bool inside_character(struct span source, size_t at)
{
	return at > 0 && at < source.length && ((unsigned char)source.at[at] & 0xC0) == 0x80;
}

/* The part of the finding's line around it. What it lies on is marked up to the line's end. */
static struct excerpt take_excerpt(struct span source, const struct finding *finding)
{
	size_t at = finding->at < source.length ? finding->at : source.length, start = at + 1 - finding->column;
	size_t end = at, last = at + finding->length;
	while (end < source.length && end <= at + WINDOW && source.at[end] != '\n' && source.at[end] != '\r')
		end++; /* no further than it can be shown: a line may have 10 MiB */
	struct excerpt excerpt = {0};
	if (at - start > BEFORE && end - start > WINDOW) {
		excerpt.cut_before = true;
		for (start = at - BEFORE; inside_character(source, start); start++)
			continue;
	}
	if (end - start > WINDOW && end > at + WINDOW - BEFORE) {
		excerpt.cut_after = true;
		for (end = at + WINDOW - BEFORE; inside_character(source, end); end--)
			continue;
	}
	last = last < end ? last : end;
	excerpt.before = span_cut(source, start, at);
	excerpt.marked = span_cut(source, at, last);
	excerpt.after = span_cut(source, last, end);
	return excerpt;
}

/* Columns on a terminal, as far as characters are one wide. */
static size_t width(const struct buf *text)
{
	size_t columns = 0;
	for (size_t i = 0; i < text->length; i++)
		columns += ((unsigned char)text->at[i] & 0xC0) != 0x80;
	return columns;
}

static void add_excerpt(struct span source, const struct finding *finding, const char *paint, const char *plain, struct buf *out)
{
	struct excerpt excerpt = take_excerpt(source, finding);
	struct buf before BUF_AUTO = BUF_EMPTY, marked BUF_AUTO = BUF_EMPTY;
	visible_add(&before, excerpt.before, VISIBLE_TEXT);
	visible_add(&marked, excerpt.marked, VISIBLE_TEXT);
	buf_printf(out, "%6u | %s%s%s", finding->line, excerpt.cut_before ? "…" : "", buf_text(&before), buf_text(&marked));
	visible_add(out, excerpt.after, VISIBLE_TEXT);
	buf_add_text(out, excerpt.cut_after ? "…\n" : "\n");
	buf_add_text(out, "       | ");
	buf_add_repeat(out, ' ', width(&before) + excerpt.cut_before);
	buf_printf(out, "%s^", paint);
	buf_add_repeat(out, '~', width(&marked) > 1 ? width(&marked) - 1 : 0);
	buf_printf(out, "%s\n", plain);
	out->failed |= before.failed || marked.failed;
}

static void add_finding(const char *file, struct span source, const struct finding *finding, bool color, struct buf *out)
{
	const char *plain = color ? "\033[0m" : "", *bold = color ? "\033[1m" : "";
	const char *paint = !color ? "" : finding->severity == SEVERITY_ERROR ? "\033[1;31m" : "\033[1;35m";
	buf_add_text(out, bold);
	visible_add(out, span_of(file), VISIBLE_TEXT);
	buf_printf(out, ":%u:%u:%s %s%s:%s ", finding->line, finding->column, plain, paint, words[finding->severity], plain);
	visible_add(out, span_of(finding->text), VISIBLE_TEXT);
	if (finding->see_line > 0)
		buf_printf(out, " (see line %u)", finding->see_line);
	buf_printf(out, " [%s]\n", finding->rule);
	add_excerpt(source, finding, paint, plain, out);
}

void policy_report_text(const char *file, struct span source, const struct findings *findings, bool color, struct buf *out)
{
	for (size_t i = 0; i < findings->count; i++)
		add_finding(file, source, &findings->list[i], color, out);
	size_t all = findings->errors + findings->warnings;
	if (all > findings->count) {
		visible_add(out, span_of(file), VISIBLE_TEXT);
		buf_printf(out, ": %zu more are not shown; there are %zu errors and %zu warnings\n", all - findings->count,
		           findings->errors, findings->warnings);
	}
}

void policy_report_json(const char *file, const struct findings *findings, bool *comma, struct buf *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		buf_printf(out, "%s\n    {\"severity\": \"%s\", \"rule\": \"%s\", \"file\": ", *comma ? "," : "", words[finding->severity],
		           finding->rule);
		json_add_string(out, span_of(file));
		buf_printf(out, ", \"line\": %u, \"column\": %u, ", finding->line, finding->column);
		if (finding->see_line > 0)
			buf_printf(out, "\"seeLine\": %u, ", finding->see_line);
		buf_add_text(out, "\"text\": ");
		json_add_string(out, span_of(finding->text));
		buf_add_byte(out, '}');
		*comma = true;
	}
}
