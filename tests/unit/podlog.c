#include "node/podlog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char logs[] = "/tmp/podlog.XXXXXX";

static void add_log(const char *pod, const char *container, const char *name, const char *text, time_t when)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", logs, pod);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%s/%s", logs, pod, container);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%s/%s/%s", logs, pod, container, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utimensat(0, path, (struct timespec[]){ { .tv_sec = when }, { .tv_sec = when } }, 0), 0);
}

static int make_logs(void **state)
{
	(void)state;
	if (!mkdtemp(logs))
		return -1;
	add_log("kube-system_kube-apiserver-cp1_11", "kube-apiserver", "0.log", "old\n", 1000);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", "0.log", "first\n", 2000);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", "1.log",
		"2026-01-02T03:04:05.6Z stdout F one\n2026-01-02T03:04:05.7Z stderr F Error: two words\nno prefix here\n2026-01-02T03:04:06Z stderr P last", 3000);
	add_log("kube-system_kube-apiserver-cp1_22", "sidecar", "0.log", "sidecar\n", 9000);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", "2.txt", "no log\n", 9000);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", ".2.log", "hidden\n", 9000);
	add_log("kube-system_kube-apiserver-cp1", "kube-apiserver", "0.log", "no uid\n", 9000);
	add_log("kube-system_kube-apiserver", "kube-apiserver", "0.log", "no node\n", 9000);
	add_log("kube-system_kube-apiserver2-cp1_44", "kube-apiserver", "0.log", "other pod\n", 9000);
	add_log("default_kube-apiserver-cp1_33", "kube-apiserver", "0.log", "other\n", 9000);
	return 0;
}

static int drop_logs(void **state)
{
	char command[64];
	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", logs);
	return system(command);
}

static const struct podlog apiserver = { logs, "kube-system", "kube-apiserver", "kube-apiserver" };

static void podlog_takes_the_newest_of_pod_and_container(void **state)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	struct error err = { 0 };
	(void)state;
	assert_int_equal(podlog_newest(&apiserver, 0, &path, &err), 0);
	assert_true(span_ends(buf_span(&path), "/kube-system_kube-apiserver-cp1_22/kube-apiserver/1.log"));
}

static void podlog_passes_over_what_was_last_written_before(void **state)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	struct error err = { 0 };
	(void)state;
	assert_int_equal(podlog_newest(&apiserver, 3001, &path, &err), 0);
	assert_int_equal(path.length, 0);
}

static void podlog_gives_the_text_of_the_last_lines(void **state)
{
	static const char *const wanted[] = { "last\n", "no prefix here\nlast\n", "Error: two words\nno prefix here\nlast\n",
					      "one\nError: two words\nno prefix here\nlast\n", "one\nError: two words\nno prefix here\nlast\n" };
	(void)state;
	for (size_t count = 1; count <= 5; count++) {
		BUF_AUTO struct buf lines = BUF_EMPTY;
		struct error err = { 0 };
		assert_int_equal(podlog_tail(&apiserver, 0, count, &lines, &err), 0);
		assert_string_equal(buf_text(&lines), wanted[count - 1]);
	}
}

static void podlog_counts_the_starts_after_the_beginning(void **state)
{
	struct podlog_starts starts;
	time_t now = time(NULL);
	(void)state;
	podlog_begin(&apiserver, &starts);
	assert_int_equal(podlog_count(&apiserver, &starts), 0);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", "1.log", "the old one, while it ends\n", now + 1);
	assert_int_equal(podlog_count(&apiserver, &starts), 0);
	add_log("kube-system_kube-apiserver-cp1_55", "kube-apiserver", "0.log", "the new one\n", now + 2);
	assert_int_equal(podlog_count(&apiserver, &starts), 1);
	assert_int_equal(podlog_count(&apiserver, &starts), 1);
	add_log("kube-system_kube-apiserver-cp1_22", "kube-apiserver", "1.log", "the old one is slow\n", now + 3);
	assert_int_equal(podlog_count(&apiserver, &starts), 1);
	add_log("kube-system_kube-apiserver-cp1_55", "kube-apiserver", "1.log", "once more\n", now + 4);
	assert_int_equal(podlog_count(&apiserver, &starts), 2);
	podlog_starts_release(&starts);
}

static void podlog_of_nobody_is_empty(void **state)
{
	static const struct podlog nobody[] = { { "/nowhere", "kube-system", "kube-apiserver", "kube-apiserver" },
						{ logs, "kube-system", "etcd", "etcd" },
						{ logs, "*", "*", "*" },
						{ logs, "..", "", "x" } };
	(void)state;
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
		BUF_AUTO struct buf lines = BUF_EMPTY;
		struct error err = { 0 };
		assert_int_equal(podlog_tail(&nobody[i], 0, 3, &lines, &err), 0);
		assert_int_equal(lines.length, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(podlog_takes_the_newest_of_pod_and_container),
		cmocka_unit_test(podlog_passes_over_what_was_last_written_before),
		cmocka_unit_test(podlog_gives_the_text_of_the_last_lines),
		cmocka_unit_test(podlog_of_nobody_is_empty),
		cmocka_unit_test(podlog_counts_the_starts_after_the_beginning), /* the last one: it writes logs */
	};
	return cmocka_run_group_tests(tests, make_logs, drop_logs);
}
