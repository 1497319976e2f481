#include "pod/plan_internal.h"
#include "yaml/json.h"

static bool is_empty(const struct tree *tree, node_id annotations)
{
	return tree_is_null(tree, annotations) ||
	       (tree_kind(tree, annotations) == NODE_MAPPING && tree_node(tree, annotations)->child == 0);
}

static int add_annotation(struct draft *draft, const char *value, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	struct edits *edits = &draft->plan.edits;
	node_id annotations = manifest->annotations;
	BUF_AUTO struct buf pair = BUF_EMPTY;
	if (annotations && !is_empty(manifest->tree, annotations))
		return plan_edit_text(&draft->plan, EDIT_PUT, annotations, 0, PLAN_ANNOTATION, span_of(value), err);
	buf_add_text(&pair, "{\"" PLAN_ANNOTATION "\":");
	json_add_string(&pair, span_of(value));
	buf_add_byte(&pair, '}');
	if (buf_check(&pair, err) < 0)
		return -1;
	return annotations ? edits_add(edits, EDIT_SET, annotations, 0, NULL, &pair, err)
	                   : edits_add(edits, EDIT_PUT, manifest->metadata, 0, "annotations", &pair, err);
}

int draft_annotate(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	const struct tree *tree = manifest->tree;
	const char *wanted = draft->wishes->policy_sha256;
	node_id node = tree_get(tree, tree_resolve(tree, manifest->annotations), PLAN_ANNOTATION);
	struct span old = tree_text(tree, tree_resolve(tree, node));
	TEXT_AUTO char *before = NULL;
	if (!wanted || (node && span_is(old, wanted)))
		return 0;
	if (!node) {
		if (draft->plan.edits.count == 0 && !draft->wishes->policy_is_newer)
			return 0;
		return add_annotation(draft, wanted, err) < 0
		               ? -1
		               : plan_item(&draft->plan, ITEM_ANNOTATION, PLAN_ANNOTATION, NULL, wanted, err);
	}
	if (text_keep(&before, old, err) < 0 || plan_edit_text(&draft->plan, EDIT_SET, node, 0, NULL, span_of(wanted), err) < 0)
		return -1;
	return plan_item(&draft->plan, ITEM_ANNOTATION, PLAN_ANNOTATION, before, wanted, err);
}

int draft_unannotate(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	const struct tree *tree = manifest->tree;
	node_id annotations = tree_resolve(tree, manifest->annotations), key = tree_get_key(tree, annotations, PLAN_ANNOTATION);
	TEXT_AUTO char *before = NULL;
	if (!key)
		return 0;
	node_id first = tree_node(tree, annotations)->child, value = tree_node(tree, key)->next;
	if (first == key && tree_node(tree, value)->next == 0)
		key = tree_get_key(tree, tree_resolve(tree, manifest->metadata), "annotations"); /* nothing else is in it */
	if (text_keep(&before, tree_text(tree, tree_resolve(tree, value)), err) < 0 || plan_edit_remove(&draft->plan, key, err) < 0)
		return -1;
	return plan_item(&draft->plan, ITEM_ANNOTATION, PLAN_ANNOTATION, before, NULL, err);
}
