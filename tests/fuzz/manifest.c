/*
 * BYTE, options (one per line, up to an empty line), manifest: refused with a place, or everything holds that has to hold for a generated
 * manifest (tests/property/manifests): read again it is as wished and otherwise equal, bytes outside of the changes are the old ones, a second run has nothing to do,
 * the way back gives what had no audit settings its bytes again.
 *
 * BYTE: 1 the policy has a checksum, 2 another one, 4 the policy is newer than the server.
 */
#include "fuzz.h"

#include "../property/manifests/case.h"
#include "cli/options.h"
#include "pod/patch.h"

enum { WORDS_MAX = 40 };

struct command_line {
	char *words[WORDS_MAX + 1];
	int count;
};

static void take_words(struct span *input, struct command_line *line)
{
	line->words[line->count++] = span_dup(SPAN("kaudit-enable"));
	while (input->length > 0) {
		struct span word = fuzz_until(input, '\n');
		if (word.length == 0)
			return;
		if (line->count < WORDS_MAX)
			line->words[line->count++] = span_dup(word);
	}
}

static void check_edit(struct span source, const struct wishes *wishes)
{
	struct verdict verdict VERDICT_AUTO = {0};
	case_run_source(source, wishes, HAZARD_FUZZED, &verdict);
	if (verdict.complaints.length > 0) {
		fprintf(stderr, "%.*s\n==== result\n%.*s\n", SPAN_ARG(buf_span(&verdict.complaints)), SPAN_ARG(buf_span(&verdict.result)));
		abort();
	}
}

/* The way back of any manifest: refused, or the second one has nothing to do. */
static void check_removal(struct span source)
{
	struct patch patch PATCH_AUTO = PATCH_EMPTY, again PATCH_AUTO = PATCH_EMPTY;
	struct error err = {0};
	int outcome = patch_remove(source, NULL, &patch, &err);
	if (outcome < 0)
		must_have_place(&err, "the way back");
	if (outcome == PATCH_CHANGED)
		must(patch_remove(buf_span(&patch.result), NULL, &again, &err) == PATCH_NOTHING, "a second way back changes again");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const sums[] = {NULL, MODEL_SHA256, "a9993e364706816aba3e25717850c26c9cd0d89d0123456789abcdef01234567", MODEL_SHA256};
	struct span input = fuzz_input(data, size);
	struct command_line line = {.count = 0};
	struct options options;
	struct error err;
	uint8_t choice = fuzz_byte(&input);
	take_words(&input, &line);
	bool good = options_parse(line.count, line.words, &options, &err) == 0;
	if (good && options.mode == MODE_ENABLE) {
		options.wishes.manifest_directory = "/etc/kubernetes/manifests";
		options.wishes.policy_sha256 = sums[choice & 3];
		options.wishes.policy_is_newer = choice & 4;
		check_edit(input, &options.wishes);
	}
	if (good && options.mode <= MODE_REMOVE)
		check_removal(input);
	while (line.count > 0)
		free(line.words[--line.count]);
	return 0;
}
