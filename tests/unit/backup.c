#include "node/backup.h"

#include <dirent.h>
#include <errno.h>
#include <sys/file.h>
#include <time.h>

#include "node/create.h"
#include "world.h"

#define STAMPED "kube-apiserver.yaml.20260102T030405.123456Z"

static const struct timespec now = { .tv_sec = 1767323045, .tv_nsec = 123456789 };

static struct file manifest(struct world *world)
{
	struct file file = { 0 };
	struct error err = { 0 };
	world_directory(world, "etc", 0755);
	world_write(world, "etc/kube-apiserver.yaml", WORLD_TEXT, 0644);
	if (file_load(world->top, "/etc/kube-apiserver.yaml", FILE_MANIFEST, &file, &err))
		fail_msg("%s", err.text);
	return file;
}

static void assert_backup(struct world *world, const struct file *file, const char *directory, const char *expected)
{
	struct error err = { 0 };
	char *path = NULL;
	if (backup_make(file, directory, now, false, &path, &err))
		fail_msg("%s", err.text);
	assert_string_equal(path, world_path(world, expected));
	assert_content(world, expected, WORLD_TEXT);
	struct stat status;
	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	free(path);
}

static void assert_no_backup(const struct file *file, const char *directory, const char *words)
{
	struct error err = { 0 };
	char *path = NULL;
	assert_int_equal(backup_make(file, directory, now, false, &path, &err), -1);
	assert_says(&err, words);
	assert_true(span_starts(span_of(err.text), "no backup: "));
	assert_true(span_ends(span_of(err.text), "; unchanged"));
	assert_null(path);
}

static void a_backup_is_dated_and_private(void **state)
{
	struct world *world = *state;
	struct stat status;
	struct file file = manifest(world);
	assert_backup(world, &file, BACKUP_DIRECTORY, "var/lib/kaudit/backups/" STAMPED);
	assert_int_equal(stat(world_path(world, "var/lib/kaudit/backups"), &status), 0);
	assert_int_equal(status.st_mode, S_IFDIR | 0700);
	assert_backup(world, &file, "/", STAMPED);
	file_release(&file);
}

static void a_taken_name_is_never_overwritten(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	world_directory(world, "b", 0700);
	world_write(world, "b/" STAMPED, "first", 0600);
	world_write(world, "victim", "victim", 0600);
	world_link(world, "b/" STAMPED ".1", "/victim");
	world_link(world, "b/" STAMPED ".2", "/dangling");
	assert_backup(world, &file, "/b", "b/" STAMPED ".3");
	assert_backup(world, &file, "/b", "b/" STAMPED ".4");
	assert_content(world, "b/" STAMPED, "first");
	assert_content(world, "victim", "victim");
	file_release(&file);
}

static void a_hundred_taken_names_are_enough(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	char name[128];
	world_directory(world, "b", 0700);
	world_write(world, "b/" STAMPED, "first", 0600);
	for (int i = 1; i < 100; i++) {
		snprintf(name, sizeof(name), "b/" STAMPED ".%d", i);
		world_link(world, name, "/dangling");
	}
	assert_no_backup(&file, "/b", STAMPED ".99");
	file_release(&file);
}

static void no_backup_is_put_where_the_kubelet_would_run_it(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	world_link(world, "way", "etc");
	assert_no_backup(&file, "/etc", "/etc lies in the manifest's directory, where the kubelet would run a backup");
	assert_no_backup(&file, "/etc/backups", "lies in the manifest's directory");
	assert_no_backup(&file, "/way/new", "lies in the manifest's directory");
	assert_int_equal(access(world_path(world, "etc/new"), F_OK), -1);
	assert_int_equal(access(world_path(world, "etc/backups"), F_OK), -1);
	file_release(&file);
}

static void no_backup_is_put_where_others_could_change_it(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	world_directory(world, "shared", 0777);
	world_directory(world, "sticky", 01777);
	assert_no_backup(&file, "/shared", "can be written by everybody");
	assert_backup(world, &file, "/sticky", "sticky/" STAMPED);
	file_release(&file);
}

static void what_stands_in_the_way_is_named(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	world_write(world, "b", "x", 0600);
	assert_no_backup(&file, "/b", "b: Not a directory");
	file_release(&file);
}

static void what_a_killed_run_left_is_swept(void **state)
{
	struct world *world = *state;
	struct file file = manifest(world);
	world_directory(world, "b", 0700);
	world_write(world, "b/.kube-apiserver.yaml.kaudit-0123456789abcdef", "left", 0600);
	assert_backup(world, &file, "/b", "b/" STAMPED);
	assert_int_equal(access(world_path(world, "b/.kube-apiserver.yaml.kaudit-0123456789abcdef"), F_OK), -1);
	file_release(&file);
}

static void a_new_file_is_made_with_owner_and_mode(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct stat status;
	bool root = geteuid() == 0;
	const struct create wish = { .mode = 0640, .uid = root ? 4711 : geteuid(), .gid = root ? 4712 : getegid() };
	world_directory(world, "etc", 0755);
	assert_int_equal(create_file(world->top, "/etc/policy.yaml", &wish, span_of("rules"), &err), CREATE_DONE);
	assert_content(world, "etc/policy.yaml", "rules");
	assert_int_equal(stat(world_path(world, "etc/policy.yaml"), &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0640);
	assert_int_equal(status.st_uid, wish.uid);
	assert_int_equal(status.st_gid, wish.gid);
}

static void a_new_file_never_takes_the_place_of_another(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	const struct create wish = { .mode = 0600, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/directory", 0755);
	world_write(world, "etc/policy.yaml", "old", 0600);
	assert_int_equal(create_file(world->top, "/etc/policy.yaml", &wish, span_of("new"), &err), CREATE_TAKEN);
	assert_int_equal(create_file(world->top, "/etc/directory", &wish, span_of("new"), &err), CREATE_TAKEN);
	assert_content(world, "etc/policy.yaml", "old");
	assert_int_equal(create_file(world->top, "/none/policy.yaml", &wish, span_of("new"), &err), -1);
	assert_says(&err, "none: No such file or directory; nothing was written");
}

static void a_lock_of_another_program_is_waited_for_but_not_for_ever(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	const struct create wish = { .mode = 0600, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	int lock = open(world->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(lock >= 0 && flock(lock, LOCK_EX) == 0);
	assert_int_equal(create_file(world->top, "/policy.yaml", &wish, span_of("new"), &err), -1);
	assert_says(&err, "another program holds the lock of");
	close(lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_backup_is_dated_and_private),
		WORLD_TEST(a_taken_name_is_never_overwritten),
		WORLD_TEST(a_hundred_taken_names_are_enough),
		WORLD_TEST(no_backup_is_put_where_the_kubelet_would_run_it),
		WORLD_TEST(no_backup_is_put_where_others_could_change_it),
		WORLD_TEST(what_stands_in_the_way_is_named),
		WORLD_TEST(what_a_killed_run_left_is_swept),
		WORLD_TEST(a_new_file_is_made_with_owner_and_mode),
		WORLD_TEST(a_new_file_never_takes_the_place_of_another),
		WORLD_TEST(a_lock_of_another_program_is_waited_for_but_not_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
