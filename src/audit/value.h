/*
 * value: a flag's value, read as kube-apiserver reads it.
 *
 * kube-apiserver's flags are pflag's, and those use Go's own conversions:
 * strconv.ParseBool, ParseInt with base 0, ParseFloat with 32 bits, time.ParseDuration.
 * None of them skips white space. Each returns false for what Go refuses.
 */
#ifndef KAUDIT_AUDIT_VALUE_H
#define KAUDIT_AUDIT_VALUE_H

#include "base/buf.h"

bool value_bool(struct span text, bool *ret_value); /* 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False */

/*
 * A 64-bit number in base 10, 0x, 0 or (LITERALS) 0o, 0b, with underscores between digits:
 * the literals of Go 1.13, with which kube-apiserver is built since 1.17.
 */
bool value_int(struct span text, bool literals, int64_t *ret_value);

bool value_float(struct span text, bool literals, float *ret_value); /* LITERALS: also 0x1p-2 and underscores */

bool value_duration(struct span text, int64_t *ret_nanoseconds); /* "1h30m", "-1.5s", "0" */

#endif
