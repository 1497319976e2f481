#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit/flags.h"

static const struct flag *named(const char *name)
{
	const struct flag *flag = flag_find(span_of(name));
	if (!flag)
		fail_msg("no flag %s", name);
	return flag;
}

static int check(const char *name, const char *value, unsigned minor, struct error *err)
{
	return flag_check(named(name), span_of(value), minor, err);
}

static void takes(const char *name, const char *value, unsigned minor)
{
	struct error err = {0};
	if (check(name, value, minor, &err) != 0)
		fail_msg("%s=%s for 1.%u: %s", name, value, minor, err.text);
}

static void refuses(const char *name, const char *value, unsigned minor)
{
	struct error err = {0};
	if (check(name, value, minor, &err) != -1)
		fail_msg("%s=%s for 1.%u was taken", name, value, minor);
	assert_int_equal(err.kind, ERROR_USAGE);
	if (!strstr(err.text, name) || !strstr(err.text, value))
		fail_msg("does not name flag and value: %s", err.text);
}

static void underscores_are_dashes_in_names(void **state)
{
	(void)state;
	assert_ptr_equal(flag_find(SPAN("audit_log-path")), &flag_table[FLAG_AT_LOG_PATH]);
	assert_ptr_equal(flag_find(SPAN("audit-log-path")), &flag_table[FLAG_AT_LOG_PATH]);
	assert_null(flag_find(SPAN("audit-log-pat")));
	assert_null(flag_find(SPAN("Audit-log-path")));
	assert_null(flag_find(SPAN("")));
}

static void the_table_is_in_the_order_of_its_places(void **state)
{
	(void)state;
	assert_string_equal(flag_table[FLAG_AT_POLICY_FILE].option, "policy");
	assert_string_equal(flag_table[FLAG_AT_LOG_MAXAGE].fill, "60");
	assert_string_equal(flag_table[FLAG_AT_LOG_MAXBACKUP].fill, "1");
	assert_string_equal(flag_table[FLAG_AT_LOG_MAXSIZE].fill, "100");
	assert_string_equal(flag_table[FLAG_AT_WEBHOOK_CONFIG].name, "audit-webhook-config-file");
	for (size_t i = 0; i < flag_count; i++) {
		assert_ptr_equal(flag_find(span_of(flag_table[i].name)), &flag_table[i]);
		assert_int_equal(flag_index(&flag_table[i]), i);
		assert_int_equal(flag_table[i].fill != NULL, i < FLAG_AT_WEBHOOK_CONFIG);
	}
}

static void numbers_have_to_be_whole_and_not_negative(void **state)
{
	(void)state;
	takes("audit-log-maxage", "30", 30);
	takes("audit-log-maxage", "0", 30);
	takes("audit-log-maxsize", "1_000", 17);
	refuses("audit-log-maxsize", "-1", 30);
	refuses("audit-log-maxbackup", "-1", 30);
	refuses("audit-log-maxsize", "1_000", 16);
	refuses("audit-log-maxage", "-1", 30);
	refuses("audit-log-maxbackup", "ten", 30);
	refuses("audit-log-maxbackup", "", 30);
	refuses("audit-log-truncate-max-event-size", "0", 30);
	takes("audit-log-batch-throttle-qps", "0.5", 30);
	refuses("audit-log-batch-throttle-qps", "fast", 30);
	takes("audit-log-batch-max-wait", "30s", 30);
	refuses("audit-log-batch-max-wait", "30", 30);
	takes("audit-log-compress", "T", 30);
	refuses("audit-log-compress", "yes", 30);
}

static void words_are_those_of_the_version(void **state)
{
	struct error err = { 0 };
	(void)state;
	takes("audit-log-mode", "blocking-strict", 13);
	refuses("audit-log-mode", "blocking-strict", 12);
	refuses("audit-log-mode", "Batch", 30);
	takes("audit-log-format", "legacy", 30);
	refuses("audit-log-format", "text", 30);
	takes("audit-log-version", "audit.k8s.io/v1beta1", 23);
	refuses("audit-log-version", "audit.k8s.io/v1beta1", 24);
	refuses("audit-log-version", "audit.k8s.io/v1beta1", 0);
	takes("audit-log-version", "audit.k8s.io/v1", 12);
	refuses("audit-log-version", "audit.k8s.io/v1", 11);
	refuses("audit-log-version", "v1", 30);
	assert_int_equal(check("audit-log-version", "v1beta1", 24, &err), -1);
	assert_null(strstr(err.text, "alpha"));
	assert_int_equal(check("audit-log-version", "v1beta1", 12, &err), -1);
	assert_non_null(strstr(err.text, "audit.k8s.io/v1 "));
	assert_int_equal(check("audit-log-mode", "x", 13, &err), -1);
	assert_non_null(strstr(err.text, "blocking-strict"));
}

static void a_flag_that_the_version_does_not_know_is_refused_by_version(void **state)
{
	struct error err = {0};
	(void)state;
	takes("audit-dynamic-configuration", "true", 18);
	assert_int_equal(check("audit-dynamic-configuration", "true", 19, &err), -1);
	assert_non_null(strstr(err.text, "1.19"));
	assert_int_equal(check("audit-dynamic-configuration", "true", 0, &err), -1);
	assert_int_equal(check("audit-log-compress", "true", 19, &err), -1);
	assert_non_null(strstr(err.text, "1.20"));
	assert_true(flag_known(named("audit-policy-file"), 5)); /* older than what is known: not judged */
	assert_false(flag_known(named("audit-log-format"), 5));
	assert_false(flag_known(named("audit-log-format"), 7));
	assert_true(flag_known(named("audit-policy-file"), 99));
}

static void paths_have_to_be_absolute_files(void **state)
{
	(void)state;
	takes("audit-log-path", "-", 30);
	takes("audit-log-path", "/var/log/a..b/...", 30);
	refuses("audit-policy-file", "-", 30);
	refuses("audit-policy-file", "policy.yaml", 30);
	refuses("audit-policy-file", "/etc/../policy.yaml", 30);
	refuses("audit-policy-file", "/etc/..", 30);
	refuses("audit-log-path", "/var/log/", 30);
	refuses("audit-log-path", "", 30);
	refuses("audit-webhook-config-file", "/etc/kubernetes/.", 30);
}

static const char *values[FLAG_LIMIT];

static int together(unsigned minor, size_t *ret_index, struct error *err)
{
	return flags_check_together(values, minor, ret_index, err);
}

/* Pairs of name and value, ended by NULL. */
static void given(const char *const *pairs)
{
	memset(values, 0, sizeof(values));
	for (; *pairs; pairs += 2)
		values[flag_index(named(pairs[0]))] = pairs[1];
}

#define GIVEN(...) given((const char *const[]){__VA_ARGS__, NULL})

static void good_together(unsigned minor)
{
	struct error err = {0};
	size_t index;
	if (together(minor, &index, &err) != 0)
		fail_msg("1.%u: %s", minor, err.text);
}

static void bad_together(unsigned minor, const char *at, const char *word)
{
	struct error err = {0};
	size_t index = FLAG_LIMIT;
	assert_int_equal(together(minor, &index, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
	if (index >= flag_count || strcmp(flag_table[index].name, at) != 0 || !strstr(err.text, word))
		fail_msg("at %s: %s", index < flag_count ? flag_table[index].name : "?", err.text);
}

static void a_backend_that_is_off_is_not_checked(void **state)
{
	(void)state;
	GIVEN("audit-log-mode", "nonsense", "audit-webhook-mode", "nonsense", "audit-log-maxage", "-5");
	good_together(30);
	GIVEN("audit-log-mode", "nonsense", "audit-log-path", "");
	good_together(30);
	GIVEN("audit-log-mode", "nonsense", "audit-log-path", "-");
	bad_together(30, "audit-log-mode", "blocking");
	GIVEN("audit-log-maxage", "-5", "audit-log-path", "/log");
	bad_together(30, "audit-log-maxage", "-5");
	GIVEN("audit-webhook-mode", "nonsense", "audit-webhook-config-file", "/hook");
	bad_together(30, "audit-webhook-mode", "nonsense");
}

static void what_does_not_parse_is_refused_for_any_backend(void **state)
{
	(void)state;
	GIVEN("audit-log-maxage", "many");
	bad_together(30, "audit-log-maxage", "many");
	GIVEN("audit-dynamic-configuration", "true");
	good_together(18);
	bad_together(19, "audit-dynamic-configuration", "1.19");
}

static void throttling_the_log_needs_rate_and_burst(void **state)
{
	(void)state;
	GIVEN("audit-log-path", "/log", "audit-log-batch-throttle-enable", "true");
	good_together(30); /* blocking: not looked at */
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch", "audit-log-batch-throttle-enable", "true");
	good_together(11);
	bad_together(12, "audit-log-batch-throttle-enable", "audit-log-batch-throttle-qps");
	bad_together(30, "audit-log-batch-throttle-enable", "audit-log-batch-throttle-qps");
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch", "audit-log-batch-throttle-enable", "true",
	      "audit-log-batch-throttle-qps", "0.5");
	bad_together(30, "audit-log-batch-throttle-enable", "audit-log-batch-throttle-burst");
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch", "audit-log-batch-throttle-enable", "true",
	      "audit-log-batch-throttle-qps", "0.5", "audit-log-batch-throttle-burst", "1");
	good_together(30);
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch");
	good_together(30);
	GIVEN("audit-webhook-config-file", "/hook");
	good_together(30);
	GIVEN("audit-webhook-config-file", "/hook", "audit-webhook-batch-throttle-qps", "0");
	bad_together(30, "audit-webhook-batch-throttle-qps", "more than 0");
	GIVEN("audit-webhook-config-file", "/hook", "audit-webhook-batch-throttle-qps", "0", "audit-webhook-batch-throttle-enable", "F");
	good_together(30);
}

static void batches_have_a_size(void **state)
{
	(void)state;
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch", "audit-log-batch-buffer-size", "0");
	bad_together(30, "audit-log-batch-buffer-size", "audit-log-mode=batch");
	GIVEN("audit-log-path", "/log", "audit-log-mode", "batch", "audit-log-batch-max-size", "-1");
	bad_together(30, "audit-log-batch-max-size", "-1");
	GIVEN("audit-log-path", "/log", "audit-log-batch-max-size", "-1");
	good_together(30);
}

static void an_event_fits_into_a_batch_even_when_nothing_is_truncated(void **state)
{
	(void)state;
	GIVEN("audit-log-path", "/log", "audit-log-truncate-max-batch-size", "1000");
	bad_together(30, "audit-log-truncate-max-batch-size", "102400 (its default)");
	GIVEN("audit-log-path", "/log", "audit-log-truncate-max-batch-size", "1000", "audit-log-truncate-max-event-size", "1000");
	good_together(30);
	GIVEN("audit-log-path", "/log", "audit-log-truncate-max-event-size", "10485761");
	bad_together(30, "audit-log-truncate-max-event-size", "10485760");
	GIVEN("audit-log-path", "/log", "audit-log-truncate-max-event-size", "0");
	bad_together(30, "audit-log-truncate-max-event-size", "more than 0");
}

static void what_comes_from_the_environment_is_not_judged(void **state)
{
	(void)state;
	GIVEN("audit-log-path", "$(LOG)", "audit-log-maxage", "$(AGE)", "audit-log-mode", "$(MODE)");
	good_together(30);
	GIVEN("audit-log-path", "$(LOG)", "audit-log-maxage", "-1");
	bad_together(30, "audit-log-maxage", "-1");
}

static void gates_that_would_stop_the_start_are_named(void **state)
{
	(void)state;
	assert_null(flag_gate_refused(SPAN("AdvancedAuditing=true"), 26));
	assert_null(flag_gate_refused(SPAN("AdvancedAuditing=true"), 27));
	assert_string_equal(flag_gate_refused(SPAN("AdvancedAuditing=false"), 27), "AdvancedAuditing");
	assert_string_equal(flag_gate_refused(SPAN("A=true, AdvancedAuditing = true"), 28), "AdvancedAuditing");
	assert_string_equal(flag_gate_refused(SPAN("kube:AdvancedAuditing=true"), 0), "AdvancedAuditing");
	assert_string_equal(flag_gate_refused(SPAN("A=true,\t AdvancedAuditing=\tfalse \t"), 27), "AdvancedAuditing");
	assert_null(flag_gate_refused(SPAN("AdvancedAuditing=\ttrue \t"), 27));
	assert_null(flag_gate_refused(SPAN("DynamicAuditing=true"), 18));
	assert_string_equal(flag_gate_refused(SPAN("DynamicAuditing=true,B=false"), 19), "DynamicAuditing");
	assert_null(flag_gate_refused(SPAN("NotDynamicAuditing=true"), 30));
	assert_null(flag_gate_refused(SPAN_EMPTY, 30));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(underscores_are_dashes_in_names),
	        cmocka_unit_test(the_table_is_in_the_order_of_its_places),
	        cmocka_unit_test(numbers_have_to_be_whole_and_not_negative),
	        cmocka_unit_test(words_are_those_of_the_version),
	        cmocka_unit_test(a_flag_that_the_version_does_not_know_is_refused_by_version),
	        cmocka_unit_test(paths_have_to_be_absolute_files),
	        cmocka_unit_test(a_backend_that_is_off_is_not_checked),
	        cmocka_unit_test(what_does_not_parse_is_refused_for_any_backend),
	        cmocka_unit_test(throttling_the_log_needs_rate_and_burst),
	        cmocka_unit_test(batches_have_a_size),
	        cmocka_unit_test(an_event_fits_into_a_batch_even_when_nothing_is_truncated),
	        cmocka_unit_test(what_comes_from_the_environment_is_not_judged),
	        cmocka_unit_test(gates_that_would_stop_the_start_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
