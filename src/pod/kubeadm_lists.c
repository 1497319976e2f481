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

static int compare_names(const void *a, const void *b)
{
	struct listed *const *first = a, *const *second = b;
	return span_compare((*first)->name, (*second)->name);
}

/* What is left of the candidates, sorted as kubeadm sorts them. It writes no name twice. */
static int rank(struct listed *list, size_t count, struct error *err)
{
	struct listed **sorted = calloc(count + 1, sizeof(struct listed *));
	size_t candidates = 0, place = 0;
	if (!sorted)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (list[i].place != PLACE_NONE)
			sorted[candidates++] = &list[i];
	qsort(sorted, candidates, sizeof(struct listed *), compare_names);
	for (size_t i = 0; i < candidates; i++)
		sorted[i]->place = place++;
	free(sorted);
	return 0;
}

/* From kubeadm is what it owns, and what stands between that in the order of names, and looks like it. */
static int judge(const struct tree *tree, struct listed *list, size_t count, struct error *err)
{
	struct span bound = SPAN_EMPTY, last = SPAN_EMPTY;
	bool any = false;
	for (size_t i = count; i-- > 0;) {
		bool own = kubeadm_owns(list[i].name);
		bool fits = !any || span_compare(list[i].name, bound) < 0;
		list[i].place = own || (fits && keys_are_sorted(tree, list[i].node)) ? 0 : PLACE_NONE;
		if (own)
			bound = list[i].name;
		any |= own;
	}
	for (size_t i = 0; i < count; i++) {
		bool fits = kubeadm_owns(list[i].name) || span_compare(last, list[i].name) < 0;
		if (!any || !fits)
			list[i].place = PLACE_NONE;
		if (list[i].place != PLACE_NONE)
			last = list[i].name;
	}
	return rank(list, count, err);
}

int list_volumes(const struct manifest *manifest, struct listed **ret_list, struct error *err)
{
	struct listed *list = calloc(manifest->volume_count + 1, sizeof(*list));
	*ret_list = list;
	if (!list)
		return error_memory(err);
	for (size_t i = 0; i < manifest->volume_count; i++)
		list[i] = (struct listed){.name = manifest->volumes[i].name, .node = manifest->volumes[i].node};
	return judge(manifest->tree, list, manifest->volume_count, err);
}

int list_mounts(const struct manifest *manifest, struct listed **ret_list, struct error *err)
{
	struct listed *list = calloc(manifest->mount_count + 1, sizeof(*list));
	*ret_list = list;
	if (!list)
		return error_memory(err);
	for (size_t i = 0; i < manifest->mount_count; i++)
		list[i] = (struct listed){.name = manifest->mounts[i].name, .node = manifest->mounts[i].node};
	return judge(manifest->tree, list, manifest->mount_count, err);
}
