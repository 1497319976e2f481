/* The audit settings as kubeadm's ClusterConfiguration says them. */
#include "pod/kubeadm_parts.h"
#include "pod/mounts.h"
#include "yaml/scalar.h"

static void add_entry(struct buf *out, const char *indent, const char *key, struct span text)
{
	buf_printf(out, "%s%s: ", indent, key);
	scalar_add(out, text, STYLE_PLAIN, false);
	buf_add_byte(out, '\n');
}

static bool add_args(const struct needs *needs, bool as_list, struct buf *out)
{
	bool any = false;
	for (size_t i = 0; i < flag_count; i++) {
		const struct use *use = needs->args.in_force[i];
		if (!use)
			continue;
		buf_add_text(out, any ? "" : "  extraArgs:\n");
		any = true;
		if (as_list) {
			add_entry(out, "  - ", "name", span_of(use->flag->name));
			add_entry(out, "    ", "value", buf_span(&needs->values[i]));
		} else {
			add_entry(out, "    ", use->flag->name, buf_span(&needs->values[i]));
		}
	}
	return any;
}

/* kubeadm makes a mount and a volume of each entry, out of these words and no others. */
static int check_need(const struct manifest *manifest, const struct need *need, struct error *err)
{
	static const char *const keys[] = {"mountPath", "name", "readOnly", "subPath"};
	const struct tree *tree = manifest->tree;
	if (!need->volume->is_host_path)
		return tree_error(tree, need->volume->node, err,
		                  "volume %.*s is no hostPath, and extraVolumes has no other kind; use --emit=kubeadm-patch",
		                  SPAN_ARG(span_brief(need->volume->name)));
	node_id mount = tree_resolve(tree, need->mount->node);
	for (node_id key = tree_node(tree, mount)->child; key; key = tree_node(tree, tree_node(tree, key)->next)->next) {
		bool known = false;
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			known |= span_is(tree_text(tree, key), keys[i]);
		if (!known)
			return tree_error(tree, key, err, "extraVolumes has no word for %.*s; use --emit=kubeadm-patch",
			                  SPAN_ARG(span_brief(tree_text(tree, key))));
	}
	return 0;
}

/* The volume's name, with a number for its second mount: kubeadm makes one mount of a name. */
static void add_name(const struct needs *needs, size_t index, struct buf *out)
{
	BUF_AUTO struct buf name = BUF_EMPTY;
	buf_add_span(&name, needs->list[index].volume->name);
	if (needs_volume_before(needs, index))
		do
			buf_printf(&name, "-%zu", index + 1);
		while (manifest_volume(needs->manifest, buf_span(&name)));
	out->failed |= name.failed;
	add_entry(out, "  - ", "name", buf_span(&name));
}

static int add_volume(const struct needs *needs, size_t index, struct buf *out, struct error *err)
{
	const struct need *need = &needs->list[index];
	BUF_AUTO struct buf host = BUF_EMPTY;
	if (check_need(needs->manifest, need, err) < 0 || mounts_to_host(needs->manifest, need->mount->clean, &host, err) < 0)
		return -1;
	buf_add_text(out, index ? "" : "  extraVolumes:\n");
	add_name(needs, index, out);
	add_entry(out, "    ", "hostPath", buf_span(&host));
	add_entry(out, "    ", "mountPath", need->mount->path);
	if (need->mount->read_only)
		buf_add_text(out, "    readOnly: true\n");
	if (need->volume->type.length > 0 && need->mount->sub_path.length == 0) /* else it is not the type of what is mounted */
		add_entry(out, "    ", "pathType", need->volume->type);
	return 0;
}

int kubeadm_config(const struct needs *needs, bool args_as_list, struct buf *out, struct error *err)
{
	BUF_AUTO struct buf body = BUF_EMPTY;
	bool any = add_args(needs, args_as_list, &body);
	for (size_t i = 0; i < needs->count; i++)
		if (add_volume(needs, i, &body, err) < 0)
			return -1;
	buf_add_text(out, any ? "apiServer:\n" : "apiServer: {}\n");
	buf_add_span(out, buf_span(&body));
	out->failed |= body.failed;
	return 0;
}
