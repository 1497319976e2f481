/*
 * Any bytes, read by both YAML readers: each refuses with a place, or gives a tree whose places nest and whose texts come out of
 * these places; what both read is the same, or refused for it.
 */
#include "fuzz.h"

#include "pod/template.h"
#include "yaml/doc.h"
#include "yaml/reread.h"
#include "yaml/scalar.h"
#include "yaml/verify.h"

static void check_node(const struct tree *tree, node_id id)
{
	const struct node *node = tree_node(tree, id), *parent = node->parent ? tree_node(tree, node->parent) : NULL;
	must(node->start <= node->end && node->end <= tree->source.length, "a node outside of the source");
	must(!parent || (parent->start <= node->start && node->end <= parent->end), "a node outside of its parent");
	must(!node->next || tree_node(tree, node->next)->start >= node->end, "a node that lies in its brother");
	must(!node->next || tree_node(tree, node->next)->parent == node->parent, "a brother of another parent");
	must(!node->child || tree_node(tree, node->child)->parent == id, "a child of another parent");
	must(node->kind != NODE_ALIAS || tree_resolve(tree, id) < id, "an alias of what comes later");
	(void)scalar_type(tree, id);
	must(tree_text(tree, id).length <= tree->source.length * 4 + 16, "a text from nowhere");
}

static void check_tree(const struct tree *tree)
{
	must(tree->count > 1 && tree_node(tree, 1)->parent == 0, "a tree without a root");
	for (node_id node = 1; node < tree->count; node++)
		check_node(tree, node);
	must(tree_duplicate_key(tree) < tree->count, "a key that is not there");
	must(tree->extra_document <= tree->source.length, "a document behind the source");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span source = fuzz_input(data, size);
	struct tree first TREE_AUTO = TREE_EMPTY, second TREE_AUTO = TREE_EMPTY;
	struct error err = {0};
	int one = doc_parse(source, &first, &err);
	if (one == 0)
		check_tree(&first);
	else
		must_have_place(&err, "doc");
	int two = reread_parse(source, &second, &err);
	if (two == 0)
		check_tree(&second);
	else
		must_have_place(&err, "reread");
	if (one == 0 && two == 0 && verify_same(&first, &second, &err) < 0)
		must(err.kind == ERROR_REFUSED, "two readings that are not refused");
	(void)template_check(source, NULL, &err);
	return 0;
}
