#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/build.h"
#include "yaml/doc.h"

static struct error err;

static struct tree parse(const char *source)
{
	struct tree tree;
	if (doc_parse(span_of(source), &tree, &err) < 0)
		fail_msg("refused: %u:%u: %s", err.line, err.column, err.text);
	return tree;
}

static void assert_text(struct span text, const char *wanted)
{
	if (!span_is(text, wanted))
		fail_msg("\"%.*s\" is not \"%s\"", SPAN_ARG(text), wanted);
}

static void entries_are_found_by_their_decoded_key(void **state)
{
	struct tree tree TREE_AUTO = parse("a: 1\n\"b\\x63\": 2\n[x]: y\n? {k: v}\n: z\nd: *no\n*no : e\n");
	(void)state;
	assert_text(tree_text(&tree, tree_get(&tree, 1, "a")), "1");
	assert_text(tree_text(&tree, tree_get(&tree, 1, "bc")), "2");
	assert_text(tree_source(&tree, tree_get_key(&tree, 1, "bc")), "\"b\\x63\"");
	assert_int_equal(tree_kind(&tree, tree_get(&tree, 1, "d")), NODE_ALIAS);
	assert_int_equal(tree_get(&tree, 1, "no"), 0);
	assert_int_equal(tree_get(&tree, 1, "x"), 0);
	assert_int_equal(tree_get(&tree, 1, "k"), 0);
	assert_int_equal(tree_get(&tree, 1, ""), 0);
}

static void what_is_no_mapping_has_no_entries(void **state)
{
	struct tree tree TREE_AUTO = parse("[a, b]");
	(void)state;
	assert_int_equal(tree_get(&tree, 1, "a"), 0);
	assert_int_equal(tree_get(&tree, 2, "a"), 0);
	assert_int_equal(tree_get(&tree, 0, "a"), 0);
	assert_int_equal(tree_kind(&tree, 0), 0);
	assert_text(tree_text(&tree, 1), "");
	assert_text(tree_text(&tree, 0), "");
}

static void nodes_are_numbered_as_their_text_begins(void **state)
{
	struct tree tree TREE_AUTO = parse("a:\n- b\n- [c, {d: e}]\nf: g\n");
	(void)state;
	for (node_id id = 2; id < tree.count; id++) {
		assert_true(tree_node(&tree, id)->start >= tree_node(&tree, id - 1)->start);
		assert_true(tree_node(&tree, id)->parent < id);
	}
	assert_text(tree_text(&tree, 2), "a");
	assert_text(tree_text(&tree, 4), "b");
	assert_text(tree_text(&tree, tree.count - 1), "g");
}

static void null_is_what_yaml_1_1_reads_as_null(void **state)
{
	struct tree tree TREE_AUTO = parse("[~, null, Null, NULL, &a , '', \"null\", nULL, !!str null, !!str , ' ', 0, []]");
	size_t index = 0;
	(void)state;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next, index++)
		assert_int_equal(tree_is_null(&tree, at), index < 5);
	assert_int_equal(index, 13);
	assert_false(tree_is_null(&tree, 0));
}

static void an_alias_stands_for_the_latest_anchor_before_it(void **state)
{
	struct tree tree TREE_AUTO = parse("- &a 1\n- *a\n- &a 2\n- &b 3\n- *a\n- *b\n- *c\n- &c 4\n- &d [*d]\n- &ab 5\n");
	static const char *const wanted[] = { "1", "1", "2", "3", "2", "3", NULL, "4", "", "5" };
	size_t index = 0;
	(void)state;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next, index++) {
		node_id target = tree_resolve(&tree, at);
		assert_int_equal(target == 0, wanted[index] == NULL);
		if (wanted[index])
			assert_text(tree_text(&tree, target), wanted[index]);
	}
	assert_int_equal(index, 10);
	node_id inner = tree.count - 2; /* *d, inside the sequence that it stands for */
	assert_int_equal(tree_kind(&tree, inner), NODE_ALIAS);
	assert_int_equal(tree_resolve(&tree, inner), tree_node(&tree, inner)->parent);
}

static void aliases_find_their_anchor_among_many(void **state)
{
	struct buf source BUF_AUTO = BUF_EMPTY;
	(void)state;
	for (int round = 0; round < 3; round++)
		for (int name = 0; name < 120; name += 7)
			buf_printf(&source, "- &n%d a%d.%d\n", name * 7 % 120, name * 7 % 120, round);
	for (int name = 0; name < 120; name++)
		buf_printf(&source, "- *n%d\n", name);
	struct tree tree TREE_AUTO = parse(buf_text(&source));
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next) {
		if (tree_kind(&tree, at) != NODE_ALIAS)
			continue;
		char wanted[32];
		int name = atoi(tree_text(&tree, at).at + 1);
		bool known = false;
		for (int other = 0; other < 120; other += 7)
			known |= other * 7 % 120 == name;
		snprintf(wanted, sizeof(wanted), "a%d.2", name);
		if (known)
			assert_text(tree_text(&tree, tree_resolve(&tree, at)), wanted);
		else
			assert_int_equal(tree_resolve(&tree, at), 0);
	}
}

static void a_node_is_shared_if_an_alias_refers_to_it(void **state)
{
	struct tree tree TREE_AUTO = parse("- &a 1\n- &a 2\n- *a\n- &b 3\n- 4\n- &c {x: y}\n- *c\n");
	static const bool wanted[] = { false, true, false, false, false, true, false };
	size_t index = 0;
	(void)state;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next)
		assert_int_equal(tree_is_shared(&tree, at), wanted[index++]);
	assert_false(tree_is_shared(&tree, 0));
}

static void a_tag_is_resolved(void **state)
{
	struct tree tree TREE_AUTO = parse("- a\n- !!str b\n- ! c\n- !<tag:yaml.org,2002:int> 1\n- !d {e: !f g}\n- !!null\n");
	static const char *const wanted[] = { "", "tag:yaml.org,2002:str", "!", "tag:yaml.org,2002:int", "!d", "tag:yaml.org,2002:null" };
	size_t index = 0;
	(void)state;
	for (node_id at = tree_node(&tree, 1)->child; at; at = tree_node(&tree, at)->next)
		assert_text(tree_tag(&tree, at), wanted[index++]);
	assert_text(tree_tag(&tree, tree_get(&tree, 6, "e")), "!f");
	assert_text(tree_tag(&tree, 0), "");
}

static void expect_duplicate(const char *source, uint32_t start)
{
	struct tree tree TREE_AUTO = parse(source);
	node_id found = tree_duplicate_key(&tree);
	assert_int_equal(found ? tree_node(&tree, found)->start : 0, start);
}

static void the_first_duplicate_key_of_the_document_is_found(void **state)
{
	(void)state;
	expect_duplicate("a: 1\nb: 2\n", 0);
	expect_duplicate("a: 1\nb: {a: 2}\nc: [{a: 3}, {a: 4}]\n", 0);
	expect_duplicate("a: 1\n'a': 2\n", 5);
	expect_duplicate("a: {b: 1, b: 2}\na: 3\n", 10);
	expect_duplicate("a: 1\na: {b: 1, b: 2}\n", 5);
	expect_duplicate("\"1\": a\n1: b\n", 7);
	expect_duplicate("<<: *a\nb: c\n<<: *d\n", 12);
	expect_duplicate("[a]: 1\n[b]: 2\n*c : 1\n*d : 2\n", 0);
}

static void duplicate_keys_are_found_in_large_mappings(void **state)
{
	struct buf source BUF_AUTO = BUF_EMPTY;
	(void)state;
	for (int key = 0; key < 1000; key++)
		buf_printf(&source, "key%d: value\n", key);
	expect_duplicate(buf_text(&source), 0);
	uint32_t start = (uint32_t)source.length;
	buf_add_text(&source, "key0: value\nkey999: value\n");
	expect_duplicate(buf_text(&source), start);
}

static void expect_place(struct span source, uint32_t offset, uint32_t line, uint32_t column)
{
	uint32_t found_line, found_column;
	tree_place(source, offset, &found_line, &found_column);
	assert_int_equal(found_line, line);
	assert_int_equal(found_column, column);
}

static void places_count_lines_of_every_kind(void **state)
{
	struct span source = SPAN("ab\nc\r\nd\re\xc3\xa9" "f\n");
	(void)state;
	expect_place(source, 0, 1, 1);
	expect_place(source, 2, 1, 3);
	expect_place(source, 3, 2, 1);
	expect_place(source, 6, 3, 1);
	expect_place(source, 8, 4, 1);
	expect_place(source, 11, 4, 4);
	expect_place(source, 13, 5, 1);
	expect_place(source, 99, 5, 1);
	expect_place(SPAN_EMPTY, 0, 1, 1);
}

static void an_error_at_a_node_has_its_place(void **state)
{
	struct tree tree TREE_AUTO = parse("a:\n  - b\n");
	(void)state;
	assert_int_equal(tree_error(&tree, 4, &err, "%s is not %d", "b", 1), -1);
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 5);
	assert_string_equal(err.text, "b is not 1");
	assert_int_equal(err.kind, ERROR_REFUSED);
}

static void values_are_copied_only_where_they_differ_from_the_source(void **state)
{
	struct tree tree TREE_AUTO = parse("- plain\n- 'single'\n- \"double\"\n- 'it''s'\n- |\n  x\n");
	(void)state;
	assert_int_equal(tree.arena.length, strlen("it's") + strlen("x\n"));
	assert_text(tree_text(&tree, 5), "it's");
	assert_text(tree_text(&tree, 4), "double");
}

static void a_released_tree_is_empty(void **state)
{
	struct tree tree = parse("- &a 'b''c'\n- *a\n");
	(void)state;
	tree_release(&tree);
	assert_null(tree.nodes);
	assert_null(tree.anchors);
	assert_null(tree.arena.at);
	tree_release(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_found_by_their_decoded_key),
		cmocka_unit_test(what_is_no_mapping_has_no_entries),
		cmocka_unit_test(nodes_are_numbered_as_their_text_begins),
		cmocka_unit_test(null_is_what_yaml_1_1_reads_as_null),
		cmocka_unit_test(an_alias_stands_for_the_latest_anchor_before_it),
		cmocka_unit_test(aliases_find_their_anchor_among_many),
		cmocka_unit_test(a_node_is_shared_if_an_alias_refers_to_it),
		cmocka_unit_test(a_tag_is_resolved),
		cmocka_unit_test(the_first_duplicate_key_of_the_document_is_found),
		cmocka_unit_test(duplicate_keys_are_found_in_large_mappings),
		cmocka_unit_test(places_count_lines_of_every_kind),
		cmocka_unit_test(an_error_at_a_node_has_its_place),
		cmocka_unit_test(values_are_copied_only_where_they_differ_from_the_source),
		cmocka_unit_test(a_released_tree_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
