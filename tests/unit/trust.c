#include "node/trust.h"

#include "world.h"

enum { STRANGER = 4711 };

static int walk(struct world *world, const char *path, struct root_guard guard, struct error *err)
{
	struct place place = { 0 };
	int result = root_find(world->top, path, &guard, &place, err);
	place_release(&place);
	return result;
}

static void assert_safe(struct world *world, const char *path)
{
	struct error err = { 0 };
	struct trust trust;
	if (walk(world, path, trust_way(&trust), &err))
		fail_msg("%s: %s", path, err.text);
}

static void assert_unsafe(struct world *world, const char *path, const char *words)
{
	struct error err = { 0 };
	struct trust trust;
	assert_int_equal(walk(world, path, trust_way(&trust), &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	assert_says(&err, words);
}

static void a_file_of_ours_that_only_we_write_is_safe(void **state)
{
	(void)state;
	struct error err = { 0 };
	const struct stat roots = { .st_mode = S_IFREG | 0644, .st_uid = 0 }, ours = { .st_mode = S_IFREG | 0600, .st_uid = geteuid() };
	assert_int_equal(trust_file("f", &roots, 0, &err), 0);
	assert_int_equal(trust_file("f", &ours, 0, &err), 0);
}

static void a_file_that_others_own_or_write_is_refused(void **state)
{
	(void)state;
	struct error err = { 0 };
	const struct stat foreign = { .st_mode = S_IFREG | 0600, .st_uid = STRANGER }, group = { .st_mode = S_IFREG | 0620 },
			  everybody = { .st_mode = S_IFREG | 0602 };
	assert_int_equal(trust_file("/etc/f", &foreign, 0, &err), -1);
	assert_string_equal(err.text, "/etc/f belongs to user 4711, who could change it at any time; it should belong to root");
	assert_int_equal(trust_file("/etc/f", &group, 0, &err), -1);
	assert_string_equal(err.text, "/etc/f can be written by a group (mode 0620); nobody but its owner should (chmod go-w)");
	assert_int_equal(trust_file("/etc/f", &everybody, 0, &err), -1);
	assert_says(&err, "written by everybody");
}

static void a_directory_that_others_write_is_refused_even_if_it_is_sticky(void **state)
{
	(void)state;
	struct error err = { 0 };
	const struct stat sticky = { .st_mode = S_IFDIR | 01777 }, good = { .st_mode = S_IFDIR | 0755 };
	assert_int_equal(trust_directory("/d", &sticky, &err), -1);
	assert_int_equal(trust_directory("/d", &good, &err), 0);
}

static void a_way_through_directories_of_ours_is_safe(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/inner", 0700);
	world_link(world, "etc/link", "inner");
	assert_safe(world, "/etc/inner/file");
	assert_safe(world, "/etc/link/file");
}

static void a_way_through_a_directory_that_others_write_is_refused(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/group", 0775);
	world_directory(world, "etc/all", 0757);
	assert_unsafe(world, "/etc/group/file", "etc/group can be written by a group (mode 0775)");
	assert_unsafe(world, "/etc/all/file", "etc/all can be written by everybody (mode 0757)");
}

static void the_root_itself_and_what_is_above_is_not_judged(void **state)
{
	struct world *world = *state;
	assert_int_equal(chmod(world->top, 0777), 0);
	assert_safe(world, "/file");
}

static void a_sticky_directory_is_passed(void **state)
{
	struct world *world = *state;
	world_directory(world, "tmp", 01777);
	world_directory(world, "tmp/ours", 0755);
	world_link(world, "tmp/link", "ours");
	assert_safe(world, "/tmp/file");
	assert_safe(world, "/tmp/link/file");
}

static void a_directory_of_somebody_else_is_refused(void **state)
{
	needs_root();
	struct world *world = *state;
	world_directory(world, "home", 0755);
	assert_int_equal(chown(world_path(world, "home"), STRANGER, 0), 0);
	assert_unsafe(world, "/home/file", "home belongs to user 4711");
	assert_int_equal(chmod(world_path(world, "home"), 01777), 0);
	assert_unsafe(world, "/home/file", "home belongs to user 4711");
}

static void a_link_of_somebody_else_is_refused_where_he_could_put_it(void **state)
{
	needs_root();
	struct world *world = *state;
	world_directory(world, "tmp", 01777);
	world_directory(world, "etc", 0755);
	world_link(world, "tmp/link", "/etc");
	world_link(world, "etc/link", "/etc");
	assert_int_equal(lchown(world_path(world, "tmp/link"), STRANGER, 0), 0);
	assert_int_equal(lchown(world_path(world, "etc/link"), STRANGER, 0), 0);
	assert_unsafe(world, "/tmp/link/file", "tmp/link belongs to user 4711");
	assert_safe(world, "/etc/link/file");
}

static void judging_links_alone_passes_a_directory_of_a_group(void **state)
{
	needs_root();
	struct world *world = *state;
	struct error err = { 0 };
	struct trust trust;
	world_directory(world, "log", 0775);
	world_directory(world, "log/ours", 0755);
	world_link(world, "log/link", "ours");
	assert_int_equal(walk(world, "/log/ours/file", trust_links(&trust), &err), 0);
	assert_int_equal(walk(world, "/log/link/file", trust_links(&trust), &err), 0);
	assert_int_equal(lchown(world_path(world, "log/link"), STRANGER, 0), 0);
	assert_int_equal(walk(world, "/log/link/file", trust_links(&trust), &err), -1);
	assert_says(&err, "log/link belongs to user 4711");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_of_ours_that_only_we_write_is_safe),
		cmocka_unit_test(a_file_that_others_own_or_write_is_refused),
		cmocka_unit_test(a_directory_that_others_write_is_refused_even_if_it_is_sticky),
		WORLD_TEST(a_way_through_directories_of_ours_is_safe),
		WORLD_TEST(a_way_through_a_directory_that_others_write_is_refused),
		WORLD_TEST(the_root_itself_and_what_is_above_is_not_judged),
		WORLD_TEST(a_sticky_directory_is_passed),
		WORLD_TEST(a_directory_of_somebody_else_is_refused),
		WORLD_TEST(a_link_of_somebody_else_is_refused_where_he_could_put_it),
		WORLD_TEST(judging_links_alone_passes_a_directory_of_a_group),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
