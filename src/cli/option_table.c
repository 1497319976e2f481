#include "cli/option_table.h"

#include "audit/shipped.h"

/* In the order of their enums. */
static const char *const color_words[] = {"auto", "always", "never", NULL};
static const char *const format_words[] = {"text", "json", NULL};
static const char *const emit_words[] = {"kubeadm-patch", "kubeadm-v1beta3", "kubeadm-v1beta4", NULL};
static const char *const profile_words[] = {"cis", "stig", NULL}; /* without PROFILE_NONE; names of shipped policies, too */
static const char *const proof_words[] = {"event", "secret", NULL};

const struct option option_table[] = {
        {OPTION_UNSET, GROUP_WISHES, "unset", "FLAG", NULL, NULL, "take an audit flag away (repeatable)"},
        {OPTION_INIT_POLICY, GROUP_WISHES, "init-policy", "NAME", SHIPPED_DEFAULT, shipped_names, "write a policy if there is none: baseline, cis, stig"},
        {OPTION_PROFILE, GROUP_WISHES, "profile", "NAME", NULL, profile_words, "raise the log's limits to what cis or stig asks for"},
        {OPTION_NO_POLICY_CHECK, GROUP_WISHES, "no-policy-check", NULL, NULL, NULL, "go on with a policy that would be refused"},
        {OPTION_NO_POLICY_CHECKSUM, GROUP_WISHES, "no-policy-checksum", NULL, NULL, NULL, "write no annotation with the policy's checksum"},

        {OPTION_MANIFEST, GROUP_PLACES, "manifest", "FILE", NULL, NULL, "another manifest; - filters standard input"},
        {OPTION_ROOT, GROUP_PLACES, "root", "DIR", NULL, NULL, "the system below DIR: prefixes every path"},
        {OPTION_BACKUP_DIR, GROUP_PLACES, "backup-dir", "DIR", NULL, NULL, "default: " OPTIONS_BACKUP_DIR},
        {OPTION_PATCHES_DIR, GROUP_PLACES, "patches-dir", "DIR", NULL, NULL, "also write kubeadm's patch there, for its upgrades"},
        {OPTION_KEEP_BACKUPS, GROUP_PLACES, "keep-backups", "N", NULL, NULL, "the N newest and the first; default: 10, all: 0"},
        {OPTION_CONTAINER, GROUP_PLACES, "container", "NAME", NULL, NULL, "the API server's container, if several fit"},
        {OPTION_KUBE_VERSION, GROUP_PLACES, "kube-version", "X.Y", NULL, NULL, "assumed if the image's tag names no version"},

        {OPTION_REMOVE, GROUP_RUN, "remove", NULL, NULL, NULL, "turn audit logging off: takes every audit flag away"},
        {OPTION_EMIT, GROUP_RUN, "emit", "FORM", NULL, emit_words, "print it for kubeadm: kubeadm-patch, -v1beta3, -v1beta4"},
        {OPTION_RESTORE, GROUP_RUN, "restore", "FILE", "", NULL, "put a backup back: FILE, or the newest"},
        {OPTION_LIST_BACKUPS, GROUP_RUN, "list-backups", NULL, NULL, NULL, "change nothing; the backups, the newest first"},
        {OPTION_STATUS, GROUP_RUN, "status", NULL, NULL, NULL, "change nothing; is audit logging on? prove it"},
        {OPTION_DRY_RUN, GROUP_RUN, "dry-run", NULL, NULL, NULL, "print the diff, write nothing anywhere"},
        {OPTION_CHECK, GROUP_RUN, "check", NULL, NULL, NULL, "write nothing; exit 5 if a run would change anything"},
        {OPTION_ALLOW_STRAYS, GROUP_RUN, "allow-strays", NULL, NULL, NULL, "go on beside other files that define this pod"},

        {OPTION_WAIT, GROUP_PROOF, "wait", "SECONDS", NULL, NULL, "wait so long, or auto: 300 if it runs here (default)"},
        {OPTION_NO_WAIT, GROUP_PROOF, "no-wait", NULL, NULL, NULL, "do not wait for the new API server"},
        {OPTION_PROVE, GROUP_PROOF, "prove", "WHAT", NULL, proof_words, "event of ours in the log, or no secret in it"},
        {OPTION_NO_ROLLBACK, GROUP_PROOF, "no-rollback", NULL, NULL, NULL, "leave the new manifest though not proven"},
        {OPTION_KUBECONFIG, GROUP_PROOF, "kubeconfig", "FILE", NULL, NULL, "default: /etc/kubernetes/admin.conf, if it is there"},
        {OPTION_CACERT, GROUP_PROOF, "cacert", "FILE", NULL, NULL, "another CA that the API server may be known by"},

        {OPTION_DIFF, GROUP_OUTPUT, "diff", NULL, NULL, NULL, "print the diff when applying or checking, too"},
        {OPTION_COLOR, GROUP_OUTPUT, "color", "WHEN", NULL, color_words, "auto, always or never; NO_COLOR is honoured"},
        {OPTION_FORMAT, GROUP_OUTPUT, "format", "FORM", NULL, format_words, "text, or json: one object for programs"},
        {OPTION_QUIET, GROUP_OUTPUT, "quiet", NULL, NULL, NULL, "only errors, warnings and diffs asked for"},
        {OPTION_VERBOSE, GROUP_OUTPUT, "verbose", NULL, NULL, NULL, "also what was found and decided"},
        {OPTION_HELP, GROUP_OUTPUT, "help", NULL, NULL, NULL, "print this"},
        {OPTION_VERSION, GROUP_OUTPUT, "version", NULL, NULL, NULL, "print the version"},
};

const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

const struct option *option_find(struct span name)
{
	for (size_t i = 0; i < option_count; i++)
		if (span_is(name, option_table[i].name))
			return &option_table[i];
	return NULL;
}

const struct flag *flag_of_option(struct span name)
{
	for (size_t i = 0; i < flag_count; i++)
		if (flag_table[i].option && span_is(name, flag_table[i].option))
			return &flag_table[i];
	return flag_find(name);
}
