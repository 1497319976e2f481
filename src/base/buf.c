#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t span_find(struct span haystack, const char *needle, size_t from)
{
	if (from >= haystack.length)
		return haystack.length;
	const char *start = haystack.at + from;
	size_t length = haystack.length - from;
	const char *found = needle[0] && !needle[1] ? memchr(start, needle[0], length) : memmem(start, length, needle, strlen(needle));
	return found ? (size_t)(found - haystack.at) : haystack.length;
}

struct span span_brief(struct span text)
{
	size_t length = 80;
	if (text.length <= length)
		return text;
	while (length > 0 && ((unsigned char)text.at[length] & 0xC0) == 0x80)
		length--;
	return span_cut(text, 0, length);
}

/* Room for MORE bytes and the NUL; doubles, so appending stays linear. */
static bool grow(struct buf *buf, size_t more)
{
	if (buf->failed)
		return false;
	if (more < buf->capacity && buf->length < buf->capacity - more)
		return true;
	size_t wanted = buf->length + more + 1;
	if (wanted <= more || wanted < buf->length)
		wanted = SIZE_MAX;
	size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
	while (capacity < wanted)
		capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
	char *at = realloc(buf->at, capacity);
	if (!at) {
		buf->failed = true;
		return false;
	}
	buf->at = at;
	buf->capacity = capacity;
	return true;
}

void buf_reserve(struct buf *buf, size_t more)
{
	if (buf->failed || (more < buf->capacity && buf->length < buf->capacity - more))
		return;
	size_t capacity = buf->length + more + 1;
	char *at = capacity > more ? realloc(buf->at, capacity) : NULL;
	if (!at)
		return; /* a hint: the next append asks again */
	buf->at = at;
	buf->capacity = capacity;
	buf->at[buf->length] = '\0';
}

void buf_add(struct buf *buf, const char *at, size_t length)
{
	if (!grow(buf, length))
		return;
	if (length > 0)
		memcpy(buf->at + buf->length, at, length);
	buf->length += length;
	buf->at[buf->length] = '\0';
}

void buf_add_span(struct buf *buf, struct span span)
{
	buf_add(buf, span.at, span.length);
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_add_byte(struct buf *buf, char byte)
{
	buf_add(buf, &byte, 1);
}

void buf_add_repeat(struct buf *buf, char byte, size_t count)
{
	if (!grow(buf, count))
		return;
	memset(buf->at + buf->length, byte, count);
	buf->length += count;
	buf->at[buf->length] = '\0';
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	size_t room = grow(buf, 0) ? buf->capacity - buf->length : 0;
	int length = vsnprintf(room ? buf->at + buf->length : NULL, room, format, args);
	if (length < 0)
		buf->failed = true;
	else if (grow(buf, (size_t)length)) {
		if ((size_t)length >= room)
			vsnprintf(buf->at + buf->length, (size_t)length + 1, format, again);
		buf->length += (size_t)length;
	} else if (room > 0) {
		buf->at[buf->length] = '\0';
	}
	va_end(again);
	va_end(args);
}

int buf_check(const struct buf *buf, struct error *err)
{
	return buf->failed ? error_memory(err) : 0;
}

void buf_release(struct buf *buf)
{
	free(buf->at);
	*buf = BUF_EMPTY;
}

char *span_dup(struct span span)
{
	char *copy = malloc(span.length + 1);
	if (!copy)
		return NULL;
	if (span.length > 0)
		memcpy(copy, span.at, span.length);
	copy[span.length] = '\0';
	return copy;
}
