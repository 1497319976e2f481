#include "cli/prove.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define POLICY(rules) "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n" rules

static struct server server_with(bool client, bool anonymous)
{
	struct server server = { .has_client = client, .anonymous = anonymous };
	if (client) {
		buf_add_text(&server.who.user, "kubernetes-admin");
		server.who.groups[0] = SPAN("system:masters");
		server.who.groups[1] = SPAN("system:authenticated");
		server.who.group_count = 2;
	}
	return server;
}

/* "PATH LEVEL" of what is chosen, with "client " in front if so; "none". */
static void expect(const char *source, bool client, bool anonymous, bool secret, const char *wanted)
{
	POLICY_AUTO struct policy policy = POLICY_EMPTY;
	FINDINGS_AUTO struct findings findings = FINDINGS_EMPTY;
	BUF_AUTO struct buf got = BUF_EMPTY;
	SERVER_AUTO struct server server = server_with(client, anonymous);
	struct error err = { 0 };
	struct match match;
	bool as_client = false;
	assert_int_equal(policy_load(span_of(source), 0, &policy, &findings, &err), POLICY_GOOD);
	const struct proof_request *chosen = prove_choose(&policy, &server, secret, &as_client, &match);
	if (chosen)
		buf_printf(&got, "%s%s %s %s", as_client ? "client " : "", chosen->method, chosen->path, level_name(match.level));
	assert_string_equal(chosen ? buf_text(&got) : "none", wanted);
}

static void prove_takes_the_first_request_that_the_policy_records(void **state)
{
	(void)state;
	expect(POLICY("- level: Metadata\n"), true, true, false, "GET /readyz Metadata");
	expect(POLICY("- {level: None, nonResourceURLs: [/readyz*]}\n- level: Metadata\n"), true, true, false, "GET /version Metadata");
	expect(POLICY("- {level: None, nonResourceURLs: ['*']}\n- level: Request\n"), true, true, false, "GET /api/v1/namespaces/kaudit-proof Request");
	expect(POLICY("- {level: Metadata, resources: [{group: \"\", resources: [secrets]}]}\n"), true, true, false,
	       "GET /api/v1/namespaces/default/secrets/kaudit-proof Metadata");
	expect(POLICY("- {level: Metadata, verbs: [delete]}\n"), true, true, false, "DELETE /api/v1/namespaces/default/configmaps/kaudit-proof?dryRun=All Metadata");
}

static void prove_asks_as_the_client_where_anonymous_is_not_recorded(void **state)
{
	(void)state;
	expect(POLICY("- {level: None, users: [system:anonymous]}\n- level: Metadata\n"), true, true, false, "client GET /readyz Metadata");
	expect(POLICY("- {level: Metadata, userGroups: [system:masters]}\n"), true, true, false, "client GET /readyz Metadata");
	expect(POLICY("- {level: Metadata, userGroups: [system:masters]}\n"), false, true, false, "none");
	expect(POLICY("- level: Metadata\n"), true, false, false, "client GET /readyz Metadata");
	expect(POLICY("- level: Metadata\n"), false, false, false, "none");
}

static void prove_chooses_nothing_that_leaves_no_event(void **state)
{
	(void)state;
	expect(POLICY("- level: None\n"), true, true, false, "none");
	expect(POLICY("- {level: Metadata, omitStages: [ResponseComplete]}\n"), true, true, false, "none");
	expect("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: Metadata, omitStages: [ResponseComplete]}\n", true, true, false,
	       "GET /readyz Metadata");
	expect(POLICY("- {level: Metadata, users: [somebody]}\n"), true, true, false, "none");
}

static void prove_of_a_secret_creates_one_as_the_client(void **state)
{
	(void)state;
	expect(POLICY("- {level: Metadata, resources: [{group: \"\", resources: [secrets]}]}\n- level: Request\n"), true, true, true,
	       "client POST /api/v1/namespaces/default/secrets?dryRun=All Metadata");
	expect(POLICY("- level: RequestResponse\n"), true, true, true, "client POST /api/v1/namespaces/default/secrets?dryRun=All RequestResponse");
	expect(POLICY("- {level: None, verbs: [create]}\n- level: Metadata\n"), true, true, true, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prove_takes_the_first_request_that_the_policy_records),
		cmocka_unit_test(prove_asks_as_the_client_where_anonymous_is_not_recorded),
		cmocka_unit_test(prove_chooses_nothing_that_leaves_no_event),
		cmocka_unit_test(prove_of_a_secret_creates_one_as_the_client),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
