#include "edit_table.h"

static const struct edit_case removed[] = {
        {"an item", "a:\n- x\n- yy\n- z\n", "REMOVE /a/1", "a:\n- x\n- z\n"},
        {"the first item", "a:\n- x\n- yy\n", "REMOVE /a/0", "a:\n- yy\n"},
        {"the last item", "a:\n- x\n- yy\nb: 1\n", "REMOVE /a/1", "a:\n- x\nb: 1\n"},
        {"with the comment on its line", "a:\n- x # c\n- yy\n", "REMOVE /a/0", "a:\n- yy\n"},
        {"but not those around it", "a:\n# of x\n- x\n# behind\n\n- yy\n", "REMOVE /a/0", "a:\n# of x\n# behind\n\n- yy\n"},
        {"a folded one", "a:\n- --long\n  tail\n- yy\n", "REMOVE /a/0", "a:\n- yy\n"},
        {"a block scalar", "a:\n- >-\n  --long\n  tail\n\n- yy\n", "REMOVE /a/0", "a:\n\n- yy\n"},
        {"a block scalar with its kept blank lines", "a:\n- |+\n  x\n\n- yy\n", "REMOVE /a/0", "a:\n- yy\n"},
        {"a mapping", "a:\n- k: x\n  l:\n  - 1\n- k: yy\n", "REMOVE /a/0", "a:\n- k: yy\n"},
        {"several in a row", "a:\n- v\n- w\n- x\n- yy\n", "REMOVE /a/1\nREMOVE /a/2", "a:\n- v\n- yy\n"},
        {"several apart", "a:\n- v\n- w\n- x\n- yy\n", "REMOVE /a/0\nREMOVE /a/2", "a:\n- w\n- yy\n"},
        {"the last one without a line end", "a:\n- x\n- yy", "REMOVE /a/1", "a:\n- x"},
        {"the last two without a line end", "a:\n- v\n- x\n- yy", "REMOVE /a/1\nREMOVE /a/2", "a:\n- v"},
        {"the last one without a line end, CRLF", "a:\r\n- x\r\n- yy", "REMOVE /a/1", "a:\r\n- x"},
        {"and one put in its place", "a:\n- x\n- yy\n- z\n", "REMOVE /a/1\nINSERT /a 2 \"new\"", "a:\n- x\n- new\n- z\n"},
        {"all, and one put in", "a:\n- x\n- yy\n", "REMOVE /a/0\nREMOVE /a/1\nINSERT /a 1 \"new\"", "a:\n- new\n"},
        {"the last without a line end, and one put in behind", "a:\n- x\n- yy", "REMOVE /a/1\nINSERT /a 2 \"new\"", "a:\n- x\n- new"},
        {"the last without a line end, and one put in before", "a:\n- x\n- yy", "REMOVE /a/1\nINSERT /a 1 \"new\"", "a:\n- x\n- new"},
        {"all without a line end, and two put in", "a:\n- x\n- yy", "REMOVE /a/0\nREMOVE /a/1\nINSERT /a 2 \"v\"\nINSERT /a 2 \"w\"",
         "a:\n- v\n- w"},
        {"in front of one put in", "a:\n- x\n- yy\n", "INSERT /a 0 \"new\"\nREMOVE /a/0", "a:\n- new\n- yy\n"},
        {"a compact first item", "a:\n- - x\n  - yy\n", "REMOVE /a/0/0", "a:\n- - yy\n"},
        {"compact first items", "a:\n- - x\n  - yy # c\n  - z\n", "REMOVE /a/0/0\nREMOVE /a/0/1", "a:\n- - z\n"},
        {"an empty item", "a:\n  -\n  - yy\n", "REMOVE /a/0", "a:\n  - yy\n"},
        {"an item with an anchor that nobody uses", "a:\n- &x yy\n- z\n", "REMOVE /a/0", "a:\n- z\n"},
        {"an entry", "a: 1\nb: 1\nc: 1\n", "REMOVE /b", "a: 1\nc: 1\n"},
        {"an entry with all below it", "a: 1\nb:\n  - x:\n     k: 1\n# c\nc: 1\n", "REMOVE /b", "a: 1\n# c\nc: 1\n"},
        {"the first entry of an item", "l:\n- a: 1\n  b: 1\n", "REMOVE /l/0/a", "l:\n- b: 1\n"},
        {"the first entries of an item", "l:\n- a: 1\n  b:\n  - x\n  c: 1\n", "REMOVE /l/0/a\nREMOVE /l/0/b", "l:\n- c: 1\n"},
        {"the first entry of an item, its comment, too", "l:\n- a: 1 # x\n  b: 1\n", "REMOVE /l/0/a", "l:\n- b: 1\n"},
        {"the first entry of an item, a comment behind", "l:\n- a: 1 # x\n  # of b\n  b: 1\n", "REMOVE /l/0/a",
         "l:\n-\n  # of b\n  b: 1\n"},
        {"the first entry of an item, and one put in behind it", "l:\n- a: 1\n  c: 1\n", "REMOVE /l/0/a\nPUT /l/0 b \"b1\"",
         "l:\n-\n  b: b1\n  c: 1\n"},
        {"an inner entry of an item", "l:\n- a: 1\n  b: 1\n  c: 1\n", "REMOVE /l/0/b", "l:\n- a: 1\n  c: 1\n"},
        {"the last entry without a line end", "a: 1\nb:\n- x", "REMOVE /b", "a: 1"},
        {"an entry whose key is quoted", "a: 1\n\"b\": 1\n", "REMOVE /b", "a: 1\n"},
        {"an entry and its successor", "a: 1\nb: 1\n", "REMOVE /b\nPUT / b [\"x\"]", "a: 1\nb:\n  - x\n"},
        {"an entry with a line end of its own", "a: 1\r\nb: 1\nc: 1\n", "REMOVE /b", "a: 1\r\nc: 1\n"},
        {"the last one without a line end, and one changed", "a:\n- v\n- x\n- yy", "SET /a/0 \"w\"\nREMOVE /a/2", "a:\n- w\n- x"},
        {"in front of an anchor that is used", "l:\n- x\n- &y yy\n- *y\n", "REMOVE /l/0", "l:\n- &y yy\n- *y\n"},
        {"the only compact item, and one put in", "a:\n- - x\n", "REMOVE /a/0/0\nINSERT /a/0 0 \"new\"", "a:\n-\n  - new\n"},
        {"the first compact item, and one put in before", "a:\n- - x\n  - yy\n", "REMOVE /a/0/0\nINSERT /a/0 0 \"new\"",
         "a:\n- - new\n  - yy\n"},
        {"behind a block scalar, a comment less deep than its text", "a:\n- |\n  text\n- x\n # c\n", "REMOVE /a/1",
         "a:\n- |\n  text\n # c\n"},
        {"behind a block scalar, a comment as deep as its text", "a:\n- |\n  text\n- x\n  # c\n", "REMOVE /a/1", NULL},
        {"behind a block scalar with an indentation of its own", "a:\n- |1\n   text\n- x\n  # c\n", "REMOVE /a/1", NULL},
        {"behind an empty block scalar", "a:\n- |\n- x\n # c\n", "REMOVE /a/1", NULL},
        {"behind a block scalar that keeps blank lines", "a:\n- |+\n  text\n- x\n- yy\n\n- z\n", "REMOVE /a/1\nREMOVE /a/2", NULL},
        {"behind one that keeps blank lines, but not right behind", "a:\n- |+\n  text\n- x\n- yy\n\n- z\n", "REMOVE /a/2",
         "a:\n- |+\n  text\n- x\n\n- z\n"},
        {"behind a block scalar, the last without a line end", "a:\n- |\n  text\n- x", "REMOVE /a/1", "a:\n- |\n  text\n"},
        {"behind a stripped block scalar, the last without a line end", "a:\n- |-\n  text\n- x", "REMOVE /a/1", "a:\n- |-\n  text"},
};

static const struct edit_case removed_flow[] = {
        {"an item", "a: [x, yy, z]\n", "REMOVE /a/1", "a: [x, z]\n"},
        {"the first", "a: [x, yy, z]\n", "REMOVE /a/0", "a: [yy, z]\n"},
        {"the last", "a: [ x, yy, z ]\n", "REMOVE /a/2", "a: [ x, yy ]\n"},
        {"a trailing comma stays", "a: [x, yy, ]\n", "REMOVE /a/1", "a: [x, ]\n"},
        {"several", "a: [v, w, x, yy, z]\n", "REMOVE /a/0\nREMOVE /a/1\nREMOVE /a/3", "a: [x, z]\n"},
        {"several at the end", "a: [v,w,x]\n", "REMOVE /a/1\nREMOVE /a/2", "a: [v]\n"},
        {"a line", "a: [\n  x,\n  yy, # c\n  z\n]\n", "REMOVE /a/1", "a: [\n  x,\n  z\n]\n"},
        {"the first line", "a: [\n  x,\n  yy\n]\n", "REMOVE /a/0", "a: [\n  yy\n]\n"},
        {"the last line and the comma before", "a: [\n  x, # of x\n  yy\n]\n", "REMOVE /a/1", "a: [\n  x # of x\n]\n"},
        {"the last line with its comma", "a: [\n  x,\n  yy,\n]\n", "REMOVE /a/1", "a: [\n  x,\n]\n"},
        {"the last lines", "a: [\n  v,\n  x,\n  yy\n]\n", "REMOVE /a/1\nREMOVE /a/2", "a: [\n  v\n]\n"},
        {"on the bracket's line", "a: [x,\n    yy]\n", "REMOVE /a/0", "a: [yy]\n"},
        {"on the last bracket's line", "a: [x,\n    yy]\n", "REMOVE /a/1", "a: [x]\n"},
        {"and one put in", "a: [x, yy, z]\n", "REMOVE /a/1\nINSERT /a 2 \"new\"", "a: [x, new, z]\n"},
        {"and one put in before", "a: [x, yy]\n", "REMOVE /a/1\nINSERT /a 1 \"new\"", "a: [x, new]\n"},
        {"the only one, and two put in", "a: [x]\n", "REMOVE /a/0\nINSERT /a 1 \"v\"\nINSERT /a 1 \"w\"", "a: [v, w]\n"},
        {"the only line, and two put in", "a: [\n  x # c\n]\n", "REMOVE /a/0\nINSERT /a 0 \"v\"\nINSERT /a 0 \"w\"",
         "a: [\n  v,\n  w\n]\n"},
        {"the last two lines, and one put in", "a: [\n  v,\n  x,\n  yy\n]\n", "REMOVE /a/1\nREMOVE /a/2\nINSERT /a 3 \"new\"",
         "a: [\n  v,\n  new\n]\n"},
        {"an entry", "a: {k: 1, l: 1}\n", "REMOVE /a/k", "a: {l: 1}\n"},
        {"an entry without a value", "a: {k, l: 1, m}\n", "REMOVE /a/k\nREMOVE /a/m", "a: {l: 1}\n"},
        {"an entry of JSON", "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 1\n  }\n}\n", "REMOVE /b", "{\n  \"a\": 1\n}\n"},
        {"an entry of JSON on one line", "{\"a\":1,\"b\":{\"c\":1},\"d\":1}", "REMOVE /b", "{\"a\":1,\"d\":1}"},
        {"a line beside a comment of its own", "a: [\n  x,\n  # of yy\n  yy,\n  z\n]\n", "REMOVE /a/1", "a: [\n  x,\n  # of yy\n  z\n]\n"},
        {"an item beside a comment", "a: [x, # of x\n    yy, z]\n", "REMOVE /a/0", NULL},
        {"an item with an anchor", "a: [&x yy, z]\n", "REMOVE /a/0", "a: [z]\n"},
};

static const struct edit_case bugs[] = {
        {"all items", "a:\n- x\n", "REMOVE /a/0", NULL},
        {"all items of a flow list", "a: [x]\n", "REMOVE /a/0", NULL},
        {"one item twice", "a:\n- x\n- yy\n", "REMOVE /a/0\nREMOVE /a/0", NULL},
        {"the root", "a: 1\n", "REMOVE /", NULL},
        {"an item for a mapping", "a:\n  b: 1\n", "INSERT /a 0 \"x\"", NULL},
        {"an entry for a sequence", "a:\n- x\n", "PUT /a b \"x\"", NULL},
        {"an entry that is there", "a: 1\nb: 2\n", "PUT / a \"x\"", NULL},
        {"a value that is not empty", "a: [1]\n", "SET /a \"x\"", NULL},
        {"two values for one", "a: 1\n", "SET /a \"x\"\nSET /a \"x\"", NULL},
        {"a value that is no JSON", "a: 1\n", "SET /a x", NULL},
        {"a removed item that is changed", "a:\n- k: 1\n- x\n", "REMOVE /a/0\nSET /a/0/k \"x\"", NULL},
        {"an entry put twice", "a: 1\n", "PUT / b \"x\"\nPUT / b \"yy\"", NULL},
        {"an entry put twice into an empty mapping", "a: {}\n", "PUT /a b \"x\"\nPUT /a b \"yy\"", NULL},
        {"an entry put twice among others", "a: 1\n", "PUT / b \"x\"\nPUT / c \"x\"\nPUT / b \"yy\"", NULL},
};

static void entries_go_with_their_lines(void **state)
{
	(void)state;
	edit_table_run(removed, sizeof(removed) / sizeof(*removed));
}

static void flow_entries_go_with_their_comma(void **state)
{
	(void)state;
	edit_table_run(removed_flow, sizeof(removed_flow) / sizeof(*removed_flow));
}

static void edits_that_contradict_are_the_callers_bug(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bugs) / sizeof(*bugs); i++) {
		struct error err = {0};
		BUF_AUTO struct buf got = BUF_EMPTY;
		if (script_apply(bugs[i].in, bugs[i].script, &got, &err) == 0 || err.kind != ERROR_BUG)
			fail_msg("%s: %s", bugs[i].name, buf_text(&got));
	}
}

static int render(const struct tree *tree, enum edit_op op, node_id node, node_id after, struct error *err)
{
	struct edits edits = EDITS_EMPTY;
	struct changes changes = CHANGES_EMPTY;
	struct buf value = BUF_EMPTY;
	buf_add_text(&value, "1");
	assert_int_equal(edits_add(&edits, op, node, after, NULL, &value, err), 0);
	int result = edits_render(tree, &edits, &changes, err);
	edits_release(&edits);
	changes_release(&changes);
	return result;
}

static void nodes_that_an_edit_can_not_mean_are_the_callers_bug(void **state)
{
	(void)state;
	struct error err = {0};
	TREE_AUTO struct tree tree = TREE_EMPTY;
	assert_int_equal(doc_parse(SPAN("a:\n- x\n- z\nb:\n- w\nc: 1\n"), &tree, &err), 0);
	node_id a = tree_get(&tree, 1, "a"), b = tree_get(&tree, 1, "b");
	const struct {
		enum edit_op op;
		node_id node, after;
	} cases[] = {
	        {EDIT_REMOVE, b, 0},                          /* a value without its key */
	        {EDIT_INSERT, a, tree_node(&tree, b)->child}, /* behind an item of another sequence */
	        {EDIT_INSERT, a, tree_get_key(&tree, 1, "b")},
	        {EDIT_SET, 0, 0},
	        {EDIT_SET, tree.count, 0},
	        {EDIT_PUT, 1, 0}, /* no key */
	};
	assert_int_equal(render(&tree, EDIT_INSERT, a, tree_node(&tree, a)->child, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(render(&tree, cases[i].op, cases[i].node, cases[i].after, &err), -1);
		assert_int_equal(err.kind, ERROR_BUG);
	}
}

static void no_edits_are_no_changes(void **state)
{
	(void)state;
	struct error err = {0};
	TREE_AUTO struct tree tree = TREE_EMPTY;
	struct edits edits = EDITS_EMPTY;
	struct changes changes = CHANGES_EMPTY;
	assert_int_equal(doc_parse(SPAN("a: 1"), &tree, &err), 0);
	assert_int_equal(edits_render(&tree, &edits, &changes, &err), 0);
	assert_int_equal(changes.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(entries_go_with_their_lines),
	        cmocka_unit_test(flow_entries_go_with_their_comma),
	        cmocka_unit_test(edits_that_contradict_are_the_callers_bug),
	        cmocka_unit_test(nodes_that_an_edit_can_not_mean_are_the_callers_bug),
	        cmocka_unit_test(no_edits_are_no_changes),
	};
	return cmocka_run_group_tests_name("edit_remove", tests, NULL, NULL);
}
