#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/quote.h"

static void assert_label(const char *path, const char *wanted)
{
	struct buf out = BUF_EMPTY;
	quote_for_patch(&out, path);
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

static void a_plain_path_stays(void **state)
{
	(void)state;
	assert_label("/etc/kubernetes/manifests/kube-apiserver.yaml", "/etc/kubernetes/manifests/kube-apiserver.yaml");
}

static void a_tab_ends_a_path_with_spaces(void **state)
{
	(void)state;
	assert_label("/a b.yaml", "/a b.yaml\t");
}

static void odd_bytes_are_written_as_in_c(void **state)
{
	(void)state;
	assert_label("/a\"b\\c\n.yaml", "\"/a\\\"b\\\\c\\012.yaml\"");
	assert_label("/\xC3\xA9 \x01", "\"/\\303\\251 \\001\"");
}

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
	        cmocka_unit_test(a_plain_path_stays),
	        cmocka_unit_test(a_tab_ends_a_path_with_spaces),
	        cmocka_unit_test(odd_bytes_are_written_as_in_c),
	        cmocka_unit_test(a_shell_reads_one_word_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
