/*
 * A log that is written in pieces, read in between, and rotated: the scanner finds the event, and sees the texts, that a naive reader of
 * all that was written finds and sees. What is written are the input's bytes, and stand-ins for what no fuzzer would guess:
 *
 *     \x01 the event's id   \x02 an event up to its id   \x03 the rest of an event   \x04 what must not be in the log   \x05 120 KiB of a line
 *     \x06 read   \x07 rotate, and read   \x08 the legacy format up to its id
 */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/auditlog.h"

#define ID "1df572b5-08f0-442f-ae15-7141a006cb4f"
#define LEAK "s3cret-s3cret"
#define STAGE "ResponseComplete"

static char path[64], rotated[64], directory[] = "/tmp/fuzz-auditlog.XXXXXX";

static void drop_place(void)
{
	unlink(path);
	unlink(rotated);
	rmdir(directory);
}

static void make_place(void)
{
	if (path[0])
		return;
	must(mkdtemp(directory) != NULL, "mkdtemp");
	atexit(drop_place);
	snprintf(path, sizeof(path), "%s/audit.log", directory);
	snprintf(rotated, sizeof(rotated), "%s/audit-1.log", directory);
}

/* ---- a naive reader ---- */

struct naive {
	struct buf text; /* of the present file */
	size_t looked;   /* lines before it were looked at */
	bool leaked, found;
	struct auditlog_event event;
};

static bool has_at(struct span line, size_t end, const char *text)
{
	return end >= strlen(text) && memcmp(line.at + end - strlen(text), text, strlen(text)) == 0;
}

static void field(struct span line, const char *name, char *ret_text, size_t size)
{
	size_t start = span_find(line, name, 0) + strlen(name), end = start;
	ret_text[0] = '\0';
	while (end < line.length && line.at[end] != '"')
		end++;
	if (start < line.length && end < line.length && end - start < size)
		snprintf(ret_text, size, "%.*s", (int)(end - start), line.at + start);
}

static void look_at_line(struct naive *naive, struct span line, const char *stage)
{
	for (size_t at = 0; at + strlen(ID) < line.length && !naive->found; at++) {
		struct auditlog_event event = {.code = 0};
		const char *first = memchr(line.at + at, ID[0], line.length - at);
		at = first ? (size_t)(first - line.at) : line.length;
		struct span rest = span_cut(line, at, line.length);
		if (!span_starts(rest, ID "\""))
			continue;
		if (has_at(line, at, "\"auditID\":\"")) {
			field(span_cut(line, 0, at), "\"level\":\"", event.level, sizeof(event.level));
			field(rest, "\"stage\":\"", event.stage, sizeof(event.stage));
		} else if (has_at(line, at, " id=\"")) {
			field(rest, "stage=\"", event.stage, sizeof(event.stage));
		} else {
			continue;
		}
		if (stage && strcmp(stage, event.stage) != 0)
			continue;
		buf_add_span(&event.line, line);
		naive->event = event;
		naive->found = true;
	}
}

static void look(struct naive *naive, const char *stage)
{
	for (;;) {
		struct span rest = span_cut(buf_span(&naive->text), naive->looked, naive->text.length);
		const char *end = rest.length ? memchr(rest.at, '\n', rest.length) : NULL;
		if (!end)
			return;
		look_at_line(naive, span_from(rest.at, (size_t)(end - rest.at)), stage);
		naive->looked += (size_t)(end - rest.at) + 1;
	}
}

/* ---- the log ---- */

struct scene {
	struct auditlog log;
	struct naive naive;
	const char *stage;
	int fd;
	size_t written; /* of naive.text */
};

static void open_file(struct scene *scene)
{
	scene->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(scene->fd >= 0, "open");
}

static void add(struct scene *scene, const char *at, size_t length)
{
	buf_add(&scene->naive.text, at, length);
}

static void write_out(struct scene *scene)
{
	struct span rest = span_cut(buf_span(&scene->naive.text), scene->written, scene->naive.text.length);
	must(write(scene->fd, rest.at, rest.length) == (ssize_t)rest.length, "write");
	scene->written += rest.length;
}

static void read_on(struct scene *scene)
{
	struct auditlog_event event = {.code = 0};
	struct error err;
	struct naive *naive = &scene->naive;
	write_out(scene);
	int result = auditlog_read(&scene->log, ID, scene->stage, &event, &err);
	look(naive, scene->stage);
	naive->leaked = naive->leaked || span_find(buf_span(&naive->text), LEAK, 0) < naive->text.length;
	must(result >= 0, "auditlog_read");
	must((result == AUDITLOG_FOUND) == naive->found, naive->found ? "an event is not found" : "an event is found that is none");
	must(scene->log.seen[0] == naive->leaked, naive->leaked ? "a text is not seen" : "a text is seen that is not there");
	if (!naive->found)
		return;
	must(strcmp(event.level, naive->event.level) == 0 && strcmp(event.stage, naive->event.stage) == 0, "another event");
	must(span_equal(buf_span(&event.line), buf_span(&naive->event.line)), "another line");
	auditlog_event_release(&event);
	auditlog_event_release(&naive->event);
	naive->found = false;
}

static void rotate(struct scene *scene)
{
	write_out(scene);
	must(rename(path, rotated) == 0, "rename");
	close(scene->fd);
	open_file(scene);
	read_on(scene);
	scene->naive.text.length = scene->naive.looked = scene->written = 0;
}

static void add_line(struct scene *scene)
{
	static char line[120 << 10];
	memset(line, 'x', sizeof(line));
	if (scene->naive.text.length < 1u << 20)
		add(scene, line, sizeof(line));
}

static void play(struct scene *scene, struct span input)
{
	static const char *const texts[] = {[1] = ID, [2] = "{\"kind\":\"Event\",\"level\":\"Metadata\",\"auditID\":\"" ID,
	                                    [3] = "\",\"stage\":\"ResponseComplete\",\"responseStatus\":{\"code\":201}}", [4] = LEAK,
	                                    [8] = "2026-01-02T03:04:05Z AUDIT: id=\"" ID};
	for (size_t i = 0; i < input.length; i++) {
		unsigned char byte = (unsigned char)input.at[i];
		if (byte == 5)
			add_line(scene);
		else if (byte == 6)
			read_on(scene);
		else if (byte == 7)
			rotate(scene);
		else if (byte < 9 && texts[byte])
			add(scene, texts[byte], strlen(texts[byte]));
		else
			add(scene, input.at + i, 1);
	}
	read_on(scene);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = fuzz_input(data, size);
	struct scene scene = {.log = AUDITLOG_CLOSED};
	struct error err;
	make_place();
	open_file(&scene);
	scene.stage = fuzz_byte(&input) & 1 ? STAGE : NULL;
	struct span before = fuzz_until(&input, '\0');
	must(write(scene.fd, before.at, before.length) == (ssize_t)before.length, "write"); /* what was there before is not looked at */
	must(auditlog_open(path, &scene.log, &err) == 0, "auditlog_open");
	must(auditlog_watch(&scene.log, SPAN(LEAK), &err) == 0, "auditlog_watch");
	play(&scene, input);
	auditlog_release(&scene.log);
	buf_release(&scene.naive.text);
	close(scene.fd);
	return 0;
}
