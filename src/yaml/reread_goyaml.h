/*
 * reread_goyaml: what libyaml 0.2.5 reads, but go-yaml v2 does not.
 *
 * go-yaml is a child of an older libyaml: compared are scanner.c (0.2.5) and scannerc.go (v2.2.8, the same in v2.4.3).
 * The other way round there is text that only go-yaml reads (`[a:, b]`, "\'", `!a,b c`); it stays refused.
 */
#ifndef KAUDIT_YAML_REREAD_GOYAML_H
#define KAUDIT_YAML_REREAD_GOYAML_H

#include "yaml/tree.h"

/* The whole source, before it is parsed. -1: refused with the place. */
int goyaml_check_source(struct span source, struct error *err);

/* What follows the first document, without a "---" before it, from START on: go-yaml looks at its first tokens, too. */
int goyaml_check_rest(struct span source, uint32_t start, struct error *err);

/* A scalar at [start, end) of the source; FLOW: in brackets. -1: refused with its place. */
int goyaml_check_scalar(struct span source, uint32_t start, uint32_t end, enum node_style style, bool flow, struct error *err);

/* Where the tag ends that begins at START. */
uint32_t goyaml_tag_end(struct span source, uint32_t start, bool flow);

/* A tag at [start, end). */
int goyaml_check_tag(struct span source, uint32_t start, uint32_t end, struct error *err);

#endif
