/* Which of a manifest's mounts and volumes kubeadm will write by itself. */
#include <stdlib.h>
#include <string.h>

#include "pod/kubeadm_parts.h"

bool kubeadm_owns(struct span volume)
{
	static const char *const names[] = {"ca-certs",
	                                    "ca-certs-etc-pki",
	                                    "cloud-config",
	                                    "etc-ca-certificates",
	                                    "etc-pki",
	                                    "etc-pki-ca-trust",
	                                    "etc-pki-tls-certs",
	                                    "k8s-certs",
	                                    "usr-local-share-ca-certificates",
	                                    "usr-share-ca-certificates"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is(volume, names[i]))
			return true;
	return span_starts(volume, "etcd-certs-");
}

int span_compare(struct span a, struct span b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	int order = length ? memcmp(a.at, b.at, length) : 0;
	return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Whether an item's keys are in the order in which kubeadm writes them. */
static bool keys_are_sorted(const struct tree *tree, node_id item)
{
	node_id key = tree_kind(tree, item) == NODE_MAPPING ? tree_node(tree, item)->child : 0;
	struct span last = SPAN_EMPTY;
	while (key) {
		if (span_compare(last, tree_text(tree, key)) > 0)
			return false;
		last = tree_text(tree, key);
		key = tree_node(tree, tree_node(tree, key)->next)->next;
	}
	return true;
}

/*
 * From kubeadm is what it owns, and what stands between that in the order of names. Backwards first: `place` holds
 * for a while whether the item comes before all that kubeadm owns behind it.
 */
static void judge(const struct tree *tree, struct listed *list, size_t count)
{
	struct span bound = SPAN_EMPTY, last = SPAN_EMPTY;
	bool any = false;
	for (size_t i = count; i-- > 0;) {
		bool own = kubeadm_owns(list[i].name);
		bool fits = own || (keys_are_sorted(tree, list[i].node) && (!any || span_compare(list[i].name, bound) < 0));
		list[i].place = fits ? 0 : PLACE_NONE;
		if (own)
			bound = list[i].name;
		any |= own;
	}
	size_t place = 0;
	for (size_t i = 0; i < count; i++) {
		bool own = kubeadm_owns(list[i].name);
		if (!any || list[i].place == PLACE_NONE || (!own && place > 0 && span_compare(last, list[i].name) >= 0)) {
			list[i].place = PLACE_NONE;
			continue;
		}
		list[i].place = place++;
		last = list[i].name;
	}
}

struct listed *list_volumes(const struct manifest *manifest)
{
	struct listed *list = calloc(manifest->volume_count + 1, sizeof(*list));
	if (!list)
		return NULL;
	for (size_t i = 0; i < manifest->volume_count; i++)
		list[i] = (struct listed){.name = manifest->volumes[i].name, .node = manifest->volumes[i].node};
	judge(manifest->tree, list, manifest->volume_count);
	return list;
}

struct listed *list_mounts(const struct manifest *manifest)
{
	struct listed *list = calloc(manifest->mount_count + 1, sizeof(*list));
	if (!list)
		return NULL;
	for (size_t i = 0; i < manifest->mount_count; i++)
		list[i] = (struct listed){.name = manifest->mounts[i].name, .node = manifest->mounts[i].node};
	judge(manifest->tree, list, manifest->mount_count);
	return list;
}
