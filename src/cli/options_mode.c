/* What makes no sense with the mode that was asked for. */
#include "cli/options.h"

/* The first wish that was named, as an option; NULL: none. */
static const char *wish_named(const struct wishes *wishes, bool *ret_unset)
{
	for (size_t i = 0; i < flag_count; i++) {
		*ret_unset = wishes->flags[i].kind == WISH_UNSET;
		if (wishes->flags[i].kind == WISH_SET || *ret_unset)
			return flag_table[i].option ? flag_table[i].option : flag_table[i].name;
	}
	return NULL;
}

/* MODE changes the manifest, but WHY not by wishes. */
static int refuse_wishes(const struct options *options, const char *mode, const char *why, struct error *err)
{
	bool unset;
	const char *name = wish_named(&options->wishes, &unset);
	if (name)
		return error_set(err, ERROR_USAGE, "--%s%s has no meaning with --%s: %s", unset ? "unset " : "", name, mode, why);
	const char *other = options->profile != PROFILE_NONE ? "profile"
	                    : options->init_policy        ? "init-policy"
	                    : options->no_policy_check    ? "no-policy-check"
	                    : options->no_policy_checksum ? "no-policy-checksum"
	                                                  : NULL;
	return other ? error_set(err, ERROR_USAGE, "--%s has no meaning with --%s: %s", other, mode, why) : 0;
}

/* Standard output is what is emitted, and nothing is written. */
static int check_emit(const struct options *options, struct error *err)
{
	const char *other = options->dry_run ? "dry-run" : options->check ? "check" : options->diff ? "diff" : options->patches_dir ? "patches-dir" : NULL;
	return other ? error_set(err, ERROR_USAGE, "--%s has no meaning with --emit, which writes nothing and prints nothing else", other) : 0;
}

int options_check_mode(const struct options *options, struct error *err)
{
	if (options->mode == MODE_EMIT)
		return check_emit(options, err);
	if (options->mode != MODE_REMOVE)
		return 0;
	if (options->proof == PROOF_OF_SECRET)
		return error_set(err, ERROR_USAGE, "--prove=secret has no meaning with --remove: nothing is recorded any more");
	return refuse_wishes(options, "remove", "it takes every audit flag away", err);
}
