#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/match.h"

#define HEAD "apiVersion: audit.k8s.io/v1\nkind: Policy\n"

static void assert_takes(const char *pattern, const char *resource, const char *subresource, bool wanted)
{
	if (match_resource(span_of(pattern), span_of(resource), span_of(subresource)) != wanted)
		fail_msg("%s takes %s/%s: not %d", pattern, resource, subresource, wanted);
}

static void a_resource_does_not_take_its_subresources(void **state)
{
	(void)state;
	assert_takes("pods", "pods", "", true);
	assert_takes("pods", "pods", "log", false);
	assert_takes("pods", "podsx", "", false);
	assert_takes("pods/log", "pods", "log", true);
	assert_takes("pods/log", "pods", "", false);
	assert_takes("pods/log", "pods", "logs", false);
}

static void wildcards_of_resources_are_those_of_checker_go(void **state)
{
	(void)state;
	assert_takes("*", "pods", "", true);
	assert_takes("*", "pods", "log", true);
	assert_takes("pods/*", "pods", "", true);
	assert_takes("pods/*", "pods", "log", true);
	assert_takes("pods/*", "pod", "", false);
	assert_takes("*/scale", "deployments", "scale", true);
	assert_takes("*/scale", "deployments", "", false);
	assert_takes("*/*", "pods", "log", false);
	assert_takes("*/*", "pods", "", false);
	assert_takes("po*", "pods", "", false);
	assert_takes("", "pods", "", false);
	assert_takes("/*", "", "x", true);
}

static void assert_path(const char *pattern, const char *path, bool wanted)
{
	if (match_path(span_of(pattern), span_of(path)) != wanted)
		fail_msg("%s takes %s: not %d", pattern, path, wanted);
}

static void a_star_at_the_end_of_a_path_takes_what_follows(void **state)
{
	(void)state;
	assert_path("*", "", true);
	assert_path("/healthz", "/healthz", true);
	assert_path("/healthz", "/healthz/x", false);
	assert_path("/healthz*", "/healthz/x", true);
	assert_path("/healthz*", "/healthz", true);
	assert_path("/healthz/*", "/healthz", false);
	assert_path("/a**", "/a", true);
	assert_path("/a**", "/ab", true);
	assert_path("", "", true);
}

struct asked {
	const char *user, *group, *verb, *namespace, *api_group, *resource, *subresource, *name, *path;
};

static struct request request_of(const struct asked *asked, struct span *group)
{
	*group = span_of(asked->group);
	return (struct request){.is_resource = asked->resource,
	                        .has_user = asked->user,
	                        .user = span_of(asked->user),
	                        .groups = group,
	                        .group_count = asked->group != NULL,
	                        .verb = span_of(asked->verb),
	                        .group = span_of(asked->api_group),
	                        .resource = span_of(asked->resource),
	                        .subresource = span_of(asked->subresource),
	                        .namespace = span_of(asked->namespace),
	                        .name = span_of(asked->name),
	                        .path = span_of(asked->path)};
}

/* The reason for which the one rule misses. */
static enum miss miss_of(const char *rule, struct asked asked)
{
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct error err;
	struct buf text BUF_AUTO = BUF_EMPTY;
	struct span group;
	buf_printf(&text, HEAD "rules: [{level: Request, %s}]\n", rule);
	assert_int_equal(policy_load(buf_span(&text), 36, &policy, &findings, &err), POLICY_GOOD);
	struct request request = request_of(&asked, &group);
	return match_rule(policy.rules, &request);
}

static void every_condition_of_a_rule_has_to_hold(void **state)
{
	(void)state;
	const struct asked pod = {
	        .user = "u", .group = "g", .verb = "get", .namespace = "web", .api_group = "", .resource = "pods", .name = "p"};
	const struct asked path = {.user = "u", .verb = "get", .path = "/healthz"};
	assert_int_equal(miss_of("users: [a, u]", pod), MISS_NONE);
	assert_int_equal(miss_of("users: [a]", pod), MISS_USER);
	assert_int_equal(miss_of("userGroups: [a, g]", pod), MISS_NONE);
	assert_int_equal(miss_of("userGroups: [a]", pod), MISS_USER_GROUP);
	assert_int_equal(miss_of("userGroups: [a]", path), MISS_USER_GROUP);
	assert_int_equal(miss_of("verbs: [list]", pod), MISS_VERB);
	assert_int_equal(miss_of("verbs: ['*']", pod), MISS_VERB);
	assert_int_equal(miss_of("namespaces: [a, web]", pod), MISS_NONE);
	assert_int_equal(miss_of("namespaces: ['']", pod), MISS_NAMESPACE);
	assert_int_equal(miss_of("namespaces: [web]", path), MISS_NOT_RESOURCE);
	assert_int_equal(miss_of("resources: [{group: ''}]", pod), MISS_NONE);
	assert_int_equal(miss_of("resources: [{group: apps}]", pod), MISS_GROUP);
	assert_int_equal(miss_of("resources: [{group: '*'}]", pod), MISS_NONE);
	assert_int_equal(miss_of("resources: [{group: '', resources: [nodes]}]", pod), MISS_RESOURCE);
	assert_int_equal(miss_of("resources: [{group: apps}, {resources: [nodes, pods]}]", pod), MISS_NONE);
	assert_int_equal(miss_of("resources: [{group: '', resources: [pods], resourceNames: [p]}]", pod), MISS_NONE);
	assert_int_equal(miss_of("resources: [{group: '', resources: [pods], resourceNames: [q]}, {group: apps}]", pod), MISS_NAME);
	assert_int_equal(miss_of("resources: [{group: ''}]", path), MISS_NOT_RESOURCE);
	assert_int_equal(miss_of("nonResourceURLs: [/healthz]", path), MISS_NONE);
	assert_int_equal(miss_of("nonResourceURLs: [/version]", path), MISS_PATH);
	assert_int_equal(miss_of("nonResourceURLs: ['*']", pod), MISS_NOT_PATH);
}

static void a_request_without_a_user_matches_no_rule_that_names_one(void **state)
{
	(void)state;
	const struct asked nobody = {.group = "g", .verb = "get", .path = "/"};
	assert_int_equal(miss_of("users: ['']", nobody), MISS_USER);
	assert_int_equal(miss_of("userGroups: [g]", nobody), MISS_USER_GROUP);
	assert_int_equal(miss_of("verbs: [get]", nobody), MISS_NONE);
}

static void the_first_rule_that_matches_decides(void **state)
{
	(void)state;
	static const char text[] = HEAD "omitStages: [Panic]\nrules:\n- {level: None, users: [a]}\n- {level: Request, verbs: [get], "
	                                "omitStages: [RequestReceived]}\n- {level: Metadata, verbs: [get]}\n";
	struct policy policy POLICY_AUTO = POLICY_EMPTY;
	struct findings findings FINDINGS_AUTO = FINDINGS_EMPTY;
	struct error err;
	struct span group;
	assert_int_equal(policy_load(SPAN(text), 36, &policy, &findings, &err), POLICY_GOOD);
	struct request get = request_of(&(struct asked){.user = "b", .verb = "get", .path = "/"}, &group);
	struct match match = match_policy(&policy, &get);
	assert_int_equal(match.level, LEVEL_REQUEST);
	assert_ptr_equal(match.rule, &policy.rules[1]);
	assert_int_equal(match.omit_stages, STAGE_PANIC | STAGE_REQUEST_RECEIVED);
	struct request put = request_of(&(struct asked){.user = "b", .verb = "put", .path = "/"}, &group);
	match = match_policy(&policy, &put);
	assert_int_equal(match.level, LEVEL_NONE);
	assert_null(match.rule);
	assert_int_equal(match.omit_stages, STAGE_PANIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_resource_does_not_take_its_subresources),
	        cmocka_unit_test(wildcards_of_resources_are_those_of_checker_go),
	        cmocka_unit_test(a_star_at_the_end_of_a_path_takes_what_follows),
	        cmocka_unit_test(every_condition_of_a_rule_has_to_hold),
	        cmocka_unit_test(a_request_without_a_user_matches_no_rule_that_names_one),
	        cmocka_unit_test(the_first_rule_that_matches_decides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
