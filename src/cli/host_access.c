/* Whether the user that the API server runs as could use what the plan gives it. */
#include "cli/host.h"

#include "node/access.h"

enum { GROUPS_MAX = 32 };

static bool read_group(const struct tree *tree, node_id node, gid_t *ret_gid)
{
	struct span text = tree_text(tree, node);
	uint64_t gid = 0;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || gid > UINT32_MAX)
			return false;
		gid = gid * 10 + (uint64_t)(text.at[i] - '0');
	}
	*ret_gid = (gid_t)gid;
	return text.length > 0 && gid <= UINT32_MAX;
}

/* Those of the pod: supplementalGroups and fsGroup. */
static size_t read_groups(const struct manifest *manifest, gid_t groups[GROUPS_MAX])
{
	const struct tree *tree = manifest->tree;
	node_id context = tree_resolve(tree, tree_get(tree, manifest->spec, "securityContext"));
	node_id list = tree_resolve(tree, tree_get(tree, context, "supplementalGroups"));
	size_t count = 0;
	if (read_group(tree, tree_resolve(tree, tree_get(tree, context, "fsGroup")), &groups[count]))
		count++;
	for (node_id item = list ? tree_node(tree, list)->child : 0; item && count < GROUPS_MAX; item = tree_node(tree, item)->next)
		if (read_group(tree, tree_resolve(tree, item), &groups[count]))
			count++;
	return count;
}

int host_check_access(const struct file *file, const struct plan *plan, const struct manifest *manifest, struct outcome *outcome,
                      struct error *err)
{
	gid_t groups[GROUPS_MAX];
	struct access_user user = {.uid = (uid_t)manifest->run_as_user, .groups = groups};
	if (manifest->run_as_user <= 0)
		return 0;
	user.gid = manifest->run_as_group >= 0 ? (gid_t)manifest->run_as_group : 0;
	user.group_count = read_groups(manifest, groups);
	for (size_t i = 0; i < plan->path_count; i++) {
		const struct plan_path *wanted = &plan->paths[i];
		enum access_wish wish = wanted->need == PATH_DIRECTORY ? ACCESS_MAKE_FILES : ACCESS_READ;
		struct error seen = {.kind = ERROR_NONE};
		if (wanted->need != PATH_POINT && access_may(file->root, wanted->path, wanted->path, &user, wish, &seen) == ACCESS_DENIED &&
		    texts_add(&outcome->warnings, err, "%s", seen.text))
			return -1;
	}
	return 0;
}
