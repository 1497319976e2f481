#include <stdio.h>
#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

int route_refuse(const struct draft *draft, const struct route *route, struct error *err, const char *format, ...)
{
	const struct choice *choice = route->choice;
	char what[600];
	va_list args;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (route->named) {
		struct span value = span_brief(span_of(draft->wishes->flags[flag_index(choice->flag)].value));
		return error_set(err, ERROR_REFUSED, "--%s %.*s: %s", flag_option(choice->flag), SPAN_ARG(value), what);
	}
	struct span value = span_brief(choice->use->value);
	const struct word *word = &draft->manifest->words[choice->use->word + choice->use->words - 1];
	return tree_error(draft->manifest->tree, word->node, err, "--%s is %.*s: %s; name another with --%s", choice->flag->name,
	                  SPAN_ARG(value), what, flag_option(choice->flag));
}

/* What is wrong with a path that has to name a file; NULL: nothing. */
static const char *path_fault(struct span path)
{
	if (path.length == 0)
		return "no path at all, where the whole path of a file is needed";
	if (path.at[0] != '/')
		return "a relative path, where a whole one is needed, beginning with /";
	if (path_steps_back(path))
		return "'..' in a path, which the kubelet refuses in a mount";
	if (span_ends(path, "/") || span_ends(path, "/."))
		return "a directory, where a file is needed";
	return NULL;
}

static int host_of(const struct draft *draft, struct span path, char **ret_host, struct error *err)
{
	BUF_AUTO struct buf host = BUF_EMPTY;
	if (mounts_to_host(draft->manifest, path, &host, err) < 0)
		return -1;
	return text_keep(ret_host, buf_span(&host), err);
}

static int want(struct route *route, struct span point, struct span source, struct error *err)
{
	route->kind = ROUTE_WANTED;
	return text_keep(&route->point, point, err) < 0 || text_keep(&route->source, source, err) < 0 ? -1 : 0;
}

static void show(struct route *route, const struct mount *mount)
{
	route->kind = ROUTE_SHOWN;
	route->mount = mount;
}

/*
 * The log's own path is a mount point: a single file, which rotation can't rename. Anything but a
 * file of the host there can't be what the user means.
 */
static int log_is_mounted(const struct draft *draft, struct route *route, const struct mount *mount, struct error *err)
{
	const struct volume *volume = mounts_host_volume(draft->manifest, mount);
	if (!volume)
		return route_refuse(draft, route, err, "it is where the container mounts the volume %.*s, which is not on this host",
		                    SPAN_ARG(mount->name));
	if (span_starts(volume->type, "Directory"))
		return route_refuse(draft, route, err, "it is a directory, mounted from the volume %.*s, where a file is needed",
		                    SPAN_ARG(mount->name));
	route->in_the_way = mount;
	return 0;
}

/* The path that the manifest has already shows the wanted file, as it should. */
static int is_satisfied(const struct draft *draft, struct route *route, bool *ret_satisfied, struct error *err)
{
	const char *old = route->choice->old;
	TEXT_AUTO char *path = NULL, *host = NULL;
	*ret_satisfied = false;
	if (!route->choice->use || !old || path_fault(span_of(old)))
		return 0;
	if (text_clean(span_of(old), &path, err) < 0)
		return -1;
	const struct mount *mount = mounts_at(draft->manifest, span_of(path));
	if (!mount || !mounts_host_volume(draft->manifest, mount))
		return 0;
	if (host_of(draft, span_of(path), &host, err) < 0)
		return -1;
	if (strcmp(host, route->host) != 0 || (route->is_log && (span_is(mount->clean, path) || mount->read_only)))
		return 0;
	*ret_satisfied = true;
	show(route, mount);
	return text_keep(&route->path, span_of(path), err);
}

static int name_file(const struct draft *draft, struct route *route, struct error *err)
{
	const struct mount *mount = NULL;
	BUF_AUTO struct buf path = BUF_EMPTY;
	if (mounts_to_container(draft->manifest, span_of(route->host), false, &mount, &path, err) < 0)
		return -1;
	if (mount) {
		show(route, mount);
		return text_keep(&route->path, buf_span(&path), err);
	}
	if (want(route, span_of(route->host), span_of(route->host), err) < 0)
		return -1;
	return text_keep(&route->path, span_of(route->host), err);
}

/* The mount MOUNT is where a named log wants to be: it may be the log's own, of before or of now. */
static int log_takes_place(const struct draft *draft, struct route *route, const struct mount *mount, struct error *err)
{
	const char *old = route->choice->old;
	TEXT_AUTO char *before = NULL, *host = NULL;
	if (host_of(draft, span_of(route->path), &host, err) < 0 || text_clean(span_of(old), &before, err) < 0)
		return -1;
	if (strcmp(host, route->host) == 0 || (old && strcmp(before, route->path) == 0))
		return log_is_mounted(draft, route, mount, err);
	return tree_error(draft->manifest->tree, mount->path_node, err,
	                  "%s is where the log has to be, and something else is mounted here; name another path with --%s", route->path,
	                  flag_option(route->choice->flag));
}

static int name_log(const struct draft *draft, struct route *route, struct error *err)
{
	const struct mount *mount = NULL;
	struct span host = span_of(route->host), directory = path_directory(host);
	BUF_AUTO struct buf shown = BUF_EMPTY;
	if (mounts_to_container(draft->manifest, directory, true, &mount, &shown, err) < 0)
		return -1;
	if (mount)
		show(route, mount);
	else if (want(route, directory, directory, err) < 0)
		return -1;
	if (text_join(mount ? buf_span(&shown) : directory, path_name(host), &route->path, err) < 0)
		return -1;
	const struct mount *at = mounts_at(draft->manifest, span_of(route->path));
	return at && span_is(at->clean, route->path) ? log_takes_place(draft, route, at, err) : 0;
}

/* The path is from the wishes: a path on the host, from which follows what the flag says. */
static int route_named(const struct draft *draft, struct route *route, const char *wanted, struct error *err)
{
	struct choice *choice = route->choice;
	const char *fault = path_fault(span_of(wanted));
	bool satisfied = false;
	route->named = true;
	if (!(route->is_log && strcmp(wanted, "-") == 0)) {
		if (fault)
			return route_refuse(draft, route, err, "it is %s", fault);
		if (text_clean(span_of(wanted), &route->host, err) < 0 || is_satisfied(draft, route, &satisfied, err) < 0)
			return -1;
		if (!satisfied && (route->is_log ? name_log(draft, route, err) : name_file(draft, route, err)) < 0)
			return -1;
		wanted = satisfied ? choice->old : route->path;
	}
	choice->fate = choice->use && choice->old && strcmp(choice->old, wanted) == 0 ? FATE_KEEP : FATE_WRITE;
	return text_keep(&choice->value, span_of(wanted), err);
}

static int keep_file(const struct draft *draft, struct route *route, struct error *err)
{
	const struct mount *mount = mounts_at(draft->manifest, span_of(route->path));
	if (!mount) {
		if (text_keep(&route->host, span_of(route->path), err) < 0)
			return -1;
		return want(route, span_of(route->path), span_of(route->path), err);
	}
	route->kind = ROUTE_UNKNOWN;
	if (!mounts_host_volume(draft->manifest, mount))
		return 0;
	show(route, mount);
	return host_of(draft, span_of(route->path), &route->host, err);
}

/* Instead of the single file IN_THE_WAY its directory: what is mounted there already, or else the directory of the file on the host. */
static int keep_log_of_mounted_file(const struct draft *draft, struct route *route, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	struct span directory = path_directory(span_of(route->path));
	const struct mount *above = mounts_at(manifest, directory);
	TEXT_AUTO char *source = NULL;
	if (above && !above->read_only && mounts_host_volume(manifest, above)) {
		show(route, above);
		if (host_of(draft, directory, &source, err) < 0)
			return -1;
	} else {
		TEXT_AUTO char *file = NULL;
		if (host_of(draft, span_of(route->path), &file, err) < 0 || text_keep(&source, path_directory(span_of(file)), err) < 0 ||
		    want(route, directory, span_of(source), err) < 0)
			return -1;
	}
	return text_join(span_of(source), path_name(span_of(route->path)), &route->host, err);
}

static int keep_log(const struct draft *draft, struct route *route, struct error *err)
{
	struct span path = span_of(route->path), directory = path_directory(path);
	const struct mount *mount = mounts_at(draft->manifest, path);
	TEXT_AUTO char *source = NULL;
	if (!mount)
		return text_keep(&route->host, path, err) < 0 ? -1 : want(route, directory, directory, err);
	if (span_is(mount->clean, route->path)) {
		if (log_is_mounted(draft, route, mount, err) < 0)
			return -1;
		return keep_log_of_mounted_file(draft, route, err);
	}
	if (!mounts_host_volume(draft->manifest, mount)) {
		route->kind = ROUTE_UNKNOWN;
		return 0;
	}
	if (host_of(draft, path, &route->host, err) < 0 || host_of(draft, directory, &source, err) < 0)
		return -1;
	if (mount->read_only)
		return want(route, directory, span_of(source), err);
	show(route, mount);
	return 0;
}

/* The path is the manifest's: it stays, and the host side follows from the mounts. */
static int route_kept(struct draft *draft, struct route *route, struct error *err)
{
	struct choice *choice = route->choice;
	choice->fate = FATE_KEEP;
	if (!choice->old) {
		route->kind = ROUTE_UNKNOWN;
		return 0;
	}
	if (text_keep(&choice->value, span_of(choice->old), err) < 0)
		return -1;
	if (choice->old[0] == '\0' || (route->is_log && strcmp(choice->old, "-") == 0))
		return 0;
	const char *fault = path_fault(span_of(choice->old));
	if (fault)
		return route_refuse(draft, route, err, "it is %s", fault);
	if (text_clean(span_of(choice->old), &route->path, err) < 0)
		return -1;
	return route->is_log ? keep_log(draft, route, err) : keep_file(draft, route, err);
}

static int decide(struct draft *draft, struct route *route, struct error *err)
{
	struct choice *choice = route->choice;
	size_t index = flag_index(choice->flag);
	enum wish_kind kind = draft->wishes->flags[index].kind;
	bool given = choice->use && !(choice->old && choice->old[0] == '\0'); /* to the API server, empty is not given */
	if (kind == WISH_SET || (kind == WISH_FILL && !given))
		return route_named(draft, route, draft->wishes->flags[index].value, err);
	if (kind != WISH_UNSET && choice->use)
		return route_kept(draft, route, err);
	choice->fate = choice->use ? FATE_DROP : FATE_ABSENT;
	return 0;
}

int draft_routes(struct draft *draft, struct error *err)
{
	static const size_t flags[ROUTE_COUNT] = {FLAG_AT_POLICY_FILE, FLAG_AT_LOG_PATH, FLAG_AT_WEBHOOK_CONFIG};
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		draft->routes[i].choice = &draft->choices[flags[i]];
		draft->routes[i].is_log = i == ROUTE_LOG;
		if (decide(draft, &draft->routes[i], err) < 0)
			return -1;
	}
	return 0;
}
