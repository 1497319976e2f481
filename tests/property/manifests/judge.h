/*
 * judge: is AFTER what BEFORE should have become, given the wishes? By rules of its own, not by the program's plan.
 */
#ifndef MANIFESTS_JUDGE_H
#define MANIFESTS_JUDGE_H

#include "pod/plan.h"
#include "view.h"
#include "yaml/splice.h"

struct judge {
	const struct view *before, *after;
	bool changed; /* the run changed something */
	const struct wishes *wishes;
	struct buf *complaints; /* one line each */
};

/* All that has nothing to do with auditing is as it was. */
void judge_rest(const struct judge *judge);

/* Flags, mounts and volumes are as wished; everything else is as it was. */
void judge_pod(const struct judge *judge);

/* No byte of a scalar is dropped that has nothing to do with auditing. */
void judge_changes(const struct judge *judge, const struct changes *changes);

/* After the way back: nothing of auditing is left, and the rest is as it was. */
void judge_removed(const struct judge *judge);

/* For the files of this module. */
void judge_flags(const struct judge *judge);
void judge_mounts(const struct judge *judge);
/* A mount of the original that a path flag of the original leads to, or its volume: these may change. */
bool judge_may_change_mount(const struct judge *judge, const struct view_mount *mount);
bool judge_may_change_volume(const struct judge *judge, const struct view_volume *volume);
/* The value of a path flag in VIEW as kube-apiserver gets it, without needless slashes and dots; empty: not given, or "-". */
void judge_path(const struct view *view, const struct flag *flag, struct buf *ret_path);
bool judge_is_path(const struct flag *flag);

#endif
