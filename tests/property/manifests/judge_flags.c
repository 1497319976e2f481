#include "judge.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

bool judge_is_path(const struct flag *flag)
{
	return flag->type == FLAG_POLICY_PATH || flag->type == FLAG_LOG_PATH || flag->type == FLAG_CONFIG_PATH;
}

void judge_path(const struct view *view, const struct flag *flag, struct buf *path)
{
	const struct view_flag *given = view_flag(view, flag->name);
	struct buf written BUF_AUTO = BUF_EMPTY;
	if (!given || span_is(given->value, "-"))
		return;
	for (size_t i = 0; i < given->value.length; i++) {
		if (given->value.at[i] == '$' && i + 1 < given->value.length && given->value.at[i + 1] == '$')
			i++; /* "$$" is how "$" is written before "(" */
		buf_add_byte(&written, given->value.at[i]);
	}
	if (written.length == 0 || written.at[0] != '/') {
		buf_add_span(path, buf_span(&written));
		return;
	}
	path_clean(buf_span(&written), path);
	if (path->length > 1 && span_ends(buf_span(&written), "/"))
		buf_add_byte(path, '/');
}

static void complain(const struct judge *judge, const struct flag *flag, const char *what, struct span got)
{
	buf_printf(judge->complaints, "--%s %s, but is %.*s\n", flag->name, what, SPAN_ARG(got));
}

static bool logs_to_file(const struct view *view)
{
	const struct view_flag *log = view_flag(view, "audit-log-path");
	return log && !span_is(log->value, "-");
}

/* VALUE, for a path as it is on the host, is in force. */
static void judge_value(const struct judge *judge, const struct flag *flag, const char *value)
{
	const struct view_flag *after = view_flag(judge->after, flag->name);
	if (!after) {
		complain(judge, flag, "was to be set", SPAN("not there"));
	} else if (judge_is_path(flag) && strcmp(value, "-") != 0) {
		struct buf path BUF_AUTO = BUF_EMPTY, host BUF_AUTO = BUF_EMPTY, wished BUF_AUTO = BUF_EMPTY;
		judge_path(judge->after, flag, &path);
		view_host(judge->after, buf_span(&path), &host);
		path_clean(span_of(value), &wished);
		if (!span_equal(buf_span(&host), buf_span(&wished)))
			complain(judge, flag, value, buf_span(&host));
	} else if (!span_is(after->value, value)) {
		complain(judge, flag, value, after->value);
	}
}

static bool is_filled(const struct judge *judge, const struct flag *flag)
{
	size_t index = flag_index(flag);
	if (index == FLAG_AT_LOG_MAXAGE || index == FLAG_AT_LOG_MAXBACKUP || index == FLAG_AT_LOG_MAXSIZE)
		return logs_to_file(judge->after);
	return true;
}

/* In digits that every checker reads, as Go's Atoi does; kube-apiserver takes them for octal after a 0. */
static bool is_enough(struct span text, int64_t least)
{
	char *number = span_dup(text);
	const char *digits = number + (number[0] == '+');
	long long read = strtoll(digits, NULL, 10), real = strtoll(digits, NULL, 0);
	bool enough = text.length > 0 && digits[strspn(digits, "0123456789")] == '\0' && read >= least && real >= least && read < LLONG_MAX;
	free(number);
	return enough;
}

/* A profile wants at least that much: it is there, and what was enough is left as it is. */
static void judge_least(const struct judge *judge, const struct flag *flag, int64_t least, struct span given)
{
	const struct view_flag *after = view_flag(judge->after, flag->name);
	if (!after || !is_enough(after->value, least))
		complain(judge, flag, "is too small", after ? after->value : SPAN("not there"));
	else if (is_enough(given, least) && !span_equal(after->value, given))
		complain(judge, flag, "was large enough", after->value);
}

/* To kube-apiserver an empty path is none. */
static bool names_nothing(const struct flag *flag, const struct view_flag *given)
{
	return judge_is_path(flag) && given->value.length == 0;
}

static void judge_flag(const struct judge *judge, const struct flag *flag)
{
	enum wish_kind kind = judge->wishes->flags[flag_index(flag)].kind;
	const char *value = judge->wishes->flags[flag_index(flag)].value;
	int64_t least = judge->wishes->flags[flag_index(flag)].least;
	const struct view_flag *before = view_flag(judge->before, flag->name), *after = view_flag(judge->after, flag->name);
	if (kind != WISH_UNSET && least > 0) {
		judge_least(judge, flag, least, kind == WISH_SET ? span_of(value) : before ? before->value : SPAN_EMPTY);
	} else if (kind == WISH_SET) {
		judge_value(judge, flag, value);
	} else if (kind == WISH_FILL && (!before || names_nothing(flag, before)) && is_filled(judge, flag)) {
		judge_value(judge, flag, value);
	} else if (kind == WISH_UNSET || !before) {
		if (after)
			complain(judge, flag, "was not to be there", after->value);
	} else if (!after || !span_equal(before->value, after->value)) {
		complain(judge, flag, "was to stay", after ? after->value : SPAN("not there"));
	}
}

/* As kube-bench reads it: once, in dashes, in one element; a boolean may stand alone. */
static void judge_spelling(const struct judge *judge, const struct flag *flag)
{
	size_t times = 0;
	bool canonical = true;
	for (size_t i = 0; i < judge->after->flag_count; i++) {
		if (strcmp(judge->after->flags[i].name, flag->name) != 0)
			continue;
		times++;
		canonical = canonical && (judge->after->flags[i].canonical || flag->type == FLAG_BOOL);
	}
	enum wish_kind kind = judge->wishes->flags[flag_index(flag)].kind;
	if ((times > 1 || !canonical) && (kind == WISH_SET || kind == WISH_FILL))
		buf_printf(judge->complaints, "--%s is not one element --name=value\n", flag->name);
}

void judge_flags(const struct judge *judge)
{
	for (size_t i = 0; i < flag_count; i++) {
		judge_flag(judge, &flag_table[i]);
		judge_spelling(judge, &flag_table[i]);
	}
}
