/*
 * strays: the other files that the kubelet reads beside the manifest.
 *
 * Source: kubelet/config/file.go: every entry that does not begin with '.' and is, links followed, a regular file; at most 10 MiB each.
 */
#ifndef KAUDIT_NODE_STRAYS_H
#define KAUDIT_NODE_STRAYS_H

#include "node/file.h"

/* What is known of one: its CONTENT, or, if it can't be read, WHY (content empty, *why filled). The names come sorted by byte. Not 0 ends the listing. */
typedef int stray_visit(void *context, const char *path, struct span content, const struct error *why, struct error *err);

/* Shows every file but FILE's own name in the directory that the kubelet watches. 0, -1, or what VISIT returned. */
int strays_each(const struct file *file, stray_visit *visit, void *context, struct error *err);

#endif
