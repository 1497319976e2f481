/*
 * buf: bytes. A span borrows them, a buf owns them.
 *
 * Appending to a buf never fails on the spot: when memory runs out the buf
 * remembers it, ignores what follows, and buf_check reports it once. So a
 * writer appends in a row and checks at the end.
 */
#ifndef KAUDIT_BASE_BUF_H
#define KAUDIT_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

struct span {
	const char *at; /* not terminated; NULL only in SPAN_NONE */
	size_t length;
};

struct buf {
	char *at; /* always terminated by a NUL beyond length, unless NULL */
	size_t length, capacity;
	bool failed; /* memory ran out; the content is not to be used */
};

#define BUF_EMPTY ((struct buf){ 0 })
#define SPAN_EMPTY SPAN("")
#define SPAN_NONE ((struct span){ 0 }) /* where there is nothing at all, not even an empty text */
#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })
#define SPAN_ARG(span) (int)(span).length, (span).at /* for "%.*s" */

/* What readers ask of every byte is inline here: a call costs more than its work. NULL gives the empty span. */
static inline struct span span_of(const char *text)
{
	return text ? (struct span){ text, strlen(text) } : SPAN_EMPTY;
}

static inline struct span span_from(const char *at, size_t length)
{
	return (struct span){ at, length };
}

/* Bytes [start, end), clipped to the span. */
static inline struct span span_cut(struct span from, size_t start, size_t end)
{
	if (end > from.length)
		end = from.length;
	if (start >= end)
		return SPAN_EMPTY;
	return (struct span){ from.at + start, end - start };
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
	if (a.length == 0 || a.at[0] != text[0]) /* most differ at once: no time for strlen */
		return a.length == 0 && text[0] == '\0';
	return strlen(text) == a.length && memcmp(a.at, text, a.length) == 0;
}

static inline bool span_starts(struct span a, const char *prefix)
{
	size_t length = strlen(prefix);
	return a.length >= length && (length == 0 || memcmp(a.at, prefix, length) == 0);
}

static inline bool span_ends(struct span a, const char *suffix)
{
	size_t length = strlen(suffix);
	return a.length >= length && (length == 0 || memcmp(a.at + a.length - length, suffix, length) == 0);
}

/* Offset of the first occurrence of NEEDLE at or after FROM; haystack.length if none. */
size_t span_find(struct span haystack, const char *needle, size_t from);
/* The beginning of a text that may be long, for a message: at most 80 bytes, no half character. */
struct span span_brief(struct span text);

void buf_add(struct buf *buf, const char *at, size_t length);
void buf_add_span(struct buf *buf, struct span span);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_byte(struct buf *buf, char byte);
void buf_add_repeat(struct buf *buf, char byte, size_t count);
void buf_printf(struct buf *buf, const char *format, ...) ERROR_PRINTF(2, 3);
void buf_reserve(struct buf *buf, size_t more); /* room for MORE bytes in one step; a hint */
static inline struct span buf_span(const struct buf *buf)
{
	return buf->at ? (struct span){ buf->at, buf->length } : SPAN_EMPTY;
}
static inline const char *buf_text(const struct buf *buf) /* "" for an empty buf */
{
	return buf->at ? buf->at : "";
}
int buf_check(const struct buf *buf, struct error *err); /* 0, or -1 with ERROR_MEMORY */
void buf_release(struct buf *buf); /* frees, leaves an empty buf */

#define BUF_AUTO __attribute__((cleanup(buf_release)))

/* A terminated copy, to be freed; NULL when memory ran out. */
char *span_dup(struct span span);

#endif
