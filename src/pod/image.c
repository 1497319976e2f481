#include "pod/image.h"

#include "base/path.h"

struct span image_name(struct span image)
{
	struct span last = path_name(span_cut(image, 0, span_find(image, "@", 0)));
	return span_cut(last, 0, span_find(last, ":", 0));
}

unsigned image_minor(struct span image)
{
	struct span last = path_name(span_cut(image, 0, span_find(image, "@", 0)));
	struct span tag = span_cut(last, span_find(last, ":", 0) + 1, last.length);
	if (span_starts(tag, "v"))
		tag = span_cut(tag, 1, tag.length);
	if (!span_starts(tag, "1."))
		return 0;
	unsigned minor = 0;
	size_t at = 2;
	for (; at < tag.length && tag.at[at] >= '0' && tag.at[at] <= '9'; at++) {
		if (minor > 99)
			return 0;
		minor = minor * 10 + (unsigned)(tag.at[at] - '0');
	}
	bool ends = at == tag.length || tag.at[at] == '.' || tag.at[at] == '-' || tag.at[at] == '_' || tag.at[at] == '+';
	return at > 2 && ends ? minor : 0;
}
