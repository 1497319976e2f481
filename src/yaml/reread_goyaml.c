#include "yaml/reread_goyaml.h"

#include <string.h>

#include "yaml/source.h"

/* YAML 1.1 breaks lines at these, too. */
static const char *const breaks[] = {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
enum { BREAKS = sizeof(breaks) / sizeof(breaks[0]) };

/* libyaml passes over a byte order mark wherever a line begins with one; in go-yaml it is a letter like others (is_bom looks at the wrong
 * place). */
int goyaml_check_source(struct span source, struct error *err)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t start = source_skip_ascii(source, 0);
	for (size_t at = span_find(source, mark, start > 0 ? start : 1); at < source.length; at = span_find(source, mark, at + 1))
		for (size_t i = 0; i < BREAKS; i++)
			if (span_ends(span_cut(source, 0, at), breaks[i]))
				return source_error(source, at, err,
				                    "a line begins with a byte order mark, which is read differently; take it away");
	return 0;
}

int goyaml_check_scalar(struct span source, uint32_t start, uint32_t end, enum node_style style, bool flow, struct error *err)
{
	struct span text = span_cut(source, 0, end);
	if (style == STYLE_PLAIN && flow) {
		size_t at = span_find(text, "?", start);
		if (at < end)
			return source_error(source, at, err,
			                    "Kubernetes' YAML reader takes a '?' in brackets for a key; put the text in quotes");
	}
	if (style == STYLE_DOUBLE)
		for (size_t at = span_find(text, "\\", start); at < end; at = span_find(text, "\\", at + 2))
			if (at + 1 < end && source.at[at + 1] == '/')
				return source_error(source, at, err, "Kubernetes' YAML reader does not know the escape \\/; write / alone");
	return 0;
}

/* Which tokens are read differently is not worked out here: what could be is refused. */
int goyaml_check_rest(struct span source, uint32_t start, struct error *err)
{
	struct span rest = span_cut(source, start, source.length);
	if (span_starts(rest, "---") || span_starts(rest, "...") || span_starts(rest, "%"))
		return 0;
	if (span_find(rest, "\\/", 0) < rest.length || span_find(rest, "!", 0) < rest.length)
		return source_error(source, start, err, "there is something behind the end of the document; take it away");
	return 0;
}

static bool is_break(struct span source, uint32_t at)
{
	for (size_t i = 0; i < BREAKS; i++)
		if (span_starts(span_cut(source, at, source.length), breaks[i]))
			return true;
	return false;
}

uint32_t goyaml_tag_end(struct span source, uint32_t start, bool flow)
{
	bool verbatim = start + 1 < source.length && source.at[start + 1] == '<';
	uint32_t at = start;
	while (at < source.length && !strchr(verbatim ? ">" : flow ? " \t," : " \t", source.at[at]) && !is_break(source, at))
		at++;
	return at + (verbatim && at < source.length);
}

int goyaml_check_tag(struct span source, uint32_t start, uint32_t end, struct error *err)
{
	if (end < source.length && source.at[end] == ',')
		return source_error(source, start, err,
		                    "Kubernetes' YAML reader takes the ',' for a part of the tag; put a space before it");
	return 0;
}
