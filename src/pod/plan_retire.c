#include <ctype.h>
#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

/* Whether PATH stands in TEXT as a path or as the beginning of one. */
static bool speaks_of(struct span text, struct span path)
{
	for (size_t at = 0; at + path.length <= text.length; at++) {
		const char *found = memmem(text.at + at, text.length - at, path.at, path.length);
		if (!found)
			return false;
		at = (size_t)(found - text.at);
		unsigned char next = at + path.length < text.length ? (unsigned char)text.at[at + path.length] : '/';
		if (!isalnum(next) && next < 0x80 && !strchr("._-", next))
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

bool draft_mentions(const struct draft *draft, struct span path)
{
	const struct args *args = &draft->args;
	for (size_t i = 0, use = 0; i < draft->manifest->word_count; i++) {
		while (use < args->count && args->uses[use].word + args->uses[use].words <= i)
			use++;
		bool of_flag = use < args->count && args->uses[use].word <= i;
		const struct route *route = of_flag ? route_of(draft, args->uses[use].flag) : NULL;
		if (route && route->kind != ROUTE_UNKNOWN)
			continue; /* what it needs is known better than by its words */
		if (speaks_of(draft->manifest->words[i].text, path))
			return true;
	}
	return false;
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

static bool is_ours(const struct draft *draft, const struct route *route, struct span volume)
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

/* On the way back a mount whose volume others use goes alone, and one of a volume that is not ours stays. */
static int retire_ours(struct draft *draft, const struct route *route, const struct mount *mount, const struct volume *volume,
                       struct error *err)
{
	bool shared = count_mounts(draft->manifest, volume->name) > 1;
	if (shared || is_ours(draft, route, volume->name)) {
		retire(draft, route, mount, shared ? NULL : volume);
		return 0;
	}
	return plan_note(&draft->plan, err, "the volume %.*s and its mount at %.*s stay: by their name they are not kaudit's",
	                 SPAN_ARG(span_brief(volume->name)), SPAN_ARG(span_brief(mount->path)));
}

/* Whether the old value needs its mount no more: the flag changes, or it stays and means another file of the host. */
static bool leaves_mount(const struct route *route)
{
	enum fate fate = route->choice->fate;
	return fate == FATE_WRITE || fate == FATE_DROP || (route->named && route->kind == ROUTE_WANTED);
}

/* The mount that showed the file of the old value and nothing else: that file or, for a log, its directory. */
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
	if (!exact || draft_mentions(draft, mount->clean))
		return 0;
	if (draft->removing)
		return retire_ours(draft, route, mount, volume, err);
	if (count_mounts(manifest, volume->name) == 1)
		retire(draft, route, mount, volume);
	return 0;
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
