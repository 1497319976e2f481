/*
 * doc_parser: libfyaml, made quiet and kept from its known crashes; for doc alone.
 */
#ifndef KAUDIT_YAML_DOC_PARSER_H
#define KAUDIT_YAML_DOC_PARSER_H

#include "base/buf.h"

struct fy_diag;
struct fy_event;
struct fy_parser;

struct doc_parser {
	struct span source;
	struct fy_diag *diag;
	struct fy_parser *parser;
};

/* SOURCE must have passed source_check_utf8 and source_check_yaml. -1: no memory, or refused with a place. Released by doc_parser_close in any case. */
int doc_parser_open(struct doc_parser *parser, struct span source, struct error *err);
void doc_parser_close(struct doc_parser *parser);

/* The next event, to be freed with doc_parser_free; NULL: refused with libfyaml's own words and place (AT, where reading has come to, if it says none), or no memory. */
struct fy_event *doc_parser_next(struct doc_parser *parser, uint32_t at, struct error *err);
void doc_parser_free(struct doc_parser *parser, struct fy_event *event);

#endif
