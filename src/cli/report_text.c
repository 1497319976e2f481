/* The outcome in words. */
#include "cli/report.h"

#include <string.h>

#include "cli/visible.h"

static const char *const kind_words[] = {
        [ITEM_FLAG] = "flag", [ITEM_MOUNT] = "mount", [ITEM_VOLUME] = "volume", [ITEM_ANNOTATION] = "annotation"};

static void add_visible(struct buf *out, const char *text)
{
	visible_add(out, span_of(text), VISIBLE_TEXT);
}

static void add_line(struct buf *out, const char *before, const char *text)
{
	buf_add_text(out, before);
	add_visible(out, text);
	buf_add_byte(out, '\n');
}

/* "  changed  flag    --audit-log-maxage: 30 -> 60" */
static void add_item(struct buf *out, const struct item *item)
{
	bool same = item->old && item->new &&strcmp(item->old, item->new) == 0;
	const char *verb = !item->old ? "added" : !item->new ? "removed" : same ? "respelled" : "changed";
	buf_printf(out, "  %-9s  %-10s  ", verb, kind_words[item->kind]);
	add_visible(out, item->name);
	if (item->old && item->new && !same) {
		buf_add_text(out, ": ");
		add_visible(out, item->old);
		buf_add_text(out, " -> ");
	} else {
		buf_add_text(out, item->kind == ITEM_FLAG ? "=" : ": ");
	}
	add_visible(out, item->new ? item->new : item->old);
	buf_add_byte(out, '\n');
}

static void add_items(const struct outcome *outcome, struct buf *out)
{
	for (size_t i = 0; i < outcome->item_count; i++)
		add_item(out, &outcome->items[i]);
	for (size_t i = 0; i < outcome->made.count; i++)
		add_line(out, "  made       directory   ", outcome->made.list[i]);
	if (outcome->policy_made)
		add_line(out, "  made       policy      ", outcome->policy_made);
}

static void add_title(const struct outcome *outcome, const char *text, struct buf *out)
{
	add_visible(out, outcome->manifest ? outcome->manifest : "standard input");
	buf_printf(out, ": %s\n", text);
}

/* What follows from a change of the machine's own manifest; below another root nothing runs. */
static void add_next(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	if (outcome->backup)
		add_line(out, "backup: ", outcome->backup);
	if (options->root[0])
		return;
	if (outcome->log_host && strcmp(outcome->log_host, "-") == 0)
		buf_add_text(out, "audit events go to the container's standard output\n");
	else if (outcome->log_host)
		add_line(out, "audit log: ", outcome->log_host);
	if (outcome->told)
		return;
	buf_add_text(out, strcmp(options->manifest, OPTIONS_MANIFEST) == 0 ? "next: the kubelet"
	                                                                   : "next: a kubelet that watches this directory");
	buf_add_text(out, " restarts the API server with the new manifest; it does not answer for some seconds\n");
}

/* From the FIRST on, and so the facts. */
static void add_warnings(const struct outcome *outcome, const struct options *options, size_t first, size_t first_fact, struct buf *out)
{
	for (size_t i = first; i < outcome->warnings.count; i++)
		add_line(out, "kaudit-enable: warning: ", outcome->warnings.list[i]);
	for (size_t i = first_fact; i < outcome->facts.count && options->verbose; i++)
		add_line(out, "kaudit-enable: ", outcome->facts.list[i]);
}

/* What there is to say about a run whose result is the only thing on standard output, a diff for patch(1) or a manifest. */
static void add_aside(const struct outcome *outcome, const struct options *options, struct buf *err)
{
	if (!options->verbose)
		return;
	if (outcome->kind == OUTCOME_NOTHING)
		add_title(outcome, "nothing to do", err);
	else
		add_items(outcome, err);
}

const char *report_nothing(const struct options *options)
{
	return options->mode == MODE_REMOVE    ? "nothing to do, it has no audit settings"
	       : options->mode == MODE_RESTORE ? "nothing to do, it is the same as the backup"
	                                       : "nothing to do, it is already as wished";
}

/* The first line: what became of the manifest. */
static void add_verdict(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	bool nothing = outcome->kind == OUTCOME_NOTHING, would = outcome->kind == OUTCOME_WOULD;
	BUF_AUTO struct buf text = BUF_EMPTY;
	if (outcome->restored) {
		buf_printf(&text, "%s ", nothing ? report_nothing(options) : would ? "would be restored from" : "restored from");
		visible_add(&text, span_of(outcome->restored), VISIBLE_TEXT);
	} else if (nothing) {
		buf_add_text(&text, report_nothing(options));
	} else {
		buf_add_text(&text, would ? "would change" : "changed");
	}
	if (text.failed)
		out->failed = true;
	add_title(outcome, buf_text(&text), out);
}

static void add_summary(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	if (options->quiet)
		return;
	add_verdict(outcome, options, out);
	if (outcome->kind != OUTCOME_NOTHING)
		add_items(outcome, out);
	if (outcome->kind == OUTCOME_CHANGED)
		add_next(outcome, options, out);
}

void report_begin(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *report)
{
	add_warnings(outcome, options, 0, 0, &report->err);
	report_diff(buf_span(&outcome->diff), screen, &report->out);
	add_summary(outcome, options, &report->out);
}

void report_text(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *report)
{
	bool emits = options->mode == MODE_EMIT, aside = options->dry_run || emits || (options->filter && !options->check);
	if (outcome->kind == OUTCOME_FAILED || aside)
		add_warnings(outcome, options, 0, 0, &report->err);
	if (outcome->kind == OUTCOME_FAILED) {
		report_error(&report->err, &outcome->error);
	} else if (aside) {
		if (emits)
			buf_add_span(&report->out, buf_span(&outcome->emitted));
		else if (options->dry_run)
			report_diff(buf_span(&outcome->diff), screen, &report->out);
		else
			buf_add_span(&report->out, buf_span(&outcome->after));
		add_aside(outcome, options, &report->err);
		report_kubeadm(outcome, options, &report->err);
	} else {
		if (outcome->told)
			add_warnings(outcome, options, outcome->warnings_told, outcome->facts_told, &report->err);
		else
			report_begin(outcome, options, screen, report);
		report_live(outcome, options, report);
		report_kubeadm(outcome, options, &report->out);
	}
}
