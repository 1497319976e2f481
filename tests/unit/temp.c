#include "node/temp.h"

#include <errno.h>
#include <sys/random.h>

#include "world.h"

#define PREFIX ".m.yaml.kaudit-"

static unsigned zeros; /* so many times the random bytes are zeros */

ssize_t __wrap_getrandom(void *at, size_t size, unsigned flags);
ssize_t __real_getrandom(void *at, size_t size, unsigned flags);
ssize_t __wrap_getrandom(void *at, size_t size, unsigned flags)
{
	if (zeros == 0)
		return __real_getrandom(at, size, flags);
	zeros--;
	memset(at, 0, size);
	return (ssize_t)size;
}

struct made {
	int directory;
	struct temp temp;
	const char *path;
};

static struct made make_temp(struct world *world)
{
	struct made made = { .directory = open(world->top, O_PATH | O_DIRECTORY | O_CLOEXEC) };
	struct error err = { 0 };
	assert_true(made.directory >= 0);
	if (temp_make(made.directory, "m.yaml", &made.temp, &err) || temp_write(&made.temp, span_of(WORLD_TEXT), &err))
		fail_msg("%s", err.text);
	made.path = world_path(world, made.temp.name);
	return made;
}

static void drop_temp(struct made *made)
{
	struct error err = { 0 };
	temp_discard(&made->temp, &err);
	close(made->directory);
}

static void assert_not_sealed(struct made *made, const char *words)
{
	struct error err = { 0 };
	assert_int_equal(temp_seal(&made->temp, span_of(WORLD_TEXT), &err), -1);
	assert_says(&err, words);
}

static void a_temp_is_hidden_and_private(void **state)
{
	struct world *world = *state;
	struct stat status;
	umask(0);
	struct made made = make_temp(world);
	umask(022);
	assert_true(span_starts(span_of(made.temp.name), PREFIX));
	assert_int_equal(strlen(made.temp.name), strlen(PREFIX) + 16);
	assert_int_equal(stat(made.path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	drop_temp(&made);
}

static void a_taken_name_is_neither_followed_nor_touched(void **state)
{
	struct world *world = *state;
	world_write(world, "victim", "victim", 0600);
	world_link(world, PREFIX "0000000000000000", "victim");
	zeros = 1;
	struct made made = make_temp(world);
	assert_string_not_equal(made.temp.name, PREFIX "0000000000000000");
	assert_content(world, "victim", "victim");
	drop_temp(&made);
	zeros = 100;
	struct temp temp;
	struct error err = { 0 };
	int directory = open(world->top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(temp_make(directory, "m.yaml", &temp, &err), -1);
	assert_int_equal(err.errnum, EEXIST);
	assert_int_equal(unlink(world_path(world, PREFIX "0000000000000000")), 0);
	close(directory);
	zeros = 0;
}

static void what_reads_back_otherwise_is_not_sealed(void **state)
{
	struct world *world = *state;
	struct made made = make_temp(world);
	world_write(world, made.temp.name, "apiVersion: v1\nkind: pod\n", 0600);
	assert_not_sealed(&made, "reads back differently");
	drop_temp(&made);
	made = make_temp(world);
	world_write(world, made.temp.name, "apiVersion: v1\n", 0600);
	assert_not_sealed(&made, "reads back shorter");
	drop_temp(&made);
	made = make_temp(world);
	world_write(world, made.temp.name, WORLD_TEXT "#", 0600);
	assert_not_sealed(&made, "reads back differently");
	drop_temp(&made);
}

static void another_file_in_its_place_is_not_sealed(void **state)
{
	struct world *world = *state;
	struct made made = make_temp(world);
	world_write(world, "other", WORLD_TEXT, 0600);
	assert_int_equal(rename(world_path(world, "other"), made.path), 0);
	assert_not_sealed(&made, "somebody else put a file in the place of the temporary one");
	drop_temp(&made);
}

static void a_discarded_temp_is_gone_and_forgotten(void **state)
{
	struct world *world = *state;
	struct made made = make_temp(world);
	struct error err = { 0 };
	char name[NAME_MAX + 1];
	memcpy(name, made.temp.name, sizeof(name));
	assert_int_equal(temp_discard(&made.temp, &err), 0);
	assert_int_equal(access(world_path(world, name), F_OK), -1);
	world_write(world, name, "another's", 0600);
	temp_abandon();
	assert_content(world, name, "another's");
	drop_temp(&made);
}

static void an_abandoned_temp_is_gone(void **state)
{
	struct world *world = *state;
	struct made made = make_temp(world);
	errno = 42;
	assert_true(temp_abandon());
	assert_int_equal(errno, 42);
	assert_int_equal(access(made.path, F_OK), -1);
	assert_false(temp_abandon());
	drop_temp(&made);
}

static void a_temp_that_has_taken_its_place_is_not_abandoned(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	struct made made = make_temp(world);
	char name[NAME_MAX + 1];
	memcpy(name, made.temp.name, sizeof(name));
	assert_int_equal(temp_seal(&made.temp, span_of(WORLD_TEXT), &err), 0);
	assert_int_equal(temp_replace(&made.temp, "m.yaml", &err), 0);
	world_write(world, name, "another's", 0600);
	assert_false(temp_abandon());
	drop_temp(&made);
	assert_content(world, "m.yaml", WORLD_TEXT);
	assert_content(world, name, "another's");
}

static void a_temp_becomes_a_name_only_if_it_is_free(void **state)
{
	struct world *world = *state;
	struct error err = { 0 };
	world_write(world, "taken", "taken", 0600);
	struct made made = make_temp(world);
	assert_int_equal(temp_seal(&made.temp, span_of(WORLD_TEXT), &err), 0);
	assert_int_equal(temp_become(&made.temp, "taken", &err), TEMP_TAKEN);
	assert_int_equal(temp_become(&made.temp, "free", &err), TEMP_DONE);
	assert_content(world, "taken", "taken");
	assert_content(world, "free", WORLD_TEXT);
	drop_temp(&made);
	assert_content(world, "free", WORLD_TEXT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_temp_is_hidden_and_private),
		WORLD_TEST(a_taken_name_is_neither_followed_nor_touched),
		WORLD_TEST(what_reads_back_otherwise_is_not_sealed),
		WORLD_TEST(another_file_in_its_place_is_not_sealed),
		WORLD_TEST(a_discarded_temp_is_gone_and_forgotten),
		WORLD_TEST(an_abandoned_temp_is_gone),
		WORLD_TEST(a_temp_that_has_taken_its_place_is_not_abandoned),
		WORLD_TEST(a_temp_becomes_a_name_only_if_it_is_free),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
