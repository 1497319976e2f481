#include "node/strays.h"

#include "world.h"

/* "NAME=CONTENT " of each, or "NAME!WHY " */
static int note(void *context, const char *path, struct span content, const struct error *why, struct error *err)
{
	struct buf *notes = context;
	const char *name = strrchr(path, '/') + 1;
	(void)err;
	if (why)
		buf_printf(notes, "%s!%s ", name, why->text);
	else
		buf_printf(notes, "%s=%.*s ", name, SPAN_ARG(content));
	return strcmp(name, "stop") == 0 ? 42 : 0;
}

static int each(struct world *world, const char *path, struct buf *notes, struct error *err)
{
	struct file file = { 0 };
	if (file_load(world->top, path, FILE_ANY, &file, err))
		fail_msg("%s", err->text);
	int result = strays_each(&file, note, notes, err);
	file_release(&file);
	return result;
}

static void assert_strays(struct world *world, const char *path, const char *expected)
{
	struct buf notes = BUF_EMPTY;
	struct error err = { 0 };
	if (each(world, path, &notes, &err))
		fail_msg("%s", err.text);
	assert_string_equal(buf_text(&notes), expected);
	buf_release(&notes);
}

static void a_manifest_alone_has_no_strays(void **state)
{
	struct world *world = *state;
	world_directory(world, "m", 0755);
	world_write(world, "m/a.yaml", WORLD_TEXT, 0600);
	assert_strays(world, "/m/a.yaml", "");
}

static void every_file_that_the_kubelet_reads_is_shown_by_name(void **state)
{
	struct world *world = *state;
	world_directory(world, "m", 0755);
	world_directory(world, "m/directory", 0755);
	world_write(world, "m/directory/deeper", "x", 0600);
	world_write(world, "m/b.yaml", WORLD_TEXT, 0600);
	world_write(world, "m/b.yaml.bak", "bak", 0600);
	world_write(world, "m/b.yaml~", "tilde", 0600);
	world_write(world, "m/README", "", 0600);
	world_write(world, "m/.hidden", "hidden", 0600);
	world_write(world, "elsewhere", "linked", 0600);
	world_link(world, "m/absolute", "/elsewhere");
	world_link(world, "m/again", "b.yaml");
	world_link(world, "m/dangling", "/none");
	world_link(world, "m/round", "round");
	world_link(world, "m/to-directory", "directory");
	assert_int_equal(mkfifo(world_path(world, "m/pipe"), 0600), 0);
	assert_strays(world, "/m/b.yaml", "README= absolute=linked again=" WORLD_TEXT " b.yaml.bak=bak b.yaml~=tilde ");
}

static void the_directory_that_the_kubelet_watches_is_listed_not_the_targets(void **state)
{
	struct world *world = *state;
	world_directory(world, "m", 0755);
	world_directory(world, "store", 0755);
	world_write(world, "store/real.yaml", WORLD_TEXT, 0600);
	world_write(world, "store/other", "other", 0600);
	world_write(world, "m/stray", "stray", 0600);
	world_link(world, "m/a.yaml", "/store/real.yaml");
	assert_strays(world, "/m/a.yaml", "stray=stray ");
}

static void one_that_is_too_long_is_shown_with_the_reason(void **state)
{
	struct world *world = *state;
	struct buf notes = BUF_EMPTY, big = BUF_EMPTY;
	struct error err = { 0 };
	world_directory(world, "m", 0755);
	world_write(world, "m/a.yaml", WORLD_TEXT, 0600);
	buf_add_repeat(&big, 'a', FILE_MAX_BYTES + 1);
	world_write_span(world, "m/big", buf_span(&big), 0600);
	assert_int_equal(each(world, "/m/a.yaml", &notes, &err), 0);
	assert_non_null(strstr(buf_text(&notes), "m/big is over 10 MiB"));
	buf_release(&big);
	buf_release(&notes);
}

static void the_caller_can_end_the_listing(void **state)
{
	struct world *world = *state;
	struct buf notes = BUF_EMPTY;
	struct error err = { 0 };
	world_directory(world, "m", 0755);
	world_write(world, "m/a.yaml", WORLD_TEXT, 0600);
	world_write(world, "m/stop", "s", 0600);
	world_write(world, "m/then", "t", 0600);
	assert_int_equal(each(world, "/m/a.yaml", &notes, &err), 42);
	assert_string_equal(buf_text(&notes), "stop=s ");
	buf_release(&notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_manifest_alone_has_no_strays),
		WORLD_TEST(every_file_that_the_kubelet_reads_is_shown_by_name),
		WORLD_TEST(the_directory_that_the_kubelet_watches_is_listed_not_the_targets),
		WORLD_TEST(one_that_is_too_long_is_shown_with_the_reason),
		WORLD_TEST(the_caller_can_end_the_listing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
