#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/lint.h"
#include "audit/match.h"
#include "audit/shipped.h"
#include "audit/version.h"

static struct error err;

struct shipped {
	struct buf text;
	struct policy policy;
	struct findings findings;
};

static void shipped_release(struct shipped *shipped)
{
	policy_release(&shipped->policy);
	findings_release(&shipped->findings);
	buf_release(&shipped->text);
}

#define SHIPPED_AUTO __attribute__((cleanup(shipped_release)))

static void load(const char *name, const char *namespace, struct shipped *shipped)
{
	assert_int_equal(shipped_add(name, namespace, &shipped->text, &err), 0);
	assert_int_equal(policy_load(buf_span(&shipped->text), 20, &shipped->policy, &shipped->findings, &err), POLICY_GOOD);
	assert_int_equal(policy_lint(&shipped->policy, &shipped->findings, &err), 0);
}

static enum level level(const struct shipped *shipped, const char *resource, const char *subresource, const char *namespace)
{
	struct request request = {.is_resource = true, .has_user = true, .verb = SPAN("create")};
	request.resource = span_of(resource);
	request.subresource = span_of(subresource);
	request.namespace = span_of(namespace);
	return match_policy(&shipped->policy, &request).level;
}

static void baseline_and_cis_give_no_warning(void **state)
{
	(void)state;
	static const char *const names[] = {"baseline", "cis"};
	for (size_t i = 0; i < 2; i++) {
		struct shipped shipped SHIPPED_AUTO = {0};
		load(names[i], NULL, &shipped);
		if (shipped.findings.count > 0)
			fail_msg("%s: %s", names[i], shipped.findings.list[0].text);
	}
}

static void baseline_is_what_it_says(void **state)
{
	(void)state;
	struct shipped shipped SHIPPED_AUTO = {0};
	load("baseline", NULL, &shipped);
	assert_int_equal(level(&shipped, "namespaces", "", "x"), LEVEL_REQUEST_RESPONSE);
	assert_int_equal(level(&shipped, "pods", "", "web"), LEVEL_REQUEST);
	assert_int_equal(level(&shipped, "services", "", "web"), LEVEL_REQUEST);
	assert_int_equal(level(&shipped, "pods", "", "other"), LEVEL_METADATA);
	assert_int_equal(level(&shipped, "secrets", "", "web"), LEVEL_METADATA);
	assert_int_equal(level(&shipped, "configmaps", "", "web"), LEVEL_METADATA);
}

static void the_namespace_of_baseline_can_be_chosen(void **state)
{
	(void)state;
	static const char *const names[] = {"shop", "on", "0", "1e3", "null", "y", "a-b"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct shipped shipped SHIPPED_AUTO = {0};
		load("baseline", names[i], &shipped);
		assert_int_equal(level(&shipped, "pods", "", names[i]), LEVEL_REQUEST);
		assert_int_equal(level(&shipped, "pods", "", "web"), LEVEL_METADATA);
	}
}

static void stig_records_everything_and_says_what_that_means(void **state)
{
	(void)state;
	struct shipped shipped SHIPPED_AUTO = {0};
	load("stig", NULL, &shipped);
	assert_int_equal(shipped.policy.rule_count, 1);
	assert_int_equal(shipped.policy.omit_stages, 0);
	assert_int_equal(level(&shipped, "secrets", "", "web"), LEVEL_REQUEST_RESPONSE);
	assert_non_null(strstr(buf_text(&shipped.text), "conflicts with CIS"));
}

static void a_name_that_cannot_be_one_is_refused(void **state)
{
	(void)state;
	static const char *const namespaces[] = {
	        "", "A", "a_b", "-a", "a-", "a b", "0123456789012345678901234567890123456789012345678901234567890123"};
	struct buf text BUF_AUTO = BUF_EMPTY;
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++) {
		assert_int_equal(shipped_add("baseline", namespaces[i], &text, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	assert_int_equal(shipped_add("pci", NULL, &text, &err), -1);
	assert_int_equal(shipped_add("cis", "web", &text, &err), -1);
	assert_int_equal(text.length, 0);
}

static void a_version_is_its_minor_number(void **state)
{
	(void)state;
	assert_int_equal(version_minor(SPAN("1.29")), 29);
	assert_int_equal(version_minor(SPAN("v1.29.3-rc.1")), 29);
	assert_int_equal(version_minor(SPAN("1.7.0")), 7);
	static const char *const wrong[] = {"", "v", "1", "1.", "2.3", "1.x", "1.29x", "29", "1.1234", "latest"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(version_minor(span_of(wrong[i])), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(baseline_and_cis_give_no_warning),
	        cmocka_unit_test(baseline_is_what_it_says),
	        cmocka_unit_test(the_namespace_of_baseline_can_be_chosen),
	        cmocka_unit_test(stig_records_everything_and_says_what_that_means),
	        cmocka_unit_test(a_name_that_cannot_be_one_is_refused),
	        cmocka_unit_test(a_version_is_its_minor_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
