#include "audit/findings.h"

#include <stdio.h>
#include <stdlib.h>

static struct finding *room(struct findings *findings)
{
	if (findings->count == findings->capacity) {
		size_t more = findings->capacity ? findings->capacity * 2 : 16;
		struct finding *list = reallocarray(findings->list, more, sizeof(*list));
		if (!list)
			return NULL;
		findings->list = list;
		findings->capacity = more;
	}
	return &findings->list[findings->count];
}

static void count(struct findings *findings, enum severity severity)
{
	if (severity == SEVERITY_ERROR)
		findings->errors++;
	else
		findings->warnings++;
	findings->kept = false;
}

bool findings_only_count(struct findings *findings, enum severity severity)
{
	bool full = findings->count == FINDINGS_MAX || findings->failed;
	if (full)
		count(findings, severity);
	return full;
}

void findings_add_list(struct findings *findings, enum severity severity, const char *rule, uint32_t at, uint32_t length,
                       const char *format, va_list values)
{
	if (findings_only_count(findings, severity))
		return;
	count(findings, severity);
	struct finding *finding = room(findings);
	char *text = NULL;
	if (!finding || vasprintf(&text, format, values) < 0) {
		findings->failed = true;
		return;
	}
	*finding = (struct finding){.severity = severity, .rule = rule, .at = at, .length = length, .see = FINDING_SEES_NONE, .text = text};
	findings->count++;
	findings->kept = true;
}

void findings_add(struct findings *findings, enum severity severity, const char *rule, uint32_t at, uint32_t length, const char *format,
                  ...)
{
	va_list values;
	va_start(values, format);
	findings_add_list(findings, severity, rule, at, length, format, values);
	va_end(values);
}

/* By place, and what was added first first: `line` holds the order until it is filled in. */
static int compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return left->line < right->line ? -1 : left->line > right->line;
}

struct place { /* a byte whose line is asked for */
	uint32_t at;
	uint32_t *line, *column; /* column may be NULL */
};

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	return left->at < right->at ? -1 : left->at > right->at;
}

/* Lines end with LF, CR LF or a lone CR, as in yaml/tree. */
static void number(struct place *places, size_t count, struct span source)
{
	uint32_t line = 1, start = 0, offset = 0;
	for (size_t i = 0; i < count; i++) {
		for (; offset < places[i].at && offset < source.length; offset++) {
			bool lone_cr = source.at[offset] == '\r' && !(offset + 1 < source.length && source.at[offset + 1] == '\n');
			if (source.at[offset] == '\n' || lone_cr) {
				line++;
				start = offset + 1;
			}
		}
		*places[i].line = line;
		if (places[i].column)
			*places[i].column = places[i].at - start + 1;
	}
}

/* By itself, for most policies are good, and its frame would be cleared for nothing. */
static __attribute__((noinline)) void number_all(struct findings *findings, struct span source)
{
	struct place places[FINDINGS_MAX * 2] = {{0}};
	size_t count = 0;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->list[i];
		places[count++] = (struct place){finding->at, &finding->line, &finding->column};
		if (finding->see != FINDING_SEES_NONE)
			places[count++] = (struct place){finding->see, &finding->see_line, NULL};
	}
	qsort(places, count, sizeof(*places), compare_places);
	number(places, count, source);
}

void findings_place(struct findings *findings, struct span source)
{
	if (findings->count == 0)
		return;
	for (size_t i = 0; i < findings->count; i++)
		findings->list[i].line = (uint32_t)i;
	qsort(findings->list, findings->count, sizeof(*findings->list), compare);
	number_all(findings, source);
}

void findings_see(struct findings *findings, uint32_t at)
{
	if (findings->kept)
		findings->list[findings->count - 1].see = at;
}

int findings_check(const struct findings *findings, struct error *err)
{
	return findings->failed ? error_memory(err) : 0;
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->list[i].text);
	free(findings->list);
	*findings = FINDINGS_EMPTY;
}
