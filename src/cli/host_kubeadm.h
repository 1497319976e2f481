/*
 * host_kubeadm: the patch file out of which kubeadm makes the audit settings again whenever it writes the manifest anew (pod/kubeadm).
 *
 * It is written last, when the new API server is proven: what was rolled back must not come back with the next upgrade, and
 * what stays in force after a roll-back is what an older patch file says. All that can be refused is refused before
 * the manifest is touched. A file of that name that is not ours is never written over and never taken away.
 */
#ifndef KAUDIT_CLI_HOST_KUBEADM_H
#define KAUDIT_CLI_HOST_KUBEADM_H

#include "cli/outcome.h"
#include "node/file.h"

/*
 * What lies in DIRECTORY (below ROOT) under the patch file's name, compared with the patch for MANIFEST; NULL: none is wanted, so that ours
 * is stale. PATCH_FILE_UNKNOWN: it can't be read, or there is no patch for MANIFEST. -1: no memory.
 */
int host_kubeadm_look(const char *root, const char *directory, const struct manifest *manifest, struct patch_file *ret_found,
                      struct error *err);

/*
 * For a DIRECTORY that is to be written to: the same, compared with TEXT. Refused: one in the manifest's directory, a way to it that others
 * could change, a file that is not ours or can't be read. *ret_missing: the directory is not there.
 */
int host_kubeadm_check(const struct file *manifest_file, const char *directory, struct span text, struct patch_file *ret_found,
                       bool *ret_missing, struct error *err);

/* Makes the directory, 0700, with its parents: kubeadm refuses one that is missing. */
int host_kubeadm_make(const char *root, const char *directory, struct error *err);

/* Writes the file, 0600, or in the place of the one that is there with its owner and mode. Refused: it is not ours (any more). */
int host_kubeadm_write(const char *root, const char *directory, struct span text, struct error *err);

/* Takes the file away, if there is one. Refused: it is not ours (any more). */
int host_kubeadm_remove(const char *root, const char *directory, struct error *err);

/* "absent", "in-step" …; NULL for PATCH_FILE_NONE. */
const char *host_kubeadm_word(enum patch_file_state state);

#endif
