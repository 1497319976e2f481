#include "audit/flags.h"

#include <string.h>

#include "audit/flags_rules.h"
#include "base/path.h"

const struct flag flag_table[] = {
        [FLAG_AT_POLICY_FILE] = {"audit-policy-file", FLAG_POLICY_PATH, 7, 0, "/etc/kubernetes/audit-policy.yaml", "policy"},
        [FLAG_AT_LOG_PATH] = {"audit-log-path", FLAG_LOG_PATH, 0, 0, "/var/log/kubernetes/k8s-audit.log", "log-path"},
        [FLAG_AT_LOG_MAXAGE] = {"audit-log-maxage", FLAG_INT, 0, 0, "60", "maxage"},
        [FLAG_AT_LOG_MAXBACKUP] = {"audit-log-maxbackup", FLAG_INT, 0, 0, "1", "maxbackup"},
        [FLAG_AT_LOG_MAXSIZE] = {"audit-log-maxsize", FLAG_INT, 0, 0, "100", "maxsize"},
        [FLAG_AT_WEBHOOK_CONFIG] = {"audit-webhook-config-file", FLAG_CONFIG_PATH, 7, 0, NULL, NULL},
        [FLAG_AT_REST] = {"audit-log-format", FLAG_FORMAT, 8, 0, NULL, NULL},
        {"audit-log-version", FLAG_VERSION, 11, 0, NULL, NULL},
        {"audit-log-compress", FLAG_BOOL, 20, 0, NULL, NULL},
        {"audit-log-mode", FLAG_MODE, 10, 0, NULL, NULL},
        {"audit-log-batch-buffer-size", FLAG_INT, 10, 0, NULL, NULL},
        {"audit-log-batch-max-size", FLAG_INT, 10, 0, NULL, NULL},
        {"audit-log-batch-max-wait", FLAG_DURATION, 10, 0, NULL, NULL},
        {"audit-log-batch-throttle-enable", FLAG_BOOL, 10, 0, NULL, NULL},
        {"audit-log-batch-throttle-qps", FLAG_FLOAT, 10, 0, NULL, NULL},
        {"audit-log-batch-throttle-burst", FLAG_INT, 10, 0, NULL, NULL},
        {"audit-log-truncate-enabled", FLAG_BOOL, 11, 0, NULL, NULL},
        {"audit-log-truncate-max-batch-size", FLAG_INT64, 11, 0, NULL, NULL},
        {"audit-log-truncate-max-event-size", FLAG_INT64, 11, 0, NULL, NULL},
        {"audit-webhook-version", FLAG_VERSION, 11, 0, NULL, NULL},
        {"audit-webhook-mode", FLAG_MODE, 7, 0, NULL, NULL},
        {"audit-webhook-initial-backoff", FLAG_DURATION, 10, 0, NULL, NULL},
        {"audit-webhook-batch-initial-backoff", FLAG_DURATION, 9, 0, NULL, NULL},
        {"audit-webhook-batch-buffer-size", FLAG_INT, 9, 0, NULL, NULL},
        {"audit-webhook-batch-max-size", FLAG_INT, 9, 0, NULL, NULL},
        {"audit-webhook-batch-max-wait", FLAG_DURATION, 9, 0, NULL, NULL},
        {"audit-webhook-batch-throttle-enable", FLAG_BOOL, 10, 0, NULL, NULL},
        {"audit-webhook-batch-throttle-qps", FLAG_FLOAT, 9, 0, NULL, NULL},
        {"audit-webhook-batch-throttle-burst", FLAG_INT, 9, 0, NULL, NULL},
        {"audit-webhook-truncate-enabled", FLAG_BOOL, 11, 0, NULL, NULL},
        {"audit-webhook-truncate-max-batch-size", FLAG_INT64, 11, 0, NULL, NULL},
        {"audit-webhook-truncate-max-event-size", FLAG_INT64, 11, 0, NULL, NULL},
        {"audit-dynamic-configuration", FLAG_BOOL, 13, 19, NULL, NULL},
};

const size_t flag_count = sizeof(flag_table) / sizeof(flag_table[0]);
_Static_assert(sizeof(flag_table) / sizeof(flag_table[0]) <= FLAG_LIMIT, "FLAG_LIMIT sizes arrays by flag");

/* How much of a name as it is written is that of NAME; flags are known with '_' for '-', too. */
static size_t same_until(struct span written, const char *name)
{
	size_t at = 0;
	while (at < written.length && name[at] != '\0' && (written.at[at] == '_' ? '-' : written.at[at]) == name[at])
		at++;
	return at;
}

/* All of them are of one family, which most of what stands in a manifest is not. */
const struct flag *flag_find(struct span name)
{
	static const char family[] = "audit-";
	const size_t common = sizeof(family) - 1;
	if (same_until(name, family) < common)
		return NULL;
	struct span own = span_cut(name, common, name.length);
	for (size_t i = 0; i < flag_count; i++)
		if (same_until(own, flag_table[i].name + common) == own.length && flag_table[i].name[name.length] == '\0')
			return &flag_table[i];
	return NULL;
}

size_t flag_index(const struct flag *flag)
{
	return (size_t)(flag - flag_table);
}

unsigned kube_version(unsigned minor)
{
	if (minor == 0)
		return KUBE_MINOR_NEWEST;
	return minor < KUBE_MINOR_OLDEST ? KUBE_MINOR_OLDEST : minor;
}

bool flag_known(const struct flag *flag, unsigned minor)
{
	unsigned version = kube_version(minor);
	return version >= flag->added && (flag->removed == 0 || version < flag->removed);
}

static int check_path(const struct flag *flag, struct span path, struct error *err)
{
	if (flag->type == FLAG_LOG_PATH && span_is(path, "-"))
		return 0;
	if (path.length == 0)
		return error_set(err, ERROR_USAGE, "--%s is empty; name a file, or take the flag away with --unset %s", flag->name,
		                 flag->name);
	struct span shown = span_brief(path);
	if (path.at[0] != '/')
		return error_set(err, ERROR_USAGE, "--%s=%.*s is not an absolute path; write the whole path on this host, from / on",
		                 flag->name, SPAN_ARG(shown));
	if (path_steps_back(path))
		return error_set(err, ERROR_USAGE, "--%s=%.*s contains '..', which the kubelet refuses; write the path without it",
		                 flag->name, SPAN_ARG(shown));
	if (span_ends(path, "/") || span_ends(path, "/."))
		return error_set(err, ERROR_USAGE, "--%s=%.*s names a directory; name the file in it", flag->name, SPAN_ARG(shown));
	return 0;
}

int flag_check(const struct flag *flag, struct span value, unsigned minor, struct error *err)
{
	unsigned version = kube_version(minor);
	if (flag_check_known(flag, version, err) < 0 || flag_check_type(flag, value, version, err) < 0 ||
	    flag_check_rule(flag, value, version, err) < 0) {
		if (err->kind == ERROR_REFUSED)
			err->kind = ERROR_USAGE;
		return -1;
	}
	if (flag->type == FLAG_POLICY_PATH || flag->type == FLAG_LOG_PATH || flag->type == FLAG_CONFIG_PATH)
		return check_path(flag, value, err);
	return 0;
}

static struct span trim(struct span text)
{
	while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
		text = span_cut(text, 1, text.length);
	while (text.length > 0 && (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t'))
		text.length--;
	return text;
}

static const char *gate_refused(struct span name, struct span value, unsigned version)
{
	size_t component = span_find(name, ":", 0); /* "kube:Name" since 1.31 */
	if (component < name.length)
		name = span_cut(name, component + 1, name.length);
	if (span_is(name, "AdvancedAuditing") && (version >= 28 || (version == 27 && !span_is(value, "true"))))
		return "AdvancedAuditing"; /* in 1.27 it is locked to true */
	if (span_is(name, "DynamicAuditing") && (version < 13 || version >= 19))
		return "DynamicAuditing";
	return NULL;
}

const char *flag_gate_refused(struct span feature_gates, unsigned minor)
{
	for (size_t start = 0, end; start < feature_gates.length; start = end + 1) {
		end = span_find(feature_gates, ",", start);
		struct span gate = span_cut(feature_gates, start, end);
		size_t equals = span_find(gate, "=", 0);
		const char *refused = gate_refused(trim(span_cut(gate, 0, equals)), trim(span_cut(gate, equals + 1, gate.length)),
		                                   kube_version(minor));
		if (refused)
			return refused;
	}
	return NULL;
}
