/*
 * Every call that the writer makes into the C library, counted, and one of them struck.
 *
 * The linker sends the library's calls here (--wrap). Between fault_begin and fault_end they are counted, and the one
 * whose turn it is fails, is done by half, or ends the process. fsync is not passed on: a test needs no disk.
 */
#ifndef KAUDIT_TESTS_FAULTS_CALLS_H
#define KAUDIT_TESTS_FAULTS_CALLS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

enum strike {
	STRIKE_NONE,
	STRIKE_FAIL,         /* not done, and reports `errnum` */
	STRIKE_DONE_BUT,     /* done, and reports `errnum` all the same */
	STRIKE_PRETEND,      /* not done, and reports success */
	STRIKE_SHORT,        /* half of the bytes */
	STRIKE_KILL_BEFORE,  /* SIGKILL; */
	STRIKE_KILL_AFTER,
	STRIKE_RAISE_BEFORE, /* SIGTERM, which the process has a handler for */
	STRIKE_RAISE_AFTER,
	STRIKE_HOOK,         /* `hook` is called first */
};

enum { FAULT_MAX_CALLS = 1000 };

/* The address sanitizer makes each process slow to begin: there every call fails in one way instead of in all, and is struck before only. */
#if defined(__SANITIZE_ADDRESS__)
#define FAULT_BRIEF true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAULT_BRIEF true
#endif
#endif
#ifndef FAULT_BRIEF
#define FAULT_BRIEF false
#endif

static struct {
	bool armed;
	unsigned at; /* the call that is struck; counted from 1 */
	enum strike strike;
	int errnum;
	void (*hook)(void);
	bool plain_rename; /* renameat2 says EINVAL, as on a file system that does not know its flags */
	bool temps_stay;   /* unlinkat says EPERM of every temp */
	unsigned calls;
	const char *names[FAULT_MAX_CALLS];
	long held; /* allocations that were not freed */
	bool struck;
} fault;

/* True: the call is to report failure without being done. */
static inline bool fault_before(const char *name)
{
	if (!fault.armed)
		return false;
	if (fault.calls < FAULT_MAX_CALLS)
		fault.names[fault.calls] = name;
	if (++fault.calls != fault.at)
		return false;
	fault.struck = true;
	if (fault.strike == STRIKE_KILL_BEFORE)
		kill(getpid(), SIGKILL);
	if (fault.strike == STRIKE_RAISE_BEFORE)
		raise(SIGTERM);
	if (fault.strike == STRIKE_HOOK) {
		fault.armed = false;
		fault.hook();
		fault.armed = true;
	}
	errno = fault.errnum;
	return fault.strike == STRIKE_FAIL;
}

/* True: the call is to report failure although it was done. */
static inline bool fault_after(void)
{
	if (!fault.armed || fault.calls != fault.at)
		return false;
	if (fault.strike == STRIKE_KILL_AFTER)
		kill(getpid(), SIGKILL);
	if (fault.strike == STRIKE_RAISE_AFTER)
		raise(SIGTERM);
	if (fault.strike == STRIKE_DONE_BUT)
		errno = fault.errnum;
	return fault.strike == STRIKE_DONE_BUT;
}

static inline bool fault_pretends(void)
{
	return fault.armed && fault.calls == fault.at && fault.strike == STRIKE_PRETEND;
}

static inline size_t fault_share(size_t count)
{
	return fault.armed && fault.calls == fault.at && fault.strike == STRIKE_SHORT && count > 1 ? count / 2 : count;
}

static inline void *fault_held(void *memory)
{
	fault.held += fault.armed && memory;
	return memory;
}

static inline bool allocates(const char *name)
{
	return strcmp(name, "malloc") == 0 || strcmp(name, "calloc") == 0 || strcmp(name, "realloc") == 0 || strcmp(name, "reallocarray") == 0 ||
	       strcmp(name, "strdup") == 0;
}

#define WRAP(type, name, wrapper, failed, parameters, real_call) \
	type __real_##name parameters; \
	type wrapper parameters; \
	type wrapper parameters \
	{ \
		if (fault_before(#name)) \
			return failed; \
		type result = real_call; \
		return fault_after() ? failed : result; \
	}

int __real_unlinkat(int at, const char *name, int flags);
static inline int unlink_unless_it_stays(int at, const char *name, int flags)
{
	if (!fault.armed || !fault.temps_stay || !strstr(name, ".kaudit-"))
		return __real_unlinkat(at, name, flags);
	errno = EPERM;
	return -1;
}

int __real_fcntl(int fd, int command, ...);
int __real_openat(int at, const char *name, int flags, ...);

/* clang-format off */
WRAP(ssize_t, read, __wrap_read, -1, (int fd, void *at, size_t count), __real_read(fd, at, fault_share(count)))
WRAP(ssize_t, write, __wrap_write, -1, (int fd, const void *at, size_t count), fault_pretends() ? (ssize_t)count : __real_write(fd, at, fault_share(count)))
WRAP(int, fsync, __wrap_fsync, -1, (int fd), __real_fcntl(fd, F_GETFD) < 0 ? -1 : 0)
WRAP(int, fstat, __wrap_fstat, -1, (int fd, struct stat *status), __real_fstat(fd, status))
WRAP(int, fstatat, __wrap_fstatat, -1, (int at, const char *name, struct stat *status, int flags), __real_fstatat(at, name, status, flags))
WRAP(int, fstatfs, __wrap_fstatfs, -1, (int fd, struct statfs *status), __real_fstatfs(fd, status))
WRAP(int, statx, __wrap_statx, -1, (int at, const char *name, int flags, unsigned mask, struct statx *status), __real_statx(at, name, flags, mask, status))
WRAP(int, faccessat, __wrap_faccessat, -1, (int at, const char *name, int mode, int flags), __real_faccessat(at, name, mode, flags))
WRAP(int, flock, __wrap_flock, -1, (int fd, int operation), __real_flock(fd, operation))
WRAP(int, fchown, __wrap_fchown, -1, (int fd, uid_t uid, gid_t gid), __real_fchown(fd, uid, gid))
WRAP(int, fchmod, __wrap_fchmod, -1, (int fd, mode_t mode), fault_pretends() ? 0 : __real_fchmod(fd, mode))
WRAP(int, mkdirat, __wrap_mkdirat, -1, (int at, const char *name, mode_t mode), __real_mkdirat(at, name, mode))
WRAP(int, unlinkat, __wrap_unlinkat, -1, (int at, const char *name, int flags), unlink_unless_it_stays(at, name, flags))
WRAP(int, renameat, __wrap_renameat, -1, (int from, const char *old, int to, const char *new), __real_renameat(from, old, to, new))
WRAP(int, linkat, __wrap_linkat, -1, (int from, const char *old, int to, const char *new, int flags), __real_linkat(from, old, to, new, flags))
WRAP(ssize_t, readlinkat, __wrap_readlinkat, -1, (int at, const char *name, char *text, size_t size), __real_readlinkat(at, name, text, size))
WRAP(ssize_t, flistxattr, __wrap_flistxattr, -1, (int fd, char *list, size_t size), __real_flistxattr(fd, list, size))
WRAP(ssize_t, fgetxattr, __wrap_fgetxattr, -1, (int fd, const char *name, void *value, size_t size), __real_fgetxattr(fd, name, value, size))
WRAP(int, fsetxattr, __wrap_fsetxattr, -1, (int fd, const char *name, const void *value, size_t size, int flags), __real_fsetxattr(fd, name, value, size, flags))
WRAP(int, fremovexattr, __wrap_fremovexattr, -1, (int fd, const char *name), __real_fremovexattr(fd, name))
WRAP(ssize_t, getrandom, __wrap_getrandom, -1, (void *at, size_t size, unsigned flags), __real_getrandom(at, size, flags))
WRAP(DIR *, fdopendir, __wrap_fdopendir, NULL, (int fd), __real_fdopendir(fd))
WRAP(struct dirent *, readdir, __wrap_readdir, NULL, (DIR *listing), __real_readdir(listing))
WRAP(void *, malloc, __wrap_malloc, NULL, (size_t size), fault_held(__real_malloc(size)))
WRAP(void *, calloc, __wrap_calloc, NULL, (size_t count, size_t size), fault_held(__real_calloc(count, size)))
WRAP(char *, strdup, __wrap_strdup, NULL, (const char *text), fault_held(__real_strdup(text)))
/* clang-format on */

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size)
{
	if (fault_before("realloc"))
		return NULL;
	void *result = __real_realloc(memory, size);
	if (!memory)
		fault_held(result);
	fault_after();
	return result;
}

void *__real_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size)
{
	if (fault_before("reallocarray"))
		return NULL;
	void *result = __real_reallocarray(memory, count, size);
	if (!memory)
		fault_held(result);
	fault_after();
	return result;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
	fault.held -= fault.armed && memory;
	__real_free(memory);
}

/* A descriptor is closed even when close reports an error. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	bool fails = fault_before("close");
	int errnum = errno, result = __real_close(fd);
	if (fails)
		errno = errnum;
	return fails || fault_after() ? -1 : result;
}

static inline mode_t mode_of(int flags, va_list more)
{
	return flags & O_CREAT ? va_arg(more, mode_t) : 0;
}

int __wrap_openat(int at, const char *name, int flags, ...);
int __wrap_openat(int at, const char *name, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	mode_t mode = mode_of(flags, more);
	va_end(more);
	if (fault_before("openat"))
		return -1;
	int result = __real_openat(at, name, flags, mode);
	fault_after();
	return result;
}

int __wrap_open(const char *name, int flags, ...);
int __wrap_open(const char *name, int flags, ...)
{
	va_list more;
	va_start(more, flags);
	mode_t mode = mode_of(flags, more);
	va_end(more);
	if (fault_before("open"))
		return -1;
	int result = __real_openat(AT_FDCWD, name, flags, mode);
	fault_after();
	return result;
}

/* Of the library's, only F_DUPFD_CLOEXEC. */
int __wrap_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
	va_list more;
	va_start(more, command);
	int lowest = command == F_DUPFD_CLOEXEC ? va_arg(more, int) : 0;
	va_end(more);
	if (fault_before("fcntl"))
		return -1;
	int result = __real_fcntl(fd, command, lowest);
	fault_after();
	return result;
}

/* Of the library's, only renameat2. */
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	va_list more;
	va_start(more, number);
	int from = va_arg(more, int);
	const char *old = va_arg(more, const char *);
	int to = va_arg(more, int);
	const char *new = va_arg(more, const char *);
	unsigned flags = va_arg(more, unsigned);
	va_end(more);
	if (fault_before("renameat2"))
		return -1;
	errno = EINVAL;
	long result = fault.plain_rename ? -1 : __real_syscall(number, from, old, to, new, flags);
	return fault_after() ? -1 : result;
}

#endif
