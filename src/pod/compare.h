/* compare: in which audit flags, mounts, volumes and annotation of ours two manifests differ, as a plan would report it. */
#ifndef KAUDIT_POD_COMPARE_H
#define KAUDIT_POD_COMPARE_H

#include "pod/plan.h"

/* Appends to plan->items what it takes from BEFORE to AFTER. -1: an audit flag without its value (with a place), or no memory. */
int compare_manifests(const struct manifest *before, const struct manifest *after, struct plan *plan, struct error *err);

/* 1: this manifest turns audit logging on: it names a policy, and a log or a webhook. 0: it does not. -1 as above. */
int compare_is_on(const struct manifest *manifest, struct error *err);

#endif
