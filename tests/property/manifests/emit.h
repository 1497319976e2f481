/*
 * emit: a value as text, in a random style that holds for the whole document with chances for each place.
 */
#ifndef MANIFESTS_EMIT_H
#define MANIFESTS_EMIT_H

#include "model.h"

struct style {
	struct world *world;
	unsigned step;      /* indentation of a mapping in a mapping */
	bool flush;         /* sequences stand at their key's column */
	unsigned gap;       /* blanks after a '-' */
	unsigned quotes;    /* chance in percent that a scalar is quoted though it need not be */
	char quote;         /* the file's favourite */
	unsigned flow;      /* chance that a collection is written in flow style */
	unsigned comments;  /* chance of a comment or a blank line at a place that can have one */
	unsigned folds;     /* chance that a text with blanks is folded, and that a scalar becomes a block scalar */
	bool json;          /* strict JSON */
	bool pretty;        /* JSON, and flow: over several lines */
};

/* The whole file: BOM, document marks, comments, line ends; and the model's hazard, if it is one of the text and possible in this style. */
void emit_file(struct world *world, struct model *model, struct buf *out);

/* For the files of this module. */
void emit_flow(const struct style *style, const struct value *value, unsigned indent, struct buf *out);
void emit_block(const struct style *style, const struct value *value, unsigned indent, bool begun, struct buf *out);
/* One line, plain or quoted. */
void emit_scalar(const struct style *style, const struct value *value, bool flow, struct buf *out);
/* May be of several lines, which stand at INDENT or deeper; ends without a line end. Whether a comment may follow. */
bool emit_block_scalar(const struct style *style, const struct value *value, unsigned indent, struct buf *out);
void emit_json_string(const char *text, struct buf *out);

#endif
