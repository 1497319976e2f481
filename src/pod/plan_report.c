#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pod/plan_internal.h"
#include "yaml/json.h"

/* Room for one more in a list that grows by doubling: called with its length, before it grows. */
static int grow(void **list, size_t count, size_t size, struct error *err)
{
	if (count & (count - 1)) /* not a power of two: there is room */
		return 0;
	void *more = realloc(*list, (count ? 2 * count : 1) * size);
	if (!more)
		return error_memory(err);
	*list = more;
	return 0;
}

static char *copy_of(const char *text)
{
	return text ? span_dup(span_of(text)) : NULL;
}

int plan_item(struct plan *plan, enum item_kind kind, const char *name, const char *old, const char *new, struct error *err)
{
	void *list = plan->items;
	if (grow(&list, plan->item_count, sizeof(*plan->items), err) < 0)
		return -1;
	plan->items = list;
	struct item *item = &plan->items[plan->item_count++];
	*item = (struct item){kind, copy_of(name), copy_of(old), copy_of(new)};
	if (!item->name || (old && !item->old) || (new && !item->new))
		return error_memory(err);
	return 0;
}

int plan_note(struct plan *plan, struct error *err, const char *format, ...)
{
	void *list = plan->notes;
	if (grow(&list, plan->note_count, sizeof(*plan->notes), err) < 0)
		return -1;
	plan->notes = list;
	char *note = NULL;
	va_list args;
	va_start(args, format);
	int length = vasprintf(&note, format, args);
	va_end(args);
	if (length < 0)
		return error_memory(err);
	plan->notes[plan->note_count++] = note;
	return 0;
}

int plan_need(struct plan *plan, enum path_need need, const struct flag *flag, const char *path, bool directory, struct error *err)
{
	void *list = plan->paths;
	if (grow(&list, plan->path_count, sizeof(*plan->paths), err) < 0)
		return -1;
	plan->paths = list;
	char *copy = copy_of(path);
	if (!copy)
		return error_memory(err);
	plan->paths[plan->path_count++] = (struct plan_path){need, flag, copy, directory};
	return 0;
}

int plan_edit_text(struct plan *plan, enum edit_op op, node_id node, node_id after, const char *key, struct span text, struct error *err)
{
	BUF_AUTO struct buf value = BUF_EMPTY;
	json_add_string(&value, text);
	if (buf_check(&value, err) < 0)
		return -1;
	return edits_add(&plan->edits, op, node, after, key, &value, err);
}

int plan_edit_remove(struct plan *plan, node_id node, struct error *err)
{
	BUF_AUTO struct buf none = BUF_EMPTY;
	return edits_add(&plan->edits, EDIT_REMOVE, node, 0, NULL, &none, err);
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->item_count; i++) {
		free(plan->items[i].name);
		free(plan->items[i].old);
		free(plan->items[i].new);
	}
	for (size_t i = 0; i < plan->path_count; i++)
		free(plan->paths[i].path);
	for (size_t i = 0; i < plan->note_count; i++)
		free(plan->notes[i]);
	free(plan->items);
	free(plan->paths);
	free(plan->notes);
	free(plan->policy_host);
	free(plan->log_host);
	edits_release(&plan->edits);
	*plan = (struct plan){.edits = EDITS_EMPTY};
}
