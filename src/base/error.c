#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* The functions' names stand in brackets, since the header has macros of the same names. */

static const char cut_mark[] = "…";

/* Marks a text that did not fit, without leaving half of a UTF-8 character before the mark. */
static void mark_cut(struct error *err)
{
	size_t at = sizeof(err->text) - sizeof(cut_mark);
	while (at > 0 && ((unsigned char)err->text[at] & 0xC0) == 0x80)
		at--;
	memcpy(err->text + at, cut_mark, sizeof(cut_mark));
}

ERROR_PRINTF(3, 0) static void write_text(struct error *err, size_t at, const char *format, va_list args)
{
	int length = vsnprintf(err->text + at, sizeof(err->text) - at, format, args);
	if (length >= 0 && (size_t)length >= sizeof(err->text) - at)
		mark_cut(err);
}

static void begin(struct error *err, enum error_kind kind)
{
	err->kind = kind;
	err->errnum = 0;
	err->line = err->column = 0;
	err->path[0] = '\0';
}

int(error_set)(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list args;
	begin(err, kind);
	va_start(args, format);
	write_text(err, 0, format, args);
	va_end(args);
	return -1;
}

int(error_at)(struct error *err, uint32_t line, uint32_t column, const char *format, ...)
{
	va_list args;
	begin(err, ERROR_REFUSED);
	err->line = line;
	err->column = column;
	va_start(args, format);
	write_text(err, 0, format, args);
	va_end(args);
	return -1;
}

int(error_system)(struct error *err, int errnum, const char *format, ...)
{
	va_list args;
	begin(err, ERROR_SYSTEM);
	err->errnum = errnum;
	va_start(args, format);
	write_text(err, 0, format, args);
	va_end(args);
	return error_append(err, ": %s", strerror(errnum));
}

int(error_memory)(struct error *err)
{
	return error_set(err, ERROR_MEMORY, "out of memory");
}

int(error_wrap)(struct error *err, const char *format, ...)
{
	char inner[sizeof(err->text)];
	va_list args;
	memcpy(inner, err->text, sizeof(inner));
	va_start(args, format);
	write_text(err, 0, format, args);
	va_end(args);
	return error_append(err, ": %s", inner);
}

int(error_append)(struct error *err, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	write_text(err, strlen(err->text), format, args);
	va_end(args);
	return -1;
}

int(error_path)(struct error *err, const char *path)
{
	if (err->path[0] == '\0')
		snprintf(err->path, sizeof(err->path), "%s", path);
	return -1;
}
