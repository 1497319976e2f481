#include "module/ansible_names.h"

#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "cli/option_table.h"

enum { NAME_SHOWN = 60 };

/* Arguments that the command line knows under another form. */
static const char *const own_arguments[] = {"state", "backup", "flags"};

static const struct {
	const char *option, *instead;
	const char *spelled; /* how a text names it; NULL: as it is */
} no_arguments[] = {
        {"restore", "give state: restored, and the backup's name as backup", "state=restored"},
        {"remove", "give state: absent", "state=absent"},
        {"check", "run ansible-playbook with --check", NULL},
        {"dry-run", "run ansible-playbook with --check --diff", NULL},
        {"diff", "run ansible-playbook with --diff", NULL},
        {"verbose", "run ansible-playbook with -v", NULL},
        {"quiet", "a module's result has one form", NULL},
        {"color", "a module's result has one form", NULL},
        {"format", "a module's result has one form", NULL},
        {"help", "ansible-doc and the role's README describe the arguments", NULL},
        {"version", "ansible-doc and the role's README describe the arguments", NULL},
        {"list-backups", "use the module command with kaudit-enable --list-backups --format=json", NULL},
        {"emit", "use the module command with kaudit-enable --emit", NULL},
        {"status", "use the module command with kaudit-enable --status --format=json", NULL},
};

const char *ansible_instead(struct span option)
{
	for (size_t i = 0; i < sizeof(no_arguments) / sizeof(no_arguments[0]); i++)
		if (span_is(option, no_arguments[i].option))
			return no_arguments[i].instead;
	return NULL;
}

static void offer(struct suggest *suggest, const char *option)
{
	if (option && !ansible_instead(span_of(option)))
		suggest_offer(suggest, option);
}

static void add_name(struct span option, struct buf *out)
{
	for (size_t i = 0; i < option.length; i++)
		buf_add_byte(out, option.at[i] == '-' ? '_' : option.at[i]);
}

int ansible_unknown(struct span argument, struct error *err)
{
	struct buf dashed BUF_AUTO = BUF_EMPTY, best BUF_AUTO = BUF_EMPTY;
	struct span shown = span_cut(argument, 0, NAME_SHOWN);
	for (size_t i = 0; i < shown.length; i++)
		buf_add_byte(&dashed, shown.at[i] == '_' ? '-' : shown.at[i]);
	struct suggest suggest = SUGGEST_FOR(buf_span(&dashed));
	for (size_t i = 0; i < sizeof(own_arguments) / sizeof(own_arguments[0]); i++)
		offer(&suggest, own_arguments[i]);
	for (size_t i = 0; i < option_count; i++)
		offer(&suggest, option_table[i].name);
	for (size_t i = 0; i < flag_count; i++) {
		offer(&suggest, flag_table[i].option);
		offer(&suggest, flag_table[i].name);
	}
	if (!suggest.best)
		return error_set(err, ERROR_USAGE, "unknown argument %.*s; ansible-doc and the role's README list the arguments",
		                 SPAN_ARG(shown));
	add_name(span_of(suggest.best), &best);
	return error_set(err, ERROR_USAGE, "unknown argument %.*s; did you mean %s?", SPAN_ARG(shown), buf_text(&best));
}

/* ---- options in a text ---- */

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
}

/* Whether "--" at AT can begin an option, rather than lie inside a path or a word. */
static bool begins_word(struct span text, size_t at)
{
	return at == 0 || (text.at[at - 1] && strchr(" '\"(", text.at[at - 1]));
}

/* Whether the text names an argument by it, rather than a flag of the manifest or what is said as it is. */
static bool is_argument(struct span name, bool flags)
{
	const struct flag *flag = flag_of_option(name);
	if (option_find(name))
		return !ansible_instead(name);
	return flag && (flags || (flag->option && span_is(name, flag->option)));
}

static void spell_option(struct span word, bool flags, struct buf *out)
{
	struct span name = span_cut(word, 2, word.length);
	for (size_t i = 0; i < sizeof(no_arguments) / sizeof(no_arguments[0]); i++)
		if (no_arguments[i].spelled && span_is(name, no_arguments[i].option)) {
			buf_add_text(out, no_arguments[i].spelled);
			return;
		}
	if (is_argument(name, flags))
		add_name(name, out);
	else
		buf_add_span(out, word);
}

void ansible_spell(struct span text, bool flags, struct buf *out)
{
	for (size_t at = 0, next; at < text.length; at = next) {
		next = span_find(text, "--", at);
		buf_add_span(out, span_cut(text, at, next));
		if (next == text.length)
			return;
		size_t end = next + 2;
		while (end < text.length && is_name_byte(text.at[end]))
			end++;
		if (begins_word(text, next))
			spell_option(span_cut(text, next, end), flags, out);
		else
			buf_add_span(out, span_cut(text, next, end));
		next = end;
	}
}

void ansible_spell_error(struct error *err)
{
	struct buf spelled BUF_AUTO = BUF_EMPTY;
	ansible_spell(span_of(err->text), err->kind == ERROR_USAGE, &spelled);
	if (!spelled.failed)
		snprintf(err->text, sizeof(err->text), "%s", buf_text(&spelled));
}
