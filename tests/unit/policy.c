#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/policy.h"

#define HEAD "apiVersion: audit.k8s.io/v1\nkind: Policy\n"
#define HEAD_CRLF "apiVersion: audit.k8s.io/v1\r\nkind: Policy\r\nrules:\r\n"
#define JSON_HEAD "{\"apiVersion\": \"audit.k8s.io/v1\", \"kind\": \"Policy\", "

static struct error err;

struct loaded {
	char *source; /* without a NUL behind it, so that the address sanitizer sees a read beyond the end */
	struct policy policy;
	struct findings findings;
	int result;
};

static void loaded_release(struct loaded *loaded)
{
	policy_release(&loaded->policy);
	findings_release(&loaded->findings);
	free(loaded->source);
}

#define LOADED_AUTO __attribute__((cleanup(loaded_release)))

static struct loaded load_bytes(struct span text, unsigned minor)
{
	struct loaded loaded = {.source = malloc(text.length + 1)};
	assert_non_null(loaded.source);
	memcpy(loaded.source + 1, text.at, text.length);
	struct span source = span_from(loaded.source + 1, text.length);
	loaded.result = policy_load(source, minor, &loaded.policy, &loaded.findings, &err);
	assert_int_not_equal(loaded.result, -1);
	findings_place(&loaded.findings, source);
	return loaded;
}

static struct loaded load(const char *text, unsigned minor)
{
	return load_bytes(span_of(text), minor);
}

static const struct finding *find(const struct loaded *loaded, const char *rule)
{
	for (size_t i = 0; i < loaded->findings.count; i++)
		if (strcmp(loaded->findings.list[i].rule, rule) == 0)
			return &loaded->findings.list[i];
	return NULL;
}

static void expect_good(const char *text, unsigned minor)
{
	struct loaded loaded LOADED_AUTO = load(text, minor);
	if (loaded.result != POLICY_GOOD)
		fail_msg("refused: %s: %s", text, loaded.findings.list[0].text);
}

static void expect_refused(const char *text, unsigned minor, const char *rule, uint32_t line, uint32_t column, const char *words)
{
	struct loaded loaded LOADED_AUTO = load(text, minor);
	if (loaded.result != POLICY_REFUSED)
		fail_msg("taken: %s", text);
	const struct finding *finding = find(&loaded, rule);
	if (!finding || finding->severity != SEVERITY_ERROR)
		fail_msg("no error [%s] but [%s] %s: %s", rule, loaded.findings.list[0].rule, loaded.findings.list[0].text, text);
	if (finding->line != line || finding->column != column || !strstr(finding->text, words))
		fail_msg("%u:%u: %s, for: %s", finding->line, finding->column, finding->text, text);
}

static void expect_warning(const char *text, unsigned minor, const char *rule, uint32_t line, uint32_t column, const char *words)
{
	struct loaded loaded LOADED_AUTO = load(text, minor);
	const struct finding *finding = find(&loaded, rule);
	if (loaded.result != POLICY_GOOD || !finding || finding->severity != SEVERITY_WARNING)
		fail_msg("no warning [%s]: %s", rule, text);
	if (finding->line != line || finding->column != column || !strstr(finding->text, words))
		fail_msg("%u:%u: %s, for: %s", finding->line, finding->column, finding->text, text);
}

static void assert_entry(const struct entries *entries, uint32_t index, const char *text)
{
	assert_true(index < entries->count);
	if (!span_is(entries->list[index].text, text))
		fail_msg("%.*s, not %s", SPAN_ARG(entries->list[index].text), text);
}

static void every_key_of_a_rule_is_read(void **state)
{
	(void)state;
	struct loaded loaded LOADED_AUTO = load(
	        HEAD
	        "omitStages: [RequestReceived, Panic]\nrules:\n- level: Request\n  users: [a, 'b']\n  userGroups: [c]\n  verbs: [get]\n  "
	        "namespaces: ['']\n"
	        "  omitStages: [ResponseStarted]\n  resources:\n  - group: apps\n    resources: [pods, pods/log]\n    resourceNames: [x]\n"
	        "- level: None\n  nonResourceURLs: [/a*, '*']\n",
	        36);
	assert_int_equal(loaded.result, POLICY_GOOD);
	assert_int_equal(loaded.findings.count, 0);
	assert_int_equal(loaded.policy.omit_stages, STAGE_REQUEST_RECEIVED | STAGE_PANIC);
	assert_int_equal(loaded.policy.rule_count, 2);
	const struct rule *rule = loaded.policy.rules;
	assert_int_equal(rule->level, LEVEL_REQUEST);
	assert_entry(&rule->users, 1, "b");
	assert_entry(&rule->user_groups, 0, "c");
	assert_entry(&rule->verbs, 0, "get");
	assert_entry(&rule->namespaces, 0, "");
	assert_int_equal(rule->omit_stages, STAGE_RESPONSE_STARTED);
	assert_true(span_is(rule->resources[0].group.text, "apps"));
	assert_entry(&rule->resources[0].resources, 1, "pods/log");
	assert_entry(&rule->resources[0].names, 0, "x");
	assert_entry(&rule[1].urls, 0, "/a*");
}

static const struct {
	const char *text, *rule;
	uint32_t line, column;
	const char *words;
} refused[] = {
        {HEAD "rules: [{level: Metdata}]\n", "level", 3, 17, "did you mean Metadata?"},
        {HEAD "rules: [{level: metadata}]\n", "level", 3, 17, "did you mean Metadata?"},
        {HEAD "rules: [{level: all}]\n", "level", 3, 17, "None, Metadata, Request or RequestResponse"},
        {HEAD "rules: [{users: [a]}]\n", "level", 3, 9, "rules[0] has no level"},
        {HEAD "rules: [{level: ''}]\n", "level", 3, 17, "rules[0] has no level"},
        {HEAD "rules: [{level: }]\n", "level", 3, 16, "rules[0] has no level"},
        {HEAD "rules: [null]\n", "level", 3, 9, "rules[0] has no level"},
        {HEAD "rules: [{level: None}]\nomitStages: [requestReceived]\n", "stage", 4, 14, "did you mean RequestReceived?"},
        {HEAD "rules: [{level: None, omitStages: [Foo]}]\n", "stage", 3, 36, "RequestReceived, ResponseStarted, ResponseComplete or Panic"},
        {HEAD "rules: [{level: None, nonResourceURLs: [healthz]}]\n", "url", 3, 41, "must begin with"},
        {HEAD "rules: [{level: None, nonResourceURLs: [/a*b]}]\n", "url", 3, 41, "last character"},
        {HEAD "rules: [{level: None, nonResourceURLs: [/a**]}]\n", "url", 3, 41, "last character"},
        {HEAD "rules: [{level: None, nonResourceURLs: ['']}]\n", "url", 3, 41, "must begin with"},
        {HEAD "rules: [{level: None, nonResourceURLs: [/], namespaces: [a]}]\n", "mixed-rule", 3, 41, "beside namespaces"},
        {HEAD "rules: [{level: None, nonResourceURLs: [/], resources: [{group: a}]}]\n", "mixed-rule", 3, 41, "beside resources"},
        {HEAD "rules: [{level: None, resources: [{group: apps/v1}]}]\n", "group", 3, 43, "without its version: \"apps\""},
        {HEAD "rules: [{level: None, resources: [{group: Apps}]}]\n", "group", 3, 43, "no API group"},
        {HEAD "rules: [{level: None, resources: [{group: a..b}]}]\n", "group", 3, 43, "no API group"},
        {HEAD "rules: [{level: None, resources: [{group: -a}]}]\n", "group", 3, 43, "no API group"},
        {HEAD "rules: [{level: None, resources: [{group: '', resourceNames: [a]}]}]\n", "resource-names", 3, 63, "need resources"},
        {HEAD "rules: []\n", "no-rules", 3, 1, "no rules"},
        {HEAD, "no-rules", 1, 1, "no rules"},
        {HEAD "rules: {level: None}\n", "wrong-type", 3, 8, "rules must be a list of rules, not a mapping"},
        {HEAD "rules: [{level: None, verbs: get}]\n", "wrong-type", 3, 30, "rules[0].verbs must be a list of strings, not a string"},
        {HEAD "rules: [{level: None, verbs: [yes]}]\n", "wrong-type", 3, 31,
         "rules[0].verbs[0] must be a string, not a boolean; put it in quotes"},
        {HEAD "rules: [{level: None, resources: [pods]}]\n", "wrong-type", 3, 35, "rules[0].resources[0] must be a mapping, not a string"},
        {HEAD "rules: [{level: no}]\n", "wrong-type", 3, 17, "rules[0].level must be a string, not a boolean"},
        {HEAD "rules: [{level: None}]\nmetadata: {name: 5}\n", "wrong-type", 4, 18, "metadata.name must be a string, not a number"},
        {HEAD "rules: [{level: None}]\nmetadata: {generation: 1.5}\n", "wrong-type", 4, 24, "an integer"},
        {HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: 2020-13-01T00:00:00Z}\n", "wrong-type", 4, 31, "a time"},
        {HEAD "rules: [{level: None}]\nmetadata: {labels: {a: 1}}\n", "wrong-type", 4, 24, "a string, not a number"},
        {"kind: Policy\nrules: [{level: None}]\nx: y\n", "fragment", 1, 1, ""},
        {"kind: Policy\nx: y\n", "api-version", 1, 1, "apiVersion is missing"},
        {"apiVersion: v1\nkind: Policy\nrules: [{level: None}]\n", "api-version", 1, 13, "write audit.k8s.io/v1"},
        {"apiVersion: audit.k8s.io/v1\nkind: Pod\nrules: [{level: None}]\n", "kind", 2, 7, "kind must be Policy, not \"Pod\""},
        {"apiVersion: 1\nkind: Policy\nrules: [{level: None}]\n", "wrong-type", 1, 13, "apiVersion must be a string"},
        {"- level: None\n", "fragment", 1, 1, "a bare list of rules"},
        {"# c\nlevel: None\nverbs: [get]\n", "fragment", 2, 1, "a single rule"},
        {"- a\n", "wrong-type", 1, 1, "a policy is a mapping"},
        {"a string\n", "wrong-type", 1, 1, "a policy is a mapping"},
        {"", "syntax", 1, 1, "empty"},
        {HEAD "rules: [{level: None}\n", "syntax", 4, 1, "not valid YAML"},
        {"{\"apiVersion\": \"audit.k8s.io/v1\",}\n", "syntax", 1, 34, "JSON"},
        {HEAD "rules: [{level: None}]\n0o1777777777777777777777: a\n", "yaml", 4, 1, "as a key"},
        {HEAD "rules: [{level: None}]\nmetadata: {generation: 1e19}\n", "wrong-type", 4, 24, "an integer"},
        {HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: 2020-04-31T00:00:00Z}\n", "wrong-type", 4, 31, "a time"},
        {HEAD "rules: [{level: None}]\n~: a\n", "yaml", 4, 1, "as a key"},
        {HEAD "rules: [{level: None}]\n!!null '': a\n'': b\n", "yaml", 4, 8, "as a key"},
        {HEAD "rules: [{level: None}]\n18446744073709551615: a\n", "yaml", 4, 1, "as a key"},
        {HEAD "rules: [{level: None}]\n? [a]\n: b\n", "yaml", 4, 3, "a key must be a string"},
        {HEAD "rules: [{level: None}]\na: .nan\n", "yaml", 4, 4, "JSON has no word"},
        {HEAD "rules: [{level: None}]\na: !!int b\n", "yaml", 4, 10, "tagged !!int"},
        {HEAD "rules: [{level: None}]\na: !!binary '*'\n", "yaml", 4, 13, "base64"},
        {HEAD "rules: [{level: None}]\n<<: a\n", "yaml", 4, 5, "a merge key takes a mapping"},
};

static void what_kube_apiserver_refuses_is_an_error_at_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		expect_refused(refused[i].text, 36, refused[i].rule, refused[i].line, refused[i].column, refused[i].words);
}

static void what_kube_apiserver_takes_is_taken(void **state)
{
	(void)state;
	static const char *const good[] = {
	        "apiVersion: audit.k8s.io/v1\nrules: [{level: None}]\n",
	        "apiVersion: audit.k8s.io/v1\nkind:\nrules: [{level: None}]\n",
	        "APIVERSION: audit.k8s.io/v1\nKind: Policy\nrules: [{level: None}]\n",
	        "Kind: Pod\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n", /* sorted, the last one counts */
	        HEAD "rules: [{level: None, resources: [null], verbs: [null], users: null}]\n",
	        HEAD "rules: [{level: None, verbs: [2020-01-01, '5', !!str 5, ! yes, !!binary Z2V0]}]\n",
	        HEAD "rules: [{level: None}]\n1: a\n2.5: b\nyes: c\n",
	        HEAD "rules: [{level: None}]\nx: .nan\nx: 1\n",
	        HEAD "rules: [{level: None, nonResourceURLs: ['*', /, /a*]}]\n",
	        HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: null, generation: 1e3, labels: {a: b}, finalizers: [a]}\n",
	        HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: '2020-02-29T1:02:03,5+01:00'}\n",
	        HEAD "rules: [{level: None}]\n---\n@@@\n",
	        "\xef\xbb\xbf" HEAD "rules: [{level: None}]\n",
	        "# c\n{apiVersion: audit.k8s.io/v1, rules: [{level: None}]}\n",
	        "\n\t" JSON_HEAD "\"rules\": [{\"level\": \"None\"}]}\n",
	        JSON_HEAD "\"rules\": [{\"level\": \"None\", \"users\": [\"\xff\"]}]}\n",
	        "a: &a {level: None}\n" HEAD "rules: [*a, {<<: *a}, {<<: [*a, {users: [b]}]}]\n",
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		expect_good(good[i], 36);
}

static void versions_differ_where_kube_apiserver_does(void **state)
{
	(void)state;
	static const char beta[] = "apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]\n";
	static const char any_group[] = HEAD "rules: [{level: None, resources: [{group: '*'}]}]\n";
	static const char managed[] = HEAD "rules: [{level: None, omitManagedFields: x}]\n";
	static const char cluster[] = HEAD "metadata: {clusterName: 1}\nrules: [{level: None}]\n";
	expect_warning(beta, 23, "api-version", 1, 13, "ends with 1.24");
	expect_refused(beta, 24, "api-version", 1, 13, "gone since 1.24");
	expect_good(any_group, 36);
	expect_refused(any_group, 35, "group", 3, 43, "known since 1.36");
	expect_warning(managed, 22, "unknown-key", 3, 23, "known since 1.23");
	expect_refused(managed, 23, "wrong-type", 3, 42, "true or false");
	expect_refused(cluster, 24, "wrong-type", 3, 25, "must be a string");
	expect_warning(cluster, 25, "unknown-key", 3, 12, "gone since 1.25");
	expect_good(HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: '2020-01-01T00:00:00+25:00'}\n", 26);
	expect_refused(HEAD "rules: [{level: None}]\nmetadata: {creationTimestamp: '2020-01-01T00:00:00+25:00'}\n", 27, "wrong-type", 4, 31,
	               "a time");
	expect_good(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"x\": [1e999]}", 23);
	expect_refused(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"x\": [1E999]}", 22, "yaml", 1, 89, "too large");
	expect_good(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"x\": [1e-999, 1e308]}", 22);
	expect_warning(HEAD "rules: [{level: None}]\n", 11, "api-version", 1, 13, "came with 1.12");
	expect_good(any_group, 0);
}

static void keys_that_are_skipped_are_warnings_with_a_hint(void **state)
{
	(void)state;
	expect_warning(HEAD "rules: [{level: None, resource: [a]}]\n", 36, "unknown-key", 3, 23,
	               "so the rule takes more than it says; did you mean \"resources\"?");
	expect_warning(HEAD "rules: [{level: None, Verbs: [a]}]\n", 36, "unknown-key", 3, 23, "did you mean \"verbs\"?");
	expect_warning(HEAD "rules: [{level: None, resources: [{group: a, verbs: [b]}]}]\n", 36, "unknown-key", 3, 46,
	               "of rules[0].resources[0], so the rule takes more than it says; it is a key of a rule");
	expect_warning(HEAD "rules: [{level: None}]\nlevel: None\n", 36, "unknown-key", 4, 1, "it is a key of a rule");
	expect_warning(HEAD "rules: [{level: None}]\nmetadata: {nam: x}\n", 36, "unknown-key", 4, 12,
	               "of metadata; did you mean \"name\"?");
	expect_warning(HEAD "rules: [{level: None}]\nfoo: &a [b]\n", 36, "unknown-key", 4, 1, "skips the key \"foo\"");
}

static void of_a_key_given_twice_yaml_takes_the_last(void **state)
{
	(void)state;
	static const char text[] = HEAD "rules:\n- level: None\n  users: [a]\nrules:\n- level: Request\n";
	struct loaded loaded LOADED_AUTO = load(text, 36);
	assert_int_equal(loaded.policy.rules[0].level, LEVEL_REQUEST);
	assert_int_equal(loaded.policy.rules[0].users.count, 0);
	const struct finding *finding = find(&loaded, "duplicate-key");
	assert_non_null(finding);
	assert_int_equal(finding->line, 6);
	assert_int_equal(finding->see_line, 3);
}

/* encoding/json and json-iterator decode the second list over the elements of the first. */
static void of_a_key_given_twice_json_takes_both(void **state)
{
	(void)state;
	struct loaded loaded LOADED_AUTO =
	        load(JSON_HEAD "\"rules\": [{\"level\": \"None\", \"users\": [\"a\"]}], \"rules\": [{\"level\": \"Request\"}]}", 36);
	assert_int_equal(loaded.policy.rule_count, 1);
	assert_int_equal(loaded.policy.rules[0].level, LEVEL_REQUEST);
	assert_entry(&loaded.policy.rules[0].users, 0, "a");
	expect_good(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"rules\": [{}]}", 20);
	expect_good(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"rules\": [{\"level\": null}]}", 23);
	expect_refused(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"rules\": [{\"level\": null}]}", 22, "level", 1, 103, "no level");
	expect_refused(JSON_HEAD "\"rules\": [{\"level\": \"None\"}], \"rules\": [], \"rules\": [{}]}", 36, "level", 1, 106, "no level");
}

static void merge_keys_are_taken_in_the_order_of_the_text(void **state)
{
	(void)state;
	struct loaded loaded LOADED_AUTO = load("a: &a {level: Request, users: [x]}\n" HEAD
	                                        "rules:\n- <<: *a\n  level: None\n- level: None\n  <<: *a\n- <<: [{level: Metadata}, *a]\n",
	                                        36);
	assert_int_equal(loaded.result, POLICY_GOOD);
	assert_int_equal(loaded.policy.rules[0].level, LEVEL_NONE);
	assert_entry(&loaded.policy.rules[0].users, 0, "x");
	assert_int_equal(loaded.policy.rules[1].level, LEVEL_REQUEST);
	assert_int_equal(loaded.policy.rules[2].level, LEVEL_METADATA);
	const struct finding *finding = find(&loaded, "duplicate-key");
	assert_non_null(finding);
	assert_int_equal(finding->line, 7);
	assert_non_null(strstr(finding->text, "put << first"));
}

static void aliases_are_resolved_until_go_yaml_has_enough(void **state)
{
	(void)state;
	struct buf bomb BUF_AUTO = BUF_EMPTY;
	buf_add_text(&bomb, HEAD "rules: [{level: None}]\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 12; i++)
		buf_printf(&bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1,
		           i - 1, i - 1, i - 1, i - 1, i - 1);
	struct loaded loaded LOADED_AUTO = load_bytes(buf_span(&bomb), 36);
	assert_int_equal(loaded.result, POLICY_REFUSED);
	assert_non_null(strstr(find(&loaded, "yaml")->text, "excessive aliasing"));
	expect_refused(HEAD "rules: [{level: None}]\na: &a {<<: *a}\n", 36, "syntax", 4, 12, "inside of what it stands for");
}

static void a_group_is_no_longer_than_a_name_may_be(void **state)
{
	(void)state;
	struct buf text BUF_AUTO = BUF_EMPTY;
	buf_add_text(&text, HEAD "rules:\n- level: None\n  resources:\n  - group: ");
	for (int i = 0; i < 126; i++)
		buf_add_text(&text, "a.");
	buf_add_text(&text, "a");
	struct loaded longest LOADED_AUTO = load_bytes(buf_span(&text), 36);
	assert_int_equal(longest.result, POLICY_GOOD);
	buf_add_text(&text, "a");
	struct loaded longer LOADED_AUTO = load_bytes(buf_span(&text), 36);
	assert_int_equal(longer.result, POLICY_REFUSED);
}

static void a_second_document_is_said_to_be_skipped(void **state)
{
	(void)state;
	expect_warning(HEAD "rules: [{level: None}]\n---\nkind: Policy\n", 36, "second-document", 4, 1, "first document only");
}

/* go-yaml has not read it when the first document is complete. */
static void bytes_far_behind_the_first_document_do_no_harm(void **state)
{
	(void)state;
	struct buf text BUF_AUTO = BUF_EMPTY;
	buf_add_text(&text, "--- # c\n" HEAD "rules: [{level: None}]\n");
	uint32_t end = (uint32_t)text.length;
	buf_add_text(&text, "---\n");
	buf_add_repeat(&text, '#', 100);
	buf_add_text(&text, "\xff\n");
	struct loaded near LOADED_AUTO = load_bytes(buf_span(&text), 36);
	assert_int_equal(near.result, POLICY_REFUSED);
	text.at[end + 104] = '#';
	buf_add_repeat(&text, '#', 512 - text.length);
	buf_add_text(&text, "\xff\n");
	struct loaded far LOADED_AUTO = load_bytes(buf_span(&text), 36);
	assert_int_equal(far.result, POLICY_GOOD);
	assert_int_equal(find(&far, "second-document")->at, end);
}

/* It reads 512 bytes at a time, so what it has read of depends on where the first document ends. */
static void what_go_yaml_reads_ahead_is_counted_in_blocks(void **state)
{
	(void)state;
	for (size_t bad = 1022; bad < 1026; bad++) {
		struct buf text BUF_AUTO = BUF_EMPTY;
		buf_add_text(&text, HEAD "rules: [{level: None}]\n");
		buf_add_repeat(&text, '#', 600 - text.length);
		buf_add_text(&text, "\n...\n");
		buf_add_repeat(&text, '#', bad - text.length);
		buf_add_text(&text, "\xff\n");
		struct loaded loaded LOADED_AUTO = load_bytes(buf_span(&text), 36);
		assert_int_equal(loaded.result, bad < 1024 ? POLICY_REFUSED : POLICY_GOOD);
	}
}

static void many_keys_and_rules_take_linear_time(void **state)
{
	(void)state;
	struct buf text BUF_AUTO = BUF_EMPTY;
	buf_add_text(&text, HEAD);
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "key%d: x\n", i);
	buf_add_text(&text, "rules:\n");
	for (int i = 0; i < 20000; i++)
		buf_add_text(&text, "- level: None\n");
	struct loaded loaded LOADED_AUTO = load_bytes(buf_span(&text), 36);
	assert_int_equal(loaded.result, POLICY_GOOD);
	assert_int_equal(loaded.policy.rule_count, 20000);
	assert_int_equal(loaded.findings.warnings, 20000);
	assert_int_equal(loaded.findings.count, FINDINGS_MAX);
}

static void expect_completed(const char *text, const char *wanted)
{
	struct buf whole BUF_AUTO = BUF_EMPTY;
	int result = policy_complete(span_of(text), &whole, &err);
	if (result != FRAGMENT_COMPLETED)
		fail_msg("%d: %s: %s", result, err.text, text);
	assert_string_equal(buf_text(&whole), wanted);
}

static void a_fragment_becomes_a_policy(void **state)
{
	(void)state;
	expect_completed("# c\n- level: None\n- level: Request # d\n", "# c\n" HEAD "rules:\n- level: None\n- level: Request # d\n");
	expect_completed("  - level: None\r\n", HEAD_CRLF "  - level: None\r\n");
	expect_completed("---\nrules:\n- level: None", "---\n" HEAD "rules:\n- level: None");
	expect_completed("level: None\nusers:\n- a\n\nverbs: [get]\n", HEAD "rules:\n- level: None\n  users:\n  - a\n\n  verbs: [get]\n");
	expect_completed("[{level: None},\n{level: None}]\n", HEAD "rules:\n  [{level: None},\n  {level: None}]\n");
	expect_completed("kind: Policy\nrules: [{level: None}]\n", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: None}]\n");
	expect_completed("{\"level\": \"None\"}\n",
	                 "{\"apiVersion\": \"audit.k8s.io/v1\", \"kind\": \"Policy\", \"rules\": [{\"level\": \"None\"}]}\n");
	expect_completed("{\"rules\": [{\"level\": \"None\"}]}",
	                 "{\"apiVersion\": \"audit.k8s.io/v1\", \"kind\": \"Policy\", \"rules\": [{\"level\": \"None\"}]}");
}

static void what_is_no_fragment_is_left_alone(void **state)
{
	(void)state;
	static const char good[] = HEAD "rules: [{level: None}]\n", typed[] = "apiVersion: v1\nrules: [{level: None}]\n";
	static const char *const texts[] = {good, typed, "a: b\n", "- a\n", "", "[", "rules: x\n"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf whole BUF_AUTO = BUF_EMPTY;
		assert_int_equal(policy_complete(span_of(texts[i]), &whole, &err), FRAGMENT_NONE);
		assert_int_equal(whole.length, 0);
	}
	struct buf whole BUF_AUTO = BUF_EMPTY;
	assert_int_equal(policy_complete(SPAN("--- [{level: None}]\n"), &whole, &err), -1);
	assert_int_equal(err.kind, ERROR_REFUSED);
}

static void a_text_in_base64_is_decoded_and_kept(void **state)
{
	(void)state;
	struct loaded loaded LOADED_AUTO = load(HEAD "rules: [{level: !!binary Tm9uZQ==, verbs: [!!binary Z2V0]}]\n", 36);
	assert_int_equal(loaded.result, POLICY_GOOD);
	assert_int_equal(loaded.policy.rules[0].level, LEVEL_NONE);
	assert_entry(&loaded.policy.rules[0].verbs, 0, "get");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_key_of_a_rule_is_read),
	        cmocka_unit_test(what_kube_apiserver_refuses_is_an_error_at_its_place),
	        cmocka_unit_test(what_kube_apiserver_takes_is_taken),
	        cmocka_unit_test(versions_differ_where_kube_apiserver_does),
	        cmocka_unit_test(keys_that_are_skipped_are_warnings_with_a_hint),
	        cmocka_unit_test(of_a_key_given_twice_yaml_takes_the_last),
	        cmocka_unit_test(of_a_key_given_twice_json_takes_both),
	        cmocka_unit_test(merge_keys_are_taken_in_the_order_of_the_text),
	        cmocka_unit_test(aliases_are_resolved_until_go_yaml_has_enough),
	        cmocka_unit_test(a_text_in_base64_is_decoded_and_kept),
	        cmocka_unit_test(a_group_is_no_longer_than_a_name_may_be),
	        cmocka_unit_test(a_second_document_is_said_to_be_skipped),
	        cmocka_unit_test(what_go_yaml_reads_ahead_is_counted_in_blocks),
	        cmocka_unit_test(bytes_far_behind_the_first_document_do_no_harm),
	        cmocka_unit_test(many_keys_and_rules_take_linear_time),
	        cmocka_unit_test(a_fragment_becomes_a_policy),
	        cmocka_unit_test(what_is_no_fragment_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
