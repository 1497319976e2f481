#include "audit/version.h"

#include <ctype.h>

unsigned version_minor(struct span text)
{
	unsigned minor = 0, digits = 0;
	if (span_starts(text, "v"))
		text = span_cut(text, 1, text.length);
	if (!span_starts(text, "1."))
		return 0;
	for (text = span_cut(text, 2, text.length); text.length > 0 && isdigit((unsigned char)text.at[0]) && digits < 3; digits++) {
		minor = minor * 10 + (unsigned)(text.at[0] - '0');
		text = span_cut(text, 1, text.length);
	}
	return text.length == 0 || text.at[0] == '.' ? minor : 0;
}
