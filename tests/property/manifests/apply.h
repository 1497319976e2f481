/* apply: a unified diff applied to a text, strictly: every context and removed line must be there, byte for byte, at its number. */
#ifndef MANIFESTS_APPLY_H
#define MANIFESTS_APPLY_H

#include "base/buf.h"

bool apply_diff(struct span old_text, struct span diff, struct buf *ret_new_text);

#endif
