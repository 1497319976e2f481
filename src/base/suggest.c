#include "base/suggest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 63 }; /* a longer word is no slip of the finger */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Three rows are enough: a swap looks back two. */
static size_t distance(struct span a, struct span b)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b.length; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			size_t cost = same_letter(a.at[i - 1], b.at[j - 1]) ? 0 : 1;
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + cost);
			if (i > 1 && j > 1 && same_letter(a.at[i - 1], b.at[j - 2]) && same_letter(a.at[i - 2], b.at[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b.length];
}

void suggest_offer(struct suggest *suggest, const char *candidate)
{
	struct span other = span_of(candidate);
	if (suggest->word.length == 0 || suggest->word.length > LONGEST || other.length > LONGEST)
		return;
	size_t found = distance(suggest->word, other);
	if (found < suggest->distance && found * 3 <= other.length) {
		suggest->distance = found;
		suggest->best = candidate;
	}
}
