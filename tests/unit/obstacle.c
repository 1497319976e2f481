#include "node/obstacle.h"

#include <dirent.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "node/replace.h"
#include "world.h"

#define NEW_TEXT "apiVersion: v1\nkind: Pod\nmetadata: {}\n"

static struct file locked(struct world *world, const char *path)
{
	struct file file = { 0 };
	struct error err = { 0 };
	if (file_find(world->top, path, FILE_ANY, &file, &err) || replace_lock(&file, &err) || file_read(&file, &err))
		fail_msg("%s", err.text);
	return file;
}

static void assert_not_published(struct file *file, const char *words)
{
	struct error err = { 0 };
	assert_int_equal(replace_publish(file, span_of(NEW_TEXT), &err), -1);
	assert_says(&err, words);
	assert_true(span_ends(span_of(err.text), "; unchanged"));
}

static void assert_not_locked(struct world *world, const char *path, const char *words)
{
	struct file file = { 0 };
	struct error err = { 0 };
	assert_int_equal(file_find(world->top, path, FILE_ANY, &file, &err), 0);
	assert_int_equal(replace_lock(&file, &err), -1);
	assert_says(&err, words);
	assert_true(span_ends(span_of(err.text), "; unchanged"));
	file_release(&file);
}

static size_t entries(struct world *world, const char *directory)
{
	size_t count = 0;
	DIR *listing = opendir(world_path(world, directory));
	assert_non_null(listing);
	while (readdir(listing))
		count++;
	closedir(listing);
	return count - 2;
}

static bool lock_says(struct world *world, const char *path, const char *words)
{
	struct file file = { 0 };
	struct error err = { 0 };
	bool says = !file_find(world->top, path, FILE_ANY, &file, &err) && replace_lock(&file, &err) && strstr(err.text, words);
	if (!says)
		fprintf(stderr, "%s\n", err.text);
	file_release(&file);
	return says;
}

/* Root may write everywhere, so a child does it as somebody else. */
static void a_directory_that_cannot_be_written_is_named(void **state)
{
	struct world *world = *state;
	int status;
	world_directory(world, "etc", 0555);
	assert_int_equal(chmod(world->top, 0755), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (geteuid() == 0 && setresuid(4711, 4711, 4711))
			_exit(2);
		_exit(lock_says(world, "/etc/m.yaml", "can't be written; try as root: Permission denied; unchanged") ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static bool set_flags(const char *path, int flags)
{
	const int value[] = { flags, 0 }; /* the kernel reads an int, but the request's number says long */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && ioctl(fd, FS_IOC_SETFLAGS, value) == 0;
	close(fd);
	return done;
}

/* What is protected can't be taken away, not even after a failure. */
static int unprotect_and_drop(void **state)
{
	struct world *world = *state;
	set_flags(world_path(world, "etc"), 0);
	set_flags(world_path(world, "etc/m.yaml"), 0);
	return world_drop(state);
}

static void a_protected_file_or_directory_is_named(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_write(world, "etc/m.yaml", WORLD_TEXT, 0600);
	if (!set_flags(world_path(world, "etc/m.yaml"), FS_IMMUTABLE_FL)) {
		print_message("skipped: no file can be made immutable here\n");
		skip();
	}
	assert_not_locked(world, "/etc/m.yaml", "etc/m.yaml is protected against changes; if it shall change: chattr -i -a");
	assert_true(set_flags(world_path(world, "etc/m.yaml"), 0));
	struct file file = locked(world, "/etc/m.yaml");
	assert_true(set_flags(world_path(world, "etc"), FS_IMMUTABLE_FL));
	assert_not_published(&file, "the directory of");
	assert_true(set_flags(world_path(world, "etc"), 0));
	file_release(&file);
	assert_true(set_flags(world_path(world, "etc"), FS_APPEND_FL));
	assert_not_locked(world, "/etc/m.yaml", "is protected against changes");
	assert_true(set_flags(world_path(world, "etc"), 0));
	assert_content(world, "etc/m.yaml", WORLD_TEXT);
	assert_int_equal(entries(world, "etc"), 1);
}

/* In a mount name space of its own, which ends with the child. 77: mounting is not possible here. */
static int in_own_mounts(struct world *world, void (*try)(struct world *world))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (unshare(CLONE_NEWNS) || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL))
			_exit(77);
		try(world);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void check_in_own_mounts(struct world *world, void (*try)(struct world *world))
{
	int status = in_own_mounts(world, try);
	if (status == 77) {
		print_message("skipped: no mount is possible here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void try_mounted_file(struct world *world)
{
	if (mount(world_path(world, "source.yaml"), world_path(world, "m.yaml"), "none", MS_BIND, NULL))
		_exit(77);
	_exit(lock_says(world, "/m.yaml", "is mounted over another file (bind mount)") ? 0 : 1);
}

static void try_mounted_meanwhile(struct world *world)
{
	struct file file = locked(world, "/m.yaml");
	struct error err = { 0 };
	if (mount(world_path(world, "m.yaml"), world_path(world, "m.yaml"), "none", MS_BIND, NULL))
		_exit(77);
	bool right = replace_publish(&file, span_of(NEW_TEXT), &err) < 0 && strstr(err.text, "(bind mount)") &&
		     span_ends(span_of(err.text), "; unchanged") && entries(world, "") == 2;
	if (!right)
		fprintf(stderr, "%s\n", err.text);
	file_release(&file);
	_exit(right ? 0 : 1);
}

static void try_read_only(struct world *world)
{
	if (mount(world->top, world->top, "none", MS_BIND, NULL) || mount("none", world->top, "none", MS_BIND | MS_REMOUNT | MS_RDONLY, NULL))
		_exit(77);
	_exit(lock_says(world, "/m.yaml", "Read-only file system") ? 0 : 1);
}

static void try_full(struct world *world)
{
	struct error err = { 0 };
	struct buf big = BUF_EMPTY;
	if (mount("none", world_path(world, "small"), "tmpfs", 0, "size=64k"))
		_exit(77);
	world_write(world, "small/m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/small/m.yaml");
	buf_add_repeat(&big, 'a', 100000);
	bool right = replace_publish(&file, buf_span(&big), &err) < 0 && strstr(err.text, "No space left on device; unchanged") &&
		     entries(world, "small") == 1;
	if (!right)
		fprintf(stderr, "%s\n", err.text);
	assert_content(world, "small/m.yaml", WORLD_TEXT);
	buf_release(&big);
	file_release(&file);
	_exit(right ? 0 : 1);
}

static void a_mounted_manifest_is_named(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	world_write(world, "source.yaml", WORLD_TEXT, 0600);
	check_in_own_mounts(world, try_mounted_file);
	check_in_own_mounts(world, try_mounted_meanwhile);
}

static void a_read_only_file_system_is_named(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	check_in_own_mounts(world, try_read_only);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
	struct world *world = *state;
	world_directory(world, "small", 0755);
	check_in_own_mounts(world, try_full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_directory_that_cannot_be_written_is_named),
		cmocka_unit_test_setup_teardown(a_protected_file_or_directory_is_named, world_make, unprotect_and_drop),
		WORLD_TEST(a_mounted_manifest_is_named),
		WORLD_TEST(a_read_only_file_system_is_named),
		WORLD_TEST(a_full_disk_leaves_the_old_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
