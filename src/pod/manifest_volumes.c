#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "pod/field.h"
#include "pod/manifest_parts.h"

/* An index of one of manifest's lists, with what it is sorted by. */
struct entry {
	struct span key;
	size_t index;
};

static int compare_spans(struct span a, struct span b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	int order = length ? memcmp(a.at, b.at, length) : 0;
	return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *first = a, *second = b;
	int order = compare_spans(first->key, second->key);
	return order ? order : (first->index > second->index) - (first->index < second->index);
}

/* The number of items, and room for them, never 0 bytes; NULL without memory. */
static void *room_for(const struct tree *tree, node_id list, size_t item_size, size_t *ret_count)
{
	size_t count = 0;
	if (tree_kind(tree, list) == NODE_SEQUENCE)
		for (node_id item = tree_node(tree, list)->child; item; item = tree_node(tree, item)->next)
			count++;
	*ret_count = count;
	return calloc(count + 1, item_size);
}

static node_id first_item(const struct tree *tree, node_id list)
{
	return tree_kind(tree, list) == NODE_SEQUENCE ? tree_node(tree, list)->child : 0;
}

static int read_host_path(const struct tree *tree, node_id mapping, struct volume *volume, struct error *err)
{
	static const char *const types[] = {"",       "DirectoryOrCreate", "Directory",  "FileOrCreate", "File",
	                                    "Socket", "CharDevice",        "BlockDevice"};
	if (field_text(tree, mapping, "path", &volume->host_path, &volume->host_path_node, err) < 0 ||
	    field_text(tree, mapping, "type", &volume->type, &volume->type_node, err) < 0)
		return -1;
	if (volume->host_path.length == 0)
		return tree_error(tree, mapping, err, "this hostPath has no path; the kubelet refuses that");
	if (path_steps_back(volume->host_path))
		return tree_error(tree, volume->host_path_node, err,
		                  "a hostPath with '..', which the kubelet refuses; write the path without it");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (span_is(volume->type, types[i]))
			return 0;
	struct span shown = span_brief(volume->type);
	return tree_error(tree, volume->type_node, err,
	                  "'%.*s' is no type of a hostPath; it is one of DirectoryOrCreate, Directory, FileOrCreate, File, "
	                  "Socket, CharDevice, BlockDevice",
	                  SPAN_ARG(shown));
}

static int read_volume(const struct tree *tree, node_id item, struct volume *volume, struct error *err)
{
	node_id mapping, host_path;
	volume->node = item;
	if (field_open(tree, item, "this item of volumes", &mapping, err) < 0 ||
	    field_text(tree, mapping, "name", &volume->name, NULL, err) < 0)
		return -1;
	if (volume->name.length == 0)
		return tree_error(tree, item, err, "this volume has no name; the kubelet refuses that");
	if (field_mapping(tree, mapping, "hostPath", &host_path, err) < 0)
		return -1;
	volume->is_host_path = host_path != 0;
	return host_path ? read_host_path(tree, host_path, volume, err) : 0;
}

static int index_volumes(struct manifest *manifest, struct error *err)
{
	struct entry *entries = calloc(manifest->volume_count + 1, sizeof(*entries));
	manifest->volumes_by_name = calloc(manifest->volume_count + 1, sizeof(*manifest->volumes_by_name));
	if (!entries || !manifest->volumes_by_name) {
		free(entries);
		return error_memory(err);
	}
	for (size_t i = 0; i < manifest->volume_count; i++)
		entries[i] = (struct entry){manifest->volumes[i].name, i};
	qsort(entries, manifest->volume_count, sizeof(*entries), compare_entries);
	int result = 0;
	for (size_t i = 0; i < manifest->volume_count && result == 0; i++) {
		manifest->volumes_by_name[i] = entries[i].index;
		struct span shown = span_brief(entries[i].key);
		if (i > 0 && span_equal(entries[i].key, entries[i - 1].key))
			result = tree_error(manifest->tree, manifest->volumes[entries[i].index].node, err,
			                    "a second volume with the name %.*s; the kubelet refuses that, each name stands for one",
			                    SPAN_ARG(shown));
	}
	free(entries);
	return result;
}

int manifest_read_volumes(struct manifest *manifest, struct error *err)
{
	const struct tree *tree = manifest->tree;
	size_t count;
	if (field_list(tree, manifest->spec, "volumes", &manifest->volumes_node, err) < 0)
		return -1;
	manifest->volumes = room_for(tree, manifest->volumes_node, sizeof(*manifest->volumes), &count);
	if (!manifest->volumes)
		return error_memory(err);
	for (node_id item = first_item(tree, manifest->volumes_node); item; item = tree_node(tree, item)->next)
		if (read_volume(tree, item, &manifest->volumes[manifest->volume_count++], err) < 0)
			return -1;
	return index_volumes(manifest, err);
}

const struct volume *manifest_volume(const struct manifest *manifest, struct span name)
{
	size_t low = 0, high = manifest->volume_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct volume *volume = &manifest->volumes[manifest->volumes_by_name[middle]];
		int order = compare_spans(name, volume->name);
		if (order == 0)
			return volume;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static int read_mount(struct manifest *manifest, node_id item, struct mount *mount, struct error *err)
{
	const struct tree *tree = manifest->tree;
	struct span expression;
	node_id mapping;
	mount->node = item;
	if (field_open(tree, item, "this item of volumeMounts", &mapping, err) < 0 ||
	    field_text(tree, mapping, "name", &mount->name, NULL, err) < 0 ||
	    field_text(tree, mapping, "mountPath", &mount->path, &mount->path_node, err) < 0 ||
	    field_text(tree, mapping, "subPath", &mount->sub_path, NULL, err) < 0 ||
	    field_text(tree, mapping, "subPathExpr", &expression, NULL, err) < 0 ||
	    field_bool(tree, mapping, "readOnly", &mount->read_only, &mount->read_only_node, err) < 0)
		return -1;
	mount->expands = expression.length > 0;
	struct span shown = span_brief(mount->name);
	if (mount->path.length == 0)
		return tree_error(tree, item, err, "this mount has no mountPath; the kubelet refuses that");
	if (!manifest_volume(manifest, mount->name))
		return tree_error(tree, item, err,
		                  "this mount names the volume '%.*s', which spec.volumes does not have; the kubelet refuses that",
		                  SPAN_ARG(shown));
	return 0;
}

/* Cleans all the paths into one buffer, which must not move afterwards. */
static int clean_paths(struct manifest *manifest, struct error *err)
{
	for (size_t i = 0; i < manifest->mount_count; i++) {
		size_t start = manifest->paths.length;
		path_clean(manifest->mounts[i].path, &manifest->paths);
		manifest->mounts[i].clean.length = manifest->paths.length - start;
	}
	if (buf_check(&manifest->paths, err) < 0)
		return -1;
	const char *at = manifest->paths.at;
	for (size_t i = 0; i < manifest->mount_count; i++) {
		manifest->mounts[i].clean.at = at;
		at += manifest->mounts[i].clean.length;
	}
	return 0;
}

static int index_mounts(struct manifest *manifest, struct error *err)
{
	struct entry *entries = calloc(manifest->mount_count + 1, sizeof(*entries));
	manifest->mounts_by_path = calloc(manifest->mount_count + 1, sizeof(*manifest->mounts_by_path));
	if (!entries || !manifest->mounts_by_path) {
		free(entries);
		return error_memory(err);
	}
	for (size_t i = 0; i < manifest->mount_count; i++)
		entries[i] = (struct entry){manifest->mounts[i].clean, i};
	qsort(entries, manifest->mount_count, sizeof(*entries), compare_entries);
	int result = 0;
	for (size_t i = 0; i < manifest->mount_count && result == 0; i++) {
		manifest->mounts_by_path[i] = entries[i].index;
		const struct mount *mount = &manifest->mounts[entries[i].index];
		struct span shown = span_brief(mount->path);
		if (i > 0 && span_equal(mount->path, manifest->mounts[entries[i - 1].index].path))
			result = tree_error(manifest->tree, mount->path_node, err, "a second mount at %.*s; the kubelet refuses that",
			                    SPAN_ARG(shown));
	}
	free(entries);
	return result;
}

int manifest_read_mounts(struct manifest *manifest, struct error *err)
{
	const struct tree *tree = manifest->tree;
	size_t count;
	if (field_list(tree, manifest->container, "volumeMounts", &manifest->mounts_node, err) < 0)
		return -1;
	manifest->mounts = room_for(tree, manifest->mounts_node, sizeof(*manifest->mounts), &count);
	if (!manifest->mounts)
		return error_memory(err);
	for (node_id item = first_item(tree, manifest->mounts_node); item; item = tree_node(tree, item)->next)
		if (read_mount(manifest, item, &manifest->mounts[manifest->mount_count++], err) < 0)
			return -1;
	if (clean_paths(manifest, err) < 0)
		return -1;
	return index_mounts(manifest, err);
}
