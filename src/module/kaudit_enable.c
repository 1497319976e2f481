/*
 * kaudit_enable: kaudit-enable as an Ansible module, a program that needs nothing on the node, no Python either.
 *
 *     arguments file → options → run → one JSON object
 *
 * Standard output is that object whatever happens, and nothing is ever printed besides. Exit status 0, or 1 if the task failed.
 */
#include <unistd.h>

#include "module/ansible_result.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/signals.h"
#include "node/file.h"

#define CALLED_BY_HAND                                                                                                                     \
	"kaudit_enable " KAUDIT_VERSION                                                                                                    \
	" is an Ansible module, which is given the path of a file with its arguments; by hand, run kaudit-enable"

static int read_arguments(int argc, char *argv[], struct ansible_arguments *arguments, struct error *err)
{
	FILE_AUTO struct file file = {0};
	if (argc != 2)
		return error_set(err, ERROR_USAGE, CALLED_BY_HAND);
	if (file_load("", argv[1], FILE_ANY, &file, err))
		return error_wrap(err, CALLED_BY_HAND);
	return ansible_arguments_read(buf_span(&file.content), arguments, err);
}

static int print(struct outcome *outcome, const struct ansible_arguments *arguments)
{
	struct buf out BUF_AUTO = BUF_EMPTY;
	ansible_result(outcome, arguments, &out);
	struct span text = buf_span(&out);
	if (out.failed)
		text = outcome->is_new
		               ? SPAN("{\"failed\": true, \"changed\": true, \"msg\": \"out of memory; the manifest is changed\"}\n")
		               : SPAN("{\"failed\": true, \"changed\": false, \"msg\": \"out of memory\"}\n");
	bool printed = output_write(STDOUT_FILENO, text) == 0;
	return !printed || out.failed || ansible_failed(outcome, arguments);
}

int main(int argc, char *argv[])
{
	struct ansible_arguments arguments ANSIBLE_ARGUMENTS_AUTO = {0};
	struct outcome outcome OUTCOME_AUTO = {0};
	output_occupy();
	signals_install();
	options_default(&arguments.options);
	if (read_arguments(argc, argv, &arguments, &outcome.error) == 0)
		run(&arguments.options, NULL, &outcome);
	return print(&outcome, &arguments);
}
