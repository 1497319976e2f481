#include "pod/benchmark.h"

#include <stdlib.h>

#include "pod/benchmark_parts.h"

static enum verdict judge_mode(struct bench *bench, const struct check *check)
{
	const struct benchmark_facts *facts = bench->facts;
	unsigned mode = facts->mode & 07777, widest = (unsigned)check->least;
	if (!facts->file_known) {
		buf_add_text(&bench->reason, "the manifest's mode is not known");
		return VERDICT_UNKNOWN;
	}
	buf_printf(&bench->reason, "its mode is %o", mode);
	if ((mode & ~widest) == 0)
		return VERDICT_PASSED;
	buf_printf(&bench->reason, ", wider than %o", widest);
	buf_printf(&bench->mend, "chmod %o %s", mode & widest, facts->manifest);
	return VERDICT_FAILED;
}

static enum verdict judge_owner(struct bench *bench, const struct check *check)
{
	const struct benchmark_facts *facts = bench->facts;
	(void)check;
	if (!facts->file_known) {
		buf_add_text(&bench->reason, "the manifest's owner is not known");
		return VERDICT_UNKNOWN;
	}
	if (facts->uid == 0 && facts->gid == 0) {
		buf_add_text(&bench->reason, "it is root's");
		return VERDICT_PASSED;
	}
	buf_printf(&bench->reason, "its owner and group are %lu:%lu", (unsigned long)facts->uid, (unsigned long)facts->gid);
	buf_printf(&bench->mend, "chown root:root %s", facts->manifest);
	return VERDICT_FAILED;
}

static const struct check checks[] = {
        {"CIS 1.1.1", "the manifest's mode is 600 or narrower", judge_mode, 0, 0600},
        {"CIS 1.1.2", "the manifest belongs to root:root", judge_owner, 0, 0},
        {"CIS 1.2.16", "--audit-log-path is set", judge_set, FLAG_AT_LOG_PATH, 0},
        {"CIS 1.2.17", "--audit-log-maxage is at least 30", judge_number, FLAG_AT_LOG_MAXAGE, 30},
        {"CIS 1.2.18", "--audit-log-maxbackup is at least 10", judge_number, FLAG_AT_LOG_MAXBACKUP, 10},
        {"CIS 1.2.19", "--audit-log-maxsize is at least 100", judge_number, FLAG_AT_LOG_MAXSIZE, 100},
        {"CIS 3.2.1", "an audit policy is set", judge_set, FLAG_AT_POLICY_FILE, 0},
        {"CIS 3.2.2", "the policy covers what matters, secrets at Metadata", judge_content, FLAG_AT_POLICY_FILE, 0},
        {"V-242402", "an audit log path is set", judge_log_file, FLAG_AT_LOG_PATH, 0},
        {"V-242403", "the policy records everything at RequestResponse", judge_everything, FLAG_AT_POLICY_FILE, 0},
        {"V-242405", "the manifest belongs to root:root", judge_owner, 0, 0},
        {"V-242408", "the manifest's mode is 644 or narrower", judge_mode, 0, 0644},
        {"V-242461", "audit logs are enabled by a policy", judge_policy_file, FLAG_AT_POLICY_FILE, 0},
        {"V-242462", "--audit-log-maxsize is at least 100", judge_number, FLAG_AT_LOG_MAXSIZE, 100},
        {"V-242463", "--audit-log-maxbackup is at least 10", judge_number, FLAG_AT_LOG_MAXBACKUP, 10},
        {"V-242464", "--audit-log-maxage is at least 30", judge_number, FLAG_AT_LOG_MAXAGE, 30},
        {"V-242465", "the audit log path names a file", judge_log_file, FLAG_AT_LOG_PATH, 0},
};
_Static_assert(sizeof(checks) / sizeof(checks[0]) == BENCHMARK_ITEMS, "benchmark.h says how many there are");

int64_t benchmark_least(size_t flag)
{
	int64_t least = 0;
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++)
		if (checks[i].judge == judge_number && checks[i].flag == flag && checks[i].least > least)
			least = checks[i].least;
	return least;
}

static int judge(struct bench *bench, const struct check *check, struct benchmark_item *item, struct error *err)
{
	enum verdict verdict = check->judge(bench, check);
	*item = (struct benchmark_item){.id = check->id, .title = check->title, .verdict = verdict};
	if (buf_check(&bench->reason, err) < 0 || buf_check(&bench->mend, err) < 0)
		return -1;
	item->reason = span_dup(buf_span(&bench->reason));
	item->mend = verdict == VERDICT_FAILED ? span_dup(buf_span(&bench->mend)) : NULL;
	return item->reason && (item->mend || verdict != VERDICT_FAILED) ? 0 : error_memory(err);
}

int benchmark_judge(const struct benchmark_facts *facts, struct benchmark *ret_benchmark, struct error *err)
{
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	BUF_AUTO struct buf line = BUF_EMPTY;
	struct span rest = facts->cmdline, word;
	while (bench_word(&rest, &word)) {
		buf_add_span(&line, word);
		buf_add_byte(&line, ' ');
	}
	if (buf_check(&line, err) < 0)
		return -1;
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++) {
		struct bench bench = {.facts = facts, .line = buf_span(&line)};
		int result = judge(&bench, &checks[i], &benchmark.items[i], err);
		buf_release(&bench.reason);
		buf_release(&bench.mend);
		if (result < 0)
			return -1;
		benchmark.passed += benchmark.items[i].verdict == VERDICT_PASSED;
		benchmark.failed += benchmark.items[i].verdict == VERDICT_FAILED;
	}
	*ret_benchmark = benchmark;
	benchmark = (struct benchmark){.passed = 0};
	return 0;
}

void benchmark_release(struct benchmark *benchmark)
{
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++) {
		free(benchmark->items[i].reason);
		free(benchmark->items[i].mend);
	}
	*benchmark = (struct benchmark){.passed = 0};
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {[VERDICT_FAILED] = "failed", [VERDICT_PASSED] = "passed", [VERDICT_UNKNOWN] = "unknown"};
	return names[verdict];
}
