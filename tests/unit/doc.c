#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shape.h"
#include "yaml/doc.h"

static struct error err;

/* A copy without a NUL behind it, so that the address sanitizer sees a read beyond the end. */
static void expect_shape_of(struct span text, const char *wanted)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct buf shape BUF_AUTO = BUF_EMPTY;
	char *source = malloc(text.length ? text.length : 1);
	assert_non_null(source);
	memcpy(source, text.at, text.length);
	if (doc_parse(span_from(source, text.length), &tree, &err) < 0)
		fail_msg("refused: %u:%u: %s", err.line, err.column, err.text);
	shape_add(&shape, &tree, 1);
	assert_string_equal(buf_text(&shape), wanted);
	free(source);
}

static void expect_shape(const char *source, const char *wanted)
{
	expect_shape_of(span_of(source), wanted);
}

static void expect_refused_span(struct span source, uint32_t line, uint32_t column, const char *words)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	assert_int_equal(doc_parse(source, &tree, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_null(tree.nodes);
}

static void expect_refused(const char *source, uint32_t line, uint32_t column, const char *words)
{
	expect_refused_span(span_of(source), line, column, words);
}

static void plain_scalars_have_their_own_bytes(void **state)
{
	(void)state;
	expect_shape("a: b\n",
		     "0-4{ P0-1'a' P3-4'b' }");
	expect_shape("a:   b c   # d\n",
		     "0-8{ P0-1'a' P5-8'b c' }");
	expect_shape("a",
		     "P0-1'a'");
	expect_shape("- --x=1:2\n- http://h:1/#f",
		     "0-25[ P2-9'--x=1:2' P12-25'http://h:1/#f' ]");
	expect_shape("a:\tb\t\n",
		     "0-4{ P0-1'a' P3-4'b' }");
}

static void a_plain_scalar_of_several_lines_is_one_scalar(void **state)
{
	(void)state;
	expect_shape("- --a=b,\n  c,d\n- e\n",
		     "0-18[ P2-14'--a=b, c,d' P17-18'e' ]");
	expect_shape("a: b\n\n  c # d\nb: e",
		     "0-18{ P0-1'a' P3-9'b\\nc' P14-15'b' P17-18'e' }");
	expect_shape("[a\n b, c]",
		     ".0-9[ P1-5'a b' P7-8'c' ]");
	expect_shape("a:\n  b\n  c\n",
		     "0-10{ P0-1'a' P5-10'b c' }");
}

static void the_quotes_of_a_quoted_scalar_are_inside(void **state)
{
	(void)state;
	expect_shape("'a': \"b\"\n",
		     "0-8{ S0-3'a' D5-8'b' }");
	expect_shape("- 'it''s'\n- \"x\\n\\x41\\u00e9\"\n- ''\n- \"\"\n",
		     "0-37[ S2-9'it's' D12-27'x\\nAé' S30-32'' D35-37'' ]");
	expect_shape("- 'a\n  b'\n- \"c\\\n   d\"\n",
		     "0-21[ S2-9'a b' D12-21'cd' ]");
	expect_shape("[\"a\",'b'] # c",
		     ".0-9[ D1-4'a' S5-8'b' ]");
}

static void a_block_scalar_begins_at_its_header_and_ends_with_its_last_line(void **state)
{
	(void)state;
	expect_shape("a: |\n  x\n  y\n\n\nb: c\n",
		     "0-19{ P0-1'a' L3-12'x\\ny\\n' P15-16'b' P18-19'c' }");
	expect_shape("a: |-\n  x\n\n# c\nb: c\n",
		     "0-19{ P0-1'a' L3-9'x' P15-16'b' P18-19'c' }");
	expect_shape("a: |\n  x",
		     "0-8{ P0-1'a' L3-8'x' }");
	expect_shape("a: >2-\n    x\n  y\n\n\n",
		     "0-16{ P0-1'a' F3-16'  x\\ny' }");
	expect_shape("a: > # c\n\n  x\n  y\n",
		     "0-17{ P0-1'a' F3-17'\\nx y\\n' }");
	expect_shape("- a:\n    - |-\n      x\n\n  # c\n- b\n",
		     "0-32[ 2-21{ P2-3'a' 9-21[ L11-21'x' ] } P31-32'b' ]");
	expect_shape("--- |\n x\n",
		     "L4-8'x\\n'");
	expect_shape("? |\n  x\n: >\n  y\n",
		     "0-15{ L2-7'x\\n' F10-15'y\\n' }");
	expect_shape("a: |\r\n  x\r\n\r\nb: c\r\n",
		     "0-17{ P0-1'a' L3-9'x\\n' P13-14'b' P16-17'c' }");
}

static void blank_lines_behind_a_block_scalar_count_if_they_are_kept_or_longer_than_its_indentation(void **state)
{
	(void)state;
	expect_shape("a: |+\n  x\n\n\nb: c\n",
		     "0-16{ P0-1'a' L3-11'x\\n\\n\\n' P12-13'b' P15-16'c' }");
	expect_shape("a: |+\n  x\n\n\n # c\n",
		     "0-11{ P0-1'a' L3-11'x\\n\\n\\n' }");
	expect_shape("a: |\n  x\n    \nb: c\n",
		     "0-18{ P0-1'a' L3-13'x\\n  \\n' P14-15'b' P17-18'c' }");
	expect_shape("a: |\n  x  ",
		     "0-10{ P0-1'a' L3-10'x  ' }");
}

static void a_block_scalar_without_content_is_its_header(void **state)
{
	(void)state;
	expect_shape("- |\n- >-\n\n- |+\n\n- x\n",
		     "0-19[ L2-3'' F6-8'' L12-15'\\n' P18-19'x' ]");
	expect_shape("- |+\n",
		     "0-4[ L2-4'' ]");
	expect_shape("- |",
		     "0-3[ L2-3'' ]");
}

static void block_collections_end_with_their_last_descendant(void **state)
{
	(void)state;
	expect_shape("a:\n- b\n- - c\n  -\td\ne:\n  - f: g\n    h: i\n# c\n\n",
		     "0-39{ P0-1'a' 3-18[ P5-6'b' 9-18[ P11-12'c' P17-18'd' ] ] P19-20'e' 24-39[ 26-39{ P26-27'f' P29-30'g' P35-36'h' P38-39'i' } ] }");
	expect_shape("a:\n  - b\n\n  # c\nd:\n  e: f\n  # c",
		     "0-25{ P0-1'a' 5-8[ P7-8'b' ] P16-17'd' 21-25{ P21-22'e' P24-25'f' } }");
}

static void flow_collections_have_their_brackets(void **state)
{
	(void)state;
	expect_shape("[ ]",
		     ".0-3[ ]");
	expect_shape("a: []\nb: {}\nc: [{},[]]\n",
		     "0-22{ P0-1'a' .3-5[ ] P6-7'b' .9-11{ } P12-13'c' .15-22[ .16-18{ } .19-21[ ] ] }");
	expect_shape("# c\n{\n  a: [b,\n c], # x\n  d: {}\n}\n",
		     ".4-33{ P8-9'a' .11-18[ P12-13'b' P16-17'c' ] P26-27'd' .29-31{ } }");
}

static void a_pair_in_a_flow_sequence_is_a_mapping_without_brackets(void **state)
{
	(void)state;
	expect_shape("[a: b, ? c : d, {x: y}: z, &k q: r, : s, ? ]\n",
		     ".0-44[ .1-5{ P1-2'a' P4-5'b' } .7-14{ P9-10'c' P13-14'd' } .16-25{ .16-22{ P17-18'x' P20-21'y' } P24-25'z' } .27-34{ &P30-31'q' P33-34'r' } .36-39{ P36-36'' P38-39's' } .41-42{ P42-42'' P42-42'' } ]");
	expect_shape("[{a: b}: c]",
		     ".0-11[ .1-10{ .1-7{ P2-3'a' P5-6'b' } P9-10'c' } ]");
}

static void an_empty_value_lies_behind_its_colon(void **state)
{
	(void)state;
	expect_shape("a:\nb: \nc: # d\n",
		     "0-9{ P0-1'a' P2-2'' P3-4'b' P5-5'' P7-8'c' P9-9'' }");
	expect_shape("a: &x\nb: !!null\nc: !!null &y # c\n",
		     "0-28{ P0-1'a' &P5-5'' P6-7'b' !P15-15'' P16-17'c' &!P28-28'' }");
	expect_shape("a:\r\nb:",
		     "0-6{ P0-1'a' P2-2'' P4-5'b' P6-6'' }");
	expect_shape("? a\n? b\n: c\n? d # e\n# f\n:\n",
		     "0-25{ P2-3'a' P3-3'' P6-7'b' P10-11'c' P14-15'd' P25-25'' }");
	expect_shape("? ? a\n  ? b\n: c\n",
		     "0-15{ 2-11{ P4-5'a' P5-5'' P10-11'b' P11-11'' } P14-15'c' }");
	expect_shape("? a\n:", "0-5{ P2-3'a' P5-5'' }");
	expect_shape("? a\n:b: c\n",
		     "0-9{ P2-3'a' P3-3'' P4-6':b' P8-9'c' }");
	expect_shape("\"a\":\n'b' :\n",
		     "0-10{ D0-3'a' P4-4'' S5-8'b' P10-10'' }");
}

static void an_empty_key_lies_behind_its_question_mark_or_before_its_colon(void **state)
{
	(void)state;
	expect_shape(": a\n",
		     "0-3{ P0-0'' P2-3'a' }");
	expect_shape("?\n: a\n",
		     "0-5{ P1-1'' P4-5'a' }");
	expect_shape("- : a\n- ? # c\n",
		     "0-9[ 2-5{ P2-2'' P4-5'a' } 8-9{ P9-9'' P9-9'' } ]");
}

static void an_empty_item_lies_behind_its_dash(void **state)
{
	(void)state;
	expect_shape("- # c\n-\n- - \n  -\n- x\n",
		     "0-20[ P1-1'' P7-7'' 10-16[ P11-11'' P16-16'' ] P19-20'x' ]");
	expect_shape("- &a\n- !!null # c\n- a:\n- b\n",
		     "0-26[ &P4-4'' !P13-13'' 20-22{ P20-21'a' P22-22'' } P25-26'b' ]");
}

static void empty_nodes_in_flow_collections_have_places(void **state)
{
	(void)state;
	expect_shape("# c\n{: v, ? : w, e: , f, \"g\":, h: &x , i: !t }\n",
		     ".4-46{ P5-5'' P7-8'v' P11-11'' P14-15'w' P17-18'e' P19-19'' P22-23'f' P23-23'' D25-28'g' P29-29'' P31-32'h' &P36-36'' P39-40'i' !P44-44'' }");
	expect_shape("[a, &x , !t ]",
		     ".0-13[ P1-2'a' &P6-6'' !P11-11'' ]");
	expect_shape("# c\n{a: , b\n, c:\n}",
		     ".4-18{ P5-6'a' P7-7'' P10-11'b' P11-11'' P14-15'c' P16-16'' }");
}

static void anchors_and_tags_lie_outside_of_their_node(void **state)
{
	(void)state;
	expect_shape("- &a !t |\n  x\n-  !t\n  >\n   y\n",
		     "0-28[ &!L8-13'x\\n' !F22-28'y\\n' ]");
	expect_shape("- &a\n  x: y\n- !!map {a: b}\n- &b [*b]\n",
		     "0-36[ &7-11{ P7-8'x' P10-11'y' } !.20-26{ P21-22'a' P24-25'b' } &.32-36[ *33-35'b' ] ]");
	expect_shape("&a x: *a\n*a : b\n",
		     "0-15{ &P3-4'x' *6-8'a' *9-11'a' P14-15'b' }");
	expect_shape("a: !<tag:yaml.org,2002:str> b\n",
		     "0-29{ P0-1'a' !P28-29'b' }");
	expect_shape("- &a \"b\"\n- ! 'c'\n",
		     "0-16[ &D5-8'b' !S13-16'c' ]");
}

static void positions_are_bytes_behind_a_mark_and_other_characters(void **state)
{
	(void)state;
	expect_shape("\xef\xbb\xbf\xc3\xa9: \xe2\x82\xac\n\xc3\xa8: '\xf0\x9f\x98\x80'\n",
		     "3-21{ P3-5'é' P7-10'€' P11-13'è' S15-21'😀' }");
	expect_shape("\xef\xbb\xbf# c\n- |\n  \xc3\xa9\n-\n",
		     "7-17[ L9-15'é\\n' P17-17'' ]");
	/* the mark is no column, else what is indented by two would not be inside of its key */
	expect_shape("\xef\xbb\xbfk: |-\n  v\nl: >-\n w\n", "3-21{ P3-4'k' L6-12'v' P13-14'l' F16-21'w' }");
}

static void line_ends_of_windows_are_line_ends(void **state)
{
	(void)state;
	expect_shape("a: b\r\nc:\r\n- d\r\n- \"f\r\n  g\"\r\n- h\r\n  i\r\n",
		     "0-35{ P0-1'a' P3-4'b' P6-7'c' 10-35[ P12-13'd' D17-25'f g' P29-35'h i' ] }");
}

static void directives_and_comments_stand_around_the_document(void **state)
{
	(void)state;
	expect_shape("%YAML 1.1\n--- # c\na: b\n... # d\n",
		     "18-22{ P18-19'a' P21-22'b' }");
	expect_shape("# c\n\n---\n# d\na: b\n---\n# c\n---\n...\n%YAML 1.1\n# c\n",
		     "13-17{ P13-14'a' P16-17'b' }");
}
static void a_second_document_is_said_if_it_is_not_empty(void **state)
{
	(void)state;
	static const struct { const char *source; uint32_t extra; } cases[] = {
		{ "a: b\n", 0 },
		{ "a: b\n---\n# c\n---\n...\n# d\n", 0 },
		{ "a: b\n--- c\n", 5 },
		{ "a: b\n# c\n\n--- # d\n  x: y\n", 10 },
		{ "a: b\n---\n---\nc\n", 9 },
		{ "a: b\n...\nc\n", 9 },
		{ "a: b\n---\n!!null\n", 5 },
		{ "a: |\n  ---\n# ---\n", 0 },
		{ "a: ---\nb: '\n  --- x'\n", 0 },
	};
	for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		assert_int_equal(doc_parse(span_of(cases[at].source), &tree, &err), 0);
		assert_int_equal(tree.extra_document, cases[at].extra);
	}
}

static void a_later_document_is_not_read(void **state)
{
	(void)state;
	static const char *const sources[] = { "a: b\n---\nc: [\n", "a: b\n--- @\n", "a: b\n...\n%FOO\n}\n", "[a]\nb\n" };
	for (size_t at = 0; at < sizeof(sources) / sizeof(*sources); at++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		assert_int_equal(doc_parse(span_of(sources[at]), &tree, &err), 0);
		assert_int_not_equal(tree.extra_document, 0);
	}
}

static void duplicate_keys_are_read(void **state)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	assert_int_equal(doc_parse(span_of("a: 1\nb: 2\na: 3\n"), &tree, &err), 0);
	assert_int_equal(tree_node(&tree, tree_duplicate_key(&tree))->start, 10);
}

static void a_source_that_begins_with_a_brace_is_json(void **state)
{
	(void)state;
	assert_true(doc_is_json(SPAN(" \n\t{a")));
	assert_false(doc_is_json(SPAN("# c\n{}")));
	assert_false(doc_is_json(SPAN("---\n{}")));
	assert_false(doc_is_json(SPAN("\xef\xbb\xbf{}")));
	assert_false(doc_is_json(SPAN(" ")));
	expect_shape("{\"a\": [1, \"b\"]}\n", ".0-15{ D1-4'a' .6-14[ P7-8'1' D10-13'b' ] }");
	expect_refused("{a: b}\n", 1, 2, "expected a key in double quotes");
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	(void)state;
	expect_refused("a: b\nc: \xff\n", 2, 4, "byte 0xff is not UTF-8");
	expect_refused("a: \xc0\x80", 1, 4, "not UTF-8");         /* overlong */
	expect_refused("a: \xe0\x9f\xbf", 1, 4, "not UTF-8");     /* overlong */
	expect_refused("a: \xf0\x8f\xbf\xbf", 1, 4, "not UTF-8"); /* overlong */
	expect_refused("a: \xed\xa0\x80", 1, 4, "not UTF-8");     /* a surrogate */
	expect_refused("a: \xf4\x90\x80\x80", 1, 4, "not UTF-8"); /* beyond U+10FFFF */
	expect_refused("a: \xe2\x82", 1, 4, "not UTF-8");
	expect_refused("a: \xe2\x82z", 1, 4, "not UTF-8");
	expect_refused("{\"a\": \"\x80\"}", 1, 8, "not UTF-8");
	expect_refused_span(SPAN("\xff\xfe" "a\0"), 1, 1, "not UTF-8");
}

static void characters_that_yaml_forbids_are_refused(void **state)
{
	(void)state;
	expect_refused("a: \x01", 1, 4, "U+0001");
	expect_refused("a: \"\x7f\"", 1, 5, "U+007F");
	expect_refused("# \xc2\x84\na: b", 1, 3, "U+0084");
	expect_refused("a: \xef\xbf\xbe", 1, 4, "U+FFFE");
	expect_refused("# a\xc2\x85" "b: c", 1, 4, "a line separator (U+0085, U+2028 or U+2029) in a comment");
	expect_refused("a: b\n- [#\xe2\x80\xa8 ]", 2, 5, "in a comment");
	expect_refused_span(SPAN("a: b\n\0"), 2, 1, "U+0000");
	expect_shape("a: \xc3\xbf \xef\xbf\xbd \xf4\x8f\xbf\xbf\n", "0-14{ P0-1'a' P3-14'\xc3\xbf \xef\xbf\xbd \xf4\x8f\xbf\xbf' }");
}

static void an_empty_document_is_refused(void **state)
{
	(void)state;
	static const char *const sources[] = { "", "\n", "# c\n", "\xef\xbb\xbf", "---\n", "---\n---\na: b\n", "--- !!null\n", "%YAML 1.1\n---\n", "...\n" };
	for (size_t at = 0; at < sizeof(sources) / sizeof(*sources); at++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		assert_int_equal(doc_parse(span_of(sources[at]), &tree, &err), -1);
		assert_string_equal(err.text, "the document is empty");
		assert_int_equal(err.line > 0, 1);
	}
}

static void a_syntax_error_has_its_place_and_the_parsers_words(void **state)
{
	(void)state;
	expect_refused("a: b\nc: [\n", 3, 1, "not valid YAML: flow sequence without a closing bracket");
	expect_refused("a: b\nc: @x\n", 2, 4, "plain scalar cannot start with '@'");
	expect_refused("\xc3\xa9: \xc3\xa9 'x\n\xc3\xa9 \xc3\xa9: \"x\n", 2, 9, "double-quoted scalar without closing quote");
	expect_refused("a:\n\tb: c\n", 2, 1, "tab");
}

/* Version 0.9 of libfyaml has learned to read it. */
static void an_empty_last_item_in_line_with_its_key_is_read_or_explained(void **state)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	if (doc_parse(SPAN("a:\n- b\n-\nd: e\n"), &tree, &err) < 0) {
		expect_refused("a:\n- b\n- # c\nd: e\n", 3, 1, "an empty item at the end of a list that is not indented");
		expect_refused("a:\n- b\n-\nd: e\n", 3, 1, "an empty item");
	} else {
		expect_shape("a:\n- b\n- # c\nd: e\n", "0-17{ P0-1'a' 3-8[ P5-6'b' P8-8'' ] P13-14'd' P16-17'e' }");
	}
	expect_shape("a:\n- b\n- null\nd: e\n", "0-18{ P0-1'a' 3-13[ P5-6'b' P9-13'null' ] P14-15'd' P17-18'e' }");
	expect_shape("a:\n  - b\n  -\nd: e\n", "0-17{ P0-1'a' 5-12[ P7-8'b' P12-12'' ] P13-14'd' P16-17'e' }");
}

static void what_makes_libfyaml_free_twice_is_not_given_to_it(void **state)
{
	static const char *const openings[] = { "? b", "- ? b", "x:\n  ? b", "? a\r: ? b" };
	(void)state;
	for (size_t opening = 0; opening < sizeof(openings) / sizeof(*openings); opening++)
		for (const char *indicator = "-?:|>"; *indicator; indicator++) {
			struct buf source BUF_AUTO = BUF_EMPTY;
			struct tree tree TREE_AUTO = TREE_EMPTY;
			buf_printf(&source, "%s: \t %c c\n", openings[opening], *indicator);
			assert_int_equal(doc_parse(buf_span(&source), &tree, &err), -1);
			assert_non_null(strstr(err.text, "a tab between ':' and "));
		}
	expect_refused("? a\n: ? b:\t> c\n", 2, 7, "a tab between ':' and '>'");
	expect_shape("? a\n: b:\tc\n", "0-10{ P2-3'a' 6-10{ P6-7'b' P9-10'c' } }");
	expect_shape("a: b ?\nc:\t|\n  d\n", "0-15{ P0-1'a' P3-6'b ?' P7-8'c' L10-15'd\\n' }");
	expect_shape("a?: b\nc:\t|\n  d\n", "0-14{ P0-2'a?' P4-5'b' P6-7'c' L9-14'd\\n' }");
}

static void an_escape_that_is_no_character_is_refused(void **state)
{
	(void)state;
	expect_refused("- \"a\\ud83d\\ude00\"\n", 1, 5, "not valid YAML");
	expect_refused("- \"a\\q\"\n", 1, 5, "not valid YAML");
}

static void scalars_are_read_where_libfyaml_decodes_them_wrongly(void **state)
{
	(void)state;
	expect_shape("a: |\n  x\n\n    y z\nb: c\n", "0-22{ P0-1'a' L3-17'x\\n\\n  y z\\n' P18-19'b' P21-22'c' }");
	expect_shape("- 'a'''' b'\n- \"c\r\n\"\n", "0-19[ S2-11'a'' b' D14-19'c ' ]");
}

static void tag_directives_are_refused(void **state)
{
	(void)state;
	expect_refused("%TAG ! x:\n--- a\n", 1, 1, "%TAG");
	expect_refused("# c\n%YAML 1.2\n\n%TAG !e! x:\n--- a\n", 4, 1, "%TAG");
	expect_shape("a: |\n\n  %TAG\nb: c\n", "0-17{ P0-1'a' L3-12'\\n%TAG\\n' P13-14'b' P16-17'c' }");
}

static void nesting_is_read_to_the_limit_and_refused_beyond(void **state)
{
	char flow[2 * (TREE_DEPTH_MAX + 1)], block[2 * (TREE_DEPTH_MAX + 1) + 1];
	struct tree tree TREE_AUTO = TREE_EMPTY;
	(void)state;
	for (unsigned depth = TREE_DEPTH_MAX; depth <= TREE_DEPTH_MAX + 1; depth++) {
		memset(flow, '[', depth);
		memset(flow + depth, ']', depth);
		for (unsigned at = 0; at < depth; at++)
			memcpy(block + 2 * at, "- ", 2);
		block[2 * depth] = 'a';
		int wanted = depth == TREE_DEPTH_MAX ? 0 : -1;
		assert_int_equal(doc_parse(span_from(flow, 2 * depth), &tree, &err), wanted);
		tree_release(&tree);
		assert_int_equal(doc_parse(span_from(block, 2 * depth + 1), &tree, &err), wanted);
		tree_release(&tree);
	}
	assert_int_equal(err.column, 2 * TREE_DEPTH_MAX + 1);
	assert_non_null(strstr(err.text, "nested deeper than 64"));
}

static void more_than_ten_mebibytes_are_refused(void **state)
{
	struct buf source BUF_AUTO = BUF_EMPTY;
	(void)state;
	buf_add_text(&source, "a: b\n#");
	buf_add_repeat(&source, ' ', TREE_SOURCE_MAX - source.length);
	struct tree tree TREE_AUTO = TREE_EMPTY;
	assert_int_equal(doc_parse(buf_span(&source), &tree, &err), 0);
	buf_add_byte(&source, ' ');
	expect_refused_span(buf_span(&source), 0, 0, "longer than 10485760 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_scalars_have_their_own_bytes),
		cmocka_unit_test(a_plain_scalar_of_several_lines_is_one_scalar),
		cmocka_unit_test(the_quotes_of_a_quoted_scalar_are_inside),
		cmocka_unit_test(a_block_scalar_begins_at_its_header_and_ends_with_its_last_line),
		cmocka_unit_test(blank_lines_behind_a_block_scalar_count_if_they_are_kept_or_longer_than_its_indentation),
		cmocka_unit_test(a_block_scalar_without_content_is_its_header),
		cmocka_unit_test(block_collections_end_with_their_last_descendant),
		cmocka_unit_test(flow_collections_have_their_brackets),
		cmocka_unit_test(a_pair_in_a_flow_sequence_is_a_mapping_without_brackets),
		cmocka_unit_test(an_empty_value_lies_behind_its_colon),
		cmocka_unit_test(an_empty_key_lies_behind_its_question_mark_or_before_its_colon),
		cmocka_unit_test(an_empty_item_lies_behind_its_dash),
		cmocka_unit_test(empty_nodes_in_flow_collections_have_places),
		cmocka_unit_test(anchors_and_tags_lie_outside_of_their_node),
		cmocka_unit_test(positions_are_bytes_behind_a_mark_and_other_characters),
		cmocka_unit_test(line_ends_of_windows_are_line_ends),
		cmocka_unit_test(directives_and_comments_stand_around_the_document),
		cmocka_unit_test(a_second_document_is_said_if_it_is_not_empty),
		cmocka_unit_test(a_later_document_is_not_read),
		cmocka_unit_test(duplicate_keys_are_read),
		cmocka_unit_test(a_source_that_begins_with_a_brace_is_json),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(characters_that_yaml_forbids_are_refused),
		cmocka_unit_test(an_empty_document_is_refused),
		cmocka_unit_test(a_syntax_error_has_its_place_and_the_parsers_words),
		cmocka_unit_test(an_empty_last_item_in_line_with_its_key_is_read_or_explained),
		cmocka_unit_test(what_makes_libfyaml_free_twice_is_not_given_to_it),
		cmocka_unit_test(an_escape_that_is_no_character_is_refused),
		cmocka_unit_test(scalars_are_read_where_libfyaml_decodes_them_wrongly),
		cmocka_unit_test(tag_directives_are_refused),
		cmocka_unit_test(nesting_is_read_to_the_limit_and_refused_beyond),
		cmocka_unit_test(more_than_ten_mebibytes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
