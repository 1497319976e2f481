#include "node/await.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A world of scenes: from `from` milliseconds on, this process runs and does or does not answer. */
struct scene {
	uint64_t from;
	pid_t pid;
	bool answers;
};

struct stage_world {
	const struct scene *scenes;
	size_t count;
	uint64_t now, interrupt_at;
	unsigned every; /* a start that nobody sees so often, in ms; 0: never */
	char log[16];
};

static const struct scene *scene_now(const struct stage_world *stage)
{
	const struct scene *scene = &stage->scenes[0];
	for (size_t i = 1; i < stage->count; i++)
		if (stage->scenes[i].from <= stage->now)
			scene = &stage->scenes[i];
	return scene;
}

static uint64_t now_ms(void *context)
{
	return ((struct stage_world *)context)->now;
}

static void sleep_ms(void *context, unsigned ms)
{
	assert_true(ms > 0 && ms <= 500);
	((struct stage_world *)context)->now += ms;
}

static int find(void *context, struct process *ret_process, struct error *err)
{
	const struct scene *scene = scene_now(context);
	if (scene->pid < 0)
		return error_set(err, ERROR_SYSTEM, "no /proc");
	*ret_process = (struct process){ scene->pid, scene->pid ? 7 : 0 };
	return 0;
}

static int ready(void *context, struct error *err)
{
	struct stage_world *stage = context;
	bool answers = scene_now(stage)->answers;
	stage->now += 20; /* an answer takes time: the process may go meanwhile */
	if (!answers)
		error_set(err, ERROR_SYSTEM, "connection refused");
	return answers;
}

static unsigned starts(void *context)
{
	const struct stage_world *stage = context;
	return stage->every ? (unsigned)(stage->now / stage->every) : 0;
}

static bool interrupted(void *context)
{
	const struct stage_world *stage = context;
	return stage->interrupt_at > 0 && stage->now >= stage->interrupt_at;
}

static void note_stage(void *context, enum await_stage stage, const struct process *process, uint64_t since_ms)
{
	struct stage_world *world = context;
	size_t length = strlen(world->log);
	(void)since_ms;
	assert_true(process->pid > 0 || stage == AWAIT_STAGE_EXIT);
	assert_true(length + 1 < sizeof(world->log));
	world->log[length] = "pxr"[stage];
}

static struct await_outcome play(struct stage_world *stage, uint64_t limit)
{
	struct await_world world = { stage, now_ms, sleep_ms, find, ready, starts, interrupted, note_stage };
	struct await_outcome outcome;
	struct error err = { 0 };
	assert_int_equal(await_ready(&world, limit, &outcome, &err), 0);
	return outcome;
}

#define STAGE(list) { .scenes = (list), .count = sizeof(list) / sizeof((list)[0]) }

static void await_is_ready_after_three_answers_over_two_seconds(void **state)
{
	static const struct scene scenes[] = { { 0, 0, true }, { 3000, 10, false }, { 5000, 10, true } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 60000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_READY);
	assert_int_equal(outcome.process.pid, 10);
	assert_true(outcome.process_ms >= 3000 && outcome.process_ms < 3600);
	assert_true(outcome.ready_ms >= 7000 && outcome.ready_ms < 8200);
	assert_string_equal(stage.log, "pr");
}

static void await_does_not_believe_an_answer_while_no_new_process_runs(void **state)
{
	static const struct scene scenes[] = { { 0, 0, true } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 10000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_TIMED_OUT);
	assert_int_equal(outcome.process_ms, 0);
	assert_string_equal(stage.log, "");
	assert_true(stage.now >= 10000 && stage.now < 10600);
}

static void await_starts_counting_again_when_an_answer_fails(void **state)
{
	static const struct scene scenes[] = { { 0, 10, true }, { 1500, 10, false }, { 1900, 10, true } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 60000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_READY);
	assert_true(outcome.ready_ms >= 3900);
}

static void await_forgives_one_exit_and_counts_from_the_next_process(void **state)
{
	static const struct scene scenes[] = { { 0, 10, true }, { 1000, 0, false }, { 4000, 11, true } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 60000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_READY);
	assert_int_equal(outcome.process.pid, 11);
	assert_int_equal(outcome.crashes, 1);
	assert_true(outcome.ready_ms >= 6000);
	assert_string_equal(stage.log, "pxpr");
}

static void await_calls_the_second_exit_a_crash_loop_at_once(void **state)
{
	static const struct scene scenes[] = { { 0, 10, false }, { 1000, 0, false }, { 6000, 11, false }, { 7000, 0, false } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 300000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_CRASHED);
	assert_true(stage.now < 8000);
	assert_string_equal(outcome.last.text, "connection refused");
	assert_string_equal(stage.log, "pxpx");
}

static void await_counts_starts_of_processes_that_end_before_they_are_seen(void **state)
{
	static const struct scene scenes[] = { { 0, 0, false } };
	struct stage_world stage = STAGE(scenes);
	(void)state;
	stage.every = 5000; /* the third start says that two have ended */
	struct await_outcome outcome = play(&stage, 60000);
	assert_int_equal(outcome.result, AWAIT_CRASHED);
	assert_int_equal(outcome.crashes, 2);
	assert_true(stage.now >= 15000 && stage.now < 15600);
	assert_string_equal(stage.log, "xx");
}

static void await_does_not_count_an_exit_twice(void **state)
{
	/* The process was seen to end; its second start is no other exit. */
	static const struct scene scenes[] = { { 0, 10, false }, { 1000, 0, false }, { 2000, 11, true } };
	struct stage_world stage = STAGE(scenes);
	(void)state;
	stage.every = 1000;
	struct await_outcome outcome = play(&stage, 2900);
	assert_int_equal(outcome.result, AWAIT_TIMED_OUT);
	assert_int_equal(outcome.crashes, 1);
}

static void await_ends_when_it_is_interrupted(void **state)
{
	static const struct scene scenes[] = { { 0, 10, false } };
	struct stage_world stage = STAGE(scenes);
	stage.interrupt_at = 2500;
	struct await_outcome outcome = play(&stage, 300000);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_INTERRUPTED);
	assert_true(stage.now < 3600);
}

static void await_looks_once_even_without_any_time(void **state)
{
	static const struct scene scenes[] = { { 0, 10, false } };
	struct stage_world stage = STAGE(scenes);
	struct await_outcome outcome = play(&stage, 0);
	(void)state;
	assert_int_equal(outcome.result, AWAIT_TIMED_OUT);
	assert_int_equal(outcome.process.pid, 10);
}

static void await_fails_when_the_processes_cannot_be_known(void **state)
{
	static const struct scene scenes[] = { { 0, -1, false } };
	struct stage_world stage = STAGE(scenes);
	struct await_world world = { &stage, now_ms, sleep_ms, find, ready, starts, interrupted, note_stage };
	struct await_outcome outcome;
	struct error err = { 0 };
	(void)state;
	assert_int_equal(await_ready(&world, 1000, &outcome, &err), -1);
	assert_string_equal(err.text, "no /proc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(await_is_ready_after_three_answers_over_two_seconds),
		cmocka_unit_test(await_does_not_believe_an_answer_while_no_new_process_runs),
		cmocka_unit_test(await_starts_counting_again_when_an_answer_fails),
		cmocka_unit_test(await_forgives_one_exit_and_counts_from_the_next_process),
		cmocka_unit_test(await_calls_the_second_exit_a_crash_loop_at_once),
		cmocka_unit_test(await_counts_starts_of_processes_that_end_before_they_are_seen),
		cmocka_unit_test(await_does_not_count_an_exit_twice),
		cmocka_unit_test(await_ends_when_it_is_interrupted),
		cmocka_unit_test(await_looks_once_even_without_any_time),
		cmocka_unit_test(await_fails_when_the_processes_cannot_be_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
