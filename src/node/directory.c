#include "node/directory.h"

#include <fcntl.h>
#include <string.h>

#include "node/tidy.h"
#include "node/trust.h"

/* A name is on the disk when the directory that holds it is synced. */
static int sync_directory(const struct place *place, struct error *err)
{
	FD_AUTO int fd = RETRY(openat(place->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0 || RETRY(fsync(fd)))
		return error_system(err, errno, "can't sync %s", place->path);
	return 0;
}

/* Owner before mode, since chown takes bits away. */
static int dress(int fd, const char *path, const struct directory *wish, struct error *err)
{
	if ((wish->uid != (uid_t)-1 || wish->gid != (gid_t)-1) && fchown(fd, wish->uid, wish->gid))
		return error_system(err, errno, "can't give %s to %u:%u", path, (unsigned)wish->uid, (unsigned)wish->gid);
	return fchmod(fd, wish->mode) ? error_system(err, errno, "can't set the mode of %s", path) : 0;
}

/* What we made is ours. If not, somebody has put another in its place, which is not to be dressed, nor taken away. */
static int check_ours(int fd, const char *path, struct error *err)
{
	struct stat status;
	if (fstat(fd, &status))
		return error_system(err, errno, "can't look at %s", path);
	return status.st_uid == geteuid() ? 0 : error_set(err, ERROR_REFUSED, "somebody else put %s there at this moment", path);
}

static int open_below(const struct place *parent, const char *name, const char *path, struct error *err)
{
	int fd = RETRY(openat(parent->directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	return fd < 0 ? error_system(err, errno, "can't open the directory %s", path) : fd;
}

static int take_away(const struct place *parent, const char *name, struct error *err)
{
	if (unlinkat(parent->directory, name, AT_REMOVEDIR))
		error_append(err, "; it can't be taken away again");
	return -1;
}

static int make_below(const struct place *parent, const char *name, const char *path, const struct directory *wish, int *ret_fd,
		struct error *err)
{
	bool made = mkdirat(parent->directory, name, 0700) == 0;
	if (!made && errno != EEXIST)
		return error_system(err, errno, "can't make the directory %s", path);
	FD_AUTO int fd = open_below(parent, name, path, err);
	if (fd < 0)
		return made ? take_away(parent, name, err) : -1;
	if (made && check_ours(fd, path, err))
		return err->kind == ERROR_REFUSED ? -1 : take_away(parent, name, err);
	if (made && (dress(fd, path, wish, err) || sync_directory(parent, err)))
		return take_away(parent, name, err);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* PLACE goes one component further down. */
static int go_below(struct place *place, struct span name, const struct directory *wish, struct error *err)
{
	struct buf path = BUF_EMPTY;
	buf_add_text(&path, strcmp(place->path, "/") == 0 ? "" : place->path);
	buf_add_byte(&path, '/');
	size_t name_at = path.length;
	buf_add_span(&path, name);
	int fd = -1;
	if (buf_check(&path, err) || make_below(place, path.at + name_at, path.at, wish, &fd, err)) {
		buf_release(&path);
		return -1;
	}
	place_release(place);
	*place = (struct place){ .directory = fd, .path = path.at };
	return 0;
}

static int make_missing(struct place *place, const char *missing, const struct directory *wish, struct error *err)
{
	static const struct directory parent = { .mode = 0755, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	for (const char *at = missing; *at != '\0';) {
		struct span name = span_from(at, strcspn(at, "/"));
		at += name.length + strspn(at + name.length, "/");
		if (span_is(name, ".."))
			return error_set(err, ERROR_REFUSED, "%s/%s: \"..\" after a directory that doesn't exist", place->path, missing);
		if (!span_is(name, ".") && go_below(place, name, *at ? &parent : wish, err))
			return -1;
	}
	return 0;
}

int directory_make(const char *root, const char *path, const struct directory *wish, struct place *ret_place, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	TEXT_AUTO char *missing = NULL;
	struct trust trust;
	struct root_guard guard = wish->trusted ? trust_way(&trust) : trust_links(&trust);
	if (root_reach(root, path, &guard, &place, &missing, err) || make_missing(&place, missing, wish, err))
		return -1;
	if (ret_place) {
		*ret_place = place;
		place = (struct place){ 0 };
	}
	return missing[0] ? DIRECTORY_MADE : DIRECTORY_THERE;
}

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The directory that the kubelet watches, and the one in which the manifest really lies: mostly one and the same. */
struct kept {
	struct stat directories[2];
};

static bool is_kept(const struct kept *kept, const struct stat *status)
{
	return same_inode(status, &kept->directories[0]) || same_inode(status, &kept->directories[1]);
}

/* Upwards from PLACE. The top is its own parent. */
static int lies_in(struct place *place, const struct kept *kept, struct error *err)
{
	struct stat status, below = { 0 };
	for (;;) {
		if (fstat(place->directory, &status))
			return error_system(err, errno, "can't look at a directory above %s", place->path);
		if (is_kept(kept, &status))
			return 1;
		if (same_inode(&status, &below))
			return 0;
		below = status;
		int above = RETRY(openat(place->directory, "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
		if (above < 0)
			return error_system(err, errno, "can't look at a directory above %s", place->path);
		fd_release(&place->directory);
		place->directory = above;
	}
}

/* What a walk comes by. */
struct way {
	const struct kept *kept;
	const struct root_guard *guard; /* another one that sees it; NULL: none */
	bool begun, inside;
	bool winding; /* through a link or "..": what it comes by need not be above its end */
};

static int see(void *context, const struct root_seen *seen, struct error *err)
{
	struct way *way = context;
	way->winding |= S_ISLNK(seen->status->st_mode) || (seen->top && way->begun);
	way->begun = true;
	way->inside |= is_kept(way->kept, seen->status);
	return way->guard ? way->guard->see(way->guard->context, seen, err) : 0;
}

/* Goes down PATH; mostly the way shows it, else (way->winding) where PATH's name stands is another question. */
static int path_lies_in(const struct file *file, const char *path, struct way *way, struct place *ret_place, char **ret_missing, struct error *err)
{
	const struct root_guard guard = { see, way };
	if (root_locate(file->root, path, &guard, ret_place, ret_missing, err))
		return -1;
	return way->winding ? lies_in(ret_place, way->kept, err) : way->inside;
}

static int parent_lies_in(const struct file *file, const char *path, const struct kept *kept, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	TEXT_AUTO char *missing = NULL;
	struct way way = { .kept = kept };
	struct span above = span_of(path);
	while (span_ends(above, "/"))
		above.length--;
	while (above.length > 0 && !span_ends(above, "/"))
		above.length--;
	TEXT_AUTO char *parent = above.length > 0 ? span_dup(above) : strdup(".");
	return parent ? path_lies_in(file, parent, &way, &place, &missing, err) : error_memory(err);
}

static int look_for_kept(const struct file *file, struct kept *kept, struct error *err)
{
	PLACE_AUTO struct place watched = { 0 };
	const char *name;
	if (file_watched(file, &watched, &name, err))
		return -1;
	if (fstat(watched.directory, &kept->directories[0]) || fstat(file->directory, &kept->directories[1]))
		return error_system(err, errno, "can't look at the directory of %s", file->path);
	return 0;
}

/* The path may be a link that lies in the directory, or lead into it by a link: both ends count. */
static int either_lies_in(const struct file *file, const char *path, const struct root_guard *guard, struct place *ret_place, char **ret_missing,
			  struct error *err)
{
	struct kept kept;
	struct way way = { .kept = &kept, .guard = guard };
	int target = look_for_kept(file, &kept, err) ? -1 : path_lies_in(file, path, &way, ret_place, ret_missing, err);
	return target == 0 && way.winding ? parent_lies_in(file, path, &kept, err) : target;
}

int directory_holds(const struct file *file, const char *path, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	TEXT_AUTO char *missing = NULL;
	return either_lies_in(file, path, NULL, &place, &missing, err);
}

int directory_find(const struct file *file, const char *path, const struct root_guard *guard, bool *ret_missing, struct error *err)
{
	PLACE_AUTO struct place place = { 0 };
	TEXT_AUTO char *missing = NULL;
	int inside = either_lies_in(file, path, guard, &place, &missing, err);
	if (inside < 0)
		return -1;
	if (place.name)
		return error_system(err, ENOTDIR, "%s", place.path);
	*ret_missing = missing[0] != '\0';
	return inside;
}
