/* Questions to a view. */
#include "view.h"

#include <string.h>

#include "pod/plan.h"
#include "yaml/json.h"
#include "yaml/scalar.h"

struct span view_word(const struct view *view, size_t word)
{
	return tree_text(view->tree, view->words[word]);
}

const struct view_flag *view_flag(const struct view *view, const char *name)
{
	for (size_t i = 0; i < view->flag_count; i++)
		if (view->flags[i].counts && strcmp(view->flags[i].name, name) == 0)
			return &view->flags[i];
	return NULL;
}

const struct view_volume *view_volume(const struct view *view, struct span name)
{
	for (size_t i = 0; i < view->volume_count; i++)
		if (span_equal(view->volumes[i].name, name))
			return &view->volumes[i];
	return NULL;
}

static bool covers(struct span directory, struct span path)
{
	if (span_is(directory, "/"))
		return true;
	return path.length >= directory.length && span_equal(directory, span_cut(path, 0, directory.length)) &&
	       (path.length == directory.length || path.at[directory.length] == '/');
}

const struct view_mount *view_mount_of(const struct view *view, struct span path)
{
	const struct view_mount *found = NULL;
	for (size_t i = 0; i < view->mount_count; i++)
		if (covers(view->mounts[i].path, path) && (!found || view->mounts[i].path.length > found->path.length))
			found = &view->mounts[i];
	return found;
}

void view_host(const struct view *view, struct span path, struct buf *host)
{
	const struct view_mount *mount = view_mount_of(view, path);
	const struct view_volume *volume = mount ? view_volume(view, mount->name) : NULL;
	if (!volume || volume->host.length == 0)
		return;
	buf_add_span(host, volume->host);
	buf_add_span(host, span_cut(path, mount->path.length, path.length));
}

/* Whether TEXT names PATH, or what lies below it. */
static bool names_path(struct span text, struct span path)
{
	for (const char *at = text.at; text.length > 0 && (at = memmem(at, (size_t)(text.at + text.length - at), path.at, path.length)); at++)
		if (at + path.length == text.at + text.length || strchr("/,:", at[path.length]))
			return true;
	return false;
}

bool view_is_spoken_of(const struct view *view, struct span path)
{
	size_t flag = 0;
	for (size_t word = 0; word < view->word_count; word++) {
		struct span text = view_word(view, word);
		while (flag < view->flag_count && view->flags[flag].word + view->flags[flag].words <= word)
			flag++;
		if (flag < view->flag_count && view->flags[flag].word <= word)
			continue;
		if (names_path(text, path))
			return true;
	}
	return false;
}

static bool is_clean(struct span path)
{
	return path.length > 1 && path.at[0] == '/' && span_find(path, "//", 0) == path.length && span_find(path, "/.", 0) == path.length;
}

bool view_is_plain(const struct view *view)
{
	bool plain = true;
	for (node_id node = 1; node < view->tree->count; node++)
		plain = plain && tree_kind(view->tree, node) != NODE_ALIAS;
	for (size_t i = 0; i < view->mount_count; i++)
		plain = plain && !view->mounts[i].part && is_clean(view->mounts[i].path);
	for (size_t i = 0; i < view->volume_count; i++)
		plain = plain && (view->volumes[i].host.length == 0 || is_clean(view->volumes[i].host));
	for (size_t i = 0; i < view->flag_count; i++)
		plain = plain && span_find(view->flags[i].value, "$(", 0) == view->flags[i].value.length && (view->flags[i].value.length == 0 ||
				view->flags[i].value.at[0] != '/' || is_clean(view->flags[i].value));
	return plain;
}

bool view_is_shared(const struct view *view, struct span volume)
{
	const struct tree *tree = view->tree;
	node_id containers = tree_get(tree, tree_get(tree, 1, "spec"), "containers");
	for (node_id item = tree_node(tree, containers)->child; item; item = tree_node(tree, item)->next) {
		node_id mounts = item == view->container ? 0 : tree_get(tree, item, "volumeMounts");
		for (node_id mount = mounts ? tree_node(tree, mounts)->child : 0; mount; mount = tree_node(tree, mount)->next)
			if (span_equal(tree_text(tree, tree_get(tree, mount, "name")), volume))
				return true;
	}
	return false;
}

/* What is not compared: what is looked at by itself, and what the kubelet's reader makes out of the whole content. */
enum { DUMP_MAX = 1 << 20 }; /* aliases of aliases may stand for more than there is room */

struct skipped {
	node_id metadata, spec, container;
};

static bool is_skipped(node_id map, struct span key, const struct skipped *skipped)
{
	static const char *const hashes[] = { "uid", "selfLink", "kubernetes.io/config.hash" };
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (span_is(key, hashes[i]))
			return true;
	if (map == skipped->metadata)
		return span_is(key, "annotations");
	if (map == skipped->spec)
		return span_is(key, "volumes");
	return map == skipped->container && (span_is(key, "command") || span_is(key, "args") || span_is(key, "volumeMounts"));
}

static void dump(const struct tree *tree, node_id node, const struct skipped *skipped, struct buf *out)
{
	const struct node *at = tree_node(tree, node);
	if (out->length > DUMP_MAX)
		return;
	if (at->kind == NODE_ALIAS) {
		dump(tree, tree_resolve(tree, node), skipped, out);
		return;
	}
	if (at->kind == NODE_SCALAR) {
		buf_printf(out, "%d", (int)scalar_type(tree, node));
		json_add_string(out, tree_text(tree, node));
		return;
	}
	buf_add_byte(out, at->kind == NODE_MAPPING ? '{' : '[');
	for (node_id child = at->child; child; child = tree_node(tree, child)->next) {
		if (at->kind == NODE_MAPPING) {
			node_id key = child;
			child = tree_node(tree, child)->next;
			if (skipped && is_skipped(node, tree_text(tree, key), skipped))
				continue;
			dump(tree, key, skipped, out);
			buf_add_byte(out, ':');
		}
		dump(tree, child, skipped, out);
		buf_add_byte(out, ',');
	}
	buf_add_byte(out, at->kind == NODE_MAPPING ? '}' : ']');
}

void view_dump(const struct tree *tree, node_id node, struct buf *out)
{
	dump(tree, node, NULL, out);
}

void view_rest(struct view *view)
{
	const struct tree *tree = view->tree;
	struct skipped skipped = {
		.metadata = tree_get(tree, 1, "metadata"), .spec = tree_get(tree, 1, "spec"), .container = view->container,
	};
	node_id annotations = tree_get(tree, skipped.metadata, "annotations");
	dump(tree, 1, &skipped, &view->rest);
	view->annotation = tree_text(tree, tree_get(tree, annotations, PLAN_ANNOTATION));
	if (tree_kind(tree, annotations) != NODE_MAPPING)
		return;
	for (node_id key = tree_node(tree, annotations)->child; key; key = tree_node(tree, tree_node(tree, key)->next)->next) {
		if (span_is(tree_text(tree, key), PLAN_ANNOTATION) || is_skipped(annotations, tree_text(tree, key), &skipped))
			continue;
		view_dump(tree, key, &view->annotations);
		view_dump(tree, tree_node(tree, key)->next, &view->annotations);
	}
}
