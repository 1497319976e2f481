/* obstacle: what keeps a file from being replaced by a rename, in words; errno alone (EBUSY, EPERM) tells nobody. */
#ifndef KAUDIT_NODE_OBSTACLE_H
#define KAUDIT_NODE_OBSTACLE_H

#include "node/file.h"

/*
 * 0: none is seen. -1: the file is a mount point (bind mount), it or its directory is immutable or append-only, the file
 * system is read-only, the directory cannot be written. What the kernel doesn't tell counts as no obstacle: the rename will show it.
 */
int obstacle_check(const struct file *file, struct error *err);

#endif
