#include "node/replace.h"

#include <dirent.h>
#include <sys/inotify.h>

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

static void publish(struct file *file, const char *text)
{
	struct error err = { 0 };
	if (replace_publish(file, span_of(text), &err))
		fail_msg("%s", err.text);
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

static void the_new_content_takes_the_old_ones_place_with_its_mode(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0640);
	struct file file = locked(world, "/m.yaml");
	publish(&file, NEW_TEXT);
	assert_content(world, "m.yaml", NEW_TEXT);
	struct stat status;
	assert_int_equal(stat(world_path(world, "m.yaml"), &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0640);
	assert_int_equal(entries(world, ""), 1);
	file_release(&file);
}

static void ten_mebibytes_are_written_and_not_a_byte_more(void **state)
{
	struct world *world = *state;
	struct buf big = BUF_EMPTY;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/m.yaml");
	buf_add_repeat(&big, 'a', FILE_MAX_BYTES);
	publish(&file, big.at);
	struct stat status;
	assert_int_equal(stat(world_path(world, "m.yaml"), &status), 0);
	assert_int_equal(status.st_size, FILE_MAX_BYTES);
	buf_add_byte(&big, 'a');
	struct error err = { 0 };
	assert_int_equal(replace_publish(&file, buf_span(&big), &err), -1);
	assert_says(&err, "over 10 MiB");
	buf_release(&big);
	file_release(&file);
}

static void the_old_bytes_go_back_the_same_way(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/m.yaml");
	publish(&file, NEW_TEXT);
	assert_int_equal(file_unchanged(&file, &err), 1);
	assert_int_equal(replace_publish(&file, buf_span(&file.content), &err), 0);
	assert_content(world, "m.yaml", WORLD_TEXT);
	assert_int_equal(file_unchanged(&file, &err), 1);
	file_release(&file);
}

static void the_old_bytes_do_not_go_over_somebody_elses(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/m.yaml");
	publish(&file, NEW_TEXT);
	world_write(world, "m.yaml", "somebody else's", 0600);
	assert_not_published(&file, "no longer the file that was read");
	assert_content(world, "m.yaml", "somebody else's");
	assert_int_equal(entries(world, ""), 1);
	file_release(&file);
}

static void a_file_that_is_gone_is_not_made_again(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/m.yaml");
	assert_int_equal(unlink(world_path(world, "m.yaml")), 0);
	assert_not_published(&file, "no longer the file that was read");
	assert_int_equal(entries(world, ""), 0);
	file_release(&file);
}

static void nothing_is_published_without_the_lock(void **state)
{
	struct world *world = *state;
	struct file file = { 0 };
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	assert_int_equal(file_load(world->top, "/m.yaml", FILE_ANY, &file, &err), 0);
	assert_not_published(&file, "without having been read under the lock");
	file_release(&file);
}

static void only_one_run_holds_the_lock(void **state)
{
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file first = locked(world, "/m.yaml");
	assert_not_locked(world, "/m.yaml", "another run is at work on");
	file_release(&first);
	struct file second = locked(world, "/m.yaml");
	file_release(&second);
}

static void what_a_killed_run_left_is_swept_and_nothing_else(void **state)
{
	struct world *world = *state;
	static const char *const kept[] = {
		".m.yaml.kaudit-0123456789abcde",
		".m.yaml.kaudit-0123456789abcdef0",
		".m.yaml.kaudit-0123456789ABCDEF",
		".m.yaml.swp",
		".m.yaml.kaudit-0123456789abcdef.x",
		".other.kaudit-0123456789abcdef",
		"m.yaml.kaudit-0123456789abcdef",
		"m.yaml.bak",
	};
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		world_write(world, kept[i], "x", 0600);
	world_write(world, ".m.yaml.kaudit-0123456789abcdef", "left", 0600);
	world_write(world, "victim", "victim", 0600);
	world_link(world, ".m.yaml.kaudit-fedcba9876543210", "victim");
	world_directory(world, ".m.yaml.kaudit-0000000000000000", 0700);
	struct file file = locked(world, "/m.yaml");
	file_release(&file);
	assert_int_equal(access(world_path(world, ".m.yaml.kaudit-0123456789abcdef"), F_OK), -1);
	assert_int_equal(access(world_path(world, ".m.yaml.kaudit-fedcba9876543210"), F_OK), -1);
	assert_content(world, "victim", "victim");
	assert_int_equal(entries(world, ""), sizeof(kept) / sizeof(kept[0]) + 3);
}

static void a_linked_manifest_is_replaced_at_its_target(void **state)
{
	struct world *world = *state;
	char target[64] = "";
	world_directory(world, "etc", 0755);
	world_directory(world, "store", 0755);
	world_write(world, "store/real.yaml", WORLD_TEXT, 0600);
	world_link(world, "etc/m.yaml", "/store/real.yaml");
	struct file file = locked(world, "/etc/m.yaml");
	publish(&file, NEW_TEXT);
	assert_content(world, "store/real.yaml", NEW_TEXT);
	assert_int_equal(readlink(world_path(world, "etc/m.yaml"), target, sizeof(target) - 1), 16);
	assert_string_equal(target, "/store/real.yaml");
	assert_int_equal(entries(world, "etc"), 1);
	assert_int_equal(entries(world, "store"), 1);
	file_release(&file);
}

static void a_long_name_still_gets_a_temp(void **state)
{
	struct world *world = *state;
	char name[NAME_MAX + 1];
	memset(name, 'n', NAME_MAX);
	name[NAME_MAX] = '\0';
	world_write(world, name, WORLD_TEXT, 0600);
	struct file file = locked(world, name);
	publish(&file, NEW_TEXT);
	assert_content(world, name, NEW_TEXT);
	file_release(&file);
}

/* The mask of the kubelet's watch (fsnotify). */
enum { KUBELET = IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_ATTRIB | IN_MODIFY | IN_MOVE_SELF | IN_DELETE | IN_DELETE_SELF };

static void the_kubelet_sees_one_event(void **state)
{
	struct world *world = *state;
	union {
		struct inotify_event event;
		char bytes[8192];
	} seen;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	assert_true(watch >= 0 && inotify_add_watch(watch, world->top, KUBELET) >= 0);
	struct file file = locked(world, "/m.yaml");
	publish(&file, NEW_TEXT);
	file_release(&file);
	ssize_t length = read(watch, seen.bytes, sizeof(seen.bytes));
	assert_true(length > 0);
	unsigned about_manifest = 0;
	for (ssize_t at = 0; at < length;) {
		const struct inotify_event *event = (const void *)(seen.bytes + at);
		at += (ssize_t)(sizeof(*event) + event->len);
		assert_true(event->len > 0);
		if (event->name[0] == '.')
			continue;
		assert_string_equal(event->name, "m.yaml");
		assert_int_equal(event->mask, IN_MOVED_TO);
		about_manifest++;
	}
	assert_int_equal(about_manifest, 1);
	close(watch);
}

static void owner_and_group_are_kept(void **state)
{
	needs_root();
	struct world *world = *state;
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	assert_int_equal(chown(world_path(world, "m.yaml"), 4711, 4712), 0);
	assert_int_equal(chmod(world_path(world, "m.yaml"), 04750), 0);
	struct file file = locked(world, "/m.yaml");
	publish(&file, NEW_TEXT);
	struct stat status;
	assert_int_equal(stat(world_path(world, "m.yaml"), &status), 0);
	assert_int_equal(status.st_uid, 4711);
	assert_int_equal(status.st_gid, 4712);
	assert_int_equal(status.st_mode, S_IFREG | 04750);
	file_release(&file);
}

static void a_name_goes_and_of_a_link_only_the_link(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_directory(world, "other", 0755);
	world_write(world, "other/m.yaml", WORLD_TEXT, 0600);
	world_link(world, "m.yaml", "/other/m.yaml");
	struct file file = locked(world, "/m.yaml");
	assert_int_equal(replace_remove(&file, &err), REPLACE_DONE);
	file_release(&file);
	assert_int_equal(access(world_path(world, "m.yaml"), F_OK), -1);
	assert_content(world, "other/m.yaml", WORLD_TEXT);
	file = locked(world, "/other/m.yaml");
	assert_int_equal(replace_remove(&file, &err), REPLACE_DONE);
	file_release(&file);
	assert_int_equal(entries(world, "other"), 0);
}

static void somebody_elses_file_is_not_taken_away(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "m.yaml", WORLD_TEXT, 0600);
	struct file file = locked(world, "/m.yaml");
	world_write(world, "m.yaml", NEW_TEXT, 0600);
	assert_int_equal(replace_remove(&file, &err), -1);
	assert_says(&err, "it is no longer the file that was read");
	assert_true(span_ends(span_of(err.text), "; unchanged"));
	assert_content(world, "m.yaml", NEW_TEXT);
	file_release(&file);
	assert_int_equal(file_load(world->top, "/m.yaml", FILE_ANY, &file, &err), 0);
	assert_int_equal(replace_remove(&file, &err), -1); /* without the lock */
	assert_content(world, "m.yaml", NEW_TEXT);
	file_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_new_content_takes_the_old_ones_place_with_its_mode),
		WORLD_TEST(ten_mebibytes_are_written_and_not_a_byte_more),
		WORLD_TEST(the_old_bytes_go_back_the_same_way),
		WORLD_TEST(the_old_bytes_do_not_go_over_somebody_elses),
		WORLD_TEST(a_file_that_is_gone_is_not_made_again),
		WORLD_TEST(nothing_is_published_without_the_lock),
		WORLD_TEST(only_one_run_holds_the_lock),
		WORLD_TEST(what_a_killed_run_left_is_swept_and_nothing_else),
		WORLD_TEST(a_linked_manifest_is_replaced_at_its_target),
		WORLD_TEST(a_long_name_still_gets_a_temp),
		WORLD_TEST(the_kubelet_sees_one_event),
		WORLD_TEST(owner_and_group_are_kept),
		WORLD_TEST(a_name_goes_and_of_a_link_only_the_link),
		WORLD_TEST(somebody_elses_file_is_not_taken_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
