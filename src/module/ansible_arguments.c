#include "module/ansible_arguments.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "module/ansible_names.h"
#include "module/ansible_value.h"
#include "yaml/doc.h"

#define NAME_LIMIT 60

_Static_assert((int)FLAG_LIMIT <= 64 && (int)OPTION_VERSION < 64, "a bit for each option, and one for each flag");

struct reader {
	const struct tree *tree;
	struct ansible_arguments *arguments;
	uint64_t seen_options, seen_flags; /* by id, and by place in the table */
	bool check_mode;
	const char *mode;   /* the option that the state stands for; NULL: none */
	const char *backup; /* NULL: not given */
};

void ansible_arguments_release(struct ansible_arguments *arguments)
{
	texts_release(&arguments->texts);
	buf_release(&arguments->given);
	*arguments = (struct ansible_arguments){0};
}

/* ---- Ansible's own settings ---- */

/* Those that are not known are newer than this program, and none that it has to obey. */
static int take_setting(struct reader *reader, struct span name, node_id value, struct error *err)
{
	struct ansible_arguments *arguments = reader->arguments;
	const struct tree *tree = reader->tree;
	if (tree_is_null(tree, value))
		return 0;
	if (span_is(name, "_ansible_check_mode"))
		return ansible_bool(tree, value, name, &reader->check_mode, err);
	if (span_is(name, "_ansible_diff"))
		return ansible_bool(tree, value, name, &arguments->diff, err);
	if (span_is(name, "_ansible_no_log"))
		return ansible_bool(tree, value, name, &arguments->no_log, err);
	if (span_is(name, "_ansible_verbosity"))
		arguments->verbose = !span_is(tree_text(tree, value), "0");
	return 0;
}

/* ---- the task's arguments ---- */

static bool is_seen(uint64_t *seen, size_t at)
{
	bool was = *seen >> at & 1;
	*seen |= UINT64_C(1) << at;
	return was;
}

/* Kept for as long as the options borrow it. TEXT, unless NULL, is freed. */
static int keep(struct reader *reader, char *text, const char **ret_kept, struct error *err)
{
	struct texts *texts = &reader->arguments->texts;
	int result = text ? texts_add(texts, err, "%s", text) : 0;
	*ret_kept = text && result == 0 ? texts->list[texts->count - 1] : NULL;
	free(text);
	return result;
}

struct listing {
	struct reader *reader;
	struct span option;
};

static int take_item(void *context, const char *item, struct error *err)
{
	const struct listing *listing = context;
	return options_apply(&listing->reader->arguments->options, listing->option, item, err);
}

static int take_value(struct reader *reader, struct span argument, struct span option, enum ansible_type type, node_id value,
                      struct error *err)
{
	char *text = NULL;
	const char *kept;
	struct listing listing = {reader, option};
	if (type == ANSIBLE_LIST)
		return ansible_list(reader->tree, value, argument, take_item, &listing, err);
	int given = ansible_value(reader->tree, value, type, argument, &text, err);
	if (given <= 0)
		return given;
	if (keep(reader, text, &kept, err))
		return -1;
	return options_apply(&reader->arguments->options, option, kept, err);
}

static int refuse_no_argument(struct span argument, const char *instead, struct error *err)
{
	return error_set(err, ERROR_USAGE, "%.*s is no argument of this module: %s", SPAN_ARG(argument), instead);
}

/* ARGUMENT is one of kaudit-enable's options, OPTION with dashes. */
static int take_option(struct reader *reader, struct span argument, struct span option, node_id value, struct error *err)
{
	const struct option *own = option_find(option);
	const struct flag *flag = own ? NULL : flag_of_option(option);
	const char *instead = ansible_instead(option);
	if (!own && !flag)
		return ansible_unknown(argument, err);
	if (tree_is_null(reader->tree, value))
		return 0;
	if (instead)
		return refuse_no_argument(argument, instead, err);
	if (own ? is_seen(&reader->seen_options, own->id) : is_seen(&reader->seen_flags, flag_index(flag)))
		return error_set(err, ERROR_USAGE, "%.*s is given twice, under two names", SPAN_ARG(argument));
	return take_value(reader, argument, option, ansible_type_of(own, flag), value, err);
}

static const struct {
	const char *name, *option; /* NULL: what kaudit-enable does without one */
} states[] = {{"present", NULL}, {"absent", "remove"}, {"restored", "restore"}};

enum { STATES = sizeof(states) / sizeof(states[0]) };

static int take_state(struct reader *reader, node_id value, struct error *err)
{
	struct span given = tree_text(reader->tree, value);
	struct suggest suggest = SUGGEST_FOR(given);
	if (tree_is_null(reader->tree, value))
		return 0;
	for (size_t i = 0; i < STATES; i++) {
		if (span_is(given, states[i].name)) {
			reader->mode = states[i].option;
			return 0;
		}
		suggest_offer(&suggest, states[i].name);
	}
	error_set(err, ERROR_USAGE, "state=%.*s: not one of", SPAN_ARG(span_cut(given, 0, NAME_LIMIT)));
	for (size_t i = 0; i < STATES; i++)
		error_append(err, "%s %s", i == 0 ? "" : ",", states[i].name);
	return suggest.best ? error_append(err, "; did you mean %s?", suggest.best) : -1;
}

/* The one that state: restored puts back. In other modules it is a switch. */
static int take_backup(struct reader *reader, node_id value, struct error *err)
{
	bool wanted;
	char *text = NULL;
	struct span given = tree_text(reader->tree, value);
	bool plain = tree_kind(reader->tree, value) == NODE_SCALAR && !tree_is_null(reader->tree, value);
	if (plain && (given.length == 0 || ansible_bool(reader->tree, value, given, &wanted, err) == 0))
		return error_set(err, ERROR_USAGE,
		                 "backup=%.*s: a backup is always made; with state: restored this names the one to put back",
		                 SPAN_ARG(given));
	int result = ansible_value(reader->tree, value, ANSIBLE_TEXT, SPAN("backup"), &text, err);
	return result <= 0 ? result : keep(reader, text, &reader->backup, err);
}

static void keep_given(struct reader *reader, node_id key, node_id value)
{
	struct buf *given = &reader->arguments->given;
	buf_add_text(given, given->length > 0 ? ", " : "");
	buf_add_span(given, tree_source(reader->tree, key));
	buf_add_text(given, ": ");
	buf_add_span(given, tree_source(reader->tree, value));
}

/* An argument that is an option, or FLAGS_ONLY an audit flag: `_` in its name is '-'. */
static int take_named(struct reader *reader, struct span argument, bool flags_only, node_id value, struct error *err)
{
	char room[NAME_LIMIT] = "";
	struct span option = span_from(room, argument.length);
	if (argument.length > sizeof(room))
		return ansible_unknown(argument, err);
	for (size_t i = 0; i < argument.length; i++)
		room[i] = argument.at[i] == '_' ? '-' : argument.at[i];
	if (flags_only && option_find(option))
		return error_set(err, ERROR_USAGE, "%.*s is no audit flag: give it as an argument of its own", SPAN_ARG(argument));
	return take_option(reader, argument, option, value, err);
}

/* Audit flags in a mapping of their own, so that a role can hand on whatever it is given. */
static int take_flags(struct reader *reader, node_id flags, struct error *err)
{
	const struct tree *tree = reader->tree;
	node_id value;
	if (tree_is_null(tree, flags))
		return 0;
	if (tree_kind(tree, flags) != NODE_MAPPING)
		return error_set(err, ERROR_USAGE, "flags takes a dictionary of audit flags, as {audit-log-mode: batch}");
	for (node_id key = tree_node(tree, flags)->child; key; key = tree_node(tree, value)->next) {
		value = tree_node(tree, key)->next;
		if (take_named(reader, tree_text(tree, key), true, value, err))
			return error_wrap(err, "flags");
	}
	return 0;
}

static int take_argument(struct reader *reader, node_id key, node_id value, struct error *err)
{
	struct span argument = tree_text(reader->tree, key);
	keep_given(reader, key, value);
	if (span_is(argument, "state"))
		return take_state(reader, value, err);
	if (span_is(argument, "backup"))
		return take_backup(reader, value, err);
	if (span_is(argument, "flags"))
		return take_flags(reader, value, err);
	return take_named(reader, argument, false, value, err);
}

/* ---- all of it ---- */

static int take_all(struct reader *reader, struct error *err)
{
	const struct tree *tree = reader->tree;
	node_id value, twice = tree_duplicate_key(tree);
	if (twice)
		return tree_error(tree, twice, err, "%.*s is given twice", SPAN_ARG(span_cut(tree_text(tree, twice), 0, NAME_LIMIT)));
	for (node_id key = tree_node(tree, 1)->child; key; key = tree_node(tree, value)->next) {
		value = tree_node(tree, key)->next;
		struct span name = tree_text(tree, key);
		if (span_starts(name, "_ansible_") ? take_setting(reader, name, value, err) : take_argument(reader, key, value, err))
			return -1;
	}
	return buf_check(&reader->arguments->given, err);
}

/* What to audit belongs to the state present; a task that is toggled by its state alone may go on naming it. */
static void forget_wishes(struct options *options)
{
	unsigned minor = options->wishes.minor;
	wishes_default(&options->wishes);
	options->wishes.minor = minor;
	options->profile = PROFILE_NONE;
	options->init_policy = NULL;
	options->init_policy_named = options->no_policy_checksum = false;
}

/* Nothing is recorded then that could be proven, or that a policy were needed for. */
static void forget_proof(struct options *options)
{
	options->no_policy_check = false;
	options->proof = PROOF_OF_EVENT;
}

static int turn_to_state(struct reader *reader, struct error *err)
{
	struct options *options = &reader->arguments->options;
	forget_wishes(options);
	if (options_apply(options, span_of(reader->mode), reader->backup, err))
		return -1;
	if (options->mode == MODE_REMOVE)
		forget_proof(options);
	return options_check(options, err);
}

static int check(struct reader *reader, struct error *err)
{
	struct options *options = &reader->arguments->options;
	if (options->filter)
		return error_set(err, ERROR_USAGE, "manifest=-: a module has no standard input; name a file");
	if (reader->backup && !(reader->mode && strcmp(reader->mode, "restore") == 0))
		return error_set(err, ERROR_USAGE, "backup=%.*s: has a meaning only with state: restored", NAME_LIMIT, reader->backup);
	if (options_check(options, err))
		return -1;
	return reader->mode ? turn_to_state(reader, err) : 0;
}

int ansible_arguments_read(struct span json, struct ansible_arguments *ret_arguments, struct error *err)
{
	TREE_AUTO struct tree tree = TREE_EMPTY;
	struct reader reader = {.tree = &tree, .arguments = ret_arguments};
	options_default(&ret_arguments->options);
	ret_arguments->options.format = FORMAT_JSON;
	if (!doc_is_json(json))
		return error_set(err, ERROR_REFUSED, "the arguments are not a JSON object");
	if (doc_parse(json, &tree, err))
		return -1;
	int result = take_all(&reader, err) || check(&reader, err) ? -1 : 0;
	if (result)
		ansible_spell_error(err);
	/* Behind the rules: whoever gives wait as well means the run that is not in check mode. */
	ret_arguments->options.dry_run = ret_arguments->options.files_may_follow = reader.check_mode;
	return result;
}
