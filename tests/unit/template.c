#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pod/template.h"
#include "yaml/doc.h"

static void found_in(const char *text, const struct tree *tree, unsigned line, unsigned column, const char *mark)
{
	struct error err = { 0 };
	assert_int_equal(template_check(span_of(text), tree, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_int_equal(err.line, line);
	assert_int_equal(err.column, column);
	assert_non_null(strstr(err.text, mark));
}

/* In the tree, if there is one, and in the bytes. */
static void found(const char *text, unsigned line, unsigned column, const char *mark)
{
	struct error err = { 0 };
	struct tree TREE_AUTO tree = TREE_EMPTY;
	if (doc_parse(span_of(text), &tree, &err) == 0)
		found_in(text, &tree, line, column, mark);
	found_in(text, NULL, line, column, mark);
}

static void not_found(const char *text)
{
	struct error err = { 0 };
	struct tree TREE_AUTO tree = TREE_EMPTY;
	assert_int_equal(doc_parse(span_of(text), &tree, &err), 0);
	assert_int_equal(template_check(span_of(text), &tree, &err), 0);
	assert_int_equal(template_check(span_of(text), NULL, &err), 0);
}

static void marks_are_found_wherever_a_value_can_be(void **state)
{
	(void)state;
	found("a: {{ image }}\n", 1, 4, "{{");
	found("a: x\nb: \"{{ image }}\"\n", 2, 5, "{{");
	found("a: x${image}\n", 1, 5, "${");
	found("- --flag=${x}\n", 1, 10, "${");
	found("${key}: x\n", 1, 1, "${");
	found("'a{{b': x\n", 1, 3, "{{");
	found("{\"a\": \"{{ x }}\"}", 1, 8, "{{");
}

static void a_block_scalar_has_no_comments(void **state)
{
	static const char text[] = "a: |\n  text\n  # {{ x }}\n";
	struct error err = { 0 };
	struct tree TREE_AUTO tree = TREE_EMPTY;
	(void)state;
	assert_int_equal(doc_parse(SPAN(text), &tree, &err), 0);
	found_in(text, &tree, 3, 5, "{{");
}

static void marks_are_found_where_nothing_parses(void **state)
{
	(void)state;
	found("{% if x %}\na: b\n{% endif %}\n", 1, 1, "{%");
	found("a: b\n  {% if x %}\n", 2, 3, "{%");
	found("a: {{ x }}:{{ y }}\n", 1, 4, "{{");
	found("a: 'it # is {{ x }}' }\n", 1, 13, "{{");
	found("a: ${{ x }}\n", 1, 4, "${");
	found("a: {b: {{ x }}, c: ${d}}\n", 1, 8, "{{");
}

static void comments_are_left_alone(void **state)
{
	(void)state;
	not_found("# {{ x }}\na: b # ${y} {% z %}\n  # {{\n");
	not_found("a: b\n# ${y}\nc: [d, # {{\n  e]\n");
	not_found("a: 'it''s' # ${y}\n");
	not_found("a: 'b\\' # ${y}\n");
	not_found("a: \"\\\"\" # ${y}\n");
	not_found("a: it's # ${y}\n");
	not_found("a: b\t# ${y}\n");
}

static void a_number_sign_inside_of_a_value_is_no_comment(void **state)
{
	(void)state;
	found("a: b#${y}\n", 1, 6, "${");
	found("a: \"b # ${y}\"\n", 1, 9, "${");
}

static void what_only_looks_similar_is_no_template(void **state)
{
	(void)state;
	not_found("a: $(VAR) { } $ {x} }}\nb: {c: {d: e}}\nf: '{\"g\":{\"h\":{}}}'\n");
	not_found("a: {}\nb: [{}, {}]\n");
	not_found("{\"a\": {\"b\": {}}}");
	not_found("a: b$");
	not_found("a: '{'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_found_wherever_a_value_can_be),
		cmocka_unit_test(a_block_scalar_has_no_comments),
		cmocka_unit_test(marks_are_found_where_nothing_parses),
		cmocka_unit_test(comments_are_left_alone),
		cmocka_unit_test(a_number_sign_inside_of_a_value_is_no_comment),
		cmocka_unit_test(what_only_looks_similar_is_no_template),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
