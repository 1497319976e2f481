#include "cli/options.h"

#include <string.h>

#include "audit/shipped.h"
#include "audit/value.h"
#include "audit/version.h"
#include "base/suggest.h"
#include "cli/option_table.h"
#include "pod/benchmark.h"

#define NAME_SHOWN 60 /* of a name that is quoted back */

void options_default(struct options *ret_options)
{
	*ret_options = (struct options){
	        .manifest = OPTIONS_MANIFEST, .root = "", .backup_dir = OPTIONS_BACKUP_DIR, .wait_seconds = OPTIONS_WAIT_SECONDS,
	        .keep_backups = OPTIONS_KEEP_BACKUPS};
	wishes_default(&ret_options->wishes);
}

static void suggest_flags(struct suggest *suggest)
{
	for (size_t i = 0; i < flag_count; i++) {
		if (flag_table[i].option)
			suggest_offer(suggest, flag_table[i].option);
		suggest_offer(suggest, flag_table[i].name);
	}
}

static int unknown_option(struct span name, struct error *err)
{
	struct suggest suggest = SUGGEST_FOR(name);
	for (size_t i = 0; i < option_count; i++)
		suggest_offer(&suggest, option_table[i].name);
	suggest_flags(&suggest);
	if (suggest.best)
		return error_set(err, ERROR_USAGE, "unknown option --%.*s; did you mean --%s?", SPAN_ARG(span_cut(name, 0, NAME_SHOWN)),
		                 suggest.best);
	return error_set(err, ERROR_USAGE, "unknown option --%.*s; --help lists them", SPAN_ARG(span_cut(name, 0, NAME_SHOWN)));
}

static int apply_unset(struct options *options, const char *value, struct error *err)
{
	struct span name = span_of(value);
	if (span_starts(name, "--"))
		name = span_cut(name, 2, name.length);
	const struct flag *flag = flag_of_option(name);
	if (!flag) {
		struct suggest suggest = SUGGEST_FOR(name);
		suggest_flags(&suggest);
		error_set(err, ERROR_USAGE, "--unset %.*s: not an audit flag of kube-apiserver", SPAN_ARG(span_cut(name, 0, NAME_SHOWN)));
		return suggest.best ? error_append(err, "; did you mean %s?", suggest.best) : -1;
	}
	if (options->wishes.flags[flag_index(flag)].kind == WISH_SET)
		return error_set(err, ERROR_USAGE, "--%s is both set and unset; give one of the two", flag->name);
	options->wishes.flags[flag_index(flag)].kind = WISH_UNSET;
	return 0;
}

static int apply_flag(struct options *options, const struct flag *flag, const char *value, struct error *err)
{
	if (!value && flag->type != FLAG_BOOL)
		return error_set(err, ERROR_USAGE, "--%s needs a value", flag->option ? flag->option : flag->name);
	if (options->wishes.flags[flag_index(flag)].kind == WISH_UNSET)
		return error_set(err, ERROR_USAGE, "--%s is both set and unset; give one of the two", flag->name);
	options->wishes.flags[flag_index(flag)].kind = WISH_SET;
	options->wishes.flags[flag_index(flag)].value = value ? value : "true";
	return 0;
}

static int apply_kube_version(struct options *options, const char *value, struct error *err)
{
	options->wishes.minor = version_minor(span_of(value));
	if (options->wishes.minor == 0)
		return error_set(err, ERROR_USAGE, "--kube-version %.*s: not a version of Kubernetes; write it as 1.%d",
		                 SPAN_ARG(span_cut(span_of(value), 0, NAME_SHOWN)), KUBE_MINOR_NEWEST);
	return 0;
}

/* The one that was asked for first stands until --help. */
static int apply_mode(struct options *options, enum options_mode mode, struct error *err)
{
	static const char *const names[] = {[MODE_ENABLE] = "", [MODE_REMOVE] = "remove", [MODE_RESTORE] = "restore",
	                                    [MODE_LIST_BACKUPS] = "list-backups", [MODE_EMIT] = "emit", [MODE_STATUS] = "status"};
	if (options->mode != MODE_ENABLE && options->mode != mode)
		return error_set(err, ERROR_USAGE, "--%s and --%s exclude each other; give one of the two", names[options->mode], names[mode]);
	options->mode = mode;
	return 0;
}

/* At most an hour: who waits longer has a typing error, or another problem. */
static int apply_wait(struct options *options, const char *value, struct error *err)
{
	int64_t seconds;
	if (strcmp(value, "auto") == 0) {
		options->wait = WAIT_AUTO;
		options->wait_seconds = OPTIONS_WAIT_SECONDS;
		return 0;
	}
	if (!value_int(span_of(value), false, &seconds) || seconds < 1 || seconds > 3600)
		return error_set(err, ERROR_USAGE, "--wait %.*s: neither auto nor seconds from 1 to 3600",
		                 SPAN_ARG(span_cut(span_of(value), 0, NAME_SHOWN)));
	options->wait = WAIT_SECONDS;
	options->wait_seconds = (unsigned)seconds;
	return 0;
}

static int apply_keep_backups(struct options *options, const char *value, struct error *err)
{
	int64_t count;
	if (!value_int(span_of(value), false, &count) || count < 0 || count > 100000)
		return error_set(err, ERROR_USAGE, "--keep-backups %.*s: not a number from 0 (all) to 100000",
		                 SPAN_ARG(span_cut(span_of(value), 0, NAME_SHOWN)));
	options->keep_backups = (unsigned)count;
	options->keep_backups_given = true;
	return 0;
}

/* Without a name of its own the policy is the profile's, whichever of the two options comes first. */
static void choose_policy(struct options *options)
{
	static const char *const names[] = {SHIPPED_DEFAULT, "cis", "stig"}; /* by profile */
	if (options->init_policy && !options->init_policy_named)
		options->init_policy = names[options->profile];
}

static void apply_profile(struct options *options, enum options_profile profile)
{
	options->profile = profile;
	for (size_t i = 0; i < flag_count; i++)
		options->wishes.flags[i].least = benchmark_least(i);
	choose_policy(options);
}

static void apply_init_policy(struct options *options, const char *name, bool named)
{
	options->init_policy = name;
	options->init_policy_named = named;
	choose_policy(options);
}

/* GIVEN: VALUE is not the one that holds where none is given. WORD: its place among the option's words. */
static int apply_own(struct options *options, enum option_id id, const char *value, bool given, size_t word, struct error *err)
{
	switch (id) { /* clang-format off */
	case OPTION_UNSET: return apply_unset(options, value, err);
	case OPTION_KUBE_VERSION: return apply_kube_version(options, value, err);
	case OPTION_MANIFEST: options->manifest = value; options->filter = strcmp(value, "-") == 0; break;
	case OPTION_ROOT: options->root = value[strspn(value, "/")] ? value : ""; break; /* "/" is no other root */
	case OPTION_BACKUP_DIR: options->backup_dir = value; options->backup_dir_given = true; break;
	case OPTION_CONTAINER: options->container = value; break;
	case OPTION_PATCHES_DIR: options->patches_dir = value; break;
	case OPTION_REMOVE: return apply_mode(options, MODE_REMOVE, err);
	case OPTION_EMIT: options->emit = (enum kubeadm_kind)word; return apply_mode(options, MODE_EMIT, err);
	case OPTION_RESTORE: options->restore = given ? value : NULL; return apply_mode(options, MODE_RESTORE, err);
	case OPTION_LIST_BACKUPS: return apply_mode(options, MODE_LIST_BACKUPS, err);
	case OPTION_KEEP_BACKUPS: return apply_keep_backups(options, value, err);
	case OPTION_STATUS: return apply_mode(options, MODE_STATUS, err);
	case OPTION_DRY_RUN: options->dry_run = true; break;
	case OPTION_CHECK: options->check = true; break;
	case OPTION_ALLOW_STRAYS: options->allow_strays = true; break;
	case OPTION_WAIT: return apply_wait(options, value, err);
	case OPTION_NO_WAIT: options->wait = WAIT_NEVER; break;
	case OPTION_PROVE: options->proof = (enum options_proof)word; break;
	case OPTION_NO_ROLLBACK: options->no_rollback = true; break;
	case OPTION_KUBECONFIG: options->kubeconfig = value; break;
	case OPTION_CACERT: options->cacert = value; break;
	case OPTION_INIT_POLICY: apply_init_policy(options, value, given); break;
	case OPTION_PROFILE: apply_profile(options, (enum options_profile)(word + 1)); break;
	case OPTION_NO_POLICY_CHECK: options->no_policy_check = true; break;
	case OPTION_NO_POLICY_CHECKSUM: options->no_policy_checksum = true; break;
	case OPTION_DIFF: options->diff = true; break;
	case OPTION_COLOR: options->color = (enum options_color)word; break;
	case OPTION_FORMAT: options->format = (enum options_format)word; break;
	case OPTION_QUIET: options->quiet = true; break;
	case OPTION_VERBOSE: options->verbose = true; break;
	case OPTION_HELP: options->mode = MODE_HELP; break;
	case OPTION_VERSION: options->mode = MODE_VERSION; break;
	} /* clang-format on */
	return 0;
}

static int word_find(const struct option *option, const char *value, size_t *ret_word, struct error *err)
{
	struct suggest suggest = SUGGEST_FOR(span_of(value));
	for (size_t i = 0; option->words[i]; i++) {
		if (strcmp(option->words[i], value) == 0) {
			*ret_word = i;
			return 0;
		}
		suggest_offer(&suggest, option->words[i]);
	}
	error_set(err, ERROR_USAGE, "--%s=%.*s: not one of", option->name, SPAN_ARG(span_cut(span_of(value), 0, NAME_SHOWN)));
	for (size_t i = 0; option->words[i]; i++)
		error_append(err, "%s %s", i == 0 ? "" : ",", option->words[i]);
	return suggest.best ? error_append(err, "; did you mean %s?", suggest.best) : -1;
}

int options_apply(struct options *options, struct span name, const char *value, struct error *err)
{
	const struct option *option = option_find(name);
	size_t word = 0;
	bool named = value != NULL;
	if (!option) {
		const struct flag *flag = flag_of_option(name);
		return flag ? apply_flag(options, flag, value, err) : unknown_option(name, err);
	}
	if (!option->argument && value)
		return error_set(err, ERROR_USAGE, "--%s takes no value", option->name);
	if (option->argument && !value)
		value = option->otherwise;
	if (option->argument && !value)
		return error_set(err, ERROR_USAGE, "--%s needs a value: --%s %s", option->name, option->name, option->argument);
	if (option->argument && named && *value == '\0')
		return error_set(err, ERROR_USAGE, "--%s: the value is empty; leave the option out for the default", option->name);
	const char *given = value ? value : ""; /* of a switch: not looked at */
	if (option->words && word_find(option, given, &word, err))
		return -1;
	return apply_own(options, option->id, given, named, word, err);
}
