#include <stdio.h>
#include <stdlib.h>

#include "pod/plan_internal.h"
#include "yaml/json.h"

#define NO_WORD ((size_t)-1)

static const struct choice *choice_of(const struct draft *draft, const struct use *use)
{
	return &draft->choices[flag_index(use->flag)];
}

/* Whether the use is still there after the edit: the one that counts, of a flag that stays. */
static bool survives(const struct draft *draft, const struct use *use)
{
	enum fate fate = choice_of(draft, use)->fate;
	return use->counts && (fate == FATE_KEEP || fate == FATE_WRITE);
}

/* Of two words that survive the first becomes `--name=value`. */
static bool is_removed(const struct draft *draft, const struct use *use, size_t nth)
{
	return !survives(draft, use) || nth > 0;
}

static bool is_new(const struct choice *choice)
{
	return choice->fate == FATE_WRITE && !choice->use;
}

static int make_word(const struct choice *choice, char **ret_word, struct error *err)
{
	BUF_AUTO struct buf word = BUF_EMPTY;
	buf_printf(&word, "--%s=", choice->flag->name);
	if (choice->fate == FATE_KEEP)
		buf_add_span(&word, choice->use->value); /* as it is, $(VAR) included */
	else
		text_escape(span_of(choice->value), &word);
	if (buf_check(&word, err) < 0)
		return -1;
	return text_keep(ret_word, buf_span(&word), err);
}

/* Whether the edits leave nothing in LIST. *ret_first: its first word that goes. */
static bool is_emptied(const struct draft *draft, node_id list, size_t *ret_first)
{
	const struct manifest *manifest = draft->manifest;
	size_t words = 0, removed = 0;
	*ret_first = NO_WORD;
	for (size_t i = 0; i < manifest->word_count; i++)
		words += manifest->words[i].list == list;
	for (size_t i = 0; i < draft->args.count; i++)
		for (size_t nth = 0; nth < draft->args.uses[i].words; nth++) {
			size_t word = draft->args.uses[i].word + nth;
			if (manifest->words[word].list != list || !is_removed(draft, &draft->args.uses[i], nth))
				continue;
			removed++;
			if (*ret_first == NO_WORD)
				*ret_first = word;
		}
	return words > 0 && words == removed;
}

/* The word behind which new flags go: the last audit flag that stays, else the last flag with its value. */
static size_t last_flag(const struct draft *draft)
{
	const struct manifest *manifest = draft->manifest;
	const struct args *args = &draft->args;
	size_t last = NO_WORD, use = 0;
	for (size_t i = args->count; i-- > 0;)
		if (survives(draft, &args->uses[i]))
			return args->uses[i].word;
	for (size_t i = manifest->first_flag; i < args->end; i++) {
		struct span text = manifest->words[i].text;
		if (use < args->count && args->uses[use].word == i) {
			i += args->uses[use++].words - 1;
		} else if (span_starts(text, "-")) {
			bool takes_next = span_find(text, "=", 0) == text.length && i + 1 < args->end &&
			                  !span_starts(manifest->words[i + 1].text, "-");
			i += takes_next;
			last = i;
		}
	}
	return last;
}

static int report_flag(struct draft *draft, const struct choice *choice, bool respelled, struct error *err)
{
	char name[64];
	TEXT_AUTO char *old = NULL;
	bool written = choice->fate == FATE_WRITE, dropped = choice->fate == FATE_DROP;
	if (!written && !dropped && !respelled)
		return 0;
	snprintf(name, sizeof(name), "--%s", choice->flag->name);
	if (choice->use && text_keep(&old, choice->old ? span_of(choice->old) : choice->use->value, err) < 0)
		return -1;
	return plan_item(&draft->plan, ITEM_FLAG, name, old, written ? choice->value : dropped ? NULL : old, err);
}

/* Rewrites and removes what is there. A list that nothing would be left of is left to its caller: REUSED is kept, EMPTIED skipped. */
static int edit_uses(struct draft *draft, size_t reused, const node_id emptied[2], bool respelled[], struct error *err)
{
	const struct word *words = draft->manifest->words;
	for (size_t i = 0; i < draft->args.count; i++) {
		const struct use *use = &draft->args.uses[i];
		const struct choice *choice = choice_of(draft, use);
		bool written = survives(draft, use) && (choice->fate == FATE_WRITE || !use->canonical);
		TEXT_AUTO char *text = NULL;
		if (written || !survives(draft, use))
			respelled[flag_index(use->flag)] = true;
		if (written && (make_word(choice, &text, err) < 0 ||
		                plan_edit_text(&draft->plan, EDIT_SET, words[use->word].node, 0, NULL, span_of(text), err) < 0))
			return -1;
		for (size_t nth = 0; nth < use->words; nth++) {
			const struct word *word = &words[use->word + nth];
			if (is_removed(draft, use, nth) && use->word + nth != reused && word->list != emptied[0] &&
			    word->list != emptied[1] && plan_edit_remove(&draft->plan, word->node, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* Into LIST, behind its item AFTER. REUSED is an item that would have gone: the first new flag takes its place. */
static int insert_words(struct draft *draft, node_id list, node_id after, bool reused, struct error *err)
{
	for (size_t i = 0; i < flag_count; i++) {
		TEXT_AUTO char *text = NULL;
		if (!is_new(&draft->choices[i]))
			continue;
		if (make_word(&draft->choices[i], &text, err) < 0)
			return -1;
		if (plan_edit_text(&draft->plan, reused ? EDIT_SET : EDIT_INSERT, reused ? after : list, reused ? 0 : after, NULL,
		                   span_of(text), err) < 0)
			return -1;
		reused = false;
	}
	return 0;
}

/* No word to go behind: a list of their own, as `args`. */
static int put_words(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	BUF_AUTO struct buf list = BUF_EMPTY;
	for (size_t i = 0; i < flag_count; i++) {
		TEXT_AUTO char *text = NULL;
		if (!is_new(&draft->choices[i]))
			continue;
		if (make_word(&draft->choices[i], &text, err) < 0)
			return -1;
		buf_add_byte(&list, list.length ? ',' : '[');
		json_add_string(&list, span_of(text));
	}
	buf_add_byte(&list, ']');
	if (buf_check(&list, err) < 0)
		return -1;
	if (manifest->args)
		return edits_add(&draft->plan.edits, EDIT_SET, manifest->args, 0, NULL, &list, err);
	return edits_add(&draft->plan.edits, EDIT_PUT, manifest->container, 0, "args", &list, err);
}

static bool holds_words(const struct manifest *manifest, node_id list)
{
	for (size_t i = manifest->word_count; i-- > 0;)
		if (manifest->words[i].list == list)
			return true;
	return false;
}

/* New flags, where none is to go behind: into an `args` that is there for them, behind the program, else as `args`. */
static int begin_flags(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	bool has_room = manifest->args && !holds_words(manifest, manifest->args);
	if (manifest->word_count == 0 || has_room)
		return put_words(draft, err);
	if (manifest->first_flag == 0)
		return insert_words(draft, manifest->words[0].list, 0, false, err);
	const struct word *program = &manifest->words[manifest->first_flag - 1];
	return insert_words(draft, program->list, program->node, false, err);
}

/* Without a command it is a first word that is a flag by which the image's program is known for the API server (pod/program). */
static int check_first(const struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	const struct args *args = &draft->args;
	size_t word = 0;
	for (size_t use = 0; use < args->count && args->uses[use].word == word && is_removed(draft, &args->uses[use], 0); use++)
		word += args->uses[use].words;
	if (word == 0 || manifest->words[0].list != manifest->args || (word < manifest->word_count && span_starts(manifest->words[word].text, "-")))
		return 0;
	return tree_error(manifest->tree, manifest->args, err,
	                  "without its audit flags nobody could tell that this runs the API server; write command: [kube-apiserver, …] with "
	                  "the flags that it needs");
}

int draft_words(struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	const node_id lists[2] = {manifest->command, manifest->args};
	static const char *const keys[2] = {"command", "args"};
	node_id emptied[2] = {0, 0};
	size_t anchor = last_flag(draft), reused = NO_WORD;
	bool any_new = false, respelled[FLAG_LIMIT] = {false};
	for (size_t i = 0; i < flag_count; i++)
		any_new = any_new || is_new(&draft->choices[i]);
	for (size_t i = 0; i < 2; i++) {
		size_t first;
		if (!lists[i] || !is_emptied(draft, lists[i], &first))
			continue;
		if (any_new && anchor == NO_WORD && reused == NO_WORD) {
			reused = first;
			continue;
		}
		emptied[i] = lists[i];
		if (plan_edit_remove(&draft->plan, tree_get_key(manifest->tree, manifest->container, keys[i]), err) < 0)
			return -1;
	}
	bool new_first = any_new && anchor == NO_WORD;
	if ((!new_first && check_first(draft, err) < 0) || edit_uses(draft, reused, emptied, respelled, err) < 0)
		return -1;
	for (size_t i = 0; i < flag_count; i++)
		if (report_flag(draft, &draft->choices[i], respelled[i], err) < 0)
			return -1;
	if (!any_new)
		return 0;
	if (anchor == NO_WORD && reused == NO_WORD)
		return begin_flags(draft, err);
	const struct word *at = &manifest->words[anchor == NO_WORD ? reused : anchor];
	return insert_words(draft, at->list, at->node, anchor == NO_WORD, err);
}
