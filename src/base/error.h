/*
 * error: what went wrong, where, and in words.
 *
 * A struct error lives in the caller's frame and is passed as the last
 * argument. A failing function fills it and returns -1; `return error_set(…)`
 * does both. Nothing is allocated, so an error can always be reported.
 *
 * Texts are lower case, without a final full stop or line end: what is wrong,
 * then what would be right. They may quote bytes of the input as they are;
 * whoever prints them makes control bytes visible (cli/report).
 */
#ifndef KAUDIT_BASE_ERROR_H
#define KAUDIT_BASE_ERROR_H

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,   /* the command line is wrong: exit status 2 */
	ERROR_REFUSED, /* the input is not something to work on */
	ERROR_SYSTEM,  /* a system call failed: errnum is set */
	ERROR_MEMORY,  /* out of memory */
	ERROR_BUG,     /* our own check of our own result failed */
};

struct error {
	enum error_kind kind;
	int errnum;            /* errno of an ERROR_SYSTEM, else 0 */
	uint32_t line, column; /* counted from 1, in bytes; 0: no place */
	char path[PATH_MAX];   /* the file that line and column are of; "" if not known yet */
	char text[1024];       /* cut with "…" when longer */
};

#define ERROR_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

/* Each fills *err and returns -1. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...) ERROR_PRINTF(3, 4);
int error_at(struct error *err, uint32_t line, uint32_t column, const char *format, ...) ERROR_PRINTF(4, 5); /* ERROR_REFUSED with a place */
int error_system(struct error *err, int errnum, const char *format, ...) ERROR_PRINTF(3, 4); /* text: "FORMAT: strerror" */
int error_memory(struct error *err);

/* Puts "FORMAT: " before the text; kind, errno and place stay. Returns -1. */
int error_wrap(struct error *err, const char *format, ...) ERROR_PRINTF(2, 3);

/* Appends FORMAT to the text ("; unchanged"). Returns -1. */
int error_append(struct error *err, const char *format, ...) ERROR_PRINTF(2, 3);

/* Names the file of the place, if none is named yet. Returns -1. */
int error_path(struct error *err, const char *path);

/* Compilers and analysers see one file at a time: with macros of the same names they know the result, too. */
static inline int error_result(int always_minus_one)
{
	(void)always_minus_one;
	return -1;
}
#define error_set(...) error_result(error_set(__VA_ARGS__))
#define error_at(...) error_result(error_at(__VA_ARGS__))
#define error_system(...) error_result(error_system(__VA_ARGS__))
#define error_memory(err) error_result(error_memory(err))
#define error_wrap(...) error_result(error_wrap(__VA_ARGS__))
#define error_append(...) error_result(error_append(__VA_ARGS__))
#define error_path(err, path) error_result(error_path(err, path))

#endif
