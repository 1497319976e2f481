/*
 * decode: what the source text of a scalar means; for doc and reread only.
 *
 * libfyaml finds scalars reliably but decodes some wrongly (0.7.12: bytes lost or made up in a block scalar whose
 * blank line is followed by a longer indentation; `'a'''' b'`; CRLF in front of a closing quote). So doc decodes
 * by itself, as YAML 1.2, chapters 7.3 and 8.1, say and libyaml does; what libyaml decodes is compared with it (verify).
 *
 * Each appends to *value. Line breaks (LF, CR LF, CR) become LF.
 */
#ifndef KAUDIT_YAML_DECODE_H
#define KAUDIT_YAML_DECODE_H

#include "base/buf.h"

/* A plain scalar, or (SINGLE) what lies between single quotes: `''` is a quote. Line breaks are folded. */
void decode_folded(struct span text, bool single, struct buf *value);

/* What lies between double quotes. Returns the offset in TEXT of an escape that means nothing, else text.length. */
size_t decode_double(struct span text, struct buf *value);

/*
 * A block scalar, whose '|' or '>' lies at START; PARENT_INDENT is the column of the block collection around
 * it, -1 without one. No line of it begins at or behind LIMIT. Returns its end as struct node defines it.
 */
uint32_t decode_block(struct span source, uint32_t start, uint32_t limit, int64_t parent_indent, struct buf *value);

#endif
