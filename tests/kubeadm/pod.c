/*
 * For tests/kubeadm.sh: what kaudit makes of a manifest, and what a manifest says, whatever its order.
 *
 *   pod apply FILE [OPTION=VALUE | !OPTION]…       the manifest as kaudit-enable would leave it
 *   pod emit KIND FILE [OPTION=VALUE | !OPTION]…   what --emit=KIND would write
 *   pod lines FILE                                 one line per value, to be sorted and compared: flags, mounts and
 *                                                  volumes without their place in the list, flags only where they count
 *
 * An OPTION is named as on kaudit-enable's command line; sha256=TEXT is the policy's checksum.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pod/kubeadm.h"
#include "pod/patch.h"
#include "yaml/doc.h"
#include "yaml/scalar.h"

static int read_file(const char *path, struct buf *out, struct error *err)
{
	char block[65536];
	FILE *file = fopen(path, "rb");
	if (!file)
		return error_system(err, errno, "%s", path);
	for (size_t got; (got = fread(block, 1, sizeof(block), file)) > 0;)
		buf_add(out, block, got);
	fclose(file);
	return buf_check(out, err);
}

static const struct flag *flag_of_option(struct span name)
{
	for (size_t i = 0; i < flag_count; i++)
		if (flag_table[i].option && span_is(name, flag_table[i].option))
			return &flag_table[i];
	return flag_find(name);
}

static int read_wishes(char **options, struct wishes *wishes, struct error *err)
{
	wishes_default(wishes);
	wishes->manifest_directory = "/etc/kubernetes/manifests";
	for (; *options; options++) {
		bool unset = **options == '!';
		struct span name = span_of(*options + unset);
		size_t equals = span_find(name, "=", 0);
		const char *value = *options + unset + equals + 1;
		const struct flag *flag = flag_of_option(span_cut(name, 0, equals));
		if (span_starts(name, "sha256="))
			wishes->policy_sha256 = value;
		else if (!flag || (!unset && equals == name.length))
			return error_set(err, ERROR_USAGE, "no option %s", *options);
		else if (unset)
			wishes->flags[flag_index(flag)].kind = WISH_UNSET;
		else
			wishes->flags[flag_index(flag)] = (__typeof__(wishes->flags[0])){.kind = WISH_SET, .value = value};
	}
	return 0;
}

static int edit(struct span source, char **options, const char *kind_name, struct buf *out, struct error *err)
{
	struct wishes wishes;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	enum kubeadm_kind kind;
	if (read_wishes(options, &wishes, err) < 0)
		return -1;
	int outcome = patch_make(source, NULL, &wishes, &patch, err);
	if (outcome < 0)
		return -1;
	if (!kind_name) {
		buf_add_span(out, outcome == PATCH_CHANGED ? buf_span(&patch.result) : source);
		return buf_check(out, err);
	}
	if (!kubeadm_kind_named(span_of(kind_name), &kind))
		return error_set(err, ERROR_USAGE, "no kind %s", kind_name);
	return kubeadm_emit(kind, outcome == PATCH_CHANGED ? &patch.after.manifest : &patch.before.manifest, out, err);
}

/* An item's place in the list, or what it is called where the order means nothing. */
static void add_place(const struct tree *tree, const char *list, node_id item, size_t index, struct buf *path)
{
	const char *key = strcmp(list, "volumes") == 0 ? "name" : strcmp(list, "volumeMounts") == 0 ? "mountPath" : NULL;
	if (key)
		buf_printf(path, "[%.*s]", SPAN_ARG(tree_text(tree, tree_get(tree, item, key))));
	else if (strcmp(list, "command") == 0)
		buf_add_text(path, index ? "[]" : "[0]");
	else
		buf_printf(path, "[%zu]", index);
}

/* Whether a later word gives the same flag another value: that one counts. */
static bool is_overridden(const struct tree *tree, node_id word)
{
	struct span text = tree_text(tree, word);
	struct span name = span_cut(text, 0, span_find(text, "=", 0) + 1);
	while (span_ends(name, "=") && (word = tree_node(tree, word)->next) != 0)
		if (span_equal(span_cut(tree_text(tree, word), 0, name.length), name))
			return true;
	return false;
}

/* Nothing is said of null, "", false and empty collections: to the kubelet they are as if they were not there. */
static void add_lines(const struct tree *tree, node_id node, const char *key, const struct buf *path, struct buf *out)
{
	bool truth = true;
	size_t index = 0;
	if (tree_kind(tree, node) == NODE_SCALAR) {
		if (tree_text(tree, node).length > 0 && !tree_is_null(tree, node) && !(scalar_is_bool(tree, node, &truth) && !truth))
			buf_printf(out, "%s=%.*s\n", buf_text(path), SPAN_ARG(tree_text(tree, node)));
		return;
	}
	bool mapping = tree_kind(tree, node) == NODE_MAPPING;
	for (node_id child = tree_node(tree, node)->child; child; child = tree_node(tree, child)->next) {
		BUF_AUTO struct buf below = BUF_EMPTY, name = BUF_EMPTY;
		buf_add_span(&below, buf_span(path));
		if (mapping) {
			buf_add_span(&name, tree_text(tree, child));
			buf_printf(&below, ".%s", buf_text(&name));
			child = tree_node(tree, child)->next;
		} else if (strcmp(key, "command") == 0 && is_overridden(tree, child)) {
			continue;
		} else {
			add_place(tree, key, child, index++, &below);
		}
		add_lines(tree, child, buf_text(&name), &below, out);
	}
}

static int lines(struct span source, struct buf *out, struct error *err)
{
	TREE_AUTO struct tree tree = TREE_EMPTY;
	const struct buf path = BUF_EMPTY;
	if (doc_parse(source, &tree, err) < 0)
		return -1;
	add_lines(&tree, 1, "", &path, out);
	return buf_check(out, err);
}

int main(int argc, char **argv)
{
	BUF_AUTO struct buf source = BUF_EMPTY, out = BUF_EMPTY;
	struct error err = {.kind = ERROR_NONE};
	int result = -1;
	bool emits = argc > 3 && strcmp(argv[1], "emit") == 0;
	if (argc < 3)
		error_set(&err, ERROR_USAGE, "pod apply FILE | emit KIND FILE | lines FILE");
	else if (read_file(argv[emits ? 3 : 2], &source, &err) == 0)
		result = strcmp(argv[1], "lines") == 0
		                 ? lines(buf_span(&source), &out, &err)
		                 : edit(buf_span(&source), argv + (emits ? 4 : 3), emits ? argv[2] : NULL, &out, &err);
	if (result < 0)
		fprintf(stderr, "%u:%u: %s\n", err.line, err.column, err.text);
	else
		fwrite(out.at ? out.at : "", 1, out.length, stdout);
	return result < 0;
}
