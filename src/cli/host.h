/*
 * host: what only the machine can say of a plan, and what it has to be given before the manifest changes.
 *
 * Paths are those of the plan, below the manifest's root. Nothing here writes but host_make.
 */
#ifndef KAUDIT_CLI_HOST_H
#define KAUDIT_CLI_HOST_H

#include "cli/host_policy.h"
#include "cli/outcome.h"
#include "node/file.h"
#include "pod/patch.h"

/*
 * Refused: other files of the manifest's directory that define the same pod, since the kubelet runs any one of them. Each is named in a
 * warning; with ALLOW that is all.
 */
int host_check_strays(const struct file *file, const struct manifest *manifest, bool allow, struct outcome *outcome, struct error *err);

/*
 * Refused: a path of the plan that is missing, of the wrong kind, or in the manifest's directory, and, if something changes, a way to the log
 * by a link that others could have put there (trust_links); with options->files_may_follow a file that is missing is a warning. Directories
 * that host_make would make go to outcome->made. What POLICY holds has been read, or is going to be there.
 */
int host_check_paths(const struct options *options, const struct file *file, const struct plan *plan, const struct manifest *manifest,
                     const struct host_policy *policy, struct outcome *outcome, struct error *err);

/*
 * A file that the API server of MANIFEST reads when it starts. Refused: one that anybody but root could change or swap (FILE_TRUSTED), and
 * so have less recorded tomorrow. The file itself, but no directory, may belong to the user that the API server runs as.
 */
int host_load(const char *root, const char *path, const struct manifest *manifest, struct file *ret_file, struct error *err);

/* Warns of what the user that MANIFEST runs the API server as can't read, or can't log to; by owner, group and mode (node/access). */
int host_check_access(const struct file *file, const struct plan *plan, const struct manifest *manifest, struct outcome *outcome,
                      struct error *err);

/* Refused: a backup directory in the manifest's directory, or that others could change. */
int host_check_backup(const struct file *file, const char *directory, struct error *err);

/* If host_check_paths found it missing: makes the log's directory, 0700, for the user that MANIFEST runs the API server as. */
int host_make(const struct file *file, const struct plan *plan, const struct manifest *manifest, const struct outcome *outcome, struct error *err);

#endif
