#include <stdio.h>
#include <string.h>

#include "audit/flags_rules.h"
#include "audit/value.h"

struct given {
	const char *const *values; /* by flag_index */
	unsigned version;
	size_t *ret_index;
};

struct backend {
	const char *name;    /* "log", "webhook" */
	const char *enabled; /* the flag that turns it on */
	const char *mode;    /* defaults, from here on */
	bool throttled;
	int max_size, qps, burst;
};

static size_t index_in(const struct backend *backend, const char *rest)
{
	char name[64];
	snprintf(name, sizeof(name), "audit-%s-%s", backend->name, rest);
	return flag_index(flag_find(span_of(name)));
}

/* $(NAME) stands for a variable of the container: its value is not known here, and not judged. */
static bool from_environment(const char *value)
{
	return strstr(value, "$(") != NULL;
}

/* The flag's value; FALLBACK if it is not given, NULL if it is not known. */
static const char *value_of(const struct given *given, size_t index, const char *fallback)
{
	const char *value = given->values[index];
	if (!value)
		return fallback;
	return from_environment(value) ? NULL : value;
}

static bool is_positive(const struct given *given, size_t index, int fallback)
{
	const char *value = given->values[index];
	int64_t whole = 0;
	float number = 0;
	if (!value)
		return fallback > 0;
	if (from_environment(value))
		return true;
	if (flag_table[index].type == FLAG_FLOAT) /* not-a-number is not refused either */
		return value_float(span_of(value), flag_takes_literals(given->version), &number) && !(number <= 0);
	return value_int(span_of(value), flag_takes_literals(given->version), &whole) && whole > 0;
}

static int at(const struct given *given, size_t index, int result)
{
	if (result < 0 && given->ret_index)
		*given->ret_index = index;
	return result;
}

/* Refuses a number that is not above 0: one that is given, or a default that FOR_THE_SAKE_OF makes count. */
static int check_positive(const struct given *given, size_t index, int fallback, const char *for_the_sake_of, struct error *err)
{
	const char *name = flag_table[index].name;
	if (is_positive(given, index, fallback))
		return 0;
	if (!given->values[index])
		return error_set(err, ERROR_REFUSED, "--%s needs --%s too: its default is %d, and it has to be more than 0",
		                 for_the_sake_of, name, fallback);
	struct span shown = span_brief(span_of(given->values[index]));
	return at(given, index,
	          error_set(err, ERROR_REFUSED, "--%s=%.*s: must be more than 0 with --%s", name, SPAN_ARG(shown), for_the_sake_of));
}

static int check_throttle(const struct given *given, const struct backend *backend, struct error *err)
{
	size_t enable = index_in(backend, "batch-throttle-enable");
	size_t qps = index_in(backend, "batch-throttle-qps"), burst = index_in(backend, "batch-throttle-burst");
	const char *value = value_of(given, enable, backend->throttled ? "true" : "false");
	bool throttled = false;
	if (!value || !value_bool(span_of(value), &throttled) || !throttled)
		return 0;
	if (check_positive(given, qps, backend->qps, flag_table[enable].name, err) < 0)
		return at(given, given->values[qps] ? qps : enable, -1);
	if (check_positive(given, burst, backend->burst, flag_table[enable].name, err) < 0)
		return at(given, given->values[burst] ? burst : enable, -1);
	return 0;
}

static int check_batch(const struct given *given, const struct backend *backend, struct error *err)
{
	const char *mode = value_of(given, index_in(backend, "mode"), backend->mode);
	char why[64];
	if (!mode || strcmp(mode, "batch") != 0)
		return 0;
	snprintf(why, sizeof(why), "audit-%s-mode=batch", backend->name);
	if (check_positive(given, index_in(backend, "batch-buffer-size"), 10000, why, err) < 0 ||
	    check_positive(given, index_in(backend, "batch-max-size"), backend->max_size, why, err) < 0)
		return -1;
	return check_throttle(given, backend, err);
}

/* Checked even where truncating is off. */
static int check_truncate(const struct given *given, const struct backend *backend, struct error *err)
{
	size_t batch_index = index_in(backend, "truncate-max-batch-size"), event_index = index_in(backend, "truncate-max-event-size");
	const char *batch = value_of(given, batch_index, "10485760"), *event = value_of(given, event_index, "102400");
	bool literals = flag_takes_literals(given->version);
	int64_t batch_size, event_size;
	if (!batch || !event || !value_int(span_of(batch), literals, &batch_size) || !value_int(span_of(event), literals, &event_size) ||
	    batch_size >= event_size)
		return 0;
	return at(given, given->values[batch_index] ? batch_index : event_index,
	          error_set(err, ERROR_REFUSED, "--%s=%s is less than --%s=%s%s; an event has to fit into a batch",
	                    flag_table[batch_index].name, batch, flag_table[event_index].name, event,
	                    given->values[event_index] ? "" : " (its default)"));
}

static int check_backend(const struct given *given, const struct backend *backend, struct error *err)
{
	const char *enabled = given->values[flag_index(flag_find(span_of(backend->enabled)))];
	char prefix[32];
	if (!enabled || enabled[0] == '\0')
		return 0;
	snprintf(prefix, sizeof(prefix), "audit-%s-", backend->name);
	for (size_t i = 0; i < flag_count; i++) {
		const char *value = value_of(given, i, NULL);
		if (value && strncmp(flag_table[i].name, prefix, strlen(prefix)) == 0 &&
		    flag_check_rule(&flag_table[i], span_of(value), given->version, err) < 0)
			return at(given, i, -1);
	}
	if (check_batch(given, backend, err) < 0)
		return -1;
	return check_truncate(given, backend, err);
}

int flags_check_together(const char *const values[], unsigned minor, size_t *ret_index, struct error *err)
{
	unsigned version = kube_version(minor);
	struct given given = {values, version, ret_index};
	bool small = version >= 12; /* since then the log writes event by event */
	const struct backend log = {"log", "audit-log-path", "blocking", false, small ? 1 : 400, small ? 0 : 10, small ? 0 : 15};
	const struct backend webhook = {"webhook", "audit-webhook-config-file", "batch", true, 400, 10, 15};
	for (size_t i = 0; i < flag_count; i++) {
		const char *value = value_of(&given, i, NULL);
		if (values[i] && flag_check_known(&flag_table[i], version, err) < 0)
			return at(&given, i, -1);
		if (value && flag_check_type(&flag_table[i], span_of(value), version, err) < 0)
			return at(&given, i, -1);
	}
	if (check_backend(&given, &log, err) < 0)
		return -1;
	return check_backend(&given, &webhook, err);
}
