/*
 * A document by chance, from srandom's seed: block or flow, any steps, comments, blank lines, line ends and quotes; or JSON.
 */
#ifndef KAUDIT_TESTS_EDIT_DOCUMENT_H
#define KAUDIT_TESTS_EDIT_DOCUMENT_H

#include <stdlib.h>

#include "base/buf.h"

struct maker { /* writes one document in one style */
	struct buf out;
	unsigned map_step, seq_offset, dash_gap, comments, quotes, anchors;
	const char *eol;
	bool pretty;
};

static inline unsigned below(unsigned limit)
{
	return (unsigned)random() % limit;
}

static inline void make_eol(struct maker *maker, unsigned column)
{
	if (below(10) < maker->comments)
		buf_add_text(&maker->out, below(2) ? " # c" : "   #");
	buf_add_text(&maker->out, maker->eol);
	while (below(10) < maker->comments) {
		if (below(3))
			buf_printf(&maker->out, "%*s# %u", (int)below(column + 3), "", below(9));
		buf_add_text(&maker->out, maker->eol);
	}
}

static inline void make_scalar(struct maker *maker)
{
	static const char *const words[] = {"foo", "--a=b", "a b", "30", "true", "null", "~", "x:y", "/a/b", "é", "it''s"};
	unsigned word = below(sizeof(words) / sizeof(*words));
	unsigned quotes = below(4) ? maker->quotes : below(3);
	buf_printf(&maker->out, quotes == 0 ? "%s" : quotes == 1 ? "'%s'" : "\"%s\"", words[word]);
}

static inline void make_flow(struct maker *maker, unsigned column, unsigned depth)
{
	bool mapping = below(2), lines = below(2);
	unsigned count = below(4);
	const char *gap = maker->pretty ? " " : below(2) ? " " : "";
	buf_add_text(&maker->out, mapping ? "{" : "[");
	for (unsigned i = 0; i < count; i++) {
		if (i > 0)
			buf_printf(&maker->out, ",%s", lines ? "" : gap);
		if (lines)
			buf_printf(&maker->out, "%s%*s", maker->eol, (int)(column + 2), "");
		if (mapping)
			buf_printf(&maker->out, "k%u: ", i);
		if (depth < 5 && below(4) == 0)
			make_flow(maker, column + 2, depth + 1);
		else
			make_scalar(maker);
	}
	if (lines && count > 0)
		buf_printf(&maker->out, "%s%s%*s", below(3) ? "" : ",", maker->eol, (int)column, "");
	buf_add_text(&maker->out, mapping ? "}" : "]");
}

static inline void make_block(struct maker *maker, unsigned column, unsigned depth, bool mapping);

/* An anchor, an alias of the one before, a tag. */
static inline void make_property(struct maker *maker)
{
	unsigned kind = below(8);
	if (kind == 0 && maker->anchors > 0)
		buf_printf(&maker->out, "*n%u", maker->anchors);
	else if (kind < 3)
		buf_add_text(&maker->out, below(2) ? "!!str 5" : "! x");
	else
		buf_printf(&maker->out, "&n%u w", ++maker->anchors);
}

static inline void make_text(struct maker *maker, unsigned column, unsigned depth)
{
	unsigned kind = below(10);
	if (kind == 0)
		return;
	buf_add_byte(&maker->out, ' ');
	if (kind == 1)
		buf_printf(&maker->out, "--long%s%*stail", maker->eol, (int)column + 3, "");
	else if (kind == 2)
		buf_printf(&maker->out, "%s%s%*sa%s%s%*sb",
		           below(2)   ? "|"
		           : below(2) ? ">-"
		                      : "|+",
		           maker->eol, (int)column + 2, "", maker->eol, maker->eol, (int)column + 2, "");
	else if (kind == 3)
		make_flow(maker, column + 1, depth);
	else if (kind == 4)
		make_property(maker);
	else
		make_scalar(maker);
}

static inline void make_value(struct maker *maker, unsigned column, unsigned depth)
{
	unsigned kind = depth < 5 ? below(4) : 3;
	if (kind > 1) {
		make_text(maker, column, depth);
		return;
	}
	column += kind == 0 ? maker->map_step : maker->seq_offset;
	make_eol(maker, column);
	buf_printf(&maker->out, "%*s", (int)column, "");
	make_block(maker, column, depth + 1, kind == 0);
}

static inline void make_item(struct maker *maker, unsigned column, unsigned depth)
{
	unsigned kind = depth < 5 ? below(4) : 3;
	buf_add_byte(&maker->out, '-');
	if (kind > 1) {
		make_text(maker, column, depth);
		return;
	}
	if (below(6) == 0) {
		column += 2;
		make_eol(maker, column);
		buf_printf(&maker->out, "%*s", (int)column, "");
	} else {
		column += 1 + maker->dash_gap;
		buf_add_repeat(&maker->out, ' ', maker->dash_gap);
	}
	make_block(maker, column, depth + 1, kind == 0);
}

static inline void make_block(struct maker *maker, unsigned column, unsigned depth, bool mapping)
{
	unsigned count = 1 + below(4), key = below(9);
	for (unsigned i = 0; i < count; i++) {
		if (i > 0) {
			make_eol(maker, column);
			buf_printf(&maker->out, "%*s", (int)column, "");
		}
		if (mapping) {
			buf_printf(&maker->out, "k%u:", key);
			key += 1 + below(3);
			make_value(maker, column, depth);
		} else {
			make_item(maker, column, depth);
		}
	}
}

static inline void make_json(struct maker *maker, unsigned depth, unsigned kind)
{
	static const char *const scalars[] = {"\"x\"", "\"30\"", "true", "null", "-1.5", "\"\\u00e9\""};
	unsigned count = kind > 1 ? 0 : below(4);
	const char *gap = maker->comments ? " " : "";
	if (kind > 1) {
		buf_add_text(&maker->out, scalars[below(6)]);
		return;
	}
	buf_add_byte(&maker->out, "{["[kind]);
	for (unsigned i = 0; i < count; i++) {
		buf_add_text(&maker->out, i == 0 ? "" : maker->pretty ? "," : maker->comments ? ", " : ",");
		if (maker->pretty)
			buf_printf(&maker->out, "%s%*s", maker->eol, (int)((depth + 1) * maker->map_step), "");
		if (kind == 0)
			buf_printf(&maker->out, "\"k%u\"%s:%s", i * 2, maker->comments == 1 ? " " : "", gap);
		make_json(maker, depth + 1, depth < 4 ? below(4) : 2);
	}
	if (maker->pretty && count > 0)
		buf_printf(&maker->out, "%s%*s", maker->eol, (int)(depth * maker->map_step), "");
	buf_add_byte(&maker->out, "}]"[kind]);
}

static inline struct buf make_document(void)
{
	struct maker maker = {.map_step = 1 + below(4),
	                      .seq_offset = below(4),
	                      .dash_gap = 1 + below(3),
	                      .comments = below(3) * below(3),
	                      .quotes = below(3)};
	maker.eol = below(3) ? "\n" : "\r\n";
	maker.pretty = below(2);
	if (below(4) == 0) {
		make_json(&maker, 0, 0);
		buf_add_text(&maker.out, below(2) ? maker.eol : "");
		return maker.out;
	}
	if (below(8) == 0)
		buf_add_text(&maker.out, "\xEF\xBB\xBF");
	if (below(5) == 0)
		buf_printf(&maker.out, "---%s", maker.eol);
	make_block(&maker, 0, 0, below(4) > 0);
	if (below(3))
		make_eol(&maker, 0);
	return maker.out;
}

#endif
