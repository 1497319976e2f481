#include "world.h"

#include <errno.h>

#include "node/backup.h"
#include "node/backups.h"

#define NAME "kube-apiserver.yaml"
#define PLACE "/backups"

/* Their names, each behind its '/', in the order of the list. */
static void say(const struct backups *backups, struct buf *out)
{
	for (size_t i = 0; i < backups->count; i++)
		buf_add_text(out, strrchr(backups->list[i].path, '/'));
}

static void list_them(struct world *world, struct backups *ret_backups)
{
	struct error err;
	if (backups_list(world->top, PLACE, NAME, ret_backups, &err))
		fail_msg("%s", err.text);
}

static void keep(struct world *world, const char *name)
{
	char path[200];
	snprintf(path, sizeof(path), "backups/%s", name);
	world_write(world, path, "old", 0600);
}

static void assert_kept(struct world *world, const char *wanted)
{
	BACKUPS_AUTO struct backups backups = { 0 };
	BUF_AUTO struct buf names = BUF_EMPTY;
	list_them(world, &backups);
	say(&backups, &names);
	assert_string_equal(buf_text(&names), wanted);
}

static void backups_are_listed_the_newest_first(void **state)
{
	struct world *world = *state;
	BACKUPS_AUTO struct backups backups = { 0 };
	BUF_AUTO struct buf names = BUF_EMPTY;
	world_directory(world, "backups", 0700);
	keep(world, NAME ".20260102T030405.000001Z");
	keep(world, NAME ".20260102T030405.000002Z.undone");
	keep(world, NAME ".20260102T030405.000001Z.10");
	keep(world, NAME ".20260102T030405.000001Z.9");
	keep(world, NAME ".20251231T235960.999999Z");
	list_them(world, &backups);
	say(&backups, &names);
	assert_string_equal(buf_text(&names), "/" NAME ".20260102T030405.000002Z.undone/" NAME ".20260102T030405.000001Z.10/" NAME
						      ".20260102T030405.000001Z.9/" NAME ".20260102T030405.000001Z/" NAME ".20251231T235960.999999Z");
	assert_string_equal(backups.list[0].made, "2026-01-02T03:04:05.000002Z");
	assert_true(backups.list[0].undone);
	assert_false(backups.list[1].undone);
	assert_int_equal(backups.list[0].size, 3);
	assert_string_equal(backups.list[3].path, world_path(world, "backups/" NAME ".20260102T030405.000001Z"));
}

static void what_is_not_named_exactly_like_a_backup_is_none(void **state)
{
	static const char *const others[] = {
		NAME,
		NAME ".",
		NAME ".bak",
		NAME ".20260102T030405.123456",
		NAME ".20260102T030405.12345Z",
		NAME ".20260102T030405.1234567Z",
		NAME ".20260102T030405.123456Zx",
		NAME ".20260102T030405.123456Z.",
		NAME ".20260102T030405.123456Z.0",
		NAME ".20260102T030405.123456Z.01",
		NAME ".20260102T030405.123456Z.100",
		NAME ".20260102T030405.123456Z.1x",
		NAME ".20260102T030405.123456Z.undone.",
		NAME ".20260102T030405.123456Z.undone.undone",
		NAME ".20260102T030405.123456Z.1.undone",
		NAME ".20261302T030405.123456Z",
		NAME ".20260100T030405.123456Z",
		NAME ".20260102T240405.123456Z",
		NAME ".20260102T036005.123456Z",
		NAME ".2026-102T030405.123456Z",
		NAME ".20260102t030405.123456Z",
		"." NAME ".20260102T030405.123456Z",
		"x" NAME ".20260102T030405.123456Z",
		"kube-apiserver.yam.20260102T030405.123456Z",
		"etcd.yaml.20260102T030405.123456Z",
		NAME "2.20260102T030405.123456Z",
	};
	struct world *world = *state;
	world_directory(world, "backups", 0700);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		keep(world, others[i]);
	assert_kept(world, "");
	keep(world, NAME ".20260102T030405.123456Z.undone.2");
	assert_kept(world, "/" NAME ".20260102T030405.123456Z.undone.2");
}

static void what_is_no_regular_file_is_no_backup(void **state)
{
	struct world *world = *state;
	world_directory(world, "backups", 0700);
	world_directory(world, "backups/" NAME ".20260102T030405.123456Z", 0700);
	world_write(world, "elsewhere", "secret", 0600);
	world_link(world, "backups/" NAME ".20260102T030406.123456Z", "../elsewhere");
	assert_int_equal(mkfifo(world_path(world, "backups/" NAME ".20260102T030407.123456Z"), 0600), 0);
	assert_kept(world, "");
}

static void a_directory_that_is_missing_has_no_backups(void **state)
{
	struct world *world = *state;
	BACKUPS_AUTO struct backups backups = { 0 };
	struct error err;
	assert_kept(world, "");
	list_them(world, &backups);
	assert_int_equal(backups_prune(&backups, 1, NULL, NULL, &err), 0);
}

static void a_directory_that_others_could_exchange_is_refused(void **state)
{
	struct world *world = *state;
	BACKUPS_AUTO struct backups backups = { 0 };
	struct error err;
	world_directory(world, "backups", 0777);
	assert_int_equal(backups_list(world->top, PLACE, NAME, &backups, &err), -1);
	assert_says(&err, "can be written by everybody");
}

static void what_is_no_directory_is_an_error(void **state)
{
	struct world *world = *state;
	BACKUPS_AUTO struct backups backups = { 0 };
	struct error err;
	world_write(world, "backups", "x", 0600);
	assert_int_equal(backups_list(world->top, PLACE, NAME, &backups, &err), -1);
	assert_int_equal(err.errnum, ENOTDIR);
}

static void every_name_that_a_backup_gets_is_known_again(void **state)
{
	struct world *world = *state;
	FILE_AUTO struct file file = { 0 };
	struct error err;
	static const struct timespec now = { .tv_sec = 1767323045, .tv_nsec = 123456789 };
	world_directory(world, "etc", 0755);
	world_write(world, "etc/" NAME, WORLD_TEXT, 0600);
	assert_int_equal(file_load(world->top, "/etc/" NAME, FILE_MANIFEST, &file, &err), 0);
	for (int i = 0; i < 24; i++) {
		char *path = NULL;
		assert_int_equal(backup_make(&file, PLACE, now, i % 2 == 1, &path, &err), 0);
		free(path);
	}
	BACKUPS_AUTO struct backups backups = { 0 };
	size_t undone = 0;
	list_them(world, &backups);
	assert_int_equal(backups.count, 24);
	for (size_t i = 0; i < backups.count; i++)
		undone += backups.list[i].undone;
	assert_int_equal(undone, 12);
	assert_int_equal(backups.list[0].suffix, 11);
	assert_string_equal(backups.list[0].made, "2026-01-02T03:04:05.123456Z");
}

/* ---- prune ---- */

static int hear(void *context, const char *path, struct error *err)
{
	(void)err;
	buf_add_text(context, strrchr(path, '/'));
	return 0;
}

static int prune(struct world *world, size_t count, struct buf *gone, struct error *err)
{
	BACKUPS_AUTO struct backups backups = { 0 };
	list_them(world, &backups);
	return backups_prune(&backups, count, hear, gone, err);
}

static void keep_five(struct world *world, mode_t mode)
{
	world_directory(world, "backups", mode);
	keep(world, NAME ".20260101T000000.000000Z");
	keep(world, NAME ".20260102T000000.000000Z");
	keep(world, NAME ".20260103T000000.000000Z.undone");
	keep(world, NAME ".20260104T000000.000000Z");
	keep(world, NAME ".20260105T000000.000000Z");
}

static void the_newest_and_the_very_first_stay(void **state)
{
	struct world *world = *state;
	BUF_AUTO struct buf gone = BUF_EMPTY;
	struct error err;
	keep_five(world, 0700);
	keep(world, "etcd.yaml.20250101T000000.000000Z");
	keep(world, NAME ".old");
	assert_int_equal(prune(world, 4, &gone, &err), 0);
	assert_string_equal(buf_text(&gone), "");
	assert_int_equal(prune(world, 2, &gone, &err), 0);
	assert_string_equal(buf_text(&gone), "/" NAME ".20260102T000000.000000Z/" NAME ".20260103T000000.000000Z.undone");
	assert_kept(world, "/" NAME ".20260105T000000.000000Z/" NAME ".20260104T000000.000000Z/" NAME ".20260101T000000.000000Z");
	assert_int_equal(prune(world, 1, &gone, &err), 0);
	assert_kept(world, "/" NAME ".20260105T000000.000000Z/" NAME ".20260101T000000.000000Z");
	assert_int_equal(prune(world, 1, &gone, &err), 0);
	assert_kept(world, "/" NAME ".20260105T000000.000000Z/" NAME ".20260101T000000.000000Z");
	assert_content(world, "backups/etcd.yaml.20250101T000000.000000Z", "old");
	assert_content(world, "backups/" NAME ".old", "old");
}

static void to_keep_none_means_to_keep_all(void **state)
{
	struct world *world = *state;
	BUF_AUTO struct buf gone = BUF_EMPTY;
	struct error err;
	keep_five(world, 0700);
	assert_int_equal(prune(world, 0, &gone, &err), 0);
	assert_string_equal(buf_text(&gone), "");
}

static void nothing_is_removed_where_others_can_make_names(void **state)
{
	struct world *world = *state;
	BUF_AUTO struct buf gone = BUF_EMPTY;
	struct error err;
	keep_five(world, 01777);
	assert_int_equal(prune(world, 1, &gone, &err), -1);
	assert_says(&err, "can be written by everybody");
	assert_string_equal(buf_text(&gone), "");
}

static void what_was_put_in_a_backups_place_stays(void **state)
{
	struct world *world = *state;
	BACKUPS_AUTO struct backups backups = { 0 };
	BUF_AUTO struct buf gone = BUF_EMPTY;
	struct error err;
	keep_five(world, 0700);
	list_them(world, &backups);
	assert_int_equal(unlink(world_path(world, "backups/" NAME ".20260102T000000.000000Z")), 0);
	world_write(world, "elsewhere", "x", 0600);
	assert_int_equal(unlink(world_path(world, "backups/" NAME ".20260103T000000.000000Z.undone")), 0);
	world_link(world, "backups/" NAME ".20260103T000000.000000Z.undone", "../elsewhere");
	assert_int_equal(backups_prune(&backups, 1, hear, &gone, &err), -1);
	assert_says(&err, "is no regular file any more");
	assert_content(world, "elsewhere", "x");
	assert_int_equal(access(world_path(world, "backups/" NAME ".20260103T000000.000000Z.undone"), F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(backups_are_listed_the_newest_first),
		WORLD_TEST(what_is_not_named_exactly_like_a_backup_is_none),
		WORLD_TEST(what_is_no_regular_file_is_no_backup),
		WORLD_TEST(a_directory_that_is_missing_has_no_backups),
		WORLD_TEST(a_directory_that_others_could_exchange_is_refused),
		WORLD_TEST(what_is_no_directory_is_an_error),
		WORLD_TEST(every_name_that_a_backup_gets_is_known_again),
		WORLD_TEST(the_newest_and_the_very_first_stay),
		WORLD_TEST(to_keep_none_means_to_keep_all),
		WORLD_TEST(nothing_is_removed_where_others_can_make_names),
		WORLD_TEST(what_was_put_in_a_backups_place_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
