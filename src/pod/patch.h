/*
 * patch: the whole pure half in one call: a manifest's bytes + wishes → the bytes to install, or the way back.
 *
 * A plan is made on what libyaml reads, as the kubelet does. Only where there is something to change, libfyaml reads the original, too, must
 * find the same in it, and says where every byte of it lies; so what stays has been read by both. The result is read by libyaml, must be the
 * original with the plan's edits and nothing else, and leave nothing to plan (a failure of that is ERROR_BUG, "bug in kaudit: …"). JSON is
 * read as JSON and by libyaml, original and result alike.
 */
#ifndef KAUDIT_POD_PATCH_H
#define KAUDIT_POD_PATCH_H

#include "pod/plan.h"

struct reading { /* a manifest and the tree that it borrows from */
	struct tree tree;
	struct manifest manifest;
};

struct patch {
	const char *container; /* as given; NULL: chosen */
	struct plan plan;      /* its edits are done: in `result` */
	struct buf result;     /* PATCH_CHANGED: the bytes to install */
	struct reading before; /* of the source, which must outlive it */
	struct reading after;  /* of `result`; empty after PATCH_NOTHING */
};

#define PATCH_EMPTY ((struct patch){ 0 })
#define PATCH_AUTO __attribute__((cleanup(patch_release)))

enum { PATCH_NOTHING = 0, PATCH_CHANGED = 1 };

/*
 * First: patch->before is read. -1: refused (with a place, but no path: see error_path), or no
 * memory. CONTAINER, borrowed, as in manifest_read. *patch must be PATCH_EMPTY, must not be moved afterwards (its parts
 * point to each other), and is to be released in any case.
 */
int patch_read(struct span source, const char *container, struct patch *patch, struct error *err);

/* Then the plan, but for the policy's checksum: it says where the policy lies (plan.policy_host). -1: refused, or no memory. */
int patch_begin(struct patch *patch, const struct wishes *wishes, struct error *err);

/* The checksum, and the edits. PATCH_NOTHING, PATCH_CHANGED, or -1: refused (the two readers may differ), no memory, or a bug of ours. */
int patch_finish(struct patch *patch, const struct wishes *wishes, struct error *err);

/* All three. */
int patch_make(struct span source, const char *container, const struct wishes *wishes, struct patch *patch, struct error *err);

/* The same with plan_remove. */
int patch_remove(struct span source, const char *container, struct patch *patch, struct error *err);

void patch_release(struct patch *patch);

#endif
