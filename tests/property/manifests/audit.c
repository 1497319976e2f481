/* What a manifest may say of auditing already, right, half right or oddly spelled; and what a user may ask for. */
#include "model.h"

#include <string.h>

static void add_flag(struct world *world, struct value *words, const char *name, const char *value)
{
	if (chance(world, 10)) /* an earlier one, which does not count */
		add(words, value_text(world, text_make(world, "--%s=%s", name, chance(world, 50) ? value : "7")));
	if (chance(world, 75)) {
		add(words, value_text(world, text_make(world, "--%s=%s", name, value)));
		return;
	}
	char *spelled = text_make(world, "%s", name);
	for (char *at = spelled; *at; at++)
		if (*at == '-' && chance(world, 50))
			*at = '_';
	if (chance(world, 60)) {
		add(words, value_text(world, text_make(world, "--%s=%s", spelled, value)));
	} else {
		add(words, value_text(world, text_make(world, "--%s", spelled)));
		add(words, value_text(world, value));
	}
}

struct place { /* where a file is in the container, and the mount that shows it, if there is one */
	const char *flag, *mount, *host, *type;
	bool read_only;
};

static const struct place policies[] = {
	{ "/etc/kubernetes/audit-policy.yaml", "/etc/kubernetes/audit-policy.yaml", "/etc/kubernetes/audit-policy.yaml", "File", true },
	{ "/etc/kubernetes/audit/policy.yaml", "/etc/kubernetes/audit", "/etc/kubernetes/audit", "DirectoryOrCreate", true },
	{ "/audit/policy.yaml", "/audit", "/srv/k8s/audit", NULL, true },
	{ "/etc/kubernetes/policies/p.yaml", "/etc/kubernetes", "/etc/kubernetes", "Directory", true },
	{ "/etc/kubernetes/policy.yaml", NULL, NULL, NULL, false },
	{ "/srv/policy with blanks.yaml", "/srv/policy with blanks.yaml", "/srv/policy with blanks.yaml", "File", true },
};

static const struct place logs[] = {
	{ "/var/log/kubernetes/audit/audit.log", "/var/log/kubernetes/audit", "/var/log/kubernetes/audit", "DirectoryOrCreate", false },
	{ "/var/log/k8s-audit.log", "/var/log/k8s-audit.log", "/var/log/kube/k8s-audit.log", "FileOrCreate", false },
	{ "/var/log/apiserver/audit.log", "/var/log", "/var/log", NULL, false },
	{ "/logs/audit.log", "/logs", "/data/apiserver/logs", "DirectoryOrCreate", false },
	{ "/var/log/audit/kube.log", NULL, NULL, NULL, false },
	{ "-", NULL, NULL, NULL, false },
};

static void add_place(struct world *world, const struct place *place, const char *name, struct value *mounts, struct value *volumes)
{
	if (place->mount && chance(world, 90))
		model_add_mount(world, mounts, volumes, name, place->mount, place->host, place->type, place->read_only);
}

void model_add_audit(struct world *world, struct model *model, struct value *flags, struct value *mounts, struct value *volumes)
{
	static const char *const sizes[][2] = { { "audit-log-maxage", "30" }, { "audit-log-maxbackup", "10" }, { "audit-log-maxsize", "0" } };
	(void)model;
	if (chance(world, 70)) {
		const struct place *policy = &pick(world, policies);
		if (chance(world, 90))
			add_flag(world, flags, "audit-policy-file", policy->flag);
		add_place(world, policy, chance(world, 60) ? "audit" : "policy", mounts, volumes);
	}
	if (chance(world, 70)) {
		const struct place *log = &pick(world, logs);
		bool is_file = log->mount && strcmp(log->mount, log->flag) == 0; /* without the flag it would be in the way of a log of that name */
		if (is_file || chance(world, 90))
			add_flag(world, flags, "audit-log-path", log->flag);
		add_place(world, log, chance(world, 60) ? "audit-logs" : "log", mounts, volumes);
	}
	for (size_t i = 0; i < 3; i++)
		if (chance(world, 40))
			add_flag(world, flags, sizes[i][0], sizes[i][1]);
	if (chance(world, 20))
		add_flag(world, flags, "audit-log-mode", pick(world, ((const char *[]){ "batch", "blocking", "blocking-strict" })));
	if (chance(world, 20))
		add_flag(world, flags, "audit-log-format", pick(world, ((const char *[]){ "json", "legacy" })));
	if (chance(world, 10))
		add(flags, value_text(world, chance(world, 50) ? "--audit-log-compress" : "--audit-log-compress=true"));
	if (chance(world, 10)) {
		add_flag(world, flags, "audit-webhook-config-file", "/etc/kubernetes/webhook.yaml");
		model_add_mount(world, mounts, volumes, "webhook", "/etc/kubernetes/webhook.yaml", "/etc/kubernetes/webhook.yaml", "File", true);
	}
}

static void set(struct wishes *wishes, const char *name, const char *value)
{
	size_t index = flag_index(flag_find(span_of(name)));
	wishes->flags[index].kind = value ? WISH_SET : WISH_UNSET;
	wishes->flags[index].value = value;
}

void model_make_wishes(struct world *world, struct wishes *wishes)
{
	static const char *const policy_paths[] = {
		"/etc/kubernetes/audit-policy.yaml", "/etc/kubernetes/audit/policy.yaml", "/srv/k8s/audit/policy.yaml", "/srv/ä $(b) #c.yaml",
		"/etc/kubernetes/policies/other.yaml", "/opt/policy - 1,{2}.yaml",
	};
	static const char *const log_paths[] = {
		"/var/log/kubernetes/k8s-audit.log", "/var/log/kubernetes/audit/audit.log", "/var/log/k8s-audit.log", "/data/apiserver/logs/a.log",
		"/var/log/kube-audit/it's \"quoted\".log", "-",
	};
	static const char *const numbers[] = { "0", "1", "30", "365" };
	static const char *const counted[] = { "audit-log-maxage", "audit-log-maxbackup", "audit-log-maxsize" };
	static const char *const unset[] = { "audit-policy-file", "audit-log-path", "audit-log-maxage", "audit-log-format", "audit-webhook-config-file" };
	wishes_default(wishes);
	wishes->manifest_directory = "/etc/kubernetes/manifests";
	if (chance(world, 50)) {
		wishes->policy_sha256 = chance(world, 50) ? MODEL_SHA256 : "a9993e364706816aba3e25717850c26c9cd0d89d0123456789abcdef01234567";
		wishes->policy_is_newer = chance(world, 20);
	}
	if (chance(world, 40))
		return;
	if (chance(world, 40))
		set(wishes, "audit-policy-file", pick(world, policy_paths));
	if (chance(world, 40))
		set(wishes, "audit-log-path", pick(world, log_paths));
	for (size_t i = 0; i < 3; i++)
		if (chance(world, 25))
			set(wishes, counted[i], pick(world, numbers));
	if (chance(world, 20))
		set(wishes, "audit-log-mode", chance(world, 50) ? "batch" : "blocking");
	if (chance(world, 10))
		set(wishes, "audit-log-compress", chance(world, 50) ? "true" : "false");
	if (chance(world, 10))
		set(wishes, "audit-webhook-config-file", "/etc/kubernetes/hook/config.yaml");
	if (chance(world, 15))
		set(wishes, pick(world, unset), NULL);
}
