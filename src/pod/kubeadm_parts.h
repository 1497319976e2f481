/*
 * kubeadm_parts: the steps of kubeadm_emit; for kubeadm*.c only.
 */
#ifndef KAUDIT_POD_KUBEADM_PARTS_H
#define KAUDIT_POD_KUBEADM_PARTS_H

#include "pod/args.h"
#include "pod/kubeadm.h"

enum { NEEDS_MAX = 3 }; /* policy, log, webhook */

struct need { /* how the file of a path flag is reached; not what kubeadm mounts on its own account */
	const struct mount *mount;
	const struct volume *volume;
};

struct needs { /* what auditing takes, in the order in which it is written */
	const struct manifest *manifest;
	struct args args;
	struct buf values[FLAG_LIMIT]; /* of the flags in force, by flag_index, to be written; without references to variables */
	struct need list[NEEDS_MAX];   /* no mount twice; a volume may be */
	size_t count;
};

#define NEEDS_AUTO __attribute__((cleanup(needs_release)))

int needs_read(const struct manifest *manifest, struct needs *ret_needs, struct error *err);
void needs_release(struct needs *needs);
bool needs_volume_before(const struct needs *needs, size_t index); /* an earlier need has this one's volume */

/* A volume that kubeadm makes without being told. */
bool kubeadm_owns(struct span volume);

#define PLACE_NONE SIZE_MAX

struct listed {           /* an item of volumes or volumeMounts */
	struct span name; /* the volume's */
	node_id node;
	size_t place; /* in the list that kubeadm writes; PLACE_NONE: it is not from kubeadm */
};

/* Both lists, judged; to be freed, also after a failure. */
int list_volumes(const struct manifest *manifest, struct listed **ret_list, struct error *err);
int list_mounts(const struct manifest *manifest, struct listed **ret_list, struct error *err);

int span_compare(struct span a, struct span b);

/* Appends a node as a YAML flow value on one line. Refused: aliases, merge keys. */
int flow_add(const struct tree *tree, node_id node, struct buf *out, struct error *err);

int kubeadm_patch(const struct needs *needs, struct buf *out, struct error *err);
int kubeadm_config(const struct needs *needs, bool args_as_list, struct buf *out, struct error *err);

#endif
