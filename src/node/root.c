#include "node/root.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

#include "base/path.h"
#include "node/tidy.h"

enum {
	MAX_LINKS = 40,   /* as the kernel */
	MAX_STEPS = 4096, /* components looked up: bounds what ".." can cost */
};

struct walk {
	const struct root_guard *guard;
	int top, here;      /* `here` is -1 at the top */
	struct buf path;    /* of `here`, the root in front; "" for the real root */
	size_t root_length; /* so much of it is the root */
	struct buf rest;    /* what is still to be walked begins at `at`; the component in hand began at `began` */
	size_t at, began;
	size_t own; /* so many bytes at the end of `rest` are of the path as it was given, not of a link */
	unsigned links, steps;
};

enum { WALK_ON = 0, WALK_MISSING = 1, WALK_END = 2, WALK_NAME = 3 };

#define WALK_AUTO __attribute__((cleanup(walk_release)))

static void walk_release(struct walk *walk)
{
	fd_release(&walk->top);
	fd_release(&walk->here);
	buf_release(&walk->path);
	buf_release(&walk->rest);
}

void place_release(struct place *place)
{
	fd_release(&place->directory);
	free(place->path);
	*place = (struct place){ .directory = -1 };
}

/* What NAME in the directory reached is called in messages; to be freed. NULL: out of memory. */
static char *name_path(const struct walk *walk, const char *name)
{
	struct buf path = BUF_EMPTY;
	buf_add_span(&path, buf_span(&walk->path));
	buf_add_byte(&path, '/');
	buf_add_text(&path, name);
	if (path.failed)
		buf_release(&path);
	return path.at;
}

static int name_error(const struct walk *walk, const char *name, int errnum, struct error *err)
{
	return error_system(err, errnum, "%s/%s", buf_text(&walk->path), name);
}

static int walk_fd(const struct walk *walk)
{
	return walk->here > 0 ? walk->here : walk->top;
}

/* FD (-1: the top) is the directory that `path` names now; it is the walk's from here on. */
static int walk_arrive(struct walk *walk, int fd, struct error *err)
{
	struct stat status;
	fd_release(&walk->here);
	walk->here = fd;
	if (buf_check(&walk->path, err))
		return -1;
	if (!walk->guard)
		return 0;
	struct root_seen seen = { walk->path.length > 0 ? walk->path.at : "/", &status, walk->path.length == walk->root_length };
	if (fstat(walk_fd(walk), &status))
		return error_system(err, errno, "can't look at %s", seen.path);
	return walk->guard->see(walk->guard->context, &seen, err);
}

static int walk_to_top(struct walk *walk, struct error *err)
{
	if (walk->path.at) {
		walk->path.length = walk->root_length;
		walk->path.at[walk->root_length] = '\0';
	}
	return walk_arrive(walk, -1, err);
}

/* The path to walk, absolute where there is no root of its own. */
static int walk_given(struct walk *walk, const char *path, struct error *err)
{
	if (path[0] == '\0')
		return error_set(err, ERROR_REFUSED, "an empty path names no file");
	if (walk->root_length == 0 && path[0] != '/') {
		char current[PATH_MAX];
		if (!getcwd(current, sizeof(current)))
			return error_system(err, errno, "can't tell the current directory");
		buf_add_text(&walk->rest, current);
		buf_add_byte(&walk->rest, '/');
	}
	buf_add_text(&walk->rest, path);
	walk->own = walk->rest.length;
	return buf_check(&walk->rest, err);
}

static int walk_begin(struct walk *walk, const char *root, const char *path, struct error *err)
{
	struct span top = span_of(root);
	while (top.length > 0 && top.at[top.length - 1] == '/')
		top.length--;
	buf_add_span(&walk->path, top);
	walk->root_length = top.length;
	if (walk_given(walk, path, err))
		return -1;
	walk->top = RETRY(open(top.length > 0 ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC));
	if (walk->top < 0)
		return error_system(err, errno, "the root %s", root);
	return walk_to_top(walk, err);
}

static void skip_slashes(struct walk *walk)
{
	while (walk->at < walk->rest.length && walk->rest.at[walk->at] == '/')
		walk->at++;
}

/* 1: the next component, copied to NAME. 0: there is none. */
static int walk_take(struct walk *walk, char name[NAME_MAX + 1], struct error *err)
{
	skip_slashes(walk);
	walk->began = walk->at;
	while (walk->at < walk->rest.length && walk->rest.at[walk->at] != '/')
		walk->at++;
	struct span component = span_cut(buf_span(&walk->rest), walk->began, walk->at);
	if (component.length == 0)
		return 0;
	if (component.length > NAME_MAX)
		return error_system(err, ENAMETOOLONG, "%s", buf_text(&walk->rest));
	if (++walk->steps > MAX_STEPS)
		return error_system(err, ELOOP, "%s", buf_text(&walk->path));
	memcpy(name, component.at, component.length);
	name[component.length] = '\0';
	skip_slashes(walk);
	return 1;
}

/* TEXT is to be walked before what is left. */
static int walk_push(struct walk *walk, struct span text, bool from_top, struct error *err)
{
	size_t left = walk->rest.length - walk->at;
	struct buf rest = BUF_EMPTY;
	buf_add_span(&rest, text);
	buf_add_byte(&rest, '/');
	buf_add_span(&rest, span_cut(buf_span(&walk->rest), walk->at, walk->rest.length));
	buf_release(&walk->rest);
	walk->rest = rest;
	walk->at = 0;
	if (walk->own > left)
		walk->own = left;
	if (buf_check(&walk->rest, err))
		return -1;
	return from_top ? walk_to_top(walk, err) : 0;
}

/* Down again from the top: the ".." of a directory that somebody moves meanwhile could lead out of the root. */
static int walk_up(struct walk *walk, struct error *err)
{
	if (walk->path.length == walk->root_length)
		return 0;
	struct span below = span_cut(buf_span(&walk->path), walk->root_length, walk->path.length);
	return walk_push(walk, path_directory(below), true, err);
}

static int link_allowed(struct walk *walk, const char *name, const char *path, struct error *err)
{
	struct statfs system;
	struct stat status;
	struct root_seen seen = { path, &status, false };
	if (++walk->links > MAX_LINKS)
		return error_system(err, ELOOP, "%s", path);
	if (fstatfs(walk_fd(walk), &system))
		return error_system(err, errno, "can't look at %s", path);
	if (system.f_type == PROC_SUPER_MAGIC)
		return error_set(err, ERROR_REFUSED, "%s is a link of the process file system; give the path that it stands for", path);
	if (!walk->guard)
		return 0;
	if (fstatat(walk_fd(walk), name, &status, AT_SYMLINK_NOFOLLOW))
		return error_system(err, errno, "can't look at %s", path);
	return walk->guard->see(walk->guard->context, &seen, err);
}

/* 1: NAME is a link, its text is now to be walked. 0: it is none, or is not there. */
static int walk_follow(struct walk *walk, const char *name, struct error *err)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(walk_fd(walk), name, target, sizeof(target));
	if (length < 0 && (errno == EINVAL || errno == ENOENT))
		return 0;
	if (length < 0 || (size_t)length >= sizeof(target))
		return name_error(walk, name, length < 0 ? errno : ENAMETOOLONG, err);
	TEXT_AUTO char *path = name_path(walk, name);
	if (!path)
		return error_memory(err);
	if (link_allowed(walk, name, path, err) || walk_push(walk, span_from(target, (size_t)length), target[0] == '/', err))
		return -1;
	return 1;
}

/* Into the directory NAME, or along the link. The last name may be of something else. */
static int walk_enter(struct walk *walk, const char *name, struct error *err)
{
	int fd = RETRY(openat(walk_fd(walk), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	int errnum = errno;
	if (fd < 0 && errnum == ENOENT)
		return WALK_MISSING;
	if (fd < 0 && errnum == ENOTDIR) {
		int followed = walk_follow(walk, name, err);
		if (followed != 0)
			return followed < 0 ? -1 : WALK_ON;
		if (walk->at == walk->rest.length)
			return WALK_NAME;
	}
	if (fd < 0)
		return name_error(walk, name, errnum, err);
	buf_add_byte(&walk->path, '/');
	buf_add_text(&walk->path, name);
	return walk_arrive(walk, fd, err);
}

/* One component further; with KEEP_NAME the last one is only looked at. */
static int walk_step(struct walk *walk, bool keep_name, char name[NAME_MAX + 1], struct error *err)
{
	int taken = walk_take(walk, name, err);
	if (taken <= 0)
		return taken < 0 ? -1 : WALK_END;
	if (strcmp(name, ".") == 0)
		return WALK_ON;
	if (strcmp(name, "..") == 0)
		return walk_up(walk, err);
	if (!keep_name || walk->at < walk->rest.length)
		return walk_enter(walk, name, err);
	int followed = walk_follow(walk, name, err);
	return followed < 0 ? -1 : followed ? WALK_ON : WALK_NAME;
}

static int walk_down(struct walk *walk, const char *root, const char *path, bool keep_name, char name[NAME_MAX + 1], struct error *err)
{
	int stopped = walk_begin(walk, root, path, err) ? -1 : WALK_ON;
	while (stopped == WALK_ON)
		stopped = walk_step(walk, keep_name, name, err);
	return stopped;
}

/* Hands the directory reached, and the NAME in it, if any, to the caller. */
static int walk_end(struct walk *walk, const char *name, struct place *ret_place, struct error *err)
{
	size_t directory = walk->path.length;
	if (name || directory == 0)
		buf_add_byte(&walk->path, '/');
	buf_add_text(&walk->path, name ? name : "");
	if (buf_check(&walk->path, err))
		return -1;
	*ret_place = (struct place){ .directory = walk_fd(walk), .path = walk->path.at, .straight = walk->links == 0 };
	ret_place->name = name ? walk->path.at + directory + 1 : NULL;
	*(walk->here > 0 ? &walk->here : &walk->top) = -1;
	walk->path = BUF_EMPTY;
	return 0;
}

int root_find(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, struct error *err)
{
	WALK_AUTO struct walk walk = { .guard = guard };
	char name[NAME_MAX + 1];
	int stopped = walk_down(&walk, root, path, true, name, err);
	if (stopped == WALK_MISSING)
		return name_error(&walk, name, ENOENT, err);
	if (stopped == WALK_END)
		return error_set(err, ERROR_REFUSED, "%s is a directory, not a file", path);
	return stopped < 0 ? -1 : walk_end(&walk, name, ret_place, err);
}

int root_locate(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, char **ret_missing,
                struct error *err)
{
	WALK_AUTO struct walk walk = { .guard = guard };
	char name[NAME_MAX + 1];
	int stopped = walk_down(&walk, root, path, false, name, err);
	if (stopped < 0)
		return -1;
	if (stopped == WALK_MISSING && walk.rest.length - walk.began > walk.own) {
		name_error(&walk, name, ENOENT, err);
		return error_append(err, " (a link leads there)");
	}
	char *missing = strdup(stopped == WALK_MISSING ? walk.rest.at + walk.began : "");
	int result = missing ? walk_end(&walk, stopped == WALK_NAME ? name : NULL, ret_place, err) : error_memory(err);
	*ret_missing = result ? NULL : missing;
	if (result)
		free(missing);
	return result;
}

int root_reach(const char *root, const char *path, const struct root_guard *guard, struct place *ret_place, char **ret_missing,
               struct error *err)
{
	int located = root_locate(root, path, guard, ret_place, ret_missing, err);
	if (located < 0 || !ret_place->name)
		return located;
	error_system(err, ENOTDIR, "%s", ret_place->path);
	place_release(ret_place);
	free(*ret_missing);
	*ret_missing = NULL;
	return -1;
}
