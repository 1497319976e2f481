/*
 * host_policy: the audit policy that the API server is going to load, judged before the manifest is touched.
 *
 * It is judged as kube-apiserver of the manifest's version does (audit/policy), and linted. Its checksum goes into the
 * pod as an annotation: the policy is read at start only, and only a changed pod is started again.
 */
#ifndef KAUDIT_CLI_HOST_POLICY_H
#define KAUDIT_CLI_HOST_POLICY_H

#include "base/sha256.h"
#include "cli/outcome.h"
#include "node/file.h"

struct host_policy {
	char sha256[SHA256_TEXT_SIZE]; /* "": there is no policy, or no checksum is wanted */
	bool is_newer;                 /* than the API server that runs with this manifest */
	char *path;                    /* on the host, below the root; NULL: none */
	struct buf source;             /* its bytes; empty: there is none */
	bool ships;                    /* --init-policy, and the file is not there: it is to be written */
};

#define HOST_POLICY_AUTO __attribute__((cleanup(host_policy_release)))
void host_policy_release(struct host_policy *policy);

/*
 * PATH: what plan_make found (plan.policy_host); NULL: no policy. A file that is missing is left to host_check_paths. Warnings go
 * to the outcome. -1: refused, with a place in the policy, unless --no-policy-check.
 */
int host_policy_read(const struct options *options, const struct file *manifest_file, const struct manifest *manifest, const char *path,
                     struct host_policy *ret_policy, struct outcome *outcome, struct error *err);

/* Writes the shipped policy, if that is wanted: 0600, for the user that the API server runs as; never over another. */
int host_policy_make(const struct file *manifest_file, const struct manifest *manifest, const struct host_policy *policy, struct error *err);

/*
 * Warns when the log may outgrow its file system, or has no bound in this version. MANIFEST is the one after the edit.
 * Refused: a read-only file system, if there is something to change; else that is a warning, too.
 */
int host_check_space(const struct file *manifest_file, const struct manifest *manifest, unsigned minor, const char *log_host, struct outcome *outcome,
                     struct error *err);

#endif
