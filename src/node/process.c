#include "node/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "node/tidy.h"

#define READ_BYTES 4096

static void directory_close(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/* The file NAME of process PID. False: it is gone (processes end all the time), or not for us to read. */
static bool read_of(int proc, const char *pid, const char *name, struct buf *content)
{
	char path[64];
	snprintf(path, sizeof(path), "%s/%s", pid, name);
	FD_AUTO int fd = RETRY(openat(proc, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	content->length = 0;
	while (fd >= 0 && content->length < PROCESS_CMDLINE_MAX) {
		buf_reserve(content, READ_BYTES);
		if (content->capacity < content->length + READ_BYTES)
			return false;
		ssize_t count = RETRY(read(fd, content->at + content->length, content->capacity - content->length - 1));
		if (count <= 0)
			return count == 0;
		content->length += (size_t)count;
	}
	return false;
}

/* Field 22 of stat. The second, the program's name in parentheses, may itself hold blanks and parentheses. */
static bool read_start(struct span stat, uint64_t *ret_start)
{
	const char *at = stat.length ? memrchr(stat.at, ')', stat.length) : NULL;
	const char *end = stat.at + stat.length;
	uint64_t start = 0;
	for (int field = 2; at && field < 22; field++) {
		at = memchr(at, ' ', (size_t)(end - at));
		if (at)
			at++;
	}
	if (!at || at == end || *at < '0' || *at > '9')
		return false;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		start = start * 10 + (uint64_t)(*at - '0');
	*ret_start = start;
	return true;
}

static bool is_pid(const char *name)
{
	return name[0] != '\0' && strspn(name, "0123456789") == strlen(name) && strlen(name) < 10;
}

int process_find(const char *proc, uint64_t not_before, process_judge *judge, void *context, struct process *ret_process, struct error *err)
{
	BUF_AUTO struct buf content = BUF_EMPTY;
	struct process best = { 0 };
	size_t best_fit = SIZE_MAX;
	__attribute__((cleanup(directory_close))) DIR *directory = opendir(proc);
	if (!directory)
		return error_system(err, errno, "can't look at %s", proc);
	for (struct dirent *entry; (entry = readdir(directory));) {
		struct process process = { 0 };
		if (!is_pid(entry->d_name) || !read_of(dirfd(directory), entry->d_name, "cmdline", &content))
			continue;
		size_t fit = judge(context, buf_span(&content));
		if (fit == 0 || !read_of(dirfd(directory), entry->d_name, "stat", &content) || !read_start(buf_span(&content), &process.start))
			continue;
		if (process.start < not_before || fit > best_fit || (fit == best_fit && process.start < best.start))
			continue;
		process.pid = (pid_t)strtol(entry->d_name, NULL, 10);
		best = process;
		best_fit = fit;
	}
	*ret_process = best;
	return 0;
}

uint64_t process_now(void)
{
	struct timespec now;
	uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * ticks + (uint64_t)now.tv_nsec / (1000000000 / ticks);
}
