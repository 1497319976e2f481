/* Values into the policy's structs, as sigs.k8s.io/json (since 1.23) and json-iterator (before) do it: case-sensitive, unknown keys
 * skipped. */
#include "audit/policy_read.h"

#include <stdlib.h>
#include <string.h>

#include "audit/policy_fields.h"
#include "base/room.h"
#include "base/suggest.h"

struct path { /* where in the policy: "rules[3].verbs"; linked upwards */
	const struct path *up;
	const char *name; /* NULL: an index */
	uint32_t index;
};

static void add_path(struct buf *out, const struct path *path)
{
	if (!path)
		return;
	add_path(out, path->up);
	if (!path->name)
		buf_printf(out, "[%u]", path->index);
	else
		buf_printf(out, "%s%s", path->up ? "." : "", path->name);
}

static const struct value *value_at(const struct reading *reading, value_id value)
{
	return &reading->decoded->values[value];
}

static const char *kind_words(const struct value *value)
{
	switch (value->kind) {
	case VALUE_NULL:
		return "null";
	case VALUE_BOOL:
		return "a boolean";
	case VALUE_NUMBER:
		return "a number";
	case VALUE_STRING:
		return "a string";
	case VALUE_ARRAY:
		return "a list";
	default:
		return "a mapping";
	}
}

static void wrong_type(struct reading *reading, value_id value, const struct path *path, const char *wanted)
{
	const struct value *at = value_at(reading, value);
	struct buf where BUF_AUTO = BUF_EMPTY;
	if (findings_only_count(reading->findings, SEVERITY_ERROR))
		return;
	add_path(&where, path);
	bool unquoted = (at->kind == VALUE_BOOL || at->kind == VALUE_NUMBER) && strncmp(wanted, "a string", 8) == 0;
	policy_find(reading->policy, reading->findings, SEVERITY_ERROR, "wrong-type", at->node, "%s must be %s, not %s%s",
	            where.length > 0 ? buf_text(&where) : "the policy", wanted, kind_words(at), unquoted ? "; put it in quotes" : "");
}

static const struct shape *other_home(const struct shape *shape, struct span name)
{
	const struct shape *const shapes[] = {&shape_policy, &shape_rule, &shape_resources};
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (shapes[i] != shape && field_find(shapes[i], name))
			return shapes[i];
	return NULL;
}

static void unknown_key(struct reading *reading, value_id key, const struct path *path, const struct shape *shape)
{
	struct span name = value_at(reading, key)->text;
	struct buf hint BUF_AUTO = BUF_EMPTY;
	if (findings_only_count(reading->findings, SEVERITY_WARNING))
		return;
	const struct field *field = field_find(shape, name);
	struct suggest suggest = SUGGEST_FOR(name);
	for (size_t i = 0; i < shape->count; i++)
		suggest_offer(&suggest, shape->fields[i].name);
	const struct shape *home = other_home(shape, name);
	if (field && field->until == 0)
		buf_printf(&hint, "; it is known since 1.%u", field->since);
	else if (field)
		buf_printf(&hint, "; it is gone since 1.%u", field->until);
	else if (home)
		buf_printf(&hint, "; it is a key of %s", home->what);
	else if (suggest.best)
		buf_printf(&hint, "; did you mean \"%s\"?", suggest.best);
	struct buf where BUF_AUTO = BUF_EMPTY;
	add_path(&where, path);
	policy_find(reading->policy, reading->findings, SEVERITY_WARNING, "unknown-key", value_at(reading, key)->node,
	            "kube-apiserver skips the key \"%.*s\"%s%s%s%s", SPAN_ARG(span_brief(name)), where.length > 0 ? " of " : "",
	            buf_text(&where), shape == &shape_rule || shape == &shape_resources ? ", so the rule takes more than it says" : "",
	            buf_text(&hint));
}

static void set_string(const struct reading *reading, const struct value *value, struct entry *entry)
{
	if (value->kind == VALUE_STRING) {
		*entry = (struct entry){value->text, value->node};
		return;
	}
	/* null: an empty string to json-iterator, nothing to sigs.k8s.io/json; a difference only where JSON gives a key twice */
	if (entry->node == 0 || reading->policy->minor < MINOR_SIGS_JSON)
		*entry = (struct entry){SPAN_EMPTY, value->node};
}

static int decode_strings(struct reading *reading, value_id value, const struct path *path, struct entries *entries)
{
	const struct value *at = value_at(reading, value);
	if (at->kind != VALUE_NULL && at->kind != VALUE_ARRAY) {
		wrong_type(reading, value, path, "a list of strings");
		return 0;
	}
	entries->count = 0; /* elements that were there before are decoded over, as Go's decoders do */
	if (entries->list && !at->child)
		memset(entries->list, 0, sizeof(*entries->list) * entries->capacity);
	for (value_id item = at->child; item; item = value_at(reading, item)->next) {
		if (!room_make(&entries->list, entries->count, &entries->capacity, sizeof(*entries->list)))
			return error_memory(reading->err);
		const struct value *content = value_at(reading, item);
		if (content->kind == VALUE_STRING || content->kind == VALUE_NULL)
			set_string(reading, content, &entries->list[entries->count]);
		else
			wrong_type(reading, item, &(struct path){path, NULL, entries->count}, "a string");
		entries->count++;
	}
	return 0;
}

static int decode_object(struct reading *reading, value_id value, const struct path *path, const struct shape *shape, void *into);

static int decode_rules(struct reading *reading, value_id value, const struct path *path, struct policy *policy)
{
	const struct value *at = value_at(reading, value);
	policy->rule_count = 0;
	if (!at->child)
		policy_drop_rules(policy);
	for (value_id item = at->child; item; item = value_at(reading, item)->next) {
		if (!room_make(&policy->rules, policy->rule_count, &policy->rule_capacity, sizeof(*policy->rules)))
			return error_memory(reading->err);
		struct rule *rule = &policy->rules[policy->rule_count];
		struct path here = {path, NULL, policy->rule_count++};
		rule->node = value_at(reading, item)->node;
		if (decode_object(reading, item, &here, &shape_rule, rule) != 0)
			return -1;
	}
	return 0;
}

static int decode_resources(struct reading *reading, value_id value, const struct path *path, struct rule *rule)
{
	const struct value *at = value_at(reading, value);
	rule->resource_count = 0;
	if (!at->child)
		policy_drop_resources(rule);
	for (value_id item = at->child; item; item = value_at(reading, item)->next) {
		if (!room_make(&rule->resources, rule->resource_count, &rule->resource_capacity, sizeof(*rule->resources)))
			return error_memory(reading->err);
		struct group_resources *group = &rule->resources[rule->resource_count];
		struct path here = {path, NULL, rule->resource_count++};
		group->node = value_at(reading, item)->node;
		if (decode_object(reading, item, &here, &shape_resources, group) != 0)
			return -1;
	}
	return 0;
}

static int decode_list(struct reading *reading, value_id value, const struct path *path, const struct field *field, void *into)
{
	const struct value *at = value_at(reading, value);
	if (at->kind != VALUE_NULL && at->kind != VALUE_ARRAY) {
		wrong_type(reading, value, path, field->type == FIELD_RULES ? "a list of rules" : "a list of mappings");
		return 0;
	}
	if (field->type == FIELD_RULES)
		return decode_rules(reading, value, path, into);
	if (field->type == FIELD_RESOURCES)
		return decode_resources(reading, value, path, into);
	uint32_t index = 0;
	int status = 0;
	for (value_id item = at->child; item && status == 0; item = value_at(reading, item)->next)
		status = decode_object(reading, item, &(struct path){path, NULL, index++}, field->of, NULL);
	return status;
}

static void check_string_map(struct reading *reading, value_id value, const struct path *path)
{
	const struct value *at = value_at(reading, value);
	if (at->kind != VALUE_NULL && at->kind != VALUE_OBJECT)
		wrong_type(reading, value, path, "a mapping of strings");
	if (at->kind != VALUE_OBJECT)
		return;
	for (value_id key = at->child, content; key; key = value_at(reading, content)->next) {
		content = value_at(reading, key)->next;
		if (value_at(reading, content)->kind != VALUE_STRING && value_at(reading, content)->kind != VALUE_NULL)
			wrong_type(reading, content, &(struct path){path, "…", 0}, "a string");
	}
}

/* What is not kept has only to be of its type. */
static void check_scalar(struct reading *reading, value_id value, const struct path *path, enum field_type type)
{
	const struct value *at = value_at(reading, value);
	if (at->kind == VALUE_NULL)
		return;
	if (type == FIELD_BOOL && at->kind != VALUE_BOOL)
		wrong_type(reading, value, path, "true or false");
	if (type == FIELD_INT64 && !(at->kind == VALUE_NUMBER && at->flags & VALUE_INT64))
		wrong_type(reading, value, path, "an integer");
	if (type == FIELD_STRING && at->kind != VALUE_STRING)
		wrong_type(reading, value, path, "a string");
	if (type == FIELD_TIME && !(at->kind == VALUE_STRING && field_is_time(at->text, reading->policy->minor)))
		wrong_type(reading, value, path, "a time (RFC 3339, 2006-01-02T15:04:05Z)");
}

static int decode_field(struct reading *reading, value_id value, const struct path *path, const struct field *field, void *into)
{
	void *place = into && field->offset != FIELD_NOT_KEPT ? (char *)into + field->offset : NULL;
	const struct value *at = value_at(reading, value);
	struct entries unkept = {0};
	int status = 0;
	switch (field->type) {
	case FIELD_STRING:
		check_scalar(reading, value, path, field->type);
		if (place && (at->kind == VALUE_STRING || at->kind == VALUE_NULL))
			set_string(reading, at, place);
		return 0;
	case FIELD_STRINGS:
		status = decode_strings(reading, value, path, place ? place : &unkept);
		free(unkept.list);
		return status;
	case FIELD_STRING_MAP:
		check_string_map(reading, value, path);
		return 0;
	case FIELD_OBJECT:
		return decode_object(reading, value, path, field->of, NULL);
	case FIELD_OBJECTS:
	case FIELD_RULES:
	case FIELD_RESOURCES:
		return decode_list(reading, value, path, field, into);
	default:
		check_scalar(reading, value, path, field->type);
		return 0;
	}
}

static int decode_object(struct reading *reading, value_id value, const struct path *path, const struct shape *shape, void *into)
{
	const struct value *at = value_at(reading, value);
	if (at->kind != VALUE_OBJECT && at->kind != VALUE_NULL)
		wrong_type(reading, value, path, "a mapping");
	if (at->kind != VALUE_OBJECT)
		return 0;
	int status = 0;
	for (value_id key = at->child, content; key && status == 0; key = value_at(reading, content)->next) {
		content = value_at(reading, key)->next;
		const struct field *field = field_find(shape, value_at(reading, key)->text);
		if (field && field_known(field, reading->policy->minor))
			status = decode_field(reading, content, &(struct path){path, field->name, 0}, field, into);
		else
			unknown_key(reading, key, path, shape);
	}
	return status;
}

int policy_decode(struct reading *reading)
{
	return decode_object(reading, reading->decoded->root, NULL, &shape_policy, reading->policy);
}
