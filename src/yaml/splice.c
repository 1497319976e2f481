#include "yaml/splice.h"

#include <stdlib.h>
#include <string.h>

int changes_add(struct changes *changes, uint32_t at, uint32_t drop, struct buf *text, struct error *err)
{
	struct buf taken = *text;
	*text = BUF_EMPTY;
	if (changes->count == changes->capacity) {
		size_t capacity = changes->capacity ? changes->capacity * 2 : 16;
		struct change *list = reallocarray(changes->list, capacity, sizeof(*list));
		if (!list) {
			buf_release(&taken);
			return error_memory(err);
		}
		changes->list = list;
		changes->capacity = capacity;
	}
	changes->list[changes->count++] = (struct change){.at = at, .drop = drop, .text = taken};
	return 0;
}

/* Merges the sorted halves [0, half) and [half, count) of LIST; of two at one place the left one comes first. */
static void merge_halves(struct change *list, size_t half, size_t count, struct change *room)
{
	size_t left = 0, right = half;
	memcpy(room, list, half * sizeof(*list));
	for (size_t to = 0; left < half; to++) {
		bool take_right = right < count && list[right].at < room[left].at;
		list[to] = take_right ? list[right++] : room[left++];
	}
}

/* A merge sort, because qsort need not be stable; its depth is the logarithm of the count. */
static void sort_list(struct change *list, size_t count, struct change *room)
{
	if (count < 2)
		return;
	size_t half = count / 2;
	sort_list(list, half, room);
	sort_list(list + half, count - half, room);
	if (list[half].at < list[half - 1].at)
		merge_halves(list, half, count, room);
}

int changes_sort(struct changes *changes, size_t source_length, struct error *err)
{
	if (changes->count > 1) {
		struct change *room = reallocarray(NULL, changes->count / 2 + 1, sizeof(*room));
		if (!room)
			return error_memory(err);
		sort_list(changes->list, changes->count, room);
		free(room);
	}
	size_t free_from = 0; /* bytes before it are dropped by a change already seen */
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];
		if (change->at > source_length || change->drop > source_length - change->at)
			return error_set(err, ERROR_BUG, "a change at byte %u lies outside of the text", change->at);
		/* an insertion at the place where a drop begins touches it, but does not overlap it */
		bool beside = change->drop == 0 && i > 0 && change->at == changes->list[i - 1].at;
		if (change->at < free_from && !beside)
			return error_set(err, ERROR_BUG, "two changes overlap at byte %u", change->at);
		if (change->at + (size_t)change->drop > free_from)
			free_from = change->at + (size_t)change->drop;
	}
	return 0;
}

void changes_release(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		buf_release(&changes->list[i].text);
	free(changes->list);
	*changes = CHANGES_EMPTY;
}

static size_t result_length(size_t source_length, const struct changes *changes)
{
	size_t length = source_length;
	for (size_t i = 0; i < changes->count; i++)
		length += changes->list[i].text.length - changes->list[i].drop;
	return length;
}

int changes_apply(struct span source, const struct changes *changes, struct buf *ret_result, struct error *err)
{
	BUF_AUTO struct buf result = BUF_EMPTY;
	size_t copied = 0;
	buf_reserve(&result, result_length(source.length, changes));
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];
		if (buf_check(&change->text, err))
			return -1;
		buf_add_span(&result, span_cut(source, copied, change->at));
		buf_add_span(&result, buf_span(&change->text));
		if (change->at + (size_t)change->drop > copied)
			copied = change->at + (size_t)change->drop;
	}
	buf_add_span(&result, span_cut(source, copied, source.length));
	if (buf_check(&result, err))
		return -1;
	*ret_result = result;
	result = BUF_EMPTY;
	return 0;
}
