#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

const char *route_type(const struct route *route)
{
	return route->is_log ? "DirectoryOrCreate" : "File";
}

/* For the report: "/path (File)", "audit-log (read-only)". */
static int describe(struct span what, struct span remark, char **ret_text, struct error *err)
{
	BUF_AUTO struct buf text = BUF_EMPTY;
	buf_add_span(&text, what);
	if (remark.length > 0)
		buf_printf(&text, " (%.*s)", SPAN_ARG(remark));
	return buf_check(&text, err) < 0 ? -1 : text_keep(ret_text, buf_span(&text), err);
}

static struct span remark(bool read_only)
{
	return read_only ? SPAN("read-only") : SPAN_EMPTY;
}

static int report(struct draft *draft, enum item_kind kind, struct span name, char *const old, char *const new, struct error *err)
{
	TEXT_AUTO char *text = NULL;
	if (text_keep(&text, name, err) < 0)
		return -1;
	return plan_item(&draft->plan, kind, text, old, new, err);
}

int draft_report_mount(struct draft *draft, struct span path, const struct mount *old, const struct route *new, struct span volume,
                       struct error *err)
{
	TEXT_AUTO char *before = NULL, *after = NULL;
	if (old && describe(old->name, remark(old->read_only), &before, err) < 0)
		return -1;
	if (new &&describe(volume, remark(!new->is_log), &after, err) < 0)
		return -1;
	return report(draft, ITEM_MOUNT, path, before, after, err);
}

int draft_report_volume(struct draft *draft, struct span name, const struct volume *old, const struct route *new, struct error *err)
{
	TEXT_AUTO char *before = NULL, *after = NULL;
	if (old && describe(old->host_path, old->type, &before, err) < 0)
		return -1;
	if (new &&describe(span_of(new->source), span_of(route_type(new)), &after, err) < 0)
		return -1;
	return report(draft, ITEM_VOLUME, name, before, after, err);
}

/* Whether a mapping has these keys and no others. */
static bool has_only(const struct tree *tree, node_id mapping, const char *const keys[], size_t count)
{
	if (tree_kind(tree, mapping) != NODE_MAPPING)
		return false;
	for (node_id key = tree_node(tree, mapping)->child; key; key = tree_node(tree, tree_node(tree, key)->next)->next) {
		bool known = false;
		for (size_t i = 0; i < count; i++)
			known = known || span_is(tree_text(tree, key), keys[i]);
		if (!known)
			return false;
	}
	return true;
}

/* Whether it can serve another path by changing values: nothing in it that would mean something else then. */
bool draft_can_change(const struct draft *draft, const struct retired *retired)
{
	static const char *const of_mount[] = {"mountPath", "name", "readOnly"}, *const of_volume[] = {"hostPath", "name"},
	                         *const of_host_path[] = {"path", "type"};
	const struct tree *tree = draft->manifest->tree;
	return retired->volume && has_only(tree, retired->mount->node, of_mount, 3) &&
	       has_only(tree, retired->volume->node, of_volume, 2) &&
	       has_only(tree, tree_get(tree, retired->volume->node, "hostPath"), of_host_path, 2);
}

static int change_volume(struct draft *draft, const struct volume *volume, const struct route *route, struct error *err)
{
	struct plan *plan = &draft->plan;
	const struct tree *tree = draft->manifest->tree;
	const char *type = route_type(route);
	bool same_path = span_is(volume->host_path, route->source), same_type = span_is(volume->type, type);
	if (same_path && same_type)
		return 0;
	if (!same_path && plan_edit_text(plan, EDIT_SET, volume->host_path_node, 0, NULL, span_of(route->source), err) < 0)
		return -1;
	if (!same_type && volume->type_node && plan_edit_text(plan, EDIT_SET, volume->type_node, 0, NULL, span_of(type), err) < 0)
		return -1;
	if (!volume->type_node &&
	    plan_edit_text(plan, EDIT_PUT, tree_get(tree, volume->node, "hostPath"), 0, "type", span_of(type), err) < 0)
		return -1;
	return draft_report_volume(draft, volume->name, volume, route, err);
}

/* A policy is mounted read-only, a log is not. */
static int change_read_only(struct draft *draft, const struct mount *mount, const struct route *route, struct error *err)
{
	struct plan *plan = &draft->plan;
	const struct tree *tree = draft->manifest->tree;
	BUF_AUTO struct buf yes = BUF_EMPTY;
	if (mount->read_only == !route->is_log)
		return 0;
	if (route->is_log)
		return plan_edit_remove(plan, tree_get_key(tree, mount->node, "readOnly"), err);
	buf_add_text(&yes, "true");
	if (mount->read_only_node)
		return edits_add(&plan->edits, EDIT_SET, mount->read_only_node, 0, NULL, &yes, err);
	return edits_add(&plan->edits, EDIT_PUT, mount->node, 0, "readOnly", &yes, err);
}

static int change_mount(struct draft *draft, const struct mount *mount, const struct route *route, struct error *err)
{
	if (change_read_only(draft, mount, route, err) < 0)
		return -1;
	if (span_is(mount->clean, route->point))
		return mount->read_only == !route->is_log ? 0 : draft_report_mount(draft, mount->path, mount, route, mount->name, err);
	if (plan_edit_text(&draft->plan, EDIT_SET, mount->path_node, 0, NULL, span_of(route->point), err) < 0 ||
	    draft_report_mount(draft, mount->path, mount, NULL, SPAN_EMPTY, err) < 0)
		return -1;
	return draft_report_mount(draft, span_of(route->point), NULL, route, mount->name, err);
}

int draft_change(struct draft *draft, const struct retired *retired, const struct route *route, struct error *err)
{
	return change_volume(draft, retired->volume, route, err) < 0 ? -1 : change_mount(draft, retired->mount, route, err);
}
