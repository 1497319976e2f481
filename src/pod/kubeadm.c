#include "pod/kubeadm.h"

#include "pod/kubeadm_parts.h"

#define MADE_BY "# Made by kaudit-enable --emit="
#define PATCH_BEGINS "# " KUBEADM_PATCH_FILE "\n" MADE_BY "kubeadm-patch"

static const char patch_head[] = PATCH_BEGINS
        ". Do not edit: kaudit-enable --patches-dir writes it anew.\n"
        "# It belongs, under this name, into a directory that kubeadm is given with --patches (1.19 to 1.21: with\n"
        "# --experimental-patches), or as patches.directory in its configuration, at every init, join and upgrade.\n"
        "# kubeadm applies it to the manifest that it makes out of its own configuration:\n"
        "#  - A flag from here comes last, and that one counts, even if apiServer.extraArgs has it, too. But kube-bench reads\n"
        "#    the first one, and what only extraArgs or extraVolumes has stays. So have audit settings either here or there\n"
        "#    (for there, see --emit=kubeadm-v1beta3 and --emit=kubeadm-v1beta4).\n"
        "#  - A volume or mount that extraVolumes has, too, would keep the API server from starting. So where volumes are not\n"
        "#    what they were when this was written, a \"test\" fails, and kubeadm stops before it touches the API server.\n"
        "#    Then take what is for auditing out of extraVolumes, or use the forms above instead of this file; if another\n"
        "#    volume came or went, correct the numbers in the paths.\n";

static const char config_head[] =
        "# Merge this into the ClusterConfiguration (apiVersion: kubeadm.k8s.io/%s)\n"
        "# in the ConfigMap kubeadm-config of the namespace kube-system. Of two arguments or volumes with one name this one is to\n"
        "# stay; audit-… arguments that are not here are to go. kubeadm then writes it into the manifest of every control-plane node\n"
        "# that it upgrades or adds: the files that are mounted have to be on each of them before.\n";

static const char *const kind_names[] = {
        [KUBEADM_PATCH] = "kubeadm-patch", [KUBEADM_V1BETA3] = "kubeadm-v1beta3", [KUBEADM_V1BETA4] = "kubeadm-v1beta4"};

bool kubeadm_kind_named(struct span name, enum kubeadm_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++)
		if (span_is(name, kind_names[i])) {
			*ret_kind = (enum kubeadm_kind)i;
			return true;
		}
	return false;
}

int kubeadm_emit(enum kubeadm_kind kind, const struct manifest *edited, struct buf *out, struct error *err)
{
	NEEDS_AUTO struct needs needs = {.args = ARGS_EMPTY};
	BUF_AUTO struct buf text = BUF_EMPTY;
	int result;
	if (needs_read(edited, &needs, err) < 0)
		return -1;
	if (kind == KUBEADM_PATCH) {
		buf_add_text(&text, patch_head);
		result = kubeadm_patch(&needs, &text, err);
	} else {
		bool beta4 = kind == KUBEADM_V1BETA4;
		buf_printf(&text, MADE_BY "%s.\n", kind_names[kind]);
		buf_printf(&text, config_head, beta4 ? "v1beta4" : "v1beta3, and v1beta2 is no different");
		result = kubeadm_config(&needs, beta4, &text, err);
	}
	if (result < 0 || buf_check(&text, err) < 0)
		return -1;
	buf_add_span(out, buf_span(&text));
	return buf_check(out, err);
}

bool kubeadm_patch_is_ours(struct span file)
{
	return span_starts(file, PATCH_BEGINS);
}

bool kubeadm_wrote(const struct manifest *manifest)
{
	const struct tree *tree = manifest->tree;
	node_id annotations = tree_resolve(tree, manifest->annotations);
	if (tree_get(tree, annotations, "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"))
		return true;
	const struct volume *certificates = manifest_volume(manifest, SPAN("k8s-certs"));
	return certificates && certificates->is_host_path;
}
