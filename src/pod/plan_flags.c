#include <stdio.h>
#include <string.h>

#include "audit/value.h"
#include "pod/benchmark.h"
#include "pod/plan_internal.h"
#include "pod/template.h"
#include "yaml/source.h"

const char *flag_option(const struct flag *flag)
{
	return flag->option ? flag->option : flag->name;
}

/* A manifest holds UTF-8 and nothing else; what json_add_string would have to replace must not come that far. */
static bool is_text(struct span text)
{
	uint32_t code;
	for (size_t i = 0, length; i < text.length; i += length)
		if ((length = source_character(text, i, &code)) == 0)
			return false;
	return true;
}

static int check_wish(const struct flag *flag, struct span value, struct error *err)
{
	struct span mark = template_mark(value);
	if (!is_text(value))
		return error_set(err, ERROR_USAGE, "the value of --%s is not UTF-8, so no manifest can hold it; choose another", flag_option(flag));
	if (mark.length > 0)
		return error_set(err, ERROR_USAGE,
		                 "the value of --%s holds '%.*s', for which the next run would take the manifest for a template; choose another",
		                 flag_option(flag), SPAN_ARG(mark));
	return 0;
}

int draft_flags_read(struct draft *draft, struct error *err)
{
	for (size_t i = 0; i < flag_count; i++)
		if (check_wish(&flag_table[i], span_of(draft->wishes->flags[i].value), err) < 0)
			return -1;
	if (args_read(draft->manifest, &draft->args, err) < 0)
		return -1;
	for (size_t i = 0; i < flag_count; i++) {
		struct choice *choice = &draft->choices[i];
		choice->flag = &flag_table[i];
		choice->use = draft->args.in_force[i];
		if (choice->use && text_expand(draft->manifest, choice->use->value, &choice->old, err) < 0)
			return -1;
	}
	return 0;
}

/* What the wish for a flag without a route comes to. A bound of the log's files is only filled in where there are such files. */
static int choose(struct draft *draft, size_t index, bool log_is_file, struct error *err)
{
	struct choice *choice = &draft->choices[index];
	enum wish_kind kind = draft->wishes->flags[index].kind;
	int64_t least = draft->wishes->flags[index].least;
	bool bounds = index == FLAG_AT_LOG_MAXAGE || index == FLAG_AT_LOG_MAXBACKUP || index == FLAG_AT_LOG_MAXSIZE;
	if (kind == WISH_UNSET || (!choice->use && least == 0 && (kind == WISH_NONE || (kind == WISH_FILL && bounds && !log_is_file)))) {
		choice->fate = choice->use ? FATE_DROP : FATE_ABSENT;
		return 0;
	}
	choice->fate = FATE_KEEP;
	if (choice->use && kind != WISH_SET)
		return choice->old ? text_keep(&choice->value, span_of(choice->old), err) : 0;
	struct span wanted =
	        kind == WISH_NONE ? SPAN("0") : span_of(draft->wishes->flags[index].value); /* without a wish there is a least */
	if (!choice->old || !span_is(wanted, choice->old))
		choice->fate = FATE_WRITE;
	return text_keep(&choice->value, wanted, err);
}

/* What was removed never, or otherwise than the user said, is told. */
static int tell_raise(struct draft *draft, const struct choice *choice, int64_t number, int64_t least, struct error *err)
{
	size_t index = flag_index(choice->flag);
	const char *name = flag_option(choice->flag), *value = draft->wishes->flags[index].value;
	if (draft->wishes->flags[index].kind == WISH_SET)
		return plan_note(&draft->plan, err, "--%s=%s is too little for the profile, which makes it %lld", name, value,
		                 (long long)least);
	if (!choice->use || number != 0 || index == FLAG_AT_LOG_MAXSIZE)
		return 0;
	return plan_note(
	        &draft->plan, err,
	        "--%s=0 has kept every rotated log, which CIS and STIG do not accept: the profile makes it %lld, and what is beyond "
	        "that will be removed",
	        choice->flag->name, (long long)least);
}

/* A number that is too small, or that a checker reads otherwise than the API server does. */
static int raise_number(struct draft *draft, struct choice *choice, int64_t least, struct error *err)
{
	char text[24];
	int64_t number = 0;
	if (least == 0 || !choice->value) /* a variable that only the node knows is left as it is */
		return 0;
	struct span value = span_of(choice->value);
	if (benchmark_accepts(value, least))
		return 0;
	bool enough = value_int(value, true, &number) && number >= least;
	if (!enough && tell_raise(draft, choice, number, least, err) < 0)
		return -1;
	snprintf(text, sizeof(text), "%lld", (long long)(enough ? number : least));
	choice->fate = choice->old && span_is(span_of(text), choice->old) ? FATE_KEEP : FATE_WRITE;
	return text_keep(&choice->value, span_of(text), err);
}

/* Refused: a value that the manifest has already and the API server would not start with. */
static int refuse_given(const struct draft *draft, const struct choice *choice, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	char said[sizeof(err->text)];
	memcpy(said, err->text, sizeof(said));
	node_id node = manifest->words[choice->use->word].node;
	if (!flag_known(choice->flag, draft->minor))
		return tree_error(manifest->tree, node, err, "%s (--unset %s does so)", said, choice->flag->name);
	return tree_error(manifest->tree, node, err, "%s; set it with --%s, or take it away with --unset %s", said,
	                  flag_option(choice->flag), choice->flag->name);
}

static int check_values(const struct draft *draft, struct error *err)
{
	const char *values[FLAG_LIMIT] = {NULL};
	size_t wrong = flag_count;
	for (size_t i = 0; i < flag_count; i++) {
		const struct choice *choice = &draft->choices[i];
		if (choice->fate == FATE_KEEP || choice->fate == FATE_WRITE)
			values[i] = choice->value ? choice->value : "$(UNKNOWN)"; /* any reference is left unjudged */
	}
	if (flags_check_together(values, draft->minor, &wrong, err) == 0)
		return 0;
	if (err->kind == ERROR_REFUSED && wrong < flag_count && draft->choices[wrong].fate == FATE_KEEP)
		return refuse_given(draft, &draft->choices[wrong], err);
	return -1;
}

/* --feature-gates adds up when it is given several times. */
static int check_gates(const struct draft *draft, struct error *err)
{
	const struct manifest *manifest = draft->manifest;
	struct span gates;
	for (size_t next = 0, word; args_next_value(manifest, &draft->args, "feature-gates", &next, &gates, &word);) {
		const char *gate = flag_gate_refused(gates, draft->minor);
		if (gate)
			return tree_error(manifest->tree, manifest->words[word].node, err,
			                  "kube-apiserver 1.%u refuses to start with the feature gate %s as it is set here; take it out of "
			                  "--feature-gates",
			                  kube_version(draft->minor), gate);
	}
	return 0;
}

int draft_flags_settle(struct draft *draft, struct error *err)
{
	const struct choice *log = &draft->choices[FLAG_AT_LOG_PATH];
	bool log_is_file = (log->fate == FATE_KEEP || log->fate == FATE_WRITE) &&
	                   (!log->value || (log->value[0] != '\0' && strcmp(log->value, "-") != 0));
	for (size_t i = 0; i < flag_count; i++)
		if (i != FLAG_AT_POLICY_FILE && i != FLAG_AT_LOG_PATH && i != FLAG_AT_WEBHOOK_CONFIG &&
		    (choose(draft, i, log_is_file, err) < 0 ||
		     raise_number(draft, &draft->choices[i], draft->wishes->flags[i].least, err) < 0))
			return -1;
	if (draft->removing)
		return 0; /* what does not start must not stop anybody from taking audit settings away */
	return check_values(draft, err) < 0 ? -1 : check_gates(draft, err);
}
