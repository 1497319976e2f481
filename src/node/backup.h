/* backup: the bytes of a manifest, kept before they are replaced. */
#ifndef KAUDIT_NODE_BACKUP_H
#define KAUDIT_NODE_BACKUP_H

#include "node/file.h"

#define BACKUP_DIRECTORY "/var/lib/kaudit/backups"
#define BACKUP_UNDONE ".undone"

/*
 * Refused: a DIRECTORY below FILE's root that is or lies in the manifest's (the kubelet would run the backup), that others could change, or
 * that is something else.
 */
int backup_check(const struct file *file, const char *directory, struct error *err);

/*
 * Writes FILE's content as DIRECTORY/NAME.<UTC time with microseconds>, 0600, synced; "kube-apiserver.yaml.20260102T030405.123456Z". UNDONE:
 * a restore is going to replace it, and ".undone" follows, so that another restore does not bring it back (node/backups). DIRECTORY
 * lies below FILE's root and is made, 0700, if it is missing. A taken name is never overwritten; it gets ".1", ".2" … Refused: what
 * backup_check refuses.
 *
 * NOW is passed in. *ret_path: where it lies, with the root; to be freed. The text of a failure ends in "; unchanged": the manifest is.
 */
int backup_make(const struct file *file, const char *directory, struct timespec now, bool undone, char **ret_path, struct error *err);

#endif
