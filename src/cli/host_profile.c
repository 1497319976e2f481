#include "cli/host_profile.h"

#include "audit/lint.h"
#include "pod/benchmark.h"
#include "pod/command.h"

static int read_policy(struct span source, unsigned minor, struct benchmark_policy *ret_facts, struct error *err)
{
	POLICY_AUTO struct policy policy = POLICY_EMPTY;
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	int result = policy_load(source, minor, &policy, &findings, err);
	if (result != POLICY_GOOD)
		return result < 0 ? -1 : 0; /* refused: the facts say that it does not load */
	return policy_lint(&policy, &findings, err) < 0 ? -1 : benchmark_policy_read(&policy, &findings, ret_facts, err);
}

/* The command line as far as the manifest tells: what only the node knows stays a reference. */
static int read_words(const struct manifest *manifest, struct buf *words, struct error *err)
{
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	if (command_expand(manifest, &command, err) < 0)
		return -1;
	for (size_t i = 0; i < command.count; i++) {
		buf_add_span(words, command.open[i] ? manifest->words[manifest->first_flag + i].text : command.word[i]);
		buf_add_byte(words, '\0');
	}
	return buf_check(words, err);
}

static int tell(const struct benchmark *benchmark, const char *family, struct outcome *outcome, struct error *err)
{
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++) {
		const struct benchmark_item *item = &benchmark->items[i];
		if (item->verdict == VERDICT_FAILED && span_starts(span_of(item->id), family) &&
		    texts_add(&outcome->warnings, err, "%s will not pass (%s): %s; %s", item->id, item->title, item->reason, item->mend) <
		            0)
			return -1;
	}
	return 0;
}

int host_profile_check(const struct options *options, const struct manifest *manifest, const struct host_profile *known,
                       struct outcome *outcome, struct error *err)
{
	BUF_AUTO struct buf words = BUF_EMPTY;
	BENCHMARK_POLICY_AUTO struct benchmark_policy facts = {.loads = false};
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	unsigned minor = manifest->minor ? manifest->minor : options->wishes.minor;
	if (options->profile == PROFILE_NONE)
		return 0;
	if (read_words(manifest, &words, err) < 0 || (known->policy.length > 0 && read_policy(known->policy, minor, &facts, err) < 0))
		return -1;
	const struct benchmark_facts all = {
	        .cmdline = buf_span(&words),
	        .manifest = known->manifest_path,
	        .file_known = known->status,
	        .mode = known->status ? known->status->st_mode & 07777 : 0,
	        .uid = known->status ? known->status->st_uid : 0,
	        .gid = known->status ? known->status->st_gid : 0,
	        .policy = known->policy.length > 0 ? &facts : NULL,
	        .policy_path = known->policy_path,
	};
	if (benchmark_judge(&all, &benchmark, err) < 0)
		return -1;
	return tell(&benchmark, options->profile == PROFILE_CIS ? "CIS " : "V-", outcome, err);
}
