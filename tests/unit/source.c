#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/source.h"

static struct error err;

static void every_character_is_read_as_it_is_written(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10FFFF; code++) {
		struct buf text BUF_AUTO = BUF_EMPTY;
		uint32_t read = 0;
		source_add_character(&text, code);
		size_t length = source_character(buf_span(&text), 0, &read);
		if (code >= 0xD800 && code < 0xE000)
			assert_int_equal(length, 0);
		else if (length != text.length || read != code)
			fail_msg("U+%04X is read as U+%04X, %zu bytes", code, read, length);
		for (size_t cut = 1; cut < text.length; cut++)
			assert_int_equal(source_character(span_from(text.at, cut), 0, &read), 0);
	}
}

/* Whatever is taken for a character has to be its one and only spelling. */
static void no_character_has_a_second_spelling(void **state)
{
	(void)state;
	for (uint32_t bytes = 0; bytes < 1u << 24; bytes += bytes < 0x800000 ? 0x10001 : 3) {
		const char at[4] = { (char)(bytes >> 16), (char)(bytes >> 8), (char)bytes, (char)0x80 };
		struct buf again BUF_AUTO = BUF_EMPTY;
		uint32_t code = 0;
		size_t length = source_character(span_from(at, 4), 0, &code);
		source_add_character(&again, code);
		if (length > 0 && !span_equal(buf_span(&again), span_from(at, length)))
			fail_msg("%06x is taken for U+%04X", bytes, code);
	}
}

static void blanks_breaks_and_comments_are_skipped(void **state)
{
	struct span source = SPAN(" \t\r\n# a\n  # b\r# c\r\nd #e");
	(void)state;
	assert_int_equal(source_skip(source, 0), 19);
	assert_int_equal(source_skip(source, 19), 19);
	assert_int_equal(source_skip(source, 20), source.length);
	assert_int_equal(source_skip(source, (uint32_t)source.length), source.length);
}

static void lines_end_at_every_kind_of_break(void **state)
{
	struct span source = SPAN("a\nb\r\nc\rd");
	static const uint32_t ends[] = { 1, 1, 3, 3, 3, 6, 6, 8 }, nexts[] = { 2, 2, 5, 5, 4, 7, 7, 8 };
	(void)state;
	for (uint32_t at = 0; at < source.length; at++) {
		if (at == 4) /* between CR and LF: not a place where a line is looked for */
			continue;
		assert_int_equal(source_line_end(source, at), ends[at]);
		assert_int_equal(source_next_line(source, at), nexts[at]);
	}
	assert_int_equal(source_column(source, 6), 1);
	assert_int_equal(source_column(source, 7), 0);
	assert_true(source_breaks(source, 0, 2));
	assert_false(source_breaks(source, 0, 1));
	assert_false(source_breaks(source, 2, 3));
}

static void a_byte_order_mark_is_seen_at_the_start_only(void **state)
{
	(void)state;
	assert_int_equal(source_bom(SPAN("\xef\xbb\xbf\x61")), 3);
	assert_int_equal(source_bom(SPAN("a\xef\xbb\xbf")), 0);
	assert_int_equal(source_bom(SPAN("\xef\xbb")), 0);
}

static void the_next_document_is_found_where_its_content_begins(void **state)
{
	(void)state;
	assert_int_equal(source_next_document(SPAN("a\n---\n# b\n"), 1), 0);
	assert_int_equal(source_next_document(SPAN("a\n---\nb\n"), 1), 2);
	assert_int_equal(source_next_document(SPAN("a\n---\n---\nb\n"), 1), 6);
	assert_int_equal(source_next_document(SPAN("a\n---\n...\nb\n"), 1), 10);
	assert_int_equal(source_next_document(SPAN("a\n---b\n"), 1), 2);
	assert_int_equal(source_next_document(SPAN("a\n ---\n"), 1), 3);
	assert_int_equal(source_next_document(SPAN("a\n...\n%YAML 1.1\n---\n"), 1), 0);
	assert_int_equal(source_next_document(SPAN("a\n---\n%b\n"), 1), 2);
	assert_int_equal(source_next_document(SPAN("a\n---\t# b"), 1), 0);
	assert_int_equal(source_next_document(SPAN("a\n---"), 1), 0);
}

static void a_tag_directive_is_seen_among_the_directives_only(void **state)
{
	(void)state;
	assert_int_equal(source_check_yaml(SPAN("%TAG ! x\n---\na"), &err), -1);
	assert_int_equal(source_check_yaml(SPAN("\xef\xbb\xbf# a\n%YAML 1.1\n %TAG\n"), &err), -1);
	assert_int_equal(err.line, 3);
	assert_int_equal(source_check_yaml(SPAN("%TAGS\n---\n%TAG\n"), &err), 0);
	assert_int_equal(source_check_yaml(SPAN("a: b\n%TAG"), &err), 0);
}

/* Bytes are looked at eight at a time, and then one by one. */
static void a_byte_that_yaml_forbids_is_found_wherever_it_stands(void **state)
{
	(void)state;
	char text[19];
	for (int byte = 0; byte < 0x80; byte++)
		for (size_t at = 0; at < sizeof(text); at++)
			for (int other = 0; other < 2; other++) {
				memset(text, other ? '~' : '\n', sizeof(text));
				text[at] = (char)byte;
				bool allowed = byte == '\t' || byte == '\n' || byte == '\r' || (byte >= ' ' && byte < 0x7F);
				if ((source_check_yaml(span_from(text, sizeof(text)), &err) == 0) != allowed)
					fail_msg("byte 0x%02x at %zu", (unsigned)byte, at);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_byte_that_yaml_forbids_is_found_wherever_it_stands),
		cmocka_unit_test(every_character_is_read_as_it_is_written),
		cmocka_unit_test(no_character_has_a_second_spelling),
		cmocka_unit_test(blanks_breaks_and_comments_are_skipped),
		cmocka_unit_test(lines_end_at_every_kind_of_break),
		cmocka_unit_test(a_byte_order_mark_is_seen_at_the_start_only),
		cmocka_unit_test(the_next_document_is_found_where_its_content_begins),
		cmocka_unit_test(a_tag_directive_is_seen_among_the_directives_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
