#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/option_table.h"
#include "module/ansible_arguments.h"
#include "module/ansible_names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct ansible_arguments arguments;
static struct error err;

static int end(void **state)
{
	(void)state;
	ansible_arguments_release(&arguments);
	return 0;
}

static int read_bytes(const char *at, size_t length)
{
	ansible_arguments_release(&arguments);
	err = (struct error){0};
	return ansible_arguments_read(span_from(at, length), &arguments, &err);
}

static int read_text(const char *json)
{
	return read_bytes(json, strlen(json));
}

static void accept(const char *json)
{
	if (read_text(json))
		fail_msg("%s: %s", json, err.text);
}

static void refuse(const char *json, const char *wanted)
{
	if (read_text(json) == 0)
		fail_msg("%s is accepted", json);
	if (!strstr(err.text, wanted))
		fail_msg("%s: %s", json, err.text);
	assert_int_equal(err.kind, ERROR_USAGE);
}

static const char *value_of(const char *flag)
{
	size_t at = flag_index(flag_find(span_of(flag)));
	return arguments.options.wishes.flags[at].kind == WISH_SET ? arguments.options.wishes.flags[at].value : NULL;
}

static void no_arguments_are_the_defaults(void **state)
{
	(void)state;
	accept("{}");
	assert_int_equal(arguments.options.mode, MODE_ENABLE);
	assert_string_equal(arguments.options.manifest, OPTIONS_MANIFEST);
	assert_int_equal(arguments.options.format, FORMAT_JSON);
	assert_false(arguments.options.dry_run || arguments.options.files_may_follow || arguments.diff || arguments.verbose);
	assert_null(value_of("audit-log-maxage"));
	assert_string_equal(buf_text(&arguments.given), "");
}

static void every_option_is_an_argument_or_refused_with_the_way_that_is_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		char json[100], name[40];
		snprintf(name, sizeof(name), "%s", option_table[i].name);
		for (char *at = name; *at; at++)
			*at = *at == '-' ? '_' : *at;
		snprintf(json, sizeof(json), "{\"%s\": {}}", name); /* of the wrong type for all of them */
		assert_int_equal(read_text(json), -1);
		assert_null(strstr(err.text, "unknown"));
		assert_int_equal(strstr(err.text, "no argument of this module") != NULL, ansible_instead(span_of(option_table[i].name)) != NULL);
	}
}

static void no_argument_but_the_state_says_what_kind_of_run_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		char json[100];
		const char *word = option_table[i].words ? option_table[i].words[0] : NULL;
		if (word)
			snprintf(json, sizeof(json), "{\"%s\": \"%s\"}", option_table[i].name, word);
		else
			snprintf(json, sizeof(json), "{\"%s\": true}", option_table[i].name);
		if (read_text(json) == 0 && arguments.options.mode != MODE_ENABLE)
			fail_msg("%s is accepted", json);
	}
}

static void every_audit_flag_is_an_argument(void **state)
{
	(void)state;
	for (size_t i = 0; i < flag_count; i++) {
		char json[100];
		snprintf(json, sizeof(json), "{\"%s\": {}}", flag_table[i].name);
		refuse(json, "takes one value, not a dictionary");
	}
}

static void flags_may_stand_in_a_dictionary_of_their_own(void **state)
{
	(void)state;
	accept("{\"flags\": {\"audit-log-mode\": \"batch\", \"audit_log_compress\": true, \"maxage\": 30, \"audit-log-format\": null}}");
	assert_string_equal(value_of("audit-log-mode"), "batch");
	assert_string_equal(value_of("audit-log-compress"), "true");
	assert_string_equal(value_of("audit-log-maxage"), "30");
	assert_null(value_of("audit-log-format"));
	accept("{\"flags\": null}");
	accept("{\"flags\": {}}");
	refuse("{\"flags\": [\"audit-log-mode\"]}", "flags takes a dictionary");
	refuse("{\"flags\": {\"audit-log-mod\": \"batch\"}}", "flags: unknown argument audit-log-mod; did you mean audit_log_mode?");
	refuse("{\"flags\": {\"root\": \"/r\"}}", "flags: root is no audit flag");
	refuse("{\"flags\": {\"no_wait\": true}}", "flags: no_wait is no audit flag");
	refuse("{\"flags\": {\"state\": \"present\"}}", "flags: unknown argument state");
	refuse("{\"flags\": {\"audit-log-maxage\": 1}, \"maxage\": 2}", "given twice");
}

static void a_dash_may_be_an_underscore(void **state)
{
	(void)state;
	accept("{\"log_path\": \"/l/a.log\", \"audit_log_mode\": \"batch\", \"audit-log-format\": \"json\", \"backup-dir\": \"/b\"}");
	assert_string_equal(value_of("audit-log-path"), "/l/a.log");
	assert_string_equal(value_of("audit-log-mode"), "batch");
	assert_string_equal(value_of("audit-log-format"), "json");
	assert_string_equal(arguments.options.backup_dir, "/b");
}

static void a_number_may_be_a_string_and_a_string_a_number(void **state)
{
	(void)state;
	accept("{\"maxage\": 30, \"maxbackup\": \"10\", \"wait\": 60, \"audit_log_batch_throttle_qps\": 1.5}");
	assert_string_equal(value_of("audit-log-maxage"), "30");
	assert_string_equal(value_of("audit-log-maxbackup"), "10");
	assert_string_equal(value_of("audit-log-batch-throttle-qps"), "1.5");
	assert_int_equal(arguments.options.wait_seconds, 60);
}

static void a_switch_takes_any_word_of_ansibles_for_true_and_false(void **state)
{
	(void)state;
	static const char *const yes[] = {"true", "1", "\"yes\"", "\"True\"", "\"on\"", "\"1\"", "\"Y\""};
	static const char *const no[] = {"false", "0", "null", "\"no\"", "\"False\"", "\"OFF\"", "\"f\""};
	char json[60];
	for (size_t i = 0; i < COUNT(yes); i++) {
		snprintf(json, sizeof(json), "{\"no_wait\": %s}", yes[i]);
		accept(json);
		assert_int_equal(arguments.options.wait, WAIT_NEVER);
	}
	for (size_t i = 0; i < COUNT(no); i++) {
		snprintf(json, sizeof(json), "{\"no_wait\": %s}", no[i]);
		accept(json);
		assert_int_equal(arguments.options.wait, WAIT_AUTO);
	}
	refuse("{\"no_wait\": \"maybe\"}", "no_wait=maybe: neither true nor false");
	refuse("{\"no_wait\": \"\"}", "neither true nor false");
	refuse("{\"no_wait\": [true]}", "no_wait takes true or false, not a list");
}

static void a_flag_that_is_a_boolean_can_be_set_to_false(void **state)
{
	(void)state;
	accept("{\"audit_log_compress\": false, \"audit_log_truncate_enabled\": \"yes\"}");
	assert_string_equal(value_of("audit-log-compress"), "false");
	assert_string_equal(value_of("audit-log-truncate-enabled"), "true");
	refuse("{\"audit_log_compress\": \"perhaps\"}", "audit_log_compress=perhaps");
}

static void a_value_may_be_left_to_the_default_by_true(void **state)
{
	(void)state;
	accept("{\"init_policy\": true}");
	assert_string_equal(arguments.options.init_policy, "baseline");
	accept("{\"init_policy\": \"stig\"}");
	assert_string_equal(arguments.options.init_policy, "stig");
	accept("{\"init_policy\": false}");
	assert_null(arguments.options.init_policy);
	refuse("{\"init_policy\": \"sitg\"}", "did you mean stig?");
}

static void null_is_not_given(void **state)
{
	(void)state;
	accept("{\"policy\": null, \"maxage\": null, \"unset\": null, \"audit_log_compress\": null, \"state\": null, \"wait\": null, \"format\": null}");
	assert_null(value_of("audit-policy-file"));
	assert_null(value_of("audit-log-compress"));
	assert_string_equal(arguments.options.manifest, OPTIONS_MANIFEST);
}

static void unset_is_a_list_or_words_with_commas_between_them(void **state)
{
	(void)state;
	static const char *const same[] = {"[\"audit-log-mode\", \"audit_log_format\"]", "\"audit-log-mode, audit-log-format\"", "\"--audit-log-mode,audit-log-format\""};
	for (size_t i = 0; i < COUNT(same); i++) {
		char json[100];
		snprintf(json, sizeof(json), "{\"unset\": %s}", same[i]);
		accept(json);
		assert_int_equal(arguments.options.wishes.flags[flag_index(flag_find(SPAN("audit-log-mode")))].kind, WISH_UNSET);
		assert_int_equal(arguments.options.wishes.flags[flag_index(flag_find(SPAN("audit-log-format")))].kind, WISH_UNSET);
	}
	accept("{\"unset\": []}");
	refuse("{\"unset\": [\"audit-log-mod\"]}", "did you mean audit-log-mode?");
	refuse("{\"unset\": [1]}", "a list of texts");
	refuse("{\"unset\": [[]]}", "a list of texts");
	refuse("{\"unset\": true}", "a list of texts");
	refuse("{\"unset\": \"a,\"}", "not an audit flag");
	refuse("{\"unset\": \"\"}", "the value is empty");
	refuse("{\"unset\": \"audit-log-mode\", \"audit_log_mode\": \"batch\"}", "both set and unset");
}

static void a_version_is_a_string_since_a_number_loses_its_zero(void **state)
{
	(void)state;
	accept("{\"kube_version\": \"1.30\"}");
	assert_int_equal(arguments.options.wishes.minor, 30);
	refuse("{\"kube_version\": 1.3}", "kube_version=1.3: a number, in which 1.30 and 1.3 are the same");
}

static void a_value_of_the_wrong_type_is_refused(void **state)
{
	(void)state;
	refuse("{\"policy\": [\"/p\"]}", "policy takes one value, not a list");
	refuse("{\"policy\": {\"a\": 1}}", "policy takes one value, not a dictionary");
	refuse("{\"log_path\": true}", "log_path=true: a boolean");
	refuse("{\"wait\": false}", "no_wait: true does not wait");
	refuse("{\"maxage\": true}", "maxage=true: a boolean");
	refuse("{\"maxage\": 1.5}", "audit_log_maxage=1.5: not a whole number");
}

static void wrong_values_are_told_in_ansibles_spelling(void **state)
{
	(void)state;
	refuse("{\"policy\": \"relative\"}", "audit_policy_file=relative");
	refuse("{\"wait\": 5000}", "wait 5000: neither auto nor seconds");
	refuse("{\"no_wait\": true, \"prove\": \"secret\"}", "prove=secret and no_wait exclude each other");
	refuse("{\"kubeconfig\": \"\"}", "kubeconfig: the value is empty");
}

static void an_unknown_argument_is_told_with_the_nearest_one(void **state)
{
	(void)state;
	refuse("{\"log_pth\": \"/l\"}", "unknown argument log_pth; did you mean log_path?");
	refuse("{\"audit_log_max_age\": 1}", "did you mean audit_log_maxage?");
	refuse("{\"stat\": \"present\"}", "did you mean state?");
	refuse("{\"xyzzy\": 1}", "unknown argument xyzzy; ansible-doc");
	refuse("{\"\": 1}", "unknown argument");
	refuse("{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": 1}", "unknown argument aaaa");
	refuse("{\"__ansible_x\": 1}", "unknown argument");
}

static void what_ansible_decides_is_no_argument(void **state)
{
	(void)state;
	refuse("{\"dry_run\": true}", "dry_run is no argument of this module: run ansible-playbook with --check --diff");
	refuse("{\"check\": true}", "with --check");
	refuse("{\"diff\": false}", "with --diff");
	refuse("{\"format\": \"json\"}", "no argument");
	refuse("{\"quiet\": true}", "no argument");
	refuse("{\"manifest\": \"-\"}", "name a file");
}

static void nothing_is_given_twice(void **state)
{
	(void)state;
	refuse("{\"log_path\": \"/a\", \"audit_log_path\": \"/b\"}", "audit_log_path is given twice");
	refuse("{\"no_wait\": true, \"no-wait\": false}", "given twice");
	assert_int_equal(read_text("{\"state\": \"present\", \"state\": \"present\"}"), -1);
	assert_non_null(strstr(err.text, "state is given twice"));
}

static void the_state_is_one_of_its_words(void **state)
{
	(void)state;
	accept("{\"state\": \"present\"}");
	assert_int_equal(arguments.options.mode, MODE_ENABLE);
	accept("{\"state\": \"absent\"}");
	assert_int_equal(arguments.options.mode, MODE_REMOVE);
	accept("{\"state\": \"restored\"}");
	assert_int_equal(arguments.options.mode, MODE_RESTORE);
	assert_null(arguments.options.restore);
	refuse("{\"restore\": true}", "give state: restored");
	refuse("{\"state\": \"presnt\"}", "state=presnt: not one of present, absent, restored");
	refuse("{\"remove\": true}", "remove is no argument of this module: give state: absent");
	refuse("{\"state\": \"presnt\"}", "did you mean present?");
	refuse("{\"state\": [\"present\"]}", "not one of");
	refuse("{\"state\": true}", "not one of");
}

static void the_backup_names_what_is_put_back(void **state)
{
	(void)state;
	accept("{\"backup\": \"kube-apiserver.yaml.1\", \"state\": \"restored\"}");
	assert_int_equal(arguments.options.mode, MODE_RESTORE);
	assert_string_equal(arguments.options.restore, "kube-apiserver.yaml.1");
	accept("{\"backup\": null, \"state\": \"present\"}");
	refuse("{\"backup\": \"a\"}", "backup=a: has a meaning only with state: restored");
	refuse("{\"backup\": \"a\", \"state\": \"absent\"}", "only with state: restored");
	refuse("{\"backup\": true}", "backup=true: a backup is always made");
	refuse("{\"backup\": \"no\", \"state\": \"restored\"}", "backup=no: a backup is always made");
	refuse("{\"backup\": \"\", \"state\": \"restored\"}", "a backup is always made");
	refuse("{\"backup\": [\"a\"], \"state\": \"restored\"}", "backup takes one value, not a list");
}

static void what_to_audit_is_judged_but_not_used_when_the_state_is_another(void **state)
{
	(void)state;
	accept("{\"maxage\": 30, \"unset\": [\"audit-log-mode\"], \"init_policy\": true, \"profile\": \"cis\", \"no_policy_check\": true,"
	       "\"no_policy_checksum\": true, \"prove\": \"secret\", \"kube_version\": \"1.29\", \"backup_dir\": \"/b\", \"state\": \"absent\"}");
	assert_int_equal(arguments.options.mode, MODE_REMOVE);
	assert_null(value_of("audit-log-maxage"));
	assert_int_equal(arguments.options.wishes.minor, 29);
	assert_string_equal(arguments.options.backup_dir, "/b");
	refuse("{\"state\": \"absent\", \"maxage\": \"x\"}", "audit_log_maxage=x");
	accept("{\"state\": \"restored\", \"maxage\": 30, \"init_policy\": true, \"no_policy_check\": true}");
	assert_null(value_of("audit-log-maxage"));
	assert_true(arguments.options.no_policy_check);
	accept("{\"state\": \"absent\", \"_ansible_check_mode\": true, \"wait\": 60}");
	assert_true(arguments.options.dry_run);
	assert_int_equal(arguments.options.wait_seconds, 60);
}

static void check_mode_and_diff_are_ansibles(void **state)
{
	(void)state;
	accept("{\"_ansible_check_mode\": true, \"_ansible_diff\": true, \"_ansible_verbosity\": 2, \"wait\": 60}");
	assert_true(arguments.options.dry_run && arguments.options.files_may_follow && arguments.diff && arguments.verbose);
	accept("{\"_ansible_check_mode\": false, \"_ansible_diff\": false, \"_ansible_verbosity\": 0, \"_ansible_no_log\": null}");
	assert_false(arguments.options.dry_run || arguments.options.files_may_follow || arguments.diff || arguments.verbose || arguments.no_log);
	accept("{\"_ansible_no_log\": true}");
	assert_true(arguments.no_log);
	refuse("{\"_ansible_check_mode\": \"perhaps\"}", "_ansible_check_mode=perhaps: neither true nor false");
	refuse("{\"_ansible_check_mode\": []}", "_ansible_check_mode");
}

static void ansibles_own_settings_are_not_judged(void **state)
{
	(void)state;
	accept("{\"_ansible_selinux_special_fs\": [\"fuse\", \"nfs\"], \"_ansible_version\": \"2.14.18\", \"_ansible_module_name\": \"kaudit_enable\","
	       "\"_ansible_keep_remote_files\": false, \"_ansible_tmpdir\": null, \"_ansible_of_the_future\": {\"a\": [1]}, \"_ansible_socket\": null}");
	assert_string_equal(buf_text(&arguments.given), "");
}

static void what_was_given_is_kept_as_it_came(void **state)
{
	(void)state;
	accept("{\"_ansible_diff\": true, \"maxage\": 30, \"unset\": [ \"audit-log-mode\" ], \"policy\": \"/p\\u00e9\"}");
	assert_string_equal(buf_text(&arguments.given), "\"maxage\": 30, \"unset\": [ \"audit-log-mode\" ], \"policy\": \"/p\\u00e9\"");
}

static void texts_outlive_the_json(void **state)
{
	(void)state;
	char json[] = "{\"backup_dir\": \"/b\\u0041\", \"policy\": \"/p\", \"maxage\": 30}";
	accept(json);
	memset(json, 'x', sizeof(json));
	assert_string_equal(arguments.options.backup_dir, "/bA");
	assert_string_equal(value_of("audit-policy-file"), "/p");
	assert_string_equal(value_of("audit-log-maxage"), "30");
}

static void a_text_that_names_another_file_than_was_meant_is_refused(void **state)
{
	(void)state;
	refuse("{\"policy\": \"/p\\u0000\"}", "policy holds a NUL byte");
	refuse("{\"policy\": \"/p\\udcff\"}", "policy holds what is not UTF-8"); /* Python's form of the byte 0xFF */
	refuse("{\"unset\": [\"a\\u0000\"]}", "unset holds a NUL byte");
}

static void what_is_no_json_object_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", " ", "[]", "\"\"", "policy=/p", "null", "{", "{\"a\"", "{\"a\":}", "{} {}", "{'policy': '/p'}", "{\"policy\": \"\xff\"}",
	                                    "{\"policy\": \"/p\",}", "\xef\xbb\xbf{}"};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		if (read_text(wrong[i]) == 0)
			fail_msg("%s is accepted", wrong[i]);
		assert_int_equal(err.kind, ERROR_REFUSED);
	}
	assert_int_equal(read_bytes("{\"policy\": \"/\0p\"}", 16), -1);
	assert_int_equal(read_bytes("\0", 1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(no_arguments_are_the_defaults),
	        cmocka_unit_test(every_option_is_an_argument_or_refused_with_the_way_that_is_right),
	        cmocka_unit_test(no_argument_but_the_state_says_what_kind_of_run_it_is),
	        cmocka_unit_test(every_audit_flag_is_an_argument),
	        cmocka_unit_test(flags_may_stand_in_a_dictionary_of_their_own),
	        cmocka_unit_test(a_dash_may_be_an_underscore),
	        cmocka_unit_test(a_number_may_be_a_string_and_a_string_a_number),
	        cmocka_unit_test(a_switch_takes_any_word_of_ansibles_for_true_and_false),
	        cmocka_unit_test(a_flag_that_is_a_boolean_can_be_set_to_false),
	        cmocka_unit_test(a_value_may_be_left_to_the_default_by_true),
	        cmocka_unit_test(null_is_not_given),
	        cmocka_unit_test(unset_is_a_list_or_words_with_commas_between_them),
	        cmocka_unit_test(a_version_is_a_string_since_a_number_loses_its_zero),
	        cmocka_unit_test(a_value_of_the_wrong_type_is_refused),
	        cmocka_unit_test(wrong_values_are_told_in_ansibles_spelling),
	        cmocka_unit_test(an_unknown_argument_is_told_with_the_nearest_one),
	        cmocka_unit_test(what_ansible_decides_is_no_argument),
	        cmocka_unit_test(nothing_is_given_twice),
	        cmocka_unit_test(the_state_is_one_of_its_words),
	        cmocka_unit_test(the_backup_names_what_is_put_back),
	        cmocka_unit_test(what_to_audit_is_judged_but_not_used_when_the_state_is_another),
	        cmocka_unit_test(check_mode_and_diff_are_ansibles),
	        cmocka_unit_test(ansibles_own_settings_are_not_judged),
	        cmocka_unit_test(what_was_given_is_kept_as_it_came),
	        cmocka_unit_test(texts_outlive_the_json),
	        cmocka_unit_test(a_text_that_names_another_file_than_was_meant_is_refused),
	        cmocka_unit_test(what_is_no_json_object_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, end);
}
