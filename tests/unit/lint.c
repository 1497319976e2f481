#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/lint.h"
#include "audit/reach.h"
#include "audit/resources.h"

#define HEAD "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n"

static struct error err;

static void lint(const char *rules, struct findings *findings)
{
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct buf text BUF_AUTO = BUF_EMPTY;
	buf_printf(&text, HEAD "%s", rules);
	if (policy_load(buf_span(&text), 36, &policy, findings, &err) != POLICY_GOOD)
		fail_msg("refused: %s: %s", findings->list[0].text, rules);
	assert_int_equal(policy_lint(&policy, findings, &err), 0);
	findings_place(findings, buf_span(&text));
}

static size_t count(const struct findings *findings, const char *rule)
{
	size_t found = 0;
	for (size_t i = 0; i < findings->count; i++)
		found += strcmp(findings->list[i].rule, rule) == 0;
	return found;
}

/* LINE is counted within the rules. */
static void expect(const char *rules, const char *name, uint32_t line, const char *words)
{
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	lint(rules, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.list[i];
		if (strcmp(finding->rule, name) == 0 && finding->line == line + 4 && strstr(finding->text, words))
			return;
	}
	for (size_t i = 0; i < findings.count; i++)
		print_error("%u: %s [%s]\n", findings.list[i].line, findings.list[i].text, findings.list[i].rule);
	fail_msg("no [%s] in line %u with \"%s\" for:\n%s", name, line, words, rules);
}

static void expect_none(const char *rules, const char *name)
{
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	lint(rules, &findings);
	if (count(&findings, name) > 0)
		fail_msg("[%s] for:\n%s", name, rules);
}

#define SECRETS                                                                                                                            \
	"- {level: Metadata, resources: [{group: '', resources: [secrets, configmaps, serviceaccounts/token]}, {group: "                   \
	"authentication.k8s.io, resources: [tokenreviews]}]}\n"
#define REST "- level: Metadata\n"

static void a_policy_without_an_end_for_the_rest_is_said(void **state)
{
	(void)state;
	expect("- {level: Metadata, verbs: [get]}\n", "no-catch-all", 1, "requests that no rule takes");
	expect("- {level: Metadata, resources: [{group: '*'}]}\n", "no-catch-all", 1, "requests for paths");
	expect("- {level: Metadata, nonResourceURLs: ['*']}\n", "no-catch-all", 1, "requests for resources");
	expect("- {level: Metadata, resources: [{group: ''}]}\n- {level: None, nonResourceURLs: [/*]}\n", "no-catch-all", 2,
	       "requests for resources");
	expect_none("- level: None\n", "no-catch-all");
	expect_none("- {level: None, nonResourceURLs: [/*]}\n- {level: Metadata, resources: [{group: '*', resources: ['*']}]}\n",
	            "no-catch-all");
}

static void a_rule_that_one_before_it_covers_never_matches(void **state)
{
	(void)state;
	expect(REST "- {level: None, users: [a]}\n", "never-matches", 2, "rules[0] takes all");
	expect("- {level: None, verbs: [get, list]}\n- {level: Metadata, verbs: [list], users: [a]}\n" REST, "never-matches", 2,
	       "rules[0]");
	expect("- {level: None, resources: [{group: '', resources: ['*']}]}\n- {level: Metadata, resources: [{group: '', resources: "
	       "[pods/log], resourceNames: [a]}]}\n" REST,
	       "never-matches", 2, "rules[0]");
	expect("- {level: None, resources: [{group: '', resources: ['pods/*']}]}\n- {level: Metadata, resources: [{group: '', resources: "
	       "[pods, pods/exec]}]}\n" REST,
	       "never-matches", 2, "rules[0]");
	expect("- {level: None, resources: [{group: '', resources: ['*/status']}]}\n- {level: Metadata, resources: [{group: '', resources: "
	       "[nodes/status]}]}\n" REST,
	       "never-matches", 2, "rules[0]");
	expect("- {level: None, nonResourceURLs: [/api*]}\n- {level: Metadata, nonResourceURLs: [/api, /apis/*]}\n" REST, "never-matches",
	       2, "rules[0]");
	expect("- {level: None, userGroups: [a, b]}\n- {level: Metadata, userGroups: [b], users: [u]}\n" REST, "never-matches", 2,
	       "rules[0]");
	expect("- {level: None, namespaces: [a, b]}\n- {level: Metadata, namespaces: [b], resources: [{group: apps}]}\n" REST,
	       "never-matches", 2, "rules[0]");
}

static void rules_that_only_together_cover_it_are_named(void **state)
{
	(void)state;
	expect("- {level: None, verbs: [get]}\n- {level: None, verbs: [list]}\n- {level: Metadata, verbs: [get, list]}\n" REST,
	       "never-matches", 3, "rules[0] and rules[1] take all");
	expect("- {level: None, nonResourceURLs: ['*']}\n- {level: None, resources: [{group: '*'}]}\n- level: Metadata\n", "never-matches",
	       3, "rules[0] and rules[1]");
	expect("- {level: None, users: [a], verbs: [get]}\n- {level: None, users: [b], verbs: [get]}\n- {level: None, users: [a], verbs: "
	       "[list]}\n"
	       "- {level: Metadata, users: [a, b], verbs: [get]}\n" REST,
	       "never-matches", 4, "rules[0] and rules[1]");
}

static void a_rule_with_one_request_left_matches(void **state)
{
	(void)state;
	expect_none("- {level: None, verbs: [get, list]}\n- {level: Metadata, verbs: [get, watch]}\n" REST, "never-matches");
	expect_none("- {level: None, resources: [{group: '', resources: [pods]}]}\n- {level: Metadata, resources: [{group: '', resources: "
	            "['pods/*']}]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, resources: [{group: '', resources: ['*/status', '*/scale']}]}\n- {level: Metadata, resources: "
	            "[{group: ''}]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, nonResourceURLs: [/api, /api/*]}\n- {level: Metadata, nonResourceURLs: [/api*]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, userGroups: [a]}\n- {level: Metadata, userGroups: [a, b]}\n" REST, "never-matches");
	expect_none("- {level: None, resources: [{group: '', resources: [pods], resourceNames: [a]}]}\n- {level: Metadata, resources: "
	            "[{group: '', resources: [pods]}]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, users: [a], verbs: [get]}\n- {level: None, users: [b], verbs: [list]}\n- {level: Metadata, users: [a, "
	            "b], verbs: [get, list]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, nonResourceURLs: ['*']}\n- {level: None, resources: [{group: ''}]}\n- level: Metadata\n",
	            "never-matches");
	expect_none("- {level: None, namespaces: ['']}\n- {level: None, resources: [{group: '*'}], users: [a]}\n- level: Metadata\n",
	            "never-matches");
}

/* What matches nothing takes nothing away from others. */
static void a_rule_for_nothing_covers_nothing(void **state)
{
	(void)state;
	expect_none("- {level: None, resources: [{group: '', resources: ['*/*', '/*', '*/']}]}\n"
	            "- {level: Metadata, resources: [{group: '', resources: ['pods/*', '*/log']}]}\n" REST,
	            "never-matches");
	expect_none("- {level: None, verbs: ['*']}\n- {level: Metadata, verbs: ['*']}\n" REST, "never-matches");
	expect_none("- {level: None, namespaces: ['*']}\n- {level: Metadata, namespaces: ['*']}\n" REST, "never-matches");
	expect("- {level: None, verbs: ['*', get]}\n- {level: Metadata, verbs: ['*', get]}\n" REST, "never-matches", 2, "rules[0]");
}

static void secrets_with_content_are_found_through_wildcards(void **state)
{
	(void)state;
	expect("- level: Request\n", "secret-content", 1, "secrets, configmaps, tokenreviews, serviceaccounts/token to the log (Request)");
	expect(REST "- {level: Request, users: [a]}\n- level: Request\n", "never-matches", 2, "");
	expect("- {level: Metadata, resources: [{group: '', resources: [secrets]}]}\n- {level: RequestResponse, resources: [{group: '', "
	       "resources: ['*']}]}\n" REST,
	       "secret-content", 2, "content of configmaps, serviceaccounts/token to");
	expect("- {level: Metadata, namespaces: [a], resources: [{group: ''}]}\n- {level: Request, verbs: [create], resources: [{group: "
	       "''}]}\n" REST,
	       "secret-content", 2, "secrets");
	expect("- {level: Request, resources: [{group: '', resources: [secrets], resourceNames: [x]}]}\n" REST, "secret-content", 1,
	       "secrets");
	expect("- {level: Request, resources: [{group: '', resources: ['*/token']}]}\n" REST, "secret-content", 1,
	       "content of serviceaccounts/token");
	expect_none(SECRETS "- level: RequestResponse\n", "secret-content");
	expect_none("- {level: Metadata, verbs: [get, list, watch, create, update, patch, delete, deletecollection]}\n- level: "
	            "RequestResponse\n",
	            "secret-content");
	expect_none("- {level: Request, namespaces: [a], resources: [{group: authentication.k8s.io}]}\n" REST, "secret-content");
	expect_none("- {level: Request, verbs: [get], resources: [{group: authentication.k8s.io}]}\n" REST, "secret-content");
}

static void what_happens_through_pods_has_to_be_recorded(void **state)
{
	(void)state;
	expect("- {level: Request, resources: [{group: '', resources: [pods]}]}\n", "pods-subresources", 1,
	       "pods/exec, pods/attach, pods/portforward, pods/proxy");
	expect("- {level: Request, resources: [{group: '', resources: [pods]}]}\n- {level: Metadata, resources: [{group: '', resources: "
	       "[pods/exec, pods/attach]}]}\n- level: None\n",
	       "pods-subresources", 1, "nothing records pods/portforward, pods/proxy:");
	expect("- {level: Request, resources: [{group: '', resources: [pods]}]}\n- {level: Metadata, verbs: [create], resources: [{group: "
	       "'', resources: ['pods/*']}]}\n- level: None\n",
	       "pods-subresources", 1, "pods/exec");
	expect("- {level: Request, resources: [{group: '', resources: [pods]}]}\n"
	       "- {level: Metadata, verbs: [get], resources: [{group: '', resources: ['pods/*']}]}\n- level: None\n",
	       "pods-subresources", 1, "pods/exec");
	expect_none("- {level: Request, resources: [{group: '', resources: [pods]}]}\n" REST, "pods-subresources");
	expect_none("- {level: Request, resources: [{group: '', resources: ['pods/*']}]}\n", "pods-subresources");
	expect_none("- {level: Metadata, resources: [{group: '', resources: [pods]}]}\n", "pods-subresources");
}

static void what_changes_all_the_time_is_not_for_responses(void **state)
{
	(void)state;
	expect(SECRETS "- level: RequestResponse\n", "high-volume", 2,
	       "events, events (events.k8s.io), leases, endpoints, endpointslices, nodes/status");
	expect("- {level: RequestResponse, resources: [{group: coordination.k8s.io}]}\n" REST, "high-volume", 1, "of leases to");
	expect_none("- {level: Request, resources: [{group: coordination.k8s.io}]}\n" REST, "high-volume");
	expect_none("- {level: RequestResponse, verbs: [delete], resources: [{group: coordination.k8s.io}]}\n" REST, "high-volume");
}

static void requests_written_twice_are_said_once(void **state)
{
	(void)state;
	static const char text[] = "apiVersion: audit.k8s.io/v1\nrules:\n- {level: None, users: [a]}\n- {level: Metadata, users: [b], "
	                           "omitStages: [RequestReceived]}\n- level: Metadata\n";
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	assert_int_equal(policy_load(SPAN(text), 36, &policy, &findings, &err), POLICY_GOOD);
	assert_int_equal(policy_lint(&policy, &findings, &err), 0);
	findings_place(&findings, SPAN(text));
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.list[0].rule, "request-received");
	assert_int_equal(findings.list[0].line, 5);
	assert_non_null(strstr(findings.list[0].text, "1 of 2"));
	expect_none(REST, "request-received");
}

static void resources_that_do_not_exist_are_said_with_a_hint(void **state)
{
	(void)state;
	static const struct {
		const char *resources, *rule, *words;
	} cases[] = {
	        {"group: '', resources: ['*/*']", "matches-nothing", "\"*\" matches all"},
	        {"group: '', resources: [pod]", "unknown-resource", "did you mean \"pods\"?"},
	        {"group: '', resources: [Pods]", "matches-nothing", "did you mean \"pods\"?"},
	        {"group: '', resources: [po]", "unknown-resource", "did you mean \"pods\"?"},
	        {"group: '', resources: [secert]", "unknown-resource", "did you mean \"secrets\"?"},
	        {"group: '', resources: [deployments]", "unknown-resource", "it is in the group \"apps\""},
	        {"group: networking.k8s.io, resources: [ingress]", "unknown-resource", "did you mean \"ingresses\"?"},
	        {"group: networking.k8s.io, resources: [networkpolicy]", "unknown-resource", "did you mean \"networkpolicies\"?"},
	        {"group: '', resources: [widgets]", "unknown-resource", "the core group has no \"widgets\""},
	        {"group: '', resources: [pods/logs]", "unknown-resource", "they have attach"},
	        {"group: '', resources: [a/b/c]", "matches-nothing", "no resource is called"},
	        {"group: '', resources: ['']", "matches-nothing", "no resource is called"},
	        {"group: '', resources: [pods/]", "matches-nothing", "no resource is called"},
	        {"group: example.com, resources: [Widgets]", "matches-nothing", "no resource is called"},
	        {"group: core, resources: [pods]", "unknown-group", "did you mean \"\" (the core group)?"},
	        {"group: rbac, resources: [roles]", "unknown-group", "did you mean \"rbac.authorization.k8s.io\"?"},
	        {"group: '', resources: [pods], resourceNames: ['*']", "matches-nothing", "resourceNames have no wildcards"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf rules BUF_AUTO = BUF_EMPTY;
		buf_printf(&rules, "- level: None\n  resources: [{%s}]\n" REST, cases[i].resources);
		expect(buf_text(&rules), cases[i].rule, 2, cases[i].words);
	}
}

static void names_that_cannot_be_judged_are_left_alone(void **state)
{
	(void)state;
	static const char *const resources[] = {
	        "group: example.com, resources: [widget, widgets/x]",
	        "group: '', resources: [pods, 'pods/*', '*/scale', '*', pods/exec, nodes/proxy]",
	        "group: extensions, resources: [deployments/rollback]",
	        "group: '*', resources: [deployments, anything]",
	        "group: metrics.k8s.io, resources: [pods]",
	};
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++) {
		struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
		struct buf rules BUF_AUTO = BUF_EMPTY;
		buf_printf(&rules, "- level: None\n  resources: [{%s}]\n" REST, resources[i]);
		lint(buf_text(&rules), &findings);
		if (findings.count > 0)
			fail_msg("%s for %s", findings.list[0].text, resources[i]);
	}
}

static void verbs_that_no_request_has_are_said(void **state)
{
	(void)state;
	expect("- {level: None, verbs: ['*']}\n" REST, "unknown-verb", 1, "leave verbs out");
	expect("- {level: None, verbs: [GET]}\n" REST, "unknown-verb", 1, "did you mean \"get\"?");
	expect("- {level: None, verbs: [impersonate]}\n" REST, "unknown-verb", 1, "no request has the verb");
	expect("- {level: None, verbs: [post], resources: [{group: ''}]}\n" REST, "unknown-verb", 1,
	       "for a resource has the verb \"post\"; did you mean \"create\"?");
	expect("- {level: None, verbs: [list], nonResourceURLs: [/]}\n" REST, "unknown-verb", 1, "for a path has the verb");
	expect_none("- {level: None, verbs: [post, list]}\n- {level: None, verbs: [post], nonResourceURLs: [/]}\n- {level: None, verbs: "
	            "[deletecollection], namespaces: [a]}\n" REST,
	            "unknown-verb");
}

static void stars_where_there_are_no_wildcards_are_said(void **state)
{
	(void)state;
	expect("- {level: None, users: ['system:*']}\n" REST, "matches-nothing", 1,
	       "users have no wildcards, so \"system:*\" matches nothing");
	expect("- {level: None, userGroups: ['*']}\n" REST, "matches-nothing", 1, "leave the key out");
	expect("- {level: None, namespaces: ['*']}\n" REST, "matches-nothing", 1, "namespaces");
}

static void what_has_no_namespace_is_not_found_in_one(void **state)
{
	(void)state;
	expect("- {level: None, namespaces: [a], resources: [{group: '', resources: [nodes]}]}\n" REST, "matches-nothing", 1,
	       "nodes belong to no namespace");
	expect_none("- {level: None, namespaces: [a, ''], resources: [{group: '', resources: [nodes]}]}\n" REST, "matches-nothing");
	expect_none("- {level: None, namespaces: [a], resources: [{group: '', resources: [namespaces, pods]}]}\n" REST, "matches-nothing");
}

static void rules_beyond_the_limit_are_not_compared_and_that_is_said(void **state)
{
	(void)state;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct buf rules BUF_AUTO = BUF_EMPTY;
	for (int i = 0; i < REACH_RULES_MAX; i++)
		buf_printf(&rules, "- {level: Metadata, users: [u%d]}\n", i);
	expect_none(buf_text(&rules), "too-many-rules");
	buf_add_text(&rules, "- {level: Metadata, users: [u0]}\n" REST);
	lint(buf_text(&rules), &findings);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.list[0].rule, "too-many-rules");
	assert_int_equal(findings.list[0].line, 4 + REACH_RULES_MAX + 1);
}

static void work_without_end_is_given_up_and_that_is_said(void **state)
{
	(void)state;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct buf rules BUF_AUTO = BUF_EMPTY;
	for (int i = 0; i < 400; i++) {
		buf_add_text(&rules, "- level: None\n  verbs: [get]\n  users: [");
		for (int user = 0; user < 400; user++)
			buf_printf(&rules, "u%d%s", user, user < 399 ? ", " : "]\n");
	}
	lint(buf_text(&rules), &findings);
	assert_int_equal(count(&findings, "too-many-rules"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_policy_without_an_end_for_the_rest_is_said),
	        cmocka_unit_test(a_rule_that_one_before_it_covers_never_matches),
	        cmocka_unit_test(rules_that_only_together_cover_it_are_named),
	        cmocka_unit_test(a_rule_with_one_request_left_matches),
	        cmocka_unit_test(a_rule_for_nothing_covers_nothing),
	        cmocka_unit_test(secrets_with_content_are_found_through_wildcards),
	        cmocka_unit_test(what_happens_through_pods_has_to_be_recorded),
	        cmocka_unit_test(what_changes_all_the_time_is_not_for_responses),
	        cmocka_unit_test(requests_written_twice_are_said_once),
	        cmocka_unit_test(resources_that_do_not_exist_are_said_with_a_hint),
	        cmocka_unit_test(names_that_cannot_be_judged_are_left_alone),
	        cmocka_unit_test(verbs_that_no_request_has_are_said),
	        cmocka_unit_test(stars_where_there_are_no_wildcards_are_said),
	        cmocka_unit_test(what_has_no_namespace_is_not_found_in_one),
	        cmocka_unit_test(rules_beyond_the_limit_are_not_compared_and_that_is_said),
	        cmocka_unit_test(work_without_end_is_given_up_and_that_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
