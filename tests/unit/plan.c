#include "pod_case.h"

#define POLICY "/etc/kubernetes/audit-policy.yaml"
#define LOG "/var/log/kubernetes/k8s-audit.log"
#define FLAG_POLICY "--audit-policy-file=" POLICY
#define FLAG_LOG "--audit-log-path=" LOG
#define BOUNDS "--audit-log-maxage=60 --audit-log-maxbackup=1 --audit-log-maxsize=100"
#define FLAGS FLAG_POLICY " " FLAG_LOG " " BOUNDS
#define MOUNT_POLICY POLICY "=audit-policy:ro"
#define MOUNT_LOG "/var/log/kubernetes=audit-log"
#define MOUNTS MOUNT_POLICY " " MOUNT_LOG
#define VOLUME_POLICY "audit-policy=" POLICY ":File"
#define VOLUME_LOG "audit-log=/var/log/kubernetes:DirectoryOrCreate"
#define VOLUMES VOLUME_POLICY " " VOLUME_LOG
#define NEEDS "file:" POLICY " dir:/var/log/kubernetes"
#define API "kube-apiserver --etcd-servers=https://127.0.0.1:2379"
#define DONE API " " FLAGS

#define NOTHING "nothing" /* as .want: the plan is empty */

struct plan_case {
	const char *name;
	const char *image, *words, *mounts, *volumes, *extra, *wishes; /* as pod_case.h; .words NULL: API */
	const char *want, *want_mounts, *want_volumes;                 /* the result; NULL: as they were */
	const char *needs, *items, *note;                              /* NULL: not looked at; note: one of the notes has this in it */
	const char *refused;                                           /* what the message has in it; NULL: not refused */
	unsigned line;                                                 /* of the message; 0: none */
};

static const struct plan_case cases[] = {
	/* What is missing, and where it goes */
	{.name = "fills_in_all_that_is_missing", .want = DONE, .want_mounts = MOUNTS, .want_volumes = VOLUMES, .needs = NEEDS},
	{.name = "appends_to_the_mounts_and_volumes_that_are_there", .mounts = "/etc/ssl=certs:ro", .volumes = "certs=/etc/ssl:Directory", .want = DONE,
	 .want_mounts = "/etc/ssl=certs:ro " MOUNTS, .want_volumes = "certs=/etc/ssl:Directory " VOLUMES},
	{.name = "finds_nothing_to_do_in_its_own_result", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .want = NOTHING, .needs = NEEDS},
	{.name = "reports_every_flag_mount_and_volume", .want = DONE, .want_mounts = MOUNTS, .want_volumes = VOLUMES,
	 .items = "flag --audit-policy-file: nothing > " POLICY ", flag --audit-log-path: nothing > " LOG
	          ", flag --audit-log-maxage: nothing > 60, flag --audit-log-maxbackup: nothing > 1, flag --audit-log-maxsize: nothing > 100, "
	          "volume audit-policy: nothing > " POLICY " (File), mount " POLICY ": nothing > audit-policy (read-only), "
	          "volume audit-log: nothing > /var/log/kubernetes (DirectoryOrCreate), mount /var/log/kubernetes: nothing > audit-log"},
	{.name = "puts_flags_behind_the_last_audit_flag", .words = "kube-apiserver --a=1 --audit-log-mode=batch --z=2",
	 .want = "kube-apiserver --a=1 --audit-log-mode=batch " FLAGS " --z=2", .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "puts_flags_behind_the_value_of_the_last_flag", .words = "kube-apiserver --a 1", .want = "kube-apiserver --a 1 " FLAGS,
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "puts_flags_in_front_of_the_end_of_flags", .words = "kube-apiserver --a=1 -- rest", .want = "kube-apiserver --a=1 " FLAGS " -- rest",
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "puts_flags_in_front_of_the_end_when_there_is_no_flag", .words = "kube-apiserver -- rest", .want = "kube-apiserver " FLAGS " -- rest",
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "does_not_read_flags_behind_the_end", .words = API " -- --audit-log-path=/x", .want = API " " FLAGS " -- --audit-log-path=/x",
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "puts_flags_behind_the_program_when_there_is_no_flag", .words = "kube-apiserver", .want = "kube-apiserver " FLAGS,
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "puts_flags_behind_both_words_of_hyperkube", .words = "/hyperkube apiserver", .want = "/hyperkube apiserver " FLAGS,
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "fills_only_the_gaps", .words = API " --audit-log-maxage=7", .want = API " --audit-log-maxage=7 " FLAG_POLICY " " FLAG_LOG
	 " --audit-log-maxbackup=1 --audit-log-maxsize=100", .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "takes_an_empty_path_for_a_missing_one", .words = API " --audit-log-path= --z=1", .want = API " " FLAG_LOG " " FLAG_POLICY " " BOUNDS " --z=1",
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},

	/* Values, and how they are spelled */
	{.name = "leaves_a_value_that_nobody_names", .words = API " " FLAG_POLICY " " FLAG_LOG
	 " --audit-log-maxage=5 --audit-log-maxbackup=9 --audit-log-maxsize=3", .mounts = MOUNTS, .volumes = VOLUMES, .want = NOTHING},
	{.name = "changes_a_value_that_the_user_names", .words = DONE " --z=1", .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "maxage=30",
	 .want = API " " FLAG_POLICY " " FLAG_LOG " --audit-log-maxage=30 --audit-log-maxbackup=1 --audit-log-maxsize=100 --z=1",
	 .items = "flag --audit-log-maxage: 60 > 30"},
	{.name = "leaves_a_named_value_that_is_right", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "maxage=60 log-path=" LOG, .want = NOTHING},
	{.name = "changes_the_last_of_a_repeated_flag_in_its_place", .words = "kube-apiserver --audit-log-maxage=1 --a=b --audit-log-maxage=2 " FLAG_POLICY " "
	 FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100", .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "maxage=3",
	 .want = "kube-apiserver --a=b --audit-log-maxage=3 " FLAG_POLICY " " FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100"},
	{.name = "keeps_the_value_that_counts_of_a_repeated_flag", .words = "kube-apiserver --audit-log-maxage=1 --audit-log-maxage=2 " FLAG_POLICY " " FLAG_LOG
	 " --audit-log-maxbackup=1 --audit-log-maxsize=100", .mounts = MOUNTS, .volumes = VOLUMES,
	 .want = "kube-apiserver --audit-log-maxage=2 " FLAG_POLICY " " FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100",
	 .items = "flag --audit-log-maxage: 2 > 2"},
	{.name = "joins_a_flag_in_two_words", .words = "kube-apiserver --audit-log-maxage 5 --a=b " FLAG_POLICY " " FLAG_LOG
	 " --audit-log-maxbackup=1 --audit-log-maxsize=100", .mounts = MOUNTS, .volumes = VOLUMES,
	 .want = "kube-apiserver --audit-log-maxage=5 --a=b " FLAG_POLICY " " FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100"},
	{.name = "writes_dashes_for_underscores", .words = "kube-apiserver --audit_log_maxage=5 " FLAG_POLICY " " FLAG_LOG
	 " --audit-log-maxbackup=1 --audit-log-maxsize=100", .mounts = MOUNTS, .volumes = VOLUMES,
	 .want = "kube-apiserver --audit-log-maxage=5 " FLAG_POLICY " " FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100"},
	{.name = "normalises_flags_that_nobody_wished_for", .words = DONE " --audit-log-mode batch", .mounts = MOUNTS, .volumes = VOLUMES,
	 .want = DONE " --audit-log-mode=batch", .items = "flag --audit-log-mode: batch > batch"},
	{.name = "leaves_a_bool_without_a_value", .words = DONE " --audit-log-compress", .mounts = MOUNTS, .volumes = VOLUMES, .want = NOTHING},
	{.name = "adds_any_audit_flag_that_is_named", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "audit-log-mode=batch audit-log-compress=true",
	 .want = DONE " --audit-log-compress=true --audit-log-mode=batch"},
	{.name = "takes_all_occurrences_of_a_flag_away", .words = DONE " --audit-log-mode=batch --z=1 --audit_log_mode blocking", .mounts = MOUNTS,
	 .volumes = VOLUMES, .wishes = "!audit-log-mode", .want = DONE " --z=1", .items = "flag --audit-log-mode: blocking > nothing"},
	{.name = "unsetting_what_is_not_there_is_nothing_to_do", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "!audit-log-mode", .want = NOTHING},
	{.name = "an_unset_default_is_not_filled_in", .wishes = "!maxage !maxbackup", .want = API " " FLAG_POLICY " " FLAG_LOG " --audit-log-maxsize=100",
	 .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "escapes_what_the_kubelet_would_expand", .wishes = "policy=/etc/$(X)/$$p.yaml",
	 .want = API " --audit-policy-file=/etc/$$(X)/$$$p.yaml " FLAG_LOG " " BOUNDS,
	 .want_mounts = "/etc/$(X)/$$p.yaml=audit-policy:ro " MOUNT_LOG, .want_volumes = "audit-policy=/etc/$(X)/$$p.yaml:File " VOLUME_LOG},

	/* Standard output, webhook, no log */
	{.name = "needs_neither_mount_nor_bounds_for_standard_output", .wishes = "log-path=-", .want = API " " FLAG_POLICY " --audit-log-path=-",
	 .want_mounts = MOUNT_POLICY, .want_volumes = VOLUME_POLICY, .needs = "file:" POLICY},
	{.name = "leaves_standard_output_alone", .words = API " --audit-log-path=-", .want = API " --audit-log-path=- " FLAG_POLICY,
	 .want_mounts = MOUNT_POLICY, .want_volumes = VOLUME_POLICY},
	{.name = "without_a_log_there_are_no_bounds", .wishes = "!log-path", .want = API " " FLAG_POLICY, .want_mounts = MOUNT_POLICY,
	 .want_volumes = VOLUME_POLICY, .note = "records nothing"},
	{.name = "mounts_a_webhooks_config_like_a_policy", .wishes = "audit-webhook-config-file=/etc/kubernetes/hook.yaml",
	 .want = DONE " --audit-webhook-config-file=/etc/kubernetes/hook.yaml", .want_mounts = MOUNTS " /etc/kubernetes/hook.yaml=audit-webhook:ro",
	 .want_volumes = VOLUMES " audit-webhook=/etc/kubernetes/hook.yaml:File", .needs = NEEDS " file:/etc/kubernetes/hook.yaml"},
	{.name = "mounts_a_webhooks_config_that_nothing_shows", .words = API " --audit-webhook-config-file=/srv/hook.yaml",
	 .want = API " --audit-webhook-config-file=/srv/hook.yaml " FLAGS, .want_mounts = MOUNTS " /srv/hook.yaml=audit-webhook:ro",
	 .want_volumes = VOLUMES " audit-webhook=/srv/hook.yaml:File"},
	{.name = "warns_that_nothing_is_recorded_without_a_policy", .wishes = "!policy", .want = API " " FLAG_LOG " " BOUNDS, .want_mounts = MOUNT_LOG,
	 .want_volumes = VOLUME_LOG, .note = "without --audit-policy-file"},

	/* Mounts that are there */
	{.name = "uses_a_directory_that_shows_the_policy", .mounts = "/etc/kubernetes=conf:ro", .volumes = "conf=/etc/kubernetes", .want = DONE,
	 .want_mounts = "/etc/kubernetes=conf:ro " MOUNT_LOG, .want_volumes = "conf=/etc/kubernetes " VOLUME_LOG, .needs = NEEDS},
	{.name = "says_the_containers_path_for_the_hosts", .mounts = "/conf=conf:ro /logs=logs", .volumes = "conf=/etc/kubernetes logs=/var/log",
	 .want = API " --audit-policy-file=/conf/audit-policy.yaml --audit-log-path=/logs/kubernetes/k8s-audit.log " BOUNDS, .needs = NEEDS},
	{.name = "takes_the_longest_of_the_mounts_that_show_it", .mounts = "/a=a /b=b", .volumes = "a=/var/log b=/var/log/kubernetes",
	 .want = API " " FLAG_POLICY " --audit-log-path=/b/k8s-audit.log " BOUNDS, .want_mounts = "/a=a /b=b " MOUNT_POLICY,
	 .want_volumes = "a=/var/log b=/var/log/kubernetes " VOLUME_POLICY},
	{.name = "does_not_log_into_a_read_only_mount", .mounts = "/logs=logs:ro", .volumes = "logs=/var/log", .want = DONE,
	 .want_mounts = "/logs=logs:ro " MOUNTS, .want_volumes = "logs=/var/log " VOLUMES},
	{.name = "mounts_the_logs_directory_inside_a_read_only_mount", .mounts = "/var/log=logs:ro", .volumes = "logs=/var/log", .want = DONE,
	 .want_mounts = "/var/log=logs:ro " MOUNTS, .want_volumes = "logs=/var/log " VOLUMES, .needs = "point:/var/log/kubernetes " NEEDS},
	{.name = "asks_for_a_mount_point_inside_a_read_only_mount_of_another_path", .mounts = "/etc/kubernetes=conf:ro", .volumes = "conf=/opt/conf", .want = DONE,
	 .want_mounts = "/etc/kubernetes=conf:ro " MOUNTS, .want_volumes = "conf=/opt/conf " VOLUMES, .needs = "point:/opt/conf/audit-policy.yaml " NEEDS},
	{.name = "asks_for_a_mount_point_below_the_hosts_root", .words = API " --audit-log-path=/h/var/log/k/a.log", .mounts = "/h=root:ro", .volumes = "root=/",
	 .want = API " --audit-log-path=/h/var/log/k/a.log --audit-policy-file=/h" POLICY " " BOUNDS, .want_mounts = "/h=root:ro /h/var/log/k=audit-log",
	 .want_volumes = "root=/ audit-log=/var/log/k:DirectoryOrCreate", .needs = "point:/var/log/k file:" POLICY " dir:/var/log/k"},
	{.name = "asks_for_no_mount_point_inside_a_writable_mount", .mounts = "/etc/kubernetes=conf", .volumes = "conf=/opt/conf", .want = DONE,
	 .want_mounts = "/etc/kubernetes=conf " MOUNTS, .want_volumes = "conf=/opt/conf " VOLUMES, .needs = NEEDS},
	{.name = "asks_for_no_mount_point_inside_the_new_mount_of_the_log", .mounts = "/srv=srv:ro", .volumes = "srv=/opt/srv",
	 .wishes = "policy=/srv/audit/p.yaml log-path=/srv/audit/a.log",
	 .want = API " --audit-policy-file=/srv/audit/p.yaml --audit-log-path=/srv/audit/a.log " BOUNDS,
	 .want_mounts = "/srv=srv:ro /srv/audit/p.yaml=audit-policy:ro /srv/audit=audit-log",
	 .want_volumes = "srv=/opt/srv audit-policy=/srv/audit/p.yaml:File audit-log=/srv/audit:DirectoryOrCreate",
	 .needs = "point:/opt/srv/audit file:/srv/audit/p.yaml dir:/srv/audit"},
	{.name = "refuses_a_mount_point_inside_what_the_kubelet_mounts_read_only", .mounts = "/etc/kubernetes=conf", .volumes = "conf=configMap",
	 .refused = "lies in this read-only mount", .line = 14},
	{.name = "a_policy_beside_the_log_gets_a_mount_of_its_own", .wishes = "policy=/srv/audit/p.yaml log-path=/srv/audit/log/a.log",
	 .want = API " --audit-policy-file=/srv/audit/p.yaml --audit-log-path=/srv/audit/log/a.log " BOUNDS,
	 .want_mounts = "/srv/audit/p.yaml=audit-policy:ro /srv/audit/log=audit-log",
	 .want_volumes = "audit-policy=/srv/audit/p.yaml:File audit-log=/srv/audit/log:DirectoryOrCreate"},
	{.name = "adds_the_directory_of_a_log_that_nothing_shows", .words = API " --audit-log-path=/var/log/apiserver/audit.log",
	 .want = API " --audit-log-path=/var/log/apiserver/audit.log " FLAG_POLICY " " BOUNDS, .want_mounts = MOUNT_POLICY " /var/log/apiserver=audit-log",
	 .want_volumes = VOLUME_POLICY " audit-log=/var/log/apiserver:DirectoryOrCreate"},
	{.name = "adds_the_policy_that_nothing_shows", .words = API " --audit-policy-file=/srv/p.yaml", .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG
	 " " BOUNDS, .want_mounts = "/srv/p.yaml=audit-policy:ro " MOUNT_LOG, .want_volumes = "audit-policy=/srv/p.yaml:File " VOLUME_LOG},
	{.name = "repairs_a_log_whose_mount_shows_another_path", .words = API " " FLAG_POLICY " --audit-log-path=/var/log/audit/a.log " BOUNDS,
	 .mounts = MOUNT_POLICY " /var/log/other=log", .volumes = VOLUME_POLICY " log=/var/log/audit",
	 .want = API " " FLAG_POLICY " --audit-log-path=/var/log/audit/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /var/log/other=log /var/log/audit=log",
	 .want_volumes = VOLUME_POLICY " log=/var/log/audit"},
	{.name = "uses_its_own_volumes_that_are_there_unmounted", .volumes = "audit-log=/var/log/kubernetes/ audit-policy-7=" POLICY ":FileOrCreate", .want = DONE,
	 .want_mounts = POLICY "=audit-policy-7:ro " MOUNT_LOG, .want_volumes = "audit-log=/var/log/kubernetes/ audit-policy-7=" POLICY ":FileOrCreate"},
	{.name = "uses_any_volume_for_a_flag_that_is_there", .words = API " " FLAG_LOG, .volumes = "logs=/var/log/kubernetes:Directory",
	 .want = API " " FLAG_LOG " " FLAG_POLICY " " BOUNDS, .want_mounts = MOUNT_POLICY " /var/log/kubernetes=logs",
	 .want_volumes = "logs=/var/log/kubernetes:Directory " VOLUME_POLICY},
	{.name = "does_not_use_a_volume_of_another_name", .volumes = "log=/var/log/kubernetes", .want = DONE, .want_mounts = MOUNTS,
	 .want_volumes = "log=/var/log/kubernetes " VOLUMES},
	{.name = "does_not_use_a_volume_of_another_type", .volumes = "audit-policy=" POLICY ":DirectoryOrCreate", .want = DONE,
	 .want_mounts = POLICY "=audit-policy-2:ro " MOUNT_LOG, .want_volumes = "audit-policy=" POLICY ":DirectoryOrCreate audit-policy-2=" POLICY ":File "
	 VOLUME_LOG},
	{.name = "numbers_a_name_that_is_taken", .volumes = "audit-log=emptyDir audit-log-2=emptyDir audit-policy=/etc/other", .want = DONE,
	 .want_mounts = POLICY "=audit-policy-2:ro /var/log/kubernetes=audit-log-3",
	 .want_volumes = "audit-log=other audit-log-2=other audit-policy=/etc/other audit-policy-2=" POLICY
	                 ":File audit-log-3=/var/log/kubernetes:DirectoryOrCreate"},
	{.name = "leaves_a_log_in_a_volume_of_the_pod", .words = API " --audit-log-path=/scratch/a.log", .mounts = "/scratch=scratch", .volumes = "scratch=emptyDir",
	 .want = API " --audit-log-path=/scratch/a.log " FLAG_POLICY " " BOUNDS, .want_mounts = "/scratch=scratch " MOUNT_POLICY,
	 .want_volumes = "scratch=other " VOLUME_POLICY, .note = "not known to be on this host", .needs = "file:" POLICY},
	{.name = "refuses_a_mount_path_that_another_volume_has", .mounts = "/var/log/kubernetes=x", .volumes = "x=/srv/x",
	 .refused = "another volume is mounted here", .line = 14},
	{.name = "refuses_a_log_directory_that_is_mounted_read_only", .mounts = "/var/log/kubernetes=x:ro", .volumes = "x=/var/log/kubernetes",
	 .refused = "take readOnly away", .line = 14},
	{.name = "refuses_to_hide_what_another_flag_names", .words = API " --tls-cert-file=/srv/log/tls.crt", .mounts = "/srv=srv", .volumes = "srv=/opt",
	 .wishes = "log-path=/srv/log/a.log", .refused = "/srv/log/tls.crt would be hidden", .line = 11},
	{.name = "keeps_a_named_path_however_it_is_shown", .words = API " --audit-policy-file=/conf/audit-policy.yaml " FLAG_LOG " " BOUNDS,
	 .mounts = "/etc/kubernetes=conf:ro /conf=conf:ro " MOUNT_LOG, .volumes = "conf=/etc/kubernetes " VOLUME_LOG, .wishes = "policy=" POLICY, .want = NOTHING},

	/* A path that changes takes its mount and volume along */
	{.name = "moves_the_mount_and_volume_of_a_policy", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "policy=/srv/p.yaml",
	 .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/srv/p.yaml=audit-policy:ro " MOUNT_LOG,
	 .want_volumes = "audit-policy=/srv/p.yaml:File " VOLUME_LOG,
	 .items = "flag --audit-policy-file: " POLICY " > /srv/p.yaml, volume audit-policy: " POLICY " (File) > /srv/p.yaml (File), mount " POLICY
	          ": audit-policy (read-only) > nothing, mount /srv/p.yaml: nothing > audit-policy (read-only)"},
	{.name = "moves_the_mount_and_volume_of_a_log", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=/srv/log/a.log",
	 .want = API " " FLAG_POLICY " --audit-log-path=/srv/log/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /srv/log=audit-log",
	 .want_volumes = VOLUME_POLICY " audit-log=/srv/log:DirectoryOrCreate"},
	{.name = "moves_the_volume_alone_when_the_path_in_the_container_stays", .words = DONE, .mounts = MOUNT_POLICY " /var/log/kubernetes=l",
	 .volumes = "audit-policy=/opt/p.yaml:File l=/opt/log", .wishes = "policy=" POLICY " log-path=" LOG, .want = DONE,
	 .want_volumes = VOLUME_POLICY " l=/var/log/kubernetes:DirectoryOrCreate",
	 .items = "volume audit-policy: /opt/p.yaml (File) > " POLICY " (File), volume l: /opt/log > /var/log/kubernetes (DirectoryOrCreate)"},
	{.name = "renames_a_log_within_its_directory", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=/var/log/kubernetes/b.log",
	 .want = API " " FLAG_POLICY " --audit-log-path=/var/log/kubernetes/b.log " BOUNDS},
	{.name = "makes_the_moved_mount_of_a_policy_read_only", .words = DONE, .mounts = POLICY "=p " MOUNT_LOG, .volumes = "p=" POLICY " " VOLUME_LOG,
	 .wishes = "policy=/srv/p.yaml", .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/srv/p.yaml=p:ro " MOUNT_LOG,
	 .want_volumes = "p=/srv/p.yaml:File " VOLUME_LOG},
	{.name = "takes_the_mount_of_an_unset_policy_away", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "!policy",
	 .want = API " " FLAG_LOG " " BOUNDS, .want_mounts = MOUNT_LOG, .want_volumes = VOLUME_LOG, .note = "without --audit-policy-file"},
	{.name = "takes_the_only_mount_away_with_its_key", .words = API " " FLAG_POLICY, .mounts = MOUNT_POLICY, .volumes = VOLUME_POLICY,
	 .wishes = "!policy log-path=-", .want = API " --audit-log-path=-", .want_mounts = "", .want_volumes = "",
	 .note = "without --audit-policy-file"},
	{.name = "takes_the_mount_of_the_log_away_for_standard_output", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=-",
	 .want = API " " FLAG_POLICY " --audit-log-path=- " BOUNDS, .want_mounts = MOUNT_POLICY, .want_volumes = VOLUME_POLICY},
	{.name = "takes_the_old_mount_away_when_another_shows_the_new_path", .words = DONE, .mounts = "/srv=srv:ro " MOUNTS, .volumes = "srv=/srv " VOLUMES,
	 .wishes = "policy=/srv/p.yaml", .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/srv=srv:ro " MOUNT_LOG,
	 .want_volumes = "srv=/srv " VOLUME_LOG},
	{.name = "leaves_a_directory_that_showed_the_old_policy", .words = API " --audit-policy-file=/etc/audit/p.yaml " FLAG_LOG " " BOUNDS,
	 .mounts = "/etc/audit=a:ro " MOUNT_LOG, .volumes = "a=/etc/audit " VOLUME_LOG, .wishes = "policy=/srv/p.yaml",
	 .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/etc/audit=a:ro " MOUNT_LOG " /srv/p.yaml=audit-policy:ro",
	 .want_volumes = "a=/etc/audit " VOLUME_LOG " audit-policy=/srv/p.yaml:File"},
	{.name = "leaves_a_log_directory_that_the_policy_needs", .words = API " --audit-policy-file=/srv/audit/p.yaml --audit-log-path=/srv/audit/a.log " BOUNDS,
	 .mounts = "/srv/audit=audit", .volumes = "audit=/srv/audit", .wishes = "log-path=" LOG,
	 .want = API " --audit-policy-file=/srv/audit/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/srv/audit=audit " MOUNT_LOG,
	 .want_volumes = "audit=/srv/audit " VOLUME_LOG},
	{.name = "leaves_a_log_directory_that_the_new_policy_needs", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES,
	 .wishes = "policy=/var/log/kubernetes/p.yaml log-path=/srv/log/a.log",
	 .want = API " --audit-policy-file=/var/log/kubernetes/p.yaml --audit-log-path=/srv/log/a.log " BOUNDS, .want_mounts = MOUNT_LOG " /srv/log=audit-log-2",
	 .want_volumes = VOLUME_LOG " audit-log-2=/srv/log:DirectoryOrCreate"},
	{.name = "leaves_a_mount_that_another_flag_speaks_of", .words = DONE " --authentication-token-webhook-config-file=/var/log/kubernetes/hook.yaml",
	 .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=/srv/log/a.log",
	 .want = API " " FLAG_POLICY " --audit-log-path=/srv/log/a.log " BOUNDS " --authentication-token-webhook-config-file=/var/log/kubernetes/hook.yaml",
	 .want_mounts = MOUNTS " /srv/log=audit-log-2", .want_volumes = VOLUMES " audit-log-2=/srv/log:DirectoryOrCreate"},
	{.name = "moves_a_mount_whose_path_only_begins_like_another_flags", .words = DONE " --x=/var/log/kubernetes-x/hook.yaml --y=/var/log/kubernetesé",
	 .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=/srv/log/a.log",
	 .want = API " " FLAG_POLICY " --audit-log-path=/srv/log/a.log " BOUNDS " --x=/var/log/kubernetes-x/hook.yaml --y=/var/log/kubernetesé",
	 .want_mounts = MOUNT_POLICY " /srv/log=audit-log", .want_volumes = VOLUME_POLICY " audit-log=/srv/log:DirectoryOrCreate"},
	{.name = "leaves_a_mount_that_another_flag_names_in_a_list", .words = DONE " --x=a=/var/log/kubernetes,b", .mounts = MOUNTS, .volumes = VOLUMES,
	 .wishes = "log-path=-", .want = API " " FLAG_POLICY " --audit-log-path=- " BOUNDS " --x=a=/var/log/kubernetes,b"},
	{.name = "moves_a_log_directory_in_which_the_policy_has_a_mount_of_its_own",
	 .words = API " --audit-policy-file=/srv/audit/p.yaml --audit-log-path=/srv/audit/a.log " BOUNDS, .mounts = "/srv/audit=l /srv/audit/p.yaml=p:ro",
	 .volumes = "l=/srv/audit p=/srv/audit/p.yaml:File", .wishes = "log-path=" LOG, .want = API " --audit-policy-file=/srv/audit/p.yaml " FLAG_LOG " " BOUNDS,
	 .want_mounts = "/var/log/kubernetes=l /srv/audit/p.yaml=p:ro", .want_volumes = "l=/var/log/kubernetes:DirectoryOrCreate p=/srv/audit/p.yaml:File"},
	{.name = "leaves_a_mount_of_a_part_of_a_volume", .words = API " --audit-policy-file=/p.yaml " FLAG_LOG " " BOUNDS,
	 .mounts = "/p.yaml=conf:subPath=p.yaml " MOUNT_LOG, .volumes = "conf=/etc/audit " VOLUME_LOG, .wishes = "policy=/srv/p.yaml",
	 .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = "/p.yaml=conf " MOUNT_LOG " /srv/p.yaml=audit-policy:ro",
	 .want_volumes = "conf=/etc/audit " VOLUME_LOG " audit-policy=/srv/p.yaml:File"},
	{.name = "replaces_a_mount_that_says_more_than_can_be_changed", .words = DONE, .mounts = POLICY "=p:mountPropagation=None " MOUNT_LOG,
	 .volumes = "p=" POLICY " " VOLUME_LOG, .wishes = "policy=/srv/p.yaml", .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS,
	 .want_mounts = MOUNT_LOG " /srv/p.yaml=audit-policy:ro", .want_volumes = VOLUME_LOG " audit-policy=/srv/p.yaml:File"},
	{.name = "leaves_a_volume_that_another_container_mounts", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "log-path=/srv/log/a.log",
	 .extra = "  - image: shipper\n    name: shipper\n    volumeMounts:\n    - mountPath: /logs\n      name: audit-log\n",
	 .want = API " " FLAG_POLICY " --audit-log-path=/srv/log/a.log " BOUNDS, .want_mounts = MOUNTS " /srv/log=audit-log-2",
	 .want_volumes = VOLUMES " audit-log-2=/srv/log:DirectoryOrCreate"},
	{.name = "leaves_a_volume_that_an_init_container_mounts", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "policy=/srv/p.yaml",
	 .extra = "  initContainers:\n  - image: check\n    name: check\n    volumeMounts:\n    - mountPath: /p\n      name: audit-policy\n",
	 .want = API " --audit-policy-file=/srv/p.yaml " FLAG_LOG " " BOUNDS, .want_mounts = MOUNTS " /srv/p.yaml=audit-policy-2:ro",
	 .want_volumes = VOLUMES " audit-policy-2=/srv/p.yaml:File"},

	/* A log mounted as a single file */
	{.name = "mounts_the_directory_of_a_log_that_was_a_single_file", .words = API " " FLAG_POLICY " --audit-log-path=/var/log/audit/a.log " BOUNDS,
	 .mounts = MOUNT_POLICY " /var/log/audit/a.log=log", .volumes = VOLUME_POLICY " log=/var/log/audit/a.log:FileOrCreate",
	 .want = API " " FLAG_POLICY " --audit-log-path=/var/log/audit/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /var/log/audit=log",
	 .want_volumes = VOLUME_POLICY " log=/var/log/audit:DirectoryOrCreate", .note = "mounted as a single file", .needs = "file:" POLICY " dir:/var/log/audit"},
	{.name = "warns_when_that_directory_is_var_log", .words = API " " FLAG_POLICY " --audit-log-path=/var/log/a.log " BOUNDS,
	 .mounts = MOUNT_POLICY " /var/log/a.log=log", .volumes = VOLUME_POLICY " log=/var/log/a.log", .want = API " " FLAG_POLICY
	 " --audit-log-path=/var/log/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /var/log=log", .want_volumes = VOLUME_POLICY " log=/var/log:DirectoryOrCreate",
	 .note = "whole of /var/log"},
	{.name = "makes_that_mount_writable", .words = API " " FLAG_POLICY " --audit-log-path=/x/a.log " BOUNDS, .mounts = MOUNT_POLICY " /x/a.log=log:ro",
	 .volumes = VOLUME_POLICY " log=/srv/b.log", .want = API " " FLAG_POLICY " --audit-log-path=/x/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /x=log",
	 .want_volumes = VOLUME_POLICY " log=/srv:DirectoryOrCreate", .note = "the log is /srv/a.log"},
	{.name = "drops_the_single_file_when_its_directory_is_mounted", .words = API " " FLAG_POLICY " " FLAG_LOG " " BOUNDS,
	 .mounts = MOUNTS " " LOG "=file", .volumes = VOLUMES " file=" LOG ":FileOrCreate", .want = DONE, .want_mounts = MOUNTS, .want_volumes = VOLUMES,
	 .note = "single file"},
	{.name = "drops_only_the_mount_of_a_shared_single_file", .words = API " " FLAG_POLICY " " FLAG_LOG " " BOUNDS, .mounts = MOUNT_POLICY " " LOG "=file",
	 .volumes = VOLUME_POLICY " file=" LOG, .extra = "  - image: s\n    name: s\n    volumeMounts:\n    - mountPath: /l\n      name: file\n",
	 .want = DONE, .want_mounts = MOUNTS, .want_volumes = VOLUME_POLICY " file=" LOG " " VOLUME_LOG,
	 .note = "single file"},
	{.name = "replaces_the_single_file_of_a_log_that_is_named", .words = API " " FLAG_POLICY " " FLAG_LOG " " BOUNDS, .mounts = MOUNT_POLICY " " LOG "=file",
	 .volumes = VOLUME_POLICY " file=" LOG, .wishes = "log-path=" LOG, .want = DONE, .want_mounts = MOUNT_POLICY " /var/log/kubernetes=file",
	 .want_volumes = VOLUME_POLICY " file=/var/log/kubernetes:DirectoryOrCreate", .note = "single file"},
	{.name = "refuses_a_log_where_something_else_is_mounted", .mounts = LOG "=x", .volumes = "x=/srv/x", .refused = "something else is mounted here", .line = 14},
	{.name = "refuses_that_for_a_log_that_was_elsewhere_too", .words = API " --audit-log-path=/srv/l/a.log", .mounts = LOG "=x", .volumes = "x=/srv/x",
	 .wishes = "log-path=" LOG, .refused = "something else is mounted here", .line = 15},
	{.name = "replaces_what_was_mounted_for_the_log_though_it_was_another_file", .words = API " " FLAG_POLICY " " FLAG_LOG " " BOUNDS,
	 .mounts = MOUNT_POLICY " " LOG "=x", .volumes = VOLUME_POLICY " x=/srv/x", .wishes = "log-path=" LOG, .want = DONE,
	 .want_mounts = MOUNT_POLICY " /var/log/kubernetes=x", .want_volumes = VOLUME_POLICY " x=/var/log/kubernetes:DirectoryOrCreate", .note = "single file"},
	{.name = "refuses_a_log_that_is_a_mounted_directory", .words = API " --audit-log-path=/var/log/a", .mounts = "/var/log/a=a",
	 .volumes = "a=/var/log/a:Directory", .refused = "it is a directory", .line = 11},

	/* Paths that are refused, from the command line and from the manifest */
	{.name = "refuses_a_relative_policy", .wishes = "policy=p.yaml", .refused = "--policy p.yaml: it is a relative path"},
	{.name = "refuses_a_relative_log_of_the_manifest", .words = API " --audit-log-path=a.log", .refused = "name another with --log-path", .line = 11},
	{.name = "a_named_path_mends_a_relative_one", .words = API " --audit-log-path=a.log", .wishes = "log-path=" LOG,
	 .want = API " " FLAG_LOG " " FLAG_POLICY " " BOUNDS, .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "refuses_a_path_that_steps_back", .wishes = "log-path=/var/log/../x/a.log", .refused = "'..'"},
	{.name = "refuses_a_path_that_is_a_directory", .wishes = "log-path=/var/log/audit/", .refused = "a directory"},
	{.name = "refuses_an_empty_path", .wishes = "policy=", .refused = "no path at all"},
	{.name = "refuses_a_colon_in_a_mount_path", .wishes = "policy=/etc/a:b.yaml", .refused = "':'"},
	{.name = "refuses_a_policy_in_the_manifests_directory", .wishes = "policy=/etc/kubernetes/manifests/p.yaml", .refused = "the kubelet runs what lies there"},
	{.name = "refuses_a_log_whose_host_side_is_in_the_manifests_directory", .words = API " --audit-log-path=/m/a.log", .mounts = "/m=m",
	 .volumes = "m=/etc/kubernetes/manifests", .refused = "/etc/kubernetes/manifests/a.log", .line = 11},
	{.name = "refuses_to_mount_the_root", .wishes = "log-path=/a.log", .refused = "its directory / would have to be mounted"},
	{.name = "refuses_to_mount_etc", .wishes = "log-path=/etc/a.log", .refused = "its directory /etc would"},
	{.name = "refuses_to_mount_the_keys", .wishes = "log-path=/etc/kubernetes/pki/a/a.log", .refused = "keys"},
	{.name = "refuses_to_mount_the_directory_above_the_keys", .wishes = "log-path=/etc/kubernetes/a.log", .refused = "keys"},
	{.name = "refuses_to_mount_etcds_data", .wishes = "log-path=/var/lib/etcd/a.log", .refused = "keys"},
	{.name = "refuses_to_mount_the_directory_above_the_kubelets", .wishes = "log-path=/var/lib/a.log", .refused = "keys"},
	{.name = "refuses_to_hide_the_binary", .wishes = "log-path=/usr/local/bin/a.log", .refused = "belongs to the system"},
	{.name = "refuses_to_mount_libraries", .wishes = "log-path=/lib64/a.log", .refused = "belongs to the system"},
	{.name = "refuses_an_unmounted_log_of_the_manifest_in_run", .words = API " --audit-log-path=/run/a.log", .refused = "belongs to the system", .line = 11},
	{.name = "uses_a_writable_mount_where_it_would_not_make_one", .wishes = "log-path=/etc/a.log", .mounts = "/etc=etc", .volumes = "etc=/etc",
	 .want = API " " FLAG_POLICY " --audit-log-path=/etc/a.log " BOUNDS},
	{.name = "warns_of_a_writable_mount_below_etc", .wishes = "log-path=/etc/audit/a.log", .want = API " " FLAG_POLICY " --audit-log-path=/etc/audit/a.log " BOUNDS,
	 .want_mounts = MOUNT_POLICY " /etc/audit=audit-log", .want_volumes = VOLUME_POLICY " audit-log=/etc/audit:DirectoryOrCreate", .note = "below /etc"},
	{.name = "a_directory_whose_name_begins_alike_is_another", .wishes = "log-path=/var/lib/etcd-audit/a.log",
	 .want = API " " FLAG_POLICY " --audit-log-path=/var/lib/etcd-audit/a.log " BOUNDS, .want_mounts = MOUNT_POLICY " /var/lib/etcd-audit=audit-log",
	 .want_volumes = VOLUME_POLICY " audit-log=/var/lib/etcd-audit:DirectoryOrCreate"},
	{.name = "refuses_one_file_for_policy_and_log", .wishes = "policy=/srv/x log-path=/srv/x", .refused = "--audit-policy-file has the file /srv/x"},
	{.name = "refuses_one_file_for_policy_and_webhook", .wishes = "policy=/srv/x audit-webhook-config-file=/srv/x", .refused = "name two files apart"},
	{.name = "refuses_a_log_below_the_policy", .wishes = "policy=/srv/x log-path=/srv/x/a.log", .refused = "name two files apart"},
	{.name = "refuses_a_log_beside_its_own_directory_as_policy", .words = API " --audit-log-path=/srv/x/a.log", .wishes = "policy=/srv/x",
	 .refused = "--audit-policy-file has the file /srv/x", .line = 11},

	/* Values and versions that the API server would not start with */
	{.name = "refuses_a_value_of_the_manifest_that_is_none", .words = API " --audit-log-maxage=abc", .refused = "set it with --maxage", .line = 11},
	{.name = "a_named_value_mends_one_that_is_none", .words = API " --audit-log-maxage=abc", .wishes = "maxage=9",
	 .want = API " --audit-log-maxage=9 " FLAG_POLICY " " FLAG_LOG " --audit-log-maxbackup=1 --audit-log-maxsize=100", .want_mounts = MOUNTS,
	 .want_volumes = VOLUMES},
	{.name = "refuses_a_flag_that_the_version_has_lost", .words = API " --audit-dynamic-configuration=true", .refused = "1.30", .line = 11},
	{.name = "leaves_that_flag_to_a_version_that_has_it", .image = "k8s.gcr.io/kube-apiserver:v1.14.0", .words = DONE " --audit-dynamic-configuration=true",
	 .mounts = MOUNTS, .volumes = VOLUMES, .want = NOTHING},
	{.name = "takes_such_a_flag_away", .words = DONE " --audit-dynamic-configuration=true", .mounts = MOUNTS, .volumes = VOLUMES,
	 .wishes = "!audit-dynamic-configuration", .want = DONE},
	{.name = "refuses_a_wished_flag_that_came_later", .image = "k8s.gcr.io/kube-apiserver:v1.14.0", .wishes = "audit-log-compress=true",
	 .refused = "--audit-log-compress"},
	{.name = "refuses_a_gate_that_the_version_has_lost", .words = API " --feature-gates=A=true,AdvancedAuditing=true", .refused = "AdvancedAuditing", .line = 11},
	{.name = "says_that_a_version_before_policies_will_not_start", .image = "gcr.io/google_containers/hyperkube:v1.4.6", .want = DONE, .want_mounts = MOUNTS,
	 .want_volumes = VOLUMES, .note = "does not start with --audit-policy-file"},
	{.name = "checks_the_flags_together", .words = DONE, .mounts = MOUNTS, .volumes = VOLUMES, .wishes = "audit-log-mode=batch audit-log-batch-buffer-size=0",
	 .refused = "--audit-log-batch-buffer-size"},

	/* Variables */
	{.name = "leaves_what_only_the_kubelet_can_expand", .words = API " --audit-log-path=$(LOG_DIR)/a.log", .want = API " --audit-log-path=$(LOG_DIR)/a.log "
	 FLAG_POLICY " " BOUNDS, .want_mounts = MOUNT_POLICY, .want_volumes = VOLUME_POLICY, .note = "--audit-log-path is $(LOG_DIR)/a.log"},
	{.name = "expands_what_the_manifest_itself_says", .words = API " --audit-log-path=$(LOG_DIR)/k8s-audit.log",
	 .extra = "    env:\n    - name: LOG_DIR\n      value: /var/log/kubernetes\n",
	 .want = API " --audit-log-path=$(LOG_DIR)/k8s-audit.log " FLAG_POLICY " " BOUNDS, .want_mounts = MOUNTS, .want_volumes = VOLUMES},
	{.name = "joins_words_without_expanding_them", .words = DONE " --audit-log-version $(V)", .mounts = MOUNTS, .volumes = VOLUMES,
	 .want = DONE " --audit-log-version=$(V)"},
	{.name = "reads_an_escaped_value", .words = API " --audit-policy-file=/etc/$$(X)/p.yaml " FLAG_LOG " " BOUNDS, .mounts = "/etc/$(X)/p.yaml=audit-policy:ro "
	 MOUNT_LOG, .volumes = "audit-policy=/etc/$(X)/p.yaml:File " VOLUME_LOG, .wishes = "policy=/etc/$(X)/p.yaml", .want = NOTHING},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("%s:\n  %s\nwanted:\n  %s", what, got, want);
}

static void check_refusal(const struct plan_case *one, int outcome, const struct error *err)
{
	if (outcome >= 0)
		fail_msg("was not refused");
	if (err->kind != ERROR_REFUSED || !strstr(err->text, one->refused) || err->line != one->line)
		fail_msg("refused with kind %d, at line %u: %s", (int)err->kind, err->line, err->text);
}

typedef void say_function(const struct manifest *manifest, struct buf *out);

static void check_list(const char *what, say_function *say, const struct patch *patch, int outcome, const char *want)
{
	BUF_AUTO struct buf got = BUF_EMPTY, old = BUF_EMPTY;
	say(&patch->before.manifest, &old);
	say(outcome == PATCH_CHANGED ? &patch->after.manifest : &patch->before.manifest, &got);
	same(what, buf_text(&got), want ? want : buf_text(&old));
}

static void run_case(void **state)
{
	const struct plan_case *one = *state;
	BUF_AUTO struct buf source = BUF_EMPTY, needs = BUF_EMPTY, items = BUF_EMPTY, notes = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct wishes wishes;
	struct error err = {.kind = ERROR_NONE};
	char room[4096];
	read_wishes(one->wishes, &wishes, room, sizeof(room));
	write_pod(&source, one->image, one->words ? one->words : API, one->mounts, one->volumes, one->extra);
	int outcome = patch_make(buf_span(&source), NULL, &wishes, &patch, &err);
	if (one->refused) {
		check_refusal(one, outcome, &err);
		return;
	}
	if (outcome < 0)
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
	assert_int_equal(outcome, strcmp(one->want, NOTHING) == 0 ? PATCH_NOTHING : PATCH_CHANGED);
	check_list("words", say_words, &patch, outcome, outcome == PATCH_CHANGED ? one->want : NULL);
	check_list("mounts", say_mounts, &patch, outcome, one->want_mounts);
	check_list("volumes", say_volumes, &patch, outcome, one->want_volumes);
	say_needs(&patch.plan, &needs);
	say_items(&patch.plan, &items);
	say_notes(&patch.plan, &notes);
	if (one->needs)
		same("needs", buf_text(&needs), one->needs);
	if (one->items)
		same("items", buf_text(&items), one->items);
	if (one->note ? !strstr(buf_text(&notes), one->note) : notes.length > 0)
		fail_msg("notes: %s\nwanted: %s", buf_text(&notes), one->note ? one->note : "none");
}

int main(void)
{
	struct CMUnitTest tests[CASES];
	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = state_of(&cases[i])};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
