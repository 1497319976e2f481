#include "pod/command.h"

#include <stdlib.h>
#include <string.h>

struct variable {
	struct span name;
	struct buf value;
	bool open; /* its value is known on the node only */
};

struct environment {
	struct variable *list;
	size_t count;
};

static void environment_release(struct environment *environment)
{
	for (size_t i = 0; i < environment->count; i++)
		buf_release(&environment->list[i].value);
	free(environment->list);
}

/* The last of a name counts. */
static const struct variable *find_variable(const struct environment *environment, struct span name)
{
	for (size_t i = environment->count; i > 0; i--)
		if (span_equal(environment->list[i - 1].name, name))
			return &environment->list[i - 1];
	return NULL;
}

/* Appends TEXT expanded. *ret_open is set when a part of it can't be known. */
static void expand(const struct environment *environment, struct span text, struct buf *out, bool *ret_open)
{
	size_t i = 0;
	while (i < text.length) {
		size_t dollar = span_find(text, "$", i);
		buf_add_span(out, span_cut(text, i, dollar));
		if (dollar >= text.length)
			return;
		char next = dollar + 1 < text.length ? text.at[dollar + 1] : '\0';
		size_t close = next == '(' ? span_find(text, ")", dollar) : text.length;
		i = dollar + 2;
		if (next == '$') {
			buf_add_byte(out, '$');
		} else if (close < text.length) {
			const struct variable *variable = find_variable(environment, span_cut(text, dollar + 2, close));
			if (variable)
				buf_add_span(out, buf_span(&variable->value));
			else
				buf_add_span(out, span_cut(text, dollar, close + 1));
			*ret_open |= variable ? variable->open : true; /* an unknown name may come from envFrom or be a service's */
			i = close + 1;
		} else {
			buf_add_span(out, span_cut(text, dollar, dollar + 2));
		}
	}
}

static node_id first_child(const struct tree *tree, node_id node)
{
	return tree_kind(tree, node) == NODE_SEQUENCE ? tree_node(tree, node)->child : 0;
}

static int read_environment(const struct manifest *manifest, struct environment *environment, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id first = first_child(tree, tree_resolve(tree, tree_get(tree, manifest->container, "env")));
	size_t count = 0;
	for (node_id item = first; item; item = tree_node(tree, item)->next)
		count++;
	environment->list = calloc(count ? count : 1, sizeof(*environment->list));
	if (!environment->list)
		return error_memory(err);
	for (node_id item = first; item; item = tree_node(tree, item)->next) {
		struct variable variable = { 0 };
		node_id value = tree_resolve(tree, tree_get(tree, item, "value"));
		variable.name = tree_text(tree, tree_resolve(tree, tree_get(tree, item, "name")));
		variable.open = tree_get(tree, item, "valueFrom") != 0;
		if (tree_kind(tree, value) == NODE_SCALAR && !tree_is_null(tree, value))
			expand(environment, tree_text(tree, value), &variable.value, &variable.open);
		environment->list[environment->count++] = variable;
		if (buf_check(&variable.value, err) < 0)
			return -1;
	}
	return 0;
}

static int expand_words(const struct manifest *manifest, const struct environment *environment, struct command *command, struct error *err)
{
	size_t count = manifest->word_count - manifest->first_flag, at = 0;
	command->word = calloc(count ? count : 1, sizeof(*command->word));
	command->open = calloc(count ? count : 1, sizeof(*command->open));
	if (!command->word || !command->open)
		return error_memory(err);
	command->count = count;
	for (size_t i = 0; i < count; i++) {
		size_t start = command->words.length;
		expand(environment, manifest->words[manifest->first_flag + i].text, &command->words, &command->open[i]);
		command->word[i].length = command->words.length - start;
		buf_add_byte(&command->words, '\0');
	}
	if (buf_check(&command->words, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) { /* now that the bytes move no more */
		command->word[i].at = command->words.at + at;
		at += command->word[i].length + 1;
	}
	return 0;
}

int command_expand(const struct manifest *manifest, struct command *ret_command, struct error *err)
{
	__attribute__((cleanup(environment_release))) struct environment environment = { 0 };
	COMMAND_AUTO struct command command = COMMAND_EMPTY;
	if (read_environment(manifest, &environment, err) < 0 || expand_words(manifest, &environment, &command, err) < 0)
		return -1;
	*ret_command = command;
	command = COMMAND_EMPTY;
	return 0;
}

void command_release(struct command *command)
{
	buf_release(&command->words);
	free(command->word);
	free(command->open);
	*command = COMMAND_EMPTY;
}

/* The word that begins at *at; *at moves behind its NUL. False at the end. */
static bool next_word(struct span cmdline, size_t *at, struct span *ret_word)
{
	if (*at >= cmdline.length)
		return false;
	const char *end = memchr(cmdline.at + *at, '\0', cmdline.length - *at);
	size_t stop = end ? (size_t)(end - cmdline.at) : cmdline.length;
	*ret_word = span_cut(cmdline, *at, stop);
	*at = stop + 1;
	return true;
}

static size_t count_words(struct span cmdline)
{
	struct span word;
	size_t at = 0, count = 0;
	while (next_word(cmdline, &at, &word))
		count++;
	return count;
}

static bool is_program(struct span word, const char *name)
{
	const char *slash = word.length ? memrchr(word.at, '/', word.length) : NULL;
	return span_is(slash ? span_cut(word, (size_t)(slash - word.at) + 1, word.length) : word, name);
}

/* Passes over COUNT words, the program's own; whether the last of them is an API server. */
static bool pass_program(struct span cmdline, size_t count, size_t *at)
{
	struct span word = SPAN_EMPTY;
	while (count-- > 0)
		if (!next_word(cmdline, at, &word))
			return false;
	return is_program(word, "kube-apiserver") || is_program(word, "apiserver");
}

size_t command_matches(const struct command *command, struct span cmdline)
{
	size_t words = count_words(cmdline), at = 0;
	struct span word;
	if (words <= command->count || !pass_program(cmdline, words - command->count, &at))
		return 0;
	for (size_t i = 0; i < command->count; i++)
		if (!next_word(cmdline, &at, &word) || (!command->open[i] && !span_equal(word, command->word[i])))
			return 0;
	return words - command->count + 1;
}

bool command_is_apiserver(struct span cmdline)
{
	struct span word;
	size_t at = 0;
	if (!next_word(cmdline, &at, &word))
		return false;
	if (is_program(word, "kube-apiserver"))
		return true;
	return is_program(word, "hyperkube") && next_word(cmdline, &at, &word) && (is_program(word, "apiserver") || is_program(word, "kube-apiserver"));
}
