#include "audit/flags_rules.h"

#include <string.h>

#include "audit/value.h"

bool flag_takes_literals(unsigned version)
{
	return version >= 17; /* the first that is built with Go 1.13 */
}

int flag_check_known(const struct flag *flag, unsigned version, struct error *err)
{
	if (flag_known(flag, version))
		return 0;
	if (version < flag->added)
		return error_set(err, ERROR_REFUSED, "kube-apiserver 1.%u does not know --%s and would not start; it came with 1.%u",
		                 version, flag->name, flag->added);
	return error_set(err, ERROR_REFUSED,
	                 "kube-apiserver 1.%u does not know --%s and would not start; it was removed in 1.%u, so leave it out", version,
	                 flag->name, flag->removed);
}

static int wrong(const struct flag *flag, struct span value, const char *what, struct error *err)
{
	struct span shown = span_brief(value);
	return error_set(err, ERROR_REFUSED, "--%s=%.*s: %s", flag->name, SPAN_ARG(shown), what);
}

int flag_check_type(const struct flag *flag, struct span value, unsigned version, struct error *err)
{
	bool literals = flag_takes_literals(version), boolean;
	int64_t number;
	float fraction;
	switch (flag->type) {
	case FLAG_INT:
	case FLAG_INT64:
		return value_int(value, literals, &number) ? 0 : wrong(flag, value, "not a whole number; write one such as 100", err);
	case FLAG_FLOAT:
		return value_float(value, literals, &fraction) ? 0 : wrong(flag, value, "not a number; write one such as 10 or 0.5", err);
	case FLAG_BOOL:
		return value_bool(value, &boolean) ? 0 : wrong(flag, value, "neither true nor false", err);
	case FLAG_DURATION:
		return value_duration(value, &number)
		               ? 0
		               : wrong(flag, value, "not a duration; write one with its unit, such as 500ms, 10s or 1m30s", err);
	default:
		return 0;
	}
}

static int check_mode(const struct flag *flag, struct span value, unsigned version, struct error *err)
{
	if (span_is(value, "batch") || span_is(value, "blocking") || (span_is(value, "blocking-strict") && version >= 13))
		return 0;
	return wrong(flag, value,
	             version >= 13 ? "no such mode; it is batch, blocking or blocking-strict"
	                           : "no such mode before 1.13; it is batch or blocking",
	             err);
}

/* From 1.11: v1alpha1 and v1beta1, from 1.12 also v1, from 1.24 v1 alone. */
static int check_version(const struct flag *flag, struct span value, unsigned version, struct error *err)
{
	bool v1 = span_is(value, "audit.k8s.io/v1"),
	     old = span_is(value, "audit.k8s.io/v1beta1") || span_is(value, "audit.k8s.io/v1alpha1");
	if ((v1 && version >= 12) || (old && version < 24))
		return 0;
	struct span shown = span_brief(value);
	return error_set(err, ERROR_REFUSED, "--%s=%.*s: not a version that kube-apiserver 1.%u writes; it is %s", flag->name,
	                 SPAN_ARG(shown), version,
	                 version >= 24   ? "audit.k8s.io/v1"
	                 : version >= 12 ? "audit.k8s.io/v1 (or v1beta1, v1alpha1)"
	                                 : "audit.k8s.io/v1beta1 or audit.k8s.io/v1alpha1");
}

/* The least value of a number; INT64_MIN: not limited here. */
static int64_t least(const struct flag *flag)
{
	size_t index = flag_index(flag);
	if (index == FLAG_AT_LOG_MAXAGE || index == FLAG_AT_LOG_MAXBACKUP || index == FLAG_AT_LOG_MAXSIZE)
		return 0;
	return strstr(flag->name, "-truncate-max-") ? 1 : INT64_MIN;
}

int flag_check_rule(const struct flag *flag, struct span value, unsigned version, struct error *err)
{
	int64_t number;
	if (flag->type == FLAG_MODE)
		return check_mode(flag, value, version, err);
	if (flag->type == FLAG_VERSION)
		return check_version(flag, value, version, err);
	if (flag->type == FLAG_FORMAT && !span_is(value, "json") && !span_is(value, "legacy"))
		return wrong(flag, value, "no such format; it is json or legacy", err);
	if ((flag->type == FLAG_INT || flag->type == FLAG_INT64) && value_int(value, flag_takes_literals(version), &number) &&
	    number < least(flag))
		return wrong(flag, value, least(flag) == 0 ? "less than 0, which kube-apiserver refuses" : "must be more than 0", err);
	return 0;
}
