/*
 * Before every call of a reader, in turn, somebody else changes the file or puts something in its place.
 *
 * What is read is one of the two files, whole, or nothing: never a mixture, never another file that a link leads to.
 */
#include "scene.h"

#include <time.h>

#include "node/file.h"

enum { LENGTH = 150000 }; /* more than two reads */

static char old_text[LENGTH + 1], his_text[LENGTH + 1];

/* The file system's clock moves in ticks; within one, a change of the same length leaves no trace on older kernels. */
static void wait_for_tick(void)
{
	struct stat status;
	struct timespec now;
	if (lstat(scene_path(MANIFEST), &status))
		return;
	do
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
	while (now.tv_sec == status.st_ctim.tv_sec && now.tv_nsec <= status.st_ctim.tv_nsec);
}

static void overwrite_it(void)
{
	wait_for_tick();
	int fd = open(scene_path(MANIFEST), O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0 && write(fd, his_text, LENGTH) == LENGTH);
	close(fd);
}

static void shorten_it(void)
{
	assert_int_equal(truncate(scene_path(MANIFEST), LENGTH / 2), 0);
}

static void lengthen_it(void)
{
	assert_int_equal(truncate(scene_path(MANIFEST), LENGTH + 1), 0);
}

static void replace_it(void)
{
	scene_write("/his", his_text);
	assert_int_equal(rename(scene_path("/his"), scene_path(MANIFEST)), 0);
}

static void put_link(void)
{
	assert_int_equal(unlink(scene_path(MANIFEST)) | symlink("../../victim", scene_path(MANIFEST)), 0);
}

static void put_pipe(void)
{
	assert_int_equal(unlink(scene_path(MANIFEST)) | mkfifo(scene_path(MANIFEST), 0600), 0);
}

static void put_directory(void)
{
	assert_int_equal(unlink(scene_path(MANIFEST)) | mkdir(scene_path(MANIFEST), 0755), 0);
}

static void let_others_write(void)
{
	assert_int_equal(chmod(scene_path(MANIFEST), 0666), 0);
}

static const struct adversary {
	const char *name;
	void (*act)(void);
} adversaries[] = {
	{ "overwrites it", overwrite_it },
	{ "shortens it", shorten_it },
	{ "lengthens it", lengthen_it },
	{ "replaces it", replace_it },
	{ "puts a link there", put_link },
	{ "puts a pipe there", put_pipe },
	{ "puts a directory there", put_directory },
	{ "lets others write", let_others_write },
};

enum { READ_OLD = 1, READ_HIS, READ_VICTIM, READ_SHORT, READ_LONG, READ_OTHER };

static int what_was_read(const struct buf *content)
{
	struct span read = buf_span(content);
	if (span_is(read, old_text))
		return READ_OLD;
	if (span_is(read, his_text))
		return READ_HIS;
	if (span_is(read, "victim"))
		return READ_VICTIM;
	if (read.length == LENGTH / 2 && memcmp(read.at, old_text, read.length) == 0)
		return READ_SHORT;
	return read.length == LENGTH + 1 && memcmp(read.at, old_text, LENGTH) == 0 ? READ_LONG : READ_OTHER;
}

static void load(struct report *report)
{
	struct file file = { 0 };
	struct error err = { 0 };
	report->stage = STAGE_FIND;
	int found = file_find(scene.top, MANIFEST, FILE_MANIFEST, &file, &err);
	report->stage = STAGE_READ;
	report->result = found || file_read(&file, &err) ? -1 : what_was_read(&file.content);
	file_release(&file);
	snprintf(report->text, sizeof(report->text), "%s", err.text);
}

static const struct adversary *adversary;

static void act(void)
{
	scene.report->struck_at = scene.report->stage;
	adversary->act();
}

static const char *wrong(void)
{
	const struct report *report = scene.report;
	if (report->result == READ_OTHER)
		return "a mixture was read";
	if (report->result == READ_VICTIM && report->struck_at != STAGE_FIND)
		return "a link was followed that was put there after the look-up";
	if (report->result < 0 && report->text[0] == '\0')
		return "a failure without a word";
	return report->held != 0 || report->descriptors != 0 ? "memory or a descriptor was left" : NULL;
}

static void begin(void)
{
	scene_reset();
	scene_write(MANIFEST, old_text);
	scene_write("/victim", "victim");
}

static void what_is_read_is_one_file_and_whole(void **state)
{
	unsigned cases = 0;
	(void)state;
	memset(&fault, 0, sizeof(fault));
	begin();
	assert_int_equal(scene_run(load), 0);
	assert_int_equal(scene.report->result, READ_OLD);
	unsigned calls = scene.report->calls;
	fault.strike = STRIKE_HOOK;
	fault.hook = act;
	for (size_t i = 0; i < sizeof(adversaries) / sizeof(adversaries[0]); i++) {
		adversary = &adversaries[i];
		for (fault.at = 1; fault.at <= calls; fault.at++, cases++) {
			begin();
			const char *said = scene_run(load) != 0 ? "it did not end well" : wrong();
			if (said)
				fail_msg("he %s before call %u: %s; result %d, said \"%s\"", adversary->name, fault.at, said, scene.report->result,
					scene.report->text);
		}
	}
	print_message("%u cases\n", cases);
}

/* To open some devices does something. */
static void what_is_no_file_is_not_even_opened(void **state)
{
	(void)state;
	memset(&fault, 0, sizeof(fault));
	begin();
	put_pipe();
	assert_int_equal(scene_run(load), 0);
	assert_int_equal(scene.report->result, -1);
	assert_non_null(strstr(scene.report->text, "is a device, pipe or socket"));
	unsigned looked = 0;
	for (unsigned at = 0; at < scene.report->calls; at++) {
		if (strcmp(scene.report->names[at], "fstatat") == 0)
			looked = at;
		else if (looked > 0)
			assert_string_not_equal(scene.report->names[at], "openat");
	}
	assert_true(looked > 0);
}

static int make(void **state)
{
	memset(old_text, 'a', LENGTH);
	memset(his_text, 'b', LENGTH);
	return scene_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_one_file_and_whole),
		cmocka_unit_test(what_is_no_file_is_not_even_opened),
	};
	return cmocka_run_group_tests(tests, make, scene_drop);
}
