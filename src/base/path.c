#include "base/path.h"

static void drop_last(struct buf *out, size_t start)
{
	while (out->length > start && out->at[--out->length] != '/')
		;
	out->at[out->length] = '\0';
}

void path_clean(struct span path, struct buf *out)
{
	size_t start = out->length;
	buf_reserve(out, path.length + 1);
	for (size_t at = 0, end; at < path.length; at = end + 1) {
		end = span_find(path, "/", at);
		struct span part = span_cut(path, at, end);
		if (part.length == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..")) {
			if (out->length > start)
				drop_last(out, start);
			continue;
		}
		buf_add_byte(out, '/');
		buf_add_span(out, part);
	}
	if (out->length == start)
		buf_add_byte(out, '/');
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
