#include "emit.h"

#include <string.h>

static void choose_style(struct world *world, struct style *style)
{
	static const unsigned steps[] = { 2, 2, 2, 2, 4, 4, 3, 1, 8 };
	*style = (struct style){
		.world = world,
		.step = pick(world, steps),
		.flush = chance(world, 60),
		.gap = chance(world, 90) ? 1 : 1 + random_below(world, 4),
		.quotes = chance(world, 50) ? 0 : random_below(world, 101),
		.quote = chance(world, 60) ? '"' : '\'',
		.flow = chance(world, 60) ? 0 : random_below(world, 60),
		.comments = chance(world, 50) ? 0 : random_below(world, 40),
		.folds = chance(world, 40) ? 0 : random_below(world, 101),
		.pretty = chance(world, 50),
	};
	if (chance(world, 6))
		style->flow = 100;
	if (chance(world, 15)) {
		style->json = true;
		style->flow = 100;
	}
}

static void put_anchors(struct world *world, struct model *model)
{
	struct value *metadata = value_get(model->pod, "metadata");
	if (model->hazard == HAZARD_MERGE_KEY) {
		put(metadata, "x-defaults", value_word(world, "&defaults {terminationMessagePath: /dev/null}"));
		put(model->container, "<<", value_word(world, "*defaults"));
	} else {
		put(metadata, "x-flag", value_word(world, "&flag --audit-log-maxage=77"));
		add(model->words, value_word(world, "*flag"));
	}
}

/* Hazards of the text; HAZARD_NONE where the style does not know them. */
static void emit_hazard(const struct style *style, struct model *model)
{
	if (model->hazard == HAZARD_DUPLICATE_KEY)
		put(model->pod, "kind", value_text(style->world, "Pod"));
	if (style->json && (model->hazard == HAZARD_MERGE_KEY || model->hazard == HAZARD_ALIAS || model->hazard == HAZARD_SECOND_DOCUMENT))
		model->hazard = HAZARD_NONE;
	if (!style->json && model->hazard == HAZARD_BROKEN_JSON)
		model->hazard = HAZARD_NONE;
	if (model->hazard == HAZARD_MERGE_KEY || model->hazard == HAZARD_ALIAS)
		put_anchors(style->world, model);
}

static void emit_head(const struct style *style, struct buf *out)
{
	struct world *world = style->world;
	if (style->json) {
		buf_add_text(out, chance(world, 10) ? "\n  " : "");
		return;
	}
	if (chance(world, 5))
		buf_add_text(out, "\xEF\xBB\xBF");
	if (chance(world, 15))
		buf_add_text(out, "# Managed by hand: {{ no template }}\n\n");
	if (style->flow == 100 || chance(world, 20)) /* a file that begins with a { would be JSON */
		buf_add_text(out, pick(world, ((const char *[]){ "---\n", "--- # the pod\n", "%YAML 1.1\n---\n", "---\n\n" })));
}

static void emit_tail(const struct style *style, const struct model *model, struct buf *out)
{
	struct world *world = style->world;
	static const char *const tails[] = { "\n\n", "...\n", "---\n", "---\n# nothing\n", "# the end\n", "...\n# after\n", "   \n", "  # deep\n" };
	size_t harmless = sizeof(tails) / sizeof(tails[0]) - (style->folds ? 2 : 0); /* the last two could belong to a block scalar */
	if (model->hazard == HAZARD_SECOND_DOCUMENT)
		buf_add_text(out, "---\nkind: ConfigMap\n");
	else if (model->hazard == HAZARD_BROKEN_JSON)
		buf_add_text(out, pick(world, ((const char *[]){ "# comment\n", "}\n", ",\n", "---\n" })));
	else if (!style->json && chance(world, 15))
		buf_add_text(out, tails[random_below(world, (uint32_t)harmless)]);
	if (chance(world, 10) && out->at[out->length - 1] == '\n')
		out->length--;
}

static void end_lines_with_crlf(const struct buf *text, struct buf *out)
{
	for (size_t i = 0; i < text->length; i++) {
		if (text->at[i] == '\n')
			buf_add_byte(out, '\r');
		buf_add_byte(out, text->at[i]);
	}
}

void emit_file(struct world *world, struct model *model, struct buf *out)
{
	struct style style;
	struct buf text BUF_AUTO = BUF_EMPTY;
	choose_style(world, &style);
	emit_hazard(&style, model);
	emit_head(&style, &text);
	if (style.flow == 100) {
		emit_flow(&style, model->pod, 0, &text);
		buf_add_byte(&text, '\n');
	} else {
		emit_block(&style, model->pod, 0, false, &text);
	}
	emit_tail(&style, model, &text);
	if (chance(world, 10))
		end_lines_with_crlf(&text, out);
	else
		buf_add_span(out, buf_span(&text));
}
