/*
 * json: one value out of a JSON document.
 *
 *     json FILE [NAME|NUMBER]…   follows names and item numbers; prints a string's or number's text, "N items" for an array, "object" for
 * an object
 *
 * Status 1: not valid JSON, or no such value.
 */
#include <stdio.h>
#include <stdlib.h>

#include "yaml/json.h"

static int load(const char *path, struct buf *text)
{
	char block[4096];
	FILE *file = fopen(path, "rb");
	if (!file)
		return -1;
	for (size_t got; (got = fread(block, 1, sizeof(block), file)) > 0;)
		buf_add(text, block, got);
	int failed = ferror(file) || text->failed;
	fclose(file);
	return failed ? -1 : 0;
}

static node_id step(const struct tree *tree, node_id node, const char *to)
{
	if (tree_kind(tree, node) != NODE_SEQUENCE)
		return tree_get(tree, node, to);
	node_id item = tree_node(tree, node)->child;
	for (unsigned long skip = strtoul(to, NULL, 10); item && skip > 0; skip--)
		item = tree_node(tree, item)->next;
	return item;
}

static void print(const struct tree *tree, node_id node)
{
	unsigned items = 0;
	for (node_id item = tree_node(tree, node)->child; item; item = tree_node(tree, item)->next)
		items++;
	if (tree_kind(tree, node) == NODE_SCALAR)
		printf("%.*s\n", SPAN_ARG(tree_text(tree, node)));
	else if (tree_kind(tree, node) == NODE_SEQUENCE)
		printf("%u items\n", items);
	else
		printf("object\n");
}

int main(int argc, char *argv[])
{
	struct buf text BUF_AUTO = BUF_EMPTY;
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct error err;
	node_id node = 1;
	if (argc < 2 || load(argv[1], &text)) {
		fprintf(stderr, "json: can't read the file\n");
		return 1;
	}
	if (json_parse(buf_span(&text), &tree, &err)) {
		fprintf(stderr, "json: %s:%u:%u: %s\n", argv[1], err.line, err.column, err.text);
		return 1;
	}
	for (int i = 2; i < argc && node; i++)
		node = step(&tree, node, argv[i]);
	if (!node) {
		fprintf(stderr, "json: no such value\n");
		return 1;
	}
	print(&tree, node);
	return 0;
}
