/* Other files that the kubelet takes for the same pod. */
#include "cli/host.h"

#include "node/strays.h"
#include "yaml/reread.h"

struct search {
	const struct manifest *manifest;
	struct outcome *outcome;
	size_t found;
};

/* What can't be read as YAML is no pod to the kubelet either. */
static bool is_same_pod(struct span content, const struct manifest *manifest)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct span namespace, name;
	struct error ignored;
	return reread_parse(content, &tree, &ignored) == 0 && manifest_identity(&tree, &namespace, &name) &&
	       span_equal(namespace, manifest->namespace) && span_equal(name, manifest->name);
}

static int visit(void *context, const char *path, struct span content, const struct error *why, struct error *err)
{
	struct search *search = context;
	const struct manifest *manifest = search->manifest;
	if (content.length == 0 && why->kind != ERROR_NONE)
		return texts_add(&search->outcome->warnings, err,
		                 "%s lies beside the manifest and can't be read, so it may define the same pod: %s", path, why->text);
	if (!is_same_pod(content, manifest))
		return 0;
	search->found++;
	return texts_add(&search->outcome->warnings, err, "%s defines the same pod, %.*s/%.*s", path, SPAN_ARG(manifest->namespace),
	                 SPAN_ARG(manifest->name));
}

int host_check_strays(const struct file *file, const struct manifest *manifest, bool allow, struct outcome *outcome, struct error *err)
{
	struct search search = {manifest, outcome, 0};
	if (strays_each(file, visit, &search, err))
		return -1;
	if (search.found == 0 || allow)
		return 0;
	return error_set(err, ERROR_REFUSED,
	                 "%zu other file%s in the manifest's directory define%s this pod too, and the kubelet runs any one of them; move "
	                 "%s elsewhere, or go on "
	                 "with --allow-strays",
	                 search.found, search.found == 1 ? "" : "s", search.found == 1 ? "s" : "", search.found == 1 ? "it" : "them");
}
