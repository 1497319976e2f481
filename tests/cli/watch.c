/*
 * watch: what a kubelet would see of a directory.
 *
 *     watch DIRECTORY READY   makes the file READY when it watches; prints one line per inotify event, "EVENT NAME", until SIGTERM
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

static const struct {
	uint32_t bit;
	const char *name;
} events[] = {
        {IN_CREATE, "create"},         {IN_MODIFY, "modify"},     {IN_ATTRIB, "attrib"},           {IN_DELETE, "delete"},
        {IN_MOVED_FROM, "moved-from"}, {IN_MOVED_TO, "moved-to"}, {IN_CLOSE_WRITE, "close-write"},
};

enum { KINDS = sizeof(events) / sizeof(events[0]) };

static volatile sig_atomic_t ending;

static void end(int number)
{
	ending = number;
}

static void print(const struct inotify_event *event)
{
	for (size_t i = 0; i < KINDS; i++)
		if (event->mask & events[i].bit)
			printf("%s %s\n", events[i].name, event->len ? event->name : ".");
}

/* One read's worth of events; false: there was none. */
static int print_some(int fd)
{
	_Alignas(struct inotify_event) char buffer[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	ssize_t length = read(fd, buffer, sizeof(buffer));
	for (ssize_t at = 0; at < length;) {
		const struct inotify_event *event = (const struct inotify_event *)(const void *)(buffer + at);
		print(event);
		at += (ssize_t)(sizeof(*event) + event->len);
	}
	return length > 0;
}

int main(int argc, char *argv[])
{
	struct sigaction action = {.sa_handler = end};
	uint32_t mask = 0;
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	for (size_t i = 0; i < KINDS; i++)
		mask |= events[i].bit;
	if (argc != 3 || fd < 0 || inotify_add_watch(fd, argv[1], mask) < 0 || sigaction(SIGTERM, &action, NULL) < 0) {
		perror("watch");
		return 1;
	}
	int ready = open(argv[2], O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (ready < 0) {
		perror(argv[2]);
		return 1;
	}
	while (!ending)
		if (!print_some(fd))
			usleep(5000);
	while (print_some(fd)) /* what came before the signal */
		;
	return fflush(stdout) == 0 ? 0 : 1;
}
