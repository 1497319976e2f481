/*
 * fuzz: what the targets share. A target is one file, tests/fuzz/NAME.c, with the function that libFuzzer and AFL++ call; it ends by
 * abort() when something does not hold. tests/fuzz/main/replay.c gives it a main for the ordinary compiler.
 */
#ifndef KAUDIT_TESTS_FUZZ_H
#define KAUDIT_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

/* A refusal of the input says where. */
static inline void must_have_place(const struct error *err, const char *what)
{
	if (err->kind == ERROR_REFUSED && err->line > 0 && err->column > 0 && err->text[0])
		return;
	fprintf(stderr, "%s: kind %d at %u:%u: %s\n", what, (int)err->kind, err->line, err->column, err->text);
	abort();
}

static inline struct span fuzz_input(const uint8_t *data, size_t size)
{
	return span_from((const char *)data, size);
}

static inline uint8_t fuzz_byte(struct span *input)
{
	if (input->length == 0)
		return 0;
	uint8_t byte = (uint8_t)input->at[0];
	*input = span_cut(*input, 1, input->length);
	return byte;
}

/* What stands before the next byte END, which is taken, too. */
static inline struct span fuzz_until(struct span *input, char end)
{
	const char *at = input->length ? memchr(input->at, end, input->length) : NULL;
	size_t length = at ? (size_t)(at - input->at) : input->length;
	struct span found = span_cut(*input, 0, length);
	*input = span_cut(*input, at ? length + 1 : length, input->length);
	return found;
}

#endif
