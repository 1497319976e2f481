/* The bash completions against the programs' own tables: a new option, word or flag has to be in both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/shipped.h"
#include "cli/options.h"
#include "cli/option_table.h"
#include "cli/policy_options.h"

static struct error err;

/* Bash offers what is in COMPREPLY; the options that compopt sets come before, as <nospace>. */
#define COMPLETE                                                                                                       \
	"compopt() { printf '<%%s> ' \"$2\"; }; . src/cli/%s.bash && COMP_WORDS=(%s %s) && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && " \
	"_${COMP_WORDS[0]//-/_} && printf '%%s ' \"${COMPREPLY[@]}\""

/* What is offered behind WORDS, which are quoted for a shell and split as bash does it: each "=" alone. */
static void offers(const char *program, const char *words, struct buf *ret_offered)
{
	char script[1024], read[4096];
	size_t length;
	snprintf(script, sizeof(script), COMPLETE, program, program, words);
	assert_int_equal(setenv("SCRIPT", script, 1), 0);
	FILE *bash = popen("exec bash --norc -c \"$SCRIPT\" 2>&1", "r");
	assert_non_null(bash);
	while ((length = fread(read, 1, sizeof(read), bash)) > 0)
		buf_add(ret_offered, read, length);
	int status = pclose(bash);
	if (status != 0)
		fail_msg("%s %s: status %d\n%s", program, words, status, buf_text(ret_offered));
}

static bool is_among(const char *word, const char *words)
{
	size_t length = strlen(word);
	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word))
		if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

static void same_words(const char *program, const char *where, const char *wanted, const char *offered)
{
	for (int turn = 0; turn < 2; turn++) {
		char *words = strdup(turn == 0 ? wanted : offered), *left = words;
		for (char *word; (word = strsep(&left, " "));)
			if (*word && !is_among(word, turn == 0 ? offered : wanted))
				fail_msg("src/cli/%s.bash: behind \"%s\" it %s %s", program, where,
				         turn == 0 ? "does not offer" : "wrongly offers", word);
		free(words);
	}
}

static void offered_are(const char *program, const char *words, const char *wanted)
{
	struct buf offered BUF_AUTO = BUF_EMPTY;
	offers(program, words, &offered);
	same_words(program, words, wanted, buf_text(&offered));
}

static void add_options(struct buf *out)
{
	for (size_t i = 0; i < flag_count; i++)
		if (flag_table[i].option)
			buf_printf(out, "--%s ", flag_table[i].option);
	for (size_t i = 0; i < option_count; i++) {
		buf_printf(out, "--%s ", option_table[i].name);
		if (option_table[i].otherwise)
			buf_printf(out, "--%s= ", option_table[i].name);
	}
	buf_add_text(out, "--audit-");
}

static void every_option_is_offered(void **state)
{
	struct buf wanted BUF_AUTO = BUF_EMPTY;
	(void)state;
	add_options(&wanted);
	offered_are("kaudit-enable", "''", wanted.at);
	offered_are("kaudit-enable", "--dry-run --", wanted.at);
	offered_are("kaudit-enable", "--policy = /a ''", wanted.at);
}

static void every_audit_flag_is_offered(void **state)
{
	struct buf options BUF_AUTO = BUF_EMPTY, names BUF_AUTO = BUF_EMPTY;
	(void)state;
	for (size_t i = 0; i < flag_count; i++) {
		buf_printf(&options, "--%s ", flag_table[i].name);
		buf_printf(&names, "%s ", flag_table[i].name);
	}
	offered_are("kaudit-enable", "--audit-", options.at);
	offered_are("kaudit-enable", "--unset ''", names.at);
	offered_are("kaudit-enable", "--unset =", names.at);
}

/* What is offered for "--NAME=", and behind "--NAME", where the program takes the next word. */
static void values_are(const char *name, bool next_word, const char *wanted)
{
	char words[128];
	struct buf options BUF_AUTO = BUF_EMPTY;
	add_options(&options);
	snprintf(words, sizeof(words), "--%s =", name);
	offered_are("kaudit-enable", words, wanted);
	snprintf(words, sizeof(words), "--%s ''", name);
	offered_are("kaudit-enable", words, next_word ? wanted : options.at);
}

static void values_of_options_are_words_or_files_or_folders(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		struct buf wanted BUF_AUTO = BUF_EMPTY;
		if (option->id == OPTION_UNSET)
			continue;
		for (size_t word = 0; option->words && option->words[word]; word++)
			buf_printf(&wanted, "%s ", option->words[word]);
		if (option->argument && strcmp(option->argument, "FILE") == 0)
			buf_add_text(&wanted, "<default>");
		if (option->argument && strcmp(option->argument, "DIR") == 0)
			buf_add_text(&wanted, "<dirnames>");
		if (option->id == OPTION_WAIT)
			buf_add_text(&wanted, "auto");
		values_are(option->name, option->argument && !option->otherwise, buf_text(&wanted));
	}
}

static const char *values_of(enum flag_type type)
{
	switch (type) {
	case FLAG_POLICY_PATH:
	case FLAG_LOG_PATH:
	case FLAG_CONFIG_PATH:
		return "<default>";
	case FLAG_BOOL:
		return "true false";
	case FLAG_MODE:
		return "batch blocking blocking-strict";
	case FLAG_FORMAT:
		return "json legacy";
	case FLAG_VERSION:
		return "audit.k8s.io/v1 audit.k8s.io/v1beta1 audit.k8s.io/v1alpha1";
	default:
		return "";
	}
}

static void values_of_flags_are_of_their_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < flag_count; i++) {
		bool next_word = flag_table[i].type != FLAG_BOOL;
		values_are(flag_table[i].name, next_word, values_of(flag_table[i].type));
		if (flag_table[i].option)
			values_are(flag_table[i].option, next_word, values_of(flag_table[i].type));
	}
}

static void what_goes_on_gets_no_space(void **state)
{
	(void)state;
	offered_are("kaudit-enable", "--aud", "<nospace> --audit-");
	offered_are("kaudit-enable", "--stat", "--status");
	offered_are("kaudit-enable", "--init-policy = c", "cis");
	offered_are("kaudit-policy", "--explain a.yaml ver", "<nospace> verb=");
	offered_are("kaudit-policy", "--str", "--strict");
}

/* The options of kaudit-policy, as its help has them: "  --default[=NAME]   …". */
static void policy_options_are_those_of_the_help(void **state)
{
	struct buf help BUF_AUTO = BUF_EMPTY, wanted BUF_AUTO = BUF_EMPTY;
	(void)state;
	policy_options_help(&help);
	for (const char *at = strstr(buf_text(&help), "\n  --"); at; at = strstr(at + 1, "\n  --")) {
		size_t length = strcspn(at + 3, " [");
		buf_printf(&wanted, "%.*s ", (int)length, at + 3);
		if (at[3 + length] == '[')
			buf_printf(&wanted, "%.*s= ", (int)length, at + 3);
	}
	assert_true(wanted.length > 0);
	offered_are("kaudit-policy", "--", wanted.at);
}

static void policy_values_are_those_that_the_program_takes(void **state)
{
	static const struct {
		const char *option, *words, *wanted;
	} cases[] = {
	        {"--color", "auto always never", "--color"},
	        {"--format", "text json", "--format"},
	};
	struct buf names BUF_AUTO = BUF_EMPTY;
	(void)state;
	for (size_t i = 0; shipped_names[i]; i++)
		buf_printf(&names, "%s ", shipped_names[i]);
	offered_are("kaudit-policy", "--default =", names.at);
	offered_are("kaudit-policy", "--default ''", "<default>");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char words[64], *list = strdup(cases[i].words), *left = list;
		snprintf(words, sizeof(words), "%s = ''", cases[i].option);
		offered_are("kaudit-policy", words, cases[i].words);
		for (char *word; (word = strsep(&left, " "));) {
			struct policy_options options = {0};
			char *argv[] = {(char[]){"kaudit-policy"}, (char *)cases[i].option, word, (char[]){"a.yaml"}, NULL};
			assert_int_equal(policy_options_parse(4, argv, &options, &err), 0);
			policy_options_release(&options);
		}
		free(list);
	}
}

static void policy_operands_are_files_and_then_a_request(void **state)
{
	static const char keys[] = "verb= resource= subresource= group= namespace= name= path= user= groups=";
	(void)state;
	offered_are("kaudit-policy", "''", "<default>");
	offered_are("kaudit-policy", "--strict a.yaml ''", "<default>");
	offered_are("kaudit-policy", "--explain ''", "<default>");
	offered_are("kaudit-policy", "--explain --kube-version 1.30 ''", "<default>");
	offered_are("kaudit-policy", "--explain --color = never ''", "<default>");
	offered_are("kaudit-policy", "--explain a.yaml ''", keys);
	offered_are("kaudit-policy", "a.yaml --matrix ''", keys);
	offered_are("kaudit-policy", "--explain a.yaml verb = get ''", keys);
	offered_are("kaudit-policy", "--explain a.yaml verb = del", "delete deletecollection");
	offered_are("kaudit-policy", "--explain a.yaml user = a", "");
}

static int find_bash(void **state)
{
	(void)state;
	return system("bash -c :") == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_option_is_offered),
	        cmocka_unit_test(every_audit_flag_is_offered),
	        cmocka_unit_test(values_of_options_are_words_or_files_or_folders),
	        cmocka_unit_test(values_of_flags_are_of_their_type),
	        cmocka_unit_test(what_goes_on_gets_no_space),
	        cmocka_unit_test(policy_options_are_those_of_the_help),
	        cmocka_unit_test(policy_values_are_those_that_the_program_takes),
	        cmocka_unit_test(policy_operands_are_files_and_then_a_request),
	};
	return cmocka_run_group_tests(tests, find_bash, NULL);
}
