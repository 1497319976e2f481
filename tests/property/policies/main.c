/*
 * policies make DIR SEED COUNT MINOR [FILE…]   writes policies, mutated from generated ones and from FILEs; prints PATH<TAB>ok|error
 * policies ask SEED COUNT MINOR FILE…          asks good policies random questions; prints FILE<TAB>LEVEL<TAB>STAGES<TAB>key=value<TAB>…
 * policies check SEED COUNT                    properties that need nothing else; prints "N passed, N failed"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/lint.h"
#include "audit/reach.h"
#include "generate.h"

static void die(const char *what, const char *which)
{
	fprintf(stderr, "policies: %s: %s\n", what, which);
	exit(2);
}

static void read_file(const char *path, struct buf *out)
{
	char block[65536];
	FILE *file = fopen(path, "rb");
	if (!file)
		die("can't open", path);
	for (size_t count; (count = fread(block, 1, sizeof(block), file)) > 0;)
		buf_add(out, block, count);
	fclose(file);
}

static void write_file(const char *path, struct span text)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(text.at, 1, text.length, file) != text.length || fclose(file) != 0)
		die("can't write", path);
}

/* POLICY_GOOD or POLICY_REFUSED. The text is copied, so that a sanitizer sees reads behind its end. */
static int load(struct span text, unsigned minor, struct policy *policy, char **ret_copy)
{
	struct error err = {0};
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	*ret_copy = malloc(text.length + 1);
	if (!*ret_copy)
		die("no memory", "");
	memcpy(*ret_copy + 1, text.at, text.length);
	int result = policy_load(span_from(*ret_copy + 1, text.length), minor, policy, &findings, &err);
	if (result < 0)
		die("load", err.text);
	return result;
}

static bool is_good(struct span text, unsigned minor)
{
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	char *copy = NULL;
	int result = load(text, minor, &policy, &copy);
	policy_release(&policy);
	free(copy);
	return result == POLICY_GOOD;
}

static void make_text(struct random *random, char **files, size_t file_count, struct buf *text)
{
	if (file_count > 0 && random_one_in(random, 2)) {
		read_file(files[random_below(random, file_count)], text);
		mutate_bytes(random, text);
		return;
	}
	generate_policy(random, text);
	if (random_one_in(random, 2))
		mutate_bytes(random, text);
}

static int run_make(char **args, size_t count)
{
	struct random random = {strtoull(args[1], NULL, 10)};
	size_t wanted = strtoull(args[2], NULL, 10);
	for (size_t i = 0; i < wanted; i++) {
		char path[4096];
		struct buf text BUF_AUTO = BUF_EMPTY;
		make_text(&random, args + 4, count - 4, &text);
		snprintf(path, sizeof(path), "%s/%06zu.yaml", args[0], i);
		write_file(path, buf_span(&text));
		printf("%s\t%s\n", path, is_good(buf_span(&text), (unsigned)strtoul(args[3], NULL, 10)) ? "ok" : "error");
	}
	return 0;
}

static void print_request(const struct request *request)
{
	printf("\tuser=%.*s\tverb=%.*s\tgroups=", SPAN_ARG(request->user), SPAN_ARG(request->verb));
	for (size_t i = 0; i < request->group_count; i++)
		printf("%s%.*s", i ? "," : "", SPAN_ARG(request->groups[i]));
	if (!request->is_resource) {
		printf("\tpath=%.*s\n", SPAN_ARG(request->path));
		return;
	}
	printf("\tns=%.*s\tapigroup=%.*s\tresource=%.*s\tsubresource=%.*s\tname=%.*s\n", SPAN_ARG(request->namespace),
	       SPAN_ARG(request->group), SPAN_ARG(request->resource), SPAN_ARG(request->subresource), SPAN_ARG(request->name));
}

static int run_ask(char **args, size_t count)
{
	struct random random = {strtoull(args[0], NULL, 10)};
	size_t wanted = strtoull(args[1], NULL, 10), files = count - 3;
	for (size_t i = 0; i < wanted && files > 0; i++) {
		struct buf text BUF_AUTO = BUF_EMPTY;
		struct policy policy POLICY_AUTO = POLICY_EMPTY;
		char *copy = NULL;
		read_file(args[3 + i % files], &text);
		if (load(buf_span(&text), (unsigned)strtoul(args[2], NULL, 10), &policy, &copy) != POLICY_GOOD)
			die("not a good policy", args[3 + i % files]);
		struct generated_request asked;
		generate_request(&random, &asked);
		struct match match = match_policy(&policy, &asked.request);
		printf("%s\t%s\t-", args[3 + i % files], level_name(match.level));
		for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
			if (match.omit_stages & 1u << stage)
				printf("%s,", stage_name(stage));
		print_request(&asked.request);
		free(copy);
	}
	return 0;
}

struct tally {
	size_t passed, failed;
};

static void judge(struct tally *tally, bool good, const char *property, size_t number, const struct buf *text)
{
	if (good) {
		tally->passed++;
		return;
	}
	if (++tally->failed > 3)
		return; /* these say enough */
	fprintf(stderr, "policy %zu: %s:\n%.*s\n", number, property, SPAN_ARG(buf_span(text)));
}

/* The generator also asks for what no client can: these requests are for the matcher alone. */
static bool is_real(const struct request *request)
{
	if (span_is(request->verb, "*"))
		return false;
	if (!request->is_resource)
		return request->path.length > 0;
	return !span_is(request->resource, "*") && !span_is(request->subresource, "*") &&
	       span_find(request->subresource, "/", 0) == request->subresource.length;
}

/* A rule that is said to decide nothing decides none of many requests; one that is said to decide something has a witness. */
static bool reach_is_right(struct random *random, const struct policy *policy)
{
	struct error err;
	struct reach reach REACH_AUTO = {0};
	if (reach_begin(policy, &reach, &err) != 0)
		die("reach", err.text);
	for (uint32_t rule = 0; rule < policy->rule_count; rule++) {
		struct reach_answer answer;
		enum reach_result result = reach_rule(&reach, rule, NULL, &answer);
		if (result == REACH_FOUND && match_policy(policy, &answer.request).rule != &policy->rules[rule])
			return false;
		for (size_t i = 0; result == REACH_NONE && i < 200; i++) {
			struct generated_request asked;
			generate_request(random, &asked);
			bool real = is_real(&asked.request);
			if (real && match_policy(policy, &asked.request).rule == &policy->rules[rule])
				return false;
		}
	}
	return true;
}

/* Newer versions refuse what older ones took only for reasons that are known: see the exceptions. */
static bool versions_agree(struct span text)
{
	bool old = is_good(text, 20), new = is_good(text, 36);
	if (old == new)
		return true;
	static const char *const known[] = {"v1beta1", "v1alpha1", "omitManagedFields", "clusterName", "subresource"};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (span_find(text, known[i], 0) < text.length)
			return true;
	return span_find(text, "*", 0) < text.length || span_find(text, "null", 0) < text.length;
}

static bool lint_ends(const struct policy *policy, struct span text)
{
	struct error err;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	if (policy_lint(policy, &findings, &err) != 0)
		die("lint", err.text);
	findings_place(&findings, text);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.list[i].severity != SEVERITY_WARNING || findings.list[i].line == 0)
			return false;
	return true;
}

static int run_check(char **args)
{
	struct random random = {strtoull(args[0], NULL, 10)};
	struct tally tally = {0};
	size_t wanted = strtoull(args[1], NULL, 10), good = 0;
	for (size_t i = 0; i < wanted; i++) {
		struct buf text BUF_AUTO = BUF_EMPTY, whole BUF_AUTO = BUF_EMPTY;
		struct policy policy POLICY_AUTO = POLICY_EMPTY;
		struct error err;
		char *copy = NULL;
		make_text(&random, NULL, 0, &text);
		judge(&tally, versions_agree(buf_span(&text)), "1.20 and 1.36 disagree", i, &text);
		if (load(buf_span(&text), 36, &policy, &copy) == POLICY_GOOD) {
			good++;
			judge(&tally, policy_complete(buf_span(&text), &whole, &err) == FRAGMENT_NONE,
			      "a good policy is taken for a fragment", i, &text);
			judge(&tally, reach_is_right(&random, &policy), "a rule's reach is wrong", i, &text);
			judge(&tally, lint_ends(&policy, buf_span(&text)), "a lint without a place", i, &text);
		}
		policy_release(&policy);
		free(copy);
	}
	struct buf none BUF_AUTO = BUF_EMPTY;
	judge(&tally, good * 4 > wanted, "too few good policies to learn from", good, &none);
	printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
	return tally.failed > 0;
}

int main(int argc, char **argv)
{
	size_t count = argc > 2 ? (size_t)argc - 2 : 0;
	if (count >= 4 && strcmp(argv[1], "make") == 0)
		return run_make(argv + 2, count);
	if (count >= 3 && strcmp(argv[1], "ask") == 0)
		return run_ask(argv + 2, count);
	if (count == 2 && strcmp(argv[1], "check") == 0)
		return run_check(argv + 2);
	fprintf(stderr, "usage: policies make DIR SEED COUNT MINOR [FILE...] | ask SEED COUNT MINOR FILE... | check SEED COUNT\n");
	return 2;
}
