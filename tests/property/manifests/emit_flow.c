#include "emit.h"

static void space(const struct style *style, unsigned indent, struct buf *out)
{
	if (style->pretty) {
		buf_add_byte(out, '\n');
		buf_add_repeat(out, ' ', indent);
	}
}

static void emit_key(const struct style *style, const char *key, struct buf *out)
{
	if (style->json)
		emit_json_string(key, out);
	else if (chance(style->world, style->quotes))
		buf_printf(out, "%c%s%c", style->quote, key, style->quote);
	else
		buf_add_text(out, key);
	buf_add_text(out, style->json && !style->pretty && style->gap == 1 ? ":" : ": ");
}

static void emit_children(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	for (const struct value *child = value->first; child; child = child->next) {
		space(style, indent, out);
		if (value->kind == VALUE_MAP)
			emit_key(style, child->key, out);
		if (child->kind == VALUE_LIST || child->kind == VALUE_MAP)
			emit_flow(style, child, indent, out);
		else
			emit_scalar(style, child, true, out);
		if (child->next)
			buf_add_text(out, style->pretty || (style->json && style->gap == 1) ? "," : ", ");
		else if (!style->json && chance(style->world, 5))
			buf_add_byte(out, ',');
		if (!style->json && style->pretty && chance(style->world, style->comments / 2))
			buf_add_text(out, " # in flow");
	}
}

void emit_flow(const struct style *style, const struct value *value, unsigned indent, struct buf *out)
{
	const char *brackets = value->kind == VALUE_LIST ? "[]" : "{}";
	const char *inner = value->count > 0 && !style->pretty && !style->json && style->gap > 1 ? " " : "";
	buf_add_byte(out, brackets[0]);
	buf_add_text(out, inner);
	emit_children(style, value, indent + style->step, out);
	if (value->count > 0)
		space(style, indent, out);
	buf_add_text(out, inner);
	buf_add_byte(out, brackets[1]);
}
