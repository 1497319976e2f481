#include "audit/policy_read.h"

#include <stdlib.h>
#include <string.h>

#include "audit/flags.h"
#include "yaml/json.h"
#include "yaml/reread.h"

static bool is_one_of(char byte, const char *bytes)
{
	return byte != '\0' && strchr(bytes, byte);
}

/* Go's unicode.IsSpace. */
static size_t space_length(struct span text)
{
	static const char *const wide[] = {"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8",
	                                   "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
	if (text.length > 0 && is_one_of(text.at[0], " \t\n\v\f\r"))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (span_starts(text, wide[i]))
			return strlen(wide[i]);
	bool quad =
	        span_starts(text, "\xE2\x80") && text.length > 2 && (unsigned char)text.at[2] >= 0x80 && (unsigned char)text.at[2] <= 0x8A;
	return quad ? 3 : 0;
}

bool policy_is_json(struct span source)
{
	for (size_t length = space_length(source); length > 0; length = space_length(source))
		source = span_cut(source, length, source.length);
	return span_starts(source, "{");
}

void policy_find(const struct policy *policy, struct findings *findings, enum severity severity, const char *rule, node_id node,
                 const char *format, ...)
{
	const struct node *at = tree_node(&policy->tree, node);
	va_list values;
	va_start(values, format);
	findings_add_list(findings, severity, rule, at->start, at->end - at->start, format, values);
	va_end(values);
}

static uint32_t offset_of(struct span source, const struct error *error)
{
	size_t at = 0;
	for (uint32_t line = 1; line < error->line && at < source.length; at++)
		line += source.at[at] == '\n' || (source.at[at] == '\r' && !(at + 1 < source.length && source.at[at + 1] == '\n'));
	return (uint32_t)at + (error->column ? error->column - 1 : 0);
}

static bool is_document_indicator(struct span line)
{
	bool indicator = span_starts(line, "---") || span_starts(line, "...");
	return indicator && (line.length == 3 || is_one_of(line.at[3], " \t\r\n"));
}

/* Where the first document ends by a line of its own, `---` or `...`; the source's length if none does. */
static size_t first_document_end(struct span source)
{
	bool content = false;
	for (size_t start = 0, end; start < source.length; start = end + 1) {
		end = span_find(source, "\n", start);
		struct span line = span_cut(source, start, end);
		bool indicator = is_document_indicator(line);
		if (indicator && content)
			return start;
		while (line.length > 0 && is_one_of(line.at[0], " \t\r"))
			line = span_cut(line, 1, line.length);
		content |= line.length > 0 && !indicator && line.at[0] != '#' && line.at[0] != '%';
	}
	return source.length;
}

/* How far go-yaml has read and checked when it needs the byte before NEED: it takes 512 bytes at a time, whole characters (readerc.go). */
static size_t read_ahead(struct span source, size_t need)
{
	size_t end = 512;
	while (end < need) {
		size_t character = end;
		while (character < source.length && character > end - 3 && ((unsigned char)source.at[character] & 0xC0) == 0x80)
			character--;
		end = character + 512;
	}
	return end;
}

/* go-yaml reads no further than the first document: what is no YAML at all behind it does no harm. Whether it was read without. */
static bool parse_first_document(struct span source, uint32_t failed_at, struct tree *tree)
{
	struct error ignored;
	size_t end = first_document_end(source);
	if (failed_at < read_ahead(source, end + 4) || reread_parse(span_cut(source, 0, end), tree, &ignored) != 0)
		return false;
	tree->extra_document = (uint32_t)end;
	return true;
}

static int parse_tree(struct span source, struct tree *tree, struct findings *findings, struct error *err)
{
	bool json = policy_is_json(source);
	if (source.length > TREE_SOURCE_MAX) {
		findings_add(findings, SEVERITY_ERROR, "syntax", 0, 0, "the file is over %u MiB, more than this program reads",
		             TREE_SOURCE_MAX >> 20);
		return DECODED_REFUSED;
	}
	if ((json ? json_parse(source, tree, err) : reread_parse(source, tree, err)) == 0)
		return DECODED_DONE;
	if (err->kind != ERROR_REFUSED)
		return -1;
	if (!json && parse_first_document(source, offset_of(source, err), tree))
		return DECODED_DONE;
	findings_add(findings, SEVERITY_ERROR, "syntax", offset_of(source, err), 0, "%s%s", err->text,
	             json && !strstr(err->text, "read as JSON") ? "; what begins with '{' is read as JSON only" : "");
	return DECODED_REFUSED;
}

int policy_parse(struct span source, struct tree *tree, struct decoded *ret_decoded, struct findings *findings, struct error *err)
{
	int status = parse_tree(source, tree, findings, err);
	return status == DECODED_DONE ? decoded_make(tree, policy_is_json(source), ret_decoded, findings, err) : status;
}

static void check_extent(const struct policy *policy, struct findings *findings)
{
	if (policy->tree.extra_document)
		findings_add(findings, SEVERITY_WARNING, "second-document", policy->tree.extra_document, 0,
		             "kube-apiserver reads the first document only, and skips this one");
}

static int judge(struct reading *reading)
{
	struct policy *policy = reading->policy;
	enum fragment fragment = policy_fragment(reading->decoded);
	struct policy_type type = policy_find_type(reading);
	policy_check_type(reading, &type);
	policy_check_numbers(reading);
	if (fragment == FRAGMENT_LIST || fragment == FRAGMENT_RULE || reading->decoded->values[reading->decoded->root].kind != VALUE_OBJECT)
		return 0;
	size_t errors = reading->findings->errors;
	if (policy_decode(reading) != 0)
		return -1;
	if (reading->findings->errors == errors)
		policy_validate(policy, reading->findings);
	if (policy->rule_count == 0 && reading->findings->errors == errors) {
		node_id rules = tree_get_key(&policy->tree, 1, "rules");
		policy_find(policy, reading->findings, SEVERITY_ERROR, "no-rules", rules ? rules : 1, "the policy has no rules");
	}
	check_extent(policy, reading->findings);
	return 0;
}

int policy_load(struct span source, unsigned minor, struct policy *ret_policy, struct findings *findings, struct error *err)
{
	struct policy policy POLICY_AUTO = {.minor = minor ? minor : KUBE_MINOR_NEWEST};
	struct decoded decoded DECODED_AUTO = DECODED_EMPTY;
	size_t errors = findings->errors;
	int status = policy_parse(source, &policy.tree, &decoded, findings, err);
	if (status == DECODED_DONE) {
		struct reading reading = {&policy, &decoded, policy_is_json(source), findings, err};
		status = judge(&reading);
		policy.owned = decoded.owned;
		policy.owned_count = decoded.owned_count;
		decoded.owned_count = 0;
		decoded.owned = NULL;
	}
	if (status < 0 || findings_check(findings, err) != 0)
		return -1;
	*ret_policy = policy;
	policy = POLICY_EMPTY;
	return findings->errors > errors ? POLICY_REFUSED : POLICY_GOOD;
}

void policy_drop_resources(struct rule *rule)
{
	for (uint32_t i = 0; i < rule->resource_capacity; i++) {
		free(rule->resources[i].resources.list);
		free(rule->resources[i].names.list);
	}
	free(rule->resources);
	rule->resources = NULL;
	rule->resource_count = rule->resource_capacity = 0;
}

void policy_drop_rules(struct policy *policy)
{
	for (uint32_t i = 0; i < policy->rule_capacity; i++) {
		struct rule *rule = &policy->rules[i];
		struct entries *const lists[] = {&rule->users,      &rule->user_groups, &rule->verbs,
		                                 &rule->namespaces, &rule->urls,        &rule->stages};
		for (size_t list = 0; list < sizeof(lists) / sizeof(lists[0]); list++)
			free(lists[list]->list);
		policy_drop_resources(rule);
	}
	free(policy->rules);
	policy->rules = NULL;
	policy->rule_count = policy->rule_capacity = 0;
}

void policy_release(struct policy *policy)
{
	policy_drop_rules(policy);
	free(policy->stages.list);
	for (size_t i = 0; i < policy->owned_count; i++)
		free(policy->owned[i]);
	free(policy->owned);
	tree_release(&policy->tree);
	*policy = POLICY_EMPTY;
}
