/*
 * trace: runs a program and looks at its system calls, or does something just before one of them.
 *
 *     trace at CALL[:N] COMMAND -- PROGRAM…   runs COMMAND (sh; $TRACED is the program's id) when PROGRAM is about to make its Nth CALL
 *     trace writes -- PROGRAM…                names each call that could change a file system, on standard error; status 99 if there is one
 *     trace alone -- PROGRAM…                 the same for each call that starts a thread or another program, or opens a socket
 *     trace count -- PROGRAM…                 how many system calls, on standard error
 *
 * The status is PROGRAM's, 128 + its signal, or 97: CALL was never made. 98: trace itself failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_MADE = 97, BROKEN = 98, FOUND = 99 };

enum kind { OTHER, WRITES, REACHES /* beyond this thread */ };

struct call {
	const char *name;
	long number;
	enum kind kind;
};

/* One name for the old and the new form of a call: which of them the C library makes differs between architectures. */
static const struct call calls[] = {
        {"flock", SYS_flock, OTHER},
        {"fsync", SYS_fsync, WRITES},
        {"fchmod", SYS_fchmod, WRITES},
        {"fchown", SYS_fchown, WRITES},
        {"fchownat", SYS_fchownat, WRITES},
        {"fchmodat", SYS_fchmodat, WRITES},
        {"mkdirat", SYS_mkdirat, WRITES},
        {"unlinkat", SYS_unlinkat, WRITES},
        {"linkat", SYS_linkat, WRITES},
        {"symlinkat", SYS_symlinkat, WRITES},
        {"mknodat", SYS_mknodat, WRITES},
        {"renameat", SYS_renameat2, WRITES},
        {"ftruncate", SYS_ftruncate, WRITES},
        {"truncate", SYS_truncate, WRITES},
        {"utimensat", SYS_utimensat, WRITES},
        {"setxattr", SYS_setxattr, WRITES},
        {"setxattr", SYS_lsetxattr, WRITES},
        {"fsetxattr", SYS_fsetxattr, WRITES},
        {"fremovexattr", SYS_fremovexattr, WRITES},
        {"fallocate", SYS_fallocate, WRITES},
        {"copy_file_range", SYS_copy_file_range, WRITES},
        {"sendfile", SYS_sendfile, WRITES},
        {"write", SYS_write, OTHER},
        {"openat", SYS_openat, OTHER},
        {"exit_group", SYS_exit_group, OTHER},
        {"clone", SYS_clone, REACHES},
        {"clone3", SYS_clone3, REACHES},
        {"execve", SYS_execve, REACHES},
        {"execveat", SYS_execveat, REACHES},
        {"socket", SYS_socket, REACHES},
        {"socketpair", SYS_socketpair, REACHES},
        {"io_uring_setup", SYS_io_uring_setup, REACHES},
        {"openat2", SYS_openat2, WRITES}, /* how it opens lies in memory */
#ifdef SYS_renameat
        {"renameat", SYS_renameat, WRITES},
#endif
#ifdef SYS_fork
        {"clone", SYS_fork, REACHES},
        {"clone", SYS_vfork, REACHES},
#endif
#ifdef SYS_rename
        {"renameat", SYS_rename, WRITES},
        {"mkdirat", SYS_mkdir, WRITES},
        {"unlinkat", SYS_unlink, WRITES},
        {"unlinkat", SYS_rmdir, WRITES},
        {"linkat", SYS_link, WRITES},
        {"symlinkat", SYS_symlink, WRITES},
        {"mknodat", SYS_mknod, WRITES},
        {"fchmodat", SYS_chmod, WRITES},
        {"fchownat", SYS_chown, WRITES},
        {"creat", SYS_creat, WRITES},
        {"open", SYS_open, WRITES},
#endif
};

static const struct call *call_of(uint64_t number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if ((uint64_t)calls[i].number == number)
			return &calls[i];
	return NULL;
}

static bool changes_files(const struct call *call, const uint64_t args[6])
{
	const uint64_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
	if (call->number == SYS_openat)
		return (args[2] & writing) != 0;
#ifdef SYS_open
	if (call->number == SYS_open)
		return (args[1] & writing) != 0;
#endif
	if (call->number == SYS_write)
		return args[0] > STDERR_FILENO;
	return call->kind == WRITES;
}

struct watch {
	const char *name, *command; /* NULL: not `at` */
	unsigned long wanted, seen, total;
	enum kind forbidden; /* OTHER: none */
	bool began; /* it is PROGRAM that runs: what comes before is the search for it */
	bool found;
};

static int broken(const char *what)
{
	fprintf(stderr, "trace: %s: %s\n", what, strerror(errno));
	return BROKEN;
}

static void at_entry(struct watch *watch, const struct __ptrace_syscall_info *info)
{
	const struct call *call = call_of(info->entry.nr);
	uint64_t args[6];
	watch->total++;
	if (!call)
		return;
	for (int i = 0; i < 6; i++)
		args[i] = info->entry.args[i];
	if (watch->forbidden == WRITES ? changes_files(call, args) : watch->forbidden == REACHES && call->kind == REACHES) {
		fprintf(stderr, "trace: %s\n", call->name);
		watch->found = true;
	}
	/* NOLINTNEXTLINE(cert-env33-c): to run the command of a test is what this is for */
	if (watch->name && strcmp(call->name, watch->name) == 0 && ++watch->seen == watch->wanted && system(watch->command) != 0)
		fprintf(stderr, "trace: failed: %s\n", watch->command);
}

static int ended(const struct watch *watch, int status)
{
	if (watch->found)
		return FOUND;
	if (watch->name && watch->seen < watch->wanted)
		return NOT_MADE;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int follow(pid_t pid, struct watch *watch)
{
	for (int status, signal = 0;; signal = 0) {
		if (waitpid(pid, &status, 0) != pid)
			return broken("waitpid");
		if (WIFEXITED(status) || WIFSIGNALED(status))
			return ended(watch, status);
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			struct __ptrace_syscall_info info = {0};
			if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info) < 0)
				return broken("ptrace");
			if (info.op == PTRACE_SYSCALL_INFO_ENTRY && watch->began)
				at_entry(watch, &info);
		} else if (WSTOPSIG(status) == SIGTRAP) {
			watch->began = true;
		} else {
			signal = WSTOPSIG(status);
		}
		if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)signal) < 0 && errno != ESRCH)
			return broken("ptrace");
	}
}

static int run(char *const program[], struct watch *watch)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 && raise(SIGSTOP) == 0)
			execvp(program[0], program);
		_exit(broken(program[0]));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return broken("start");
	char id[32];
	snprintf(id, sizeof(id), "%d", (int)pid);
	setenv("TRACED", id, 1);
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(intptr_t)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) < 0 ||
	    ptrace(PTRACE_SYSCALL, pid, NULL, NULL) < 0)
		return broken("ptrace");
	return follow(pid, watch);
}

int main(int argc, char *argv[])
{
	struct watch watch = {.wanted = 1};
	int program = 3;
	char call[64];
	if (argc > 5 && strcmp(argv[1], "at") == 0 && strcmp(argv[4], "--") == 0) {
		snprintf(call, sizeof(call), "%s", argv[2]);
		char *colon = strchr(call, ':');
		if (colon) {
			*colon = '\0';
			watch.wanted = strtoul(colon + 1, NULL, 10);
		}
		watch.name = call;
		watch.command = argv[3];
		program = 5;
	} else if (argc > 3 && strcmp(argv[2], "--") == 0) {
		watch.forbidden = strcmp(argv[1], "writes") == 0 ? WRITES : strcmp(argv[1], "alone") == 0 ? REACHES : OTHER;
	} else {
		fprintf(stderr, "usage: trace at CALL[:N] COMMAND -- PROGRAM…, trace writes|alone|count -- PROGRAM…\n");
		return BROKEN;
	}
	int status = run(argv + program, &watch);
	if (strcmp(argv[1], "count") == 0)
		fprintf(stderr, "%lu system calls\n", watch.total);
	return status;
}
