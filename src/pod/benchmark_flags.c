/* Items that ask for a flag. */
#include <stdio.h>
#include <string.h>

#include "audit/value.h"
#include "pod/benchmark_parts.h"

/* What kube-bench takes for the flag's value; false: it does not find the flag. */
static bool read_as_bench(struct span line, const char *flag, struct span *ret_value)
{
	size_t at = span_find(line, flag, 0);
	if (at == line.length)
		return false;
	at += strlen(flag);
	while (at < line.length && line.at[at] == '=')
		at++;
	size_t end = at;
	while (end < line.length && !strchr(" \t\n\f\r", line.at[end]))
		end++;
	*ret_value = end > at ? span_cut(line, at, end) : SPAN("true");
	return true;
}

bool bench_word(struct span *rest, struct span *ret_word)
{
	if (rest->length == 0)
		return false;
	const char *end = memchr(rest->at, '\0', rest->length);
	size_t length = end ? (size_t)(end - rest->at) : rest->length;
	*ret_word = span_cut(*rest, 0, length);
	*rest = span_cut(*rest, length + 1, rest->length);
	return true;
}

bool bench_in_force(struct span cmdline, const struct flag *flag, struct span *ret_value)
{
	bool found = false;
	struct span word, rest = cmdline;
	while (bench_word(&rest, &word) && !span_is(word, "--")) {
		size_t equals = span_find(word, "=", 0);
		if (!span_starts(word, "--") || flag_find(span_cut(word, 2, equals)) != flag)
			continue;
		if (equals < word.length)
			*ret_value = span_cut(word, equals + 1, word.length);
		else if (!bench_word(&rest, ret_value))
			break;
		found = true;
	}
	return found;
}

/* As Go's strconv.Atoi: nothing but decimal digits and a sign. */
static bool read_decimal(struct span text, int64_t *ret_value)
{
	struct span digits = text.length > 0 && strchr("+-", text.at[0]) ? span_cut(text, 1, text.length) : text;
	int64_t value = 0;
	for (size_t i = 0; i < digits.length; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9' || value > INT64_MAX / 10 - 1)
			return false;
		value = value * 10 + (digits.at[i] - '0');
	}
	*ret_value = text.length > 0 && text.at[0] == '-' ? -value : value;
	return digits.length > 0;
}

bool benchmark_accepts(struct span value, int64_t least)
{
	int64_t real, read;
	return value_int(value, true, &real) && real >= least && read_decimal(value, &read) && read >= least;
}

static void name_flag(const struct check *check, char name[64])
{
	snprintf(name, 64, "--%s", flag_table[check->flag].name);
}

static void add_brief(struct buf *buf, struct span text)
{
	buf_add_span(buf, span_brief(text));
}

/* A flag that is in force, but is not read so. */
static void tell_spelling(struct bench *bench, const char *name, struct span in_force)
{
	buf_printf(&bench->reason, "; in force is ");
	add_brief(&bench->reason, in_force);
	buf_printf(&bench->reason, ", which has to stand there once, as %s=", name);
	add_brief(&bench->reason, in_force);
	buf_add_text(&bench->mend, "kaudit-enable");
}

enum verdict judge_set(struct bench *bench, const struct check *check)
{
	const struct flag *flag = &flag_table[check->flag];
	struct span value, in_force;
	char name[64];
	name_flag(check, name);
	bool found = read_as_bench(bench->line, name, &value), given = bench_in_force(bench->facts->cmdline, flag, &in_force);
	if (found && given) {
		buf_printf(&bench->reason, "%s is ", name);
		add_brief(&bench->reason, in_force);
		return VERDICT_PASSED;
	}
	buf_printf(&bench->reason, "%s is not set", name);
	if (given)
		tell_spelling(bench, name, in_force);
	else
		buf_add_text(&bench->mend, "kaudit-enable");
	return VERDICT_FAILED;
}

enum verdict judge_log_file(struct bench *bench, const struct check *check)
{
	const struct flag *flag = &flag_table[check->flag];
	struct span in_force;
	if (!bench_in_force(bench->facts->cmdline, flag, &in_force) || span_starts(in_force, "/"))
		return judge_set(bench, check);
	buf_printf(&bench->reason, "--%s is '", flag->name);
	add_brief(&bench->reason, in_force);
	buf_add_text(&bench->reason, "', which is no path of a file");
	buf_printf(&bench->mend, "kaudit-enable --%s=%s", flag->option, flag->fill);
	return VERDICT_FAILED;
}

/* Why a number does not do, as a checker sees it. */
static void tell_number(struct bench *bench, const char *name, int64_t least)
{
	struct span value;
	int64_t number;
	buf_printf(&bench->reason, "%s is ", name);
	if (read_as_bench(bench->line, name, &value)) {
		add_brief(&bench->reason, value);
		buf_add_text(&bench->reason, read_decimal(value, &number) ? "" : " to a checker, no number");
	} else {
		buf_add_text(&bench->reason, "not set");
	}
	buf_printf(&bench->reason, ", and has to be at least %lld", (long long)least);
}

enum verdict judge_number(struct bench *bench, const struct check *check)
{
	const struct flag *flag = &flag_table[check->flag];
	struct span value, in_force = SPAN_EMPTY;
	int64_t number = 0, real = 0;
	char name[64];
	name_flag(check, name);
	bool given = bench_in_force(bench->facts->cmdline, flag, &in_force);
	bool enough = value_int(in_force, true, &real) && real >= check->least;
	if (enough && read_as_bench(bench->line, name, &value) && read_decimal(value, &number) && number >= check->least) {
		buf_printf(&bench->reason, "%s is %lld", name, (long long)real);
		return VERDICT_PASSED;
	}
	tell_number(bench, name, check->least);
	if (enough && read_decimal(in_force, &number) && number == real) {
		tell_spelling(bench, name, in_force);
		return VERDICT_FAILED;
	}
	if (given) {
		buf_add_text(&bench->reason, "; in force is ");
		add_brief(&bench->reason, in_force);
	}
	buf_printf(&bench->mend, "kaudit-enable --%s=%lld", flag->option, (long long)(enough ? real : check->least));
	return VERDICT_FAILED;
}
