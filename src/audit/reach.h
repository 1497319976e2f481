/*
 * reach: does a rule ever decide a request, or do earlier ones take all that it names?
 *
 * Exact, for sets of requests without end, by few of them. A rule's conditions only ever say "one of these", so along each
 * dimension the request that fewest rules take is one that no rule names ("other"), or, where the rule lists values, each of these.
 * A rule that takes "other" takes everything along that dimension. So a rule is dead if earlier rules take every
 * combination of its listed values, with "other" where it lists none: for a group of `*`, resource and subresource
 * "other"; for `pods/…` all subresources, "other"; for a URL that ends with `*`, what it begins with and then "other".
 * Groups of a user: none, or one of those listed, since more groups only match more.
 *
 * The work is bounded: combinations × rules × entries, in steps.
 */
#ifndef KAUDIT_AUDIT_REACH_H
#define KAUDIT_AUDIT_REACH_H

#include "audit/match.h"

#define REACH_RULES_MAX 1000 /* later rules are not looked at */
#define REACH_STEPS_MAX 50000000

struct want { /* narrows the requests down to those for one resource */
	const char *group, *resource, *subresource;
	bool namespaced;
	const char *const *verbs; /* ended by NULL */
};

struct reach {
	const struct policy *policy;
	uint32_t rule_count; /* at most REACH_RULES_MAX */
	char *other;         /* "/", and then a text longer than any of the policy */
	size_t other_length;
	uint32_t *weights; /* of each rule, in entries */
	uint64_t steps;    /* left */
	struct buf path;
};

enum { REACH_TAKERS_MAX = 3 };

struct reach_answer {
	struct request request; /* FOUND: one that the rule decides; borrowed from the reach and the policy, until the next question */
	struct span user_group; /* request.groups points here */
	uint32_t takers[REACH_TAKERS_MAX]; /* NONE: the first that were found of the rules that take them instead; ascending */
	size_t taker_count;
};

#define REACH_AUTO __attribute__((cleanup(reach_release)))

int reach_begin(const struct policy *policy, struct reach *ret_reach, struct error *err);
void reach_release(struct reach *reach);

/* NONE with no takers: the rule names nothing that a request could have. GIVEN_UP: no steps are left. */
enum reach_result { REACH_NONE, REACH_FOUND, REACH_GIVEN_UP };
enum reach_result reach_rule(struct reach *reach, uint32_t rule, const struct want *want, struct reach_answer *answer);

/* A text, and a path, that no rule names. */
struct span reach_other(const struct reach *reach);
struct span reach_other_path(const struct reach *reach);

#endif
