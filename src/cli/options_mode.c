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

/* MODE changes the manifest, but not by wishes: WHY. */
static int refuse_wishes(const struct options *options, const char *mode, const char *why, struct error *err)
{
	bool unset;
	const char *name = wish_named(&options->wishes, &unset);
	if (name)
		return error_set(err, ERROR_USAGE, "--%s%s has no meaning with --%s: %s", unset ? "unset " : "", name, mode, why);
	const char *other = options->profile != PROFILE_NONE ? "profile"
	                    : options->init_policy           ? "init-policy"
	                    : options->no_policy_checksum    ? "no-policy-checksum"
	                                                     : NULL;
	return other ? error_set(err, ERROR_USAGE, "--%s has no meaning with --%s: %s", other, mode, why) : 0;
}

/* Standard output is what is emitted, and nothing is written. */
static int check_emit(const struct options *options, struct error *err)
{
	const char *other = options->dry_run ? "dry-run" : options->check ? "check" : options->diff ? "diff" : options->patches_dir ? "patches-dir" : NULL;
	return other ? error_set(err, ERROR_USAGE, "--%s has no meaning with --emit, which writes nothing and prints nothing else", other) : 0;
}

static int check_remove(const struct options *options, struct error *err)
{
	static const char why[] = "it takes every audit flag away";
	if (options->proof == PROOF_OF_SECRET)
		return error_set(err, ERROR_USAGE, "--prove=secret has no meaning with --remove: nothing is recorded any more");
	if (options->no_policy_check)
		return error_set(err, ERROR_USAGE, "--no-policy-check has no meaning with --remove: %s", why);
	return refuse_wishes(options, "remove", why, err);
}

static int check_restore(const struct options *options, struct error *err)
{
	if (options->filter)
		return error_set(err, ERROR_USAGE, "--restore has no meaning with --manifest -: there is no file to put back");
	return refuse_wishes(options, "restore", "the backup is put back as it is", err);
}

static int check_list(const struct options *options, struct error *err)
{
	if (options->filter || options->dry_run || options->check || options->diff || options->keep_backups_given || options->patches_dir)
		return error_set(err, ERROR_USAGE,
		                 "--list-backups changes nothing; --dry-run, --check, --diff, --keep-backups, --patches-dir and --manifest - have no meaning with it");
	return refuse_wishes(options, "list-backups", "it changes nothing", err);
}

int options_check_mode(const struct options *options, struct error *err)
{
	switch (options->mode) {
	case MODE_REMOVE:
		return check_remove(options, err);
	case MODE_RESTORE:
		return check_restore(options, err);
	case MODE_LIST_BACKUPS:
		return check_list(options, err);
	case MODE_EMIT:
		return check_emit(options, err);
	default:
		return 0;
	}
}
