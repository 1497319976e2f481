/* What the policy records with its content, found by asking it, so that a wildcard is seen through. */
#include "audit/lint_parts.h"

static const char *const all_verbs[] = {"create", "update", "patch", "get", "list", "watch", "delete", "deletecollection", NULL};
static const char *const create_only[] = {"create", NULL};
static const char *const busy_verbs[] = {"update", "patch", "create", "get", "list", NULL};

static const struct want secret[] = {
        /* CIS 3.2.2, and the resource that hands out tokens */
        {"", "secrets", "", true, all_verbs},
        {"", "configmaps", "", true, all_verbs},
        {"authentication.k8s.io", "tokenreviews", "", false, create_only},
        {"", "serviceaccounts", "token", true, create_only},
};

static const struct want busy[] = {
        /* written all the time, by every node */
        {"", "events", "", true, busy_verbs},
        {"events.k8s.io", "events", "", true, busy_verbs},
        {"coordination.k8s.io", "leases", "", true, busy_verbs},
        {"", "endpoints", "", true, busy_verbs},
        {"discovery.k8s.io", "endpointslices", "", true, busy_verbs},
        {"", "nodes", "status", false, busy_verbs},
};

static void add_name(struct buf *names, const struct want *want)
{
	if (names->length > 0)
		buf_add_text(names, ", ");
	buf_add_text(names, want->resource);
	if (want->subresource[0])
		buf_printf(names, "/%s", want->subresource);
	if (want->group[0] && span_is(span_of(want->resource), "events"))
		buf_printf(names, " (%s)", want->group);
}

/* The wanted resources of which the rule decides some request. */
static void add_reached(struct lint *lint, uint32_t rule, const struct want *wants, size_t count, struct buf *names)
{
	struct reach_answer answer;
	for (size_t i = 0; i < count; i++)
		if (reach_rule(lint->reach, rule, &wants[i], &answer) == REACH_FOUND)
			add_name(names, &wants[i]);
}

static void check_secrets(struct lint *lint, uint32_t index, const struct rule *rule)
{
	struct buf names BUF_AUTO = BUF_EMPTY;
	add_reached(lint, index, secret, sizeof(secret) / sizeof(secret[0]), &names);
	lint->findings->failed |= names.failed;
	if (names.length > 0)
		lint_warn(lint, "secret-content", lint_place(rule),
		          "rules[%u] writes the content of %s to the log (%s); give them Metadata in a rule before it", index,
		          buf_text(&names), level_name(rule->level));
}

static void check_volume(struct lint *lint, uint32_t index, const struct rule *rule)
{
	struct buf names BUF_AUTO = BUF_EMPTY;
	add_reached(lint, index, busy, sizeof(busy) / sizeof(busy[0]), &names);
	lint->findings->failed |= names.failed;
	if (names.length > 0)
		lint_warn(lint, "high-volume", lint_place(rule),
		          "rules[%u] writes requests and responses of %s to the log, which change all the time; give them Metadata or None "
		          "in a rule before it",
		          index, buf_text(&names));
}

/* Of the same user, in the same namespace: is anything recorded of what is done through the pod? */
static void add_unrecorded(const struct lint *lint, struct request request, struct buf *names)
{
	static const char *const through[] = {"exec", "attach", "portforward", "proxy"};
	for (size_t i = 0; i < sizeof(through) / sizeof(through[0]); i++) {
		request.subresource = span_of(through[i]);
		request.name = reach_other(lint->reach);
		bool recorded = true;
		for (size_t verb = 0; verb < 2; verb++) {
			request.verb = verb ? SPAN("get") : SPAN("create");
			recorded &= match_policy(lint->policy, &request).level > LEVEL_NONE;
		}
		if (!recorded)
			buf_printf(names, "%spods/%s", names->length > 0 ? ", " : "", through[i]);
	}
}

static bool check_pods(struct lint *lint, uint32_t index, const struct rule *rule)
{
	static const struct want pods = {"", "pods", "", true, all_verbs};
	struct buf names BUF_AUTO = BUF_EMPTY;
	struct reach_answer answer;
	if (reach_rule(lint->reach, index, &pods, &answer) != REACH_FOUND)
		return false;
	add_unrecorded(lint, answer.request, &names);
	lint->findings->failed |= names.failed;
	if (names.length == 0)
		return false;
	lint_warn(lint, "pods-subresources", lint_place(rule),
	          "rules[%u] records pods with content, but nothing records %s: a rule for pods does not cover them", index,
	          buf_text(&names));
	return true;
}

static void check_stages(struct lint *lint)
{
	const struct policy *policy = lint->policy;
	uint32_t recording = 0, twice = 0;
	const struct rule *first = NULL;
	for (uint32_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		bool omitted = (policy->omit_stages | rule->omit_stages) & STAGE_REQUEST_RECEIVED;
		recording += rule->level > LEVEL_NONE;
		if (rule->level == LEVEL_NONE || omitted)
			continue;
		first = first ? first : rule;
		twice++;
	}
	if (first)
		lint_warn(lint, "request-received", lint_place(first),
		          "%u of %u recording rules write each request twice, on arrival and when it is done; put omitStages: "
		          "[RequestReceived] at the top",
		          twice, recording);
}

void lint_content(struct lint *lint)
{
	bool pods_told = false;
	for (uint32_t i = 0; i < lint->reach->rule_count; i++) {
		const struct rule *rule = &lint->policy->rules[i];
		if (rule->level >= LEVEL_REQUEST) {
			check_secrets(lint, i, rule);
			pods_told = pods_told || check_pods(lint, i, rule);
		}
		if (rule->level == LEVEL_REQUEST_RESPONSE)
			check_volume(lint, i, rule);
	}
	check_stages(lint);
}
