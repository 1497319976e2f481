#include "pod_case.h"

#include "pod/benchmark.h"
#include "pod/command.h"

static const size_t limits[] = {FLAG_AT_LOG_MAXAGE, FLAG_AT_LOG_MAXBACKUP, FLAG_AT_LOG_MAXSIZE};
static const char *const numbered[] = {"CIS 1.2.17", "CIS 1.2.18", "CIS 1.2.19", "V-242462", "V-242463", "V-242464"};

/* The manifest WORDS with a profile; GIVEN is what else is wished. */
static int edit(const char *words, const char *given, struct buf *source, struct patch *patch)
{
	static char room[400];
	struct wishes wishes;
	struct error err = {0};
	write_pod(source, NULL, words, NULL, NULL, NULL);
	read_wishes(given, &wishes, room, sizeof(room));
	for (size_t i = 0; i < flag_count; i++)
		wishes.flags[i].least = benchmark_least(i);
	int result = patch_make(buf_span(source), NULL, &wishes, patch, &err);
	if (result < 0)
		fail_msg("%s | %s: %s", words, given, err.text);
	return result;
}

static void expect_passed(const struct manifest *manifest, const char *words, const char *given)
{
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	BENCHMARK_AUTO struct benchmark benchmark = {.passed = 0};
	struct error err = {0};
	assert_int_equal(command_expand(manifest, &command, &err), 0);
	const struct benchmark_facts facts = {.cmdline = buf_span(&command.words), .manifest = "/m"};
	assert_int_equal(benchmark_judge(&facts, &benchmark, &err), 0);
	for (size_t i = 0; i < BENCHMARK_ITEMS; i++)
		for (size_t k = 0; k < sizeof(numbered) / sizeof(numbered[0]); k++)
			if (strcmp(benchmark.items[i].id, numbered[k]) == 0 && benchmark.items[i].verdict != VERDICT_PASSED)
				fail_msg("%s | %s: %s: %s", words, given, numbered[k], benchmark.items[i].reason);
}

static void expect_words(const char *words, const char *given, const char *want)
{
	BUF_AUTO struct buf source = BUF_EMPTY, got = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	int result = edit(words, given, &source, &patch);
	say_words(result == PATCH_CHANGED ? &patch.after.manifest : &patch.before.manifest, &got);
	assert_string_equal(buf_text(&got), want);
}

static void expect_notes(const char *words, const char *given, const char *want)
{
	BUF_AUTO struct buf source = BUF_EMPTY, got = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	edit(words, given, &source, &patch);
	say_notes(&patch.plan, &got);
	assert_string_equal(buf_text(&got), want);
}

static void the_least_is_what_both_benchmarks_ask_for(void **state)
{
	(void)state;
	assert_int_equal(benchmark_least(FLAG_AT_LOG_MAXAGE), 30);
	assert_int_equal(benchmark_least(FLAG_AT_LOG_MAXBACKUP), 10);
	assert_int_equal(benchmark_least(FLAG_AT_LOG_MAXSIZE), 100);
	assert_int_equal(benchmark_least(FLAG_AT_LOG_PATH), 0);
}

/* Every way to write a number, in the manifest and on the command line. */
static void every_number_passes_afterwards(void **state)
{
	static const char *const there[] = {"",          "--%s=0",    "--%s=9",           "--%s=100",        "--%s 7",
	                                    "--%s=0x20", "--%s=0144", "--%s=5 --%s=2000", "--%s=2000 --%s=5"};
	static const char *const given[] = {"", "%s=0", "%s=1", "%s=0x1f4", "%s=777"};
	(void)state;
	for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++)
		for (size_t k = 0; k < sizeof(given) / sizeof(given[0]); k++) {
			BUF_AUTO struct buf source = BUF_EMPTY, words = BUF_EMPTY, wishes = BUF_EMPTY;
			PATCH_AUTO struct patch patch = PATCH_EMPTY;
			buf_add_text(&words, "kube-apiserver --v=2");
			for (size_t n = 0; n < 3; n++) {
				char piece[120];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
				snprintf(piece, sizeof(piece), there[i], flag_table[limits[n]].name, flag_table[limits[n]].name);
				buf_printf(&words, " %s", piece);
				snprintf(piece, sizeof(piece), given[k], flag_table[limits[n]].option);
#pragma GCC diagnostic pop
				buf_printf(&wishes, " %s", piece);
			}
			int result = edit(buf_text(&words), buf_text(&wishes), &source, &patch);
			expect_passed(result == PATCH_CHANGED ? &patch.after.manifest : &patch.before.manifest, buf_text(&words),
			              buf_text(&wishes));
		}
}

static void what_is_large_enough_stays(void **state)
{
	(void)state;
	expect_words("kube-apiserver --audit-log-maxage=31 --audit-log-maxbackup=10 --audit-log-maxsize=5000", "log-path=-",
	             "kube-apiserver --audit-log-maxage=31 --audit-log-maxbackup=10 --audit-log-maxsize=5000 "
	             "--audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path=-");
}

static void limits_are_written_even_without_a_log_file(void **state)
{
	(void)state;
	expect_words("kube-apiserver --audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path=-", "",
	             "kube-apiserver --audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path=- --audit-log-maxage=60 "
	             "--audit-log-maxbackup=10 --audit-log-maxsize=100");
}

static void what_is_no_number_is_mended(void **state)
{
	(void)state;
	expect_words("kube-apiserver --audit-log-maxage=lots --audit-log-maxbackup=-1", "log-path=- !policy",
	             "kube-apiserver --audit-log-maxage=30 --audit-log-maxbackup=10 --audit-log-path=- --audit-log-maxsize=100");
}

static void what_the_user_did_not_say_is_told(void **state)
{
	(void)state;
	expect_notes(
	        "kube-apiserver --audit-log-maxage=0 --audit-log-maxsize=0", "log-path=-",
	        "--audit-log-maxage=0 has kept every rotated log, which CIS and STIG do not accept: the profile makes it 30, and what is "
	        "beyond that will be removed");
	expect_notes("kube-apiserver", "log-path=- maxbackup=9", "--maxbackup=9 is too little for the profile, which makes it 10");
	expect_notes("kube-apiserver --audit-log-maxage=3", "log-path=- maxbackup=0xa", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_least_is_what_both_benchmarks_ask_for),
	        cmocka_unit_test(every_number_passes_afterwards),
	        cmocka_unit_test(what_is_large_enough_stays),
	        cmocka_unit_test(limits_are_written_even_without_a_log_file),
	        cmocka_unit_test(what_is_no_number_is_mended),
	        cmocka_unit_test(what_the_user_did_not_say_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
