/*
 * manifest: a static-pod manifest, read as the kubelet and kube-apiserver read it.
 *
 * Finds the API server's container, its words (command, then args), mounts,
 * volumes and identity, each with the node it came from. Everything is borrowed from
 * the tree. Looking up a volume by name is O(log n) or better: manifests of 10 MiB stay fast.
 *
 * Sources: pkg/kubelet/config/common.go (decoding), pkg/apis/core/types.go,
 * pkg/apis/core/validation (names, paths), expansion of $(VAR): third_party/forked/golang/expansion.
 */
#ifndef KAUDIT_POD_MANIFEST_H
#define KAUDIT_POD_MANIFEST_H

#include <sys/types.h>

#include "yaml/tree.h"

struct word {
	node_id node; /* item of command or args */
	node_id list; /* the sequence it stands in */
	struct span text; /* decoded; aliases resolved; $(VAR) not expanded */
};

struct mount {
	node_id node; /* the item of volumeMounts */
	struct span name, path, sub_path;
	node_id path_node, read_only_node; /* 0: key not there */
	bool read_only;
	bool expands;      /* has a subPathExpr: where on the host it leads is known only at run time */
	struct span clean; /* path, absolute and clean (base/path) */
};

struct volume {
	node_id node; /* the item of volumes */
	struct span name;
	bool is_host_path;
	struct span host_path, type; /* of a hostPath volume */
	node_id host_path_node, type_node;
};

struct manifest {
	const struct tree *tree;
	node_id spec, container;
	node_id command, args;          /* sequences; 0 or a null or empty node if not given */
	node_id mounts_node, volumes_node; /* 0 if the key is missing */
	struct word *words; /* a null item counts as an empty word, as it does for the kubelet */
	size_t word_count, first_flag; /* words[first_flag…] are the API server's own: behind kube-apiserver, "hyperkube apiserver" … */
	struct mount *mounts;
	size_t mount_count;
	struct volume *volumes;
	size_t volume_count;
	size_t *volumes_by_name; /* indices of volumes, sorted by name */
	size_t *mounts_by_path;  /* indices of mounts, sorted by clean path; equal ones in the order of the list */
	struct buf paths;        /* what the mounts' clean paths lie in */
	struct span name, namespace, container_name, image; /* namespace: "default" if none is given, as the kubelet fills it in */
	unsigned minor;                /* 1.MINOR of the image's tag; 0: not known (a digest, `latest`) */
	int64_t run_as_user, run_as_group; /* container's, else pod's; -1: not set */
	node_id metadata, annotations; /* 0 if the key is missing */
};

#define MANIFEST_EMPTY ((struct manifest){ 0 })
#define MANIFEST_AUTO __attribute__((cleanup(manifest_release)))

/*
 * CONTAINER names the container to take, NULL: choose by command, then by name.
 * -1 with a place, and what would be right: not a Pod, no or several kube-apiserver
 * containers, a second document, arguments inside a shell, duplicate keys, templates,
 * aliases or merge keys where something has to be read, wrong types.
 */
int manifest_read(const struct tree *tree, const char *container, struct manifest *ret_manifest, struct error *err);
void manifest_release(struct manifest *manifest);

/*
 * Which pod a file of the manifest directory defines: two files with the same identity are one pod to the kubelet, and
 * one of them wins. Lenient: false when it is no Pod (v1) with a name. Borrowed from the tree.
 */
bool manifest_identity(const struct tree *tree, struct span *ret_namespace, struct span *ret_name);

/* NULL if no volume has that name. */
const struct volume *manifest_volume(const struct manifest *manifest, struct span name);

#endif
