#include <stdlib.h>
#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

void text_free(char **text)
{
	free(*text);
	*text = NULL;
}

int text_keep(char **field, struct span text, struct error *err)
{
	char *copy = span_dup(text);
	if (!copy)
		return error_memory(err);
	free(*field);
	*field = copy;
	return 0;
}

static int take(struct buf *buf, char **ret_text, struct error *err)
{
	if (buf_check(buf, err) < 0)
		return -1;
	if (!buf->at)
		return text_keep(ret_text, SPAN_EMPTY, err);
	free(*ret_text);
	*ret_text = buf->at;
	*buf = BUF_EMPTY;
	return 0;
}

int text_clean(struct span path, char **ret_path, struct error *err)
{
	BUF_AUTO struct buf clean = BUF_EMPTY;
	path_clean(path, &clean);
	return take(&clean, ret_path, err);
}

int text_join(struct span directory, struct span name, char **ret_path, struct error *err)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	buf_add_span(&path, directory);
	if (!span_ends(directory, "/"))
		buf_add_byte(&path, '/');
	buf_add_span(&path, name);
	return take(&path, ret_path, err);
}

/* The value of a container's variable, if the manifest says it in plain words. */
static bool variable(const struct manifest *manifest, struct span name, struct span *ret_value)
{
	const struct tree *tree = manifest->tree;
	node_id env = tree_resolve(tree, tree_get(tree, manifest->container, "env"));
	if (tree_kind(tree, env) != NODE_SEQUENCE)
		return false;
	node_id found = 0;
	for (node_id item = tree_node(tree, env)->child; item; item = tree_node(tree, item)->next)
		if (span_equal(tree_text(tree, tree_get(tree, tree_resolve(tree, item), "name")), name))
			found = tree_get(tree, tree_resolve(tree, item), "value"); /* of two, the last one holds */
	if (tree_kind(tree, found) != NODE_SCALAR)
		return false;
	*ret_value = tree_text(tree, found);
	return span_find(*ret_value, "$", 0) == ret_value->length && !(ret_value->length > 0 && memchr(ret_value->at, '\0', ret_value->length));
}

#define REFERENCES_MAX 16 /* each costs a walk through the container's env */

int text_expand(const struct manifest *manifest, struct span raw, char **ret_text, struct error *err)
{
	BUF_AUTO struct buf text = BUF_EMPTY;
	size_t close = 0, references = 0; /* close: the first ')' behind the reference that was looked at last */
	for (size_t i = 0; i < raw.length; i++) {
		char next = raw.at[i] == '$' && i + 1 < raw.length ? raw.at[i + 1] : '\0';
		struct span value;
		if (next == '(' && close < i + 2)
			close = span_find(raw, ")", i);
		if (next == '$') {
			i++;
			buf_add_byte(&text, '$');
		} else if (next != '(' || close == raw.length) {
			buf_add_byte(&text, raw.at[i]);
		} else if (++references <= REFERENCES_MAX && variable(manifest, span_cut(raw, i + 2, close), &value)) {
			buf_add_span(&text, value);
			i = close;
		} else {
			text_free(ret_text);
			return 0;
		}
	}
	return take(&text, ret_text, err);
}

void text_escape(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.length; i++) {
		char next = i + 1 < text.length ? text.at[i + 1] : '\0';
		if (text.at[i] == '$' && (next == '$' || next == '('))
			buf_add_byte(out, '$');
		buf_add_byte(out, text.at[i]);
	}
}
