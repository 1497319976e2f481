/*
 * Memory that runs out at any one allocation: said as such, nothing leaks (under ASan), nothing is half done.
 */
#include "script.h"
#include "yaml/diff.h"

static long allocations_left = -1; /* below 0: as many as wanted */

static bool runs_out(void)
{
	return allocations_left == 0 || (allocations_left > 0 && --allocations_left == 0);
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
void *__real_reallocarray(void *at, size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);
void *__wrap_reallocarray(void *at, size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
	return runs_out() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return runs_out() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *at, size_t size)
{
	return runs_out() ? NULL : __real_realloc(at, size);
}

void *__wrap_reallocarray(void *at, size_t count, size_t size)
{
	return runs_out() ? NULL : __real_reallocarray(at, count, size);
}

static const char text[] = "a:\n- k: x # c\n  l: {m: [n1], o: {}}\n- |\n  text\nb: [x,\n  yy]\nc: []\nd: {}\ne:\n- - x\n  - yy\nf: x";
static const char script[] =
        "INSERT /a 1 {\"l\":{\"o\":[\"x\"],\"m\":true},\"k\":\"yy\"}\nREMOVE /a/0/k\nSET /a/1 [\"x\"]\nINSERT /b 1 "
        "[\"x\",{\"k\":\"l\"}]\nREMOVE /b/0\n"
        "INSERT /c 0 \"x\"\nPUT /d k {\"l\":\"m\"}\nINSERT /e/0 0 \"w\"\nREMOVE /e/0/1\nPUT / g [\"x\"]\nSET /f \"yy\"";

static int edit_once(const struct tree *tree, const struct edits *edits, struct buf *result, struct error *err)
{
	struct changes changes = CHANGES_EMPTY;
	BUF_AUTO struct buf diff = BUF_EMPTY;
	int failed = edits_render(tree, edits, &changes, err) || changes_apply(tree->source, &changes, result, err) ||
	             diff_unified(tree->source, buf_span(result), "a", "b", &diff, err);
	changes_release(&changes);
	return failed ? -1 : 0;
}

static void rendering_survives_any_allocation_that_fails(void **state)
{
	(void)state;
	TREE_AUTO struct tree tree = TREE_EMPTY;
	struct edits edits = EDITS_EMPTY;
	struct error err = {0};
	long failing = 1;
	assert_int_equal(doc_parse(span_of(text), &tree, &err), 0);
	script_read(&tree, script, &edits);
	for (;; failing++) {
		BUF_AUTO struct buf result = BUF_EMPTY;
		allocations_left = failing;
		int failed = edit_once(&tree, &edits, &result, &err);
		bool ran_out = allocations_left == 0;
		allocations_left = -1;
		if (failed)
			assert_int_equal(err.kind, ERROR_MEMORY);
		if (!ran_out) {
			assert_int_equal(failed, 0);
			break;
		}
	}
	assert_true(failing > 40);
	edits_release(&edits);
}

static void verifying_survives_any_allocation_that_fails(void **state)
{
	(void)state;
	TREE_AUTO struct tree tree = TREE_EMPTY;
	TREE_AUTO struct tree again = TREE_EMPTY;
	BUF_AUTO struct buf result = BUF_EMPTY;
	struct edits edits = EDITS_EMPTY;
	struct error err = {0};
	long failing = 1;
	int failed = -1;
	assert_int_equal(doc_parse(span_of(text), &tree, &err), 0);
	script_read(&tree, script, &edits);
	assert_int_equal(edit_once(&tree, &edits, &result, &err), 0);
	assert_int_equal(doc_parse(buf_span(&result), &again, &err), 0);
	for (; failed; failing++) {
		allocations_left = failing;
		failed = verify_edited(&tree, &edits, &again, &err);
		allocations_left = -1;
		if (failed)
			assert_int_equal(err.kind, ERROR_MEMORY);
	}
	assert_true(failing > 10);
	edits_release(&edits);
}

static void adding_an_edit_survives_any_allocation_that_fails(void **state)
{
	(void)state;
	struct error err = {0};
	for (long failing = 1; failing < 4; failing++) {
		struct edits edits = EDITS_EMPTY;
		struct buf value = BUF_EMPTY;
		buf_add_text(&value, "true");
		allocations_left = failing;
		int failed = edits_add(&edits, EDIT_PUT, 1, 0, "key", &value, &err);
		allocations_left = -1;
		assert_null(value.at);
		assert_int_equal(failed, failing < 3 ? -1 : 0);
		assert_int_equal(edits.count, failing < 3 ? 0 : 1);
		edits_release(&edits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(rendering_survives_any_allocation_that_fails),
	        cmocka_unit_test(verifying_survives_any_allocation_that_fails),
	        cmocka_unit_test(adding_an_edit_survives_any_allocation_that_fails),
	};
	return cmocka_run_group_tests_name("edit_memory", tests, NULL, NULL);
}
