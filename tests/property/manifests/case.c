#include "case.h"

#include <string.h>

#include "apply.h"
#include "judge.h"
#include "pod/patch.h"
#include "emit.h"
#include "yaml/diff.h"
#include "yaml/doc.h"
#include "yaml/reread.h"
#include "yaml/verify.h"

#define CHANGES_AUTO __attribute__((cleanup(changes_release)))

void generate(uint64_t seed, struct generated *generated)
{
	*generated = (struct generated){ .source = BUF_EMPTY };
	world_begin(&generated->world, seed);
	model_make(&generated->world, &generated->model);
	emit_file(&generated->world, &generated->model, &generated->source);
}

void generated_release(struct generated *generated)
{
	world_release(&generated->world);
	buf_release(&generated->source);
}

void verdict_release(struct verdict *verdict)
{
	buf_release(&verdict->result);
	buf_release(&verdict->complaints);
	buf_release(&verdict->reason);
}

/* A word that the refusal of each hazard has to say; NULL: this hazard may also be edited around. */
static const char *const reasons[HAZARD_LAST + 1] = {
	[HAZARD_SECOND_DOCUMENT] = "document",
	[HAZARD_DUPLICATE_KEY] = "key",
	[HAZARD_SHELL] = "sh",
	[HAZARD_TEMPLATE] = "template",
	[HAZARD_NOT_A_POD] = "Pod",
	[HAZARD_NO_APISERVER] = "kube-apiserver",
	[HAZARD_BROKEN_JSON] = "JSON",
};

static void judge_refusal(enum hazard hazard, const struct error *err, struct buf *complaints)
{
	bool has_place = err->line > 0 || (hazard >= HAZARD_ANY && strstr(err->text, "--")); /* a wish has no place in the manifest */
	bool is_wish = hazard == HAZARD_FUZZED && err->kind == ERROR_USAGE;
	if (!is_wish && (hazard == HAZARD_NONE || err->kind != ERROR_REFUSED || !has_place))
		buf_printf(complaints, "refused (kind %d, %u:%u): %s\n", (int)err->kind, err->line, err->column, err->text);
	else if (reasons[hazard] && !strstr(err->text, reasons[hazard]))
		buf_printf(complaints, "refused for another reason than hazard %d: %s\n", (int)hazard, err->text);
}

/* Patching with the diff gives the result. */
static void judge_diff(struct span source, struct span result, struct buf *complaints)
{
	struct error err;
	struct buf diff BUF_AUTO = BUF_EMPTY, patched BUF_AUTO = BUF_EMPTY;
	if (diff_unified(source, result, "old", "new", &diff, &err) < 0)
		buf_printf(complaints, "diff: %s\n", err.text);
	else if (!apply_diff(source, buf_span(&diff), &patched) || !span_equal(buf_span(&patched), result))
		buf_printf(complaints, "the diff gives other bytes:\n%s\n", buf_text(&diff));
}

static void judge_again(struct span result, const struct wishes *wishes, struct buf *complaints)
{
	struct error err = { 0 };
	struct patch again PATCH_AUTO = PATCH_EMPTY;
	int outcome = patch_make(result, NULL, wishes, &again, &err);
	if (outcome != PATCH_NOTHING)
		buf_printf(complaints, "a second run: %s\n%s\n", outcome < 0 ? err.text : "changes again", buf_text(&again.result));
}

/* A second run has nothing to do; nor has it when it could write a checksum that is not there, but nothing else. */
static void judge_second_run(struct span result, const struct wishes *wishes, struct buf *complaints)
{
	struct wishes now = *wishes;
	judge_again(result, wishes, complaints);
	if (now.policy_sha256 || span_find(result, PLAN_ANNOTATION, 0) < result.length)
		return;
	now.policy_sha256 = MODEL_SHA256;
	now.policy_is_newer = false; /* its checksum would be written, and nothing else */
	judge_again(result, &now, complaints);
}

static void judge_bytes(const struct judge *judge, struct span source, const struct patch *patch)
{
	struct error err;
	struct changes changes CHANGES_AUTO = CHANGES_EMPTY;
	struct buf spliced BUF_AUTO = BUF_EMPTY;
	if (edits_render(&patch->before.tree, &patch->plan.edits, &changes, &err) < 0 || changes_apply(source, &changes, &spliced, &err) < 0)
		buf_printf(judge->complaints, "rendering again: %s\n", err.text);
	else if (!span_equal(buf_span(&spliced), buf_span(&patch->result)))
		buf_add_text(judge->complaints, "rendering again gives other bytes\n");
	judge_changes(judge, &changes);
}

static bool is_empty(const struct tree *tree, node_id map, const char *key)
{
	node_id node = tree_get(tree, map, key);
	return node && (tree_is_null(tree, node) || (tree_kind(tree, node) >= NODE_SEQUENCE && !tree_node(tree, node)->child));
}

/* Whether the way back has to give the very bytes: nothing of auditing was there, and no empty list was filled. */
static bool is_pristine(const struct judge *judge)
{
	const struct view *before = judge->before;
	const struct tree *tree = before->tree;
	node_id spec = tree_get(tree, 1, "spec"), metadata = tree_get(tree, 1, "metadata");
	size_t paths = 0;
	bool spoken_of = false; /* another word names a mount's place, or another container its volume: it may be needed, so it stays */
	for (size_t i = 0; i < flag_count; i++) {
		struct buf path BUF_AUTO = BUF_EMPTY;
		if (!judge_is_path(&flag_table[i]))
			continue;
		judge_path(judge->after, &flag_table[i], &path);
		paths += path.length > 0;
		const struct view_mount *mount = view_mount_of(judge->after, buf_span(&path));
		spoken_of = spoken_of || (mount && (view_is_spoken_of(judge->after, mount->path) || view_is_shared(judge->after, mount->name)));
	}
	return !spoken_of && before->flag_count == 0 && before->annotation.length == 0 && judge->after->mount_count == before->mount_count + paths &&
	       judge->after->volume_count == before->volume_count + paths &&
	       !is_empty(tree, spec, "volumes") && !is_empty(tree, before->container, "volumeMounts") &&
	       !is_empty(tree, before->container, "command") && !is_empty(tree, before->container, "args") &&
	       !is_empty(tree, metadata, "annotations");
}

/* Off again: no audit flag is left, and what had none before has its bytes back. */
static void judge_way_back(const struct judge *judge, enum hazard hazard, struct span source, struct span result)
{
	struct error err = { 0 };
	struct patch patch PATCH_AUTO = PATCH_EMPTY, again PATCH_AUTO = PATCH_EMPTY;
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct view after VIEW_AUTO = { 0 };
	int outcome = patch_remove(result, NULL, &patch, &err);
	struct span removed = outcome == PATCH_CHANGED ? buf_span(&patch.result) : result;
	if (outcome < 0 && err.kind == ERROR_REFUSED && judge->before->command_count == 0 && strstr(err.text, "without its audit flags"))
		return; /* of the image's program only flags were known */
	if (outcome < 0 && err.kind == ERROR_REFUSED && strstr(err.text, "alias"))
		return; /* one flag is an alias, and stayed on the way there */
	if (outcome < 0 && err.kind == ERROR_REFUSED && !is_pristine(judge) &&
	    strstr(err.text, hazard == HAZARD_FUZZED ? "and try again" : "a line of its own"))
		return; /* somebody else wrote flags, mounts or volumes, in a form that is not edited, or with a comment between them */
	if (outcome < 0 || reread_parse(removed, &tree, &err) < 0 || !view_make(&tree, &after)) {
		buf_printf(judge->complaints, "the way back: %s\n", err.text);
		return;
	}
	judge_removed(&(struct judge){ .before = judge->before, .after = &after, .wishes = judge->wishes, .complaints = judge->complaints });
	if (is_pristine(judge) && !span_equal(removed, source))
		buf_printf(judge->complaints, "the way back gives other bytes:\n%.*s\n", SPAN_ARG(removed));
	if (patch_remove(removed, NULL, &again, &err) != PATCH_NOTHING)
		buf_add_text(judge->complaints, "a second way back changes again\n");
}

/* Else the program could not change it once more, or take its changes back. */
static void judge_readers(const struct judge *judge, struct span result, const struct tree *tree)
{
	struct error err = { 0 };
	struct tree other TREE_AUTO = TREE_EMPTY;
	if (doc_parse(result, &other, &err) < 0 || verify_same(&other, tree, &err) < 0)
		buf_printf(judge->complaints, "the two readers differ: %s\n", err.text);
}

static void judge_result(struct span source, struct span result, const struct wishes *wishes, enum hazard hazard, const struct patch *patch,
			 struct buf *complaints)
{
	struct error err = { 0 };
	struct tree old_tree TREE_AUTO = TREE_EMPTY, new_tree TREE_AUTO = TREE_EMPTY;
	struct view before VIEW_AUTO = { 0 }, after VIEW_AUTO = { 0 };
	if (reread_parse(source, &old_tree, &err) < 0 || reread_parse(result, &new_tree, &err) < 0) {
		buf_printf(complaints, "reading again: %s\n", err.text);
		return;
	}
	bool seen = view_make(&old_tree, &before);
	if (hazard == HAZARD_FUZZED && !seen)
		return; /* a view knows fewer ways to name an API server than the program */
	if (!seen || !view_make(&new_tree, &after)) {
		buf_add_text(complaints, "no API server is found in it\n");
		return;
	}
	struct judge judge = { .before = &before, .after = &after, .wishes = wishes, .changed = patch != NULL, .complaints = complaints };
	if (hazard == HAZARD_FUZZED && !(view_is_plain(&before) && view_is_plain(&after)))
		judge_rest(&judge);
	else
		judge_pod(&judge);
	if (patch) {
		judge_readers(&judge, result, &new_tree);
		judge_bytes(&judge, source, patch);
		judge_way_back(&judge, hazard, source, result);
	}
}

void case_run(const struct generated *generated, struct verdict *verdict)
{
	case_run_source(buf_span(&generated->source), &generated->model.wishes, generated->model.hazard, verdict);
}

void case_run_source(struct span source, const struct wishes *wishes, enum hazard hazard, struct verdict *verdict)
{
	struct error err = { 0 };
	struct patch patch PATCH_AUTO = PATCH_EMPTY;
	*verdict = (struct verdict){ .outcome = CASE_REFUSED };
	int outcome = patch_make(source, NULL, wishes, &patch, &err);
	if (outcome < 0) {
		judge_refusal(hazard, &err, &verdict->complaints);
		buf_printf(&verdict->reason, "%u:%u: %s", err.line, err.column, err.text);
		return;
	}
	if (hazard != HAZARD_NONE && reasons[hazard])
		buf_printf(&verdict->complaints, "not refused, in spite of hazard %d\n", (int)hazard);
	verdict->outcome = outcome == PATCH_CHANGED ? CASE_EDITED : CASE_NOTHING;
	buf_add_span(&verdict->result, outcome == PATCH_CHANGED ? buf_span(&patch.result) : source);
	struct span result = buf_span(&verdict->result);
	judge_result(source, result, wishes, hazard, outcome == PATCH_CHANGED ? &patch : NULL, &verdict->complaints);
	if (outcome != PATCH_CHANGED)
		return;
	judge_diff(source, result, &verdict->complaints);
	judge_second_run(result, wishes, &verdict->complaints);
}
