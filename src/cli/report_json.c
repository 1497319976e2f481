/* The outcome as one JSON object; its names are documented in kaudit-enable.8, JSON OUTPUT, and do not change. */
#include "cli/host_kubeadm.h"
#include "cli/report.h"

#include "yaml/json.h"

void report_json_name(struct buf *out, const char *name)
{
	buf_printf(out, "%s\n  \"%s\": ", out->length > 0 && out->at[out->length - 1] == '{' ? "" : ",", name);
}

static void add_text(struct buf *out, const char *text)
{
	if (text)
		json_add_string(out, span_of(text));
	else
		buf_add_text(out, "null");
}

static void add_bool(struct buf *out, const char *name, bool value)
{
	report_json_name(out, name);
	buf_add_text(out, value ? "true" : "false");
}

static void add_items(struct buf *out, const char *name, const struct outcome *outcome, enum item_kind kind)
{
	bool done = outcome->kind != OUTCOME_FAILED || outcome->is_new;
	const char *comma = "";
	report_json_name(out, name);
	buf_add_byte(out, '[');
	for (size_t i = 0; done && i < outcome->item_count; i++) {
		const struct item *item = &outcome->items[i];
		if (item->kind != kind)
			continue;
		buf_printf(out, "%s\n    {\"name\": ", comma);
		add_text(out, item->name);
		buf_add_text(out, ", \"old\": ");
		add_text(out, item->old);
		buf_add_text(out, ", \"new\": ");
		add_text(out, item->new);
		buf_add_byte(out, '}');
		comma = ",";
	}
	buf_add_byte(out, ']');
}

void report_json_texts(struct buf *out, const char *name, const struct texts *texts)
{
	report_json_name(out, name);
	buf_add_byte(out, '[');
	for (size_t i = 0; i < texts->count; i++) {
		buf_add_text(out, i > 0 ? ", " : "");
		add_text(out, texts->list[i]);
	}
	buf_add_byte(out, ']');
}

static const char *kind_word(enum error_kind kind)
{
	switch (kind) {
	case ERROR_NONE:
		break;
	case ERROR_USAGE:
		return "usage";
	case ERROR_REFUSED:
		return "refused";
	case ERROR_SYSTEM:
		return "system";
	case ERROR_MEMORY:
		return "memory";
	case ERROR_BUG:
		return "bug";
	}
	return "none";
}

void report_json_error(struct buf *out, const struct error *error)
{
	report_json_name(out, "error");
	if (error->kind == ERROR_NONE) {
		buf_add_text(out, "null");
		return;
	}
	buf_printf(out, "{\"kind\": \"%s\", \"text\": ", kind_word(error->kind));
	add_text(out, error->text);
	buf_add_text(out, ", \"path\": ");
	add_text(out, error->path[0] ? error->path : NULL);
	if (error->line > 0)
		buf_printf(out, ", \"line\": %u, \"column\": %u}", error->line, error->column);
	else
		buf_add_text(out, ", \"line\": null, \"column\": null}");
}

static void add_seconds(struct buf *out, const char *name, uint64_t ms)
{
	if (ms > 0)
		buf_printf(out, ", \"%s\": %u.%03u", name, (unsigned)(ms / 1000), (unsigned)(ms % 1000));
	else
		buf_printf(out, ", \"%s\": null", name);
}

/* null when nothing was waited for. */
static void add_wait(struct buf *out, const struct outcome *outcome)
{
	static const char *const ends[] = {
	        [LIVE_PROVEN] = "proven", [LIVE_ROLLED_BACK] = "rolled-back", [LIVE_LEFT] = "left", [LIVE_LOST] = "lost"};
	const struct live_result *live = &outcome->live;
	report_json_name(out, "wait");
	if (live->end == LIVE_NOT_WAITED) {
		buf_add_text(out, "null");
		return;
	}
	buf_printf(out, "{\"end\": \"%s\", \"new_pid\": ", ends[live->end]);
	if (live->pid > 0)
		buf_printf(out, "%ld", (long)live->pid);
	else
		buf_add_text(out, "null");
	add_seconds(out, "process_s", live->process_ms);
	add_seconds(out, "ready_s", live->ready_ms);
	buf_add_text(out, ", \"event_id\": ");
	add_text(out, live->proof.result == PROOF_FOUND ? live->proof.id : NULL);
	buf_add_text(out, ", \"event_level\": ");
	add_text(out, live->proof.result == PROOF_FOUND && live->proof.level[0] ? live->proof.level : NULL);
	buf_add_text(out, ", \"why\": ");
	add_text(out, live->why[0] ? live->why : NULL);
	buf_add_text(out, ", \"log\": ");
	json_add_string(out, buf_span(&live->words));
	buf_add_byte(out, '}');
}

static void add_kubeadm(struct buf *out, const struct outcome *outcome)
{
	report_json_name(out, "kubeadm");
	buf_printf(out, "{\"made\": %s, \"patch\": ", outcome->by_kubeadm ? "true" : "false");
	add_text(out, outcome->patch_file.path);
	buf_add_text(out, ", \"state\": ");
	add_text(out, host_kubeadm_word(outcome->patch_file.state));
	buf_printf(out, ", \"written\": %s}", outcome->patch_file.written ? "true" : "false");
}

void report_json_members(const struct outcome *outcome, const struct options *options, bool diff, struct buf *out)
{
	add_bool(out, "changed", outcome_changes(outcome));
	add_bool(out, "dry_run", options->dry_run || options->check || options->mode == MODE_EMIT);
	report_json_name(out, "manifest");
	add_text(out, outcome->manifest);
	report_json_name(out, "backup");
	add_text(out, outcome->backup);
	report_json_texts(out, "backups_removed", &outcome->pruned);
	report_json_name(out, "restored");
	add_text(out, outcome->restored);
	report_json_name(out, "log");
	add_text(out, outcome->log_host);
	add_items(out, "flags", outcome, ITEM_FLAG);
	add_items(out, "mounts", outcome, ITEM_MOUNT);
	add_items(out, "volumes", outcome, ITEM_VOLUME);
	add_items(out, "annotations", outcome, ITEM_ANNOTATION);
	report_json_texts(out, "directories", &outcome->made);
	report_json_name(out, "policy_made");
	add_text(out, outcome->policy_made);
	add_kubeadm(out, outcome);
	report_json_name(out, "hint");
	add_text(out, outcome->hint);
	report_json_name(out, "emit");
	add_text(out, options->mode == MODE_EMIT && outcome->emitted.length > 0 ? buf_text(&outcome->emitted) : NULL);
	report_json_texts(out, "warnings", &outcome->warnings);
	add_wait(out, outcome);
	if (diff) {
		report_json_name(out, "diff");
		json_add_string(out, buf_span(&outcome->diff));
	}
	report_json_error(out, &outcome->error);
}

void report_json(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	buf_add_byte(out, '{');
	report_json_members(outcome, options, true, out);
	buf_add_text(out, "\n}\n");
}
