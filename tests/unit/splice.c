#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/splice.h"

static void add(struct changes *changes, uint32_t at, uint32_t drop, const char *text)
{
	struct error err;
	struct buf taken = BUF_EMPTY;
	buf_add_text(&taken, text);
	assert_int_equal(changes_add(changes, at, drop, &taken, &err), 0);
	assert_null(taken.at);
}

static void assert_splices(const char *source, struct changes *changes, const char *want)
{
	struct error err;
	BUF_AUTO struct buf result = BUF_EMPTY;
	assert_int_equal(changes_sort(changes, strlen(source), &err), 0);
	assert_int_equal(changes_apply(span_of(source), changes, &result, &err), 0);
	assert_string_equal(buf_text(&result), want);
	assert_int_equal(result.length, strlen(want));
	changes_release(changes);
}

static void assert_refuses(struct changes *changes, size_t length)
{
	struct error err = {0};
	assert_int_equal(changes_sort(changes, length, &err), -1);
	assert_int_equal(err.kind, ERROR_BUG);
	changes_release(changes);
}

static void splice_without_changes_copies_the_source(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	assert_splices("a: 1\r\n", &changes, "a: 1\r\n");
	assert_splices("", &changes, "");
}

static void splice_keeps_every_byte_outside_the_change(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	add(&changes, 7, 0, "!");
	add(&changes, 3, 3, "three");
	add(&changes, 0, 0, "> ");
	assert_splices("0123456789", &changes, "> 012three6!789");
}

static void splice_writes_changes_of_one_place_in_the_order_in_which_they_came(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	for (const char *letter = "abcdefghij"; *letter; letter++)
		add(&changes, 4, 0, (char[]){*letter, 0});
	add(&changes, 1, 0, "x");
	assert_splices("0123456", &changes, "0x123abcdefghij456");
}

static void splice_takes_insertions_on_both_sides_of_a_drop(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	add(&changes, 5, 0, "]");
	add(&changes, 2, 0, "[");
	add(&changes, 2, 3, "-");
	add(&changes, 5, 2, "");
	assert_splices("0123456789", &changes, "01[-]789");
	add(&changes, 2, 3, "-");
	add(&changes, 2, 0, "+");
	assert_splices("0123456789", &changes, "01-+56789");
}

static void splice_can_drop_all_and_append_at_the_end(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	add(&changes, 3, 0, "new");
	add(&changes, 0, 3, "");
	assert_splices("old", &changes, "new");
	add(&changes, 0, 3, "");
	assert_splices("old", &changes, "");
}

static void changes_that_overlap_are_found(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	add(&changes, 2, 3, "");
	add(&changes, 4, 1, "");
	assert_refuses(&changes, 10);
	add(&changes, 2, 3, "");
	add(&changes, 2, 1, "");
	assert_refuses(&changes, 10);
	add(&changes, 3, 0, "inside");
	add(&changes, 2, 3, "");
	assert_refuses(&changes, 10);
	add(&changes, 2, 8, "");
	add(&changes, 3, 0, "inside a longer one");
	add(&changes, 3, 0, "again");
	assert_refuses(&changes, 10);
}

static void changes_outside_of_the_source_are_found(void **state)
{
	(void)state;
	struct changes changes = CHANGES_EMPTY;
	add(&changes, 11, 0, "");
	assert_refuses(&changes, 10);
	add(&changes, 8, 3, "");
	assert_refuses(&changes, 10);
	add(&changes, 1, UINT32_MAX, "");
	assert_refuses(&changes, 10);
}

static void a_text_that_ran_out_of_memory_is_not_spliced(void **state)
{
	(void)state;
	struct error err = {0};
	struct changes changes = CHANGES_EMPTY;
	struct buf result = BUF_EMPTY;
	add(&changes, 0, 0, "x");
	changes.list[0].text.failed = true;
	assert_int_equal(changes_apply(SPAN("abc"), &changes, &result, &err), -1);
	assert_int_equal(err.kind, ERROR_MEMORY);
	assert_null(result.at);
	changes_release(&changes);
}

static void apply_last_to_first(struct span source, const struct changes *changes, struct buf *result)
{
	buf_add_span(result, source);
	for (size_t i = changes->count; i-- > 0;) {
		const struct change *change = &changes->list[i];
		struct buf next = BUF_EMPTY;
		buf_add_span(&next, span_cut(buf_span(result), 0, change->at));
		buf_add_span(&next, buf_span(&change->text));
		buf_add_span(&next, span_cut(buf_span(result), change->at + change->drop, result->length));
		buf_release(result);
		*result = next;
	}
}

static void random_changes(struct changes *changes, uint32_t length)
{
	for (uint32_t at = 0; at < length;) {
		char text[16];
		uint32_t drop = (uint32_t)random() % 5;
		if (at + drop > length)
			break;
		snprintf(text, sizeof(text), "<%ld>", random() % 100);
		add(changes, at, drop, text);
		at += drop + 1 + (uint32_t)random() % 9;
	}
}

static void splice_equals_applying_each_change_by_itself(void **state)
{
	(void)state;
	struct error err;
	srandom(7);
	for (int round = 0; round < 300; round++) {
		struct changes changes = CHANGES_EMPTY;
		char source[200];
		BUF_AUTO struct buf want = BUF_EMPTY;
		BUF_AUTO struct buf got = BUF_EMPTY;
		for (size_t i = 0; i < sizeof(source); i++)
			source[i] = (char)('a' + random() % 26);
		random_changes(&changes, sizeof(source));
		apply_last_to_first(span_from(source, sizeof(source)), &changes, &want);
		for (size_t i = changes.count; i > 1; i--) { /* the order of adding does not matter for different places */
			size_t other = (size_t)random() % i;
			struct change swap = changes.list[i - 1];
			changes.list[i - 1] = changes.list[other];
			changes.list[other] = swap;
		}
		assert_int_equal(changes_sort(&changes, sizeof(source), &err), 0);
		assert_int_equal(changes_apply(span_from(source, sizeof(source)), &changes, &got, &err), 0);
		assert_string_equal(buf_text(&got), buf_text(&want));
		changes_release(&changes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(splice_without_changes_copies_the_source),
	        cmocka_unit_test(splice_keeps_every_byte_outside_the_change),
	        cmocka_unit_test(splice_writes_changes_of_one_place_in_the_order_in_which_they_came),
	        cmocka_unit_test(splice_takes_insertions_on_both_sides_of_a_drop),
	        cmocka_unit_test(splice_can_drop_all_and_append_at_the_end),
	        cmocka_unit_test(changes_that_overlap_are_found),
	        cmocka_unit_test(changes_outside_of_the_source_are_found),
	        cmocka_unit_test(a_text_that_ran_out_of_memory_is_not_spliced),
	        cmocka_unit_test(splice_equals_applying_each_change_by_itself),
	};
	return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}
