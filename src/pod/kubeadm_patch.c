/* The audit settings as a JSON patch; kubeadm.h says what it is applied to. */
#include <stdlib.h>

#include "pod/kubeadm_parts.h"
#include "pod/plan.h"
#include "yaml/scalar.h"

static void list_release(struct listed **list)
{
	free(*list);
}

#define LIST_AUTO __attribute__((cleanup(list_release)))

static const char volumes_path[] = "/spec/volumes", mounts_path[] = "/spec/containers/0/volumeMounts";

static void end_line(struct buf *out, struct span text)
{
	scalar_add(out, text, STYLE_PLAIN, false);
	buf_add_byte(out, '\n');
}

/* After a test that no other patch has put another container in front. */
static void add_flags(const struct needs *needs, struct buf *out, bool *ret_any)
{
	BUF_AUTO struct buf word = BUF_EMPTY;
	for (size_t i = 0; i < flag_count; i++) {
		const struct use *use = needs->args.in_force[i];
		if (!use)
			continue;
		if (!*ret_any)
			buf_add_text(out, "- op: test\n  path: /spec/containers/0/name\n  value: kube-apiserver\n");
		word.length = 0;
		buf_printf(&word, "--%s=", use->flag->name);
		buf_add_span(&word, buf_span(&needs->values[i]));
		buf_add_text(out, "- op: add\n  path: /spec/containers/0/command/-\n  value: ");
		end_line(out, buf_span(&word));
		*ret_any = true;
	}
	out->failed |= word.failed;
}

static void test_name(const char *list, const struct listed *item, struct buf *out)
{
	buf_printf(out, "- op: test\n  path: %s/%zu/name\n  value: ", list, item->place);
	end_line(out, item->name);
}

/* That nothing of this name is where kubeadm would put it: the next in the order of names is there. */
static void test_absence(const struct listed *list, size_t count, struct span name, size_t *tested, struct buf *out)
{
	const struct listed *next = NULL;
	for (size_t i = 0; i < count; i++)
		if (list[i].place != PLACE_NONE && span_compare(list[i].name, name) > 0 && (!next || list[i].place < next->place))
			next = &list[i];
	if (!next || next->place == *tested)
		return;
	test_name(volumes_path, next, out);
	*tested = next->place;
}

/* In place of what kubeadm has written, or at the end. */
static int put_item(const struct needs *needs, const char *path, const struct listed *item, struct buf *out, struct error *err)
{
	if (item->place == PLACE_NONE) {
		buf_printf(out, "- op: add\n  path: %s/-\n  value: ", path);
	} else {
		test_name(path, item, out);
		buf_printf(out, "- op: replace\n  path: %s/%zu\n  value: ", path, item->place);
	}
	if (flow_add(needs->manifest->tree, item->node, out, err) < 0)
		return -1;
	buf_add_byte(out, '\n');
	return 0;
}

static int add_volumes(const struct needs *needs, struct buf *out, struct error *err)
{
	const struct manifest *manifest = needs->manifest;
	LIST_AUTO struct listed *list = NULL;
	size_t tested = PLACE_NONE;
	if (list_volumes(manifest, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < needs->count; i++) {
		const struct listed *item = &list[needs->list[i].volume - manifest->volumes];
		if (item->place == PLACE_NONE)
			test_absence(list, manifest->volume_count, item->name, &tested, out);
	}
	for (size_t i = 0; i < needs->count; i++)
		if (!needs_volume_before(needs, i) &&
		    put_item(needs, volumes_path, &list[needs->list[i].volume - manifest->volumes], out, err) < 0)
			return -1;
	return 0;
}

static int add_mounts(const struct needs *needs, struct buf *out, struct error *err)
{
	const struct manifest *manifest = needs->manifest;
	LIST_AUTO struct listed *list = NULL;
	if (list_mounts(manifest, &list, err) < 0)
		return -1;
	for (size_t i = 0; i < needs->count; i++)
		if (put_item(needs, mounts_path, &list[needs->list[i].mount - manifest->mounts], out, err) < 0)
			return -1;
	return 0;
}

/* '/' in a name is "~1" in a JSON pointer (RFC 6901). */
static bool add_annotation(const struct manifest *manifest, struct buf *out)
{
	const struct tree *tree = manifest->tree;
	node_id value = tree_get(tree, tree_resolve(tree, manifest->annotations), PLAN_ANNOTATION);
	if (tree_kind(tree, value) != NODE_SCALAR)
		return false;
	buf_add_text(out, "- op: add\n  path: /metadata/annotations/");
	for (const char *at = PLAN_ANNOTATION; *at; at++)
		buf_add(out, *at == '/' ? "~1" : at, *at == '/' ? 2 : 1);
	buf_add_text(out, "\n  value: ");
	end_line(out, tree_text(tree, value));
	return true;
}

int kubeadm_patch(const struct needs *needs, struct buf *out, struct error *err)
{
	bool any = false;
	add_flags(needs, out, &any);
	if (add_mounts(needs, out, err) < 0 || add_volumes(needs, out, err) < 0)
		return -1;
	any |= add_annotation(needs->manifest, out);
	if (!any)
		buf_add_text(out, "[]\n");
	return 0;
}
