/*
 * benchmark: what the CIS Kubernetes Benchmark and DISA's Kubernetes STIG ask of auditing, item by item.
 *
 * Pure: the facts are passed in. The command line is judged as kube-bench reads it (check/test.go): the words joined by spaces,
 * the first place where the flag's text stands, `--flag=value`; of `--flag value` it reads "true", and `--flag_name` it does not
 * find. What the API server itself reads may differ; the reason says so then. The STIG's checks (grep over the manifests, and an
 * auditor's eyes) are judged the same way. Items: kube-bench's cis-1.12, and STIG V2.
 *
 * CIS 3.2.2 (secrets at Metadata) and V-242403 (everything at RequestResponse) exclude each other.
 */
#ifndef KAUDIT_POD_BENCHMARK_H
#define KAUDIT_POD_BENCHMARK_H

#include <sys/types.h>

#include "audit/policy.h"

struct benchmark_policy {      /* a policy's facts */
	bool loads;            /* kube-apiserver would start with it; nothing else is known if not */
	bool everything;       /* each request is recorded at RequestResponse, when it is done */
	struct buf content;    /* why it writes to the log what only its owner may read; empty: it does not */
	struct buf unrecorded; /* what CIS wants recorded and is not, for anyone signed in: "pods/exec, services/proxy" */
};

#define BENCHMARK_POLICY_AUTO __attribute__((cleanup(benchmark_policy_release)))

/* POLICY: loaded without errors; LINT: what policy_lint said of it. -1: no memory. */
int benchmark_policy_read(const struct policy *policy, const struct findings *lint, struct benchmark_policy *ret_facts, struct error *err);
void benchmark_policy_release(struct benchmark_policy *facts);

struct benchmark_facts {
	struct span cmdline;  /* each word ended by a NUL: /proc/PID/cmdline, or command.words of the manifest (pod/command) */
	const char *manifest; /* its path, for the words that mend its mode and owner */
	bool file_known;      /* mode (07777), uid and gid are the manifest's */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	const struct benchmark_policy *policy; /* of the policy in force; NULL: it could not be looked at */
	const char *policy_path;               /* on the host; not NULL if `policy` is not */
};

/* What the items ask of a number at least; 0: nothing. FLAG: its place in flag_table. And whether VALUE is that much, both to the API server and
 * to a checker, which reads nothing but decimal digits. 0 (kept for ever, or this version's own size) is not. */
int64_t benchmark_least(size_t flag);
bool benchmark_accepts(struct span value, int64_t least);

enum verdict { VERDICT_FAILED, VERDICT_PASSED, VERDICT_UNKNOWN /* a fact is missing */ };

struct benchmark_item {
	const char *id;    /* "CIS 1.2.16", "V-242402" */
	const char *title; /* in a few words, as a demand */
	enum verdict verdict;
	char *reason; /* owned; never NULL */
	char *mend;   /* a command that mends it; owned; NULL unless failed */
};

enum { BENCHMARK_ITEMS = 17 };

struct benchmark {
	struct benchmark_item items[BENCHMARK_ITEMS]; /* CIS first, each in the order of its numbers */
	size_t passed, failed;
};

#define BENCHMARK_AUTO __attribute__((cleanup(benchmark_release)))

/* -1: no memory. */
int benchmark_judge(const struct benchmark_facts *facts, struct benchmark *ret_benchmark, struct error *err);
void benchmark_release(struct benchmark *benchmark);

const char *verdict_name(enum verdict verdict); /* "passed", "failed", "unknown" */

#endif
