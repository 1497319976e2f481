#include "pod/compare.h"

#include <string.h>

#include "pod/args.h"
#include "pod/mounts.h"
#include "pod/plan_internal.h"

/* What is on one side of a difference, in words; none: not there. */
struct side {
	bool there;
	struct buf text;
};

#define SIDE_AUTO __attribute__((cleanup(side_release)))

static void side_release(struct side *side)
{
	buf_release(&side->text);
}

static void describe(struct side *side, struct span what, struct span remark)
{
	side->there = true;
	buf_add_span(&side->text, what);
	if (remark.length > 0)
		buf_printf(&side->text, " (%.*s)", SPAN_ARG(remark));
}

static int report(struct plan *plan, enum item_kind kind, struct span name, const struct side *old, const struct side *new, struct error *err)
{
	TEXT_AUTO char *copy = NULL;
	if (buf_check(&old->text, err) < 0 || buf_check(&new->text, err) < 0)
		return -1;
	if (old->there == new->there && span_equal(buf_span(&old->text), buf_span(&new->text)))
		return 0;
	if (text_keep(&copy, name, err) < 0)
		return -1;
	return plan_item(plan, kind, copy, old->there ? buf_text(&old->text) : NULL, new->there ? buf_text(&new->text) : NULL, err);
}

static int compare_flags(const struct args *before, const struct args *after, struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < flag_count; i++) {
		SIDE_AUTO struct side old = {.there = false}, new = {.there = false};
		BUF_AUTO struct buf name = BUF_EMPTY;
		buf_printf(&name, "--%s", flag_table[i].name);
		if (before->in_force[i])
			describe(&old, before->in_force[i]->value, SPAN_EMPTY);
		if (after->in_force[i])
			describe(&new, after->in_force[i]->value, SPAN_EMPTY);
		if (buf_check(&name, err) < 0 || report(plan, ITEM_FLAG, buf_span(&name), &old, &new, err) < 0)
			return -1;
	}
	return 0;
}

static void describe_mount(struct side *side, const struct mount *mount)
{
	describe(side, mount->name, mount->read_only ? SPAN("read-only") : SPAN_EMPTY);
}

/* The one at the same place; NULL: none is there. */
static const struct mount *same_mount(const struct manifest *manifest, const struct mount *mount)
{
	const struct mount *found = mounts_at(manifest, mount->clean);
	return found && span_equal(found->clean, mount->clean) ? found : NULL;
}

/* What OLD has and NEW has not, or has otherwise. REVERSE: what NEW has in addition, OLD and NEW exchanged. */
static int compare_mounts(const struct manifest *old, const struct manifest *new, bool reverse, struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < old->mount_count; i++) {
		SIDE_AUTO struct side one = {.there = false}, other = {.there = false};
		const struct mount *mount = &old->mounts[i], *found = same_mount(new, mount);
		if (found && reverse)
			continue;
		describe_mount(&one, mount);
		if (found)
			describe_mount(&other, found);
		if (report(plan, ITEM_MOUNT, mount->path, reverse ? &other : &one, reverse ? &one : &other, err) < 0)
			return -1;
	}
	return 0;
}

static void describe_volume(struct side *side, const struct volume *volume)
{
	describe(side, volume->is_host_path ? volume->host_path : SPAN("no hostPath"), volume->is_host_path ? volume->type : SPAN_EMPTY);
}

static int compare_volumes(const struct manifest *old, const struct manifest *new, bool reverse, struct plan *plan, struct error *err)
{
	for (size_t i = 0; i < old->volume_count; i++) {
		SIDE_AUTO struct side one = {.there = false}, other = {.there = false};
		const struct volume *volume = &old->volumes[i], *found = manifest_volume(new, volume->name);
		if (found && reverse)
			continue;
		describe_volume(&one, volume);
		if (found)
			describe_volume(&other, found);
		if (report(plan, ITEM_VOLUME, volume->name, reverse ? &other : &one, reverse ? &one : &other, err) < 0)
			return -1;
	}
	return 0;
}

static void describe_annotation(struct side *side, const struct manifest *manifest)
{
	const struct tree *tree = manifest->tree;
	node_id value = tree_get(tree, tree_resolve(tree, manifest->annotations), PLAN_ANNOTATION);
	if (value)
		describe(side, tree_text(tree, tree_resolve(tree, value)), SPAN_EMPTY);
}

int compare_manifests(const struct manifest *before, const struct manifest *after, struct plan *plan, struct error *err)
{
	ARGS_AUTO struct args old = ARGS_EMPTY, new = ARGS_EMPTY;
	SIDE_AUTO struct side was = {.there = false}, is = {.there = false};
	if (args_read(before, &old, err) < 0 || args_read(after, &new, err) < 0 || compare_flags(&old, &new, plan, err) < 0 ||
	    compare_mounts(before, after, false, plan, err) < 0 || compare_mounts(after, before, true, plan, err) < 0 ||
	    compare_volumes(before, after, false, plan, err) < 0 || compare_volumes(after, before, true, plan, err) < 0)
		return -1;
	describe_annotation(&was, before);
	describe_annotation(&is, after);
	return report(plan, ITEM_ANNOTATION, SPAN(PLAN_ANNOTATION), &was, &is, err);
}

static bool is_set(const struct args *args, size_t flag)
{
	return args->in_force[flag] && args->in_force[flag]->value.length > 0;
}

int compare_is_on(const struct manifest *manifest, struct error *err)
{
	ARGS_AUTO struct args args = ARGS_EMPTY;
	if (args_read(manifest, &args, err) < 0)
		return -1;
	return is_set(&args, FLAG_AT_POLICY_FILE) && (is_set(&args, FLAG_AT_LOG_PATH) || is_set(&args, FLAG_AT_WEBHOOK_CONFIG));
}
