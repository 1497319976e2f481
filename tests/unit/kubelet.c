#include "node/kubelet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A /proc of our own with one kubelet, 7, whose root holds /etc/manifests, /elsewhere and configuration files. */
static char proc[] = "/tmp/kubelet.XXXXXX";
static struct stat manifests;

static void write_file(const char *name, const char *at, size_t length)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", proc, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(at, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static int make_proc(void **state)
{
	static const char *const directories[] = { "", "/7", "/7/root", "/7/root/etc", "/7/root/etc/manifests", "/7/root/elsewhere" };
	static const char here[] = "kind: KubeletConfiguration\nstaticPodPath: /etc/manifests/\n", there[] = "staticPodPath: /elsewhere\n", broken[] = "a: [\n";
	char path[128];
	(void)state;
	strcpy(proc, "/tmp/kubelet.XXXXXX");
	if (!mkdtemp(proc))
		return -1;
	for (size_t i = 1; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", proc, directories[i]);
		if (mkdir(path, 0700) < 0)
			return -1;
	}
	write_file("7/root/etc/here.yaml", here, strlen(here));
	write_file("7/root/etc/there.yaml", there, strlen(there));
	write_file("7/root/etc/broken.yaml", broken, strlen(broken));
	write_file("7/root/etc/none.yaml", "kind: KubeletConfiguration\n", 27);
	snprintf(path, sizeof(path), "%s/7/root/etc/manifests", proc);
	return stat(path, &manifests);
}

static int drop_proc(void **state)
{
	char command[64];
	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", proc);
	return system(command);
}

/* Words between '|'. */
static enum kubelet_answer ask(const char *words)
{
	char cmdline[256];
	size_t length = strlen(words);
	enum kubelet_answer answer;
	struct error err = { 0 };
	memcpy(cmdline, words, length + 1);
	for (char *bar = cmdline; (bar = strchr(bar, '|')); bar++)
		*bar = '\0';
	write_file("7/cmdline", cmdline, length + 1);
	assert_int_equal(kubelet_watches(proc, &manifests, &answer, &err), 0);
	return answer;
}

static void kubelet_is_found_by_its_program(void **state)
{
	(void)state;
	assert_int_equal(ask("bash|-c|kubelet --pod-manifest-path=/etc/manifests"), KUBELET_NONE);
	assert_int_equal(ask("my-kubelet|--pod-manifest-path=/etc/manifests"), KUBELET_NONE);
	assert_int_equal(ask(""), KUBELET_NONE);
	assert_int_equal(ask("/usr/bin/kubelet|--pod-manifest-path=/etc/manifests"), KUBELET_WATCHES);
}

static void kubelet_watches_the_directory_of_its_flag_or_configuration(void **state)
{
	(void)state;
	assert_int_equal(ask("kubelet|--v=2|--pod-manifest-path|/etc/manifests"), KUBELET_WATCHES);
	assert_int_equal(ask("kubelet|--pod-manifest-path=/elsewhere"), KUBELET_ELSEWHERE);
	assert_int_equal(ask("kubelet|--pod-manifest-path=/not/there"), KUBELET_ELSEWHERE);
	assert_int_equal(ask("kubelet|--config=/etc/here.yaml|--v=2"), KUBELET_WATCHES);
	assert_int_equal(ask("kubelet|--config|/etc/there.yaml"), KUBELET_ELSEWHERE);
	assert_int_equal(ask("kubelet|--config=/etc/there.yaml|--pod-manifest-path=/etc/manifests"), KUBELET_WATCHES);
	assert_int_equal(ask("kubelet|--config=/etc/none.yaml"), KUBELET_ELSEWHERE);
	assert_int_equal(ask("kubelet|--v=2"), KUBELET_ELSEWHERE);
}

static void kubelet_whose_directory_cannot_be_known_is_said_to_be_unknown(void **state)
{
	(void)state;
	assert_int_equal(ask("kubelet|--config=/etc/missing.yaml"), KUBELET_UNKNOWN);
	assert_int_equal(ask("kubelet|--config=/etc/broken.yaml"), KUBELET_UNKNOWN);
	assert_int_equal(ask("kubelet|--pod-manifest-path=manifests"), KUBELET_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kubelet_is_found_by_its_program),
		cmocka_unit_test(kubelet_watches_the_directory_of_its_flag_or_configuration),
		cmocka_unit_test(kubelet_whose_directory_cannot_be_known_is_said_to_be_unknown),
	};
	return cmocka_run_group_tests(tests, make_proc, drop_proc);
}
