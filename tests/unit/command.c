#include "pod/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/doc.h"

#define POD(words, env) \
	"apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\nspec:\n  containers:\n  - name: kube-apiserver\n    command:\n" words env

struct case_of {
	struct tree tree;
	struct manifest manifest;
	struct command command;
};

static void expand(const char *source, struct case_of *ret)
{
	struct error err = { 0 };
	*ret = (struct case_of){ 0 };
	if (doc_parse(span_of(source), &ret->tree, &err) < 0 || manifest_read(&ret->tree, NULL, &ret->manifest, &err) < 0 ||
	    command_expand(&ret->manifest, &ret->command, &err) < 0)
		fail_msg("%s", err.text);
}

static void release(struct case_of *made)
{
	command_release(&made->command);
	manifest_release(&made->manifest);
	tree_release(&made->tree);
}

static void command_expands_variables_as_the_kubelet_does(void **state)
{
	static const struct {
		const char *written, *runs;
		bool open;
	} words[] = {
		{ "--a=$(IP)", "--a=10.0.0.1", false },
		{ "--a=$(IP):$(PORT)", "--a=10.0.0.1:6443", false },
		{ "--a=$(BOTH)/x", "--a=10.0.0.1-z/x", false },
		{ "--a=$$(IP)", "--a=$(IP)", false },
		{ "--a=$$$(IP)", "--a=$10.0.0.1", false },
		{ "--a=$IP", "--a=$IP", false },
		{ "--a=$(IP", "--a=$(IP", false },
		{ "--a=$", "--a=$", false },
		{ "--a=$(NODE)", "--a=", true },
		{ "--a=$(VIANODE)", "--a=x", true },
		{ "--a=$(NOBODY)", "--a=$(NOBODY)", true },
		{ "--a=$(TWICE)", "--a=second", false },
		{ "--a=$(EMPTY).", "--a=.", false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char source[2048];
		struct case_of made;
		snprintf(source, sizeof(source), POD("    - kube-apiserver\n    - %s\n", "%s"), words[i].written,
			 "    env:\n    - {name: IP, value: 10.0.0.1}\n    - {name: PORT, value: \"6443\"}\n    - {name: BOTH, value: $(IP)-z}\n"
			 "    - {name: NODE, valueFrom: {fieldRef: {fieldPath: status.podIP}}}\n    - {name: VIANODE, value: x$(NODE)}\n"
			 "    - {name: TWICE, value: first}\n    - {name: TWICE, value: second}\n    - name: EMPTY\n");
		expand(source, &made);
		assert_int_equal(made.command.count, 1);
		if (!span_is(made.command.word[0], words[i].runs) || made.command.open[0] != words[i].open)
			fail_msg("%s: '%.*s', %d", words[i].written, SPAN_ARG(made.command.word[0]), made.command.open[0]);
		release(&made);
	}
}

/* Words between '|', as /proc/PID/cmdline has them between NULs. */
static size_t match(const struct command *command, const char *words)
{
	char cmdline[256];
	size_t length = strlen(words);
	memcpy(cmdline, words, length + 1);
	for (char *bar = cmdline; (bar = strchr(bar, '|')); bar++)
		*bar = '\0';
	return command_matches(command, span_from(cmdline, length ? length + 1 : 0));
}

static void command_knows_its_process_and_no_other(void **state)
{
	static const struct {
		const char *words;
		size_t result;
	} processes[] = {
		{ "kube-apiserver|--a=1|--b=x", 2 },
		{ "/usr/local/bin/kube-apiserver|--a=1|--b=x", 2 },
		{ "/hyperkube|apiserver|--a=1|--b=x", 3 },
		{ "/go-runner|--log-file=x|kube-apiserver|--a=1|--b=x", 4 },
		{ "kube-apiserver|--a=1|--b=anything that the node knows", 2 },
		{ "kube-apiserver|--a=2|--b=x", 0 },
		{ "kube-apiserver|--a=1", 0 },
		{ "kube-apiserver|--a=1|--b=x|--c=1", 0 },
		{ "kube-apiserver|--b=x|--a=1", 0 },
		{ "kube-scheduler|--a=1|--b=x", 0 },
		{ "grep|--a=1|--b=x", 0 },
		{ "--a=1|--b=x", 0 },
		{ "", 0 },
	};
	struct case_of made;
	(void)state;
	expand(POD("    - kube-apiserver\n    - --a=1\n    - --b=$(NODE)\n", "    env:\n    - {name: NODE, valueFrom: {fieldRef: {fieldPath: x}}}\n"), &made);
	for (size_t i = 0; i < sizeof(processes) / sizeof(processes[0]); i++)
		if (match(&made.command, processes[i].words) != processes[i].result)
			fail_msg("%s: %zu", processes[i].words, match(&made.command, processes[i].words));
	release(&made);
}

static void command_knows_an_api_server_by_its_program(void **state)
{
	(void)state;
	assert_true(command_is_apiserver(SPAN("kube-apiserver\0--a\0")));
	assert_true(command_is_apiserver(SPAN("/usr/local/bin/kube-apiserver\0")));
	assert_true(command_is_apiserver(SPAN("/hyperkube\0apiserver\0--a\0")));
	assert_false(command_is_apiserver(SPAN("/hyperkube\0scheduler\0")));
	assert_false(command_is_apiserver(SPAN("tail\0kube-apiserver\0")));
	assert_false(command_is_apiserver(SPAN("my-kube-apiserver\0")));
	assert_false(command_is_apiserver(SPAN_EMPTY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_expands_variables_as_the_kubelet_does),
		cmocka_unit_test(command_knows_its_process_and_no_other),
		cmocka_unit_test(command_knows_an_api_server_by_its_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
