/*
 * Memory runs out in a whole run, from options to report, at every allocation: of ours, one at a time, and of the libraries. Ours is a clean
 * error; in a library it may be any end. The manifest is the old or the new one, and what was said about it is true.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/report.h"
#include "cli/run.h"

#define MANIFEST "/etc/kubernetes/manifests/kube-apiserver.yaml"

static struct {
	unsigned long calls, at; /* the allocation that fails, counted from 1; 0: none */
	bool armed;
} fault;

static bool fails(void)
{
	return fault.armed && ++fault.calls == fault.at;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *at, size_t size)
{
	return fails() ? NULL : __real_realloc(at, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

struct told {
	unsigned long calls;
	bool done, memory, unchanged, new;
};

static struct scene {
	char root[64];
	struct buf old_text, new_text;
	struct told *told; /* by the child */
} scene;

static void path_of(const char *name, char path[512])
{
	snprintf(path, 512, "%s%s", scene.root, name);
}

static void read_whole(const char *path, struct buf *content)
{
	char block[65536];
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	for (size_t got; (got = fread(block, 1, sizeof(block), file)) > 0;)
		buf_add(content, block, got);
	fclose(file);
}

static void write_whole(const char *name, struct span content)
{
	char path[512];
	path_of(name, path);
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0 && write(fd, content.at, content.length) == (ssize_t)content.length);
	close(fd);
}

static void reset(void)
{
	write_whole(MANIFEST, buf_span(&scene.old_text));
	memset(scene.told, 0, sizeof(*scene.told));
}

/* One run; what it says goes to scene.told. */
static void run_once(void)
{
	struct options options;
	struct outcome outcome = {.kind = OUTCOME_FAILED};
	struct report report = {.out = BUF_EMPTY};
	struct error err = {.kind = ERROR_NONE};
	char *words[] = {(char[]){"kaudit-enable"}, (char[]){"--root"}, scene.root, (char[]){"--keep-backups=2"}, NULL};
	fault.armed = true;
	if (options_parse(4, words, &options, &err) == 0) {
		run(&options, NULL, &outcome);
		if (outcome.kind != OUTCOME_FAILED || outcome.error.kind != ERROR_MEMORY)
			(void)report_outcome(&outcome, &options, (struct screen){.terminal = false}, &report, &err);
		else
			err = outcome.error;
	}
	fault.armed = false;
	scene.told->done = true;
	scene.told->calls = fault.calls;
	scene.told->new = outcome.kind == OUTCOME_CHANGED || outcome.is_new;
	scene.told->memory = err.kind == ERROR_MEMORY || outcome.error.kind == ERROR_MEMORY;
	scene.told->unchanged = outcome.kind == OUTCOME_FAILED && strstr(outcome.error.text, "unchanged");
	report_release(&report);
	outcome_release(&outcome);
}

static int run_in_child(void)
{
	int status;
	fflush(stdout);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		alarm(60);
		run_once();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static bool manifest_is(const struct buf *wanted)
{
	char path[512];
	struct buf content BUF_AUTO = BUF_EMPTY;
	path_of(MANIFEST, path);
	read_whole(path, &content);
	return span_equal(buf_span(&content), buf_span(wanted));
}

static const char *wrong(int status)
{
	bool old = manifest_is(&scene.old_text), new = manifest_is(&scene.new_text);
	const struct told *told = scene.told;
	if (!old && !new)
		return "the manifest is neither the old nor the new one";
	if (status != 0 || !told->done)
		return "it did not end well";
	if (told->new != new)
		return "what it says of the manifest is not true";
	if (told->unchanged && new)
		return "it says unchanged, and it is new";
	return NULL;
}

static void memory_that_runs_out_at_any_allocation_is_a_clean_error(void **state)
{
	unsigned long calls, cases = 0, told_of = 0;
	(void)state;
	reset();
	fault.at = 0;
	assert_int_equal(run_in_child(), 0);
	calls = scene.told->calls;
	assert_true(manifest_is(&scene.new_text) && calls > 100);
	for (unsigned long at = 1; at <= calls; at++) {
		reset();
		fault.at = at;
		const char *what = wrong(run_in_child());
		if (what)
			fail_msg("allocation %lu of %lu: %s", at, calls, what);
		told_of += scene.told->memory;
		cases++;
	}
	assert_true(told_of > cases / 2);
	print_message("%lu allocations, %lu told of\n", cases, told_of);
}

/* The address space ends after so much more: the libraries find no memory either, and may end as they like. */
static void memory_that_runs_out_in_a_library_leaves_the_manifest_as_it_was(void **state)
{
	unsigned changed = 0;
	(void)state;
#if defined(__SANITIZE_ADDRESS__)
	print_message("skipped: the address sanitizer needs room of its own\n");
	skip();
#endif
	fault.at = 0;
	for (rlim_t room = 0; room < 256u << 10; room += 4u << 10) {
		reset();
		fflush(stdout);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			unsigned long pages = 0;
			FILE *file = fopen("/proc/self/statm", "r");
			if (!file || fscanf(file, "%lu", &pages) != 1)
				_exit(1);
			struct rlimit limit = {pages * (rlim_t)sysconf(_SC_PAGESIZE) + room, RLIM_INFINITY};
			if (setrlimit(RLIMIT_AS, &limit) || freopen("/dev/null", "w", stderr) == NULL)
				_exit(1);
			alarm(60);
			run_once();
			_exit(0);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		bool new = manifest_is(&scene.new_text);
		if (!new && !manifest_is(&scene.old_text))
			fail_msg("%lu KiB: the manifest is neither the old nor the new one", (unsigned long)room >> 10);
		if (scene.told->done && scene.told->new != new)
			fail_msg("%lu KiB: what it says of the manifest is not true", (unsigned long)room >> 10);
		changed += new;
	}
	print_message("%u of 64 had room enough\n", changed);
}

static int make_scene(void **state)
{
	static const char *const directories[] = {"", "/etc", "/etc/kubernetes", "/etc/kubernetes/manifests", "/var", "/var/log"};
	struct buf policy BUF_AUTO = BUF_EMPTY;
	char path[512];
	(void)state;
	umask(022);
	snprintf(scene.root, sizeof(scene.root), "%s/kaudit-memory.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	scene.told = mmap(NULL, sizeof(*scene.told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!mkdtemp(scene.root) || scene.told == MAP_FAILED)
		return -1;
	for (size_t i = 1; i < sizeof(directories) / sizeof(directories[0]); i++) {
		path_of(directories[i], path);
		if (mkdir(path, 0755))
			return -1;
	}
	read_whole("fixtures/sample/kube-apiserver.yaml", &scene.old_text);
	read_whole("fixtures/sample/audit-policy.yaml", &policy);
	write_whole("/etc/kubernetes/audit-policy.yaml", buf_span(&policy));
	reset();
	if (run_in_child() != 0)
		return -1;
	path_of(MANIFEST, path);
	read_whole(path, &scene.new_text);
	return 0;
}

static int drop_scene(void **state)
{
	char command[128];
	(void)state;
	buf_release(&scene.old_text);
	buf_release(&scene.new_text);
	snprintf(command, sizeof(command), "rm -rf '%s'", scene.root);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(memory_that_runs_out_at_any_allocation_is_a_clean_error),
	        cmocka_unit_test(memory_that_runs_out_in_a_library_leaves_the_manifest_as_it_was),
	};
	return cmocka_run_group_tests(tests, make_scene, drop_scene);
}
