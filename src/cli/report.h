/*
 * report: an outcome in words for people, or as one JSON object for programs. Nothing is printed here.
 *
 * Results, and a diff that was asked for, are for standard output; errors and warnings for standard error.
 * Bytes that came from the input are made visible, except in a diff for patch(1) and in a filter's result.
 */
#ifndef KAUDIT_CLI_REPORT_H
#define KAUDIT_CLI_REPORT_H

#include "cli/inspect.h"
#include "cli/outcome.h"
#include "cli/shelf.h"

struct report {
	struct buf out, err;
};

#define REPORT_AUTO __attribute__((cleanup(report_release)))

struct screen {        /* what standard output is */
	bool terminal; /* a diff is made visible */
	bool color;    /* and coloured */
};

/* Appends to *ret_report. -1: no memory, *ret_report is not to be used. */
int report_outcome(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *ret_report,
                   struct error *err);
void report_release(struct report *report);

/* Appends an error as one line: "kaudit-enable: [path:[line:col:]] text". And the same without name and line end. */
void report_error(struct buf *out, const struct error *error);
void report_error_text(struct buf *out, const struct error *error);

/*
 * The first part of a text report, for when the run begins to wait: what was changed. outcome->told then keeps report_outcome from saying it again.
 * And each step of the waiting, as a line.
 */
void report_begin(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *report);
void report_step(const struct live_step *step, struct buf *out);

/* What --status found; ERROR, of kind ERROR_NONE if there is none: why that is not all. */
void report_inspection_text(const struct inspection *found, struct buf *out);
void report_inspection_json(const struct inspection *found, const struct error *error, struct buf *out);

/* What --list-backups found. */
void report_shelf_text(const struct shelf *shelf, struct buf *out);
void report_shelf_json(const struct shelf *shelf, const struct error *error, struct buf *out);

/* For report_outcome: the two forms, and the diff as it is shown on SCREEN. */
void report_text(const struct outcome *outcome, const struct options *options, struct screen screen, struct report *report);
void report_json(const struct outcome *outcome, const struct options *options, struct buf *out);

/*
 * The members of that object, for whoever puts more into one: behind its '{', or behind other members. DIFF: the member of that name, too.
 * And the beginning of a member, as far as its value; a list of texts as a member.
 */
void report_json_members(const struct outcome *outcome, const struct options *options, bool diff, struct buf *out);
void report_json_name(struct buf *out, const char *name);
void report_json_error(struct buf *out, const struct error *error); /* the member "error" */
void report_json_texts(struct buf *out, const char *name, const struct texts *texts);

/* What was proven, as a sentence; that nothing is to be done, as half of one. */
const char *report_nothing(const struct options *options);
void report_success(const struct live_result *live, const struct options *options, struct buf *out);
/* How the waiting ended. */
void report_live(const struct outcome *outcome, const struct options *options, struct report *report);
/* What became of kubeadm's patch, and what the next upgrade does. */
void report_kubeadm(const struct outcome *outcome, const struct options *options, struct buf *out);
void report_diff(struct span diff, struct screen screen, struct buf *out);

#endif
