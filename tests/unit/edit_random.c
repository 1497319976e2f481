/*
 * Documents in many styles and edits by chance: both readers must find in the result what was asked for and nothing else, and
 * what was put in and is taken away again leaves the original bytes.
 */
#include "edit_document.h"
#include "script.h"

static const char *const values[] = {
        "\"--flag=value\"",
        "\"30\"",
        "true",
        "[]",
        "{}",
        "{\"k1\":\"a\",\"k0\":{\"k2\":\"/b\",\"k1\":\"File\"},\"zz\":true}",
        "[\"x\",\"on\"]",
        "[{\"k0\":[\"a\"]},{}]",
        "\"\"",
};

static int add(struct edits *edits, enum edit_op op, node_id node, node_id after, const char *key, const char *json)
{
	struct error err = {0};
	struct buf value = BUF_EMPTY;
	buf_add_text(&value, json);
	return edits_add(edits, op, node, after, key, &value, &err);
}

static bool all_removed(const struct tree *tree, node_id collection, const bool *removed)
{
	bool mapping = tree_kind(tree, collection) == NODE_MAPPING;
	for (node_id at = tree_node(tree, collection)->child; at; at = tree_node(tree, mapping ? tree_node(tree, at)->next : at)->next)
		if (!removed[at])
			return false;
	return true;
}

static bool is_free(const struct tree *tree, node_id node, const bool *removed, const bool *set)
{
	for (; node; node = tree_node(tree, node)->parent) {
		node_id parent = tree_node(tree, node)->parent;
		bool gone = removed[node] ||
		            (tree_kind(tree, parent) == NODE_MAPPING && removed[node - 1] && tree_node(tree, node - 1)->next == node);
		if (gone || set[node])
			return false;
	}
	return true;
}

static bool is_key(const struct tree *tree, node_id node)
{
	node_id at =
	        tree_kind(tree, tree_node(tree, node)->parent) == NODE_MAPPING ? tree_node(tree, tree_node(tree, node)->parent)->child : 0;
	for (; at; at = tree_node(tree, tree_node(tree, at)->next)->next)
		if (at == node)
			return true;
	return false;
}

static node_id random_child(const struct tree *tree, node_id node)
{
	node_id child = tree_node(tree, node)->child;
	for (unsigned skip = below(5); skip > 0 && child && tree_node(tree, child)->next; skip--)
		child = tree_node(tree, child)->next;
	return child;
}

static void touch(const struct tree *tree, node_id node, bool *touched)
{
	for (; node; node = tree_node(tree, node)->parent) {
		touched[node] = true;
		touched[node - 1] = true; /* its key, if it is a value */
	}
}

/* An edit somewhere that does not contradict those that are there already. */
static void add_random(const struct tree *tree, struct edits *edits, bool *removed, bool *touched, bool *set)
{
	node_id node = 1 + below(tree->count - 1), parent = tree_node(tree, node)->parent;
	enum node_kind kind = tree_kind(tree, node);
	const char *json = values[below(sizeof(values) / sizeof(*values))];
	char key[20];
	if (!is_free(tree, node, removed, set))
		return;
	bool key_node = is_key(tree, node), filled = kind != NODE_SCALAR && tree_node(tree, node)->child;
	if (below(3) == 0 && parent && (key_node || tree_kind(tree, parent) == NODE_SEQUENCE) && !touched[node]) {
		removed[node] = true;
		if (all_removed(tree, parent, removed))
			removed[node] = false;
		else
			add(edits, EDIT_REMOVE, node, 0, NULL, "");
		touch(tree, parent, touched);
		return;
	}
	if (key_node)
		return;
	if (kind == NODE_SEQUENCE && filled) {
		add(edits, EDIT_INSERT, node, below(3) ? random_child(tree, node) : 0, NULL, json);
	} else if (kind == NODE_MAPPING && filled) {
		snprintf(key, sizeof(key), "k%u%zu", below(12), edits->count);
		if (tree_get_key(tree, node, key))
			return;
		add(edits, EDIT_PUT, node, 0, key, json);
	} else if (!touched[node]) {
		set[node] = true;
		add(edits, EDIT_SET, node, 0, NULL, json);
	}
	touch(tree, node, touched);
}

static bool parses(struct span text, struct tree *ret_tree)
{
	struct error err;
	TREE_AUTO struct tree again = TREE_EMPTY;
	return doc_parse(text, ret_tree, &err) == 0 &&
	       (doc_is_json(text) || (reread_parse(text, &again, &err) == 0 && verify_same(ret_tree, &again, &err) == 0));
}

static unsigned tests_made(unsigned fallback)
{
	const char *wanted = getenv("EDIT_CASES");
	return wanted ? (unsigned)strtoul(wanted, NULL, 10) : fallback;
}

static void edits_change_what_they_say_and_nothing_else(void **state)
{
	(void)state;
	unsigned tried = 0, refused = 0, cases = tests_made(2000);
	for (unsigned round = 0; round < cases; round++) {
		srandom(round);
		BUF_AUTO struct buf text = make_document();
		TREE_AUTO struct tree tree = TREE_EMPTY;
		BUF_AUTO struct buf result = BUF_EMPTY;
		struct edits edits = EDITS_EMPTY;
		struct error err = {0};
		if (!parses(buf_span(&text), &tree))
			continue;
		bool *marks = calloc(3 * tree.count, sizeof(*marks));
		for (unsigned i = 1 + below(6); i > 0; i--)
			add_random(&tree, &edits, marks, marks + tree.count, marks + 2 * tree.count);
		if (script_render(&tree, &edits, &result, &err)) {
			if (err.kind != ERROR_REFUSED)
				fail_msg("round %u: %s\nfor:\n%s", round, err.text, buf_text(&text));
			refused++;
		}
		tried++;
		free(marks);
		edits_release(&edits);
	}
	if (getenv("EDIT_CASES"))
		print_message("%u tried, %u refused\n", tried, refused);
	assert_true(tried > cases * 3 / 4);
	assert_true(refused < tried / 20);
}

/* The edit that takes away what EDIT put into TREE, in terms of the RESULT. */
static void undo(const struct tree *tree, const struct edit *edit, const struct tree *result, struct edits *edits)
{
	node_id collection = 1, at = 0;
	size_t depth = 0, steps[TREE_DEPTH_MAX], index = 0;
	for (node_id node = edit->node; tree_node(tree, node)->parent; node = tree_node(tree, node)->parent) {
		steps[depth] = 0;
		for (node_id child = tree_node(tree, tree_node(tree, node)->parent)->child; child != node;
		     child = tree_node(tree, child)->next)
			steps[depth]++;
		depth++;
	}
	while (depth-- > 0)
		collection = script_item(result, collection, steps[depth]);
	for (at = tree_node(tree, edit->node)->child; edit->after && at != edit->after; at = tree_node(tree, at)->next)
		index++;
	at = edit->key ? tree_get_key(result, collection, edit->key) : script_item(result, collection, edit->after ? index + 1 : 0);
	add(edits, EDIT_REMOVE, at, 0, NULL, "");
}

static void what_is_put_in_and_taken_away_leaves_the_original_bytes(void **state)
{
	(void)state;
	unsigned tried = 0, cases = tests_made(2000);
	for (unsigned round = 0; round < cases; round++) {
		srandom(round);
		BUF_AUTO struct buf text = make_document();
		BUF_AUTO struct buf changed = BUF_EMPTY;
		BUF_AUTO struct buf back = BUF_EMPTY;
		TREE_AUTO struct tree tree = TREE_EMPTY;
		TREE_AUTO struct tree result = TREE_EMPTY;
		struct edits edits = EDITS_EMPTY, undone = EDITS_EMPTY;
		struct error err = {0};
		if (!parses(buf_span(&text), &tree))
			continue;
		bool *marks = calloc(3 * tree.count, sizeof(*marks));
		add_random(&tree, &edits, marks, marks + tree.count, marks + 2 * tree.count);
		bool put = edits.count == 1 && (edits.list->op == EDIT_PUT || edits.list->op == EDIT_INSERT);
		if (put && script_render(&tree, &edits, &changed, &err) == 0) {
			assert_int_equal(doc_parse(buf_span(&changed), &result, &err), 0);
			undo(&tree, edits.list, &result, &undone);
			if (script_render(&result, &undone, &back, &err) || !span_equal(buf_span(&text), buf_span(&back)))
				fail_msg("round %u: %s\n--- text\n%s\n--- changed\n%s\n--- back\n%s", round, err.text, buf_text(&text),
				         buf_text(&changed), buf_text(&back));
			tried++;
		}
		free(marks);
		edits_release(&edits);
		edits_release(&undone);
	}
	assert_true(tried > cases / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(edits_change_what_they_say_and_nothing_else),
	        cmocka_unit_test(what_is_put_in_and_taken_away_leaves_the_original_bytes),
	};
	return cmocka_run_group_tests_name("edit_random", tests, NULL, NULL);
}
