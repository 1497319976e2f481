/*
 * flags: kube-apiserver's audit flags, one table.
 *
 * Source: staging/src/k8s.io/apiserver/pkg/server/options/audit.go, from 1.7 to
 * 1.36; AdvancedAuditing and DynamicAuditing: pkg/features/kube_features.go.
 * Versions are the minor number of 1.x; 0 stands for "not known", and is read as the newest.
 */
#ifndef KAUDIT_AUDIT_FLAGS_H
#define KAUDIT_AUDIT_FLAGS_H

#include "base/buf.h"

#define KUBE_MINOR_NEWEST 36 /* the newest 1.x whose rules this program knows */
#define KUBE_MINOR_OLDEST 7  /* the oldest: 1.6 and before, which have no audit policy at all, are read by its rules */

/* The version by whose rules 1.MINOR is read. */
unsigned kube_version(unsigned minor);

enum flag_type {
	FLAG_STRING,
	FLAG_POLICY_PATH, FLAG_LOG_PATH, FLAG_CONFIG_PATH, /* a host path on our command line; the log's may be "-" */
	FLAG_INT, FLAG_INT64, FLAG_FLOAT, FLAG_BOOL,
	FLAG_DURATION, /* Go's time.ParseDuration */
	FLAG_MODE, FLAG_FORMAT, FLAG_VERSION, /* one of a few words */
};

struct flag {
	const char *name; /* without dashes: "audit-log-path" */
	enum flag_type type;
	uint8_t added, removed; /* minor versions; added 0: always there; removed 0: still there */
	const char *fill;       /* what kaudit-enable writes when nothing is there; NULL: nothing */
	const char *option;     /* a shorter name on our command line ("policy"), or NULL */
};

/* In the order in which new flags are written. */
extern const struct flag flag_table[];
extern const size_t flag_count;

enum { /* places in flag_table that the code speaks of */
	FLAG_AT_POLICY_FILE, FLAG_AT_LOG_PATH, FLAG_AT_LOG_MAXAGE, FLAG_AT_LOG_MAXBACKUP, FLAG_AT_LOG_MAXSIZE,
	FLAG_AT_WEBHOOK_CONFIG, FLAG_AT_REST, /* the others follow */
	FLAG_LIMIT = 40 /* not less than flag_count; sizes arrays */
};

/* The flag of that name, '_' read as '-' (k8s.io/component-base/cli/flag, WordSepNormalizeFunc); NULL if it is no audit flag. */
const struct flag *flag_find(struct span name);
size_t flag_index(const struct flag *flag);

/* Whether VERSION still (or already) knows the flag; MINOR 0 knows all that the newest does. */
bool flag_known(const struct flag *flag, unsigned minor);

/*
 * Whether VALUE, from our own command line, is one that kube-apiserver of version MINOR takes for this flag whatever
 * the other flags are. Paths have to be absolute host paths of a file. -1: ERROR_USAGE, naming flag, value and what would be right.
 */
int flag_check(const struct flag *flag, struct span value, unsigned minor, struct error *err);

/*
 * All the flags that the API server would start with, those of the manifest included, as kube-apiserver
 * parses them (a flag it does not know, a value of the wrong type) and checks them (audit.go, Validate: only for a backend
 * that is enabled; what is not given has that version's default). VALUES by flag_index, NULL where not given; paths are the
 * container's. -1: ERROR_REFUSED naming the flags; *ret_index, unless RET_INDEX is NULL: the flag that is wrong.
 */
int flags_check_together(const char *const values[], unsigned minor, size_t *ret_index, struct error *err);

/* Feature gates of auditing in a --feature-gates value that version MINOR refuses to start with; NULL if none. */
const char *flag_gate_refused(struct span feature_gates, unsigned minor);

#endif
