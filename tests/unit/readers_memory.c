/* Every allocation of the readers made to fail, one after the other: an error, nothing left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/doc.h"
#include "yaml/json.h"
#include "yaml/reread.h"

static int left = -1; /* allocations that succeed; negative: all */

static int one_less(void)
{
	return left < 0 || left-- > 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *at, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *at, size_t size);

void *__wrap_malloc(size_t size)
{
	return one_less() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return one_less() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *at, size_t size)
{
	return one_less() ? __real_realloc(at, size) : NULL;
}

/* Returns how many allocations there are. */
static int fail_each(int (*parse)(struct span, struct tree *, struct error *), struct span source)
{
	for (int count = 0;; count++) {
		struct tree tree TREE_AUTO = TREE_EMPTY;
		struct error err;
		left = count;
		int result = parse(source, &tree, &err);
		left = -1;
		if (result == 0)
			return count;
		if (err.kind != ERROR_MEMORY)
			fail_msg("allocation %d: %s", count, err.text);
		assert_null(tree.nodes);
		assert_null(tree.anchors);
		assert_null(tree.tags);
		assert_null(tree.arena.at);
	}
}

/* More nodes, anchors, tags and text than fit at first, and a mapping with so many keys that they are hashed. */
static void add_document(struct buf *source)
{
	buf_add_text(source, "keys:\n");
	for (int key = 0; key < 20; key++)
		buf_printf(source, "  key%d: &a%d !!str \"a longer text\\n\"\n", key, key);
	buf_add_text(source, "list:\n");
	for (int item = 0; item < 80; item++)
		buf_printf(source, "- &b%d !t 'it''s'\n- *b%d\n- |\n  block\n", item, item);
}

static void memory_that_runs_out_is_an_error_of_each_reader(void **state)
{
	struct buf source BUF_AUTO = BUF_EMPTY, json BUF_AUTO = BUF_EMPTY;
	(void)state;
	add_document(&source);
	assert_true(fail_each(doc_parse, buf_span(&source)) > 6);
	assert_true(fail_each(reread_parse, buf_span(&source)) > 6);
	buf_add_text(&json, "{");
	for (int key = 0; key < 100; key++)
		buf_printf(&json, "\"key%d\": \"a\\n\", ", key);
	buf_add_text(&json, "\"end\": []}");
	assert_true(fail_each(json_parse, buf_span(&json)) > 4);
	assert_true(fail_each(doc_parse, buf_span(&json)) > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_runs_out_is_an_error_of_each_reader),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
