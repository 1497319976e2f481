#include "base/path.h"

#include <string.h>

size_t path_clean_into(struct span path, char *room)
{
	size_t length = 0;
	for (size_t at = 0, end; at < path.length; at = end + 1) {
		end = span_find(path, "/", at);
		struct span part = span_cut(path, at, end);
		if (part.length == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..")) {
			while (length > 0 && room[--length] != '/')
				;
			continue;
		}
		room[length++] = '/';
		memmove(room + length, part.at, part.length);
		length += part.length;
	}
	if (length == 0)
		room[length++] = '/';
	return length;
}

void path_clean(struct span path, struct buf *out)
{
	size_t start = out->length;
	buf_add_repeat(out, '\0', path.length + 1);
	if (out->failed)
		return;
	out->length = start + path_clean_into(path, out->at + start);
	out->at[out->length] = '\0';
}

bool path_covers(struct span parent, struct span path)
{
	if (parent.length == 1)
		return true;
	return path.length >= parent.length && span_equal(span_cut(path, 0, parent.length), parent) &&
	       (path.length == parent.length || path.at[parent.length] == '/');
}

struct span path_directory(struct span path)
{
	size_t end = path.length;
	while (end > 0 && path.at[end - 1] != '/')
		end--;
	return end > 1 ? span_cut(path, 0, end - 1) : SPAN("/");
}

struct span path_name(struct span path)
{
	size_t start = path.length;
	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return span_cut(path, start, path.length);
}

bool path_steps_back(struct span path)
{
	for (size_t start = 0, end; start < path.length; start = end + 1) {
		end = span_find(path, "/", start);
		if (span_is(span_cut(path, start, end), ".."))
			return true;
	}
	return false;
}
