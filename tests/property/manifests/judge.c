#include "judge.h"

#include <string.h>

/* The words of command, or of args, that are no part of an audit flag. */
static void other_words(const struct view *view, bool args, struct buf *out)
{
	size_t word = args ? view->command_count : 0, end = args ? view->word_count : view->command_count, flag = 0;
	for (; word < end; word++) {
		while (flag < view->flag_count && view->flags[flag].word + view->flags[flag].words <= word)
			flag++;
		if (flag < view->flag_count && view->flags[flag].word <= word)
			continue;
		buf_add_span(out, view_word(view, word));
		buf_add_byte(out, '\0');
	}
}

static void judge_words(const struct judge *judge)
{
	for (int args = 0; args < 2; args++) {
		struct buf before BUF_AUTO = BUF_EMPTY, after BUF_AUTO = BUF_EMPTY;
		other_words(judge->before, args, &before);
		other_words(judge->after, args, &after);
		if (!span_equal(buf_span(&before), buf_span(&after)))
			buf_printf(judge->complaints, "other words of %s differ\n", args ? "args" : "command");
	}
}

/* The flags that were there are in the order they were in; the new ones stand together. */
static void judge_order(const struct judge *judge)
{
	size_t last = 0, groups = 0;
	bool in_new = false;
	for (size_t i = 0; i < judge->after->flag_count; i++) {
		const struct view_flag *flag = &judge->after->flags[i], *old = view_flag(judge->before, flag->name);
		if (old && flag->counts && old->word < last)
			buf_printf(judge->complaints, "--%s is not at its place\n", flag->name);
		if (old && flag->counts)
			last = old->word;
		bool adjacent = i > 0 && flag->word == flag[-1].word + flag[-1].words;
		groups += !old && !(in_new && adjacent);
		in_new = !old;
	}
	if (groups > 1)
		buf_printf(judge->complaints, "the new flags stand in %zu places\n", groups);
}

void judge_rest(const struct judge *judge)
{
	const struct view *before = judge->before, *after = judge->after;
	if (!span_equal(buf_span(&before->rest), buf_span(&after->rest)))
		buf_printf(judge->complaints, "something else differs:\n  %s\n  %s\n", buf_text(&before->rest), buf_text(&after->rest));
	if (!span_equal(buf_span(&before->annotations), buf_span(&after->annotations)))
		buf_printf(judge->complaints, "annotations differ:\n  %s\n  %s\n", buf_text(&before->annotations), buf_text(&after->annotations));
	judge_words(judge);
}

/* The policy's checksum is written when something else is, when another one is there, or when the policy is newer than the server. */
static void judge_annotation(const struct judge *judge)
{
	struct span before = judge->before->annotation, wanted = span_of(judge->wishes->policy_sha256);
	bool written = wanted.length > 0 && (judge->changed || before.length > 0 || judge->wishes->policy_is_newer);
	if (!span_equal(judge->after->annotation, written ? wanted : before))
		buf_printf(judge->complaints, "the annotation is '%.*s'\n", SPAN_ARG(judge->after->annotation));
}

void judge_removed(const struct judge *judge)
{
	judge_rest(judge);
	if (judge->after->flag_count > 0 || judge->after->annotation.length > 0)
		buf_printf(judge->complaints, "%zu audit flags are left\n", judge->after->flag_count);
}

void judge_pod(const struct judge *judge)
{
	judge_rest(judge);
	judge_annotation(judge);
	judge_flags(judge);
	judge_order(judge);
	judge_mounts(judge);
}

static bool inside(const struct tree *tree, node_id node, node_id of)
{
	for (; node; node = tree_node(tree, node)->parent)
		if (node == of)
			return true;
	return false;
}

static bool may_change(const struct judge *judge, node_id node)
{
	const struct view *before = judge->before;
	for (size_t i = 0; i < before->flag_count; i++)
		for (size_t word = 0; word < before->flags[i].words; word++)
			if (before->words[before->flags[i].word + word] == node)
				return true;
	for (size_t i = 0; i < before->mount_count; i++)
		if (judge_may_change_mount(judge, &before->mounts[i]) && inside(before->tree, node, before->mounts[i].node))
			return true;
	for (size_t i = 0; i < before->volume_count; i++)
		if (judge_may_change_volume(judge, &before->volumes[i]) && inside(before->tree, node, before->volumes[i].node))
			return true;
	struct span text = tree_text(before->tree, node);
	return tree_is_null(before->tree, node) || (text.length > 0 && span_equal(text, before->annotation));
}

/* A key whose value goes altogether goes with it. */
static bool is_key_of_dropped(const struct judge *judge, node_id node)
{
	const struct tree *tree = judge->before->tree;
	struct span text = tree_text(tree, node);
	return span_is(text, "volumes") || span_is(text, "volumeMounts") || span_is(text, "args");
}

void judge_changes(const struct judge *judge, const struct changes *changes)
{
	const struct tree *tree = judge->before->tree;
	for (node_id node = 1; node < tree->count; node++) {
		const struct node *at = tree_node(tree, node);
		if (at->kind != NODE_SCALAR || at->start == at->end)
			continue;
		for (size_t i = 0; i < changes->count; i++) {
			const struct change *change = &changes->list[i];
			bool touched = change->at < at->end && change->at + change->drop > at->start;
			if (touched && change->drop > 0 && !may_change(judge, node) && !is_key_of_dropped(judge, node))
				buf_printf(judge->complaints, "bytes of an unplanned node are dropped: %.*s\n", SPAN_ARG(tree_source(tree, node)));
		}
	}
}
