#include "node/root.h"

#include <errno.h>

#include "world.h"

static void assert_found(struct world *world, const char *root, const char *path, const char *real)
{
	struct error err = { 0 };
	struct place place = { 0 };
	int result = root_find(root, path, NULL, &place, &err);
	if (result)
		fail_msg("%s: %s", path, err.text);
	assert_string_equal(place.path, world_path(world, real));
	assert_string_equal(place.name, strrchr(place.path, '/') + 1);
	struct stat by_place, by_path;
	assert_int_equal(fstatat(place.directory, place.name, &by_place, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(stat(world_path(world, real), &by_path), 0);
	assert_true(by_place.st_ino == by_path.st_ino);
	place_release(&place);
}

static void assert_refused(const char *root, const char *path, int errnum, const char *words)
{
	struct error err = { 0 };
	struct place place = { 0 };
	assert_int_equal(root_find(root, path, NULL, &place, &err), -1);
	assert_says(&err, words);
	assert_int_equal(err.errnum, errnum);
	assert_null(place.path);
}

static void an_absolute_path_starts_at_the_root(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_write(world, "etc/file", "", 0600);
	assert_found(world, world->top, "/etc/file", "etc/file");
	assert_found(world, world->top, "etc/file", "etc/file");
	assert_found(world, world->top, "//etc/.///file", "etc/file");
	assert_found(world, world_path(world, "//"), "/etc/file", "etc/file");
	assert_found(world, "", world_path(world, "etc/file"), "etc/file");
	assert_found(world, "/", world_path(world, "etc/file"), "etc/file");
	assert_found(world, world_path(world, "etc"), "file", "etc/file");
}

static void without_a_root_a_relative_path_starts_at_the_current_directory(void **state)
{
	struct world *world = *state;
	char before[PATH_MAX];
	world_directory(world, "etc", 0755);
	world_write(world, "file", "", 0600);
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(world_path(world, "etc")), 0);
	assert_found(world, "", "../file", "file");
	assert_found(world, "", "./../etc/../file", "file");
	assert_int_equal(chdir(before), 0);
}

static void links_and_dots_stay_inside_the_root(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/inner", 0755);
	world_write(world, "etc/file", "", 0600);
	world_link(world, "etc/absolute", "/etc/file");
	world_link(world, "etc/relative", "../etc/./file");
	world_link(world, "etc/out", "../../../../../../etc/file");
	world_link(world, "etc/inner/way", "/etc/inner/../../../etc");
	world_link(world, "etc/chain", "inner/way/absolute");
	assert_found(world, world->top, "/etc/absolute", "etc/file");
	assert_found(world, world->top, "/etc/relative", "etc/file");
	assert_found(world, world->top, "/etc/out", "etc/file");
	assert_found(world, world->top, "/../../../etc/file", "etc/file");
	assert_found(world, world->top, "/etc/inner/way/file", "etc/file");
	assert_found(world, world->top, "/etc/chain", "etc/file");
	assert_found(world, world->top, "/etc/inner/way/inner/../chain", "etc/file");
}

static void a_name_that_does_not_exist_is_found_with_its_directory(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct place place;
	world_directory(world, "etc", 0755);
	world_link(world, "link", "/etc/new");
	assert_int_equal(root_find(world->top, "/link", NULL, &place, &err), 0);
	assert_string_equal(place.path, world_path(world, "etc/new"));
	place_release(&place);
}

static void what_leads_nowhere_is_refused_with_its_name(void **state)
{
	struct world *world = *state;
	char name[300] = "/";
	memset(name + 1, 'n', sizeof(name) - 2);
	world_directory(world, "etc", 0755);
	world_write(world, "file", "", 0600);
	world_link(world, "round", "round");
	world_link(world, "longer", "longer/x");
	assert_refused(world->top, "/etc/none/file", ENOENT, "/etc/none: No such file");
	assert_refused(world->top, "/file/none", ENOTDIR, "/file: Not a directory");
	assert_refused(world->top, "/round", ELOOP, "/round");
	assert_refused(world->top, "/longer", ELOOP, "/longer");
	assert_refused(world->top, "/etc/.", 0, "is a directory");
	assert_refused(world->top, "/", 0, "is a directory");
	assert_refused(world->top, "", 0, "empty path");
	assert_refused(world->top, name, ENAMETOOLONG, "nnn");
	assert_refused("/nowhere/at/all", "/etc/file", ENOENT, "the root /nowhere/at/all");
}

static void steps_back_and_forth_end(void **state)
{
	struct world *world = *state;
	struct buf path = BUF_EMPTY;
	world_directory(world, "etc", 0755);
	for (int i = 0; i < 3000; i++)
		buf_add_text(&path, "/etc/..");
	assert_refused(world->top, buf_text(&path), ELOOP, "");
	buf_release(&path);
}

static void links_of_the_process_file_system_are_refused(void **state)
{
	struct world *world = *state;
	world_link(world, "link", "/proc/self/root/etc/passwd");
	assert_refused("", "/proc/self/root/etc/passwd", 0, "/proc/self is a link of the process file system");
	assert_refused("", world_path(world, "link"), 0, "process file system");
}

static void assert_reached(struct world *world, const char *path, const char *real, const char *missing)
{
	struct error err = { 0 };
	struct place place;
	char *left;
	if (root_reach(world->top, path, NULL, &place, &left, &err))
		fail_msg("%s: %s", path, err.text);
	assert_string_equal(place.path, real[0] ? world_path(world, real) : world->top);
	assert_null(place.name);
	assert_string_equal(left, missing);
	free(left);
	place_release(&place);
}

static void a_directory_is_reached_as_far_as_it_exists(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/inner", 0755);
	world_link(world, "link", "/etc/inner");
	assert_reached(world, "/etc/inner", "etc/inner", "");
	assert_reached(world, "/etc/inner/", "etc/inner", "");
	assert_reached(world, "/etc/new", "etc", "new");
	assert_reached(world, "/link/a//b", "etc/inner", "a//b");
	assert_reached(world, "/", "", "");
	assert_reached(world, "/link/../x", "etc", "x");
}

static void a_file_is_located_but_not_reached(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct place place = { 0 };
	char *missing = NULL;
	world_directory(world, "etc", 0755);
	world_write(world, "etc/file", "", 0600);
	world_link(world, "link", "/etc/file");
	if (root_locate(world->top, "/link", NULL, &place, &missing, &err))
		fail_msg("%s", err.text);
	assert_string_equal(place.path, world_path(world, "etc/file"));
	assert_string_equal(place.name, "file");
	assert_string_equal(missing, "");
	free(missing);
	place_release(&place);
	assert_int_equal(root_reach(world->top, "/link", NULL, &place, &missing, &err), -1);
	assert_int_equal(err.errnum, ENOTDIR);
	assert_says(&err, "/etc/file: Not a directory");
	assert_null(missing);
	assert_int_equal(root_locate(world->top, "/etc/file/below", NULL, &place, &missing, &err), -1);
	assert_int_equal(err.errnum, ENOTDIR);
}

static void a_link_to_something_missing_is_not_reached(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct place place;
	char *missing;
	world_link(world, "link", "/etc/new");
	assert_int_equal(root_reach(world->top, "/link/below", NULL, &place, &missing, &err), -1);
	assert_int_equal(err.errnum, ENOENT);
	assert_says(&err, "a link leads there");
}

static int note(void *context, const struct root_seen *seen, struct error *err)
{
	struct buf *notes = context;
	buf_printf(notes, "%s%s%s ", seen->top ? "top" : strrchr(seen->path, '/'), S_ISLNK(seen->status->st_mode) ? "@" : "",
		   S_ISDIR(seen->status->st_mode) ? "/" : "");
	return strstr(seen->path, "forbidden") ? error_set(err, ERROR_REFUSED, "no way") : 0;
}

static void a_guard_sees_every_directory_and_link_and_can_end_the_walk(void **state)
{
	struct world *world = *state;
	struct buf notes = BUF_EMPTY;
	struct error err = { 0 };
	struct place place = { 0 };
	struct root_guard guard = { note, &notes };
	world_directory(world, "etc", 0755);
	world_directory(world, "forbidden", 0755);
	world_link(world, "etc/link", "/etc/file");
	assert_int_equal(root_find(world->top, "/etc/link", &guard, &place, &err), 0);
	assert_string_equal(buf_text(&notes), "top/ /etc/ /link@ top/ /etc/ ");
	place_release(&place);
	assert_int_equal(root_find(world->top, "/forbidden/file", &guard, &place, &err), -1);
	assert_string_equal(err.text, "no way");
	buf_release(&notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(an_absolute_path_starts_at_the_root),
		WORLD_TEST(without_a_root_a_relative_path_starts_at_the_current_directory),
		WORLD_TEST(links_and_dots_stay_inside_the_root),
		WORLD_TEST(a_name_that_does_not_exist_is_found_with_its_directory),
		WORLD_TEST(what_leads_nowhere_is_refused_with_its_name),
		WORLD_TEST(steps_back_and_forth_end),
		WORLD_TEST(links_of_the_process_file_system_are_refused),
		WORLD_TEST(a_directory_is_reached_as_far_as_it_exists),
		WORLD_TEST(a_file_is_located_but_not_reached),
		WORLD_TEST(a_link_to_something_missing_is_not_reached),
		WORLD_TEST(a_guard_sees_every_directory_and_link_and_can_end_the_walk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
