/*
 * inspect: is audit logging on, on this node, now? What --status shows; nothing is changed.
 *
 * The manifest says what should run, /proc what does, the log what is recorded; one request of our own joins the three.
 */
#ifndef KAUDIT_CLI_INSPECT_H
#define KAUDIT_CLI_INSPECT_H

#include "cli/outcome.h"
#include "node/file.h"
#include "pod/benchmark.h"

struct drift { /* an audit flag with which the process runs otherwise */
	const struct flag *flag;
	char *manifest, *process; /* values; NULL: not given */
};

struct inspect_process {
	struct process process; /* pid 0: none runs */
	bool same;              /* with exactly the manifest's arguments */
	time_t since;
	struct drift drift[FLAG_LIMIT];
	size_t drift_count;
};

struct inspect_policy {
	char *path;             /* NULL: no policy is named; on the host */
	bool found;
	char sha256[65], annotation[65]; /* annotation: "" if the manifest has none */
	bool is_newer;          /* than the process: it is not in force */
	size_t errors, warnings;
	size_t unsafe;          /* warnings, in `warnings`, of the file itself: others than root could change it */
	struct texts findings;  /* "LINE:COLUMN: text [rule]"; of the file itself without a place */
};

struct inspect_log {
	char *path;                /* on the host; "-"; NULL: none */
	bool found;
	int64_t size, free;        /* bytes; free -1: not known */
	char last[40];             /* the last event's time, RFC 3339; "" */
	int64_t bytes_per_day;     /* of the present file, between its first and last event; -1: not known */
};

struct inspection {
	char *manifest, *image; /* the manifest's path; the container's image */
	struct { const struct flag *flag; char *value; } flags[FLAG_LIMIT]; /* in force by the manifest, in the table's order */
	size_t flag_count;
	struct inspect_process process;
	struct inspect_policy policy;
	struct inspect_log log;
	bool ready;
	char unready[256];   /* why not */
	struct proof proof;  /* result PROOF_SKIPPED with a text when nothing could be asked */
	bool by_kubeadm;     /* kubeadm made the manifest */
	struct patch_file patch_file; /* kubeadm's, compared with the manifest: what the next upgrade does. Its ConfigMap is out of reach */
	struct benchmark benchmark; /* of the process, if one runs, else of the manifest */
	bool live;           /* audit is on, and proven so */
};

#define INSPECTION_AUTO __attribute__((cleanup(inspection_release)))

/* -1: the manifest can't be read; anything else that can't be had is part of the result. */
int inspect(const struct options *options, struct inspection *ret_inspection, struct error *err);
void inspection_release(struct inspection *inspection);

/* For inspect: the log's size, times and room. */
int inspect_log(const char *path, struct inspect_log *log, struct error *err);

#endif
