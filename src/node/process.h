/*
 * process: which process is it, judged by its command line, and when did it begin (proc(5)).
 *
 * A container's processes are seen from the node, in its own PID namespace. A PID may be used again: a process
 * is told by PID and start together. PROC is "/proc"; a test passes a tree of its own.
 */
#ifndef KAUDIT_NODE_PROCESS_H
#define KAUDIT_NODE_PROCESS_H

#include <sys/types.h>

#include "base/buf.h"

#define PROCESS_CMDLINE_MAX (4u << 20) /* bytes; no argument list that the kernel takes is longer */

struct process { /* pid 0: none */
	pid_t pid;
	uint64_t start; /* clock ticks after the machine's start */
};

/* Hands every process and its command line (words, each ended by a NUL; empty for kernel threads) to SEE. -1: /proc can't be read. */
typedef void process_see(void *context, pid_t pid, struct span cmdline);
int process_each(const char *proc, process_see *see, void *context, struct error *err);

/* How well CMDLINE (words, each ended by a NUL) fits: 0 not at all; of those that fit the smallest wins, then the youngest. */
typedef size_t process_judge(void *context, struct span cmdline);

/* Of the processes that began at or after NOT_BEFORE (clock ticks; 0: ever). *ret_process has pid 0 if there is none. -1: /proc can't be read. */
int process_find(const char *proc, uint64_t not_before, process_judge *judge, void *context, struct process *ret_process, struct error *err);

/* The present moment in clock ticks after the machine's start, comparable with `start`. */
uint64_t process_now(void);

#endif
