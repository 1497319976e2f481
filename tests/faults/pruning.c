/*
 * Old backups are listed and taken away, with every call failing in turn, and killed. Afterwards, whatever it was: the newest, the very first
 * and what is no backup are there; of the others the oldest went first; and what was said is true.
 */
#include "scene.h"

#include "node/backups.h"

#define BACKUP(time) BACKUPS "/" NAME "." time

enum { KEEP = 2, OLD = 3 };

static const char *const kept[] = { BACKUP("20260101T000000.000000Z"), BACKUP("20260105T000000.000000Z"), BACKUP("20260106T000000.000000Z.undone"),
				    BACKUP("old"), BACKUPS "/etcd.yaml.20250101T000000.000000Z" };
static const char *const old[OLD] = { BACKUP("20260102T000000.000000Z"), BACKUP("20260103T000000.000000Z.undone"),
				      BACKUP("20260104T000000.000000Z") }; /* the oldest first */

enum { KEPT = sizeof(kept) / sizeof(kept[0]) };

static unsigned cases;

static int hear(void *context, const char *path, struct error *err)
{
	unsigned *heard = context;
	if (*heard >= OLD || strcmp(strrchr(path, '/'), strrchr(old[*heard], '/')) != 0)
		return error_set(err, ERROR_BUG, "%s went, out of turn", path);
	++*heard;
	return 0;
}

static void prune(struct report *report)
{
	BACKUPS_AUTO struct backups backups = { 0 };
	struct error err = { 0 };
	unsigned heard = 0;
	report->result = backups_list(scene.top, BACKUPS, NAME, &backups, &err) ? -1 : backups_prune(&backups, KEEP, hear, &heard, &err);
	if (report->result == 0 && heard != OLD)
		report->result = -2;
	backups_release(&backups);
	snprintf(report->text, sizeof(report->text), "%s", err.text);
}

static void reset(void)
{
	scene_reset();
	if (!scene.worn)
		assert_int_equal(mkdir(scene_path("/var"), 0755) | mkdir(scene_path("/var/kaudit"), 0755) | mkdir(scene_path(BACKUPS), 0700), 0);
	for (size_t i = 0; i < KEPT; i++)
		scene_write(kept[i], OLD_TEXT);
	for (size_t i = 0; i < OLD; i++)
		scene_write(old[i], OLD_TEXT);
}

static const char *wrong_on_disk(unsigned *ret_left)
{
	*ret_left = 0;
	for (size_t i = 0; i < KEPT; i++)
		if (!scene_holds(kept[i], OLD_TEXT))
			return "one that should stay is gone";
	for (size_t i = 0; i < OLD; i++) {
		bool there = scene_holds(old[i], OLD_TEXT);
		if (!there && *ret_left > 0)
			return "one went before an older one";
		*ret_left += there;
	}
	return NULL;
}

static const char *wrong_in_words(unsigned left)
{
	const struct report *report = scene.report;
	if (report->result == -2)
		return "it did not say what went";
	if (report->result == 0 && left > 0)
		return "it reports success, but some are left";
	if (report->result < 0 && report->text[0] == '\0')
		return "a failure without a word";
	if (report->held != 0 || report->descriptors != 0)
		return "memory or a descriptor was left";
	return fault.at && !report->struck ? "the fault did not strike" : NULL;
}

static void try(bool dies)
{
	unsigned left;
	struct report again = { .result = 0 };
	reset();
	int status = scene_run(prune);
	const char *wrong = wrong_on_disk(&left);
	if (!wrong && dies != (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		wrong = "it should have ended otherwise";
	if (!wrong && !dies)
		wrong = wrong_in_words(left);
	if (!wrong && left > 0) {
		BACKUPS_AUTO struct backups backups = { 0 };
		struct error err;
		unsigned skipped = OLD - left;
		again.result = backups_list(scene.top, BACKUPS, NAME, &backups, &err) ? -1 : backups_prune(&backups, KEEP, hear, &skipped, &err);
		wrong = again.result < 0 ? "the next run fails" : wrong_on_disk(&left);
		wrong = !wrong && left > 0 ? "the next run leaves some" : wrong;
	}
	if (wrong)
		fail_msg("call %u (%s), strike %d, %s: %s; result %d, said \"%s\"", fault.at, fault.at ? fault.names[fault.at - 1] : "none", fault.strike,
			 strerror(fault.errnum), wrong, scene.report->result, scene.report->text);
	cases++;
}

/* Calls without which it can't be known what is there, or what became of it. */
static bool needed(const char *name)
{
	static const char *const always[] = { "openat", "fdopendir", "readdir", "fstat", "fstatat", "unlinkat" };
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (strcmp(name, always[i]) == 0)
			return true;
	return allocates(name);
}

static void fail_one(unsigned at)
{
	static const int errnos[] = { EIO, EINTR, EACCES, EROFS, EMFILE, ENOMEM };
	bool memory = allocates(fault.names[at - 1]);
	for (size_t i = 0; i < (memory || FAULT_BRIEF ? 1 : sizeof(errnos) / sizeof(errnos[0])); i++) {
		fault.at = at;
		fault.strike = STRIKE_FAIL;
		fault.errnum = memory ? ENOMEM : errnos[i];
		try(false);
		if (needed(fault.names[at - 1]) && fault.errnum != EINTR && scene.report->result == 0)
			fail_msg("nobody noticed that call %u, %s, failed", at, fault.names[at - 1]);
	}
	if (memory)
		return;
	fault.strike = STRIKE_DONE_BUT;
	fault.errnum = EIO;
	try(false);
}

static void kill_one(unsigned at)
{
	fault.at = at;
	fault.strike = STRIKE_KILL_BEFORE;
	try(true);
	fault.strike = STRIKE_KILL_AFTER;
	try(true);
}

static void for_each_call(void (*try_one)(unsigned at))
{
	cases = 0;
	for (int worn = 0; worn <= 1; worn++) {
		scene.worn = worn;
		memset(&fault, 0, sizeof(fault));
		try(false);
		assert_int_equal(scene.report->result, 0);
		assert_true(scene.report->calls > 0 && scene.report->calls < FAULT_MAX_CALLS);
		memcpy(fault.names, scene.report->names, sizeof(fault.names));
		unsigned calls = scene.report->calls;
		for (unsigned at = 1; at <= calls; at++)
			try_one(at);
	}
	print_message("%u cases\n", cases);
}

static void a_call_that_fails_takes_none_away_that_should_stay(void **state)
{
	(void)state;
	for_each_call(fail_one);
}

static void nor_does_a_death_at_any_call(void **state)
{
	(void)state;
	for_each_call(kill_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_that_fails_takes_none_away_that_should_stay),
		cmocka_unit_test(nor_does_a_death_at_any_call),
	};
	return cmocka_run_group_tests(tests, scene_make, scene_drop);
}
