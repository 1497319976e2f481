/*
 * scene: a manifest in its directory, somebody who watches it as the kubelet does, and a child that works on it.
 *
 * The child writes down in shared memory how far it came.
 */
#ifndef KAUDIT_TESTS_FAULTS_SCENE_H
#define KAUDIT_TESTS_FAULTS_SCENE_H

#include "calls.h"

#include <ftw.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/buf.h"

#define MANIFESTS "/etc/manifests"
#define NAME "kube-apiserver.yaml"
#define MANIFEST MANIFESTS "/" NAME
#define BACKUPS "/var/kaudit/backups"
#define OLD_TEXT "apiVersion: v1\nkind: Pod\nmetadata:\n  name: old\n"
#define STALE "." NAME ".kaudit-0123456789abcdef"

enum { MODE = 0640, NEW_LENGTH = 70000, DIED_OF_SIGNAL = 77 };

/* The mask of the kubelet's watch. */
enum { KUBELET = IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_ATTRIB | IN_MODIFY | IN_MOVE_SELF | IN_DELETE | IN_DELETE_SELF };

enum stage { STAGE_FIND, STAGE_LOCK, STAGE_READ, STAGE_BACKUP, STAGE_PUBLISH, STAGE_END };

struct report {
	enum stage stage;
	int result;
	char text[1024];
	bool struck;
	enum stage struck_at;
	unsigned calls;
	const char *names[FAULT_MAX_CALLS];
	long held;       /* allocations left */
	int descriptors; /* left open */
};

static struct {
	char top[64];
	int watch;
	bool attributes; /* the file system takes them */
	bool worn;       /* with attributes, temps of an earlier run, a link, and a file system that knows no renameat2 */
	struct report *report;
	struct buf new_text;
} scene;

/* Good for a few more calls. */
static inline const char *scene_path(const char *name)
{
	static char paths[8][600];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof(paths[0]), "%s%s", scene.top, name);
	return path;
}

static inline void scene_write(const char *name, const char *text)
{
	int fd = open(scene_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, MODE), 0);
	close(fd);
}

/* Whether the file NAME holds exactly TEXT. */
static inline bool scene_holds(const char *name, const char *text)
{
	static char found[NEW_LENGTH + 1];
	size_t length = 0;
	ssize_t got;
	int fd = open(scene_path(name), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	while (fd >= 0 && length < sizeof(found) && (got = read(fd, found + length, sizeof(found) - length)) > 0)
		length += (size_t)got;
	if (fd >= 0)
		close(fd);
	return fd >= 0 && length == strlen(text) && memcmp(found, text, length) == 0;
}

static inline int scene_remove(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	const char *name = path + strlen(scene.top);
	bool kept = walk->level == 0 || strcmp(name, "/etc") == 0 || strcmp(name, MANIFESTS) == 0;
	(void)status;
	(void)kind;
	return kept ? 0 : remove(path);
}

/* All but the directory that is watched: to end a watch takes the kernel long. */
static inline void scene_clear(void)
{
	assert_int_equal(nftw(scene.top, scene_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static inline bool scene_begin_in(const char *folder)
{
	snprintf(scene.top, sizeof(scene.top), "%s/kaudit-test.XXXXXX", folder);
	return mkdtemp(scene.top) != NULL;
}

/* In memory if that takes attributes: it is quicker. */
static inline int scene_make(void **state)
{
	(void)state;
	umask(022);
	if (!scene_begin_in("/dev/shm") && !scene_begin_in("/tmp"))
		return -1;
	scene.attributes = setxattr(scene.top, "user.note", "", 0, 0) == 0;
	if (!scene.attributes && (rmdir(scene.top) || !scene_begin_in("/tmp")))
		return -1;
	scene.attributes = setxattr(scene.top, "user.note", "", 0, 0) == 0;
	scene.report = mmap(NULL, sizeof(*scene.report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	buf_add_repeat(&scene.new_text, '#', NEW_LENGTH);
	if (scene.report == MAP_FAILED || scene.new_text.failed || mkdir(scene_path("/etc"), 0755) || mkdir(scene_path(MANIFESTS), 0755))
		return -1;
	scene.watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	return inotify_add_watch(scene.watch, scene_path(MANIFESTS), KUBELET) < 0 ? -1 : 0;
}

static inline int scene_drop(void **state)
{
	(void)state;
	scene_clear();
	buf_release(&scene.new_text);
	munmap(scene.report, sizeof(*scene.report));
	close(scene.watch);
	return rmdir(scene_path(MANIFESTS)) || rmdir(scene_path("/etc")) || rmdir(scene.top) ? -1 : 0;
}

/* As it is before each case. */
static inline void scene_reset(void)
{
	scene_clear();
	scene_write(MANIFEST, OLD_TEXT);
	if (!scene.worn)
		return;
	if (scene.attributes)
		assert_int_equal(setxattr(scene_path(MANIFEST), "user.note", "kept", 4, 0), 0);
	scene_write(MANIFESTS "/" STALE, "stale");
	assert_int_equal(mkdir(scene_path("/data"), 0755) | symlink("data", scene_path("/var")), 0);
	assert_int_equal(mkdir(scene_path("/var/kaudit"), 0755) | mkdir(scene_path(BACKUPS), 0700), 0);
	scene_write(BACKUPS "/" STALE, "stale");
}

static inline unsigned open_descriptors(void)
{
	unsigned count = 0;
	for (int fd = 0; fd < 64; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Runs WORK in a child with the fault armed. Returns its wait status; what it did is in scene.report. */
static inline int scene_run(void (*work)(struct report *report))
{
	*scene.report = (struct report){ .result = -2 };
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		unsigned before = open_descriptors();
		alarm(20);
		fault.plain_rename = scene.worn;
		fault.armed = true;
		work(scene.report);
		fault.armed = false;
		scene.report->calls = fault.calls;
		scene.report->struck = fault.struck;
		scene.report->held = fault.held;
		scene.report->descriptors = (int)open_descriptors() - (int)before;
		memcpy(scene.report->names, fault.names, sizeof(fault.names));
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* Temps in a directory; and whether anything but those and NAMES (a prefix) is there. */
static inline unsigned scene_temps(const char *directory, const char *names, bool *ret_others)
{
	unsigned temps = 0;
	DIR *listing = opendir(scene_path(directory));
	*ret_others = false;
	for (struct dirent *entry; listing && (entry = readdir(listing));) {
		if (strncmp(entry->d_name, "." NAME ".kaudit-", strlen("." NAME ".kaudit-")) == 0)
			temps++;
		else if (strncmp(entry->d_name, names, strlen(names)) != 0 && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*ret_others = true;
	}
	if (listing)
		closedir(listing);
	return temps;
}

/* How often the manifest was renamed in since the last call; -1 if anything else was to be seen. */
static inline int scene_seen(void)
{
	union {
		struct inotify_event event;
		char bytes[16384];
	} seen;
	int renamed = 0;
	ssize_t length = read(scene.watch, seen.bytes, sizeof(seen.bytes));
	for (ssize_t at = 0; at < length;) {
		const struct inotify_event *event = (const void *)(seen.bytes + at);
		at += (ssize_t)(sizeof(*event) + event->len);
		if (event->len > 0 && event->name[0] == '.')
			continue;
		if (event->len == 0 || strcmp(event->name, NAME) != 0 || event->mask != IN_MOVED_TO)
			renamed = -1000;
		renamed++;
	}
	return renamed < 0 ? -1 : renamed;
}

#endif
