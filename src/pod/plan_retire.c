#include <ctype.h>
#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

/* The next path in TEXT, from *at on, that is DIRECTORY or lies below it; it ends at a comma or a colon, or with the text. */
static bool next_path(struct span text, struct span directory, size_t *at, struct span *ret_path)
{
	while (*at + directory.length <= text.length) {
		const char *found = memmem(text.at + *at, text.length - *at, directory.at, directory.length);
		if (!found)
			return false;
		size_t start = (size_t)(found - text.at), end = start + directory.length;
		*at = end;
		if (end < text.length && !strchr("/,:", text.at[end]))
			continue;
		while (end < text.length && !strchr(",:", text.at[end]))
			end++;
		*at = end;
		*ret_path = span_cut(text, start, end);
		return true;
	}
	return false;
}

static const struct route *route_of(const struct draft *draft, const struct flag *flag)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (draft->routes[i].choice->flag == flag)
			return &draft->routes[i];
	return NULL;
}

/* Whether WORD names the same files of the host after the edit as before, as far as they are seen through MOUNT. */
static int is_unmoved(const struct draft *draft, struct span word, const struct mount *mount, bool *ret_unmoved, struct error *err)
{
	struct span path;
	*ret_unmoved = true;
	for (size_t at = 0; *ret_unmoved && next_path(word, mount->clean, &at, &path);) {
		BUF_AUTO struct buf before = BUF_EMPTY;
		TEXT_AUTO char *clean = NULL, *after = NULL;
		if (text_clean(path, &clean, err) < 0 || mounts_to_host(draft->manifest, span_of(clean), &before, err) < 0 ||
		    draft_host_after(draft, span_of(clean), &after, err) < 0)
			return -1;
		*ret_unmoved = span_is(buf_span(&before), after);
	}
	return 0;
}

/* Whether another flag needs a mount, which is taken for retired already. What path flags need is known better than by their words. */
static int is_needed(const struct draft *draft, const struct mount *mount, bool *ret_needed, struct error *err)
{
	const struct args *args = &draft->args;
	bool unmoved = true;
	for (size_t i = 0, use = 0; unmoved && i < draft->manifest->word_count; i++) {
		while (use < args->count && args->uses[use].word + args->uses[use].words <= i)
			use++;
		bool of_flag = use < args->count && args->uses[use].word <= i;
		const struct route *route = of_flag ? route_of(draft, args->uses[use].flag) : NULL;
		if ((!route || route->kind == ROUTE_UNKNOWN) && is_unmoved(draft, draft->manifest->words[i].text, mount, &unmoved, err) < 0)
			return -1;
	}
	*ret_needed = !unmoved;
	return 0;
}

static size_t count_in(const struct tree *tree, node_id containers, struct span volume)
{
	size_t count = 0;
	if (tree_kind(tree, containers) != NODE_SEQUENCE)
		return 0;
	for (node_id item = tree_node(tree, containers)->child; item; item = tree_node(tree, item)->next) {
		node_id mounts = tree_resolve(tree, tree_get(tree, tree_resolve(tree, item), "volumeMounts"));
		if (tree_kind(tree, mounts) != NODE_SEQUENCE)
			continue;
		for (node_id mount = tree_node(tree, mounts)->child; mount; mount = tree_node(tree, mount)->next) {
			node_id name = tree_get(tree, tree_resolve(tree, mount), "name");
			count += span_equal(tree_text(tree, tree_resolve(tree, name)), volume);
		}
	}
	return count;
}

/* How many mounts, in all containers of the pod, a volume has. */
static size_t count_mounts(const struct manifest *manifest, struct span volume)
{
	const struct tree *tree = manifest->tree;
	return count_in(tree, tree_resolve(tree, tree_get(tree, manifest->spec, "containers")), volume) +
	       count_in(tree, tree_resolve(tree, tree_get(tree, manifest->spec, "initContainers")), volume);
}

bool draft_is_retired(const struct draft *draft, const struct mount *mount)
{
	for (size_t i = 0; i < draft->retired_count; i++)
		if (draft->retired[i].mount == mount)
			return true;
	return false;
}

static void retire(struct draft *draft, const struct route *route, const struct mount *mount, const struct volume *volume)
{
	draft->retired[draft->retired_count++] = (struct retired){mount, volume, route, false};
}

static bool is_in_use(const struct draft *draft, const struct mount *mount)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (draft->routes[i].kind == ROUTE_SHOWN && draft->routes[i].mount == mount)
			return true;
	return false;
}

const char *route_stem(const struct draft *draft, const struct route *route)
{
	return route->is_log ? "audit-log" : route == &draft->routes[ROUTE_POLICY] ? "audit-policy" : "audit-webhook";
}

bool draft_is_ours(const struct draft *draft, const struct route *route, struct span volume)
{
	const char *stem = route_stem(draft, route);
	if (!span_starts(volume, stem))
		return false;
	struct span number = span_cut(volume, strlen(stem), volume.length);
	for (size_t i = 1; i < number.length; i++)
		if (!isdigit((unsigned char)number.at[i]))
			return false;
	return number.length == 0 || (number.length > 1 && number.at[0] == '-');
}

/* Whether the old value needs its mount no more: the flag changes, or it stays and means another file of the host. */
static bool leaves_mount(const struct route *route)
{
	enum fate fate = route->choice->fate;
	return fate == FATE_WRITE || fate == FATE_DROP || (route->named && route->kind == ROUTE_WANTED);
}

/*
 * The mount that showed the file of the old value and nothing else: that file or, for a log, its directory. On the
 * way back it has to be ours, too, but its volume may stay for others.
 */
static int retire_old(struct draft *draft, const struct route *route, struct error *err)
{
	const struct choice *choice = route->choice;
	const struct manifest *manifest = draft->manifest;
	TEXT_AUTO char *path = NULL;
	if (!choice->old || choice->old[0] != '/' || !leaves_mount(route))
		return 0;
	if (text_clean(span_of(choice->old), &path, err) < 0)
		return -1;
	const struct mount *mount = mounts_at(manifest, span_of(path));
	const struct volume *volume = mount ? mounts_host_volume(manifest, mount) : NULL;
	if (!volume || draft_is_retired(draft, mount) || is_in_use(draft, mount) || mount->sub_path.length > 0)
		return 0;
	bool exact = span_is(mount->clean, path) || (route->is_log && span_equal(mount->clean, path_directory(span_of(path))));
	if (!exact)
		return 0;
	bool needed = false, alone = count_mounts(manifest, volume->name) == 1, ours = draft_is_ours(draft, route, volume->name);
	retire(draft, route, mount, alone ? volume : NULL);
	if (is_needed(draft, mount, &needed, err) < 0)
		return -1;
	if (needed || (draft->removing ? !ours : !alone))
		draft->retired_count--;
	if (needed || ours || !draft->removing)
		return 0;
	return plan_note(&draft->plan, err, "the volume %.*s and its mount at %.*s stay: by their name they are not kaudit's",
	                 SPAN_ARG(span_brief(volume->name)), SPAN_ARG(span_brief(mount->path)));
}

int draft_retire(struct draft *draft, struct error *err)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		const struct mount *single = route->in_the_way;
		if (single && !draft_is_retired(draft, single)) {
			const struct volume *volume = mounts_host_volume(draft->manifest, single);
			retire(draft, route, single, count_mounts(draft->manifest, single->name) == 1 ? volume : NULL);
		}
		if (retire_old(draft, route, err) < 0)
			return -1;
	}
	return 0;
}
