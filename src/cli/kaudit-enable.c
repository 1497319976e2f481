/*
 * kaudit-enable: turns on Kubernetes audit logging by editing the API server's static-pod manifest.
 *
 *     options → run (load → strays → patch → host checks → backup → publish → wait and prove, or put back) → report
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/report.h"
#include "cli/run.h"
#include "cli/signals.h"

static struct screen screen_of(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR"), *type = getenv("TERM");
	bool terminal = isatty(STDOUT_FILENO) == 1;
	bool plain = (no_color && *no_color) || (type && strcmp(type, "dumb") == 0);
	bool color = options->color == COLOR_ALWAYS || (options->color == COLOR_AUTO && terminal && !plain);
	return (struct screen){.terminal = terminal, .color = color};
}

/* Errors first: when standard output can't be written, they are still told. What was done stays done: only a run without effects fails for
 * it. */
static int print(const struct report *report, enum exit_status status, bool changed)
{
	output_write(STDERR_FILENO, buf_span(&report->err));
	if (output_write(STDOUT_FILENO, buf_span(&report->out)) == 0)
		return (int)status;
	fprintf(stderr, "kaudit-enable: standard output: %s%s\n", strerror(errno), changed ? "; the manifest is changed all the same" : "");
	return (int)(changed || status != STATUS_DONE ? status : STATUS_REFUSED);
}

struct audience { /* whoever watches the run wait */
	const struct options *options;
	struct outcome *outcome;
};

/* What was changed is told before the waiting begins, each step when it happens. */
static void tell_step(void *context, const struct live_step *step)
{
	struct audience *audience = context;
	const struct options *options = audience->options;
	struct report report REPORT_AUTO = {0};
	if (options->format == FORMAT_JSON)
		return;
	if (!audience->outcome->told) {
		outcome_told(audience->outcome);
		report_begin(audience->outcome, options, screen_of(options), &report);
	}
	if (!options->quiet)
		report_step(step, &report.out);
	output_write(STDERR_FILENO, buf_span(&report.err));
	output_write(STDOUT_FILENO, buf_span(&report.out));
}

static void print_text(const struct options *options, struct buf *out)
{
	if (options->mode == MODE_HELP)
		options_help(out);
	else
		buf_add_text(out, "kaudit-enable " KAUDIT_VERSION "\n");
}

/* --status. 1: it was shown, with *ret_status; 0: it could not be, *err says why. As JSON that is shown, too. */
static int show_status(const struct options *options, int *ret_status, struct error *err)
{
	struct inspection found INSPECTION_AUTO = {0};
	struct report report REPORT_AUTO = {0};
	signal(SIGPIPE, SIG_IGN); /* an API server may hang up on us */
	bool failed = inspect(options, &found, err) < 0;
	if (failed && options->format != FORMAT_JSON)
		return 0;
	if (options->format == FORMAT_JSON)
		report_inspection_json(&found, err, &report.out);
	else if (!options->quiet)
		report_inspection_text(&found, &report.out);
	if (buf_check(&report.out, err) < 0)
		return 0;
	*ret_status = print(&report, failed ? STATUS_REFUSED : found.live ? STATUS_DONE : STATUS_DIFFERENT, false);
	return 1;
}

/* --list-backups; as above. */
static int show_backups(const struct options *options, int *ret_status, struct error *err)
{
	struct shelf shelf SHELF_AUTO = {0};
	struct report report REPORT_AUTO = {0};
	bool failed = shelf_look(options, &shelf, err) < 0;
	if (failed && options->format != FORMAT_JSON)
		return 0;
	if (options->format == FORMAT_JSON)
		report_shelf_json(&shelf, err, &report.out);
	else
		report_shelf_text(&shelf, &report.out);
	if (buf_check(&report.out, err) < 0)
		return 0;
	*ret_status = print(&report, failed ? STATUS_REFUSED : STATUS_DONE, false);
	return 1;
}

/* The modes that change nothing: 1, with *ret_status; 0: it is none of them, or it failed, and then *err says why. */
static int show(const struct options *options, int *ret_status, struct error *err)
{
	if (options->mode == MODE_STATUS)
		return show_status(options, ret_status, err);
	return options->mode == MODE_LIST_BACKUPS ? show_backups(options, ret_status, err) : 0;
}

int main(int argc, char *argv[])
{
	struct options options;
	struct outcome outcome OUTCOME_AUTO = {0};
	struct report report REPORT_AUTO = {0};
	struct audience audience = {&options, &outcome};
	struct live_watch watch = {tell_step, &audience};
	struct error err;
	int status;

	output_occupy();
	signals_install();
	if (options_parse(argc, argv, &options, &outcome.error) == 0 && options.mode >= MODE_HELP) {
		print_text(&options, &report.out);
		return print(&report, STATUS_DONE, false);
	}
	if (outcome.error.kind == ERROR_NONE && show(&options, &status, &outcome.error))
		return status;
	if (outcome.error.kind == ERROR_NONE)
		run(&options, &watch, &outcome);
	if (report_outcome(&outcome, &options, screen_of(&options), &report, &err)) {
		report_release(&report);
		report_error(&report.err, &err);
	}
	status = print(&report, outcome_status(&outcome, &options), outcome.is_new);
	if (outcome.live.signal)
		signals_end(outcome.live.signal);
	return status;
}
