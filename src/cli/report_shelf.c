/* What --list-backups found. */
#include "cli/report.h"
#include "cli/visible.h"
#include "yaml/json.h"

static const char *const audit_words[] = {[SHELF_UNREADABLE] = "unreadable", [SHELF_OFF] = "audit off", [SHELF_ON] = "audit on"};

void report_shelf_text(const struct shelf *shelf, struct buf *out)
{
	const struct backups *backups = &shelf->backups;
	if (backups->count == 0) {
		buf_add_text(out, "no backups of ");
		visible_add(out, span_of(shelf->manifest), VISIBLE_TEXT);
		buf_add_text(out, " in ");
		visible_add(out, span_of(shelf->directory), VISIBLE_TEXT);
		buf_add_byte(out, '\n');
	}
	for (size_t i = 0; i < backups->count; i++) {
		const struct backup *backup = &backups->list[i];
		buf_printf(out, "%.10s %.8s UTC  %8lld  %-10s  ", backup->made, backup->made + 11, (long long)backup->size,
		           audit_words[shelf->items[i].audit]);
		visible_add(out, span_of(backup->path), VISIBLE_TEXT);
		buf_add_byte(out, '\n');
	}
}

static void add_text(struct buf *out, const char *before, const char *name, const char *text)
{
	buf_printf(out, "%s\"%s\": ", before, name);
	if (text)
		json_add_string(out, span_of(text));
	else
		buf_add_text(out, "null");
}

void report_shelf_json(const struct shelf *shelf, const struct error *error, struct buf *out)
{
	static const char *const audit[] = {[SHELF_UNREADABLE] = "null", [SHELF_OFF] = "false", [SHELF_ON] = "true"};
	add_text(out, "{\n  ", "manifest", shelf->manifest);
	add_text(out, ",\n  ", "directory", shelf->directory);
	buf_add_text(out, ",\n  \"backups\": [");
	for (size_t i = 0; i < shelf->backups.count; i++) {
		const struct backup *backup = &shelf->backups.list[i];
		const struct shelf_item *item = &shelf->items[i];
		buf_printf(out, "%s\n    {\"time\": \"%s\", \"size\": %lld, \"audit\": %s, \"undone\": %s", i > 0 ? "," : "", backup->made,
		           (long long)backup->size, audit[item->audit], backup->undone ? "true" : "false");
		add_text(out, ", ", "image", item->image);
		add_text(out, ", ", "why", item->why);
		add_text(out, ", ", "path", backup->path);
		buf_add_byte(out, '}');
	}
	buf_add_text(out, shelf->backups.count > 0 ? "\n  ]" : "]");
	report_json_error(out, error);
	buf_add_text(out, "\n}\n");
}
