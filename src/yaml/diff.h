/*
 * diff: two texts as a unified diff that patch(1) applies byte for byte.
 *
 * Three lines of context; CR stays in the lines; a missing last line end is
 * said by "\ No newline at end of file". Equal texts give no output.
 * Time is linear in the texts for a bounded number of differing lines; past a fixed cost
 * the rest becomes one hunk, which is longer, never wrong.
 */
#ifndef KAUDIT_YAML_DIFF_H
#define KAUDIT_YAML_DIFF_H

#include "base/buf.h"

/* OLD_NAME and NEW_NAME stand after "--- " and "+++ "; quoted where they must be. Appends to *out. */
int diff_unified(struct span old_text, struct span new_text, const char *old_name, const char *new_name, struct buf *out, struct error *err);

#endif
