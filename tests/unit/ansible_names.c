#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "module/ansible_names.h"

static void assert_spelled(bool flags, const char *text, const char *wanted)
{
	struct buf out BUF_AUTO = BUF_EMPTY;
	ansible_spell(span_of(text), flags, &out);
	assert_string_equal(buf_text(&out), wanted);
}

static void options_are_spelled_as_arguments(void **state)
{
	(void)state;
	assert_spelled(false, "go on with --allow-strays", "go on with allow_strays");
	assert_spelled(false, "--log-path: (--backup-dir) '--no-wait'", "log_path: (backup_dir) 'no_wait'");
	assert_spelled(false, "name another with --policy", "name another with policy");
}

static void a_flag_of_the_manifest_keeps_its_name(void **state)
{
	(void)state;
	assert_spelled(false, "--audit-log-path is twice in the manifest", "--audit-log-path is twice in the manifest");
	assert_spelled(true, "--audit-log-path=x: relative", "audit_log_path=x: relative");
}

static void what_is_no_argument_keeps_its_name(void **state)
{
	(void)state;
	assert_spelled(true, "--check --diff --status --nonsense --", "--check --diff --status --nonsense --");
	assert_spelled(true, "/a--wait b--wait -- wait ---wait", "/a--wait b--wait -- wait ---wait");
	assert_spelled(true, "", "");
}

static void a_mode_is_spelled_as_its_state(void **state)
{
	(void)state;
	assert_spelled(false, "--remove and --prove=secret", "state=absent and prove=secret");
}

static void an_error_is_spelled_by_its_kind(void **state)
{
	(void)state;
	struct error err;
	error_set(&err, ERROR_USAGE, "--audit-log-maxage and --kube-version");
	ansible_spell_error(&err);
	assert_string_equal(err.text, "audit_log_maxage and kube_version");
	error_set(&err, ERROR_REFUSED, "--audit-log-maxage and --kube-version");
	ansible_spell_error(&err);
	assert_string_equal(err.text, "--audit-log-maxage and kube_version");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(options_are_spelled_as_arguments),
	        cmocka_unit_test(a_flag_of_the_manifest_keeps_its_name),
	        cmocka_unit_test(what_is_no_argument_keeps_its_name),
	        cmocka_unit_test(a_mode_is_spelled_as_its_state),
	        cmocka_unit_test(an_error_is_spelled_by_its_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
