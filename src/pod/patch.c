#include "pod/patch.h"

#include "pod/template.h"
#include "yaml/doc.h"
#include "yaml/reread.h"
#include "yaml/splice.h"
#include "yaml/verify.h"

#define CHANGES_AUTO __attribute__((cleanup(changes_release)))

static void reading_release(struct reading *reading)
{
	manifest_release(&reading->manifest);
	tree_release(&reading->tree);
}

void patch_release(struct patch *patch)
{
	plan_release(&patch->plan);
	reading_release(&patch->before);
	reading_release(&patch->after);
	buf_release(&patch->result);
}

/* The words of the reader that edits: most of what neither of them reads is told by it. */
static int explain(struct span source, struct error *err)
{
	TREE_AUTO struct tree tree = TREE_EMPTY;
	struct error why = *err;
	if (why.kind == ERROR_MEMORY)
		return -1;
	if (doc_parse(source, &tree, err) < 0) {
		why = *err; /* most templates are no YAML: that they are templates says more */
		if (template_check(source, NULL, err) < 0)
			return -1;
		*err = why;
		return -1;
	}
	*err = why;
	if (err->kind == ERROR_REFUSED && doc_is_json(source)) /* to the kubelet it is JSON alone; to us that is one reader too few */
		error_append(err, "; it is good JSON, but what is written is read back as YAML, too: write this place so that it is both");
	return -1;
}

/* The reader that edits has to find in SOURCE what the other one found. */
static int read_for_edits(const struct patch *patch, struct tree *ret_tree, struct error *err)
{
	const struct tree *tree = &patch->before.tree;
	return doc_parse(tree->source, ret_tree, err) < 0 ? -1 : verify_same(ret_tree, tree, err);
}

int patch_read(struct span source, const char *container, struct patch *patch, struct error *err)
{
	struct reading *reading = &patch->before;
	TREE_AUTO struct tree json = TREE_EMPTY;
	patch->container = container;
	if (reread_parse(source, &reading->tree, err) < 0)
		return explain(source, err);
	if (doc_is_json(source) && read_for_edits(patch, &json, err) < 0) /* JSON is more than what YAML makes of it */
		return -1;
	return manifest_read(&reading->tree, container, &reading->manifest, err);
}

/* Everything but a want of memory is our own fault here. The place, if any, is not one of the user's file. */
static int bug(struct error *err)
{
	uint32_t line = err->line, column = err->column;
	if (err->kind == ERROR_MEMORY)
		return -1;
	err->kind = ERROR_BUG;
	err->line = err->column = 0;
	error_wrap(err, "bug in kaudit: what it would have written is not what it planned");
	return line ? error_append(err, " (there at %u:%u)", line, column) : -1;
}

/* WISHES is NULL on the way back. */
static int make_plan(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err)
{
	return wishes ? plan_make(manifest, wishes, ret_plan, err) : plan_remove(manifest, ret_plan, err);
}

/* As the kubelet reads it: as YAML, or as JSON, and then as YAML, too. */
static int read_result(struct patch *patch, struct error *err)
{
	struct span result = buf_span(&patch->result);
	const struct tree *before = &patch->before.tree;
	const struct edits *edits = &patch->plan.edits;
	TREE_AUTO struct tree json = TREE_EMPTY;
	if (doc_is_json(result) && (doc_parse(result, &json, err) < 0 || verify_edited(before, edits, &json, err) < 0))
		return -1;
	tree_release(&json);
	return reread_parse(result, &patch->after.tree, err) < 0 ? -1 : verify_edited(before, edits, &patch->after.tree, err);
}

static int check_result(struct patch *patch, const struct wishes *wishes, struct error *err)
{
	struct reading *after = &patch->after;
	PLAN_AUTO struct plan again = {.edits = EDITS_EMPTY};
	if (read_result(patch, err) < 0 || manifest_read(&after->tree, patch->container, &after->manifest, err) < 0)
		return bug(err);
	int outcome = make_plan(&after->manifest, wishes, &again, err);
	if (outcome < 0)
		return bug(err);
	if (outcome == PLAN_CHANGES)
		return error_set(err, ERROR_BUG, "bug in kaudit: a second run would change the manifest once more");
	return PATCH_CHANGED;
}

/* A plan names nodes by their numbers, which are the same to both readers. */
static int edit(struct patch *patch, struct error *err)
{
	CHANGES_AUTO struct changes changes = CHANGES_EMPTY;
	TREE_AUTO struct tree tree = TREE_EMPTY;
	if (read_for_edits(patch, &tree, err) < 0 || edits_render(&tree, &patch->plan.edits, &changes, err) < 0)
		return -1;
	tree_release(&tree);
	return changes_apply(patch->before.tree.source, &changes, &patch->result, err);
}

static int carry_out(struct patch *patch, const struct wishes *wishes, int outcome, struct error *err)
{
	if (outcome != PLAN_CHANGES)
		return outcome == PLAN_EMPTY ? PATCH_NOTHING : -1;
	return edit(patch, err) < 0 ? -1 : check_result(patch, wishes, err);
}

int patch_begin(struct patch *patch, const struct wishes *wishes, struct error *err)
{
	struct wishes without = *wishes;
	without.policy_sha256 = NULL;
	return plan_make(&patch->before.manifest, &without, &patch->plan, err) < 0 ? -1 : 0;
}

int patch_finish(struct patch *patch, const struct wishes *wishes, struct error *err)
{
	return carry_out(patch, wishes, plan_annotate(&patch->before.manifest, wishes, &patch->plan, err), err);
}

int patch_make(struct span source, const char *container, const struct wishes *wishes, struct patch *patch, struct error *err)
{
	if (patch_read(source, container, patch, err) < 0 || patch_begin(patch, wishes, err) < 0)
		return -1;
	return patch_finish(patch, wishes, err);
}

int patch_remove(struct span source, const char *container, struct patch *patch, struct error *err)
{
	if (patch_read(source, container, patch, err) < 0)
		return -1;
	return carry_out(patch, NULL, plan_remove(&patch->before.manifest, &patch->plan, err), err);
}
