/*
 * findings: what is wrong with a file, in a list: for compiler-like reports, for JSON, for a program that only asks whether.
 *
 * A finding lies on a stretch of bytes of the source. Lines and columns are worked out once, for all (findings_place).
 * Memory that runs out while one is added is remembered, and findings_check reports it once.
 */
#ifndef KAUDIT_AUDIT_FINDINGS_H
#define KAUDIT_AUDIT_FINDINGS_H

#include "base/buf.h"

#define FINDINGS_MAX 1000 /* kept; those beyond are only counted */

#define FINDING_SEES_NONE UINT32_MAX

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct finding {
	enum severity severity;
	const char *rule;       /* "never-matches"; static */
	uint32_t at, length;    /* bytes of the source */
	uint32_t line, column;  /* from 1, in bytes; after findings_place */
	uint32_t see, see_line; /* another place that the text speaks of ("the first one"); see_line 0: none */
	char *text;             /* as in struct error: lower case, may hold bytes of the input; owned */
};

struct findings {
	struct finding *list;
	size_t count, capacity;
	size_t errors, warnings; /* all that were added, those that were not kept included */
	bool failed;
	bool kept; /* internal: the last one that was added is in the list */
};

#define FINDINGS_EMPTY ((struct findings){0})
#define FINDINGS_AUTO __attribute__((cleanup(findings_release)))

/* The finding lies on [at, at + length) of the source. */
void findings_add(struct findings *findings, enum severity severity, const char *rule, uint32_t at, uint32_t length, const char *format,
                  ...) ERROR_PRINTF(6, 7);
void findings_add_list(struct findings *findings, enum severity severity, const char *rule, uint32_t at, uint32_t length,
                       const char *format, va_list values) ERROR_PRINTF(6, 0);

/* Whether no more are kept. One is counted then: for callers whose text is dear. */
bool findings_only_count(struct findings *findings, enum severity severity);

/* The finding that was added last speaks of the byte AT, too. */
void findings_see(struct findings *findings, uint32_t at);

/* Sorts by place (those at one place stay in the order in which they were added) and fills in lines and columns. O(source + n log n). */
void findings_place(struct findings *findings, struct span source);

int findings_check(const struct findings *findings, struct error *err); /* 0, or -1 with ERROR_MEMORY */
void findings_release(struct findings *findings);

#endif
