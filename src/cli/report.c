#include "cli/report.h"

#include <string.h>

#include "cli/visible.h"

void report_release(struct report *report)
{
	buf_release(&report->out);
	buf_release(&report->err);
}

void report_error_text(struct buf *out, const struct error *error)
{
	if (error->path[0]) {
		visible_add(out, span_of(error->path), VISIBLE_TEXT);
		if (error->line > 0)
			buf_printf(out, ":%u:%u", error->line, error->column);
		buf_add_text(out, ": ");
	}
	visible_add(out, span_of(error->text), VISIBLE_TEXT);
}

void report_error(struct buf *out, const struct error *error)
{
	buf_add_text(out, "kaudit-enable: ");
	report_error_text(out, error);
	buf_add_byte(out, '\n');
}

int report_outcome(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *ret_report,
                   struct error *err)
{
	if (options->format == FORMAT_JSON)
		report_json(outcome, options, &ret_report->out);
	else
		report_text(outcome, options, screen, ret_report);
	if (buf_check(&ret_report->out, err) || buf_check(&ret_report->err, err))
		return -1;
	return 0;
}

struct hue {
	const char *prefix, *color;
};

/* As git colours a diff. The first that fits counts. */
static const struct hue hues[] = {
        {"--- ", "\033[1m"}, {"+++ ", "\033[1m"}, {"@@", "\033[36m"}, {"-", "\033[31m"}, {"+", "\033[32m"}, {"", NULL},
};

static const char *hue_of(struct span line, bool in_head)
{
	const struct hue *hue = in_head ? &hues[0] : &hues[2]; /* a removed line may begin with "-- " */
	while (!span_starts(line, hue->prefix))
		hue++;
	return hue->color;
}

void report_diff(struct span diff, struct screen screen, struct buf *out)
{
	if (!screen.terminal && !screen.color) {
		buf_add_span(out, diff); /* for patch(1): byte for byte */
		return;
	}
	for (size_t number = 0; diff.length > 0; number++) {
		size_t end = span_find(diff, "\n", 0);
		const char *color = screen.color ? hue_of(diff, number < 2) : NULL;
		if (color)
			buf_add_text(out, color);
		visible_add(out, span_cut(diff, 0, end), VISIBLE_LINES);
		buf_add_text(out, color ? "\033[m\n" : "\n");
		diff = span_cut(diff, end + 1, diff.length);
	}
}
