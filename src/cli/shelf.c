#include "cli/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/file.h"
#include "node/tidy.h"
#include "pod/compare.h"
#include "pod/patch.h"

void shelf_release(struct shelf *shelf)
{
	for (size_t i = 0; shelf->items && i < shelf->backups.count; i++) {
		text_release(&shelf->items[i].image);
		text_release(&shelf->items[i].why);
	}
	free(shelf->items);
	backups_release(&shelf->backups);
	text_release(&shelf->manifest);
	text_release(&shelf->directory);
}

/* As a restore would read it. -1: it would refuse it. */
static int read_backup(const struct options *options, const char *root, const char *path, struct shelf_item *item, struct error *err)
{
	FILE_AUTO struct file file = {0};
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	if (file_load(root, path + strlen(root), FILE_TRUSTED, &file, err) ||
	    patch_read(buf_span(&file.content), options->container, &patch, err))
		return -1;
	int on = compare_is_on(&patch.before.manifest, err);
	if (on < 0)
		return -1;
	item->image = span_dup(patch.before.manifest.image);
	if (!item->image)
		return error_memory(err);
	item->audit = on ? SHELF_ON : SHELF_OFF;
	return 0;
}

static int note_why(struct shelf_item *item, const struct error *why, struct error *err)
{
	int length = why->line > 0 ? asprintf(&item->why, "%u:%u: %s", why->line, why->column, why->text) : asprintf(&item->why, "%s", why->text);
	if (length >= 0)
		return 0;
	item->why = NULL;
	return error_memory(err);
}

static int read_backups(const struct options *options, const char *root, struct shelf *shelf, struct error *err)
{
	const struct backups *backups = &shelf->backups;
	struct error why;
	if (backups->count == 0)
		return 0;
	shelf->items = calloc(backups->count, sizeof(*shelf->items));
	if (!shelf->items)
		return error_memory(err);
	for (size_t i = 0; i < backups->count; i++) {
		if (read_backup(options, root, backups->list[i].path, &shelf->items[i], &why) == 0)
			continue;
		if (why.kind == ERROR_MEMORY)
			return error_memory(err);
		if (note_why(&shelf->items[i], &why, err))
			return -1;
	}
	return 0;
}

int shelf_look(const struct options *options, struct shelf *ret_shelf, struct error *err)
{
	FILE_AUTO struct file file = {0};
	*ret_shelf = (struct shelf){.backups.directory.directory = -1};
	if (file_find(options->root, options->manifest, FILE_ANY, &file, err))
		return -1;
	ret_shelf->manifest = span_dup(span_of(file.path));
	if (!ret_shelf->manifest || asprintf(&ret_shelf->directory, "%s%s", file.root, options->backup_dir) < 0) {
		ret_shelf->directory = NULL;
		return error_memory(err);
	}
	if (backups_list(file.root, options->backup_dir, file.name, &ret_shelf->backups, err))
		return -1;
	return read_backups(options, file.root, ret_shelf, err);
}
