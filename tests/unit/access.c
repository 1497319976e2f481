#include "node/access.h"

#include <errno.h>

#include "world.h"

static const gid_t more_groups[] = { 20, 30 };
static const struct access_user owner_user = { .uid = 10, .gid = 99 }, group_user = { .uid = 11, .gid = 20 },
                                other_user = { .uid = 12, .gid = 99 }, root_user = { .uid = 0, .gid = 0 },
                                member_user = { .uid = 13, .gid = 99, .groups = more_groups, .group_count = 2 };

static void assert_may(struct world *world, const char *path, const char *mounted, const struct access_user *user, enum access_wish wish)
{
	struct error err = { 0 };
	if (access_may(world->top, path, mounted, user, wish, &err) != ACCESS_GRANTED)
		fail_msg("%s", err.text);
}

static void assert_may_not(struct world *world, const char *path, const char *mounted, const struct access_user *user,
                           enum access_wish wish, const char *words)
{
	struct error err = { 0 };
	assert_int_equal(access_may(world->top, path, mounted, user, wish, &err), ACCESS_DENIED);
	assert_says(&err, words);
}

static void owned(struct world *world, const char *name, mode_t mode)
{
	needs_root();
	assert_int_equal(chown(world_path(world, name), 10, 20), 0);
	assert_int_equal(chmod(world_path(world, name), mode), 0);
}

static void the_first_class_that_fits_decides(void **state)
{
	struct world *world = *state;
	world_write(world, "policy", "x", 0600);
	owned(world, "policy", 0400);
	assert_may(world, "/policy", "/policy", &owner_user, ACCESS_READ);
	assert_may(world, "/policy", "/policy", &root_user, ACCESS_READ);
	assert_may_not(world, "/policy", "/policy", &group_user, ACCESS_READ, "user 11, as whom the container runs, can't read");
	assert_may_not(world, "/policy", "/policy", &other_user, ACCESS_READ, "policy (mode 0400, owner 10:20)");
	owned(world, "policy", 0040);
	assert_may_not(world, "/policy", "/policy", &owner_user, ACCESS_READ, "can't read");
	assert_may(world, "/policy", "/policy", &group_user, ACCESS_READ);
	assert_may(world, "/policy", "/policy", &member_user, ACCESS_READ);
	assert_may_not(world, "/policy", "/policy", &other_user, ACCESS_READ, "can't read");
	owned(world, "policy", 0004);
	assert_may_not(world, "/policy", "/policy", &group_user, ACCESS_READ, "can't read");
	assert_may_not(world, "/policy", "/policy", &member_user, ACCESS_READ, "can't read");
	assert_may(world, "/policy", "/policy", &other_user, ACCESS_READ);
}

static void a_mount_leads_past_the_directories_above_it(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0700);
	world_directory(world, "etc/inner", 0755);
	world_write(world, "etc/inner/policy", "x", 0644);
	assert_may(world, "/etc/inner/policy", "/etc/inner/policy", &other_user, ACCESS_READ);
	assert_may(world, "/etc/inner/policy", "/etc/inner", &other_user, ACCESS_READ);
	assert_may_not(world, "/etc/inner/policy", "/etc", &other_user, ACCESS_READ, "can't enter");
	assert_may_not(world, "/etc/inner/policy", "/", &other_user, ACCESS_READ, "can't enter");
}

static void making_files_needs_to_write_and_to_enter(void **state)
{
	struct world *world = *state;
	world_directory(world, "log", 0700);
	owned(world, "log", 0300);
	assert_may(world, "/log", "/log", &owner_user, ACCESS_MAKE_FILES);
	assert_may_not(world, "/log", "/log", &other_user, ACCESS_MAKE_FILES, "can't");
	owned(world, "log", 0200);
	assert_may_not(world, "/log", "/log", &owner_user, ACCESS_MAKE_FILES, "can't enter");
	owned(world, "log", 0555);
	assert_may_not(world, "/log", "/log", &owner_user, ACCESS_MAKE_FILES, "can't make files in");
	assert_may(world, "/log", "/log", &root_user, ACCESS_MAKE_FILES);
}

static void links_are_followed_inside_the_root(void **state)
{
	struct world *world = *state;
	world_directory(world, "store", 0755);
	world_write(world, "store/policy", "x", 0600);
	world_link(world, "link", "/store");
	assert_may_not(world, "/link/policy", "/link", &other_user, ACCESS_READ, "store/policy");
	assert_int_equal(chmod(world_path(world, "store/policy"), 0644), 0);
	assert_may(world, "/link/policy", "/link", &other_user, ACCESS_READ);
}

static void what_is_not_there_is_an_error_and_not_a_denial(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	assert_int_equal(access_may(world->top, "/none", "/none", &other_user, ACCESS_READ, &err), -1);
	assert_int_equal(err.errnum, ENOENT);
	assert_says(&err, "none: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_first_class_that_fits_decides),
		WORLD_TEST(a_mount_leads_past_the_directories_above_it),
		WORLD_TEST(making_files_needs_to_write_and_to_enter),
		WORLD_TEST(links_are_followed_inside_the_root),
		WORLD_TEST(what_is_not_there_is_an_error_and_not_a_denial),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
