#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *plain, *coded;
} pairs[] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "\xff\xfe>?", "//4+Pw==" } };

static void base64_agrees_with_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		BUF_AUTO struct buf coded = BUF_EMPTY;
		BUF_AUTO struct buf plain = BUF_EMPTY;
		struct error err = { 0 };
		base64_add(&coded, span_of(pairs[i].plain));
		assert_string_equal(buf_text(&coded), pairs[i].coded);
		assert_int_equal(base64_decode(span_of(pairs[i].coded), &plain, &err), 0);
		assert_string_equal(buf_text(&plain), pairs[i].plain);
	}
}

static void base64_passes_over_line_breaks(void **state)
{
	BUF_AUTO struct buf plain = BUF_EMPTY;
	struct error err = { 0 };
	(void)state;
	assert_int_equal(base64_decode(SPAN("Zm\r\n9v\nYg==\n"), &plain, &err), 0);
	assert_string_equal(buf_text(&plain), "foob");
}

static void base64_refuses_what_is_not_base64(void **state)
{
	static const char *const bad[] = { "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Z===", "Zg=a", "Zg==Zg==", "Zm 9v", "Zm9v-_", "Zm9v=" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		BUF_AUTO struct buf plain = BUF_EMPTY;
		struct error err = { 0 };
		if (base64_decode(span_of(bad[i]), &plain, &err) != -1)
			fail_msg("'%s' was taken", bad[i]);
	}
}

static void base64_gives_random_bytes_back(void **state)
{
	(void)state;
	srandom(1);
	for (int round = 0; round < 500; round++) {
		BUF_AUTO struct buf plain = BUF_EMPTY;
		BUF_AUTO struct buf coded = BUF_EMPTY;
		BUF_AUTO struct buf again = BUF_EMPTY;
		struct error err = { 0 };
		for (long count = random() % 70; count > 0; count--)
			buf_add_byte(&plain, (char)random());
		base64_add(&coded, buf_span(&plain));
		assert_int_equal(base64_decode(buf_span(&coded), &again, &err), 0);
		assert_true(span_equal(buf_span(&plain), buf_span(&again)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_agrees_with_the_rfc),
		cmocka_unit_test(base64_passes_over_line_breaks),
		cmocka_unit_test(base64_refuses_what_is_not_base64),
		cmocka_unit_test(base64_gives_random_bytes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
