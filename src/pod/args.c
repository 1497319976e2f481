#include "pod/args.h"

#include <stdlib.h>
#include <string.h>

/* What stands at one word: a flag, or (no name) anything else. */
struct piece {
	struct span name, value;
	bool has_value, in_one;
	size_t words;
	const struct flag *flag; /* NULL: a foreign one */
};

static struct span word_at(const struct manifest *manifest, size_t index)
{
	return manifest->words[index].text;
}

/* Reads the word AT; LIMIT is behind the last word that may be its value. */
static struct piece read_piece(const struct manifest *manifest, size_t at, size_t limit)
{
	struct piece piece = {.words = 1};
	struct span word = word_at(manifest, at);
	if (!span_starts(word, "--") || word.length == 2)
		return piece;
	size_t equals = span_find(word, "=", 2);
	piece.name = span_cut(word, 2, equals);
	piece.flag = flag_find(piece.name);
	piece.has_value = piece.in_one = equals < word.length;
	piece.value = span_cut(word, equals + 1, word.length);
	if (piece.has_value)
		return piece;
	if (piece.flag && piece.flag->type == FLAG_BOOL) {
		piece.has_value = piece.in_one = true;
		piece.value = SPAN("true");
	} else if (at + 1 < limit && (piece.flag || !span_starts(word_at(manifest, at + 1), "-"))) {
		piece.has_value = true;
		piece.value = word_at(manifest, at + 1);
		piece.words = 2;
	}
	return piece;
}

static int add_use(const struct manifest *manifest, size_t at, const struct piece *piece, struct args *args, struct error *err)
{
	if (!piece->has_value)
		return tree_error(manifest->tree, manifest->words[at].node, err,
		                  "--%s has no value, and kube-apiserver does not start without; write --%s=VALUE", piece->flag->name,
		                  piece->flag->name);
	args->uses[args->count++] = (struct use){
	        .flag = piece->flag,
	        .word = at,
	        .words = piece->words,
	        .name = piece->name,
	        .value = piece->value,
	        .canonical = piece->in_one && span_is(piece->name, piece->flag->name),
	};
	return 0;
}

static int read_uses(const struct manifest *manifest, struct args *args, struct error *err)
{
	size_t at = manifest->first_flag;
	while (at < manifest->word_count && !span_is(word_at(manifest, at), "--")) {
		struct piece piece = read_piece(manifest, at, manifest->word_count);
		if (piece.flag && add_use(manifest, at, &piece, args, err) < 0)
			return -1;
		at += piece.words;
	}
	args->end = at;
	return 0;
}

int args_read(const struct manifest *manifest, struct args *ret_args, struct error *err)
{
	struct args args = ARGS_EMPTY;
	args.uses = calloc(manifest->word_count + 1, sizeof(*args.uses));
	if (!args.uses)
		return error_memory(err);
	if (read_uses(manifest, &args, err) < 0) {
		args_release(&args);
		return -1;
	}
	for (size_t i = 0; i < args.count; i++)
		args.in_force[flag_index(args.uses[i].flag)] = &args.uses[i];
	for (size_t i = 0; i < args.count; i++)
		args.uses[i].counts = args.in_force[flag_index(args.uses[i].flag)] == &args.uses[i];
	*ret_args = args;
	return 0;
}

void args_release(struct args *args)
{
	free(args->uses);
	*args = ARGS_EMPTY;
}

static bool same_name(struct span written, const char *name)
{
	if (written.length != strlen(name))
		return false;
	for (size_t i = 0; i < written.length; i++)
		if ((written.at[i] == '_' ? '-' : written.at[i]) != name[i])
			return false;
	return true;
}

bool args_next_value(const struct manifest *manifest, const struct args *args, const char *name, size_t *word, struct span *ret_value,
                     size_t *ret_word)
{
	size_t at = *word > manifest->first_flag ? *word : manifest->first_flag;
	while (at < args->end) {
		struct piece piece = read_piece(manifest, at, args->end);
		at += piece.words;
		if (!piece.has_value || !same_name(piece.name, name))
			continue;
		*word = at;
		*ret_value = piece.value;
		if (ret_word)
			*ret_word = at - 1;
		return true;
	}
	*word = at;
	return false;
}

bool args_value(const struct manifest *manifest, const struct args *args, const char *name, struct span *ret_value, size_t *ret_word)
{
	bool found = false;
	for (size_t word = 0; args_next_value(manifest, args, name, &word, ret_value, ret_word);)
		found = true;
	return found;
}
