/*
 * benchmark_parts: how one item is judged; for benchmark*.c only.
 */
#ifndef KAUDIT_POD_BENCHMARK_PARTS_H
#define KAUDIT_POD_BENCHMARK_PARTS_H

#include "audit/flags.h"
#include "pod/benchmark.h"

struct bench { /* one item on its way */
	const struct benchmark_facts *facts;
	struct span line; /* the words joined by spaces, as ps shows them */
	struct buf reason, mend;
};

struct check {
	const char *id, *title;
	enum verdict (*judge)(struct bench *bench, const struct check *check);
	size_t flag;
	int64_t least; /* of a number; the widest mode */
};

/* The next word of a command line; false at its end. */
bool bench_word(struct span *rest, struct span *ret_word);

/* What the API server takes for a flag: the last one, in any spelling. */
bool bench_in_force(struct span cmdline, const struct flag *flag, struct span *ret_value);

enum verdict judge_set(struct bench *bench, const struct check *check);
enum verdict judge_log_file(struct bench *bench, const struct check *check);
enum verdict judge_number(struct bench *bench, const struct check *check);
enum verdict judge_policy_file(struct bench *bench, const struct check *check);
enum verdict judge_content(struct bench *bench, const struct check *check);
enum verdict judge_everything(struct bench *bench, const struct check *check);

#endif
