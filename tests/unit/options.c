#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

static struct options options;
static struct error err;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PARSE(...) parse((char *const[]){(char[]){"kaudit-enable"}, __VA_ARGS__, NULL})

static int parse(char *const argv[])
{
	int argc = 0;
	while (argv[argc])
		argc++;
	return options_parse(argc, argv, &options, &err);
}

/* The text of the usage error that the arguments give. */
#define REFUSED(...) (assert_int_equal(PARSE(__VA_ARGS__), -1), assert_int_equal(err.kind, ERROR_USAGE), err.text)

static const char *value_of(size_t flag)
{
	return options.wishes.flags[flag].kind == WISH_SET ? options.wishes.flags[flag].value : NULL;
}

static size_t index_of(const char *name)
{
	const struct flag *flag = flag_find(span_of(name));
	assert_non_null(flag);
	return flag_index(flag);
}

static void without_options_the_defaults_fill_what_is_missing(void **state)
{
	(void)state;
	assert_int_equal(PARSE(NULL), 0);
	assert_int_equal(options.mode, MODE_ENABLE);
	assert_string_equal(options.manifest, OPTIONS_MANIFEST);
	assert_string_equal(options.root, "");
	assert_false(options.filter || options.dry_run || options.check || options.diff || options.quiet);
	assert_int_equal(options.wishes.flags[FLAG_AT_LOG_MAXAGE].kind, WISH_FILL);
	assert_string_equal(options.wishes.flags[FLAG_AT_LOG_MAXAGE].value, "60");
}

static void a_value_stands_behind_an_equals_sign_or_in_the_next_word(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--policy=/etc/p=q.yaml", "--log-path", "/var/log/a.log", "--root", "/mnt"), 0);
	assert_string_equal(value_of(FLAG_AT_POLICY_FILE), "/etc/p=q.yaml");
	assert_string_equal(value_of(FLAG_AT_LOG_PATH), "/var/log/a.log");
	assert_string_equal(options.root, "/mnt");
}

static void every_audit_flag_is_an_option_under_its_own_name(void **state)
{
	(void)state;
	static const char *const samples[] = {"/etc/kubernetes/x", "1", "true", "1s", "batch", "json", "audit.k8s.io/v1"};
	for (size_t i = 0; i < flag_count; i++) {
		bool taken = false;
		for (size_t sample = 0; sample < COUNT(samples) && !taken; sample++) {
			char word[120];
			snprintf(word, sizeof(word), "--%s=%s", flag_table[i].name, samples[sample]);
			taken = PARSE(word) == 0;
			if (taken)
				assert_string_equal(value_of(i), samples[sample]);
		}
		if (!taken)
			fail_msg("--%s: %s", flag_table[i].name, err.text);
	}
}

static void the_short_names_mean_the_same_flags(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--maxage", "7", "--maxbackup=8", "--maxsize", "9"), 0);
	assert_string_equal(value_of(FLAG_AT_LOG_MAXAGE), "7");
	assert_string_equal(value_of(FLAG_AT_LOG_MAXBACKUP), "8");
	assert_string_equal(value_of(FLAG_AT_LOG_MAXSIZE), "9");
}

static void the_last_of_several_equal_options_counts(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--maxage=7", "--audit-log-maxage=8"), 0);
	assert_string_equal(value_of(FLAG_AT_LOG_MAXAGE), "8");
}

static void a_boolean_flag_may_stand_alone_and_never_takes_the_next_word(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--audit-log-compress", "--audit-log-truncate-enabled=false"), 0);
	assert_string_equal(value_of(index_of("audit-log-compress")), "true");
	assert_string_equal(value_of(index_of("audit-log-truncate-enabled")), "false");
	assert_non_null(strstr(REFUSED("--audit-log-compress", "false"), "unexpected argument 'false'"));
}

static void an_underscore_in_a_flags_name_is_a_dash(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--audit_log_mode=batch"), 0);
	assert_string_equal(value_of(index_of("audit-log-mode")), "batch");
}

static void an_option_is_never_taken_for_a_value(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--manifest", "--dry-run"), "--manifest needs a value"));
	assert_non_null(strstr(REFUSED("--policy", "--dry-run"), "--policy needs a value"));
	assert_non_null(strstr(REFUSED("--maxage"), "--maxage needs a value"));
}

static void an_empty_value_is_refused_before_it_means_the_real_machine(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--root="), "--root: the value is empty"));
	assert_non_null(strstr(REFUSED("--root", ""), "--root: the value is empty"));
	assert_non_null(strstr(REFUSED("--policy="), "audit-policy-file"));
}

static void a_root_of_slashes_is_the_machine_itself(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--root=/"), 0);
	assert_string_equal(options.root, "");
	assert_int_equal(PARSE("--root", "//"), 0);
	assert_string_equal(options.root, "");
}

static void a_switch_takes_no_value(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--dry-run=yes"), "--dry-run takes no value"));
}

static void an_unknown_option_is_told_with_the_nearest_one(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--polcy=/p"), "unknown option --polcy; did you mean --policy?"));
	assert_non_null(strstr(REFUSED("--audit-log-maxsiz=1"), "did you mean --audit-log-maxsize?"));
	assert_non_null(strstr(REFUSED("--frobnicate"), "unknown option --frobnicate; --help lists them"));
}

static void a_profile_chooses_the_policy_that_has_no_name(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--init-policy"), 0);
	assert_string_equal(options.init_policy, "baseline");
	assert_int_equal(PARSE("--init-policy", "--profile=stig"), 0);
	assert_string_equal(options.init_policy, "stig");
	assert_int_equal(PARSE("--profile", "cis", "--init-policy"), 0);
	assert_string_equal(options.init_policy, "cis");
	assert_int_equal(PARSE("--init-policy=baseline", "--profile=cis"), 0);
	assert_string_equal(options.init_policy, "baseline");
	assert_int_equal(PARSE("--profile=cis"), 0);
	assert_null(options.init_policy);
	assert_int_equal(options.wishes.flags[FLAG_AT_LOG_MAXBACKUP].least, 10);
	assert_int_equal(options.wishes.flags[FLAG_AT_LOG_PATH].least, 0);
}

static void a_limit_that_a_profile_asks_for_can_not_be_unset(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--unset=maxage", "--profile=cis"), "--profile asks for 30 or more of --audit-log-maxage"));
	assert_int_equal(PARSE("--unset=audit-log-format", "--profile=cis"), 0);
	assert_string_equal(REFUSED("--profile=csi"), "--profile=csi: not one of cis, stig; did you mean cis?");
	REFUSED("--profile");
}

static void an_abbreviation_is_no_option(void **state)
{
	(void)state;
	REFUSED("--dry");
	REFUSED("--man=/x");
}

static void a_word_that_is_no_option_is_refused(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("kube-apiserver.yaml"), "unexpected argument 'kube-apiserver.yaml'"));
	assert_non_null(strstr(REFUSED("--"), "unexpected argument '--'"));
	assert_non_null(strstr(REFUSED("-n"), "unexpected argument '-n'"));
}

static void unset_takes_a_flag_by_either_name_and_may_be_repeated(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--unset", "maxage", "--unset=audit-log-mode", "--unset", "audit_log_format"), 0);
	assert_int_equal(options.wishes.flags[FLAG_AT_LOG_MAXAGE].kind, WISH_UNSET);
	assert_int_equal(options.wishes.flags[index_of("audit-log-mode")].kind, WISH_UNSET);
	assert_int_equal(options.wishes.flags[index_of("audit-log-format")].kind, WISH_UNSET);
	assert_int_equal(PARSE("--unset=--audit-log-mode"), 0);
	assert_int_equal(options.wishes.flags[index_of("audit-log-mode")].kind, WISH_UNSET);
}

static void unset_of_what_is_no_audit_flag_is_refused(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--unset=audit-log-maxaeg"), "did you mean audit-log-maxage?"));
	assert_non_null(strstr(REFUSED("--unset=etcd-servers"), "not an audit flag"));
}

static void a_flag_can_not_be_set_and_unset(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--policy=/p", "--unset=audit-policy-file"), "both set and unset"));
	assert_non_null(strstr(REFUSED("--unset=policy", "--audit-policy-file=/p"), "both set and unset"));
}

static void a_wrong_value_is_found_before_anything_is_looked_at(void **state)
{
	(void)state;
	assert_non_null(strstr(REFUSED("--maxage=thirty"), "audit-log-maxage"));
	assert_non_null(strstr(REFUSED("--maxage=-1"), "audit-log-maxage"));
	assert_non_null(strstr(REFUSED("--policy=etc/policy.yaml"), "audit-policy-file"));
	assert_non_null(strstr(REFUSED("--audit-log-mode=sometimes"), "audit-log-mode"));
}

static void a_value_of_an_older_version_waits_for_the_manifests_version(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--audit-log-version=audit.k8s.io/v1beta1"), 0);
	assert_int_equal(PARSE("--audit-log-version=audit.k8s.io/v1beta1", "--kube-version=1.20"), 0);
	REFUSED("--audit-log-version=audit.k8s.io/v1beta1", "--kube-version=1.30");
	REFUSED("--audit-log-version=audit.k8s.io/v7");
}

static void a_version_of_kubernetes_may_carry_v_and_patch_level(void **state)
{
	(void)state;
	static char *const same[] = {"1.29", "v1.29", "1.29.3", "v1.29.3-rc.1"};
	static char *const wrong[] = {"29", "1", "1.", "1.x", "2.0", "1.29x", "1.1000", "latest", "1.0"};
	for (size_t i = 0; i < COUNT(same); i++) {
		assert_int_equal(PARSE("--kube-version", same[i]), 0);
		assert_int_equal(options.wishes.minor, 29);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_non_null(strstr(REFUSED("--kube-version", wrong[i]), "not a version of Kubernetes"));
}

static void a_dash_for_the_manifest_makes_a_filter(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--manifest", "-", "--dry-run", "--format=json"), 0);
	assert_true(options.filter);
	assert_int_equal(PARSE("--manifest=-", "--manifest=/m"), 0);
	assert_false(options.filter);
}

static void what_a_filter_can_not_do_is_refused(void **state)
{
	(void)state;
	REFUSED("--manifest=-", "--root=/mnt");
	REFUSED("--manifest=-", "--backup-dir=/b");
	REFUSED("--manifest=-", "--diff");
	REFUSED("--manifest=-", "--format=json");
}

static void words_are_checked_and_suggested(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--color=never", "--format", "json"), 0);
	assert_int_equal(options.color, COLOR_NEVER);
	assert_int_equal(options.format, FORMAT_JSON);
	assert_string_equal(REFUSED("--color=alwys"), "--color=alwys: not one of auto, always, never; did you mean always?");
}

static void a_wrong_command_line_is_told_in_the_form_asked_for_later_in_it(void **state)
{
	(void)state;
	REFUSED("--nonsense", "--format=json");
	assert_int_equal(options.format, FORMAT_JSON);
	REFUSED("--nonsense", "--format", "json");
	assert_int_equal(options.format, FORMAT_JSON);
	REFUSED("--nonsense");
	assert_int_equal(options.format, FORMAT_TEXT);
}

static void modes_exclude_each_other(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--remove", "--remove"), 0);
	assert_int_equal(options.mode, MODE_REMOVE);
	assert_string_equal(REFUSED("--remove", "--status"), "--remove and --status exclude each other; give one of the two");
	assert_int_equal(PARSE("--remove", "--help"), 0);
	assert_int_equal(options.mode, MODE_HELP);
}

static void wishes_have_no_meaning_with_remove(void **state)
{
	(void)state;
	assert_string_equal(REFUSED("--remove", "--maxage=3"), "--maxage has no meaning with --remove: it takes every audit flag away");
	assert_string_equal(REFUSED("--audit-log-mode=batch", "--remove"),
	                    "--audit-log-mode has no meaning with --remove: it takes every audit flag away");
	assert_string_equal(REFUSED("--unset=policy", "--remove"), "--unset policy has no meaning with --remove: it takes every audit flag away");
	assert_non_null(strstr(REFUSED("--remove", "--init-policy"), "--init-policy has no meaning with --remove"));
	assert_non_null(strstr(REFUSED("--remove", "--profile=cis"), "--profile has no meaning with --remove"));
	assert_non_null(strstr(REFUSED("--remove", "--no-policy-check"), "--no-policy-check has no meaning with --remove"));
	assert_non_null(strstr(REFUSED("--remove", "--no-policy-checksum"), "--no-policy-checksum has no meaning with --remove"));
	assert_non_null(strstr(REFUSED("--remove", "--prove=secret"), "nothing is recorded any more"));
	assert_int_equal(PARSE("--remove", "--manifest=-", "--check", "--kube-version=1.30"), 0);
}

static void restore_takes_a_backup_only_behind_an_equals_sign(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--restore"), 0);
	assert_int_equal(options.mode, MODE_RESTORE);
	assert_null(options.restore);
	assert_int_equal(PARSE("--restore=/b/x"), 0);
	assert_string_equal(options.restore, "/b/x");
	assert_non_null(strstr(REFUSED("--restore", "/b/x"), "unexpected argument '/b/x'"));
	assert_non_null(strstr(REFUSED("--restore="), "--restore: the value is empty"));
}

static void what_says_what_to_audit_has_no_meaning_with_restore(void **state)
{
	(void)state;
	assert_string_equal(REFUSED("--restore", "--policy=/p"), "--policy has no meaning with --restore: the backup is put back as it is");
	REFUSED("--restore", "--unset=maxage");
	REFUSED("--restore", "--init-policy=cis");
	REFUSED("--restore", "--profile=cis");
	REFUSED("--restore", "--no-policy-checksum");
	assert_non_null(strstr(REFUSED("--restore", "--manifest=-"), "there is no file to put back"));
	assert_int_equal(PARSE("--restore", "--no-policy-check", "--wait=9", "--prove=secret", "--keep-backups=3"), 0);
	assert_int_equal(PARSE("--restore", "--root=/mnt", "--check", "--diff"), 0);
}

static void list_backups_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--list-backups", "--root=/mnt", "--format=json", "--backup-dir=/b"), 0);
	assert_int_equal(options.mode, MODE_LIST_BACKUPS);
	static char *const others[] = {"--dry-run", "--check", "--diff", "--keep-backups=3", "--manifest=-"};
	for (size_t i = 0; i < COUNT(others); i++)
		assert_non_null(strstr(REFUSED("--list-backups", others[i]), "--list-backups changes nothing"));
	REFUSED("--list-backups", "--maxage=3");
	assert_non_null(strstr(REFUSED("--list-backups", "--restore"), "exclude each other"));
}

static void the_number_of_backups_is_checked(void **state)
{
	(void)state;
	assert_int_equal(PARSE(NULL), 0);
	assert_int_equal(options.keep_backups, 10);
	assert_int_equal(PARSE("--keep-backups", "0"), 0);
	assert_int_equal(options.keep_backups, 0);
	static char *const wrong[] = {"-1", "ten", "100001", "3 "};
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_non_null(strstr(REFUSED("--keep-backups", wrong[i]), "not a number from 0 (all) to 100000"));
	REFUSED("--keep-backups=3", "--manifest=-");
}

static void quiet_and_verbose_exclude_each_other(void **state)
{
	(void)state;
	REFUSED("--quiet", "--verbose");
}

static void help_and_version_end_the_reading(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--help", "--nonsense"), 0);
	assert_int_equal(options.mode, MODE_HELP);
	assert_int_equal(PARSE("-h"), 0);
	assert_int_equal(options.mode, MODE_HELP);
	assert_int_equal(PARSE("--version"), 0);
	assert_int_equal(options.mode, MODE_VERSION);
}

static void the_help_fits_a_screen_and_names_every_option(void **state)
{
	(void)state;
	static const char *const names[] = {"--policy", "--log-path",     "--maxage",    "--unset",        "--manifest",
	                                    "--root",   "--backup-dir",   "--container", "--kube-version", "--dry-run",
	                                    "--check",  "--allow-strays", "--diff",      "--color",        "--format",
	                                    "--quiet",  "--verbose",      "--help",      "--version"};
	struct buf help BUF_AUTO = BUF_EMPTY;
	size_t lines = 0;
	options_help(&help);
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strstr(buf_text(&help), names[i]))
			fail_msg("%s is missing", names[i]);
	for (struct span rest = buf_span(&help); rest.length > 0; lines++) {
		size_t end = span_find(rest, "\n", 0);
		if (end > 80)
			fail_msg("longer than 80: %.*s", (int)end, rest.at);
		rest = span_cut(rest, end + 1, rest.length);
	}
	assert_in_range(lines, 20, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(without_options_the_defaults_fill_what_is_missing),
	        cmocka_unit_test(a_value_stands_behind_an_equals_sign_or_in_the_next_word),
	        cmocka_unit_test(every_audit_flag_is_an_option_under_its_own_name),
	        cmocka_unit_test(the_short_names_mean_the_same_flags),
	        cmocka_unit_test(the_last_of_several_equal_options_counts),
	        cmocka_unit_test(a_boolean_flag_may_stand_alone_and_never_takes_the_next_word),
	        cmocka_unit_test(an_underscore_in_a_flags_name_is_a_dash),
	        cmocka_unit_test(an_option_is_never_taken_for_a_value),
	        cmocka_unit_test(an_empty_value_is_refused_before_it_means_the_real_machine),
	        cmocka_unit_test(a_root_of_slashes_is_the_machine_itself),
	        cmocka_unit_test(a_switch_takes_no_value),
	        cmocka_unit_test(an_unknown_option_is_told_with_the_nearest_one),
	        cmocka_unit_test(a_profile_chooses_the_policy_that_has_no_name),
	        cmocka_unit_test(a_limit_that_a_profile_asks_for_can_not_be_unset),
	        cmocka_unit_test(an_abbreviation_is_no_option),
	        cmocka_unit_test(a_word_that_is_no_option_is_refused),
	        cmocka_unit_test(unset_takes_a_flag_by_either_name_and_may_be_repeated),
	        cmocka_unit_test(unset_of_what_is_no_audit_flag_is_refused),
	        cmocka_unit_test(a_flag_can_not_be_set_and_unset),
	        cmocka_unit_test(a_wrong_value_is_found_before_anything_is_looked_at),
	        cmocka_unit_test(a_value_of_an_older_version_waits_for_the_manifests_version),
	        cmocka_unit_test(a_version_of_kubernetes_may_carry_v_and_patch_level),
	        cmocka_unit_test(a_dash_for_the_manifest_makes_a_filter),
	        cmocka_unit_test(what_a_filter_can_not_do_is_refused),
	        cmocka_unit_test(words_are_checked_and_suggested),
	        cmocka_unit_test(a_wrong_command_line_is_told_in_the_form_asked_for_later_in_it),
	        cmocka_unit_test(modes_exclude_each_other),
	        cmocka_unit_test(wishes_have_no_meaning_with_remove),
	        cmocka_unit_test(restore_takes_a_backup_only_behind_an_equals_sign),
	        cmocka_unit_test(what_says_what_to_audit_has_no_meaning_with_restore),
	        cmocka_unit_test(list_backups_changes_nothing),
	        cmocka_unit_test(the_number_of_backups_is_checked),
	        cmocka_unit_test(quiet_and_verbose_exclude_each_other),
	        cmocka_unit_test(help_and_version_end_the_reading),
	        cmocka_unit_test(the_help_fits_a_screen_and_names_every_option),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
