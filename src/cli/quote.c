#include "cli/quote.h"

#include <string.h>

void quote_for_shell(struct buf *out, const char *path)
{
	static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@%,";
	size_t plain = strspn(path, harmless);
	if (plain > 0 && path[plain] == '\0') {
		buf_add_text(out, path);
		return;
	}
	buf_add_byte(out, '\'');
	for (; *path; path++)
		if (*path == '\'')
			buf_add_text(out, "'\\''");
		else
			buf_add_byte(out, *path);
	buf_add_byte(out, '\'');
}
