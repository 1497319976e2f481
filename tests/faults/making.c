/* Making a directory and a new file, with every call failing in turn, and killed. */
#include "scene.h"

#include "node/create.h"
#include "node/directory.h"

#define DIRECTORY "/var/log/kaudit"
#define POLICY "/etc/policy.yaml"

enum { OWNER = 4711, FILE_MODE = 0640 };

static unsigned cases;

static uid_t owner(void)
{
	return geteuid() == 0 ? OWNER : geteuid();
}

static void make_directory(struct report *report)
{
	struct error err = { 0 };
	const struct directory wish = { .mode = 0750, .uid = owner(), .gid = (gid_t)-1 };
	report->result = directory_make(scene.top, DIRECTORY, &wish, NULL, &err);
	snprintf(report->text, sizeof(report->text), "%s", err.text);
}

static void make_file(struct report *report)
{
	struct error err = { 0 };
	const struct create wish = { .mode = FILE_MODE, .uid = owner(), .gid = (gid_t)-1 };
	report->result = create_file(scene.top, POLICY, &wish, buf_span(&scene.new_text), &err);
	snprintf(report->text, sizeof(report->text), "%s", err.text);
}

static bool is_there(const char *name, mode_t mode)
{
	struct stat status;
	return lstat(scene_path(name), &status) == 0 && status.st_mode == mode && status.st_uid == owner();
}

static bool is_absent(const char *name)
{
	return access(scene_path(name), F_OK) != 0;
}

static const char *wrong_directory(bool killed)
{
	bool made = is_there(DIRECTORY, S_IFDIR | 0750), admitted = strstr(scene.report->text, "can't be taken away") != NULL;
	if (killed)
		return NULL;
	if (scene.report->result >= 0)
		return made ? NULL : "it was not made, or not as it should be";
	return is_absent(DIRECTORY) || admitted || fault.strike == STRIKE_DONE_BUT ? NULL : "it was left half made";
}

static const char *wrong_file(bool killed)
{
	bool made = is_there(POLICY, S_IFREG | FILE_MODE) && scene_holds(POLICY, scene.new_text.at), admitted;
	if (!made && !is_absent(POLICY))
		return "it is there, but not complete";
	if (killed)
		return NULL;
	if (scene.report->result == CREATE_TAKEN)
		return fault.errnum == EEXIST ? NULL : "it took the name for a taken one";
	if (scene.report->result >= 0)
		return made ? NULL : "it was not made";
	admitted = strstr(scene.report->text, "can't be taken away") != NULL;
	if (made && !admitted)
		return "it was made, but the message says otherwise";
	return strstr(scene.report->text, "; nothing was written") ? NULL : "the message does not say that nothing was written";
}

static const struct making {
	void (*make)(struct report *report);
	const char *(*wrong)(bool killed);
	const char *name;
} makings[] = { { make_directory, wrong_directory, DIRECTORY }, { make_file, wrong_file, POLICY } };

static const struct making *making;

static void reset(void)
{
	unlink(scene_path(POLICY));
	scene_reset();
}

static void try(bool dies)
{
	struct report again;
	reset();
	int status = scene_run(making->make);
	const char *wrong = making->wrong(dies);
	if (!wrong && dies != (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		wrong = "it should have ended otherwise";
	if (!wrong && !dies && fault.at && !scene.report->struck)
		wrong = "the fault did not strike";
	if (!wrong && !dies && (scene.report->held != 0 || scene.report->descriptors != 0))
		wrong = "memory or a descriptor was left";
	making->make(&again);
	if (!wrong && again.result < 0)
		wrong = again.text;
	if (wrong)
		fail_msg("%s: call %u (%s), strike %d, %s: %s; result %d, said \"%s\"", making->name, fault.at,
			fault.at ? fault.names[fault.at - 1] : "none", fault.strike, strerror(fault.errnum), wrong, scene.report->result,
			scene.report->text);
	cases++;
}

static void try_failing(unsigned at, enum strike strike, int errnum)
{
	fault.at = at;
	fault.strike = strike;
	fault.errnum = errnum;
	try(false);
	if (strike == STRIKE_FAIL && errnum == EIO && strcmp(fault.names[at - 1], "fsync") == 0 && scene.report->result >= 0)
		fail_msg("nobody noticed that call %u, an fsync, failed", at);
}

static void for_each_call(void (*try_one)(unsigned at))
{
	cases = 0;
	for (size_t i = 0; i < 2 * sizeof(makings) / sizeof(makings[0]); i++) {
		making = &makings[i / 2];
		scene.worn = i % 2;
		memset(&fault, 0, sizeof(fault));
		try(false);
		assert_true(scene.report->result >= 0 && scene.report->calls < FAULT_MAX_CALLS);
		memcpy(fault.names, scene.report->names, sizeof(fault.names));
		unsigned calls = scene.report->calls;
		for (unsigned at = 1; at <= calls; at++)
			try_one(at);
	}
	print_message("%u cases\n", cases);
}

static void fail_one(unsigned at)
{
	static const int errnos[] = { EIO, EINTR, EACCES, ENOSPC, EROFS, EEXIST };
	for (size_t i = 0; i < (FAULT_BRIEF ? 1 : sizeof(errnos) / sizeof(errnos[0])); i++)
		try_failing(at, STRIKE_FAIL, errnos[i]);
	if (!allocates(fault.names[at - 1]))
		try_failing(at, STRIKE_DONE_BUT, EIO);
}

static void kill_one(unsigned at)
{
	fault.at = at;
	fault.strike = STRIKE_KILL_BEFORE;
	try(true);
	fault.strike = STRIKE_KILL_AFTER;
	try(true);
}

static void what_can_not_be_made_is_not_left_by_half_and_the_truth_is_told(void **state)
{
	(void)state;
	for_each_call(fail_one);
}

static void what_is_killed_while_it_makes_something_can_be_run_again(void **state)
{
	(void)state;
	for_each_call(kill_one);
}

/* So often is a directory or file synced: the file itself, and every directory that got a name. */
static void every_new_name_is_synced(void **state)
{
	static const unsigned wanted[] = { 3, 1 + 1 }; /* /var, /var/log, and the last; the file and its directory */
	(void)state;
	for (size_t i = 0; i < sizeof(makings) / sizeof(makings[0]); i++) {
		unsigned synced = 0;
		making = &makings[i];
		scene.worn = false;
		memset(&fault, 0, sizeof(fault));
		try(false);
		for (unsigned at = 0; at < scene.report->calls; at++)
			synced += strcmp(scene.report->names[at], "fsync") == 0;
		assert_int_equal(synced, wanted[i]);
	}
}

static void put_his_own(void)
{
	assert_int_equal(rmdir(scene_path(DIRECTORY)) | mkdir(scene_path(DIRECTORY), 0755), 0);
	assert_int_equal(chown(scene_path(DIRECTORY), OWNER + 1, 0), 0);
}

static void a_directory_that_somebody_exchanged_is_not_given_away(void **state)
{
	struct stat status;
	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: needs root\n");
		skip();
	}
	making = &makings[0];
	scene.worn = false;
	memset(&fault, 0, sizeof(fault));
	try(false);
	for (unsigned at = 0; at < scene.report->calls; at++)
		if (strcmp(scene.report->names[at], "mkdirat") == 0)
			fault.at = at + 2;
	fault.strike = STRIKE_HOOK;
	fault.hook = put_his_own;
	reset();
	assert_int_equal(scene_run(make_directory), 0);
	assert_int_equal(scene.report->result, -1);
	assert_non_null(strstr(scene.report->text, "somebody else put"));
	assert_int_equal(stat(scene_path(DIRECTORY), &status), 0);
	assert_int_equal(status.st_uid, OWNER + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_not_be_made_is_not_left_by_half_and_the_truth_is_told),
		cmocka_unit_test(a_directory_that_somebody_exchanged_is_not_given_away),
		cmocka_unit_test(every_new_name_is_synced),
		cmocka_unit_test(what_is_killed_while_it_makes_something_can_be_run_again),
	};
	return cmocka_run_group_tests(tests, scene_make, scene_drop);
}
