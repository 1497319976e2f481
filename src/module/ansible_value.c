#include "module/ansible_value.h"
#include "node/tidy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VALUE_SHOWN = 60 };

enum ansible_type ansible_type_of(const struct option *option, const struct flag *flag)
{
	if (flag)
		return flag->type == FLAG_BOOL ? ANSIBLE_BOOL : ANSIBLE_TEXT;
	if (option->id == OPTION_UNSET)
		return ANSIBLE_LIST;
	if (option->id == OPTION_KUBE_VERSION)
		return ANSIBLE_STRING;
	return !option->argument ? ANSIBLE_SWITCH : option->otherwise ? ANSIBLE_OPTIONAL : ANSIBLE_TEXT;
}

static bool is_string(const struct tree *tree, node_id value)
{
	return tree_node(tree, value)->style == STYLE_DOUBLE;
}

static bool is_literal_bool(const struct tree *tree, node_id value)
{
	struct span text = tree_text(tree, value);
	return !is_string(tree, value) && (span_is(text, "true") || span_is(text, "false"));
}

/* The words of Ansible's own boolean conversion, in any case. */
static bool is_word(struct span text, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == text.length && strncasecmp(*words, text.at, text.length) == 0)
			return true;
	return false;
}

static bool read_bool(struct span text, bool *ret_bool)
{
	static const char *const yes[] = {"true", "yes", "on", "1", "y", "t", "1.0", NULL};
	static const char *const no[] = {"false", "no", "off", "0", "n", "f", "0.0", NULL};
	bool is_yes = is_word(text, yes);
	if (!is_yes && !is_word(text, no))
		return false;
	*ret_bool = is_yes;
	return true;
}

static int wrong_kind(const struct tree *tree, node_id value, struct span argument, const char *wanted, struct error *err)
{
	const char *given = tree_kind(tree, value) == NODE_MAPPING ? "a dictionary" : "a list";
	return error_set(err, ERROR_USAGE, "%.*s takes %s, not %s", SPAN_ARG(argument), wanted, given);
}

int ansible_bool(const struct tree *tree, node_id value, struct span argument, bool *ret_bool, struct error *err)
{
	if (tree_kind(tree, value) != NODE_SCALAR)
		return wrong_kind(tree, value, argument, "true or false", err);
	struct span text = tree_text(tree, value);
	if (read_bool(text, ret_bool))
		return 0;
	return error_set(err, ERROR_USAGE, "%.*s=%.*s: neither true nor false", SPAN_ARG(argument),
	                 SPAN_ARG(span_cut(text, 0, VALUE_SHOWN)));
}

/* Ansible writes a byte that is not UTF-8 as half of a surrogate pair, which comes here as U+FFFD: it would be another file's name. */
static int check_bytes(struct span text, struct span argument, struct error *err)
{
	if (memchr(text.at, '\0', text.length))
		return error_set(err, ERROR_USAGE, "%.*s holds a NUL byte", SPAN_ARG(argument));
	if (span_find(text, "\xEF\xBF\xBD", 0) < text.length)
		return error_set(err, ERROR_USAGE, "%.*s holds what is not UTF-8", SPAN_ARG(argument));
	return 0;
}

static int copy(struct span text, struct span argument, char **ret_text, struct error *err)
{
	if (text.length > 0 && check_bytes(text, argument, err))
		return -1;
	*ret_text = span_dup(text);
	return *ret_text ? 1 : error_memory(err);
}

static int read_switch(const struct tree *tree, node_id value, struct span argument, char **ret_text, struct error *err)
{
	bool wanted;
	if (ansible_bool(tree, value, argument, &wanted, err))
		return -1;
	*ret_text = NULL;
	return wanted;
}

/* What is no word for a boolean is left to the flag's own check. */
static int read_bool_flag(struct span text, struct span argument, char **ret_text, struct error *err)
{
	bool wanted;
	if (read_bool(text, &wanted))
		text = span_of(wanted ? "true" : "false");
	return copy(text, argument, ret_text, err);
}

static int refuse_bool(struct span text, struct span argument, struct error *err)
{
	if (span_is(argument, "wait"))
		return error_set(err, ERROR_USAGE, "wait=%.*s: neither auto nor seconds from 1 to 3600; no_wait: true does not wait",
		                 SPAN_ARG(text));
	return error_set(err, ERROR_USAGE, "%.*s=%.*s: a boolean, where a text or number is wanted; write it in quotes if it is a text",
	                 SPAN_ARG(argument), SPAN_ARG(text));
}

int ansible_value(const struct tree *tree, node_id value, enum ansible_type type, struct span argument, char **ret_text, struct error *err)
{
	if (tree_is_null(tree, value))
		return 0;
	if (type == ANSIBLE_SWITCH)
		return read_switch(tree, value, argument, ret_text, err);
	if (tree_kind(tree, value) != NODE_SCALAR)
		return wrong_kind(tree, value, argument, "one value", err);
	struct span text = tree_text(tree, value);
	if (type == ANSIBLE_BOOL)
		return read_bool_flag(text, argument, ret_text, err);
	if (is_literal_bool(tree, value)) {
		*ret_text = NULL;
		return type == ANSIBLE_OPTIONAL ? span_is(text, "true") : refuse_bool(text, argument, err);
	}
	if (type == ANSIBLE_STRING && !is_string(tree, value))
		return error_set(err, ERROR_USAGE,
		                 "%.*s=%.*s: a number, in which 1.30 and 1.3 are the same; write it in quotes, as \"1.30\"",
		                 SPAN_ARG(argument), SPAN_ARG(span_cut(text, 0, VALUE_SHOWN)));
	return copy(text, argument, ret_text, err);
}

/* ---- lists ---- */

struct list {
	struct span argument;
	int (*take)(void *context, const char *item, struct error *err);
	void *context;
};

static int take_item(const struct list *list, struct span text, struct error *err)
{
	TEXT_AUTO char *item = NULL;
	if (copy(text, list->argument, &item, err) < 0)
		return -1;
	return list->take(list->context, item, err);
}

static struct span trim(struct span text)
{
	while (text.length > 0 && text.at[0] == ' ')
		text = span_cut(text, 1, text.length);
	while (text.length > 0 && text.at[text.length - 1] == ' ')
		text = span_cut(text, 0, text.length - 1);
	return text;
}

/* Of `a, b`, as Ansible itself splits a string where it wants a list. */
static int split(const struct list *list, struct span text, struct error *err)
{
	for (size_t at = 0, end; at <= text.length; at = end + 1) {
		end = span_find(text, ",", at);
		if (take_item(list, trim(span_cut(text, at, end)), err))
			return -1;
	}
	return 0;
}

int ansible_list(const struct tree *tree, node_id value, struct span argument,
                 int (*take)(void *context, const char *item, struct error *err), void *context, struct error *err)
{
	const struct list list = {argument, take, context};
	if (tree_is_null(tree, value))
		return 0;
	if (tree_kind(tree, value) == NODE_SCALAR && is_string(tree, value))
		return split(&list, tree_text(tree, value), err);
	if (tree_kind(tree, value) != NODE_SEQUENCE)
		return error_set(err, ERROR_USAGE, "%.*s takes a list of texts", SPAN_ARG(argument));
	for (node_id item = tree_node(tree, value)->child; item; item = tree_node(tree, item)->next) {
		if (tree_kind(tree, item) != NODE_SCALAR || !is_string(tree, item))
			return error_set(err, ERROR_USAGE, "%.*s takes a list of texts, and not every item is one", SPAN_ARG(argument));
		if (take_item(&list, tree_text(tree, item), err))
			return -1;
	}
	return 0;
}
