#include "node/file.h"

#include <errno.h>
#include <time.h>

#include "world.h"

static struct file load(struct world *world, const char *path, enum file_trust trust)
{
	struct file file = { 0 };
	struct error err = { 0 };
	if (file_load(world->top, path, trust, &file, &err))
		fail_msg("%s: %s", path, err.text);
	return file;
}

static void assert_refused(struct world *world, const char *path, enum file_trust trust, const char *words)
{
	struct file file = { 0 };
	struct error err = { 0 };
	assert_int_equal(file_load(world->top, path, trust, &file, &err), -1);
	assert_says(&err, words);
	assert_null(file.path);
}

static void a_file_is_read_with_every_byte(void **state)
{
	struct world *world = *state;
	static const char text[] = "\xEF\xBB\xBF"
				   "a: \0 b\r\nno end";
	world_write_span(world, "m.yaml", SPAN(text), 0600);
	struct file file = load(world, "/m.yaml", FILE_MANIFEST);
	assert_true(span_equal(buf_span(&file.content), SPAN(text)));
	assert_string_equal(file.path, world_path(world, "m.yaml"));
	assert_string_equal(file.name, "m.yaml");
	assert_string_equal(file.given, "/m.yaml");
	assert_string_equal(file.root, world->top);
	assert_int_equal(file.status.st_mode & 07777, 0600);
	file_release(&file);
}

static void an_empty_file_is_read(void **state)
{
	struct world *world = *state;
	world_write(world, "empty", "", 0600);
	struct file file = load(world, "/empty", FILE_ANY);
	assert_int_equal(file.content.length, 0);
	file_release(&file);
}

static void ten_mebibytes_are_read_and_not_a_byte_more(void **state)
{
	struct world *world = *state;
	struct buf big = BUF_EMPTY;
	buf_add_repeat(&big, 'a', FILE_MAX_BYTES);
	world_write_span(world, "big", buf_span(&big), 0600);
	struct file file = load(world, "/big", FILE_ANY);
	assert_true(span_equal(buf_span(&file.content), buf_span(&big)));
	file_release(&file);
	buf_add_byte(&big, 'a');
	world_write_span(world, "big", buf_span(&big), 0600);
	assert_refused(world, "/big", FILE_ANY, "big is over 10 MiB (10485761 bytes)");
	buf_release(&big);
}

static void what_is_no_regular_file_is_refused_and_never_waited_for(void **state)
{
	struct world *world = *state;
	world_directory(world, "directory", 0755);
	assert_int_equal(mkfifo(world_path(world, "pipe"), 0600), 0);
	assert_refused(world, "/none", FILE_ANY, "none: No such file or directory");
	assert_refused(world, "/directory", FILE_ANY, "is a directory, not a regular file");
	assert_refused(world, "/pipe", FILE_ANY, "is a device, pipe or socket, not a regular file");
	struct file file = { 0 };
	struct error err = { 0 };
	assert_int_equal(file_load("", "/dev/null", FILE_ANY, &file, &err), -1);
	assert_says(&err, "/dev/null is a device");
}

static void a_link_is_followed_to_its_target(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "store", 0755);
	world_write(world, "store/real.yaml", WORLD_TEXT, 0600);
	world_link(world, "etc/m.yaml", "/store/real.yaml");
	struct file file = load(world, "/etc/m.yaml", FILE_MANIFEST);
	assert_string_equal(file.path, world_path(world, "store/real.yaml"));
	assert_string_equal(file.name, "real.yaml");
	struct place watched;
	const char *name;
	struct error err = { 0 };
	assert_int_equal(file_watched(&file, &watched, &name, &err), 0);
	assert_string_equal(watched.path, world_path(world, "etc"));
	assert_string_equal(name, "m.yaml");
	place_release(&watched);
	file_release(&file);
}

static void a_file_that_others_can_change_is_refused_when_asked(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_write(world, "etc/m.yaml", WORLD_TEXT, 0622);
	struct file file = load(world, "/etc/m.yaml", FILE_ANY);
	file_release(&file);
	assert_refused(world, "/etc/m.yaml", FILE_TRUSTED, "etc/m.yaml can be written by everybody (mode 0622)");
	assert_refused(world, "/etc/m.yaml", FILE_MANIFEST, "etc/m.yaml can be written by everybody (mode 0622)");
}

static void a_sticky_directory_is_no_place_for_a_manifest(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_directory(world, "tmp", 01777);
	world_write(world, "tmp/m.yaml", WORLD_TEXT, 0600);
	world_write(world, "etc/real.yaml", WORLD_TEXT, 0600);
	world_link(world, "tmp/link.yaml", "/etc/real.yaml");
	struct file file = load(world, "/tmp/m.yaml", FILE_TRUSTED);
	file_release(&file);
	assert_refused(world, "/tmp/m.yaml", FILE_MANIFEST, "/tmp can be written by everybody (mode 1777)");
	assert_refused(world, "/tmp/link.yaml", FILE_MANIFEST, "/tmp can be written by everybody (mode 1777)");
}

static void a_file_is_known_again(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = load(world, "/m.yaml", FILE_ANY);
	assert_int_equal(file_unchanged(&file, &err), 1);
	file_release(&file);
}

static void later_than(const struct file *file)
{
	/* the clock of the file system moves in ticks: wait for the next one */
	struct timespec now;
	do
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
	while (now.tv_sec == file->id.ctime.tv_sec && now.tv_nsec <= file->id.ctime.tv_nsec);
}

static void every_way_to_change_a_file_is_seen(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	enum { WRITE, CHMOD, RENAME, REMOVE, LINK, TOUCH, WAYS };
	for (int way = 0; way < WAYS; way++) {
		world_write(world, "m.yaml", WORLD_TEXT, 0600);
		world_write(world, "other", WORLD_TEXT, 0600);
		struct file file = load(world, "/m.yaml", FILE_ANY);
		const char *path = world_path(world, "m.yaml"), *other = world_path(world, "other");
		later_than(&file);
		if (way == WRITE)
			world_write(world, "m.yaml", "apiVersion: v2\nkind: Pod\n", 0600);
		else if (way == CHMOD)
			assert_int_equal(chmod(path, 0644), 0);
		else if (way == RENAME)
			assert_int_equal(rename(other, path), 0);
		else if (way == REMOVE)
			assert_int_equal(unlink(path), 0);
		else if (way == LINK)
			assert_int_equal(unlink(path) || symlink("other", path), 0);
		else
			assert_int_equal(utimensat(AT_FDCWD, path, NULL, 0), 0);
		if (file_unchanged(&file, &err) != 0)
			fail_msg("way %d was not seen", way);
		file_release(&file);
		unlink(path);
	}
}

static void another_way_to_the_name_is_a_change(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_directory(world, "etc", 0755);
	world_directory(world, "other", 0755);
	world_write(world, "etc/m.yaml", WORLD_TEXT, 0600);
	world_write(world, "etc/n.yaml", WORLD_TEXT, 0600);
	world_link(world, "link", "/etc/m.yaml");
	struct file file = load(world, "/etc/m.yaml", FILE_ANY), linked = load(world, "/link", FILE_ANY);
	assert_int_equal(file_unchanged(&linked, &err), 1);
	assert_int_equal(unlink(world_path(world, "link")), 0);
	world_link(world, "link", "/etc/n.yaml");
	assert_int_equal(file_unchanged(&linked, &err), 0);
	assert_int_equal(file_unchanged(&file, &err), 1);
	assert_int_equal(rename(world_path(world, "etc"), world_path(world, "moved")), 0);
	assert_int_equal(file_unchanged(&file, &err), 0);
	assert_int_equal(rename(world_path(world, "other"), world_path(world, "etc")), 0);
	assert_int_equal(file_unchanged(&file, &err), 0);
	file_release(&linked);
	file_release(&file);
}

static void a_file_can_be_read_again(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = { 0 };
	assert_int_equal(file_find(world->top, "/m.yaml", FILE_ANY, &file, &err), 0);
	assert_int_equal(file.content.length, 0);
	assert_int_equal(file_read(&file, &err), 0);
	world_write(world, "m.yaml", "other", 0600);
	assert_int_equal(file_read(&file, &err), 0);
	assert_string_equal(buf_text(&file.content), "other");
	assert_int_equal(file_unchanged(&file, &err), 1);
	file_release(&file);
}

static void a_failed_second_reading_leaves_the_first(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = load(world, "/m.yaml", FILE_ANY);
	assert_int_equal(unlink(world_path(world, "m.yaml")), 0);
	assert_int_equal(file_read(&file, &err), -1);
	assert_string_equal(buf_text(&file.content), WORLD_TEXT);
	file_release(&file);
}

static void releasing_twice_or_an_empty_one_does_no_harm(void **state)
{
	struct world *world = *state;
	struct file empty = { 0 };
	file_release(&empty);
	file_release(&empty);
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = load(world, "/m.yaml", FILE_ANY);
	int directory = file.directory, fd = file.fd;
	file_release(&file);
	file_release(&file);
	assert_int_equal(fcntl(directory, F_GETFD), -1);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_true(fcntl(0, F_GETFD) >= 0);
}

static void no_descriptor_is_left_open_by_what_failed(void **state)
{
	struct world *world = *state;
	world_directory(world, "etc", 0755);
	world_write(world, "etc/m.yaml", WORLD_TEXT, 0622);
	int before = open("/", O_PATH | O_CLOEXEC);
	close(before);
	assert_refused(world, "/etc/m.yaml", FILE_MANIFEST, "written by everybody");
	assert_refused(world, "/etc/none.yaml", FILE_MANIFEST, "No such file");
	assert_refused(world, "/etc/none/m.yaml", FILE_MANIFEST, "No such file");
	int after = open("/", O_PATH | O_CLOEXEC);
	close(after);
	assert_int_equal(after, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_file_is_read_with_every_byte),
		WORLD_TEST(an_empty_file_is_read),
		WORLD_TEST(ten_mebibytes_are_read_and_not_a_byte_more),
		WORLD_TEST(what_is_no_regular_file_is_refused_and_never_waited_for),
		WORLD_TEST(a_link_is_followed_to_its_target),
		WORLD_TEST(a_file_that_others_can_change_is_refused_when_asked),
		WORLD_TEST(a_sticky_directory_is_no_place_for_a_manifest),
		WORLD_TEST(a_file_is_known_again),
		WORLD_TEST(every_way_to_change_a_file_is_seen),
		WORLD_TEST(another_way_to_the_name_is_a_change),
		WORLD_TEST(a_file_can_be_read_again),
		WORLD_TEST(a_failed_second_reading_leaves_the_first),
		WORLD_TEST(releasing_twice_or_an_empty_one_does_no_harm),
		WORLD_TEST(no_descriptor_is_left_open_by_what_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
