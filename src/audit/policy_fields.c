#include "audit/policy_fields.h"

#include <ctype.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct field owner_fields[] = {
        {.name = "apiVersion", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "kind", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "name", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "uid", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "controller", .type = FIELD_BOOL},
        {.name = "blockOwnerDeletion", .type = FIELD_BOOL},
};
static const struct shape shape_owner = {"an owner reference", owner_fields, COUNT(owner_fields)};

static const struct field managed_fields[] = {
        {.name = "manager", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "operation", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "apiVersion", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "time", .type = FIELD_TIME},
        {.name = "fieldsType", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "fieldsV1", .type = FIELD_ANY},
        {.name = "subresource", .type = FIELD_STRING, .since = 22, .offset = FIELD_NOT_KEPT},
};
static const struct shape shape_managed = {"an entry of managedFields", managed_fields, COUNT(managed_fields)};

static const struct field meta_fields[] = {
        {.name = "name", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "generateName", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "namespace", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "selfLink", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "uid", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "resourceVersion", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "generation", .type = FIELD_INT64},
        {.name = "creationTimestamp", .type = FIELD_TIME},
        {.name = "deletionTimestamp", .type = FIELD_TIME},
        {.name = "deletionGracePeriodSeconds", .type = FIELD_INT64},
        {.name = "labels", .type = FIELD_STRING_MAP},
        {.name = "annotations", .type = FIELD_STRING_MAP},
        {.name = "ownerReferences", .type = FIELD_OBJECTS, .of = &shape_owner},
        {.name = "finalizers", .type = FIELD_STRINGS, .offset = FIELD_NOT_KEPT},
        {.name = "clusterName", .type = FIELD_STRING, .until = 25, .offset = FIELD_NOT_KEPT},
        {.name = "managedFields", .type = FIELD_OBJECTS, .of = &shape_managed},
};
static const struct shape shape_meta = {"metadata", meta_fields, COUNT(meta_fields)};

static const struct field resources_fields[] = {
        {.name = "group", .type = FIELD_STRING, .offset = offsetof(struct group_resources, group)},
        {.name = "resources", .type = FIELD_STRINGS, .offset = offsetof(struct group_resources, resources)},
        {.name = "resourceNames", .type = FIELD_STRINGS, .offset = offsetof(struct group_resources, names)},
};
const struct shape shape_resources = {"an entry of resources", resources_fields, COUNT(resources_fields)};

static const struct field rule_fields[] = {
        {.name = "level", .type = FIELD_STRING, .offset = offsetof(struct rule, level_text)},
        {.name = "users", .type = FIELD_STRINGS, .offset = offsetof(struct rule, users)},
        {.name = "userGroups", .type = FIELD_STRINGS, .offset = offsetof(struct rule, user_groups)},
        {.name = "verbs", .type = FIELD_STRINGS, .offset = offsetof(struct rule, verbs)},
        {.name = "resources", .type = FIELD_RESOURCES, .of = &shape_resources},
        {.name = "namespaces", .type = FIELD_STRINGS, .offset = offsetof(struct rule, namespaces)},
        {.name = "nonResourceURLs", .type = FIELD_STRINGS, .offset = offsetof(struct rule, urls)},
        {.name = "omitStages", .type = FIELD_STRINGS, .offset = offsetof(struct rule, stages)},
        {.name = "omitManagedFields", .type = FIELD_BOOL, .since = 23},
};
const struct shape shape_rule = {"a rule", rule_fields, COUNT(rule_fields)};

static const struct field policy_fields[] = {
        {.name = "apiVersion", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "kind", .type = FIELD_STRING, .offset = FIELD_NOT_KEPT},
        {.name = "metadata", .type = FIELD_OBJECT, .of = &shape_meta},
        {.name = "rules", .type = FIELD_RULES, .of = &shape_rule},
        {.name = "omitStages", .type = FIELD_STRINGS, .offset = offsetof(struct policy, stages)},
        {.name = "omitManagedFields", .type = FIELD_BOOL, .since = 23},
};
const struct shape shape_policy = {"the policy", policy_fields, COUNT(policy_fields)};

const struct field *field_find(const struct shape *shape, struct span name)
{
	for (size_t i = 0; i < shape->count && name.length > 0; i++)
		if (shape->fields[i].name[0] == name.at[0] && span_is(name, shape->fields[i].name)) /* the first byte decides most */
			return &shape->fields[i];
	return NULL;
}

bool field_known(const struct field *field, unsigned minor)
{
	return minor >= field->since && (field->until == 0 || minor < field->until);
}

/* Takes COUNT digits from the front of *TEXT; -1 if they are not there. */
static int take_digits(struct span *text, size_t count)
{
	int number = 0;
	if (text->length < count)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!isdigit((unsigned char)text->at[i]))
			return -1;
		number = number * 10 + (text->at[i] - '0');
	}
	*text = span_cut(*text, count, text->length);
	return number;
}

static bool take(struct span *text, const char *bytes)
{
	if (text->length == 0 || !strchr(bytes, text->at[0]))
		return false;
	*text = span_cut(*text, 1, text->length);
	return true;
}

static bool take_date(struct span *text)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = take_digits(text, 4);
	if (year < 0 || !take(text, "-"))
		return false;
	int month = take_digits(text, 2);
	if (month < 1 || month > 12 || !take(text, "-"))
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	int day = take_digits(text, 2);
	return day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static bool take_clock(struct span *text)
{
	bool one_digit = text->length > 1 && text->at[1] == ':';
	int hour = take_digits(text, one_digit ? 1 : 2);
	if (hour < 0 || hour > 23 || !take(text, ":"))
		return false;
	int minute = take_digits(text, 2);
	if (minute < 0 || minute > 59 || !take(text, ":"))
		return false;
	int second = take_digits(text, 2);
	if (second < 0 || second > 59)
		return false;
	if (text->length > 1 && isdigit((unsigned char)text->at[1]) && take(text, ".,"))
		while (text->length > 0 && isdigit((unsigned char)text->at[0]))
			*text = span_cut(*text, 1, text->length);
	return true;
}

/* Offsets are held to a range since Go 1.20. */
bool field_is_time(struct span text, unsigned minor)
{
	enum { MINOR_GO_1_20 = 27 };
	int most_hours = minor >= MINOR_GO_1_20 ? 24 : 99, most_minutes = minor >= MINOR_GO_1_20 ? 60 : 99;
	if (!take_date(&text) || !take(&text, "T") || !take_clock(&text))
		return false;
	if (take(&text, "Z"))
		return text.length == 0;
	if (!take(&text, "+-"))
		return false;
	int hour = take_digits(&text, 2);
	if (hour < 0 || hour > most_hours || !take(&text, ":"))
		return false;
	int minute = take_digits(&text, 2);
	return minute >= 0 && minute <= most_minutes && text.length == 0;
}
