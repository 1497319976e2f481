#include "emit.h"

#include <string.h>

static const char *const remarks[] = {
	"a comment", "- --audit-log-path=/commented/out.log", "{{ not a template }}", "\"quoted\" and 'quoted'", "volumes:", "", "  deep",
};

static void blanks(struct buf *out, unsigned count)
{
	buf_add_repeat(out, ' ', count);
}

static void remark(const struct style *style, struct buf *out)
{
	buf_printf(out, "#%s%s", chance(style->world, 80) ? " " : "", pick(style->world, remarks));
}

/* Whole lines of comment, or empty ones, before a line at INDENT. */
static void lines_between(const struct style *style, unsigned indent, struct buf *out)
{
	while (chance(style->world, style->comments)) {
		if (chance(style->world, 70)) {
			blanks(out, chance(style->world, 80) ? indent : random_below(style->world, indent + 1)); /* deeper, it could belong to a block scalar */
			remark(style, out);
		} else if (chance(style->world, 20)) {
			blanks(out, random_below(style->world, indent + 1));
		}
		buf_add_byte(out, '\n');
	}
}

static void line_end(const struct style *style, struct buf *out)
{
	if (chance(style->world, style->comments / 2)) {
		blanks(out, 1 + random_below(style->world, 3));
		remark(style, out);
	} else if (chance(style->world, style->comments / 4)) {
		blanks(out, 2);
	}
	buf_add_byte(out, '\n');
}

static void emit_text(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	if (emit_block_scalar(style, value, indent, out))
		line_end(style, out);
	else
		buf_add_byte(out, '\n');
}

static bool is_flow(const struct style *style, const struct value *value)
{
	return value->count == 0 || chance(style->world, style->flow);
}

static bool is_collection(const struct value *value)
{
	return value->kind == VALUE_LIST || value->kind == VALUE_MAP;
}

/* What comes behind "key:". */
static void emit_entry(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	unsigned inner = indent + (value->kind == VALUE_LIST && style->flush ? 0 : style->step);
	if (is_collection(value) && !is_flow(style, value)) {
		line_end(style, out);
		emit_block(style, value, inner, false, out);
	} else if (value->kind == VALUE_WORD && strcmp(value->text, "null") == 0 && chance(style->world, 50)) {
		line_end(style, out);
	} else {
		blanks(out, chance(style->world, 95) ? 1 : 3);
		if (is_collection(value)) {
			emit_flow(style, value, indent, out);
			line_end(style, out);
		} else {
			emit_text(style, value, indent + style->step, out);
		}
	}
}

static void emit_item(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	unsigned inner = indent + 1 + style->gap;
	buf_add_byte(out, '-');
	if (is_collection(value) && !is_flow(style, value) && chance(style->world, 5)) {
		line_end(style, out);
		emit_block(style, value, inner, false, out);
		return;
	}
	blanks(out, style->gap);
	if (!is_collection(value)) {
		emit_text(style, value, inner, out);
	} else if (is_flow(style, value)) {
		emit_flow(style, value, indent, out);
		line_end(style, out);
	} else {
		emit_block(style, value, inner, true, out);
	}
}

void emit_block(const struct style *style, const struct value *value, unsigned indent, bool begun, struct buf *out)
{
	for (const struct value *child = value->first; child; child = child->next) {
		if (!begun) {
			lines_between(style, indent, out);
			blanks(out, indent);
		}
		begun = false;
		if (value->kind == VALUE_LIST) {
			emit_item(style, child, indent, out);
			continue;
		}
		const char *quote = chance(style->world, 2) ? "\"" : chance(style->world, 1) ? "'" : "";
		buf_printf(out, "%s%s%s%s:", quote, child->key, quote, chance(style->world, 2) ? " " : "");
		emit_entry(style, child, indent, out);
	}
}
