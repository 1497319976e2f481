#include <stdio.h>
#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"
#include "yaml/json.h"

struct additions { /* JSON objects for the end of a list */
	struct buf items[ROUTE_COUNT];
	size_t count;
};

static void additions_release(struct additions *additions)
{
	for (size_t i = 0; i < additions->count; i++)
		buf_release(&additions->items[i]);
}

#define ADDITIONS_AUTO __attribute__((cleanup(additions_release)))

/*
 * A volume that is there already and means just what the route wants. For a flag that is new it has to be ours by
 * its name: the way back could not tell its mount from one that was there before.
 */
static int find_volume(const struct draft *draft, const struct route *route, const struct volume **ret_volume, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	*ret_volume = NULL;
	for (size_t i = 0; i < manifest->volume_count && !*ret_volume; i++) {
		const struct volume *volume = &manifest->volumes[i];
		bool gone = false, fits = volume->type.length == 0 || span_is(volume->type, route_type(route)) ||
		                          (route->is_log ? span_is(volume->type, "Directory") : span_is(volume->type, "FileOrCreate"));
		TEXT_AUTO char *path = NULL;
		if (!volume->is_host_path || !fits || !(route->choice->use || draft_is_ours(draft, route, volume->name)) ||
		    !span_starts(volume->host_path, "/"))
			continue;
		for (size_t j = 0; j < draft->retired_count; j++)
			gone = gone || draft->retired[j].volume == volume;
		if (gone)
			continue;
		if (text_clean(volume->host_path, &path, err) < 0)
			return -1;
		if (strcmp(path, route->source) == 0)
			*ret_volume = volume;
	}
	return 0;
}

static void new_name(const struct draft *draft, const struct route *route, char name[48])
{
	const char *stem = route_stem(draft, route);
	snprintf(name, 48, "%s", stem);
	for (size_t number = 2; manifest_volume(draft->manifest, span_of(name)); number++)
		snprintf(name, 48, "%s-%zu", stem, number);
}

static void add_pair(struct buf *buf, const char *key, struct span value)
{
	json_add_string(buf, span_of(key));
	buf_add_byte(buf, ':');
	json_add_string(buf, value);
}

static int add_mount(struct draft *draft, const struct route *route, struct span volume, struct additions *to, struct error *err)
{
	struct buf *mount = &to->items[to->count++];
	buf_add_byte(mount, '{');
	add_pair(mount, "mountPath", span_of(route->point));
	buf_add_byte(mount, ',');
	add_pair(mount, "name", volume);
	buf_add_text(mount, route->is_log ? "}" : ",\"readOnly\":true}");
	return draft_report_mount(draft, span_of(route->point), NULL, route, volume, err);
}

static int add_volume(struct draft *draft, const struct route *route, struct span name, struct additions *to, struct error *err)
{
	struct buf *volume = &to->items[to->count++];
	buf_add_text(volume, "{\"hostPath\":{");
	add_pair(volume, "path", span_of(route->source));
	buf_add_byte(volume, ',');
	add_pair(volume, "type", span_of(route_type(route)));
	buf_add_text(volume, "},");
	add_pair(volume, "name", name);
	buf_add_byte(volume, '}');
	return draft_report_volume(draft, name, NULL, route, err);
}

/* In place of what served the flag's old value, else with a volume that is there, else with one of its own. */
static int serve(struct draft *draft, const struct route *route, struct additions *mounts, struct additions *volumes, struct error *err)
{
	const struct volume *volume = NULL;
	char name[48];
	for (size_t i = 0; i < draft->retired_count; i++) {
		struct retired *retired = &draft->retired[i];
		if (retired->route != route || retired->taken || !draft_can_change(draft, retired))
			continue;
		retired->taken = true;
		return draft_change(draft, retired, route, err);
	}
	if (find_volume(draft, route, &volume, err) < 0)
		return -1;
	if (volume)
		return add_mount(draft, route, volume->name, mounts, err);
	new_name(draft, route, name);
	if (add_volume(draft, route, span_of(name), volumes, err) < 0)
		return -1;
	return add_mount(draft, route, span_of(name), mounts, err);
}

/* One of the two lists, volumeMounts of the container or volumes of the pod, and what becomes of it. */
struct list {
	node_id owner, node, last; /* last: the last item that stays; 0: none does */
	const char *key;
	size_t removed;
	node_id gone[2 * ROUTE_COUNT];
};

static int add_items(struct draft *draft, const struct list *list, struct additions *added, struct error *err)
{
	const struct tree *tree = draft->manifest->tree;
	struct edits *edits = &draft->plan.edits;
	BUF_AUTO struct buf all = BUF_EMPTY;
	if (tree_kind(tree, list->node) == NODE_SEQUENCE && tree_node(tree, list->node)->child) {
		for (size_t i = 0; i < added->count; i++)
			if (edits_add(edits, EDIT_INSERT, list->node, list->last, NULL, &added->items[i], err) < 0)
				return -1;
		return 0;
	}
	for (size_t i = 0; i < added->count; i++) {
		buf_add_byte(&all, i == 0 ? '[' : ',');
		buf_add_span(&all, buf_span(&added->items[i]));
	}
	buf_add_byte(&all, ']');
	return list->node ? edits_add(edits, EDIT_SET, list->node, 0, NULL, &all, err)
	                  : edits_add(edits, EDIT_PUT, list->owner, 0, list->key, &all, err);
}

static int edit_list(struct draft *draft, const struct list *list, struct additions *added, struct error *err)
{
	for (size_t i = 0; i < added->count; i++)
		if (buf_check(&added->items[i], err) < 0)
			return -1;
	if (list->removed > 0 && !list->last && added->count == 0)
		return plan_edit_remove(&draft->plan, tree_get_key(draft->manifest->tree, list->owner, list->key), err);
	for (size_t i = 0; i < list->removed; i++)
		if (plan_edit_remove(&draft->plan, list->gone[i], err) < 0)
			return -1;
	return added->count > 0 ? add_items(draft, list, added, err) : 0;
}

static bool is_gone(const struct list *list, node_id node)
{
	for (size_t i = 0; i < list->removed; i++)
		if (list->gone[i] == node)
			return true;
	return false;
}

/* Takes away what was retired and not changed in place. */
static int drop_retired(struct draft *draft, struct list *mounts, struct list *volumes, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	for (size_t i = 0; i < draft->retired_count; i++) {
		const struct retired *retired = &draft->retired[i];
		if (retired->taken)
			continue;
		mounts->gone[mounts->removed++] = retired->mount->node;
		if (draft_report_mount(draft, retired->mount->path, retired->mount, NULL, SPAN_EMPTY, err) < 0)
			return -1;
		if (!retired->volume)
			continue;
		volumes->gone[volumes->removed++] = retired->volume->node;
		if (draft_report_volume(draft, retired->volume->name, retired->volume, NULL, err) < 0)
			return -1;
	}
	for (size_t i = manifest->mount_count; i-- > 0 && !mounts->last;)
		if (!is_gone(mounts, manifest->mounts[i].node))
			mounts->last = manifest->mounts[i].node;
	for (size_t i = manifest->volume_count; i-- > 0 && !volumes->last;)
		if (!is_gone(volumes, manifest->volumes[i].node))
			volumes->last = manifest->volumes[i].node;
	return 0;
}

int draft_mounts(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	ADDITIONS_AUTO struct additions mounts = {.count = 0}, volumes = {.count = 0};
	struct list mount_list = {.owner = manifest->container, .node = manifest->mounts_node, .key = "volumeMounts"};
	struct list volume_list = {.owner = manifest->spec, .node = manifest->volumes_node, .key = "volumes"};
	if (draft_retire(draft, err) < 0 || draft_check_routes(draft, err) < 0 || draft_check_points(draft, err) < 0)
		return -1;
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (draft->routes[i].kind == ROUTE_WANTED && serve(draft, &draft->routes[i], &mounts, &volumes, err) < 0)
			return -1;
	if (drop_retired(draft, &mount_list, &volume_list, err) < 0 || edit_list(draft, &mount_list, &mounts, err) < 0)
		return -1;
	return edit_list(draft, &volume_list, &volumes, err);
}
