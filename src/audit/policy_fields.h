/*
 * policy_fields: which keys a policy has, of which type, in which version.
 *
 * Sources: pkg/apis/audit/v1/types.go (k8s.io/apiserver), pkg/apis/meta/v1/types.go (k8s.io/apimachinery), 1.20 to 1.36.
 */
#ifndef KAUDIT_AUDIT_POLICY_FIELDS_H
#define KAUDIT_AUDIT_POLICY_FIELDS_H

#include "audit/policy.h"

enum field_type {
	FIELD_STRING,
	FIELD_STRINGS,
	FIELD_BOOL,
	FIELD_INT64,
	FIELD_TIME, /* RFC 3339 */
	FIELD_STRING_MAP,
	FIELD_ANY,
	FIELD_OBJECT,  /* of the shape `of`… */
	FIELD_OBJECTS, /* …or a list of these, nothing of which is kept */
	FIELD_RULES,
	FIELD_RESOURCES, /* lists that are kept */
};

#define FIELD_NOT_KEPT UINT16_MAX

struct shape;

struct field {
	const char *name;
	enum field_type type;
	uint8_t since, until; /* minor versions that know it: since ≤ minor < until; 0: no bound */
	uint16_t offset;      /* where in the struct a string (entry) or a list of strings (entries) is put */
	const struct shape *of;
};

struct shape {
	const char *what; /* "the policy" */
	const struct field *fields;
	size_t count;
};

extern const struct shape shape_policy, shape_rule, shape_resources;

/* NULL if no version knows the key. */
const struct field *field_find(const struct shape *shape, struct span name);
bool field_known(const struct field *field, unsigned minor);

/* Go's time.Parse(time.RFC3339, text) of the Go that MINOR is built with; it takes fractions and an hour of one digit, too. */
bool field_is_time(struct span text, unsigned minor);

#endif
