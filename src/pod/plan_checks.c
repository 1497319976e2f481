#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

static bool is_in(const char *path, const char *directory)
{
	return path_covers(span_of(directory), span_of(path));
}

/*
 * Why the directory of a log must not be mounted writable, or over what the container has there; NULL: it may.
 * Above /etc/kubernetes/pki, /var/lib/etcd and /var/lib/kubelet lies what would be exposed with them.
 */
static const char *why_not(const char *directory)
{
	static const char *const keys[] = {"/etc/kubernetes/pki", "/var/lib/etcd", "/var/lib/kubelet"};
	static const char *const system[] = {"/usr", "/bin", "/sbin", "/boot", "/proc", "/sys", "/dev", "/run", "/var/run"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (is_in(directory, keys[i]) || is_in(keys[i], directory))
			return "which would let the API server write to keys and secrets of this host";
	for (size_t i = 0; i < sizeof(system) / sizeof(system[0]); i++)
		if (is_in(directory, system[i]))
			return "which belongs to the system";
	return strncmp(directory, "/lib", 4) == 0 ? "which belongs to the system" : NULL;
}

static int check_log_directory(struct draft *draft, const struct route *route, struct error *err)
{
	const char *sides[2] = {route->source, route->point};
	for (size_t i = 0; i < 2; i++) {
		const char *why = why_not(sides[i]);
		if (why)
			return route_refuse(
			        draft, route, err,
			        "its directory %s would have to be mounted, writable, %s; give the log a directory of its own, such as "
			        "/var/log/kubernetes",
			        sides[i], why);
	}
	if (strcmp(route->source, "/var/log") == 0)
		return plan_note(&draft->plan, err,
		                 "the whole of /var/log is mounted, writable, for the log %s; a directory of its own would be safer",
		                 route->host);
	if (is_in(route->source, "/etc"))
		return plan_note(&draft->plan, err,
		                 "%s, below /etc, is mounted, writable, for the log %s; a directory below /var/log would be safer",
		                 route->source, route->host);
	return 0;
}

static int check_manifest_directory(const struct draft *draft, const struct route *route, struct error *err)
{
	TEXT_AUTO char *directory = NULL;
	if (!draft->wishes->manifest_directory || !route->host)
		return 0;
	if (text_clean(span_of(draft->wishes->manifest_directory), &directory, err) < 0)
		return -1;
	if (is_in(route->host, directory))
		return route_refuse(draft, route, err,
		                    "on the host it is %s, in the directory of the manifests, and the kubelet runs what lies there",
		                    route->host);
	if (route->kind == ROUTE_WANTED && route->is_log && is_in(directory, route->source))
		return route_refuse(draft, route, err, "its directory %s would have to be mounted, writable, with the manifests in it",
		                    route->source);
	return 0;
}

/* The mount that shows PATH when the retired ones are gone. */
static const struct mount *remaining_mount(const struct draft *draft, struct span path)
{
	const struct mount *mount = mounts_at(draft->manifest, path);
	while (mount && draft_is_retired(draft, mount))
		mount = span_is(mount->clean, "/") ? NULL : mounts_at(draft->manifest, path_directory(mount->clean));
	return mount;
}

/* Appends what follows POINT, which covers PATH. */
static void add_rest(struct buf *host, struct span path, struct span point)
{
	struct span rest = span_cut(path, point.length, path.length);
	if (span_is(buf_span(host), "/"))
		host->length = 0;
	if (span_is(point, "/") || host->length + rest.length == 0)
		buf_add_byte(host, '/');
	buf_add_span(host, rest);
}

int draft_host_after(const struct draft *draft, struct span path, char **ret_host, struct error *err)
{
	const struct mount *mount = remaining_mount(draft, path);
	BUF_AUTO struct buf host = BUF_EMPTY;
	size_t longest = mount ? mount->clean.length : 0;
	if (mount && mounts_to_host(draft->manifest, mount->clean, &host, err) < 0)
		return -1;
	if (host.length > 0)
		add_rest(&host, path, mount->clean);
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		if (route->kind != ROUTE_WANTED || strlen(route->point) < longest || !path_covers(span_of(route->point), path))
			continue;
		longest = strlen(route->point);
		host.length = 0;
		buf_add_text(&host, route->source);
		add_rest(&host, path, span_of(route->point));
	}
	if (buf_check(&host, err) < 0)
		return -1;
	return text_keep(ret_host, buf_span(&host), err);
}

/* What another flag names must not vanish below a wanted mount. */
static int check_word(const struct draft *draft, const struct word *word, struct error *err)
{
	size_t equals = span_find(word->text, "=", 0);
	struct span value = span_starts(word->text, "-") ? span_cut(word->text, equals + 1, word->text.length) : word->text;
	TEXT_AUTO char *path = NULL, *before = NULL, *after = NULL;
	const struct route *over = NULL;
	if (value.length == 0 || value.at[0] != '/')
		return 0;
	if (text_clean(value, &path, err) < 0)
		return -1;
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (draft->routes[i].kind == ROUTE_WANTED && is_in(path, draft->routes[i].point))
			over = &draft->routes[i];
	if (!over)
		return 0;
	BUF_AUTO struct buf host = BUF_EMPTY;
	if (mounts_to_host(draft->manifest, span_of(path), &host, err) < 0 || text_keep(&before, buf_span(&host), err) < 0 ||
	    draft_host_after(draft, span_of(path), &after, err) < 0)
		return -1;
	if (strcmp(before, after) == 0)
		return 0;
	return tree_error(draft->manifest->tree, word->node, err,
	                  "%s would be hidden by the mount at %s that --%s needs; name another path with --%s", path, over->point,
	                  over->choice->flag->name, flag_option(over->choice->flag));
}

static int check_hidden(const struct draft *draft, struct error *err)
{
	const struct args *args = &draft->args;
	for (size_t i = 0, use = 0; i < draft->manifest->word_count; i++) {
		if (use < args->count && args->uses[use].word == i)
			i += args->uses[use++].words - 1;
		else if (check_word(draft, &draft->manifest->words[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		TEXT_AUTO char *after = NULL;
		if (route->kind != ROUTE_SHOWN && route->kind != ROUTE_WANTED)
			continue;
		if (draft_host_after(draft, span_of(route->path), &after, err) < 0)
			return -1;
		if (strcmp(after, route->host) != 0)
			return route_refuse(draft, route, err,
			                    "a mount that another flag needs would show %s at %s in the container, and not %s", after,
			                    route->path, route->host);
	}
	return 0;
}

/* No two flags name the same file, and none names something below another's file. */
static int check_apart(const struct draft *draft, struct error *err)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		for (size_t j = 0; j < ROUTE_COUNT; j++) {
			const struct route *route = &draft->routes[i], *other = &draft->routes[j];
			if (i != j && !other->is_log && route->host && other->host && is_in(route->host, other->host))
				return route_refuse(draft, route, err,
				                    "on the host it is %s, but --%s has the file %s; name two files apart", route->host,
				                    other->choice->flag->name, other->host);
		}
	return 0;
}

int draft_check_routes(struct draft *draft, struct error *err)
{
	bool any_wanted = false;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		any_wanted = any_wanted || route->kind == ROUTE_WANTED;
		if (route->kind == ROUTE_WANTED && strchr(route->point, ':'))
			return route_refuse(draft, route, err, "':' in the path of a mount, which Kubernetes does not allow");
		if (route->kind == ROUTE_WANTED && route->is_log && check_log_directory(draft, route, err) < 0)
			return -1;
		if (check_manifest_directory(draft, route, err) < 0)
			return -1;
	}
	if (check_apart(draft, err) < 0)
		return -1;
	return any_wanted ? check_hidden(draft, err) : 0;
}

/* MOUNT is at the very place where the route wants one. */
static int refuse_taken(const struct draft *draft, const struct route *route, const struct mount *mount, struct error *err)
{
	bool same = false;
	BUF_AUTO struct buf behind = BUF_EMPTY;
	if (mounts_to_host(draft->manifest, span_of(route->point), &behind, err) < 0)
		return -1;
	same = span_is(buf_span(&behind), route->source);
	return tree_error(
	        draft->manifest->tree, mount->path_node, err,
	        same ? "%s is mounted read-only here, and --%s needs it writable; take readOnly away, or name another path with --%s"
	             : "%s is where --%s needs a mount of its own, and another volume is mounted here; name another path with --%s",
	        route->point, route->choice->flag->name, flag_option(route->choice->flag));
}

/* Volumes that the kubelet itself mounts read-only, whatever the mount says. */
static bool is_writable(const struct manifest *manifest, const struct mount *mount)
{
	static const char *const read_only[] = {"configMap", "secret", "projected", "downwardAPI"};
	const struct volume *volume = manifest_volume(manifest, mount->name);
	for (size_t i = 0; volume && i < sizeof(read_only) / sizeof(read_only[0]); i++)
		if (tree_get(manifest->tree, tree_resolve(manifest->tree, volume->node), read_only[i]))
			return false;
	return !mount->read_only;
}

/* A mount point inside a mount that is read-only can't be made by the container runtime: it has to be there, on the host. */
static int check_point(struct draft *draft, const struct route *route, struct error *err)
{
	const struct mount *mount = remaining_mount(draft, span_of(route->point));
	BUF_AUTO struct buf host = BUF_EMPTY;
	if (!mount)
		return 0;
	if (span_is(mount->clean, route->point))
		return refuse_taken(draft, route, mount, err);
	if (is_writable(draft->manifest, mount))
		return 0;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *other = &draft->routes[i];
		if (other != route && other->kind == ROUTE_WANTED && other->is_log && is_in(route->point, other->point) &&
		    path_covers(mount->clean, span_of(other->point)))
			return 0; /* there it can: that directory is writable */
	}
	if (mounts_host_volume(draft->manifest, mount)) {
		if (mounts_to_host(draft->manifest, mount->clean, &host, err) < 0)
			return -1;
		add_rest(&host, span_of(route->point), mount->clean);
		return buf_check(&host, err) < 0
		               ? -1
		               : plan_need(&draft->plan, PATH_POINT, route->choice->flag, buf_text(&host), route->is_log, err);
	}
	return tree_error(
	        draft->manifest->tree, mount->node, err,
	        "--%s needs a mount at %s, which lies in this read-only mount, where the container runtime can't make it; name another "
	        "path with --%s",
	        route->choice->flag->name, route->point, flag_option(route->choice->flag));
}

int draft_check_points(struct draft *draft, struct error *err)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (draft->routes[i].kind == ROUTE_WANTED && check_point(draft, &draft->routes[i], err) < 0)
			return -1;
	return 0;
}
