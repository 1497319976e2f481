/*
 * plan_internal: the plan while it is being made. Only for plan*.c.
 *
 * In this order: plan_flags reads what is there, plan_routes decides how each file is reached and what
 * the path flags say, plan_flags fills and checks the other flags, plan_words and plan_mounts turn the
 * decisions into edits. Each step reads what the ones before it decided, and the manifest, never the edits.
 */
#ifndef KAUDIT_POD_PLAN_INTERNAL_H
#define KAUDIT_POD_PLAN_INTERNAL_H

#include "pod/args.h"
#include "pod/plan.h"

enum fate { FATE_ABSENT, FATE_KEEP, FATE_WRITE, FATE_DROP };

struct choice { /* what becomes of one audit flag */
	const struct flag *flag;
	const struct use *use; /* in force until now; NULL: not given */
	enum fate fate;
	char *old, *value; /* before and after, $(VAR) expanded; NULL: not given, or only the kubelet knows */
};

enum route_kind {
	ROUTE_NONE,    /* nothing on the host to reach: no flag, or the log is standard output */
	ROUTE_UNKNOWN, /* $(VAR), or in a volume that is not the host's */
	ROUTE_SHOWN,   /* `mount` shows it */
	ROUTE_WANTED,  /* `source` on the host has to be mounted at `point` */
};

struct route { /* how the file that a flag names is reached from inside the container */
	struct choice *choice;
	enum route_kind kind;
	bool is_log;                    /* a log needs its directory, writable; else the file itself, read-only */
	bool named;                     /* the path is from the wishes, not from the manifest */
	char *path, *host;              /* the file in the container and on the host, clean; NULL: none, not known */
	const struct mount *mount;      /* ROUTE_SHOWN */
	char *point, *source;           /* ROUTE_WANTED */
	const struct mount *in_the_way; /* the mount of the log as a single file: has to go */
};

enum { ROUTE_POLICY, ROUTE_LOG, ROUTE_WEBHOOK, ROUTE_COUNT };

struct retired { /* a mount that nothing needs after the edit */
	const struct mount *mount;
	const struct volume *volume; /* its volume, if nothing else uses it; else NULL */
	const struct route *route;   /* what it served */
	bool taken;                  /* changed in place for a route that wants a mount */
};

struct draft {
	const struct manifest *manifest;
	const struct wishes *wishes;
	unsigned minor; /* as flags.h takes it */
	bool removing;  /* everything is to go: of mounts and volumes only what is ours */
	struct args args;
	struct choice choices[FLAG_LIMIT]; /* by flag_index */
	struct route routes[ROUTE_COUNT];
	struct retired retired[2 * ROUTE_COUNT];
	size_t retired_count;
	struct plan plan;
};

/* Each of these: 0 done, -1 refused or no memory. */
int draft_flags_read(struct draft *draft, struct error *err);    /* fills args, choices[].use and .old */
int draft_flags_settle(struct draft *draft, struct error *err);  /* the flags without a route; checks the values of all */
int draft_routes(struct draft *draft, struct error *err);        /* routes, and the choices of path flags */
int draft_words(struct draft *draft, struct error *err);         /* edits of command and args */
int draft_mounts(struct draft *draft, struct error *err);        /* edits of mounts and volumes */
int draft_annotate(struct draft *draft, struct error *err);      /* after all other edits */
int draft_unannotate(struct draft *draft, struct error *err);
int draft_check_routes(struct draft *draft, struct error *err);  /* that no wanted mount hides or exposes what it must not */
int draft_check_points(struct draft *draft, struct error *err);  /* that the container runtime can make the mount points */
int draft_retire(struct draft *draft, struct error *err);        /* fills retired */
bool draft_is_retired(const struct draft *draft, const struct mount *mount);

/* The host's side of a path in the container after the edit, "" if it has none. Of two mounts the longer one shows it. */
int draft_host_after(const struct draft *draft, struct span path, char **ret_host, struct error *err);

/* Refused: the path that the route's flag has. With the place, and how to name another, when it is from the manifest. */
int route_refuse(const struct draft *draft, const struct route *route, struct error *err, const char *format, ...) ERROR_PRINTF(4, 5);

/* "audit-policy", "audit-log", "audit-webhook": what a volume for the route is called, with a number if that is taken. */
const char *route_stem(const struct draft *draft, const struct route *route);

/* Whether a volume's name is one that we give for this route. */
bool draft_is_ours(const struct draft *draft, const struct route *route, struct span volume);

/* The hostPath type of what a route wants. */
const char *route_type(const struct route *route);

/* Changes a retired mount and its volume, in place, into what the route wants; only where draft_can_change. */
bool draft_can_change(const struct draft *draft, const struct retired *retired);
int draft_change(struct draft *draft, const struct retired *retired, const struct route *route, struct error *err);

/* Report of a mount or volume: OLD and NEW are NULL where it was not there, or is gone. */
int draft_report_mount(struct draft *draft, struct span path, const struct mount *old, const struct route *new, struct span volume,
                       struct error *err);
int draft_report_volume(struct draft *draft, struct span name, const struct volume *old, const struct route *new, struct error *err);

/* The name of the flag on our own command line. */
const char *flag_option(const struct flag *flag);

/* Report. Texts are copied. */
int plan_item(struct plan *plan, enum item_kind kind, const char *name, const char *old, const char *new, struct error *err);
int plan_note(struct plan *plan, struct error *err, const char *format, ...) ERROR_PRINTF(3, 4);
int plan_need(struct plan *plan, enum path_need need, const struct flag *flag, const char *path, bool directory, struct error *err);

/* An edit whose value is a string. */
int plan_edit_text(struct plan *plan, enum edit_op op, node_id node, node_id after, const char *key, struct span text, struct error *err);
int plan_edit_remove(struct plan *plan, node_id node, struct error *err);

/* Sets *field to a copy of TEXT, freeing what was there. */
int text_keep(char **field, struct span text, struct error *err);
/* The clean form of an absolute path. */
int text_clean(struct span path, char **ret_path, struct error *err);
/* DIRECTORY/NAME. */
int text_join(struct span directory, struct span name, char **ret_path, struct error *err);

/* RAW with $(VAR) and $$ replaced as the kubelet does; *ret_text is NULL when the value of a variable is not in the manifest. */
int text_expand(const struct manifest *manifest, struct span raw, char **ret_text, struct error *err);
/* Appends TEXT so that the kubelet expands it to TEXT. */
void text_escape(struct span text, struct buf *out);

void text_free(char **text);
#define TEXT_AUTO __attribute__((cleanup(text_free)))

#endif
