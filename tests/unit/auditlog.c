#include "node/auditlog.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ID "1df572b5-08f0-442f-ae15-7141a006cb4f"
#define EVENT(level, id, stage, rest) \
	"{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"" level "\",\"auditID\":\"" id "\",\"stage\":\"" stage "\",\"requestURI\":\"/readyz\"" rest "}"
#define OTHER EVENT("Metadata", "00000000-08f0-442f-ae15-7141a006cb4f", "ResponseComplete", "") "\n"
#define OURS EVENT("Request", ID, "ResponseComplete", ",\"responseStatus\":{\"metadata\":{},\"code\":201}") "\n"

struct place {
	char directory[32], path[64], rotated[64];
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	if (!place)
		return -1;
	strcpy(place->directory, "/tmp/auditlog.XXXXXX");
	if (!mkdtemp(place->directory)) {
		free(place);
		return -1;
	}
	snprintf(place->path, sizeof(place->path), "%s/audit.log", place->directory);
	snprintf(place->rotated, sizeof(place->rotated), "%s/audit-2026.log", place->directory);
	*state = place;
	return 0;
}

static int drop_place(void **state)
{
	struct place *place = *state;
	unlink(place->path);
	unlink(place->rotated);
	rmdir(place->directory);
	free(place);
	return 0;
}

static void append(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
}

static struct auditlog open_log(const struct place *place)
{
	struct auditlog log = AUDITLOG_CLOSED;
	struct error err = { 0 };
	assert_int_equal(auditlog_open(place->path, &log, &err), 0);
	return log;
}

static int read_log(struct auditlog *log, struct auditlog_event *event)
{
	struct error err = { 0 };
	int result = auditlog_read(log, ID, NULL, event, &err);
	if (result < 0)
		fail_msg("%s", err.text);
	return result;
}

static void auditlog_finds_an_event_written_after_the_open(void **state)
{
	const struct place *place = *state;
	append(place->path, OTHER);
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
	append(place->path, OTHER OURS OTHER);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	assert_string_equal(event.level, "Request");
	assert_string_equal(event.stage, "ResponseComplete");
	assert_int_equal(event.code, 201);
	assert_int_equal(event.line.length, strlen(OURS) - 1);
	auditlog_event_release(&event);
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
}

static void auditlog_passes_over_what_was_there_before_the_open(void **state)
{
	const struct place *place = *state;
	append(place->path, OURS);
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
}

static void auditlog_waits_for_the_whole_line(void **state)
{
	const struct place *place = *state;
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	char half[sizeof(OURS)] = OURS;
	half[strlen(OURS) / 2] = '\0';
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE); /* not there yet */
	append(place->path, half);
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
	append(place->path, &OURS[strlen(half)]);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	assert_int_equal(event.code, 201);
	auditlog_event_release(&event);
}

static void auditlog_follows_a_rotation(void **state)
{
	const struct place *place = *state;
	append(place->path, OTHER);
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	append(place->path, OTHER);
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
	append(place->path, OTHER);
	assert_int_equal(rename(place->path, place->rotated), 0);
	append(place->path, OTHER OURS);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	auditlog_event_release(&event);
}

static void auditlog_finds_what_was_written_just_before_a_rotation(void **state)
{
	const struct place *place = *state;
	append(place->path, OTHER);
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	append(place->path, OURS);
	assert_int_equal(rename(place->path, place->rotated), 0);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND); /* no new file yet */
	auditlog_event_release(&event);
	append(place->path, OURS);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	auditlog_event_release(&event);
}

static void auditlog_begins_again_after_a_truncation(void **state)
{
	const struct place *place = *state;
	append(place->path, OTHER OTHER OTHER);
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	assert_int_equal(truncate(place->path, 0), 0);
	append(place->path, OURS);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	auditlog_event_release(&event);
}

static void auditlog_waits_for_the_stage_that_is_wanted(void **state)
{
	const struct place *place = *state;
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	struct error err = { 0 };
	append(place->path, EVENT("Request", ID, "RequestReceived", "") "\n");
	assert_int_equal(auditlog_read(&log, ID, "ResponseComplete", &event, &err), AUDITLOG_NONE);
	append(place->path, EVENT("Request", ID, "RequestReceived", "") "\n" OURS);
	assert_int_equal(auditlog_read(&log, ID, "ResponseComplete", &event, &err), AUDITLOG_FOUND);
	assert_string_equal(event.stage, "ResponseComplete");
	auditlog_event_release(&event);
}

static void auditlog_is_not_fooled_by_the_id_in_a_body(void **state)
{
	const struct place *place = *state;
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	append(place->path, EVENT("Request", "other", "ResponseComplete", ",\"requestObject\":{\"note\":\"" ID "\"}") "\n");
	append(place->path, EVENT("Request", "other", "ResponseComplete", ",\"note\":\"\\\"auditID\\\":\\\"" ID "\\\"\"") "\n");
	append(place->path, EVENT("Request", ID "-longer", "ResponseComplete", "") "\n");
	assert_int_equal(read_log(&log, &event), AUDITLOG_NONE);
}

static void auditlog_reads_the_legacy_format_and_a_runtimes_prefix(void **state)
{
	const struct place *place = *state;
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	append(place->path, "2026-01-02T03:04:05.6Z AUDIT: id=\"" ID "\" stage=\"ResponseComplete\" ip=\"::1\" method=\"get\" uri=\"/readyz\" response=\"200\"\n");
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	assert_string_equal(event.level, "");
	assert_string_equal(event.stage, "ResponseComplete");
	assert_int_equal(event.code, 200);
	auditlog_event_release(&event);
	append(place->path, "2026-01-02T03:04:05.6Z stdout F " OURS);
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	assert_string_equal(event.level, "Request");
	auditlog_event_release(&event);
}

static void auditlog_notices_a_watched_text_across_pieces(void **state)
{
	const struct place *place = *state;
	static char filler[(256 << 10) - 4];
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct error err = { 0 };
	assert_int_equal(auditlog_watch(&log, SPAN("canary-123"), &err), 0);
	assert_int_equal(auditlog_watch(&log, SPAN("never"), &err), 0);
	memset(filler, 'x', sizeof(filler) - 1);
	append(place->path, filler);
	append(place->path, "canary-");
	assert_int_equal(auditlog_read(&log, NULL, NULL, NULL, &err), AUDITLOG_NONE);
	assert_false(log.seen[0]);
	append(place->path, "123\n");
	assert_int_equal(auditlog_read(&log, NULL, NULL, NULL, &err), AUDITLOG_NONE);
	assert_true(log.seen[0]);
	assert_false(log.seen[1]);
}

static void auditlog_notices_a_watched_text_behind_the_event(void **state)
{
	const struct place *place = *state;
	AUDITLOG_AUTO struct auditlog log = open_log(place);
	struct auditlog_event event = { 0 };
	struct error err = { 0 };
	assert_int_equal(auditlog_watch(&log, SPAN("canary"), &err), 0);
	append(place->path, OURS OTHER "canary\n");
	assert_int_equal(read_log(&log, &event), AUDITLOG_FOUND);
	assert_true(log.seen[0]);
	auditlog_event_release(&event);
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, make_place, drop_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(auditlog_finds_an_event_written_after_the_open),
		PLACED(auditlog_passes_over_what_was_there_before_the_open),
		PLACED(auditlog_waits_for_the_whole_line),
		PLACED(auditlog_follows_a_rotation),
		PLACED(auditlog_finds_what_was_written_just_before_a_rotation),
		PLACED(auditlog_begins_again_after_a_truncation),
		PLACED(auditlog_waits_for_the_stage_that_is_wanted),
		PLACED(auditlog_is_not_fooled_by_the_id_in_a_body),
		PLACED(auditlog_reads_the_legacy_format_and_a_runtimes_prefix),
		PLACED(auditlog_notices_a_watched_text_across_pieces),
		PLACED(auditlog_notices_a_watched_text_behind_the_event),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
