#include "pod/template.h"

#include <string.h>

static const char *const marks[] = {"{{", "{%", "${"};

static int refuse(struct span source, size_t offset, struct error *err)
{
	uint32_t line, column;
	tree_place(source, (uint32_t)offset, &line, &column);
	struct span mark = span_cut(source, offset, offset + 2);
	return error_at(err, line, column,
	                "this is a template, not yet a manifest: '%.*s' is still to be filled in; fill it in first, then give the result",
	                SPAN_ARG(mark));
}

static bool is_mark(struct span source, size_t at)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (at + 1 < source.length && memcmp(source.at + at, marks[i], 2) == 0)
			return true;
	return false;
}

/* The first mark in [start, end); end if there is none. */
static size_t find_mark(struct span source, size_t start, size_t end)
{
	static const char *const begins[] = {"{", "$"};
	struct span part = span_cut(source, 0, end);
	size_t first = end;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		for (size_t at = span_find(part, begins[i], start); at < first; at = span_find(part, begins[i], at + 1))
			if (is_mark(part, at))
				first = at;
	return first;
}

struct span template_mark(struct span text)
{
	size_t found = find_mark(text, 0, text.length);
	return span_cut(text, found, found + 2);
}

static int check_tree(struct span source, const struct tree *tree, struct error *err)
{
	if (find_mark(source, 0, source.length) == source.length)
		return 0;
	for (node_id i = 1; i < tree->count; i++) {
		const struct node *node = tree_node(tree, i);
		if (node->kind == NODE_SCALAR) {
			size_t found = find_mark(source, node->start, node->end);
			if (found < node->end)
				return refuse(source, found, err);
		} else if (node->kind == NODE_MAPPING && is_mark(span_cut(source, 0, node->end), node->start)) {
			return refuse(source, node->start, err);
		}
	}
	return 0;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Where the comment of the line [start, end) begins; end if it has none. A quote counts where a quoted scalar can begin. */
static size_t find_comment(struct span source, size_t start, size_t end)
{
	char quote = '\0';
	for (size_t at = start; at < end; at++) {
		char byte = source.at[at], before = at > start ? source.at[at - 1] : ' ';
		if (quote) {
			if (quote == '"' && byte == '\\')
				at++;
			else if (byte == quote)
				quote = '\0';
		} else if (byte == '#' && is_blank(before)) {
			return at;
		} else if ((byte == '"' || byte == '\'') && (is_blank(before) || strchr("[{,", before))) {
			quote = byte;
		}
	}
	return end;
}

static int check_bytes(struct span source, struct error *err)
{
	for (size_t start = 0, end; start < source.length; start = end + 1) {
		end = span_find(source, "\n", start);
		size_t limit = find_comment(source, start, end);
		size_t found = find_mark(source, start, limit);
		if (found < limit)
			return refuse(source, found, err);
	}
	return 0;
}

int template_check(struct span source, const struct tree *tree, struct error *err)
{
	return tree ? check_tree(source, tree, err) : check_bytes(source, err);
}
