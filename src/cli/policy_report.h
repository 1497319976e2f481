/*
 * policy_report: the findings in a policy, for people or as JSON.
 *
 * For people: FILE:LINE:COL: error|warning: text [rule-name], then the line and a caret below the place. Nothing is printed here.
 */
#ifndef KAUDIT_CLI_POLICY_REPORT_H
#define KAUDIT_CLI_POLICY_REPORT_H

#include "audit/findings.h"

/* Findings have been placed. COLOR: with escape sequences. */
void policy_report_text(const char *file, struct span source, const struct findings *findings, bool color, struct buf *out);

/* Elements of a JSON array, each on a line; *comma: whether one stands before. */
void policy_report_json(const char *file, const struct findings *findings, bool *comma, struct buf *out);

#endif
