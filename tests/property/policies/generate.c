#include "generate.h"

#include <string.h>

#include "pools.h"

static const char *const levels[] = {"None", "Metadata", "Request", "RequestResponse"};
static const char *const stages[] = {"RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"};
static const char *const resources[] = {
        "pods", "pods/log", "pods/*",       "*/status", "*",         "secrets", "configmaps", "deployments", "deployments/scale",
        "*/*",  "nodes",    "nodes/status", "jobs",     "pods/exec", "/",       "a/b/c",      "*/",          "/*"};
static const char *const urls[] = {"/healthz*", "/version", "/api*", "*", "/", "/metrics", "/apis/*", "/api**"};

/* What stands where something else should: each is right in some place. */
static const char *const odd_values[] = {
        "~",
        "null",
        "yes",
        "on",
        "5",
        "0x1F",
        "0o7",
        "1_000",
        "1e3",
        "1.5",
        ".nan",
        "-.inf",
        "2020-01-01",
        "2020-01-01T00:00:00Z",
        "!!str 5",
        "!!int 5",
        "!!int x",
        "!!bool 'yes'",
        "!!null ''",
        "!!binary Z2V0",
        "!!binary '*'",
        "!!float 3",
        "!!timestamp 2020-01-01",
        "! 'yes'",
        "!x y",
        "''",
        "\"\\x41\"",
        "[]",
        "{}",
        "[[]]",
        "{a: b}",
        "[null]",
        "*missing",
        "&n x",
        "|\n      None\n",
        ">-\n      get\n",
        "'None'",
        "\"Metadata\"",
        "<<",
        "=",
        "0b11",
        "0777",
        "18446744073709551615",
        "99999999999999999999",
        "!!set {a}",
        "!<tag:yaml.org,2002:str> 7",
        "\"\\u0041\"",
        "'a''b'",
        "[a, b",
        "-",
        "? x",
        "\u00e9",
};

/* Keys that take the place of one that is right. */
static const char *const odd_keys[] = {
        "Rules",   "LEVEL", "resource", "user", "verb", "namespace",   "APIVERSION", "Kind",          "omitstages",           "\"level\"",
        "'rules'", "1",     "yes",      "~",    "1.5",  "!!str level", "<<",         "? level\n    ", "18446744073709551615", "2020-01-01",
        "kind"};

struct writer {
	struct random *random;
	struct buf *out;
	bool json, flow;
	unsigned oddness; /* one value in so many is odd; 0: none */
};

static bool odd(const struct writer *writer)
{
	return writer->oddness && random_one_in(writer->random, writer->oddness);
}

static void add_indent(struct writer *writer, unsigned depth)
{
	buf_add_repeat(writer->out, ' ', depth * 2);
}

static bool needs_quotes(const char *text)
{
	return !*text || strchr("*&!|>%@`'\"#-?:,[]{}/", *text) || strpbrk(text, ":*");
}

static void add_string(struct writer *writer, const char *text)
{
	static const char *const styles[] = {"", "", "'", "\""};
	const char *quote = PICK(writer->random, styles);
	if (writer->json || (!*quote && needs_quotes(text)))
		quote = "\"";
	if (odd(writer))
		buf_add_text(writer->out, PICK(writer->random, odd_values));
	else
		buf_printf(writer->out, "%s%s%s", quote, text, quote);
}

static void add_key(struct writer *writer, const char *key)
{
	bool quoted = writer->json || random_one_in(writer->random, 20);
	const char *name = odd(writer) ? PICK(writer->random, odd_keys) : key;
	buf_printf(writer->out, quoted ? "\"%s\": " : "%s: ", name);
}

/* A list of strings is short enough to be always in brackets, but for block style half of the time. */
static void add_strings(struct writer *writer, const char *const *pool, size_t size, unsigned depth)
{
	size_t count = 1 + random_below(writer->random, 3);
	bool block = !writer->json && !writer->flow && random_one_in(writer->random, 2);
	if (odd(writer)) {
		buf_add_text(writer->out, PICK(writer->random, odd_values));
		return;
	}
	buf_add_text(writer->out, block ? "" : "[");
	for (size_t i = 0; i < count; i++) {
		if (block) {
			buf_add_byte(writer->out, '\n');
			add_indent(writer, depth);
			buf_add_text(writer->out, "- ");
		} else if (i > 0) {
			buf_add_text(writer->out, ", ");
		}
		add_string(writer, pool[random_below(writer->random, size)]);
	}
	buf_add_text(writer->out, block ? "" : "]");
}

struct mapping { /* an open one */
	unsigned depth;
	bool started;
};

static void open_mapping(struct writer *writer, struct mapping *mapping, unsigned depth)
{
	*mapping = (struct mapping){depth, false};
	buf_add_text(writer->out, writer->flow ? "{" : "");
}

/* In block style the first key follows the dash of its list item. */
static void next_key(struct writer *writer, struct mapping *mapping, const char *key)
{
	if (writer->flow) {
		buf_add_text(writer->out, mapping->started ? ", " : "");
	} else if (mapping->started) {
		buf_add_byte(writer->out, '\n');
		add_indent(writer, mapping->depth);
	}
	mapping->started = true;
	add_key(writer, key);
}

static void close_mapping(struct writer *writer)
{
	buf_add_text(writer->out, writer->flow ? "}" : "");
}

#define ADD_STRINGS(writer, mapping, key, pool)                                                                                            \
	do {                                                                                                                               \
		next_key(writer, mapping, key);                                                                                            \
		add_strings(writer, pool, COUNT(pool), (mapping)->depth + 1);                                                              \
	} while (0)

static void next_item(struct writer *writer, size_t index, unsigned depth)
{
	if (writer->flow) {
		buf_add_text(writer->out, index ? ", " : "");
		return;
	}
	buf_add_byte(writer->out, '\n');
	add_indent(writer, depth);
	buf_add_text(writer->out, "- ");
}

static void add_group_resources(struct writer *writer, unsigned depth)
{
	struct mapping mapping;
	open_mapping(writer, &mapping, depth);
	next_key(writer, &mapping, "group");
	add_string(writer, random_one_in(writer->random, 40) ? "Apps/v1" : PICK(writer->random, api_groups));
	if (!random_one_in(writer->random, 5))
		ADD_STRINGS(writer, &mapping, "resources", resources);
	if (random_one_in(writer->random, 5))
		ADD_STRINGS(writer, &mapping, "resourceNames", names);
	close_mapping(writer);
}

static void add_resources(struct writer *writer, struct mapping *rule)
{
	next_key(writer, rule, "resources");
	size_t count = 1 + random_below(writer->random, 2);
	buf_add_text(writer->out, writer->flow ? "[" : "");
	for (size_t i = 0; i < count; i++) {
		next_item(writer, i, rule->depth);
		add_group_resources(writer, rule->depth + 1);
	}
	buf_add_text(writer->out, writer->flow ? "]" : "");
}

static void add_rule(struct writer *writer, unsigned depth)
{
	struct mapping rule;
	bool paths_only = random_one_in(writer->random, 5);
	open_mapping(writer, &rule, depth);
	next_key(writer, &rule, "level");
	add_string(writer, PICK(writer->random, levels));
	if (random_one_in(writer->random, 4))
		ADD_STRINGS(writer, &rule, "users", users);
	if (random_one_in(writer->random, 4))
		ADD_STRINGS(writer, &rule, "userGroups", groups_of_user);
	if (random_one_in(writer->random, 2))
		ADD_STRINGS(writer, &rule, "verbs", verbs);
	if (paths_only)
		ADD_STRINGS(writer, &rule, "nonResourceURLs", urls);
	if (!paths_only && random_one_in(writer->random, 3))
		ADD_STRINGS(writer, &rule, "namespaces", namespaces);
	if (!paths_only && !random_one_in(writer->random, 3))
		add_resources(writer, &rule);
	if (random_one_in(writer->random, 5))
		ADD_STRINGS(writer, &rule, "omitStages", stages);
	if (random_one_in(writer->random, 30)) {
		next_key(writer, &rule, "omitManagedFields");
		buf_add_text(writer->out, "true");
	}
	close_mapping(writer);
}

static void add_metadata(struct writer *writer, struct mapping *policy)
{
	static const char *const blocks[] = {"{\"name\": \"x\"}",
	                                     "{\"creationTimestamp\": null}",
	                                     "{\"creationTimestamp\": \"2020-01-01T00:00:00Z\"}",
	                                     "{\"labels\": {\"a\": \"b\"}}",
	                                     "{\"generation\": 1}",
	                                     "{\"generation\": 1.0}",
	                                     "{\"name\": 1}",
	                                     "{\"finalizers\": [\"a\"]}",
	                                     "{\"labels\": {\"a\": 1}}",
	                                     "{\"ownerReferences\": [{\"controller\": true}]}",
	                                     "{\"managedFields\": [{\"time\": \"x\"}]}",
	                                     "{\"clusterName\": 3}",
	                                     "{\"unknown\": [{}]}",
	                                     "null",
	                                     "[]"};
	next_key(writer, policy, "metadata");
	buf_add_text(writer->out, PICK(writer->random, blocks));
}

void generate_policy(struct random *random, struct buf *out)
{
	static const unsigned oddnesses[] = {0, 0, 300, 100, 40};
	struct writer writer = {random, out, random_one_in(random, 5), random_one_in(random, 3), PICK(random, oddnesses)};
	struct mapping policy;
	writer.flow |= writer.json;
	if (writer.flow && !writer.json && random_one_in(random, 2))
		buf_add_text(out, "# flow\n");
	open_mapping(&writer, &policy, 0);
	next_key(&writer, &policy, "apiVersion");
	add_string(&writer, random_one_in(random, 20) ? "audit.k8s.io/v1beta1" : "audit.k8s.io/v1");
	if (!random_one_in(random, 20)) {
		next_key(&writer, &policy, "kind");
		add_string(&writer, "Policy");
	}
	if (random_one_in(random, 8))
		add_metadata(&writer, &policy);
	if (random_one_in(random, 2))
		ADD_STRINGS(&writer, &policy, "omitStages", stages);
	next_key(&writer, &policy, "rules");
	size_t count = 1 + random_below(random, 5);
	buf_add_text(out, writer.flow ? "[" : "");
	for (size_t i = 0; i < count; i++) {
		next_item(&writer, i, 0);
		add_rule(&writer, 1);
	}
	buf_add_text(out, writer.flow ? "]" : "");
	close_mapping(&writer);
	buf_add_text(out, random_one_in(random, 10) ? "" : "\n");
}
