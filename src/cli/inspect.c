#include "cli/inspect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audit/lint.h"
#include "base/sha256.h"
#include "cli/host.h"
#include "cli/host_kubeadm.h"
#include "cli/server.h"
#include "node/tidy.h"
#include "pod/args.h"
#include "pod/command.h"

#define EVENT_MS 30000

struct look { /* what the parts of one inspection share */
	const struct options *options;
	struct inspection *result;
	struct file file;
	struct patch patch; /* only read */
	struct plan plan;   /* of no wishes: where policy and log lie */
	struct args args;
	struct buf policy_source;
	struct policy policy;
	bool has_policy;
	struct buf cmdline; /* of the process that runs, else as the manifest would have it */
	struct benchmark_policy facts;
};

static void look_release(struct look *look)
{
	benchmark_policy_release(&look->facts);
	buf_release(&look->cmdline);
	policy_release(&look->policy);
	buf_release(&look->policy_source);
	args_release(&look->args);
	plan_release(&look->plan);
	patch_release(&look->patch);
	file_release(&look->file);
}

/* ---- the manifest ---- */

static int read_manifest(struct look *look, struct error *err)
{
	struct inspection *result = look->result;
	const struct wishes none = {.minor = look->options->wishes.minor};
	struct manifest *manifest = &look->patch.before.manifest;
	if (file_load(look->options->root, look->options->manifest, FILE_ANY, &look->file, err) < 0)
		return -1;
	if (patch_read(buf_span(&look->file.content), look->options->container, &look->patch, err) < 0 ||
	    plan_make(manifest, &none, &look->plan, err) < 0 || args_read(manifest, &look->args, err) < 0)
		return error_path(err, look->file.path);
	result->manifest = span_dup(span_of(look->file.path));
	result->image = span_dup(manifest->image);
	if (!result->manifest || !result->image)
		return error_memory(err);
	result->by_kubeadm = kubeadm_wrote(manifest);
	if (host_kubeadm_look("", look->options->patches_dir ? look->options->patches_dir : OPTIONS_PATCHES_DIR, manifest, &result->patch_file, err))
		return -1;
	for (size_t i = 0; i < flag_count; i++) {
		if (!look->args.in_force[i])
			continue;
		result->flags[result->flag_count].flag = &flag_table[i];
		if (!(result->flags[result->flag_count++].value = span_dup(look->args.in_force[i]->value)))
			return error_memory(err);
	}
	return 0;
}

/* ---- the process ---- */

struct candidate {
	struct command *command;
	struct buf *cmdline; /* of the best one */
};

static size_t judge_any(void *context, struct span cmdline)
{
	struct candidate *candidate = context;
	size_t fit = command_matches(candidate->command, cmdline);
	if (fit == 0 && !command_is_apiserver(cmdline))
		return 0;
	if (candidate->cmdline->length == 0 || fit > 0) {
		candidate->cmdline->length = 0;
		buf_add_span(candidate->cmdline, cmdline);
	}
	return fit > 0 ? fit : SIZE_MAX / 2; /* another API server only if there is none of this manifest */
}

/* The value that a process got for FLAG: the last one; NULL: none, or no memory. */
static char *running_value(struct span cmdline, const struct flag *flag)
{
	struct span value = SPAN_EMPTY;
	bool found = false;
	for (size_t at = 0, length; at < cmdline.length; at += length + 1) {
		length = strnlen(cmdline.at + at, cmdline.length - at);
		struct span word = span_cut(cmdline, at, at + length);
		size_t equals = span_find(word, "=", 0);
		if (!span_starts(word, "--") || flag_find(span_cut(word, 2, equals)) != flag)
			continue;
		found = true;
		if (equals < word.length)
			value = span_cut(word, equals + 1, word.length);
		else if (flag->type == FLAG_BOOL)
			value = SPAN("true");
		else if (at + length + 1 < cmdline.length)
			value = span_from(word.at + length + 1, strnlen(word.at + length + 1, cmdline.length - at - length - 1));
	}
	return found ? span_dup(value) : NULL;
}

static int compare_flags(const struct look *look, struct span cmdline, struct error *err)
{
	struct inspect_process *process = &look->result->process;
	for (size_t i = 0; i < flag_count; i++) {
		const struct use *use = look->args.in_force[i];
		TEXT_AUTO char *running = running_value(cmdline, &flag_table[i]);
		if (use ? running && span_is(use->value, running) : !running)
			continue;
		struct drift *drift = &process->drift[process->drift_count++];
		*drift = (struct drift){&flag_table[i], use ? span_dup(use->value) : NULL, running};
		running = NULL;
		if (use && !drift->manifest)
			return error_memory(err);
	}
	return 0;
}

static int read_process(struct look *look, struct error *err)
{
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	struct candidate candidate = {&command, &look->cmdline};
	struct inspect_process *result = &look->result->process;
	if (look->options->root[0])
		return 0;
	if (command_expand(&look->patch.before.manifest, &command, err) < 0 ||
	    process_find("/proc", 0, judge_any, &candidate, &result->process, err) < 0 || buf_check(&look->cmdline, err) < 0)
		return -1;
	if (result->process.pid == 0) {
		look->cmdline.length = 0;
		buf_add_span(&look->cmdline, buf_span(&command.words));
		return buf_check(&look->cmdline, err);
	}
	result->same = command_matches(&command, buf_span(&look->cmdline)) > 0;
	result->since = time(NULL) - (time_t)((process_now() - result->process.start) / (uint64_t)sysconf(_SC_CLK_TCK));
	return result->same ? 0 : compare_flags(look, buf_span(&look->cmdline), err);
}

/* ---- the policy ---- */

static void read_annotation(const struct manifest *manifest, struct inspect_policy *policy)
{
	const struct tree *tree = manifest->tree;
	node_id value = tree_get(tree, tree_resolve(tree, manifest->annotations), PLAN_ANNOTATION);
	snprintf(policy->annotation, sizeof(policy->annotation), "%.*s", SPAN_ARG(tree_text(tree, value)));
}

static int judge_policy(struct look *look, struct error *err)
{
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	struct inspect_policy *policy = &look->result->policy;
	struct span source = buf_span(&look->policy_source);
	unsigned minor = look->patch.before.manifest.minor ? look->patch.before.manifest.minor : look->options->wishes.minor;
	int result = policy_load(source, minor, &look->policy, &findings, err);
	if (result < 0 || (result == POLICY_GOOD && policy_lint(&look->policy, &findings, err) < 0))
		return -1;
	look->has_policy = result == POLICY_GOOD;
	if (look->has_policy && benchmark_policy_read(&look->policy, &findings, &look->facts, err) < 0)
		return -1;
	findings_place(&findings, source);
	policy->errors = findings.errors;
	policy->warnings = findings.warnings + policy->unsafe;
	for (size_t i = 0; i < findings.count; i++)
		if (texts_add(&policy->findings, err, "%u:%u: %s [%s]", findings.list[i].line, findings.list[i].column, findings.list[i].text,
		              findings.list[i].rule) < 0)
			return -1;
	return findings_check(&findings, err);
}

static int read_policy(struct look *look, struct error *err)
{
	FILE_AUTO struct file file = {0};
	struct inspect_policy *policy = &look->result->policy;
	struct error why; /* a policy that can't be read, or should not be, is part of the result */
	read_annotation(&look->patch.before.manifest, policy);
	if (!look->plan.policy_host)
		return 0;
	policy->path = span_dup(span_of(look->plan.policy_host));
	if (!policy->path)
		return error_memory(err);
	if (host_load(look->options->root, policy->path, &look->patch.before.manifest, &file, &why) < 0) {
		struct error ignored;
		if (file_load(look->options->root, policy->path, FILE_ANY, &file, &ignored) < 0)
			return 0;
		policy->unsafe = 1;
		if (texts_add(&policy->findings, err, "%s", why.text) < 0)
			return -1;
	}
	policy->found = true;
	policy->is_newer = look->result->process.process.pid > 0 && file.status.st_mtim.tv_sec > look->result->process.since;
	look->policy_source = file.content;
	file.content = BUF_EMPTY;
	sha256_text(buf_span(&look->policy_source), policy->sha256);
	return judge_policy(look, err);
}

/* ---- the proof ---- */

static bool never(void)
{
	return false;
}

static int ask(struct look *look, struct error *err)
{
	SERVER_AUTO struct server server = {0};
	struct inspection *result = look->result;
	const struct use *format = look->args.in_force[flag_index(flag_find(SPAN("audit-log-format")))];
	struct error why;
	if (server_read(look->options, &look->patch.before.manifest, &server, &why) < 0 || server_ready(&server, &why) != 1) {
		snprintf(result->unready, sizeof(result->unready), "%.255s", why.text);
		return 0;
	}
	result->ready = true;
	TEXT_AUTO char *namespace = span_dup(look->patch.before.manifest.namespace);
	TEXT_AUTO char *pod = span_dup(look->patch.before.manifest.name);
	TEXT_AUTO char *container = span_dup(look->patch.before.manifest.container_name);
	if (!namespace || !pod || !container)
		return error_memory(err);
	const struct proof_task task = {
	        .server = &server,
	        .policy = look->has_policy ? &look->policy : NULL,
	        .log = look->plan.log_host,
	        .container = {"/var/log/pods", namespace, pod, container},
	        .legacy = format && span_is(format->value, "legacy"),
	        .secret = look->options->proof == PROOF_OF_SECRET,
	        .limit_ms = EVENT_MS,
	        .interrupted = never,
	};
	if (prove(&task, &result->proof, &why) < 0) {
		result->proof.result = PROOF_FAILED;
		snprintf(result->proof.text, sizeof(result->proof.text), "%.511s", why.text);
	}
	return 0;
}

static int judge_benchmark(struct look *look, struct error *err)
{
	const struct inspection *result = look->result;
	const struct benchmark_facts facts = {
	        .cmdline = buf_span(&look->cmdline),
	        .manifest = result->manifest,
	        .file_known = true,
	        .mode = look->file.status.st_mode & 07777,
	        .uid = look->file.status.st_uid,
	        .gid = look->file.status.st_gid,
	        .policy = result->policy.found ? &look->facts : NULL,
	        .policy_path = result->policy.path,
	};
	return benchmark_judge(&facts, &look->result->benchmark, err);
}

static int look_around(struct look *look, struct error *err)
{
	struct inspection *result = look->result;
	if (read_manifest(look, err) < 0 || read_process(look, err) < 0 || read_policy(look, err) < 0 ||
	    inspect_log(look->plan.log_host, &result->log, err) < 0 || judge_benchmark(look, err) < 0)
		return -1;
	result->proof.result = PROOF_SKIPPED;
	if (result->process.process.pid > 0 && ask(look, err) < 0)
		return -1;
	result->live = result->process.same && result->ready && result->proof.result == PROOF_FOUND && !result->policy.is_newer;
	return 0;
}

int inspect(const struct options *options, struct inspection *ret_inspection, struct error *err)
{
	struct look look = {.options = options, .result = ret_inspection};
	*ret_inspection = (struct inspection){.log = {.free = -1, .bytes_per_day = -1}};
	int result = look_around(&look, err);
	look_release(&look);
	return result;
}

void inspection_release(struct inspection *inspection)
{
	text_release(&inspection->manifest);
	text_release(&inspection->image);
	for (size_t i = 0; i < inspection->flag_count; i++)
		text_release(&inspection->flags[i].value);
	for (size_t i = 0; i < inspection->process.drift_count; i++) {
		text_release(&inspection->process.drift[i].manifest);
		text_release(&inspection->process.drift[i].process);
	}
	text_release(&inspection->policy.path);
	texts_release(&inspection->policy.findings);
	text_release(&inspection->log.path);
	text_release(&inspection->patch_file.path);
	benchmark_release(&inspection->benchmark);
}
