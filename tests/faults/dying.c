/* The writer is killed, or gets a signal, before and after every call. */
#include "cases.h"

static void kill_before_and_after(const char *name)
{
	(void)name;
	fault.strike = STRIKE_KILL_BEFORE;
	try(IS_KILLED);
	fault.strike = STRIKE_KILL_AFTER;
	if (!FAULT_BRIEF)
		try(IS_KILLED);
}

static void a_kill_at_any_call_leaves_the_old_or_the_new_manifest(void **state)
{
	(void)state;
	for_each_call(kill_before_and_after);
}

static void abandon(int number)
{
	(void)number;
	replace_abandon(); /* NOLINT(bugprone-signal-handler,cert-sig30-c): made for that */
	_exit(DIED_OF_SIGNAL);
}

static void signal_before_and_after(const char *name)
{
	(void)name;
	fault.strike = STRIKE_RAISE_BEFORE;
	try(ENDS_BY_HANDLER);
	fault.strike = STRIKE_RAISE_AFTER;
	if (!FAULT_BRIEF)
		try(ENDS_BY_HANDLER);
}

static void a_signal_at_any_call_takes_the_temp_away(void **state)
{
	(void)state;
	signal(SIGTERM, abandon);
	for_each_call(signal_before_and_after);
	signal(SIGTERM, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_at_any_call_leaves_the_old_or_the_new_manifest),
		cmocka_unit_test(a_signal_at_any_call_takes_the_temp_away),
	};
	return cmocka_run_group_tests(tests, scene_make, scene_drop);
}
