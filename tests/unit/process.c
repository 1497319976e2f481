#include "node/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A /proc of our own: directories with cmdline and stat. */
static char proc[] = "/tmp/process.XXXXXX";

static void write_file(const char *pid, const char *name, const char *at, size_t length)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", proc, pid);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%s/%s", proc, pid, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(at, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void add_process(const char *pid, const char *name, unsigned start, const char *cmdline, size_t length)
{
	char stat[256];
	int size = snprintf(stat, sizeof(stat), "%s (%s) S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 %u 1000 200 18446744073709551615\n", pid, name, start);
	write_file(pid, "stat", stat, (size_t)size);
	write_file(pid, "cmdline", cmdline, length);
}

static int make_proc(void **state)
{
	(void)state;
	if (!mkdtemp(proc))
		return -1;
	add_process("1", "systemd", 5, "/sbin/init", 11);
	add_process("40", "kube-apiserver", 100, "kube-apiserver\0--a=1", 21);
	add_process("50", "evil ) S 1 (", 200, "kube-apiserver\0--a=2", 21);
	add_process("60", "kube-apiserver", 300, "kube-apiserver\0--a=2", 21);
	add_process("70", "go-runner", 400, "go-runner\0kube-apiserver\0--a=2", 31);
	add_process("80", "zombie", 500, "", 0);
	write_file("90", "cmdline", "kube-apiserver\0--a=2", 21); /* ended before its stat was read */
	add_process("self", "kube-apiserver", 900, "kube-apiserver\0--a=2", 21);
	return 0;
}

static int drop_proc(void **state)
{
	char command[64];
	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", proc);
	return system(command);
}

/* Fits when the wanted words are the last ones; the fewer words before, the better. */
static size_t judge(void *context, struct span cmdline)
{
	const struct span *wanted = context;
	if (cmdline.length < wanted->length || memcmp(cmdline.at + cmdline.length - wanted->length, wanted->at, wanted->length) != 0)
		return 0;
	return cmdline.length - wanted->length + 1;
}

static struct process find(const char *words, size_t length, uint64_t not_before)
{
	struct span wanted = span_from(words, length);
	struct process process;
	struct error err = { 0 };
	assert_int_equal(process_find(proc, not_before, judge, &wanted, &process, &err), 0);
	return process;
}

static void process_is_found_by_its_words(void **state)
{
	struct process found = find("--a=1", 6, 0);
	(void)state;
	assert_int_equal(found.pid, 40);
	assert_int_equal(found.start, 100);
	assert_int_equal(find("--a=3", 6, 0).pid, 0);
}

static void process_that_fits_best_wins_then_the_youngest(void **state)
{
	(void)state;
	assert_int_equal(find("--a=2", 6, 0).pid, 60);
}

static void process_that_began_before_does_not_count(void **state)
{
	(void)state;
	assert_int_equal(find("--a=1", 6, 100).pid, 40);
	assert_int_equal(find("--a=1", 6, 101).pid, 0);
	assert_int_equal(find("--a=2", 6, 301).pid, 70);
}

static void process_start_is_read_behind_a_name_with_parentheses(void **state)
{
	(void)state;
	assert_int_equal(find("--a=2", 6, 0).start, 300);
	assert_int_equal(find("kube-apiserver\0--a=2", 21, 0).start, 300);
}

static size_t is_cat(void *context, struct span cmdline)
{
	(void)context;
	return cmdline.length == 4 && memcmp(cmdline.at, "cat", 4) == 0;
}

static void process_of_this_machine_is_found_with_its_start(void **state)
{
	struct process process;
	struct error err = { 0 };
	int pipe_fds[2];
	uint64_t before = process_now();
	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(pipe_fds[0], 0);
		close(pipe_fds[1]);
		execlp("cat", "cat", (char *)NULL);
		_exit(1);
	}
	for (int i = 0; i < 100; i++) {
		assert_int_equal(process_find("/proc", before, is_cat, NULL, &process, &err), 0);
		if (process.pid == child)
			break;
		usleep(20000);
	}
	close(pipe_fds[1]);
	waitpid(child, NULL, 0);
	assert_int_equal(process.pid, child);
	assert_true(process.start >= before && process.start <= process_now());
}

static void process_find_fails_without_proc(void **state)
{
	struct process process;
	struct error err = { 0 };
	(void)state;
	assert_int_equal(process_find("/nowhere", 0, is_cat, NULL, &process, &err), -1);
	assert_string_equal(err.text, "can't look at /nowhere: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(process_is_found_by_its_words),
		cmocka_unit_test(process_that_fits_best_wins_then_the_youngest),
		cmocka_unit_test(process_that_began_before_does_not_count),
		cmocka_unit_test(process_start_is_read_behind_a_name_with_parentheses),
		cmocka_unit_test(process_of_this_machine_is_found_with_its_start),
		cmocka_unit_test(process_find_fails_without_proc),
	};
	return cmocka_run_group_tests(tests, make_proc, drop_proc);
}
