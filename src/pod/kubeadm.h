/*
 * kubeadm: a manifest's audit settings in the forms that `kubeadm upgrade` keeps.
 *
 * kubeadm makes the manifest anew out of its own configuration (the ConfigMap kubeadm-config) whenever it upgrades
 * the control plane. An edit of the file is lost then, unless the configuration says the same, or a file of the patches
 * directory, which kubeadm applies to the manifest that it has just made.
 *
 * All three forms are read out of the manifest as it is *after* the edit: every audit flag in force, with the mounts and
 * volumes that show its file, whoever wrote them. So they are the same before and after the edit: give patch.after
 * where patch_make said PATCH_CHANGED, and patch.before where there was nothing to do.
 *
 * What a patch is applied to can't be seen from here: of what the manifest holds, some comes from kubeadm's configuration
 * and will be in the new manifest already, the rest is edited or patched. For each part the patch does what is right, or stops kubeadm:
 *
 *   flags    are added behind all others, where they are in force even if the configuration has them, too (the last
 *            counts). A checker that takes the first (kube-bench) then sees the configuration's value; the file says so.
 *   volumes and mounts: a second one of the same name or path would keep the kubelet from starting the pod. kubeadm sorts
 *            them by name, with its own among them (ca-certs, k8s-certs), and writes their keys sorted. What stands in the
 *            manifest where and as kubeadm would put it is taken to be from its configuration: tested for at that place
 *            and replaced there. All else is added at the end, after a test that kubeadm has nothing at the place where it
 *            would put a volume of that name. A test that fails stops kubeadm before it touches the API server.
 *   the annotation is put, which replaces one.
 *
 * Sources: cmd/kubeadm/app/{util/patches,util/arguments,phases/controlplane,util/staticpod}, apis/kubeadm/v1beta3 and v1beta4; RFC 6902.
 */
#ifndef KAUDIT_POD_KUBEADM_H
#define KAUDIT_POD_KUBEADM_H

#include "pod/manifest.h"

enum kubeadm_kind {
	KUBEADM_PATCH,   /* a JSON patch, as YAML; its first line is a comment: the file's name */
	KUBEADM_V1BETA3, /* apiServer.extraArgs and extraVolumes, to be merged into a ClusterConfiguration; v1beta2 has the same form */
	KUBEADM_V1BETA4, /* the same, with extraArgs as a list */
};

#define KUBEADM_PATCH_FILE "kube-apiserver+json.yaml" /* kubeadm reads target and kind of a patch from its file's name */

/* The kind called "kubeadm-patch", "kubeadm-v1beta3" or "kubeadm-v1beta4"; false: none is. */
bool kubeadm_kind_named(struct span name, enum kubeadm_kind *ret_kind);

/*
 * Appends the text. -1: no memory, or ERROR_REFUSED with a place: a flag without its value, or with a variable whose value
 * is not in the manifest (kubeadm's has no variables: those that are known are written out); a mount or volume for which a
 * ClusterConfiguration has no words (no hostPath, subPathExpr, mountPropagation); an alias in one that a patch would have to hold.
 */
int kubeadm_emit(enum kubeadm_kind kind, const struct manifest *edited, struct buf *out, struct error *err);

/* Whether a patch file is one that kubeadm_emit made, of whatever version and settings. It is in step if it is that text to the byte. */
bool kubeadm_patch_is_ours(struct span file);

/* Whether kubeadm wrote the manifest: it has kubeadm's annotation, or kubeadm's volume for its certificates. */
bool kubeadm_wrote(const struct manifest *manifest);

#endif
