/*
 * source: what can be said of a source's bytes without a parser; for doc, json and reread only.
 *
 * Both YAML libraries leave gaps (a null value has no place, marks of different kinds), which are
 * closed here, for both alike. All of it runs over bytes that the caller's parser has accepted already.
 */
#ifndef KAUDIT_YAML_SOURCE_H
#define KAUDIT_YAML_SOURCE_H

#include "yaml/tree.h"

/* error_at the place of OFFSET. Returns -1. */
int source_error(struct span source, size_t offset, struct error *err, const char *format, ...) ERROR_PRINTF(4, 5);
#define source_error(...) error_result(source_error(__VA_ARGS__))

/* Length in bytes of the UTF-8 character at AT, which must be inside; 0 if there is none (RFC 3629: no surrogates, nothing overlong). */
size_t source_character(struct span source, size_t at, uint32_t *ret_code);

/* Appends the character CODE as UTF-8. */
void source_add_character(struct buf *buf, uint32_t code);

/* Where the next byte lies, at or after AT, that is not ASCII; source.length if there is none. */
size_t source_skip_ascii(struct span source, size_t at);

/* At most TREE_SOURCE_MAX bytes, and UTF-8. -1: refused with the place. */
int source_check_utf8(struct span source, struct error *err);

/*
 * Only characters that YAML allows (1.2, chapter 5.1), no U+0085, U+2028 or U+2029 behind a '#' on its line, where libyaml (YAML 1.1) ends a
 * comment, and no %TAG directive before the first document. -1: refused with the place.
 */
int source_check_yaml(struct span source, struct error *err);

/* Length of the byte order mark at the start: 3 or 0. */
uint32_t source_bom(struct span source);

/* The first byte at or after FROM that is neither blank, nor line break, nor in a comment; the source's length if there is none. */
uint32_t source_skip(struct span source, uint32_t from);

/* Where the line of FROM ends (its break, or the source's end), and where the next one begins. */
uint32_t source_line_end(struct span source, uint32_t from);
uint32_t source_next_line(struct span source, uint32_t from);

/* Whether there is a line break in [from, to). */
bool source_breaks(struct span source, uint32_t from, uint32_t to);

/* How many bytes of its line lie before OFFSET. */
uint32_t source_column(struct span source, uint32_t offset);

/* Where the next document begins that is not empty, behind a first document that ends at FROM; 0: none. */
uint32_t source_next_document(struct span source, uint32_t from);

#endif
