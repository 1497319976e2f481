#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/quote.h"

static void a_shell_reads_one_word_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *path, *wanted;
	} cases[] = {
	        {"/etc/kubernetes/audit-policy.yaml", "/etc/kubernetes/audit-policy.yaml"},
	        {"/a b", "'/a b'"},
	        {"/$(reboot);x", "'/$(reboot);x'"},
	        {"/it's", "'/it'\\''s'"},
	        {"~", "'~'"},
	        {"", "''"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_EMPTY;
		quote_for_shell(&out, cases[i].path);
		assert_string_equal(buf_text(&out), cases[i].wanted);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_shell_reads_one_word_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
