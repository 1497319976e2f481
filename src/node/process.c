#include "node/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "node/tidy.h"

#define READ_BYTES 4096

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

/* One pass; the directory stays open for what SEE wants to know of a process beyond its words. */
static int each(const char *proc, void (*see)(void *context, int proc, const char *pid, struct span cmdline), void *context, struct error *err)
{
	BUF_AUTO struct buf cmdline = BUF_EMPTY;
	LISTING_AUTO DIR *directory = opendir(proc);
	if (!directory)
		return error_system(err, errno, "can't look at %s", proc);
	for (struct dirent *entry; (entry = readdir(directory));)
		if (is_pid(entry->d_name) && read_of(dirfd(directory), entry->d_name, "cmdline", &cmdline))
			see(context, dirfd(directory), entry->d_name, buf_span(&cmdline));
	return 0;
}

struct listener {
	process_see *see;
	void *context;
};

static void hand_over(void *context, int proc, const char *pid, struct span cmdline)
{
	const struct listener *listener = context;
	(void)proc;
	listener->see(listener->context, (pid_t)strtol(pid, NULL, 10), cmdline);
}

int process_each(const char *proc, process_see *see, void *context, struct error *err)
{
	struct listener listener = {see, context};
	return each(proc, hand_over, &listener, err);
}

struct search {
	process_judge *judge;
	void *context;
	uint64_t not_before;
	struct process best;
	size_t best_fit;
};

static void compare(void *context, int proc, const char *pid, struct span cmdline)
{
	struct search *search = context;
	BUF_AUTO struct buf stat = BUF_EMPTY;
	uint64_t start;
	size_t fit = search->judge(search->context, cmdline);
	if (fit == 0 || fit > search->best_fit || !read_of(proc, pid, "stat", &stat) || !read_start(buf_span(&stat), &start))
		return;
	if (start < search->not_before || (fit == search->best_fit && start < search->best.start))
		return;
	search->best = (struct process){(pid_t)strtol(pid, NULL, 10), start};
	search->best_fit = fit;
}

int process_find(const char *proc, uint64_t not_before, process_judge *judge, void *context, struct process *ret_process, struct error *err)
{
	struct search search = {.judge = judge, .context = context, .not_before = not_before, .best_fit = SIZE_MAX};
	if (each(proc, compare, &search, err) < 0)
		return -1;
	*ret_process = search.best;
	return 0;
}

uint64_t process_now(void)
{
	struct timespec now;
	uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * ticks + (uint64_t)now.tv_nsec / (1000000000 / ticks);
}
