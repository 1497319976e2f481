#include "node/directory.h"

#include <errno.h>

#include "node/trust.h"
#include "world.h"

static const struct directory plain = { .mode = 0700, .uid = (uid_t)-1, .gid = (gid_t)-1 };

static void assert_made(struct world *world, const char *path, const struct directory *wish, int outcome)
{
	struct error err = { 0 };
	int result = directory_make(world->top, path, wish, NULL, &err);
	if (result < 0)
		fail_msg("%s", err.text);
	assert_int_equal(result, outcome);
}

static void assert_not_made(struct world *world, const char *path, const struct directory *wish, const char *words)
{
	struct error err = { 0 };
	assert_int_equal(directory_make(world->top, path, wish, NULL, &err), -1);
	assert_says(&err, words);
}

static void assert_mode(struct world *world, const char *name, mode_t mode)
{
	struct stat status;
	assert_int_equal(lstat(world_path(world, name), &status), 0);
	assert_int_equal(status.st_mode, S_IFDIR | mode);
}

static void the_last_one_gets_the_mode_and_its_parents_are_plain(void **state)
{
	struct world *world = *state;
	world_directory(world, "var", 0755);
	umask(077);
	assert_made(world, "/var/log/./kubernetes//audit/", &plain, DIRECTORY_MADE);
	umask(022);
	assert_mode(world, "var/log", 0755);
	assert_mode(world, "var/log/kubernetes", 0755);
	assert_mode(world, "var/log/kubernetes/audit", 0700);
	const struct directory open_wish = { .mode = 01777, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	assert_made(world, "/tmp", &open_wish, DIRECTORY_MADE);
	assert_mode(world, "tmp", 01777);
}

static void one_that_is_there_is_left_as_it_is(void **state)
{
	struct world *world = *state;
	world_directory(world, "log", 0751);
	assert_made(world, "/log", &plain, DIRECTORY_THERE);
	assert_mode(world, "log", 0751);
	assert_made(world, "/", &plain, DIRECTORY_THERE);
}

static void it_is_given_to_its_owner(void **state)
{
	needs_root();
	struct world *world = *state;
	struct stat status;
	const struct directory wish = { .mode = 0700, .uid = 4711, .gid = 4712 };
	assert_made(world, "/var/log", &wish, DIRECTORY_MADE);
	assert_int_equal(stat(world_path(world, "var/log"), &status), 0);
	assert_int_equal(status.st_uid, 4711);
	assert_int_equal(status.st_gid, 4712);
	assert_int_equal(stat(world_path(world, "var"), &status), 0);
	assert_int_equal(status.st_uid, geteuid());
}

static void links_stay_inside_the_root(void **state)
{
	struct world *world = *state;
	world_directory(world, "data", 0755);
	world_link(world, "log", "/data");
	assert_made(world, "/log/audit", &plain, DIRECTORY_MADE);
	assert_mode(world, "data/audit", 0700);
}

static void what_stands_in_the_way_is_refused(void **state)
{
	struct world *world = *state;
	world_write(world, "file", "x", 0600);
	world_link(world, "dangling", "/nowhere");
	assert_not_made(world, "/file", &plain, "file: Not a directory");
	assert_not_made(world, "/file/below", &plain, "file: Not a directory");
	assert_not_made(world, "/dangling", &plain, "nowhere: No such file or directory (a link leads there)");
	assert_not_made(world, "/dangling/below", &plain, "(a link leads there)");
	assert_not_made(world, "/new/../other", &plain, "\"..\" after a directory that doesn't exist");
	assert_int_equal(access(world_path(world, "other"), F_OK), -1);
}

static void a_way_that_others_could_change_is_refused_when_asked(void **state)
{
	struct world *world = *state;
	const struct directory trusted = { .mode = 0700, .uid = (uid_t)-1, .gid = (gid_t)-1, .trusted = true };
	world_directory(world, "log", 0775);
	assert_not_made(world, "/log/audit", &trusted, "log can be written by a group");
	assert_made(world, "/log/audit", &plain, DIRECTORY_MADE);
}

static void a_link_that_others_could_have_put_there_is_refused(void **state)
{
	needs_root();
	struct world *world = *state;
	world_directory(world, "log", 01777);
	world_directory(world, "etc", 0755);
	world_link(world, "log/audit", "/etc");
	assert_int_equal(lchown(world_path(world, "log/audit"), 4711, 4711), 0);
	assert_not_made(world, "/log/audit/new", &plain, "log/audit belongs to user 4711");
	assert_int_equal(access(world_path(world, "etc/new"), F_OK), -1);
}

static void the_directory_is_handed_out(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct place place;
	assert_int_equal(directory_make(world->top, "/a/b", &plain, &place, &err), DIRECTORY_MADE);
	assert_string_equal(place.path, world_path(world, "a/b"));
	struct stat by_place, by_path;
	assert_int_equal(fstat(place.directory, &by_place), 0);
	assert_int_equal(stat(place.path, &by_path), 0);
	assert_true(by_place.st_ino == by_path.st_ino);
	place_release(&place);
}

static struct file manifest(struct world *world, const char *path)
{
	struct file file = { 0 };
	struct error err = { 0 };
	if (file_load(world->top, path, FILE_ANY, &file, &err))
		fail_msg("%s", err.text);
	return file;
}

static void assert_holds(const struct file *file, const char *path, int expected)
{
	struct error err = { 0 };
	int held = directory_holds(file, path, &err);
	if (held != expected)
		fail_msg("%s: %d %s", path, held, err.text);
}

static void what_lies_in_the_manifests_directory_is_found_however_it_is_named(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/manifests", 0755);
	world_directory(world, "etc/manifests/sub", 0755);
	world_directory(world, "var", 0755);
	world_write(world, "etc/manifests/m.yaml", WORLD_TEXT, 0600);
	world_write(world, "etc/policy", "x", 0600);
	world_link(world, "var/way", "/etc/manifests");
	world_link(world, "etc/manifests/policy", "/etc/policy");
	world_link(world, "var/policy", "../etc/manifests/m.yaml");
	struct file file = manifest(world, "/etc/manifests/m.yaml");
	assert_holds(&file, "/etc/manifests", 1);
	assert_holds(&file, "/etc/manifests/", 1);
	assert_holds(&file, "/etc/../etc/manifests/new/deep", 1);
	assert_holds(&file, "/etc/manifests/sub", 1);
	assert_holds(&file, "/var/way", 1);
	assert_holds(&file, "/var/way/new", 1);
	assert_holds(&file, "/etc/manifests/m.yaml", 1);
	assert_holds(&file, "/etc/manifests/new.yaml", 1);
	assert_holds(&file, "/etc/manifests/policy", 1);
	assert_holds(&file, "/var/policy", 1);
	assert_holds(&file, "/etc/policy", 0);
	assert_holds(&file, "/etc/manifests2", 0);
	assert_holds(&file, "/etc", 0);
	assert_holds(&file, "/var/backups/deep", 0);
	assert_holds(&file, "/", 0);
	file_release(&file);
}

static void what_only_passes_through_the_directory_does_not_lie_in_it(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/manifests", 0755);
	world_directory(world, "var", 0755);
	world_write(world, "etc/manifests/m.yaml", WORLD_TEXT, 0600);
	world_write(world, "etc/policy", "x", 0600);
	world_link(world, "var/past", "/etc/manifests/../policy");
	world_link(world, "var/around", "/etc/manifests/..");
	struct file file = manifest(world, "/etc/manifests/m.yaml");
	assert_holds(&file, "/etc/manifests/../policy", 0);
	assert_holds(&file, "/etc/manifests/../../var/new", 0);
	assert_holds(&file, "/var/past", 0);
	assert_holds(&file, "/var/around/new", 0);
	assert_holds(&file, "/var/around/manifests/new", 1);
	file_release(&file);
}

static void both_directories_of_a_linked_manifest_count(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "store", 0755);
	world_directory(world, "var", 0755);
	world_write(world, "store/real.yaml", WORLD_TEXT, 0600);
	world_link(world, "etc/m.yaml", "/store/real.yaml");
	struct file file = manifest(world, "/etc/m.yaml");
	assert_holds(&file, "/etc/new", 1);
	assert_holds(&file, "/store/new", 1);
	assert_holds(&file, "/var/new", 0);
	file_release(&file);
}
static int look_for(struct file *file, const char *path, bool *ret_missing, struct error *err)
{
	struct trust trust;
	const struct root_guard guard = trust_way(&trust);
	*err = (struct error){ 0 };
	return directory_find(file, path, &guard, ret_missing, err);
}

static void a_directory_to_be_made_is_looked_for_in_one_walk(void **state)
{
	struct world *world = *state;
	struct error err;
	bool missing;
	world_directory(world, "etc", 0755);
	world_directory(world, "var", 0755);
	world_directory(world, "open", 0777);
	world_write(world, "etc/m.yaml", WORLD_TEXT, 0600);
	world_write(world, "var/file", "x", 0600);
	struct file file = manifest(world, "/etc/m.yaml");
	assert_int_equal(look_for(&file, "/var", &missing, &err), 0);
	assert_false(missing);
	assert_int_equal(look_for(&file, "/var/new/deep", &missing, &err), 0);
	assert_true(missing);
	assert_int_equal(look_for(&file, "/etc/new", &missing, &err), 1);
	assert_int_equal(look_for(&file, "/var/file", &missing, &err), -1);
	assert_int_equal(err.errnum, ENOTDIR);
	assert_int_equal(look_for(&file, "/open/new", &missing, &err), -1);
	assert_says(&err, "can be written by everybody");
	file_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_last_one_gets_the_mode_and_its_parents_are_plain),
		WORLD_TEST(one_that_is_there_is_left_as_it_is),
		WORLD_TEST(it_is_given_to_its_owner),
		WORLD_TEST(links_stay_inside_the_root),
		WORLD_TEST(what_stands_in_the_way_is_refused),
		WORLD_TEST(a_way_that_others_could_change_is_refused_when_asked),
		WORLD_TEST(a_link_that_others_could_have_put_there_is_refused),
		WORLD_TEST(the_directory_is_handed_out),
		WORLD_TEST(what_lies_in_the_manifests_directory_is_found_however_it_is_named),
		WORLD_TEST(what_only_passes_through_the_directory_does_not_lie_in_it),
		WORLD_TEST(both_directories_of_a_linked_manifest_count),
		WORLD_TEST(a_directory_to_be_made_is_looked_for_in_one_walk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
