/* A node of a manifest as one line of YAML, which means the same to kubeadm. */
#include "pod/kubeadm_parts.h"
#include "yaml/scalar.h"

static void add_scalar(const struct tree *tree, node_id node, struct buf *out)
{
	bool value;
	switch (scalar_type(tree, node)) {
	case SCALAR_NULL:
		buf_add_text(out, "null");
		return;
	case SCALAR_BOOL:
		buf_add_text(out, scalar_is_bool(tree, node, &value) && value ? "true" : "false");
		return;
	case SCALAR_INT:
	case SCALAR_FLOAT:
		buf_add_span(out, tree_text(tree, node));
		return;
	case SCALAR_STRING:
	case SCALAR_TIMESTAMP:
	case SCALAR_MERGE:
		scalar_add(out, tree_text(tree, node), STYLE_PLAIN, true);
	}
}

static int add_collection(const struct tree *tree, node_id node, struct buf *out, struct error *err)
{
	bool mapping = tree_kind(tree, node) == NODE_MAPPING, is_key = true;
	buf_add_byte(out, mapping ? '{' : '[');
	for (node_id child = tree_node(tree, node)->child; child; child = tree_node(tree, child)->next) {
		if (mapping && is_key && scalar_type(tree, child) == SCALAR_MERGE)
			return tree_error(tree, child, err, "a merge key in a mount or volume for auditing; write out what it stands for");
		if (flow_add(tree, child, out, err) < 0)
			return -1;
		if (mapping && is_key)
			buf_add_text(out, ": ");
		else if (tree_node(tree, child)->next)
			buf_add_text(out, ", ");
		is_key = !is_key;
	}
	buf_add_byte(out, mapping ? '}' : ']');
	return 0;
}

int flow_add(const struct tree *tree, node_id node, struct buf *out, struct error *err)
{
	switch (tree_kind(tree, node)) {
	case NODE_SCALAR:
		add_scalar(tree, node, out);
		return 0;
	case NODE_SEQUENCE:
	case NODE_MAPPING:
		return add_collection(tree, node, out, err); /* at most TREE_DEPTH_MAX deep */
	case NODE_ALIAS:
		break;
	}
	return tree_error(tree, node, err, "an alias in a mount or volume for auditing; write out what it stands for");
}
