/*
 * diff_lines: which lines of two texts differ; for diff only.
 */
#ifndef KAUDIT_YAML_DIFF_LINES_H
#define KAUDIT_YAML_DIFF_LINES_H

#include "base/buf.h"

struct text {
	struct span *lines; /* each with its line end; borrowed from the text */
	uint32_t *hashes;
	bool *differs; /* the line has no partner in the other text */
	size_t count;
};

#define TEXT_AUTO __attribute__((cleanup(text_release)))

int text_split(struct span from, struct text *text, struct error *err);
void text_release(struct text *text);

/* Sets `differs` in both. The lines that are left are equal one by one. */
int lines_compare(struct text *old, struct text *new, struct error *err);

#endif
