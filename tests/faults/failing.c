/* Every call of the writer fails in turn, or is done by half, or finds no memory. */
#include "cases.h"

static void the_run_makes_every_call_that_is_wrapped(void **state)
{
	static const char *const wanted[] = {
		"open", "openat", "read", "write", "fsync", "close", "fstat", "fstatat", "fstatfs", "statx", "faccessat", "flock", "fchown",
		"fchmod", "mkdirat", "unlinkat", "renameat", "renameat2", "linkat", "readlinkat", "flistxattr", "fgetxattr", "fsetxattr",
		"fremovexattr", "getrandom", "fdopendir", "readdir", "malloc", "realloc", "strdup", "fcntl",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		bool made = strstr(wanted[i], "xattr") && !scene.attributes;
		for (int worn = 0; worn <= 1; worn++) {
			unsigned calls = learn(worn);
			for (unsigned at = 0; at < calls; at++)
				made |= strcmp(fault.names[at], wanted[i]) == 0;
		}
		if (!made)
			fail_msg("%s is never called, or not by that name", wanted[i]);
	}
}

/* What a call of that name can report in earnest. */
static bool realistic(const char *name, int errnum)
{
	static const char *const writing[] = { "openat", "write", "fsync", "close", "fchown", "fchmod", "mkdirat", "unlinkat", "rename", "linkat", "fsetxattr" };
	bool writes = false, names = strncmp(name, "rename", 6) == 0 || strcmp(name, "linkat") == 0;
	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		writes |= strncmp(name, writing[i], strlen(writing[i])) == 0;
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
		return writes;
	case EXDEV:
	case EBUSY:
		return names || strcmp(name, "unlinkat") == 0;
	case EMFILE:
		return strncmp(name, "open", 4) == 0 || strcmp(name, "fcntl") == 0;
	case ENOTSUP:
		return writes || strstr(name, "xattr") || strcmp(name, "flock") == 0;
	default:
		return true;
	}
}

/* Whether the run can't go well without the call at fault.at. */
static bool needed(const char *name)
{
	static const char *const always[] = { "write", "read", "fsync", "fchown", "fchmod", "fsetxattr", "flock", "renameat", "getrandom", "fcntl" };
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (strcmp(name, always[i]) == 0)
			return true;
	/* the one that closes the temp; others close what was only read */
	return strcmp(name, "close") == 0 && strcmp(fault.names[fault.at - 3], "fsync") == 0 && strcmp(fault.names[fault.at - 2], "fstat") == 0;
}

static void the_steps_come_in_their_order(void **state)
{
	static const char *const steps[] = {
		/* found, locked, swept, read */
		"flock", "readdir", "unlinkat", "openat", "fstat", "read", "fstat",
		/* backed up */
		"flock", "unlinkat", "openat", "write", "fchmod", "fsync", "close", "openat", "read", "renameat2", "linkat", "unlinkat", "fsync",
		/* replaced */
		"openat", "write", "fchown", "fsetxattr", "fchmod", "fsync", "close", "openat", "read", "fstatat", "renameat", "fstat", "fsync",
	};
	size_t step = 0;
	(void)state;
	unsigned calls = learn(true);
	for (unsigned at = 0; at < calls && step < sizeof(steps) / sizeof(steps[0]); at++) {
		step += strcmp(fault.names[at], steps[step]) == 0;
		if (!scene.attributes && strcmp(steps[step], "fsetxattr") == 0)
			step++;
	}
	if (step < sizeof(steps) / sizeof(steps[0]))
		fail_msg("step %zu, %s, is not made after the ones before it", step, steps[step]);
}

static void fail_with_every_errno(const char *name)
{
	static const int errnos[] = { EIO, EINTR, EACCES, EPERM, EINVAL, ESTALE, ENOTSUP, ENOSPC, EDQUOT, EROFS, EXDEV, EBUSY, EMFILE };
	fault.strike = STRIKE_FAIL;
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]) && !allocates(name); i++) {
		fault.errnum = errnos[i];
		if (!realistic(name, fault.errnum) || (FAULT_BRIEF && fault.errnum != EIO))
			continue;
		try(ENDS_WELL);
		if (fault.errnum == EIO && needed(name) && scene.report->result == REPLACE_DONE)
			fail_case("nobody noticed");
	}
}

static void a_call_that_fails_leaves_the_old_or_the_new_manifest_and_the_truth_is_told(void **state)
{
	(void)state;
	for_each_call(fail_with_every_errno);
}

static void report_failure_though_done(const char *name)
{
	if (allocates(name))
		return;
	fault.strike = STRIKE_DONE_BUT;
	fault.errnum = EIO;
	try(ENDS_WELL);
}

static void so_does_one_that_was_done_and_reports_failure(void **state)
{
	(void)state;
	for_each_call(report_failure_though_done);
}

static void fail_with_a_temp_that_stays(const char *name)
{
	if (allocates(name) || scene.worn)
		return;
	fault.strike = STRIKE_FAIL;
	fault.errnum = EIO;
	fault.temps_stay = true;
	try(ENDS_WELL);
	fault.temps_stay = false;
}

static void a_temp_that_can_not_be_taken_away_is_told_of_and_goes_with_the_next_run(void **state)
{
	(void)state;
	for_each_call(fail_with_a_temp_that_stays);
}

static void run_out_of_memory(const char *name)
{
	if (!allocates(name))
		return;
	fault.strike = STRIKE_FAIL;
	fault.errnum = ENOMEM;
	try(ENDS_WELL);
}

static void so_does_memory_that_runs_out(void **state)
{
	(void)state;
	for_each_call(run_out_of_memory);
}

static void transfer_half(const char *name)
{
	if (strcmp(name, "read") != 0 && strcmp(name, "write") != 0)
		return;
	fault.strike = STRIKE_SHORT;
	try(ENDS_WELL);
	assert_int_equal(scene.report->result, REPLACE_DONE);
}

static void short_reads_and_writes_are_continued(void **state)
{
	(void)state;
	for_each_call(transfer_half);
}

static void pretend(const char *name)
{
	bool is_manifests = fault.names[fault.at] && strcmp(fault.names[fault.at], "fstat") == 0; /* a backup is 0600 from the start */
	if (strcmp(name, "write") != 0 && (strcmp(name, "fchmod") != 0 || !is_manifests))
		return;
	fault.strike = STRIKE_PRETEND;
	try(ENDS_WELL);
	assert_int_equal(scene.report->result, -1);
}

static void what_is_only_pretended_is_noticed(void **state)
{
	(void)state;
	for_each_call(pretend);
}

static void interrupt(const char *name)
{
	static const char *const continued[] = { "open", "openat", "read", "write", "fsync", "flock", "renameat2", "close" };
	for (size_t i = 0; i < sizeof(continued) / sizeof(continued[0]); i++) {
		if (strcmp(name, continued[i]) != 0)
			continue;
		fault.strike = STRIKE_FAIL;
		fault.errnum = EINTR;
		try(ENDS_WELL);
		assert_int_equal(scene.report->result, REPLACE_DONE);
	}
}

static void interrupted_calls_are_repeated(void **state)
{
	(void)state;
	for_each_call(interrupt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_makes_every_call_that_is_wrapped),
		cmocka_unit_test(the_steps_come_in_their_order),
		cmocka_unit_test(a_call_that_fails_leaves_the_old_or_the_new_manifest_and_the_truth_is_told),
		cmocka_unit_test(so_does_one_that_was_done_and_reports_failure),
		cmocka_unit_test(so_does_memory_that_runs_out),
		cmocka_unit_test(a_temp_that_can_not_be_taken_away_is_told_of_and_goes_with_the_next_run),
		cmocka_unit_test(short_reads_and_writes_are_continued),
		cmocka_unit_test(what_is_only_pretended_is_noticed),
		cmocka_unit_test(interrupted_calls_are_repeated),
	};
	return cmocka_run_group_tests(tests, scene_make, scene_drop);
}
