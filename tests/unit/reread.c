#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shape.h"
#include "yaml/doc.h"
#include "yaml/reread.h"

static struct error err;

/* A copy without a NUL behind it, so that the address sanitizer sees a read beyond the end. */
static void expect_shape(const char *text, const char *wanted)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct buf shape BUF_AUTO = BUF_EMPTY;
	size_t length = strlen(text);
	char *source = malloc(length + 1);
	assert_non_null(source);
	memcpy(source + 1, text, length);
	if (reread_parse(span_from(source + 1, length), &tree, &err) < 0)
		fail_msg("refused: %u:%u: %s", err.line, err.column, err.text);
	shape_add(&shape, &tree, 1);
	assert_string_equal(buf_text(&shape), wanted);
	free(source);
}

static void expect_refused(const char *source, uint32_t line, uint32_t column, const char *words)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	assert_int_equal(reread_parse(span_of(source), &tree, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_null(tree.nodes);
}

/* Node numbers, kinds, styles, texts and places: all that a shape says. */
static void both_readers_make_the_same_tree(void **state)
{
	(void)state;
	static const char *const sources[] = {
		"a:   b c   # d\n", "a", "- --x=1:2\n- http://h:1/#f", "- --a=b,\n  c,d\n- e\n", "a: b\n\n  c # d\nb: e", "[a\n b, c]",
		"- 'it''s'\n- \"x\\n\\x41\\u00e9\"\n- ''\n- \"\"\n", "- 'a\n  b'\n- \"c\\\n   d\"\n",
		"a: |\n  x\n  y\n\n\nb: c\n", "a: |-\n  x\n\n# c\nb: c\n", "a: |\n  x", "a: >2-\n    x\n  y\n\n\n", "a: > # c\n\n  x\n  y\n",
		"- a:\n    - |-\n      x\n\n  # c\n- b\n", "--- |\n x\n", "? |\n  x\n: >\n  y\n", "a: |\r\n  x\r\n\r\nb: c\r\n",
		"a: |+\n  x\n\n\nb: c\n", "a: |+\n  x\n\n\n # c\n", "a: |\n  x\n    \nb: c\n", "- |\n- >-\n\n- |+\n\n- x\n", "- |+\n", "- |",
		"a: >\n  x\n  y", "a: |\n  x\n   ",
		"a:\n- b\n- - c\n  - d\ne:\n  - f: g\n    h: i\n# c\n\n", "[ ]", "a: []\nb: {}\nc: [{},[]]\n", "# c\n{\n  a: [b,\n c], # x\n  d: {}\n}\n",
		"[a: b, ? c : d, {x: y}: z, &k q: r]\n", "[{a: b}: c]", "a:\nb: \nc: # d\n", "a: &x\nb: !!null\nc: !!null &y # c\n", "a:\r\nb:",
		"? a\n? b\n: c\n? d # e\n# f\n:\n", "? ? a\n  ? b\n: c\n", "? a\n:b: c\n", "\"a\":\n'b' :\n", "?\n: a\n",
		"- # c\n-\n- - \n  -\n- x\n", "- &a\n- !!null # c\n- a:\n- b\n", "# c\n{a: , b\n, c:\n}", "[a, &x , !t ]",
		"- &a !t |\n  x\n-  !t\n  >\n   y\n", "- &a\n  x: y\n- !!map {a: b}\n- &b [c]\n", "&a x: *a\n*a : b\n", "a: !<tag:yaml.org,2002:str> b\n",
		"- &a \"b\"\n- ! 'c'\n", "a: &b\n- c\nd: !!seq\n- e\nf: &g\n  - h\n", "\xef\xbb\xbf\xc3\xa9: \xe2\x82\xac\n\xc3\xa8: '\xf0\x9f\x98\x80'\n",
		"\xef\xbb\xbf# c\n- |\n  \xc3\xa9\n-\n", "a: b\r\nc:\r\n- d\r\n- \"f\r\n  g\"\r\n- h\r\n  i\r\n", "%YAML 1.1\n--- # c\na: b\n... # d\n",
		"?\n! a: b\n", "? a: \n&b c: d\n", "a: b\n--- c\n", "a: b\n---\nc: [\n", "[a]\nb\n", "a: 1\nb: 2\na: 3\n",
	};
	for (size_t at = 0; at < sizeof(sources) / sizeof(*sources); at++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		struct buf shape BUF_AUTO = BUF_EMPTY;
		assert_int_equal(doc_parse(span_of(sources[at]), &tree, &err), 0);
		shape_add(&shape, &tree, 1);
		expect_shape(sources[at], buf_text(&shape));
		struct tree other TREE_AUTO = TREE_EMPTY;
		assert_int_equal(reread_parse(span_of(sources[at]), &other, &err), 0);
		assert_int_equal(other.extra_document, tree.extra_document);
		assert_int_equal(other.duplicate_key, tree.duplicate_key);
		for (node_id id = 1; id < tree.count; id++)
			assert_true(span_equal(tree_tag(&tree, id), tree_tag(&other, id)));
	}
}

static void flow_text_that_begins_with_a_brace_is_read_as_yaml(void **state)
{
	(void)state;
	expect_shape("{a: 'b', \"c\": [d,], }\n", ".0-21{ P1-2'a' S4-7'b' D9-12'c' .14-18[ P15-16'd' ] }");
}

static void characters_are_counted_back_into_bytes(void **state)
{
	(void)state;
	expect_shape("é: [è, {€: \"😀\"}] # ü\n'ü': x\n",
		     "0-36{ P0-2'é' .4-23[ P5-7'è' .9-22{ P10-13'€' D15-21'😀' } ] S29-33'ü' P35-36'x' }");
	expect_shape("\xef\xbb\xbf- é\r\n- è\r\n", "3-13[ P5-7'é' P11-13'è' ]");
}

static void errors_have_libyamls_words_and_a_place_in_bytes(void **state)
{
	(void)state;
	expect_refused("a: {b: c\n", 2, 1, "not valid YAML: did not find expected ',' or '}', while parsing a flow mapping that begins in line 1");
	expect_refused("a: b: c\n", 1, 5, "not valid YAML: mapping values are not allowed in this context");
	expect_refused("éé: é: c\n", 1, 9, "mapping values are not allowed");
	expect_refused("a:\n\tb: c\n", 2, 1, "found character that cannot start any token");
	expect_refused("a: 'x\n", 2, 1, "unexpected end of stream, while scanning a quoted scalar that begins in line 1");
	expect_refused("a:\n  b: c\n d: e\n", 3, 2, "did not find expected key");
}

static void an_empty_document_is_refused(void **state)
{
	(void)state;
	expect_refused("", 1, 1, "the document is empty");
	expect_refused("# c\n", 1, 1, "the document is empty");
	expect_refused("---\n---\na: b\n", 1, 4, "the document is empty");
}

static void what_go_yaml_refuses_is_refused(void **state)
{
	(void)state;
	expect_refused("a: &x b\nc: *y\n", 2, 4, "the alias *y has no anchor before it");
	expect_refused("a: *x\nb: &x c\n", 1, 4, "the alias *x has no anchor before it");
	expect_refused("a: &x\n  b: [*x]\n", 2, 7, "the alias *x lies inside of what it stands for");
	expect_refused("%YAML 1.2\n---\na: b\n", 1, 1, "%YAML 1.2 is not read by Kubernetes");
	expect_refused("%TAG ! x:\n--- a\n", 1, 1, "%TAG");
	expect_refused("a: \xff\n", 1, 4, "not UTF-8");
	expect_refused("a: \x01\n", 1, 4, "U+0001");
	expect_refused("[a] \"\\/\"\n", 1, 5, "behind the end");
	expect_refused("[a] [!b,\"c\"]\n", 1, 5, "behind the end");
	expect_refused("[a?b]\n", 1, 3, "'?' in brackets");
	expect_refused("a: b\n\xef\xbb\xbf" "c: d\n", 2, 1, "byte order mark");
	expect_refused("a: {b: c ?d}\n", 1, 10, "'?' in brackets");
	expect_refused("- \"a\\/b\"\n", 1, 5, "the escape \\/");
	expect_refused("[a, !!str, b]\n", 1, 5, "part of the tag");
	expect_refused("[a, !<x>, b]\n", 1, 5, "part of the tag");
	expect_refused("[a, &x !y, b]\n", 1, 8, "part of the tag");
}

static void what_looks_like_it_is_read(void **state)
{
	(void)state;
	static const char *const sources[] = { "a?b: c?\n", "- \"a\\\\/b\"\n- 'a\\/b'\n- a\\/b\n", "\xef\xbb\xbf\x61: b\xef\xbb\xbf\n", "[!!str , !<a,b> , !x &y, 'a?']\n", "[? a : b]\n" };
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		if (reread_parse(span_of(sources[i]), &tree, &err) < 0)
			fail_msg("%s: %s", sources[i], err.text);
	}
}

static void deep_nesting_is_refused_while_events_arrive(void **state)
{
	static const char *const openings[] = { "[", "- ", "? ", "{a: " };
	(void)state;
	for (size_t at = 0; at < sizeof(openings) / sizeof(*openings); at++) {
		struct buf source BUF_AUTO = BUF_EMPTY;
		struct tree tree TREE_AUTO = TREE_EMPTY;
		for (int count = 0; count < 200000; count++)
			buf_add_text(&source, openings[at]);
		assert_int_equal(reread_parse(buf_span(&source), &tree, &err), -1);
		assert_non_null(strstr(err.text, "nested deeper than 64"));
		assert_int_equal(err.column, TREE_DEPTH_MAX * strlen(openings[at]) + 1);
	}
}

static void scalars_keep_their_tags(void **state)
{
	(void)state;
	static const char source[] = "[!!str 1, ! 'on', &a ! on, ! &b on, ! , !<x:y> a, '!', &c !d e]";
	static const char *const tags[] = { "tag:yaml.org,2002:str", "!", "!", "!", "!", "x:y", "", "!d" };
	struct tree tree TREE_AUTO = TREE_EMPTY;
	assert_int_equal(reread_parse(SPAN(source), &tree, &err), 0);
	assert_int_equal(tree.count, 2 + sizeof(tags) / sizeof(tags[0]));
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		assert_true(span_is(tree_tag(&tree, (node_id)(i + 2)), tags[i]));
	assert_true(span_is(tree_source(&tree, 3), "'on'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_keep_their_tags),
		cmocka_unit_test(both_readers_make_the_same_tree),
		cmocka_unit_test(flow_text_that_begins_with_a_brace_is_read_as_yaml),
		cmocka_unit_test(characters_are_counted_back_into_bytes),
		cmocka_unit_test(errors_have_libyamls_words_and_a_place_in_bytes),
		cmocka_unit_test(an_empty_document_is_refused),
		cmocka_unit_test(what_go_yaml_refuses_is_refused),
		cmocka_unit_test(what_looks_like_it_is_read),
		cmocka_unit_test(deep_nesting_is_refused_while_events_arrive),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
