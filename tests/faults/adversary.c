/*
 * Before every call of the writer, in turn, somebody else puts something in the manifest's place.
 *
 * What he put there stays, if the writer reports failure. From the backup on it has to: only between the last look at the
 * name and the rename can he still be overwritten.
 */
#include "cases.h"

#define HIS_TEXT "somebody else's\n"

static void remove_it(void)
{
	assert_int_equal(unlink(scene_path(MANIFEST)), 0);
}

static void put_file(void)
{
	scene_write("/his", HIS_TEXT);
	assert_int_equal(rename(scene_path("/his"), scene_path(MANIFEST)), 0);
}

static void put_long_file(void)
{
	put_file();
	assert_int_equal(truncate(scene_path(MANIFEST), FILE_MAX_BYTES + 1), 0);
}

static void put_pipe(void)
{
	remove_it();
	assert_int_equal(mkfifo(scene_path(MANIFEST), 0600), 0);
}

static void put_link(void)
{
	remove_it();
	assert_int_equal(symlink("/victim", scene_path(MANIFEST)), 0);
}

static void put_directory(void)
{
	remove_it();
	assert_int_equal(mkdir(scene_path(MANIFEST), 0700), 0);
}

static void add_to_it(void)
{
	int fd = open(scene_path(MANIFEST), O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_true(fd >= 0 && write(fd, HIS_TEXT, strlen(HIS_TEXT)) > 0);
	close(fd);
}

static bool is_of_kind(mode_t kind)
{
	struct stat status;
	return lstat(scene_path(MANIFEST), &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

static bool is_gone(void)
{
	return access(scene_path(MANIFEST), F_OK) != 0 && !is_of_kind(S_IFLNK);
}

static bool is_file(void)
{
	return scene_holds(MANIFEST, HIS_TEXT);
}

static bool is_long_file(void)
{
	struct stat status;
	return lstat(scene_path(MANIFEST), &status) == 0 && status.st_size == FILE_MAX_BYTES + 1;
}

static bool is_pipe(void)
{
	return is_of_kind(S_IFIFO);
}

static bool is_link(void)
{
	return is_of_kind(S_IFLNK);
}

static bool is_directory(void)
{
	return is_of_kind(S_IFDIR);
}

static bool is_longer(void)
{
	char tail[sizeof(HIS_TEXT)] = "";
	int fd = open(scene_path(MANIFEST), O_RDONLY | O_CLOEXEC);
	off_t length = (off_t)strlen(HIS_TEXT);
	bool longer = lseek(fd, -length, SEEK_END) > 0 && read(fd, tail, (size_t)length) == length && strcmp(tail, HIS_TEXT) == 0;
	close(fd);
	return longer;
}

static const struct adversary {
	const char *name;
	void (*act)(void);
	bool (*stands)(void); /* what he did is still there */
} adversaries[] = {
	{ "removes it", remove_it, is_gone },
	{ "puts a file there", put_file, is_file },
	{ "puts a file over 10 MiB there", put_long_file, is_long_file },
	{ "puts a pipe there", put_pipe, is_pipe },
	{ "puts a link there", put_link, is_link },
	{ "puts a directory there", put_directory, is_directory },
	{ "adds to it", add_to_it, is_longer },
};

static const struct adversary *adversary;

static void act(void)
{
	scene.report->struck_at = scene.report->stage;
	adversary->act();
}

static unsigned last_call(const char *name, unsigned calls)
{
	unsigned last = 0;
	for (unsigned at = 0; at < calls; at++)
		if (strcmp(fault.names[at], name) == 0)
			last = at + 1;
	assert_true(last > 0);
	return last;
}

static const char *wrong_now(unsigned renamed_at)
{
	const struct report *report = scene.report;
	bool others, stands = adversary->stands();
	/* a link that is there from the start is followed, as any link */
	bool victim = scene_holds("/victim", "victim") || (report->result >= 0 && report->struck_at == STAGE_FIND);
	if (!victim)
		return "a file elsewhere was changed";
	if (report->result < 0 && !stands)
		return "it failed and still took away what he did";
	if (report->result >= 0 && !stands && !scene_holds(MANIFEST, scene.new_text.at))
		return "the manifest is nothing that anybody wrote";
	if (report->result >= 0 && report->struck_at >= STAGE_BACKUP && fault.at < renamed_at)
		return "it did not notice";
	if (report->result < 0 && report->text[0] == '\0')
		return "a failure without a word";
	if (report->stage > STAGE_LOCK && scene_temps(MANIFESTS, NAME, &others) > 0)
		return "a temp was left";
	if (report->held != 0 || report->descriptors != 0)
		return "memory or a descriptor was left";
	return NULL;
}

static void one_case(unsigned renamed_at)
{
	scene_reset();
	scene_write("/victim", "victim");
	int status = scene_run(write_manifest);
	const char *wrong = status != 0 ? "it did not end well" : !scene.report->struck ? "he did not act" : wrong_now(renamed_at);
	if (wrong)
		fail_msg("he %s before call %u (%s): %s; stage %d, result %d, said \"%s\"", adversary->name, fault.at, fault.names[fault.at - 1], wrong,
			scene.report->stage, scene.report->result, scene.report->text);
	cases++;
}

static void what_somebody_else_puts_in_the_manifests_place_stays(void **state)
{
	(void)state;
	cases = 0;
	unsigned calls = learn(false), renamed_at = last_call("renameat", calls);
	fault.strike = STRIKE_HOOK;
	fault.hook = act;
	for (size_t i = 0; i < sizeof(adversaries) / sizeof(adversaries[0]); i++) {
		adversary = &adversaries[i];
		for (fault.at = 1; fault.at <= calls; fault.at += FAULT_BRIEF ? 3 : 1)
			one_case(renamed_at);
	}
	print_message("%u cases\n", cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_somebody_else_puts_in_the_manifests_place_stays),
	};
	return cmocka_run_group_tests(tests, scene_make, scene_drop);
}
