#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "judge.h"
#include "yaml/json.h"

struct answer { /* what the oracle said of one file */
	uint64_t seed;
	bool is_result; /* SEED.out */
	bool ok;
	struct span text; /* the pod, or what is wrong */
};

static bool read_answer(struct span *rest, struct answer *answer)
{
	size_t line = span_find(*rest, "\n", 0), tab = span_find(*rest, "\t", 0);
	if (tab >= line)
		return false;
	struct span path = span_cut(*rest, 0, tab);
	size_t name = tab;
	while (name > 0 && path.at[name - 1] != '/')
		name--;
	answer->seed = strtoull(path.at + name, NULL, 10);
	answer->is_result = span_ends(path, ".out");
	answer->ok = span_starts(span_cut(*rest, tab + 1, line), "ok");
	size_t end = answer->ok ? span_find(*rest, "\n}\n", line) + 3 : line + 1;
	answer->text = answer->ok ? span_cut(*rest, line + 1, end) : span_cut(*rest, tab + 1, line);
	*rest = span_cut(*rest, end, rest->length);
	return true;
}

static void judge_pair(const struct wishes *wishes, bool generated, const struct answer *source, const struct answer *result,
		       struct buf *complaints)
{
	struct error err = { 0 };
	struct tree old_tree TREE_AUTO = TREE_EMPTY, new_tree TREE_AUTO = TREE_EMPTY;
	struct view before VIEW_AUTO = { 0 }, after VIEW_AUTO = { 0 };
	if (!source->ok && !generated)
		return; /* a real manifest that the kubelet refuses anyway */
	if (!source->ok || !result->ok)
		buf_printf(complaints, "the kubelet says of the %s: %.*s\n", source->ok ? "result" : "source", SPAN_ARG(source->ok ? result->text : source->text));
	else if (json_parse(source->text, &old_tree, &err) < 0 || json_parse(result->text, &new_tree, &err) < 0)
		buf_printf(complaints, "the oracle's answer: %s\n", err.text);
	else if (!view_make(&old_tree, &before) || !view_make(&new_tree, &after))
		buf_add_text(complaints, "no API server is found in the oracle's answer\n");
	else
		judge_pod(&(struct judge){
			.before = &before,
			.after = &after,
			.changed = !span_equal(source->text, result->text), /* a hash of the content is in it */
			.wishes = wishes,
			.complaints = complaints,
		});
}

static void judge_answers(struct span answers, bool is_generated, size_t *passed, size_t *failed)
{
	struct answer source = { 0 }, answer;
	struct wishes defaults;
	wishes_default(&defaults);
	while (read_answer(&answers, &answer)) {
		if (!answer.is_result) {
			source = answer;
			continue;
		}
		struct generated generated GENERATED_AUTO;
		struct buf complaints BUF_AUTO = BUF_EMPTY;
		generate(answer.seed, &generated);
		judge_pair(is_generated ? &generated.model.wishes : &defaults, is_generated, &source, &answer, &complaints);
		if (complaints.length > 0)
			printf("%llu, as the kubelet reads it: %s", (unsigned long long)answer.seed, buf_text(&complaints));
		++*(complaints.length > 0 ? failed : passed);
	}
}

bool oracle_judge(const char *path, bool generated, size_t *passed, size_t *failed)
{
	struct buf answers BUF_AUTO = BUF_EMPTY;
	if (!read_whole(path, &answers))
		return false;
	judge_answers(buf_span(&answers), generated, passed, failed);
	return true;
}
