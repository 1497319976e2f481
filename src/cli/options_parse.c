/* The argument vector, and the rules between options. */
#include "cli/options.h"

#include <string.h>

#include "cli/option_table.h"

/* A value that no version takes is wrong here and now; what the manifest's own version says of it comes later, with the manifest. */
static int check_value(const struct flag *flag, const char *value, unsigned minor, struct error *err)
{
	struct error other;
	if (flag_check(flag, span_of(value), minor, err) == 0)
		return 0;
	for (unsigned older = KUBE_MINOR_NEWEST; minor == 0 && older > 0; older--)
		if (flag_check(flag, span_of(value), older, &other) == 0)
			return 0;
	return -1;
}

static int check_profile(const struct options *options, struct error *err)
{
	for (size_t i = 0; i < flag_count && options->profile != PROFILE_NONE; i++)
		if (options->wishes.flags[i].least > 0 && options->wishes.flags[i].kind == WISH_UNSET)
			return error_set(err, ERROR_USAGE, "--profile asks for %lld or more of --%s, so it can't be unset",
			                 (long long)options->wishes.flags[i].least, flag_table[i].name);
	return 0;
}

static int check_filter(const struct options *options, struct error *err)
{
	if (options->root[0])
		return error_set(err, ERROR_USAGE, "--root has no meaning with --manifest -: no path is looked at");
	if (options->backup_dir_given)
		return error_set(err, ERROR_USAGE, "--backup-dir has no meaning with --manifest -: nothing is backed up");
	if (options->patches_dir)
		return error_set(err, ERROR_USAGE, "--patches-dir has no meaning with --manifest -: no file is written; --emit=kubeadm-patch prints it");
	if (options->keep_backups_given)
		return error_set(err, ERROR_USAGE, "--keep-backups has no meaning with --manifest -: nothing is backed up");
	if (options->diff)
		return error_set(err, ERROR_USAGE,
		                 "--diff with --manifest -: standard output is the manifest; --dry-run prints the diff instead");
	if (options->format == FORMAT_JSON && !options->dry_run && !options->check && options->mode != MODE_EMIT)
		return error_set(err, ERROR_USAGE,
		                 "--format=json with --manifest -: standard output is the manifest; add --dry-run, --check or --emit");
	return 0;
}

int options_check(const struct options *options, struct error *err)
{
	if (options->quiet && options->verbose)
		return error_set(err, ERROR_USAGE, "--quiet and --verbose exclude each other");
	if (options->mode == MODE_STATUS && (options->filter || options->root[0] || options->dry_run || options->check || options->diff))
		return error_set(err, ERROR_USAGE, "--status shows this machine as it is; --root, --dry-run, --check, --diff and --manifest - have no meaning with it");
	if (options_check_mode(options, err))
		return -1;
	bool nothing_runs = options->filter || options->root[0] || options->dry_run || options->check || options->mode == MODE_EMIT;
	if (nothing_runs && (options->wait == WAIT_SECONDS || options->proof == PROOF_OF_SECRET))
		return error_set(err, ERROR_USAGE, "--wait and --prove have no meaning with --dry-run, --check, --emit, --root and --manifest -: no API server restarts");
	if (options->wait == WAIT_NEVER && options->proof == PROOF_OF_SECRET)
		return error_set(err, ERROR_USAGE, "--prove=secret and --no-wait exclude each other: only the new API server can prove anything");
	if (check_profile(options, err) || (options->filter && check_filter(options, err)))
		return -1;
	for (size_t i = 0; i < flag_count; i++)
		if (options->wishes.flags[i].kind == WISH_SET &&
		    check_value(&flag_table[i], options->wishes.flags[i].value, options->wishes.minor, err))
			return -1;
	return 0;
}

static enum options_format format_of(const char *word)
{
	return strcmp(word, "json") == 0 ? FORMAT_JSON : FORMAT_TEXT;
}

/* Found before anything else, so that a wrong command line is told in the form that was asked for. */
static enum options_format format_wanted(int argc, char *const argv[])
{
	enum options_format format = FORMAT_TEXT;
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--format=", 9) == 0)
			format = format_of(argv[i] + 9);
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
			format = format_of(argv[i + 1]);
	return format;
}

/* Whether the next word is this option's value: a switch and a boolean flag never take it. */
static bool takes_next_word(struct span name)
{
	const struct option *option = option_find(name);
	const struct flag *flag = flag_of_option(name);
	return option ? option->argument && !option->otherwise : !flag || flag->type != FLAG_BOOL;
}

static int parse_word(int argc, char *const argv[], int *at, struct options *options, struct error *err)
{
	struct span word = span_of(argv[*at]);
	if (span_is(word, "-h"))
		word = SPAN("--help");
	if (!span_starts(word, "--") || word.length == 2)
		return error_set(err, ERROR_USAGE, "unexpected argument '%.*s'; every option begins with --, and --help lists them",
		                 SPAN_ARG(span_cut(word, 0, 60)));
	size_t equals = span_find(word, "=", 0);
	struct span name = span_cut(word, 2, equals);
	const char *value = equals < word.length ? word.at + equals + 1 : NULL;
	if (!value && takes_next_word(name) && *at + 1 < argc && strncmp(argv[*at + 1], "--", 2) != 0)
		value = argv[++*at];
	return options_apply(options, name, value, err);
}

int options_parse(int argc, char *const argv[], struct options *ret_options, struct error *err)
{
	options_default(ret_options);
	ret_options->format = format_wanted(argc, argv);
	for (int at = 1; at < argc && ret_options->mode < MODE_HELP; at++)
		if (parse_word(argc, argv, &at, ret_options, err))
			return -1;
	return ret_options->mode < MODE_HELP ? options_check(ret_options, err) : 0;
}
