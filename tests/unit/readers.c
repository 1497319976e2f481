/* Both readers on generated documents: same trees, places that nest, and every scalar's own text alone means the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shape.h"
#include "yaml/doc.h"
#include "yaml/reread.h"

enum { DOCUMENTS = 1500, DEEPEST = 4, STEP = 2 };

struct writer {
	struct buf out;
	uint32_t random;
	const char *line_end;
};

/* Numerical Recipes' generator: the same documents in every run. */
static uint32_t draw(struct writer *writer, uint32_t below)
{
	writer->random = writer->random * 1664525u + 1013904223u;
	return (writer->random >> 8) % below;
}

static void add(struct writer *writer, const char *text)
{
	buf_add_text(&writer->out, text);
}

static void add_line_end(struct writer *writer, uint32_t indent)
{
	buf_add_text(&writer->out, writer->line_end);
	buf_add_repeat(&writer->out, ' ', indent);
}

/* Ends the line, with what may stand at its end and between lines. */
static void end_line(struct writer *writer)
{
	static const char *const tails[] = { "", "", "", "", " ", " # c: \"d", "  # [é" };
	add(writer, tails[draw(writer, 7)]);
	add_line_end(writer, 0);
	for (uint32_t more = draw(writer, 6); more >= 4; more--) {
		add(writer, more == 4 ? "" : "  # - e");
		add_line_end(writer, 0);
	}
}

static void add_key(struct writer *writer)
{
	static const char *const keys[] = { "a", "key", "é", "'q'", "\"d \\u00e9\"", "long key", "k.8s/io", "b", "3" };
	add(writer, keys[draw(writer, 9)]);
}

static void add_property(struct writer *writer)
{
	if (draw(writer, 8) == 0)
		buf_printf(&writer->out, "&n%u ", draw(writer, 5));
	if (draw(writer, 8) == 0)
		add(writer, draw(writer, 2) ? "!!str " : "! ");
}

/* A scalar that may be folded over lines, which are indented by INDENT. */
static void add_scalar(struct writer *writer, uint32_t indent)
{
	static const char *const first[] = { "--a=b", "x y", "'it''s'", "\"q\\n\"", "é", "'a", "\"b", "c", "5", "~", "yes", "''", "\"\"", "http://h:1/#x", "-1", "'# '" };
	static const char *const rest[] = { NULL, NULL, NULL, NULL, NULL, "z'", "w\\\"\"", "d", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL };
	uint32_t which = draw(writer, 16);
	add(writer, first[which]);
	if (!rest[which])
		return;
	for (uint32_t lines = 1 + draw(writer, 3); lines > 1; lines--)
		add_line_end(writer, lines == 3 ? 0 : indent);
	add_line_end(writer, indent);
	add(writer, rest[which]);
}

static void add_flow(struct writer *writer, unsigned depth, uint32_t indent)
{
	bool mapping = draw(writer, 2);
	add(writer, mapping ? "{" : "[");
	for (uint32_t count = draw(writer, 4); count > 0; count--) {
		if (draw(writer, 4) == 0)
			add_line_end(writer, indent);
		if (mapping || draw(writer, 6) == 0) {
			add_key(writer);
			add(writer, ": ");
		}
		if (depth < DEEPEST && draw(writer, 4) == 0)
			add_flow(writer, depth + 1, indent);
		else
			add_scalar(writer, indent);
		add(writer, count > 1 ? ", " : "");
	}
	add(writer, mapping ? " }" : "]");
}

static void add_block_scalar(struct writer *writer, uint32_t indent)
{
	static const char *const headers[] = { "|", "|-", "|+", ">", ">-", ">+", "| # c" };
	static const char *const lines[] = { "one", "  more", "# no comment", "", "two: [", "", "    " };
	add(writer, headers[draw(writer, 7)]);
	add_line_end(writer, indent);
	add(writer, "first");
	for (uint32_t count = draw(writer, 5); count > 0; count--) {
		const char *line = lines[draw(writer, 7)];
		add_line_end(writer, *line ? indent : 0);
		add(writer, line);
	}
	add_line_end(writer, 0);
}

static void add_mapping(struct writer *writer, unsigned depth, uint32_t indent);
static void add_sequence(struct writer *writer, unsigned depth, uint32_t indent, bool flush);

/* What stands behind the ':' of a key or the '-' of an item at column INDENT. */
static void add_value(struct writer *writer, unsigned depth, uint32_t indent, bool key, bool may_be_empty)
{
	uint32_t kind = draw(writer, depth < DEEPEST ? 9 : 6);
	if (kind == 0 && may_be_empty) {
		end_line(writer);
	} else if (kind <= 3) {
		add(writer, " ");
		add_property(writer);
		add_scalar(writer, indent + STEP);
		end_line(writer);
	} else if (kind == 4) {
		add(writer, " ");
		add_flow(writer, depth, indent + STEP);
		end_line(writer);
	} else if (kind == 5) {
		add(writer, " ");
		add_property(writer);
		add_block_scalar(writer, indent + STEP);
	} else if (!key && kind == 6) { /* compact: behind the dash */
		buf_add_repeat(&writer->out, ' ', STEP - 1);
		size_t line = writer->out.length;
		add_mapping(writer, depth + 1, indent + STEP);
		memmove(writer->out.at + line, writer->out.at + line + indent + STEP, writer->out.length - line - indent - STEP);
		writer->out.length -= indent + STEP;
	} else if (kind <= 7) {
		end_line(writer);
		add_mapping(writer, depth + 1, indent + STEP);
	} else {
		bool flush = key && draw(writer, 2);
		end_line(writer);
		add_sequence(writer, depth + 1, flush ? indent : indent + STEP, flush);
	}
}

static void add_mapping(struct writer *writer, unsigned depth, uint32_t indent)
{
	for (uint32_t count = 1 + draw(writer, 3); count > 0; count--) {
		buf_add_repeat(&writer->out, ' ', indent);
		add_key(writer);
		add(writer, draw(writer, 8) ? ":" : " :");
		add_value(writer, depth, indent, true, true);
	}
}

/* libfyaml 0.7 does not read an empty last item of a sequence that is flush with its key. */
static void add_sequence(struct writer *writer, unsigned depth, uint32_t indent, bool flush)
{
	for (uint32_t count = 1 + draw(writer, 3); count > 0; count--) {
		buf_add_repeat(&writer->out, ' ', indent);
		add(writer, "-");
		add_value(writer, depth, indent, false, !flush);
	}
}

static void generate(struct writer *writer)
{
	static const char *const openings[] = { "", "", "", "# é\n", "---\n", "--- # c\n", "%YAML 1.1\n---\n", "\xef\xbb\xbf", "\n\n" };
	writer->out.length = 0;
	writer->line_end = draw(writer, 4) ? "\n" : "\r\n";
	add(writer, openings[draw(writer, 9)]);
	if (draw(writer, 4))
		add_mapping(writer, 0, 0);
	else
		add_sequence(writer, 0, 0, false);
	if (draw(writer, 8) == 0)
		add(writer, "---\nnext: [\n");
}

static void parse(int (*reader)(struct span, struct tree *, struct error *), struct span source, struct tree *ret_tree)
{
	struct error err;
	if (reader(source, ret_tree, &err) < 0)
		fail_msg("%u:%u: %s:\n%.*s", err.line, err.column, err.text, SPAN_ARG(source));
}

static void assert_places_nest(const struct tree *tree)
{
	for (node_id id = 1; id < tree->count; id++) {
		const struct node *node = tree_node(tree, id), *parent = node->parent ? tree_node(tree, node->parent) : NULL;
		assert_true(node->start <= node->end && node->end <= tree->source.length);
		assert_true(!parent || (parent->start <= node->start && node->end <= parent->end));
		assert_true(!node->next || node->end <= tree_node(tree, node->next)->start);
		assert_true(node->kind == NODE_SCALAR || node->child == 0 || node->child == id + 1);
	}
}

/* The line break behind a block scalar is not its own, but counts. */
static void assert_slices_mean_the_same(const struct tree *tree)
{
	for (node_id id = 1; id < tree->count; id++) {
		struct buf slice BUF_AUTO = BUF_EMPTY;
		struct tree alone TREE_AUTO = TREE_EMPTY, reread TREE_AUTO = TREE_EMPTY;
		const struct node *node = tree_node(tree, id);
		if (node->kind != NODE_SCALAR || node->start == node->end)
			continue;
		bool block = node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
		buf_add_span(&slice, tree_source(tree, id));
		buf_add_text(&slice, block ? "\n" : "");
		parse(doc_parse, buf_span(&slice), &alone);
		parse(reread_parse, buf_span(&slice), &reread);
		assert_int_equal(alone.count, 2);
		assert_int_equal(tree_node(&alone, 1)->style, node->style);
		if (!span_equal(tree_text(&alone, 1), tree_text(tree, id)) || !span_equal(tree_text(&reread, 1), tree_text(tree, id)))
			fail_msg("\"%.*s\" alone is \"%.*s\"", SPAN_ARG(tree_text(tree, id)), SPAN_ARG(tree_text(&alone, 1)));
	}
}

static void both_readers_agree_on_whatever_is_written(void **state)
{
	struct writer writer = { .random = 7 };
	(void)state;
	for (int round = 0; round < DOCUMENTS; round++) {
		struct tree doc TREE_AUTO = TREE_EMPTY, reread TREE_AUTO = TREE_EMPTY;
		struct buf shape BUF_AUTO = BUF_EMPTY, other BUF_AUTO = BUF_EMPTY;
		generate(&writer);
		parse(doc_parse, buf_span(&writer.out), &doc);
		parse(reread_parse, buf_span(&writer.out), &reread);
		shape_add(&shape, &doc, 1);
		shape_add(&other, &reread, 1);
		if (strcmp(buf_text(&shape), buf_text(&other)) != 0)
			fail_msg("%s\nis not\n%s\nof\n%s", buf_text(&shape), buf_text(&other), buf_text(&writer.out));
		assert_int_equal(doc.extra_document, reread.extra_document);
		assert_int_equal(doc.duplicate_key, reread.duplicate_key);
		assert_places_nest(&doc);
		assert_slices_mean_the_same(&doc);
	}
	buf_release(&writer.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_readers_agree_on_whatever_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
