/*
 * host_profile: what the benchmark of --profile will still find wrong after the run. It is told, never refused: much of it (the policy's
 * content, the manifest's owner) is not this program's to decide.
 */
#ifndef KAUDIT_CLI_HOST_PROFILE_H
#define KAUDIT_CLI_HOST_PROFILE_H

#include <sys/stat.h>

#include "cli/outcome.h"

struct host_profile { /* what is known besides the manifest */
	const char *manifest_path;
	const struct stat *status; /* the manifest's; NULL: not known, or below --root */
	struct span policy;        /* the bytes of the audit policy; empty: not known */
	const char *policy_path;
};

/* MANIFEST: as it is after the edit. Adds a warning for each of the profile's items that fails; nothing without a profile. */
int host_profile_check(const struct options *options, const struct manifest *manifest, const struct host_profile *known,
                       struct outcome *outcome, struct error *err);

#endif
