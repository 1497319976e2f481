/* What --status found, as one screen and as one JSON object (kaudit-enable.8, JSON OUTPUT). */
#include <time.h>

#include "cli/host_kubeadm.h"
#include "cli/report.h"
#include "cli/visible.h"
#include "yaml/json.h"

static void add_visible(struct buf *out, const char *text)
{
	visible_add(out, span_of(text), VISIBLE_TEXT);
}

static void add_time(struct buf *out, time_t when)
{
	char text[32];
	struct tm parts;
	if (gmtime_r(&when, &parts) && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) > 0)
		buf_add_text(out, text);
}

static void add_size(struct buf *out, int64_t bytes)
{
	static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
	double size = (double)bytes;
	size_t unit = 0;
	for (; size >= 1000 && unit < 4; unit++)
		size /= 1000;
	buf_printf(out, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

static void text_process(const struct inspection *found, struct buf *out)
{
	const struct inspect_process *process = &found->process;
	if (process->process.pid == 0) {
		buf_add_text(out, "process   no kube-apiserver runs here\n");
		return;
	}
	buf_printf(out, "process   %ld, since ", (long)process->process.pid);
	add_time(out, process->since);
	buf_add_text(out, process->same ? ", with the manifest's arguments" : ", with other arguments than the manifest's");
	buf_add_text(out, found->ready ? ", ready\n" : ", not ready: ");
	if (!found->ready) {
		add_visible(out, found->unready);
		buf_add_byte(out, '\n');
	}
	for (size_t i = 0; i < process->drift_count; i++) {
		const struct drift *drift = &process->drift[i];
		buf_printf(out, "          --%s: ", drift->flag->name);
		add_visible(out, drift->manifest ? drift->manifest : "not");
		buf_add_text(out, " in the manifest, ");
		add_visible(out, drift->process ? drift->process : "not");
		buf_add_text(out, " in the process\n");
	}
}

static void text_policy(const struct inspect_policy *policy, struct buf *out)
{
	buf_add_text(out, "policy    ");
	add_visible(out, policy->path ? policy->path : "none: nothing is recorded");
	if (policy->path && !policy->found)
		buf_add_text(out, ": can't be read");
	else if (policy->path)
		buf_printf(out, ": %zu errors, %zu warnings, sha256 %.12s…%s%s", policy->errors, policy->warnings, policy->sha256,
		           !policy->annotation[0]                                         ? ""
		           : span_is(span_of(policy->annotation), policy->sha256) ? ", as the manifest says"
		                                                                          : ", not the one that the manifest says",
		           policy->is_newer ? ", newer than the process: not in force" : "");
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < policy->findings.count; i++) {
		buf_add_text(out, "          ");
		add_visible(out, policy->findings.list[i]);
		buf_add_byte(out, '\n');
	}
}

static void text_log(const struct inspect_log *log, struct buf *out)
{
	buf_add_text(out, "log       ");
	add_visible(out, !log->path ? "none on this host" : span_is(span_of(log->path), "-") ? "the container's standard output" : log->path);
	if (log->path && !log->found && !span_is(span_of(log->path), "-"))
		buf_add_text(out, ": not there");
	if (log->found) {
		buf_add_text(out, ": ");
		add_size(out, log->size);
		buf_printf(out, ", last event %s", log->last[0] ? log->last : "not found");
	}
	if (log->bytes_per_day >= 0) {
		buf_add_text(out, ", about ");
		add_size(out, log->bytes_per_day);
		buf_add_text(out, " a day");
	}
	if (log->found && log->free >= 0) {
		buf_add_text(out, ", ");
		add_size(out, log->free);
		buf_add_text(out, " free");
	}
	buf_add_byte(out, '\n');
}

/* Of a manifest that kubeadm did not make only what was found. */
static void text_kubeadm(const struct inspection *found, struct buf *out)
{
	static const char *const words[] = {
	        [PATCH_FILE_ABSENT] = " is not there: an upgrade writes the manifest out of the cluster's configuration alone (which is not looked at)",
	        [PATCH_FILE_IN_STEP] = " is in step: an upgrade that is given its directory with --patches keeps the audit settings",
	        [PATCH_FILE_STALE] = " is stale: an upgrade with it brings other audit settings; --patches-dir writes it anew",
	        [PATCH_FILE_FOREIGN] = " is not of this program's making, and not compared",
	        [PATCH_FILE_UNKNOWN] = " can't be read, or not be compared with this manifest"};
	enum patch_file_state state = found->patch_file.state;
	if (state == PATCH_FILE_NONE || (!found->by_kubeadm && state == PATCH_FILE_ABSENT))
		return;
	buf_add_text(out, "kubeadm   ");
	add_visible(out, found->patch_file.path);
	buf_printf(out, "%s\n", words[state]);
}

/* One line for an item that passed; for another also why, and what mends it. */
static void text_benchmark(const struct benchmark *benchmark, struct buf *out)
{
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++) {
		const struct benchmark_item *item = &benchmark->items[i];
		buf_printf(out, "%-12s  %-7s  %s", item->id, verdict_name(item->verdict), item->title);
		if (item->verdict != VERDICT_PASSED) {
			buf_add_text(out, ": ");
			add_visible(out, item->reason);
		}
		if (item->mend) {
			buf_add_text(out, "; ");
			add_visible(out, item->mend);
		}
		buf_add_byte(out, '\n');
	}
}

static void text_proof(const struct inspection *found, struct buf *out)
{
	const struct proof *proof = &found->proof;
	if (proof->result == PROOF_FOUND)
		buf_printf(out, "proof     %s: event %s%s%s\n", proof->what, proof->id, proof->level[0] ? " at level " : "", proof->level);
	else
		buf_printf(out, "proof     none%s%s\n", proof->text[0] ? ": " : "", proof->text);
	buf_add_text(out, found->live ? "audit logging is on\n" : "audit logging is not proven to be on\n");
}

void report_inspection_text(const struct inspection *found, struct buf *out)
{
	buf_add_text(out, "manifest  ");
	add_visible(out, found->manifest);
	buf_add_text(out, ", image ");
	add_visible(out, found->image);
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < found->flag_count; i++) {
		buf_printf(out, "          --%s=", found->flags[i].flag->name);
		add_visible(out, found->flags[i].value);
		buf_add_byte(out, '\n');
	}
	text_process(found, out);
	text_policy(&found->policy, out);
	text_log(&found->log, out);
	text_kubeadm(found, out);
	text_benchmark(&found->benchmark, out);
	text_proof(found, out);
}

/* ---- as JSON ---- */

static void add_string(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\": ", name);
	if (text)
		json_add_string(out, span_of(text));
	else
		buf_add_text(out, "null");
}

static void add_number(struct buf *out, const char *name, int64_t number)
{
	if (number < 0)
		buf_printf(out, "\"%s\": null", name);
	else
		buf_printf(out, "\"%s\": %lld", name, (long long)number);
}

static void json_process(const struct inspection *found, struct buf *out)
{
	const struct inspect_process *process = &found->process;
	buf_add_text(out, ",\n  \"process\": ");
	if (process->process.pid == 0) {
		buf_add_text(out, "null");
		return;
	}
	buf_printf(out, "{\"pid\": %ld, \"since\": \"", (long)process->process.pid);
	add_time(out, process->since);
	buf_printf(out, "\", \"same\": %s, \"ready\": %s, ", process->same ? "true" : "false", found->ready ? "true" : "false");
	add_string(out, "unready", found->unready[0] ? found->unready : NULL);
	buf_add_text(out, ", \"drift\": [");
	for (size_t i = 0; i < process->drift_count; i++) {
		buf_printf(out, "%s{\"name\": \"--%s\", ", i ? ", " : "", process->drift[i].flag->name);
		add_string(out, "manifest", process->drift[i].manifest);
		buf_add_text(out, ", ");
		add_string(out, "process", process->drift[i].process);
		buf_add_byte(out, '}');
	}
	buf_add_text(out, "]}");
}

static void json_policy(const struct inspect_policy *policy, struct buf *out)
{
	buf_add_text(out, ",\n  \"policy\": {");
	add_string(out, "path", policy->path);
	buf_add_text(out, ", ");
	add_string(out, "sha256", policy->sha256[0] ? policy->sha256 : NULL);
	buf_add_text(out, ", ");
	add_string(out, "annotation", policy->annotation[0] ? policy->annotation : NULL);
	buf_printf(out, ", \"newer\": %s, \"errors\": %zu, \"warnings\": %zu, \"findings\": [", policy->is_newer ? "true" : "false", policy->errors,
	           policy->warnings);
	for (size_t i = 0; i < policy->findings.count; i++) {
		buf_add_text(out, i ? ", " : "");
		json_add_string(out, span_of(policy->findings.list[i]));
	}
	buf_add_text(out, "]}");
}

static void json_log(const struct inspect_log *log, struct buf *out)
{
	buf_add_text(out, ",\n  \"log\": {");
	add_string(out, "path", log->path);
	buf_add_text(out, ", ");
	add_number(out, "size", log->found ? log->size : -1);
	buf_add_text(out, ", ");
	add_string(out, "last_event", log->last[0] ? log->last : NULL);
	buf_add_text(out, ", ");
	add_number(out, "bytes_per_day", log->bytes_per_day);
	buf_add_text(out, ", ");
	add_number(out, "free", log->free);
	buf_add_byte(out, '}');
}

static void json_benchmark(const struct benchmark *benchmark, struct buf *out)
{
	buf_add_text(out, ",\n  \"benchmark\": [");
	for (size_t i = 0; i < BENCHMARK_ITEMS && benchmark->items[i].id; i++) {
		const struct benchmark_item *item = &benchmark->items[i];
		buf_printf(out, "%s\n    {", i ? "," : "");
		add_string(out, "id", item->id);
		buf_add_text(out, ", ");
		add_string(out, "verdict", verdict_name(item->verdict));
		buf_add_text(out, ", ");
		add_string(out, "title", item->title);
		buf_add_text(out, ", ");
		add_string(out, "reason", item->reason);
		buf_add_text(out, ", ");
		add_string(out, "mend", item->mend);
		buf_add_byte(out, '}');
	}
	buf_add_byte(out, ']');
}

void report_inspection_json(const struct inspection *found, const struct error *error, struct buf *out)
{
	bool proven = found->proof.result == PROOF_FOUND;
	buf_printf(out, "{\n  \"live\": %s,\n  ", found->live ? "true" : "false");
	add_string(out, "manifest", found->manifest);
	buf_add_text(out, ",\n  ");
	add_string(out, "image", found->image);
	buf_add_text(out, ",\n  \"flags\": [");
	for (size_t i = 0; i < found->flag_count; i++) {
		buf_printf(out, "%s{\"name\": \"--%s\", ", i ? ", " : "", found->flags[i].flag->name);
		add_string(out, "value", found->flags[i].value);
		buf_add_byte(out, '}');
	}
	buf_add_byte(out, ']');
	json_process(found, out);
	json_policy(&found->policy, out);
	json_log(&found->log, out);
	buf_printf(out, ",\n  \"kubeadm\": {\"made\": %s, ", found->by_kubeadm ? "true" : "false");
	add_string(out, "patch", found->patch_file.path);
	buf_add_text(out, ", ");
	add_string(out, "state", host_kubeadm_word(found->patch_file.state));
	buf_add_byte(out, '}');
	json_benchmark(&found->benchmark, out);
	buf_add_text(out, ",\n  \"proof\": {");
	add_string(out, "event_id", proven ? found->proof.id : NULL);
	buf_add_text(out, ", ");
	add_string(out, "event_level", proven && found->proof.level[0] ? found->proof.level : NULL);
	buf_add_text(out, ", ");
	add_string(out, "why", found->proof.text[0] ? found->proof.text : NULL);
	buf_add_byte(out, '}');
	report_json_error(out, error);
	buf_add_text(out, "\n}\n");
}
