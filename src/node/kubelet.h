/*
 * kubelet: does a kubelet of this machine take its static pods from this directory?
 *
 * Sources: cmd/kubelet/app/options (--pod-manifest-path, --config), pkg/apis KubeletConfiguration (staticPodPath). Its paths are
 * looked up as it sees them, below /proc/PID/root, and directories are compared by device and inode: a kubelet in
 * another mount namespace is told from one that watches ours. PROC as in node/process.
 */
#ifndef KAUDIT_NODE_KUBELET_H
#define KAUDIT_NODE_KUBELET_H

#include <sys/stat.h>

#include "base/error.h"

enum kubelet_answer {
	KUBELET_NONE,      /* none runs */
	KUBELET_ELSEWHERE, /* those that run take their pods from other directories */
	KUBELET_WATCHES,   /* one does */
	KUBELET_UNKNOWN,   /* one runs whose directory can't be known */
};

/* DIRECTORY: the status of the directory asked about. -1: /proc can't be read. */
int kubelet_watches(const char *proc, const struct stat *directory, enum kubelet_answer *ret_answer, struct error *err);

#endif
