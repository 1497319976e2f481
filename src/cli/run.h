/*
 * run: one run of kaudit-enable, from options to outcome. Prints nothing.
 *
 *     lock, load → decide (pure): edit, or remove → check the host ─┬─ --dry-run, --check and nothing to do end here
 *                                                                  └→ log directory → backup → publish → wait, prove, or put back (cli/live)
 *
 * A failure before publish leaves the manifest as it was, and its text ends so. A dry run takes no lock and writes nothing anywhere.
 */
#ifndef KAUDIT_CLI_RUN_H
#define KAUDIT_CLI_RUN_H

#include "cli/outcome.h"

/* *ret_outcome, zero before, is filled in any case; to be released. WATCH (may be NULL) hears of every step while the run waits. */
void run(const struct options *options, const struct live_watch *watch, struct outcome *ret_outcome);

/* The same for --manifest -: standard input is the manifest, and nothing else is looked at. */
void run_filter(const struct options *options, struct outcome *ret_outcome);

#endif
