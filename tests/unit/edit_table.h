/*
 * A table of edits: each case is a small text, a script (script.h) and the text that must come out. Both readers must find in
 * the result what was asked for and nothing else. WANT NULL: refused, with a place.
 */
#ifndef KAUDIT_TESTS_EDIT_TABLE_H
#define KAUDIT_TESTS_EDIT_TABLE_H

#include "script.h"

struct edit_case {
	const char *name, *in, *script, *want;
};

static inline bool edit_case_passes(const struct edit_case *at)
{
	struct error err = { 0 };
	BUF_AUTO struct buf got = BUF_EMPTY;
	int refused = script_apply(at->in, at->script, &got, &err);
	if (refused && !at->want && err.kind == ERROR_REFUSED && err.line > 0)
		return true;
	if (!refused && at->want && strcmp(buf_text(&got), at->want) == 0)
		return true;
	print_error("%s:\n--- in\n%s\n--- script\n%s\n--- want\n%s\n--- got\n%s\n", at->name, at->in, at->script, at->want ? at->want : "(refused)",
	            refused ? err.text : buf_text(&got));
	return false;
}

static inline void edit_table_run(const struct edit_case *cases, size_t count)
{
	size_t failed = 0;
	for (size_t i = 0; i < count; i++)
		failed += !edit_case_passes(&cases[i]);
	assert_int_equal(failed, 0);
}

#endif
