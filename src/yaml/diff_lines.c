/*
 * Myers' greedy search (An O(ND) Difference Algorithm, 1986) over the lines that are left when
 * the common head and tail are off. It stops after SEARCH_MAX differing lines: what is found by then stays, the rest of
 * both texts is one hunk. Memory is bounded by the same number.
 */
#include "yaml/diff_lines.h"

#include <stdlib.h>
#include <string.h>

enum { SEARCH_MAX = 1024 };

struct window { /* the part of both texts that is searched: [from, end) */
	const struct text *old, *new;
	size_t old_from, new_from, old_count, new_count;
};

void text_release(struct text *text)
{
	free(text->lines);
	free(text->hashes);
	free(text->differs);
}

static uint32_t hash_line(struct span line)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < line.length; i++)
		hash = (hash ^ (unsigned char)line.at[i]) * 16777619u;
	return hash;
}

static size_t line_length(struct span text, size_t from)
{
	const char *end = memchr(text.at + from, '\n', text.length - from);
	return end ? (size_t)(end - text.at) + 1 - from : text.length - from;
}

int text_split(struct span from, struct text *text, struct error *err)
{
	size_t count = 0;
	for (size_t at = 0; at < from.length; at += line_length(from, at))
		count++;
	text->lines = reallocarray(NULL, count + 1, sizeof(*text->lines));
	text->hashes = reallocarray(NULL, count + 1, sizeof(*text->hashes));
	text->differs = calloc(count + 1, sizeof(*text->differs));
	if (!text->lines || !text->hashes || !text->differs)
		return error_memory(err);
	for (size_t at = 0; at < from.length; at += text->lines[text->count++].length) {
		struct span line = span_from(from.at + at, line_length(from, at));
		text->lines[text->count] = line;
		text->hashes[text->count] = hash_line(line);
	}
	return 0;
}

static bool same_line(const struct text *old, size_t i, const struct text *new, size_t j)
{
	return old->hashes[i] == new->hashes[j] && span_equal(old->lines[i], new->lines[j]);
}

static struct window trim(const struct text *old, const struct text *new)
{
	size_t head = 0, old_end = old->count, new_end = new->count;
	while (head < old_end && head < new_end && same_line(old, head, new, head))
		head++;
	while (old_end > head && new_end > head && same_line(old, old_end - 1, new, new_end - 1))
		old_end--, new_end--;
	return (struct window){old, new, head, head, old_end - head, new_end - head};
}

/* From line X of the old window and X - DIAGONAL of the new one, past all lines that are equal. */
static size_t slide(const struct window *window, size_t x, long diagonal)
{
	size_t y = (size_t)((long)x - diagonal);
	while (x < window->old_count && y < window->new_count &&
	       same_line(window->old, window->old_from + x, window->new, window->new_from + y))
		x++, y++;
	return x;
}

/*
 * For each number d of differing lines the furthest place on the diagonals -d, -d+2, …, d:
 * row d begins at d * (d + 1) / 2 and has d + 1 places. SIZE_MAX: not reached, off the texts.
 */
struct search {
	size_t *rows;
	long depth;    /* the last row that was made… */
	long diagonal; /* …and the diagonal on it from which to walk back */
};

static size_t *row_at(const struct search *search, long d, long diagonal)
{
	return &search->rows[(size_t)(d * (d + 1) / 2 + (diagonal + d) / 2)];
}

/* Whether the step to (d, diagonal) is a line put in (down) rather than one taken out; *ret_x is where it lands. */
static bool step(const struct search *search, const struct window *window, long d, long diagonal, size_t *ret_x)
{
	size_t put = diagonal < d ? *row_at(search, d - 1, diagonal + 1) : SIZE_MAX;
	size_t taken = diagonal > -d ? *row_at(search, d - 1, diagonal - 1) : SIZE_MAX;
	if (put != SIZE_MAX && (long)put - diagonal > (long)window->new_count)
		put = SIZE_MAX;
	taken = taken == SIZE_MAX || taken == window->old_count ? SIZE_MAX : taken + 1;
	bool down = put != SIZE_MAX && (taken == SIZE_MAX || put > taken - 1);
	*ret_x = down ? put : taken;
	return down;
}

/* Makes row D; true when the end of both texts is reached. */
static bool search_row(struct search *search, const struct window *window, long d)
{
	bool done = false;
	size_t furthest = 0;
	search->depth = d;
	for (long diagonal = -d; diagonal <= d; diagonal += 2) {
		size_t x = 0;
		if (d > 0)
			step(search, window, d, diagonal, &x);
		if (x != SIZE_MAX)
			x = slide(window, x, diagonal);
		*row_at(search, d, diagonal) = x;
		if (x == SIZE_MAX)
			continue;
		size_t covered = 2 * x - (size_t)diagonal;
		if (covered >= furthest) {
			furthest = covered;
			search->diagonal = diagonal;
		}
		done = done || covered == window->old_count + window->new_count;
	}
	return done;
}

/* Marks the differing lines on the way back from the furthest place, and all lines behind it. */
static void mark(const struct search *search, const struct window *window, struct text *old, struct text *new)
{
	long diagonal = search->diagonal;
	size_t x = *row_at(search, search->depth, diagonal), y = (size_t)((long)x - diagonal);
	for (size_t i = x; i < window->old_count; i++)
		old->differs[window->old_from + i] = true;
	for (size_t i = y; i < window->new_count; i++)
		new->differs[window->new_from + i] = true;
	for (long d = search->depth; d > 0; d--) {
		bool down = step(search, window, d, diagonal, &x);
		if (down)
			new->differs[window->new_from + (size_t)((long)x - diagonal) - 1] = true;
		else
			old->differs[window->old_from + x - 1] = true;
		diagonal += down ? 1 : -1;
	}
}

int lines_compare(struct text *old, struct text *new, struct error *err)
{
	struct window window = trim(old, new);
	size_t most = window.old_count + window.new_count;
	long limit = most < SEARCH_MAX ? (long)most : SEARCH_MAX;
	if (window.old_count == 0 || window.new_count == 0)
		limit = 0; /* nothing can be equal any more */
	struct search search = {.rows = reallocarray(NULL, (size_t)(limit + 1) * (size_t)(limit + 2) / 2, sizeof(*search.rows))};
	if (!search.rows)
		return error_memory(err);
	for (long d = 0; d <= limit && !search_row(&search, &window, d); d++)
		;
	mark(&search, &window, old, new);
	free(search.rows);
	return 0;
}
