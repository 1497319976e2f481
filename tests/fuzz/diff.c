/*
 * NAME \0 OLD \0 NEW: the diff of two texts, applied by a small patch program of the tests' own, gives the new one;
 * applied to the new one it does not; equal texts give none.
 */
#include "fuzz.h"

#include "../property/manifests/apply.h"
#include "yaml/diff.h"

static void check(struct span old_text, struct span new_text, const char *name)
{
	struct buf diff BUF_AUTO = BUF_EMPTY, patched BUF_AUTO = BUF_EMPTY;
	struct error err;
	must(diff_unified(old_text, new_text, name, name, &diff, &err) == 0, "diff");
	must((diff.length == 0) == span_equal(old_text, new_text), "a diff of equal texts, or none of texts that differ");
	must(apply_diff(old_text, buf_span(&diff), &patched), "the diff does not apply");
	must(span_equal(buf_span(&patched), new_text), "the diff gives other bytes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = fuzz_input(data, size);
	char *name = span_dup(fuzz_until(&input, '\0'));
	struct span old_text = fuzz_until(&input, '\0');
	must(name != NULL, "no memory");
	check(old_text, input, name);
	check(input, old_text, name);
	check(input, input, name);
	free(name);
	return 0;
}
