#include "pod/mounts.h"

#include <limits.h>
#include <string.h>

static int compare_paths(struct span a, struct span b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	int order = length ? memcmp(a.at, b.at, length) : 0;
	return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* The mount at exactly PATH: of several, the last of the list, which is mounted over the others. */
static const struct mount *mount_at(const struct manifest *manifest, struct span path)
{
	size_t low = 0, high = manifest->mount_count;
	while (low < high) { /* the first that is greater */
		size_t middle = low + (high - low) / 2;
		if (compare_paths(manifest->mounts[manifest->mounts_by_path[middle]].clean, path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	const struct mount *mount = &manifest->mounts[manifest->mounts_by_path[low - 1]];
	return span_equal(mount->clean, path) ? mount : NULL;
}

/* PATH is clean. The kernel knows no path longer than PATH_MAX. */
static const struct mount *deepest_mount(const struct manifest *manifest, struct span path)
{
	if (path.length > PATH_MAX)
		return NULL;
	for (;; path = path_directory(path)) {
		const struct mount *mount = mount_at(manifest, path);
		if (mount || path.length == 1)
			return mount;
	}
}

const struct mount *mounts_at(const struct manifest *manifest, struct span path)
{
	char clean[PATH_MAX + 1];
	if (path.length > PATH_MAX)
		return NULL;
	return deepest_mount(manifest, span_from(clean, path_clean_into(path, clean)));
}

const struct volume *mounts_host_volume(const struct manifest *manifest, const struct mount *mount)
{
	const struct volume *volume = manifest_volume(manifest, mount->name);
	return volume && volume->is_host_path && !mount->expands ? volume : NULL;
}

/* Appends FIRST/SECOND/THIRD, clean. */
static void join(struct span first, struct span second, struct span third, struct buf *out)
{
	struct buf BUF_AUTO joined = BUF_EMPTY;
	buf_add_span(&joined, first);
	buf_add_byte(&joined, '/');
	buf_add_span(&joined, second);
	buf_add_byte(&joined, '/');
	buf_add_span(&joined, third);
	out->failed |= joined.failed;
	path_clean(buf_span(&joined), out);
}

/* What follows PARENT in PATH (both clean, PARENT covers PATH). */
static struct span below(struct span parent, struct span path)
{
	return span_cut(path, parent.length, path.length);
}

int mounts_to_host(const struct manifest *manifest, struct span path, struct buf *ret_host, struct error *err)
{
	struct buf BUF_AUTO clean = BUF_EMPTY, host = BUF_EMPTY;
	path_clean(path, &clean);
	if (buf_check(&clean, err) < 0)
		return -1;
	const struct mount *mount = deepest_mount(manifest, buf_span(&clean));
	const struct volume *volume = mount ? mounts_host_volume(manifest, mount) : NULL;
	if (!volume)
		return 0;
	join(volume->host_path, mount->sub_path, below(mount->clean, buf_span(&clean)), &host);
	if (buf_check(&host, err) < 0)
		return -1;
	buf_add_span(ret_host, buf_span(&host));
	return buf_check(ret_host, err);
}

/* Nothing lies below a volume of these types. */
static bool is_single_file(const struct volume *volume)
{
	return volume->type.length > 0 && !span_starts(volume->type, "Directory");
}

/* Whether MOUNT shows the clean HOST; then *side holds its host path, and *inside where HOST is seen. */
static bool shows(const struct manifest *manifest, const struct mount *mount, struct span host, struct buf *side, struct buf *inside)
{
	const struct volume *volume = mounts_host_volume(manifest, mount);
	side->length = inside->length = 0;
	if (!volume)
		return false;
	join(volume->host_path, mount->sub_path, SPAN_EMPTY, side);
	if (side->failed || !path_covers(buf_span(side), host))
		return false;
	if (is_single_file(volume) && mount->sub_path.length == 0 && side->length != host.length)
		return false;
	join(mount->clean, below(buf_span(side), host), SPAN_EMPTY, inside);
	return !inside->failed && deepest_mount(manifest, buf_span(inside)) == mount;
}

int mounts_to_container(const struct manifest *manifest, struct span host, bool writable, const struct mount **ret_mount,
                        struct buf *ret_path, struct error *err)
{
	struct buf BUF_AUTO clean = BUF_EMPTY, side = BUF_EMPTY, inside = BUF_EMPTY, best_inside = BUF_EMPTY;
	const struct mount *best = NULL;
	size_t best_length = 0;
	path_clean(host, &clean);
	for (size_t i = 0; i < manifest->mount_count && !clean.failed; i++) {
		const struct mount *mount = &manifest->mounts[i];
		if ((writable && mount->read_only) || !shows(manifest, mount, buf_span(&clean), &side, &inside) ||
		    side.length <= best_length)
			continue;
		best = mount;
		best_length = side.length;
		best_inside.length = 0;
		buf_add_span(&best_inside, buf_span(&inside));
	}
	if (clean.failed || side.failed || inside.failed || best_inside.failed)
		return error_memory(err);
	if (best)
		buf_add_span(ret_path, buf_span(&best_inside));
	if (buf_check(ret_path, err) < 0)
		return -1;
	*ret_mount = best;
	return 0;
}
