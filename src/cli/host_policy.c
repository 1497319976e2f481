#include "cli/host_policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audit/lint.h"
#include "audit/shipped.h"
#include "cli/host.h"
#include "node/create.h"
#include "node/process.h"
#include "pod/command.h"

void host_policy_release(struct host_policy *policy)
{
	free(policy->path);
	policy->path = NULL;
	buf_release(&policy->source);
}

/* ---- judging ---- */

static int warn(const char *path, const struct finding *finding, struct outcome *outcome, struct error *err)
{
	return texts_add(&outcome->warnings, err, "%s:%u:%u: %s [%s]", path, finding->line, finding->column, finding->text, finding->rule);
}

static int refuse(const char *path, const struct findings *findings, struct error *err)
{
	size_t at = 0;
	while (at < findings->count && findings->list[at].severity != SEVERITY_ERROR)
		at++;
	if (at == findings->count) /* it was counted, but not kept */
		error_set(err, ERROR_REFUSED, "the API server would not start with this policy");
	else
		error_at(err, findings->list[at].line, findings->list[at].column, "the API server would not start with this policy: %s", findings->list[at].text);
	if (findings->errors > 1)
		error_append(err, "; kaudit-policy shows this and %zu more", findings->errors - 1);
	return error_path(err, path);
}

static int judge(const struct options *options, const char *path, struct span source, unsigned minor, struct outcome *outcome, struct error *err)
{
	POLICY_AUTO struct policy policy = POLICY_EMPTY;
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	int result = policy_load(source, minor, &policy, &findings, err);
	if (result < 0 || (result == POLICY_GOOD && policy_lint(&policy, &findings, err) < 0))
		return -1;
	findings_place(&findings, source);
	if (findings_check(&findings, err) < 0)
		return -1;
	if (result == POLICY_REFUSED && !options->no_policy_check)
		return refuse(path, &findings, err);
	for (size_t i = 0; i < findings.count; i++)
		if (warn(path, &findings.list[i], outcome, err) < 0)
			return -1;
	return 0;
}

/* ---- is it newer than what runs? ---- */

static size_t judge_command(void *context, struct span cmdline)
{
	return command_matches(context, cmdline);
}

static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int compare_age(const struct options *options, const struct manifest *manifest, const struct file *file, bool *ret_newer, struct error *err)
{
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	struct process process;
	struct timespec now;
	if (command_expand(manifest, &command, err) < 0)
		return -1;
	if (process_find("/proc", 0, judge_command, &command, &process, err) < 0) {
		if (options->wait == WAIT_NEVER && err->errnum == ENOENT)
			return 0; /* in a bare chroot nothing is seen to run, and nobody asked */
		return error_append(err, "; mount it, or give --no-wait if no API server runs here");
	}
	if (process.pid == 0)
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	int64_t age = (int64_t)(process_now() - process.start) * (1000000000 / sysconf(_SC_CLK_TCK));
	*ret_newer = nanoseconds(file->status.st_mtim) > nanoseconds(now) - age;
	return 0;
}

/* ---- all of it ---- */

/* Its directory has to be there, which a run that makes nothing says, too. */
static int ship(const struct options *options, const char *root, const char *path, struct host_policy *policy, struct outcome *outcome, struct error *err)
{
	PLACE_AUTO struct place place = {0};
	if (!options->files_may_follow && root_find(root, path, NULL, &place, err)) {
		error_wrap(err, "--init-policy");
		return err->errnum == ENOENT ? error_append(err, "; make that directory first") : -1;
	}
	if (shipped_add(options->init_policy, NULL, &policy->source, err) < 0)
		return -1;
	policy->ships = true;
	outcome->policy_made = span_dup(span_of(path));
	return outcome->policy_made ? 0 : error_memory(err);
}

/* 1: read; 0: it is not there. */
static int load(const struct options *options, const struct file *manifest_file, const struct manifest *manifest, const char *path,
                struct host_policy *policy, struct file *file, struct outcome *outcome, struct error *err)
{
	if (host_load(manifest_file->root, path, manifest, file, err) == 0)
		return 1;
	if (err->errnum != ENOENT)
		return error_wrap(err, "--audit-policy-file");
	return options->init_policy ? ship(options, manifest_file->root, path, policy, outcome, err) : 0;
}

int host_policy_read(const struct options *options, const struct file *manifest_file, const struct manifest *manifest, const char *path,
                     struct host_policy *ret_policy, struct outcome *outcome, struct error *err)
{
	FILE_AUTO struct file file = {0};
	unsigned minor = manifest->minor ? manifest->minor : options->wishes.minor;
	if (!path)
		return 0;
	ret_policy->path = span_dup(span_of(path));
	if (!ret_policy->path)
		return error_memory(err);
	int read = load(options, manifest_file, manifest, path, ret_policy, &file, outcome, err);
	if (read < 0)
		return -1;
	if (read) {
		ret_policy->source = file.content;
		file.content = BUF_EMPTY;
	}
	struct span source = buf_span(&ret_policy->source);
	if (source.length > 0 && !options->no_policy_checksum)
		sha256_text(source, ret_policy->sha256);
	if (!read)
		return 0;
	if (minor == 0 && texts_add(&outcome->warnings, err, "the image's tag names no version: the policy is judged as Kubernetes 1.%u would; say which with --kube-version",
	                            KUBE_MINOR_NEWEST) < 0)
		return -1;
	if (judge(options, file.path, source, minor, outcome, err) < 0)
		return -1;
	return manifest_file->root[0] ? 0 : compare_age(options, manifest, &file, &ret_policy->is_newer, err);
}

int host_policy_make(const struct file *manifest_file, const struct manifest *manifest, const struct host_policy *policy, struct error *err)
{
	const struct create wish = {
	        .mode = 0600,
	        .uid = manifest->run_as_user >= 0 ? (uid_t)manifest->run_as_user : (uid_t)-1,
	        .gid = manifest->run_as_group >= 0 ? (gid_t)manifest->run_as_group : (gid_t)-1,
	};
	if (!policy->ships)
		return 0;
	int result = create_file(manifest_file->root, policy->path, &wish, buf_span(&policy->source), err);
	return result == CREATE_DONE ? 0 : error_wrap(err, "--init-policy");
}
