/*
 * mounts: which host path does a path in the container show, and back.
 *
 * Source: the longest mountPath that is the path or a directory above it decides; a subPath is joined to the
 * volume's path; only hostPath volumes have a host side. Paths are compared cleaned, as Go's path.Clean does.
 */
#ifndef KAUDIT_POD_MOUNTS_H
#define KAUDIT_POD_MOUNTS_H

#include "base/path.h" /* paths are compared clean */
#include "pod/manifest.h"

/* The mount that decides what PATH (absolute, in the container) is; NULL: none, it is in the image or the container's own layer. */
const struct mount *mounts_at(const struct manifest *manifest, struct span path);

/* The mount's volume if it is a hostPath, else NULL. */
const struct volume *mounts_host_volume(const struct manifest *manifest, const struct mount *mount);

/* The host path behind a path in the container; empty if it has none. */
int mounts_to_host(const struct manifest *manifest, struct span path, struct buf *ret_host, struct error *err);

/* The container path under which HOST is seen (and writable, if WRITABLE) through an existing mount, longest prefix first; *ret_mount NULL if there is none. */
int mounts_to_container(const struct manifest *manifest, struct span host, bool writable, const struct mount **ret_mount, struct buf *ret_path, struct error *err);

#endif
