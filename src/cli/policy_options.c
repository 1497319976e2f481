#include "cli/policy_options.h"

#include <stdlib.h>
#include <string.h>

#include "audit/flags.h"
#include "audit/shipped.h"
#include "audit/version.h"
#include "base/suggest.h"

enum value { VALUE_NONE, VALUE_OPTIONAL, VALUE_NEEDED };

enum id { ID_KUBE_VERSION, ID_STRICT, ID_FORMAT, ID_FIX, ID_EXPLAIN, ID_MATRIX, ID_DEFAULT, ID_NAMESPACE, ID_COLOR, ID_HELP, ID_VERSION };

static const struct option {
	const char *name, *argument;
	enum value value;
	const char *help;
} table[] = {
        [ID_FIX] = {"fix", NULL, VALUE_NONE, "print a pasted fragment as a whole policy"},
        [ID_EXPLAIN] = {"explain", NULL, VALUE_NONE, "the level of one request, and which rule decides it"},
        [ID_MATRIX] = {"matrix", NULL, VALUE_NONE, "what the policy records, resources by verbs"},
        [ID_DEFAULT] = {"default", "[=NAME]", VALUE_OPTIONAL, "print a policy that comes with this: baseline, cis, stig"},
        [ID_NAMESPACE] = {"namespace", " NS", VALUE_NEEDED, "baseline's namespace (" SHIPPED_NAMESPACE ")"},
        [ID_KUBE_VERSION] = {"kube-version", " X.Y", VALUE_NEEDED, "judge as this version's kube-apiserver; default: the newest known"},
        [ID_STRICT] = {"strict", NULL, VALUE_NONE, "exit 1 for warnings, too"},
        [ID_FORMAT] = {"format", " FORM", VALUE_NEEDED, "text, or json: for programs"},
        [ID_COLOR] = {"color", " WHEN", VALUE_NEEDED, "auto, always or never; NO_COLOR is honoured"},
        [ID_HELP] = {"help", NULL, VALUE_NONE, "print this"},
        [ID_VERSION] = {"version", NULL, VALUE_NONE, "print the version"},
};

static const size_t option_count = sizeof(table) / sizeof(table[0]);

static int find(struct span name, enum id *ret_id, struct error *err)
{
	struct suggest suggest = SUGGEST_FOR(name);
	for (size_t id = 0; id < option_count; id++) {
		if (span_is(name, table[id].name)) {
			*ret_id = (enum id)id;
			return 0;
		}
		suggest_offer(&suggest, table[id].name);
	}
	error_set(err, ERROR_USAGE, "there is no option --%.*s", SPAN_ARG(span_brief(name)));
	return suggest.best ? error_append(err, "; did you mean --%s?", suggest.best) : -1;
}

static int set_mode(struct policy_options *options, enum policy_mode mode, struct error *err)
{
	if (options->mode != POLICY_CHECK && options->mode != mode && mode != POLICY_HELP && mode != POLICY_VERSION)
		return error_set(err, ERROR_USAGE, "of --fix, --explain, --matrix and --default only one can be given");
	options->mode = mode;
	return 0;
}

static int set_version(struct policy_options *options, const char *value, struct error *err)
{
	options->minor_given = version_minor(span_of(value));
	if (options->minor_given == 0)
		return error_set(err, ERROR_USAGE, "--kube-version %s: not a version of Kubernetes; write it as 1.%d", value,
		                 KUBE_MINOR_NEWEST);
	options->minor = options->minor_given < KUBE_MINOR_NEWEST ? options->minor_given : KUBE_MINOR_NEWEST;
	return 0;
}

static int set_format(struct policy_options *options, const char *value, struct error *err)
{
	options->json = strcmp(value, "json") == 0;
	if (!options->json && strcmp(value, "text") != 0)
		return error_set(err, ERROR_USAGE, "--format %s: it is text or json", value);
	return 0;
}

static int set_color(struct policy_options *options, const char *value, struct error *err)
{
	static const char *const words[] = {"auto", "always", "never"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0) {
			options->color = (enum policy_color)i;
			return 0;
		}
	}
	return error_set(err, ERROR_USAGE, "--color %s: it is auto, always or never", value);
}

/* VALUE NULL: none was given. */
static int apply(struct policy_options *options, enum id id, const char *value, struct error *err)
{
	const char *text = value ? value : "";
	if (!value && table[id].value == VALUE_NEEDED)
		return error_set(err, ERROR_USAGE, "--%s needs a value", table[id].name);
	switch (id) {
	case ID_KUBE_VERSION:
		return set_version(options, text, err);
	case ID_FORMAT:
		return set_format(options, text, err);
	case ID_COLOR:
		return set_color(options, text, err);
	case ID_STRICT:
		options->strict = true;
		return 0;
	case ID_NAMESPACE:
		options->namespace = text;
		return 0;
	case ID_FIX:
		return set_mode(options, POLICY_FIX, err);
	case ID_EXPLAIN:
		return set_mode(options, POLICY_EXPLAIN, err);
	case ID_MATRIX:
		return set_mode(options, POLICY_MATRIX, err);
	case ID_HELP:
		return set_mode(options, POLICY_HELP, err);
	case ID_VERSION:
		return set_mode(options, POLICY_VERSION, err);
	case ID_DEFAULT:
		options->shipped = value ? value : SHIPPED_DEFAULT;
		return set_mode(options, POLICY_DEFAULT, err);
	}
	return 0;
}

/* One option at argv[*at], and its value behind it. */
static int parse_option(struct policy_options *options, int argc, char *const argv[], int *at, struct error *err)
{
	struct span word = span_of(argv[*at]);
	size_t equal = span_find(word, "=", 0);
	const char *value = equal < word.length ? argv[*at] + equal + 1 : NULL;
	enum id id = 0;
	if (!span_starts(word, "--"))
		return error_set(err, ERROR_USAGE, "there is no option %s; options begin with two dashes", argv[*at]);
	if (find(span_cut(word, 2, equal), &id, err) != 0)
		return -1;
	if (value && table[id].value == VALUE_NONE)
		return error_set(err, ERROR_USAGE, "--%s takes no value", table[id].name);
	if (!value && table[id].value == VALUE_NEEDED && *at + 1 < argc)
		value = argv[++*at];
	return apply(options, id, value, err);
}

static int check(const struct policy_options *options, struct error *err)
{
	size_t files = options->operand_count;
	if (options->namespace && options->mode != POLICY_DEFAULT)
		return error_set(err, ERROR_USAGE, "--namespace goes with --default; in --explain and --matrix write namespace=%s",
		                 options->namespace);
	if (options->mode == POLICY_DEFAULT && files > 0)
		return error_set(err, ERROR_USAGE, "--default takes no operand; write --default=%s for that policy", options->operands[0]);
	if (options->mode == POLICY_FIX && files != 1)
		return error_set(err, ERROR_USAGE, "--fix takes one FILE");
	if (files == 0 && options->mode <= POLICY_MATRIX)
		return error_set(err, ERROR_USAGE, "name a policy FILE, or - for standard input");
	if (options->json && (options->mode == POLICY_FIX || options->mode == POLICY_DEFAULT))
		return error_set(err, ERROR_USAGE, "--fix and --default print a policy; --format=json has no meaning there");
	return 0;
}

/* Found before anything else, so that a wrong command line is told in the form that was asked for. */
static bool wants_json(int argc, char *const argv[])
{
	bool json = false;
	for (int at = 1; at < argc && strcmp(argv[at], "--") != 0; at++)
		if (strncmp(argv[at], "--format=", 9) == 0)
			json = strcmp(argv[at] + 9, "json") == 0;
		else if (strcmp(argv[at], "--format") == 0 && at + 1 < argc)
			json = strcmp(argv[at + 1], "json") == 0;
	return json;
}

int policy_options_parse(int argc, char *const argv[], struct policy_options *ret_options, struct error *err)
{
	struct policy_options options POLICY_OPTIONS_AUTO = {.minor = KUBE_MINOR_NEWEST};
	bool ended = false;
	int status = 0;
	ret_options->json = wants_json(argc, argv);
	ret_options->minor = KUBE_MINOR_NEWEST;
	options.operands = calloc((size_t)argc + 1, sizeof(*options.operands));
	if (!options.operands)
		return error_memory(err);
	for (int at = 1; at < argc && status == 0; at++) {
		bool operand = ended || argv[at][0] != '-' || argv[at][1] == '\0';
		if (!ended && strcmp(argv[at], "--") == 0)
			ended = true;
		else if (operand)
			options.operands[options.operand_count++] = argv[at];
		else
			status = parse_option(&options, argc, argv, &at, err);
	}
	if (status != 0 || check(&options, err) != 0)
		return -1;
	*ret_options = options;
	options.operands = NULL;
	return 0;
}

void policy_options_release(struct policy_options *options)
{
	free(options->operands);
	options->operands = NULL;
}

void policy_options_help(struct buf *out)
{
	buf_add_text(out, "usage: kaudit-policy [options] FILE...\n"
	                  "       kaudit-policy --fix FILE\n"
	                  "       kaudit-policy --explain FILE verb=create resource=secrets namespace=default user=U groups=A,B\n"
	                  "       kaudit-policy --matrix FILE [namespace=NS] [user=U] [groups=A,B]\n"
	                  "       kaudit-policy --default[=baseline|cis|stig] [--namespace NS]\n"
	                  "Checks Kubernetes audit policies as kube-apiserver does when it starts, and for what is legal\n"
	                  "but wrong. FILE - is standard input.\n\n");
	for (size_t id = 0; id < option_count; id++) {
		struct buf left BUF_AUTO = BUF_EMPTY;
		buf_printf(&left, "--%s%s", table[id].name, table[id].argument ? table[id].argument : "");
		buf_printf(out, "  %-20s %s\n", buf_text(&left), table[id].help);
	}
	buf_add_text(out, "\nexit status: 0 clean or warnings only, 1 errors (with --strict warnings, too), 2 usage\n");
}
