#include "module/ansible_result.h"

#include <stdlib.h>

#include "module/ansible_names.h"
#include "cli/report.h"
#include "yaml/json.h"

bool ansible_failed(const struct outcome *outcome, const struct ansible_arguments *arguments)
{
	return outcome_status(outcome, &arguments->options) != STATUS_DONE;
}

/* Without memory a text stays as it is. */
static void spell_text(char **text)
{
	struct buf spelled BUF_AUTO = BUF_EMPTY;
	ansible_spell(span_of(*text), false, &spelled);
	char *other = spelled.failed || !*text ? NULL : span_dup(buf_span(&spelled));
	if (!other)
		return;
	free(*text);
	*text = other;
}

static void spell(struct outcome *outcome)
{
	ansible_spell_error(&outcome->error);
	for (size_t i = 0; i < outcome->warnings.count; i++)
		spell_text(&outcome->warnings.list[i]);
	spell_text(&outcome->hint);
}

static void add_bool(struct buf *out, const char *name, bool value)
{
	report_json_name(out, name);
	buf_add_text(out, value ? "true" : "false");
}

static void add_text(struct buf *out, const char *name, struct span text)
{
	report_json_name(out, name);
	json_add_string(out, text);
}

/* What became of the manifest, and what was proven, or why not. */
static void say_end(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	buf_printf(out, "%s: %s", outcome->manifest,
	           outcome->kind == OUTCOME_NOTHING ? report_nothing(options)
	           : outcome->kind == OUTCOME_WOULD ? "would change"
	                                            : "changed");
	if (outcome->live.end == LIVE_PROVEN) {
		buf_add_text(out, "; ");
		report_success(&outcome->live, options, out);
	} else if (outcome->kind == OUTCOME_CHANGED && outcome->live.why[0]) {
		buf_printf(out, "; not waited: %s", outcome->live.why);
	}
}

static void add_message(const struct outcome *outcome, const struct options *options, struct buf *out)
{
	struct buf message BUF_AUTO = BUF_EMPTY, spelled BUF_AUTO = BUF_EMPTY;
	if (outcome->error.kind != ERROR_NONE)
		report_error_text(&message, &outcome->error);
	else
		say_end(outcome, options, &message);
	ansible_spell(buf_span(&message), false, &spelled);
	out->failed |= message.failed || spelled.failed;
	add_text(out, "msg", buf_span(&spelled));
}

static void add_diff(const struct outcome *outcome, struct buf *out)
{
	report_json_name(out, "diff");
	buf_add_text(out, "{\"before_header\": ");
	json_add_string(out, span_of(outcome->manifest));
	buf_add_text(out, ", \"after_header\": ");
	json_add_string(out, span_of(outcome->manifest));
	buf_add_text(out, ", \"before\": ");
	json_add_string(out, buf_span(&outcome->before));
	buf_add_text(out, ", \"after\": ");
	json_add_string(out, buf_span(&outcome->after));
	buf_add_byte(out, '}');
}

void ansible_result(struct outcome *outcome, const struct ansible_arguments *arguments, struct buf *out)
{
	const struct options *options = &arguments->options;
	spell(outcome);
	buf_add_byte(out, '{');
	add_bool(out, "failed", ansible_failed(outcome, arguments));
	add_message(outcome, options, out);
	report_json_members(outcome, options, false, out);
	if (arguments->diff && outcome->manifest && (outcome->kind == OUTCOME_WOULD || outcome->is_new))
		add_diff(outcome, out);
	if (outcome->backup)
		add_text(out, "backup_file", span_of(outcome->backup));
	if (arguments->verbose)
		report_json_texts(out, "facts", &outcome->facts);
	if (!arguments->no_log) {
		report_json_name(out, "invocation");
		buf_add_text(out, "{\"module_args\": {");
		buf_add_span(out, buf_span(&arguments->given));
		buf_add_text(out, "}}");
	}
	buf_add_text(out, "\n}\n");
}
