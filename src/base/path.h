/*
 * path: absolute paths as text, without a look at any file system.
 *
 * Clean is what Go's path.Clean makes of a rooted path: no empty or "." component, ".." taken with
 * the component before it, no slash at the end but for "/" itself.
 */
#ifndef KAUDIT_BASE_PATH_H
#define KAUDIT_BASE_PATH_H

#include "base/buf.h"

/* Appends the clean form; a relative path is taken from "/". */
void path_clean(struct span path, struct buf *out);

/* The same without allocating: ROOM has path.length + 1 bytes. Returns the length; no NUL is written. */
size_t path_clean_into(struct span path, char *room);

/* PARENT is PATH or a directory above it (both clean). */
bool path_covers(struct span parent, struct span path);

struct span path_directory(struct span path); /* of a clean path: "/a" for "/a/b"; "/" for "/a" and "/" */
struct span path_name(struct span path);      /* what stands behind the last '/' */

/* Whether a component is "..". */
bool path_steps_back(struct span path);

#endif
