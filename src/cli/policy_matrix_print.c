#include "cli/policy_matrix.h"

#include "cli/visible.h"
#include "yaml/json.h"

static const char *const short_names[] = {
        [LEVEL_UNKNOWN] = "", [LEVEL_NONE] = "-", [LEVEL_METADATA] = "Meta", [LEVEL_REQUEST] = "Req", [LEVEL_REQUEST_RESPONSE] = "ReqResp"};

enum { CELL = 9 };

static void add_row_name(const struct policy_row *row, struct buf *out)
{
	struct span path = row->path;
	visible_add(out, path.length > 0 ? path : row->resource, VISIBLE_TEXT);
	if (row->subresource.length > 0) {
		buf_add_byte(out, '/');
		visible_add(out, row->subresource, VISIBLE_TEXT);
	}
	if (row->group.length > 0) {
		buf_add_byte(out, '.');
		visible_add(out, row->group, VISIBLE_TEXT);
	}
}

static void pad(struct buf *out, size_t written, size_t width)
{
	buf_add_repeat(out, ' ', written < width ? width - written : 1);
}

static const char *paint_of(const struct policy_row *row, enum level level)
{
	if (row->secret && level >= LEVEL_REQUEST)
		return "\033[1;31m";
	return level == LEVEL_NONE ? "\033[2m" : level == LEVEL_METADATA ? "\033[32m" : level == LEVEL_REQUEST ? "\033[33m" : "\033[35m";
}

static void add_cell(const struct policy_row *row, const struct policy_cell *cell, bool color, struct buf *out)
{
	const char *name = short_names[cell->level];
	size_t length = span_of(name).length + cell->depends;
	bool painted = color && cell->level != LEVEL_UNKNOWN;
	buf_printf(out, "%s%s%s%s", painted ? paint_of(row, cell->level) : "", name, cell->depends ? "*" : "", painted ? "\033[0m" : "");
	pad(out, length, CELL);
}

static size_t name_width(const struct policy_matrix *matrix)
{
	size_t widest = 24;
	for (size_t i = 0; i < matrix->row_count; i++) {
		const struct policy_row *row = &matrix->rows[i];
		size_t width = row->path.length + row->resource.length + row->subresource.length + row->group.length + 4;
		widest = width > widest && width <= 48 ? width : widest;
	}
	return widest;
}

/* Blanks at the ends of lines are no part of a table. */
static void end_line(struct buf *out)
{
	while (out->length > 0 && out->at[out->length - 1] == ' ')
		out->length--;
	buf_add_byte(out, '\n');
}

static void add_heading(const char *first, const char *const *verbs, size_t width, struct buf *out)
{
	buf_add_text(out, first);
	pad(out, span_of(first).length, width);
	for (size_t i = 0; i < POLICY_MATRIX_COLUMNS; i++) {
		if (!verbs[i])
			continue;
		buf_add_text(out, verbs[i]);
		pad(out, span_of(verbs[i]).length, CELL);
	}
	end_line(out);
}

static bool add_row(const struct policy_matrix *matrix, size_t index, const char *const *verbs, size_t width, bool color, struct buf *out)
{
	const struct policy_cell *cells = &matrix->cells[index * POLICY_MATRIX_COLUMNS];
	struct buf name BUF_AUTO = BUF_EMPTY;
	bool depends = false;
	add_row_name(&matrix->rows[index], &name);
	buf_add_span(out, buf_span(&name));
	pad(out, name.length, width);
	for (size_t column = 0; column < POLICY_MATRIX_COLUMNS; column++) {
		if (!verbs[column])
			continue;
		add_cell(&matrix->rows[index], &cells[column], color, out);
		depends |= cells[column].depends;
	}
	end_line(out);
	return depends;
}

void policy_matrix_text(const struct policy_matrix *matrix, bool color, struct buf *out)
{
	size_t width = name_width(matrix);
	bool depends = false;
	for (int paths = 0; paths < 2; paths++) {
		const char *const *verbs = paths ? policy_matrix_methods : policy_matrix_verbs;
		add_heading(paths ? "PATH" : "RESOURCE", verbs, width, out);
		for (size_t i = 0; i < matrix->row_count; i++)
			if ((matrix->rows[i].path.length > 0) == paths)
				depends |= add_row(matrix, i, verbs, width, color, out);
		buf_add_byte(out, '\n');
	}
	buf_add_text(out, "-: None, Meta: Metadata, Req: Request, ReqResp: RequestResponse\n");
	if (depends)
		buf_add_text(out,
		             "*: another level for some users, groups, namespaces or names; namespace=, user=, groups=, name= choose\n");
}

static void add_json_row(const struct policy_matrix *matrix, size_t index, struct buf *out)
{
	const struct policy_row *row = &matrix->rows[index];
	bool path = row->path.length > 0;
	const char *const *verbs = path ? policy_matrix_methods : policy_matrix_verbs, *comma = "";
	buf_add_text(out, path ? "{\"path\": " : "{\"resource\": ");
	json_add_string(out, path ? row->path : row->resource);
	if (!path) {
		buf_add_text(out, ", \"subresource\": ");
		json_add_string(out, row->subresource);
		buf_add_text(out, ", \"group\": ");
		json_add_string(out, row->group);
	}
	buf_add_text(out, ", \"levels\": {");
	for (size_t column = 0; column < POLICY_MATRIX_COLUMNS; column++) {
		const struct policy_cell *cell = &matrix->cells[index * POLICY_MATRIX_COLUMNS + column];
		if (!verbs[column])
			continue;
		buf_printf(out, "%s\"%s\": {\"level\": \"%s\", \"depends\": %s}", comma, verbs[column], level_name(cell->level),
		           cell->depends ? "true" : "false");
		comma = ", ";
	}
	buf_add_text(out, "}}");
}

void policy_matrix_json(const struct policy_matrix *matrix, struct buf *out)
{
	buf_add_text(out, ",\n  \"rows\": [");
	for (size_t i = 0; i < matrix->row_count; i++) {
		buf_add_text(out, i ? ",\n    " : "\n    ");
		add_json_row(matrix, i, out);
	}
	buf_add_text(out, "\n  ]");
}
