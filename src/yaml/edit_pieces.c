/*
 * The order of pieces at one place: what is put in comes before what is taken out there; of two that are put in, the one that
 * belongs to the deeper collection comes first (an item ends before the list around it does); else as they were added.
 */
#include <stdlib.h>
#include <string.h>

#include "yaml/edit_internal.h"

int pieces_add(struct render *render, uint32_t at, uint32_t drop, uint32_t depth, struct buf *text)
{
	struct buf taken = *text;
	*text = BUF_EMPTY;
	if (render->count == render->capacity && !taken.failed) {
		size_t capacity = render->capacity ? render->capacity * 2 : 32;
		struct piece *pieces = reallocarray(render->pieces, capacity, sizeof(*pieces));
		taken.failed = !pieces;
		if (pieces) {
			render->pieces = pieces;
			render->capacity = capacity;
		}
	}
	if (taken.failed) {
		buf_release(&taken);
		return error_memory(render->err);
	}
	render->pieces[render->count] = (struct piece){at, drop, depth, (uint32_t)render->count, taken};
	render->count++;
	return 0;
}

int pieces_drop(struct render *render, uint32_t from, uint32_t to, uint32_t depth)
{
	struct buf nothing = BUF_EMPTY;
	return pieces_add(render, from, to - from, depth, &nothing);
}

void pieces_release(struct render *render)
{
	for (size_t i = 0; i < render->count; i++)
		buf_release(&render->pieces[i].text);
	free(render->pieces);
	render->pieces = NULL;
	render->count = render->capacity = 0;
}

static int compare_pieces(const void *first, const void *second)
{
	const struct piece *a = first, *b = second;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if ((a->drop > 0) != (b->drop > 0))
		return a->drop > 0 ? 1 : -1;
	if (a->drop == 0 && a->depth != b->depth)
		return a->depth > b->depth ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static uint32_t break_length(struct span text)
{
	return span_ends(text, "\r\n") ? 2 : span_ends(text, "\n") || span_ends(text, "\r") ? 1 : 0;
}

/* The block scalar that ends at END and whose text would change with the line end behind it ("|", "|+", not "|-"); 0 if there is none. */
static node_id open_scalar(const struct render *render, uint32_t end)
{
	for (node_id node = render->tree->count - 1; node > 0; node--)
		if (tree_node(render->tree, node)->end == end && place_chomping(render, node) != '-')
			return node;
	return 0;
}

/* Takes the line end off that would now be the last thing: the source has none there either. */
static void trim_end(struct render *render)
{
	uint32_t end = (uint32_t)render->source.length + 1; /* behind the line end that is only thought */
	for (size_t i = render->count; i-- > 0;) {
		struct piece *piece = &render->pieces[i];
		if (piece->at + piece->drop != end)
			break;
		if (piece->text.length > 0) {
			piece->text.length -= break_length(buf_span(&piece->text));
			return;
		}
		end = piece->at;
		bool kept_before = i == 0 || piece[-1].at + piece[-1].drop != end;
		if (kept_before && piece->drop > 0) {
			uint32_t length = break_length(span_cut(render->source, 0, end));
			if (open_scalar(render, end - length))
				return; /* its text matters more */
			piece->at -= length;
			piece->drop += length;
			return;
		}
	}
}

/* From places in the source with a last line end to places in the source as it is. */
static int map_end(struct render *render)
{
	uint32_t length = (uint32_t)render->source.length;
	node_id last = open_scalar(render, length);
	bool line_end_dropped = false;
	for (size_t i = 0; i < render->count; i++) {
		struct piece *piece = &render->pieces[i];
		if (last && piece->drop > 0 && piece->at + piece->drop >= length)
			last = 0; /* it is replaced or taken away */
		if (piece->drop > 0 && piece->at + piece->drop > length) {
			piece->drop = length - piece->at;
			line_end_dropped = true;
		}
		if (piece->at <= length)
			continue;
		piece->at = length;
		if (line_end_dropped)
			continue;
		if (last)
			return tree_error(
			        render->tree, last, render->err,
			        "a block scalar without a line end behind it, at the end of the file; add the line end and try again");
		struct buf text = BUF_EMPTY;
		buf_add_span(&text, render->style.eol);
		buf_add_span(&text, buf_span(&piece->text));
		buf_release(&piece->text);
		piece->text = text;
		line_end_dropped = true; /* it is written now */
	}
	return 0;
}

int pieces_finish(struct render *render, struct changes *ret_changes)
{
	struct span source = render->source;
	if (render->count > 1)
		qsort(render->pieces, render->count, sizeof(*render->pieces), compare_pieces);
	if (source.length > 0 && break_length(source) == 0) {
		trim_end(render);
		if (map_end(render))
			return -1;
	}
	for (size_t i = 0; i < render->count; i++) {
		struct piece *piece = &render->pieces[i];
		if (buf_check(&piece->text, render->err) || changes_add(ret_changes, piece->at, piece->drop, &piece->text, render->err))
			return -1;
	}
	return changes_sort(ret_changes, source.length, render->err);
}
