/*
 * flags_rules: the checks behind flag_check and flags_check_together, one flag at a time.
 *
 * VERSION is what kube_version gives. Each returns -1 with ERROR_REFUSED naming flag, value and what would be right.
 */
#ifndef KAUDIT_AUDIT_FLAGS_RULES_H
#define KAUDIT_AUDIT_FLAGS_RULES_H

#include "audit/flags.h"

/* An unknown flag: kube-apiserver does not start. */
int flag_check_known(const struct flag *flag, unsigned version, struct error *err);
/* A value that does not convert to the flag's type: kube-apiserver does not start. */
int flag_check_type(const struct flag *flag, struct span value, unsigned version, struct error *err);
/* A value of the right type that is refused if the backend is enabled: mode, format, version, negative numbers. */
int flag_check_rule(const struct flag *flag, struct span value, unsigned version, struct error *err);

/* Whether that version reads 1_000, 0o17 and 0x1p4 as numbers. */
bool flag_takes_literals(unsigned version);

#endif
