#include "script.h"
#include "yaml/scalar.h"

static const struct same_case {
	const char *first, *second;
	bool same;
} same_cases[] = {
        {"a: x\n", "a: 'x'\n", true},
        {"a: [x, {k: v}]\n", "a:\n- x\n- k: v\n", true},
        {"a: |-\n  x\n", "a: \"x\"\n", true},
        {"a: &k 1\nb: *k\n", "--- {a: &k 1, b: *k}\n", true},
        {"a: x\n", "a: z\n", false},
        {"a: 1\n", "a: '1'\n", false},
        {"a: yes\n", "a: 'yes'\n", false},
        {"a:\n", "a: ''\n", false},
        {"a: !!str 1\n", "a: 1\n", false},
        {"a: !!str 1\n", "a: !!int 1\n", false},
        {"a: &k x\n", "a: x\n", false},
        {"a: &k x\nb: &l z\nc: *k\n", "a: &k x\nb: &k z\nc: *k\n", false},
        {"a: [x]\n", "a: {x}\n", false},
        {"a: [x]\n", "a: []\nx: z\n", false},
        {"a: [[x], z]\n", "a: [[x, z]]\n", false},
        {"a: x\n", "a: x\nb: z\n", false},
        {"a: x\n", "a: x\n---\nb: z\n", false},
};

static void parse(const char *text, struct tree *ret_tree)
{
	struct error err = {0};
	if (doc_parse(span_of(text), ret_tree, &err))
		fail_msg("%s\nfor:\n%s", err.text, text);
}

static void readings_are_the_same_if_they_mean_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(same_cases) / sizeof(*same_cases); i++) {
		const struct same_case *at = &same_cases[i];
		struct error err = {0};
		TREE_AUTO struct tree first = TREE_EMPTY;
		TREE_AUTO struct tree second = TREE_EMPTY;
		parse(at->first, &first);
		parse(at->second, &second);
		if ((verify_same(&first, &second, &err) == 0) != at->same || (verify_same(&second, &first, &err) == 0) != at->same)
			fail_msg("%s---\n%s", at->first, at->second);
		if (!at->same)
			assert_int_equal(err.kind, ERROR_REFUSED);
	}
}

static int verify(const char *in, const char *script, struct span text, struct error *err)
{
	TREE_AUTO struct tree original = TREE_EMPTY;
	TREE_AUTO struct tree result = TREE_EMPTY;
	struct edits edits = EDITS_EMPTY;
	parse(in, &original);
	script_read(&original, script, &edits);
	int verified = doc_parse(text, &result, err) ? 1 : verify_edited(&original, &edits, &result, err);
	edits_release(&edits);
	return verified;
}

static const struct edited_case {
	const char *in, *script, *result;
	bool right;
} edited_cases[] = {
        {"a:\n- x\n", "INSERT /a 1 \"1\"", "a: [x, '1']\n", true},
        {"a:\n- x\n", "INSERT /a 1 \"1\"", "a: [x, 1]\n", false},
        {"a:\n- x\n", "INSERT /a 1 \"z\"", "a: [z, x]\n", false},
        {"a:\n- x\n", "INSERT /a 1 \"z\"", "a: [x]\n", false},
        {"a:\n- x\n", "INSERT /a 1 \"z\"", "a: [x, z, z]\n", false},
        {"a:\n- x\n", "INSERT /a 1 \"z\"\nINSERT /a 1 \"v\"", "a: [x, z, v]\n", true},
        {"a:\n- x\n", "INSERT /a 1 \"z\"\nINSERT /a 1 \"v\"", "a: [x, v, z]\n", false},
        {"a: 1\n", "PUT / b {\"k\":true,\"l\":[\"x\"]}", "b: {l: [x], k: true}\na: 1\n", true},
        {"a: 1\n", "PUT / b {\"k\":true,\"l\":[\"x\"]}", "a: 1\nb: {k: \"true\", l: [x]}\n", false},
        {"a: 1\n", "PUT / b {\"k\":true,\"l\":[\"x\"]}", "a: 1\nb: {k: true, l: [x], m: 1}\n", false},
        {"a: 1\n", "PUT / b {\"k\":true,\"l\":[\"x\"]}", "a: 1\nb: {k: true}\n", false},
        {"a: 1\n", "PUT / b {\"k\":true}", "a: 1\nb: {k: true, k: true}\n", false},
        {"a: 1\n", "PUT / b {\"k\":true}", "a: 1\nb: {k: true}\nb: {k: true}\n", false},
        {"a: 1\n", "PUT / b \"x\"", "a: 1\nb: &k x\n", false},
        {"a: 1\n", "PUT / b \"x\"", "a: 1\nb: !!str x\n", false},
        {"a: 1\n", "PUT / on true", "a: 1\non: true\n", false},
        {"a: 1\nc: 2\n", "PUT / b null", "c: 2\na: 1\nb: ~\n", false},
        {"a: 1\nc: 2\n", "REMOVE /a", "c: 2\n", true},
        {"a: 1\nc: 2\n", "REMOVE /a", "a: 1\nc: 2\n", false},
        {"a: 1\nc: 2\n", "REMOVE /a", "a: 1\n", false},
        {"a: 1\nc: 2\n", "REMOVE /a\nPUT / a 3", "c: 2\na: 3\n", true},
        {"a: 1\nc: 2\n", "REMOVE /a\nPUT / a 3", "c: 2\na: 1\n", false},
        {"a: &k 1\n", "SET /a 2", "a: &k 2\n", true},
        {"a: &k 1\n", "SET /a 2", "a: 2\n", false},
        {"a: !!str 1\n", "SET /a \"2\"", "a: !!str 2\n", true},
        {"a: &k 1\nb: &l 2\nc: *l\n", "SET /a 2", "a: &k 2\nb: &k 2\nc: *l\n", false},
        {"a:\n", "INSERT /a 0 \"x\"\nINSERT /a 0 \"z\"", "a: [x, z]\n", true},
        {"a:\n", "PUT /a k \"x\"\nPUT /a l \"z\"", "a: {k: x, l: z}\n", true},
        {"a:\n", "PUT /a k \"x\"\nPUT /a l \"z\"", "a: {k: x}\n", false},
        {"a: 1\nb: x\n", "SET /a 2", "a: 2\nb: x\n--- more\n", false},
        {"- a: 1\n- x\n", "REMOVE /0\nSET /0/a 2", "- x\n", false},
        {"a: 1\n", "PUT / b null", "a: 1\nb: ~\n", true},
        {"a: 1\n", "PUT / b null", "a: 1\nb: ''\n", false},
        {"a: 1\n", "PUT / b {\"k\":1.5}", "a: 1\nb: {k: 1.5}\n", true},
        {"a: 1\n", "PUT / b {\"k\":1.5}", "a: 1\nb: {k: \"1.5\"}\n", false},
        {"a: 1\n", "PUT / b {\"k\":1}", "a: 1\nb: {k: 1, [k]: 1}\n", false},
};

static void a_result_is_right_if_it_has_the_edits_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(edited_cases) / sizeof(*edited_cases); i++) {
		const struct edited_case *at = &edited_cases[i];
		struct error err = {0};
		if ((verify(at->in, at->script, span_of(at->result), &err) == 0) != at->right)
			fail_msg("%s%s\n%s: %s", at->in, at->script, at->result, err.text);
		if (!at->right)
			assert_int_equal(err.kind, ERROR_BUG);
	}
}

static void an_edit_of_a_place_that_does_not_exist_is_a_bug(void **state)
{
	(void)state;
	TREE_AUTO struct tree tree = TREE_EMPTY;
	parse("a: 1\n", &tree);
	const node_id places[][2] = { { 0, 0 }, { tree.count, 0 }, { 1, tree.count } };
	for (size_t i = 0; i < 3; i++) {
		struct error err = { 0 };
		struct edit edit = { .op = EDIT_INSERT, .node = places[i][0], .after = places[i][1] };
		struct edits edits = { &edit, 1, 1 };
		assert_int_equal(verify_edited(&tree, &edits, &tree, &err), -1);
		assert_int_equal(err.kind, ERROR_BUG);
	}
}

static const char pod[] = "kind: Pod # c\n"
                          "metadata: &m\n"
                          "  name: api\n"
                          "  labels: {tier: cp, n: \"1\", e: , l: [a, {b: c}]}\n"
                          "spec:\n"
                          "  containers:\n"
                          "  - command: [kube, --a=1]\n"
                          "    args:\n"
                          "    - --b=1\n"
                          "    - '30'\n"
                          "    - |-\n"
                          "      --c\n"
                          "    ro: true\n"
                          "  volumes: []\n"
                          "status: ~\n";
static const char script[] = "INSERT /spec/containers/0/args 2 \"--audit=x\"\n"
                             "INSERT /spec/containers/0/command 1 \"true\"\n"
                             "PUT /spec/containers/0 mounts [{\"name\":\"p\",\"ro\":true}]\n"
                             "INSERT /spec/volumes 0 {\"name\":\"p\",\"host\":{\"path\":\"/x\",\"type\":\"File\"}}\n"
                             "SET /metadata/labels/e \"no\"\n"
                             "REMOVE /spec/containers/0/args/0";

static size_t mutants;

static void assert_found(struct span text, struct change change)
{
	struct error err = {0};
	struct changes changes = {.list = &change, .count = 1};
	BUF_AUTO struct buf mutant = BUF_EMPTY;
	assert_int_equal(changes_apply(text, &changes, &mutant, &err), 0);
	if (verify(pod, script, buf_span(&mutant), &err) == 0)
		fail_msg("not found:\n%s", buf_text(&mutant));
	buf_release(&change.text);
	mutants++;
}

static void mutate(struct span text, uint32_t at, uint32_t drop, const char *with)
{
	struct change change = {.at = at, .drop = drop, .text = BUF_EMPTY};
	buf_add_text(&change.text, with);
	assert_found(text, change);
}

static void mutate_node(const struct tree *tree, node_id id)
{
	const struct node *node = tree_node(tree, id);
	uint32_t length = node->end - node->start;
	if (node->kind == NODE_SCALAR) {
		mutate(tree->source, node->start, length, " other");
		mutate(tree->source, node->start, length, " \"\"");
		mutate(tree->source, node->start, length, " 31");
		mutate(tree->source, node->start, length, " [x]");
		if (scalar_type(tree, id) != SCALAR_NULL)
			mutate(tree->source, node->start, length, " ~");
		if (scalar_type(tree, id) == SCALAR_BOOL)
			mutate(tree->source, node->start, length, " \"true\"");
		if (node->style == STYLE_DOUBLE || node->style == STYLE_SINGLE)
			mutate(tree->source, node->start + 1, 0, "x");
	}
	if (node->style == STYLE_FLOW && node->child)
		mutate(tree->source, node->end - 1, 0, ", more");
	if (node->style == STYLE_FLOW && node->child)
		mutate(tree->source, node->start, length, node->kind == NODE_MAPPING ? "{}" : "[]");
	if (length > 0 && !(node->kind != NODE_SCALAR && node->style == STYLE_BLOCK)) {
		mutate(tree->source, node->start, 0, "&anchor ");
		mutate(tree->source, node->start, 0, "!!binary ");
	}
}

static void every_changed_token_is_found(void **state)
{
	(void)state;
	struct error err = {0};
	BUF_AUTO struct buf text = BUF_EMPTY;
	TREE_AUTO struct tree tree = TREE_EMPTY;
	assert_int_equal(script_apply(pod, script, &text, &err), 0);
	parse(buf_text(&text), &tree);
	assert_int_equal(verify(pod, script, buf_span(&text), &err), 0);
	for (node_id id = 1; id < tree.count; id++)
		mutate_node(&tree, id);
	assert_true(mutants > 200);
}

static void every_changed_line_is_found(void **state)
{
	(void)state;
	struct error err = {0};
	BUF_AUTO struct buf text = BUF_EMPTY;
	assert_int_equal(script_apply(pod, script, &text, &err), 0);
	for (uint32_t at = 0, end; at < text.length; at = end) {
		end = (uint32_t)span_find(buf_span(&text), "\n", at) + 1;
		BUF_AUTO struct buf line = BUF_EMPTY;
		buf_add_span(&line, span_cut(buf_span(&text), at, end));
		mutate(buf_span(&text), at, end - at, "");
		mutate(buf_span(&text), at, 0, buf_text(&line));
		mutate(buf_span(&text), at, 0, "# ");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(readings_are_the_same_if_they_mean_the_same),
	        cmocka_unit_test(a_result_is_right_if_it_has_the_edits_and_nothing_else),
	        cmocka_unit_test(an_edit_of_a_place_that_does_not_exist_is_a_bug),
	        cmocka_unit_test(every_changed_token_is_found),
	        cmocka_unit_test(every_changed_line_is_found),
	};
	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
