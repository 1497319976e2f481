#include "pod/manifest.h"

#include <stdlib.h>

#include "pod/field.h"
#include "pod/image.h"
#include "pod/manifest_parts.h"
#include "pod/template.h"

static int check_is_pod(const struct tree *tree, node_id root, struct error *err)
{
	struct span version, kind;
	node_id version_node, kind_node;
	if (field_text(tree, root, "apiVersion", &version, &version_node, err) < 0 ||
	    field_text(tree, root, "kind", &kind, &kind_node, err) < 0)
		return -1;
	struct span shown = span_brief(kind);
	if (kind.length == 0)
		return tree_error(tree, root, err,
		                  "no kind is given: a fragment, not a static pod's manifest; that begins with apiVersion: v1, kind: Pod");
	if (!span_is(kind, "Pod"))
		return tree_error(tree, kind_node, err,
		                  "a %.*s, not a Pod: the kubelet runs only Pods from its manifest directory; give the API server's "
		                  "own manifest, such as /etc/kubernetes/manifests/kube-apiserver.yaml",
		                  SPAN_ARG(shown));
	if (!span_is(version, "v1")) {
		shown = span_brief(version);
		return tree_error(tree, version_node ? version_node : kind_node, err, "apiVersion is '%.*s'; a Pod's is v1",
		                  SPAN_ARG(shown));
	}
	return 0;
}

static int open_root(const struct tree *tree, node_id *ret_root, struct error *err)
{
	if (tree_kind(tree, 1) == NODE_SEQUENCE)
		return tree_error(tree, 1, err,
		                  "a list, a fragment of a manifest; a static pod's manifest begins with apiVersion: v1, kind: Pod");
	if (tree_kind(tree, 1) != NODE_MAPPING)
		return tree_error(tree, 1, err,
		                  "no manifest but a single value; a static pod's manifest begins with apiVersion: v1, kind: Pod");
	return field_open(tree, 1, "the manifest", ret_root, err);
}

static int read_metadata(struct manifest *manifest, node_id root, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id metadata;
	manifest->metadata = tree_get(tree, root, "metadata");
	if (field_mapping(tree, root, "metadata", &metadata, err) < 0)
		return -1;
	if (!metadata)
		return tree_error(tree, root, err, "the pod has no metadata; the kubelet needs metadata.name");
	if (field_text(tree, metadata, "name", &manifest->name, NULL, err) < 0 ||
	    field_text(tree, metadata, "namespace", &manifest->namespace, NULL, err) < 0)
		return -1;
	if (manifest->name.length == 0)
		return tree_error(tree, metadata, err, "the pod has no name; the kubelet needs metadata.name");
	if (manifest->namespace.length == 0)
		manifest->namespace = SPAN("default");
	node_id annotations;
	manifest->annotations = tree_get(tree, metadata, "annotations");
	return field_mapping(tree, metadata, "annotations", &annotations, err);
}

static int read_spec(struct manifest *manifest, node_id root, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id spec = tree_get(tree, root, "spec");
	if (!spec || tree_is_null(tree, spec))
		return tree_error(tree, spec ? spec : root, err, "the pod has no spec: a fragment, not a whole manifest");
	if (tree_kind(tree, spec) == NODE_ALIAS)
		return tree_error(tree, spec, err, "spec is an alias; write it out here, so that it can be changed in its place");
	return field_open(tree, spec, "spec", &manifest->spec, err);
}

/* securityContext of container and pod; the container's counts, field by field. */
static int read_user(struct manifest *manifest, struct error *err)
{
	const node_id holders[] = {manifest->spec, manifest->container};
	manifest->run_as_user = manifest->run_as_group = -1;
	for (size_t i = 0; i < 2; i++) {
		node_id context;
		if (field_mapping(manifest->tree, holders[i], "securityContext", &context, err) < 0)
			return -1;
		if (context &&
		    (field_number(manifest->tree, context, "runAsUser", manifest->run_as_user, &manifest->run_as_user, err) < 0 ||
		     field_number(manifest->tree, context, "runAsGroup", manifest->run_as_group, &manifest->run_as_group, err) < 0))
			return -1;
	}
	return 0;
}

static int read_all(struct manifest *manifest, const char *container, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id root;
	if (template_check(tree->source, tree, err) < 0 || open_root(tree, &root, err) < 0 || check_is_pod(tree, root, err) < 0 ||
	    manifest_check_document(tree, err) < 0)
		return -1;
	if (read_metadata(manifest, root, err) < 0 || read_spec(manifest, root, err) < 0 ||
	    manifest_choose_container(manifest, container, err) < 0)
		return -1;
	manifest->minor = image_minor(manifest->image);
	if (read_user(manifest, err) < 0 || manifest_read_volumes(manifest, err) < 0)
		return -1;
	return manifest_read_mounts(manifest, err);
}

int manifest_read(const struct tree *tree, const char *container, struct manifest *ret_manifest, struct error *err)
{
	struct manifest manifest = {.tree = tree};
	if (read_all(&manifest, container, err) < 0) {
		manifest_release(&manifest);
		return -1;
	}
	*ret_manifest = manifest;
	return 0;
}

void manifest_release(struct manifest *manifest)
{
	free(manifest->words);
	free(manifest->mounts);
	free(manifest->volumes);
	free(manifest->volumes_by_name);
	free(manifest->mounts_by_path);
	buf_release(&manifest->paths);
	*manifest = MANIFEST_EMPTY;
}

bool manifest_identity(const struct tree *tree, struct span *ret_namespace, struct span *ret_name)
{
	struct error ignored;
	struct span version, kind, name, namespace;
	node_id root, metadata;
	if (tree->count < 2 || tree_kind(tree, 1) != NODE_MAPPING || field_open(tree, 1, "", &root, &ignored) < 0 ||
	    field_text(tree, root, "apiVersion", &version, NULL, &ignored) < 0 ||
	    field_text(tree, root, "kind", &kind, NULL, &ignored) < 0 || field_mapping(tree, root, "metadata", &metadata, &ignored) < 0 ||
	    metadata == 0 || field_text(tree, metadata, "name", &name, NULL, &ignored) < 0 ||
	    field_text(tree, metadata, "namespace", &namespace, NULL, &ignored) < 0)
		return false;
	if (!span_is(version, "v1") || !span_is(kind, "Pod") || name.length == 0)
		return false;
	*ret_namespace = namespace.length ? namespace : SPAN("default");
	*ret_name = name;
	return true;
}
