/* What comes after the write, in words: a line for each step of the waiting, how it ended, and what is left to say of kubeadm. */
#include "cli/report.h"
#include "cli/visible.h"

static void add_seconds(struct buf *out, uint64_t ms)
{
	buf_printf(out, "%6u.%u s  ", (unsigned)(ms / 1000), (unsigned)(ms % 1000 / 100));
}

void report_step(const struct live_step *step, struct buf *out)
{
	add_seconds(out, step->ms);
	switch (step->stage) {
	case LIVE_WAITS:
		buf_printf(out, "waiting for the API server to come up%s", step->text ? ": " : "");
		break;
	case LIVE_PROCESS:
		buf_printf(out, "new process %ld", (long)step->pid);
		break;
	case LIVE_EXIT:
		if (step->pid > 0)
			buf_printf(out, "process %ld ended", (long)step->pid);
		else
			buf_add_text(out, "a new process ended at once");
		break;
	case LIVE_READY:
		buf_add_text(out, "ready");
		break;
	case LIVE_EVENT:
		buf_add_text(out, "event found in the audit log: ");
		break;
	case LIVE_OFF:
		buf_add_text(out, "audit logging is off: ");
		break;
	case LIVE_UNPROVEN:
		buf_add_text(out, "no event looked for: ");
		break;
	case LIVE_RESTORING:
		buf_add_text(out, "putting the old manifest back (the kubelet may delay the same pod by up to 5 minutes): ");
		break;
	case LIVE_RESTORED:
		buf_add_text(out, "the old API server is ready again");
		break;
	}
	if (step->text)
		visible_add(out, span_of(step->text), VISIBLE_TEXT);
	buf_add_byte(out, '\n');
}

static void add_last_words(const struct buf *words, struct buf *out)
{
	struct span left = buf_span(words);
	while (left.length > 0) {
		size_t end = span_find(left, "\n", 0);
		buf_add_text(out, "kaudit-enable: its log: ");
		visible_add(out, span_cut(left, 0, end), VISIBLE_TEXT);
		buf_add_byte(out, '\n');
		left = span_cut(left, end + 1, left.length);
	}
}

void report_success(const struct live_result *live, const struct options *options, struct buf *out)
{
	buf_printf(out, "the API server is ready, %u.%u s after the write", (unsigned)(live->ready_ms / 1000), (unsigned)(live->ready_ms % 1000 / 100));
	if (live->proof.result == PROOF_FOUND)
		buf_printf(out, ", and records: %s is in the audit log%s%s%s", live->proof.id, live->proof.level[0] ? " at level " : "", live->proof.level,
		           options->proof == PROOF_OF_SECRET ? ", without the content of the secret that was created (as a dry run)" : "");
	else if (live->proof.result == PROOF_OFF)
		buf_printf(out, "; audit logging is off: %s\n", live->proof.text);
	else
		buf_printf(out, "; not proven that it records: %s", live->proof.text);
}

void report_live(const struct outcome *outcome, const struct options *options, struct report *report)
{
	const struct live_result *live = &outcome->live;
	if (outcome->kind == OUTCOME_ROLLED_BACK || outcome->kind == OUTCOME_UNPROVEN) {
		add_last_words(&live->words, &report->err);
		report_error(&report->err, &outcome->error);
	} else if (live->end == LIVE_PROVEN && !options->quiet) {
		report_success(live, options, &report->out);
		buf_add_byte(&report->out, '\n');
	} else if (outcome->kind == OUTCOME_CHANGED && live->why[0] && !options->root[0] && !options->filter && !options->quiet) {
		buf_printf(&report->out, "not waited: %s\n", live->why);
	}
}

void report_kubeadm(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	bool removes = outcome->patch_file.goes, dry = options->dry_run || options->check;
	if (options->quiet)
		return;
	if (outcome->patch_file.written) {
		buf_printf(out, "%skubeadm's patch %s: ", options->dry_run ? "kaudit-enable: " : "", removes ? dry ? "would go" : "is gone" : dry ? "would be written" : "is written");
		visible_add(out, span_of(outcome->patch_file.path), VISIBLE_TEXT);
		buf_add_byte(out, '\n');
	}
	if (outcome->hint && outcome->kind == OUTCOME_CHANGED)
		buf_printf(out, "note: %s\n", outcome->hint);
}
