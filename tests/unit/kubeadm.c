#include "pod_case.h"

#include "pod/kubeadm.h"
#include "yaml/doc.h"
#include "yaml/json.h"
#include "yaml/reread.h"
#include "yaml/verify.h"

#include "pod.h"

#define LOG "--audit-log-path=/var/log/audit/a.log"
#define OWN_MOUNTS "/etc/ssl/certs=ca-certs:ro /etc/kubernetes/pki=k8s-certs:ro"
#define OWN_VOLUMES "ca-certs=/etc/ssl/certs:DirectoryOrCreate k8s-certs=/etc/kubernetes/pki:DirectoryOrCreate"
#define TEST_CONTAINER "- op: test\n  path: /spec/containers/0/name\n  value: kube-apiserver\n"
#define LOG_ADDED                                                                                                                          \
	TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/var/log/audit/a.log\n"                 \
	               "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /var/log/audit, name: audit-log}\n"
#define LOG_VOLUME_ADDED                                                                                                                   \
	"- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /var/log/audit, type: DirectoryOrCreate}, name: audit-log}\n"

static int emit(const char *manifest, enum kubeadm_kind kind, struct buf *out, struct error *err)
{
	struct pod POD_AUTO pod;
	pod_read(manifest, &pod);
	return kubeadm_emit(kind, &pod.manifest, out, err);
}

static struct span without_comments(const struct buf *text)
{
	struct span rest = buf_span(text);
	while (span_starts(rest, "#"))
		rest = span_cut(rest, span_find(rest, "\n", 0) + 1, rest.length);
	return rest;
}

static void emits(const char *manifest, enum kubeadm_kind kind, const char *wanted)
{
	BUF_AUTO struct buf out = BUF_EMPTY;
	struct error err = {0};
	if (emit(manifest, kind, &out, &err) < 0)
		fail_msg("%u:%u: %s\n%s", err.line, err.column, err.text, manifest);
	if (!span_is(without_comments(&out), wanted))
		fail_msg("%s\nwanted:\n%s\nof\n%s", buf_text(&out), wanted, manifest);
}

static void pod_emits(const char *words, const char *mounts, const char *volumes, enum kubeadm_kind kind, const char *wanted)
{
	BUF_AUTO struct buf manifest = BUF_EMPTY;
	write_pod(&manifest, NULL, words, mounts, volumes, NULL);
	emits(buf_text(&manifest), kind, wanted);
}

static void refuses(const char *manifest, enum kubeadm_kind kind, unsigned line, unsigned column, const char *word)
{
	BUF_AUTO struct buf out = BUF_EMPTY;
	struct error err = {0};
	assert_int_equal(emit(manifest, kind, &out, &err), -1);
	if (err.kind != ERROR_REFUSED || err.line != line || err.column != column || !strstr(err.text, word))
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
	assert_int_equal(out.length, 0);
}

static void what_kubeadm_does_not_know_of_is_added_after_a_test(void **state)
{
	(void)state;
	pod_emits("kube-apiserver " LOG, OWN_MOUNTS " /var/log/audit=audit-log", OWN_VOLUMES " audit-log=/var/log/audit:DirectoryOrCreate",
	          KUBEADM_PATCH, LOG_ADDED "- op: test\n  path: /spec/volumes/0/name\n  value: ca-certs\n" LOG_VOLUME_ADDED);
	/* two volumes for the same place, one test; etcd's certificates are kubeadm's, too, and it sorts */
	pod_emits("kube-apiserver --audit-policy-file=/p.yaml " LOG, OWN_MOUNTS " /p.yaml=cc /var/log/audit=d",
	          OWN_VOLUMES " cc=/p.yaml d=/var/log/audit etcd-certs-0=/etc/etcd", KUBEADM_PATCH,
	          TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-policy-file=/p.yaml\n"
	                         "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/var/log/audit/a.log\n"
	                         "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /p.yaml, name: cc}\n"
	                         "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /var/log/audit, name: d}\n"
	                         "- op: test\n  path: /spec/volumes/1/name\n  value: etcd-certs-0\n"
	                         "- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /p.yaml}, name: cc}\n"
	                         "- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /var/log/audit}, name: d}\n");
	pod_emits("kube-apiserver " LOG, "/v=alpha " OWN_MOUNTS " /var/log/audit=audit-log",
	          "alpha=/v:File " OWN_VOLUMES " audit-log=/var/log/audit:DirectoryOrCreate", KUBEADM_PATCH,
	          LOG_ADDED "- op: test\n  path: /spec/volumes/1/name\n  value: ca-certs\n" LOG_VOLUME_ADDED);
}

static void what_kubeadm_has_written_is_tested_for_and_replaced(void **state)
{
	(void)state;
	pod_emits("kube-apiserver --advertise-address=1.2.3.4 " LOG " --audit-log-maxage 3 --secure-port=1",
	          "/p=alpha /var/log/audit=audit-log " OWN_MOUNTS, "alpha=/p: audit-log=/var/log/audit:Directory " OWN_VOLUMES,
	          KUBEADM_PATCH,
	          TEST_CONTAINER
	          "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/var/log/audit/a.log\n"
	          "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-maxage=3\n"
	          "- op: test\n  path: /spec/containers/0/volumeMounts/1/name\n  value: audit-log\n"
	          "- op: replace\n  path: /spec/containers/0/volumeMounts/1\n  value: {mountPath: /var/log/audit, name: audit-log}\n"
	          "- op: test\n  path: /spec/volumes/1/name\n  value: audit-log\n"
	          "- op: replace\n  path: /spec/volumes/1\n"
	          "  value: {hostPath: {path: /var/log/audit, type: Directory}, name: audit-log}\n");
}

static void what_no_kubeadm_would_write_there_is_added(void **state)
{
	(void)state;
	pod_emits("kube-apiserver " LOG, "/var/log/audit=zz " OWN_MOUNTS, "zz=/var/log/audit:Directory " OWN_VOLUMES, KUBEADM_PATCH,
	          TEST_CONTAINER
	          "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/var/log/audit/a.log\n"
	          "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /var/log/audit, name: zz}\n"
	          "- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /var/log/audit, type: Directory}, name: zz}\n");
	/* without anything that kubeadm owns, nothing speaks for kubeadm */
	pod_emits("kube-apiserver " LOG, "/var/log/audit=audit-log", "audit-log=/var/log/audit:DirectoryOrCreate", KUBEADM_PATCH,
	          LOG_ADDED LOG_VOLUME_ADDED);
}

static void an_item_whose_keys_are_not_sorted_is_by_hand(void **state)
{
	(void)state;
	emits(POD_CONTAINER "    command: [kube-apiserver, " LOG "]\n"
	                    "    volumeMounts:\n"
	                    "    - {name: audit-log, mountPath: /var/log/audit}\n"
	                    "    - {mountPath: /etc/ssl/certs, name: ca-certs}\n"
	                    "  volumes:\n"
	                    "  - {name: audit-log, hostPath: {type: Directory, path: /var/log/audit}}\n"
	                    "  - {hostPath: {path: /etc/ssl/certs}, name: ca-certs}\n",
	      KUBEADM_PATCH,
	      TEST_CONTAINER
	      "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/var/log/audit/a.log\n"
	      "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {name: audit-log, mountPath: /var/log/audit}\n"
	      "- op: test\n  path: /spec/volumes/0/name\n  value: ca-certs\n"
	      "- op: add\n  path: /spec/volumes/-\n  value: {name: audit-log, hostPath: {type: Directory, path: /var/log/audit}}\n");
}

static void items_in_a_wrong_order_among_themselves_are_by_hand(void **state)
{
	(void)state;
	pod_emits("kube-apiserver " LOG, "/b=b /var/log/audit=audit-log " OWN_MOUNTS,
	          "b=/b: audit-log=/var/log/audit:DirectoryOrCreate " OWN_VOLUMES, KUBEADM_PATCH,
	          LOG_ADDED "- op: test\n  path: /spec/volumes/0/name\n  value: b\n" LOG_VOLUME_ADDED);
}

static void what_kubeadm_mounts_anyway_is_left_to_it(void **state)
{
	(void)state;
	pod_emits("kube-apiserver --audit-policy-file=/etc/kubernetes/pki/p.yaml", OWN_MOUNTS, OWN_VOLUMES, KUBEADM_PATCH,
	          TEST_CONTAINER
	          "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-policy-file=/etc/kubernetes/pki/p.yaml\n");
	pod_emits("kube-apiserver --audit-policy-file=/etc/kubernetes/pki/p.yaml", OWN_MOUNTS, OWN_VOLUMES, KUBEADM_V1BETA4,
	          "apiServer:\n  extraArgs:\n  - name: audit-policy-file\n    value: /etc/kubernetes/pki/p.yaml\n");
}

static void a_configuration_names_flags_and_volumes_in_either_form(void **state)
{
	const char *words = "kube-apiserver " LOG " --audit-log-maxage=30";
	(void)state;
	pod_emits(words, "/var/log/audit=audit-log", "audit-log=/var/log/audit:DirectoryOrCreate", KUBEADM_V1BETA3,
	          "apiServer:\n  extraArgs:\n    audit-log-path: /var/log/audit/a.log\n    audit-log-maxage: '30'\n  extraVolumes:\n"
	          "  - name: audit-log\n    hostPath: /var/log/audit\n    mountPath: /var/log/audit\n    pathType: DirectoryOrCreate\n");
	pod_emits(words, "/var/log/audit=audit-log:ro", "audit-log=/var/log/audit", KUBEADM_V1BETA4,
	          "apiServer:\n  extraArgs:\n  - name: audit-log-path\n    value: /var/log/audit/a.log\n"
	          "  - name: audit-log-maxage\n    value: '30'\n  extraVolumes:\n"
	          "  - name: audit-log\n    hostPath: /var/log/audit\n    mountPath: /var/log/audit\n    readOnly: true\n");
}

static void of_a_flag_the_one_in_force_is_written_in_one_spelling(void **state)
{
	(void)state;
	pod_emits(
	        "kube-apiserver --audit_log_maxage 1 --audit-log-maxage=1_0 --audit_log_maxage 7 --audit-log-compress --profiling=false -- "
	        "--audit-log-maxsize=3",
	        NULL, NULL, KUBEADM_V1BETA3, "apiServer:\n  extraArgs:\n    audit-log-maxage: '7'\n    audit-log-compress: 'true'\n");
}

static void a_log_on_standard_output_needs_no_volume(void **state)
{
	(void)state;
	pod_emits("kube-apiserver --audit-log-path -", OWN_MOUNTS, OWN_VOLUMES, KUBEADM_PATCH,
	          TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=-\n");
	pod_emits("kube-apiserver --audit-log-path -", "/-=dash", "dash=/dash", KUBEADM_V1BETA3,
	          "apiServer:\n  extraArgs:\n    audit-log-path: '-'\n");
}

static void without_audit_flags_there_is_nothing_to_say(void **state)
{
	(void)state;
	pod_emits("kube-apiserver --v=2", OWN_MOUNTS, OWN_VOLUMES, KUBEADM_PATCH, "[]\n");
	pod_emits("kube-apiserver --v=2", OWN_MOUNTS, OWN_VOLUMES, KUBEADM_V1BETA3, "apiServer: {}\n");
}

#define SHARED                                                                                                                             \
	POD_CONTAINER "    command: [kube-apiserver, --audit-policy-file=/p.yaml, --audit-log-path=/logs/a.log]\n"                         \
	              "    volumeMounts:\n"                                                                                                \
	              "    - {mountPath: /p.yaml, name: all, readOnly: true, subPath: conf/p.yaml}\n"                                      \
	              "    - {mountPath: /logs, name: all, subPath: log}\n"                                                                \
	              "  volumes: [{hostPath: {path: /srv, type: Directory}, name: all}, {name: all-2, emptyDir: {}}]\n"

#define VARIABLES(path)                                                                                                                    \
	POD_CONTAINER "    command: [kube-apiserver, --audit-log-path, " path "]\n"                                                        \
	              "    env: [{name: DIR, value: /logs}, {name: ODD, value: $$(DIR)$$$$}, {name: NODE, valueFrom: {fieldRef: {}}}]\n"   \
	              "    volumeMounts: [{mountPath: /logs, name: logs}]\n"                                                               \
	              "  volumes: [{hostPath: {path: /var/log}, name: logs}]\n"

static void variables_are_written_out(void **state)
{
	static const char *const paths[][2] = {
	        {VARIABLES("$(DIR)/a.log"), "/logs/a.log"},        {VARIABLES("/logs/$(ODD).log"), "/logs/$$(DIR)$$$.log"},
	        {VARIABLES("/logs/$$(A).log"), "/logs/$$(A).log"}, {VARIABLES("/logs/$(DIR$$.log"), "/logs/$(DIR$$.log"},
	        {VARIABLES("/logs/$$$(DIR)"), "/logs/$/logs"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		BUF_AUTO struct buf wanted = BUF_EMPTY;
		buf_printf(&wanted,
		           "apiServer:\n  extraArgs:\n  - name: audit-log-path\n    value: %s\n  extraVolumes:\n"
		           "  - name: logs\n    hostPath: /var/log\n    mountPath: /logs\n",
		           paths[i][1]);
		emits(paths[i][0], KUBEADM_V1BETA4, buf_text(&wanted));
	}
}

static void a_variable_that_only_the_node_knows_is_refused(void **state)
{
	(void)state;
	refuses(VARIABLES("/logs/$(NODE).log"), KUBEADM_PATCH, 9, 49, "--audit-log-path has a variable");
	refuses(VARIABLES("/logs/$(NONE).log"), KUBEADM_V1BETA3, 9, 49, "--audit-log-path has a variable");
}

static void a_mount_that_serves_two_flags_is_one(void **state)
{
	(void)state;
	pod_emits("kube-apiserver --audit-policy-file=/audit/p.yaml --audit-log-path=/audit/a.log", "/audit=a", "a=/audit", KUBEADM_V1BETA3,
	          "apiServer:\n  extraArgs:\n    audit-policy-file: /audit/p.yaml\n    audit-log-path: /audit/a.log\n  extraVolumes:\n"
	          "  - name: a\n    hostPath: /audit\n    mountPath: /audit\n");
}

static void a_volume_that_is_mounted_twice_is_one_volume_and_two_of_a_configuration(void **state)
{
	(void)state;
	emits(SHARED, KUBEADM_PATCH,
	      TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-policy-file=/p.yaml\n"
	                     "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/logs/a.log\n"
	                     "- op: add\n  path: /spec/containers/0/volumeMounts/-\n"
	                     "  value: {mountPath: /p.yaml, name: all, readOnly: true, subPath: conf/p.yaml}\n"
	                     "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /logs, name: all, subPath: log}\n"
	                     "- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /srv, type: Directory}, name: all}\n");
	emits(SHARED, KUBEADM_V1BETA3,
	      "apiServer:\n  extraArgs:\n    audit-policy-file: /p.yaml\n    audit-log-path: /logs/a.log\n  extraVolumes:\n"
	      "  - name: all\n    hostPath: /srv/conf/p.yaml\n    mountPath: /p.yaml\n    readOnly: true\n"
	      "  - name: all-2-2\n    hostPath: /srv/log\n    mountPath: /logs\n");
}

#define ODD(mount, volume)                                                                                                                 \
	POD_CONTAINER "    command: [kube-apiserver, --audit-log-path=/logs/a.log]\n"                                                      \
	              "    volumeMounts:\n    - " mount "\n  volumes:\n  - " volume "\n"

static void what_a_configuration_has_no_words_for_is_refused_there_and_patched(void **state)
{
	const char *empty_dir = ODD("{mountPath: /logs, name: logs}", "{emptyDir: {sizeLimit: 1Gi, medium: ''}, name: logs}");
	const char *propagated =
	        ODD("{mountPath: /logs, mountPropagation: HostToContainer, name: logs}", "{hostPath: {path: /l}, name: logs}");
	(void)state;
	refuses(empty_dir, KUBEADM_V1BETA3, 13, 5, "volume logs is no hostPath");
	emits(empty_dir, KUBEADM_PATCH,
	      TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/logs/a.log\n"
	                     "- op: add\n  path: /spec/containers/0/volumeMounts/-\n  value: {mountPath: /logs, name: logs}\n"
	                     "- op: add\n  path: /spec/volumes/-\n  value: {emptyDir: {sizeLimit: 1Gi, medium: ''}, name: logs}\n");
	refuses(propagated, KUBEADM_V1BETA4, 11, 26, "no word for mountPropagation");
	emits(propagated, KUBEADM_PATCH,
	      TEST_CONTAINER "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/logs/a.log\n"
	                     "- op: add\n  path: /spec/containers/0/volumeMounts/-\n"
	                     "  value: {mountPath: /logs, mountPropagation: HostToContainer, name: logs}\n"
	                     "- op: add\n  path: /spec/volumes/-\n  value: {hostPath: {path: /l}, name: logs}\n");
}

static void an_alias_or_a_merge_key_in_what_a_patch_has_to_hold_is_refused(void **state)
{
	(void)state;
	refuses(ODD("{mountPath: /logs, name: &n logs}", "{hostPath: {path: /l}, name: *n}"), KUBEADM_PATCH, 13, 34, "an alias");
	refuses(ODD("{mountPath: /logs, name: logs, x: {<<: {a: b}}}", "{hostPath: {path: /l}, name: logs}"), KUBEADM_PATCH, 11, 42,
	        "a merge key");
}

static void values_keep_their_type(void **state)
{
	const char *manifest = ODD("{mountPath: /logs, name: logs, readOnly: off, x: ['12', 0x1F, 1.5, ~, 2001-01-01, !!str 5, \"a: b\"]}",
	                           "{name: logs, hostPath: {path: '/l {é}'}}");
	(void)state;
	emits(manifest, KUBEADM_PATCH,
	      TEST_CONTAINER
	      "- op: add\n  path: /spec/containers/0/command/-\n  value: --audit-log-path=/logs/a.log\n"
	      "- op: add\n  path: /spec/containers/0/volumeMounts/-\n"
	      "  value: {mountPath: /logs, name: logs, readOnly: false, x: ['12', 0x1F, 1.5, null, '2001-01-01', '5', 'a: b']}\n"
	      "- op: add\n  path: /spec/volumes/-\n  value: {name: logs, hostPath: {path: '/l {é}'}}\n");
}

/* Whatever the paths are, both readers read what was meant. */
static void odd_paths_come_through_quoted(void **state)
{
	static const char *const paths[] = {"/a b #c", "/yes: no", "/x'y\\\"z", "/- [b], {c}", "/é\t\x7f", "/\n---\n/b", "/%a", "/&b*c!"};
	static const enum kubeadm_kind kinds[] = {KUBEADM_PATCH, KUBEADM_V1BETA3, KUBEADM_V1BETA4};
	(void)state;
	for (size_t i = 0; i < 3 * sizeof(paths) / sizeof(paths[0]); i++) {
		const char *path = paths[i / 3];
		BUF_AUTO struct buf manifest = BUF_EMPTY, out = BUF_EMPTY, quoted = BUF_EMPTY;
		TREE_AUTO struct tree tree = TREE_EMPTY, again = TREE_EMPTY;
		struct error err = {0};
		bool found = false;
		json_add_string(&quoted, span_of(path));
		buf_printf(&manifest, ODD("{mountPath: %s, name: logs}", "{hostPath: {path: %s}, name: logs}"), buf_text(&quoted),
		           buf_text(&quoted));
		size_t at = span_find(buf_span(&manifest), "--audit-log-path=/logs/a.log", 0);
		BUF_AUTO struct buf text = BUF_EMPTY;
		buf_add(&text, manifest.at, at);
		buf_printf(&text, "--audit-log-path, %s", buf_text(&quoted));
		buf_add_text(&text, manifest.at + at + strlen("--audit-log-path=/logs/a.log"));
		if (emit(buf_text(&text), kinds[i % 3], &out, &err) < 0 || doc_parse(buf_span(&out), &tree, &err) < 0 ||
		    reread_parse(buf_span(&out), &again, &err) < 0 || verify_same(&tree, &again, &err) < 0)
			fail_msg("%s\n%s\n%s", err.text, buf_text(&text), buf_text(&out));
		size_t count = 0;
		for (node_id node = 1; node < tree.count; node++) {
			count += span_is(tree_text(&tree, node), path);
			found |= tree_kind(&tree, node) == NODE_SCALAR && span_ends(tree_text(&tree, node), path);
		}
		assert_true(found);
		assert_int_equal(count, i % 3 == 0 ? 2 : 3); /* the patch has the flag in one word */
	}
}

static void the_annotation_is_in_the_patch_alone(void **state)
{
	const char *manifest =
	        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  annotations:\n    " PLAN_ANNOTATION ": '12'\n"
	        "spec:\n  containers:\n  - name: kube-apiserver\n    image: i\n    command: [kube-apiserver]\n";
	(void)state;
	emits(manifest, KUBEADM_PATCH, "- op: add\n  path: /metadata/annotations/kaudit-enable~1policy-sha256\n  value: '12'\n");
	emits(manifest, KUBEADM_V1BETA3, "apiServer: {}\n");
}

static void it_is_the_same_before_and_after_the_edit(void **state)
{
	static const enum kubeadm_kind kinds[] = {KUBEADM_PATCH, KUBEADM_V1BETA3, KUBEADM_V1BETA4};
	static const char *const pods[][3] = {
	        {"kube-apiserver --v=2", OWN_MOUNTS, OWN_VOLUMES},
	        {"kube-apiserver --audit_log_maxage 3 " LOG, "/var/log/audit=logs " OWN_MOUNTS,
	         "logs=/var/log/audit:Directory " OWN_VOLUMES},
	};
	(void)state;
	for (size_t i = 0; i < 6; i++) {
		BUF_AUTO struct buf source = BUF_EMPTY, before = BUF_EMPTY, after = BUF_EMPTY;
		PATCH_AUTO struct patch first = PATCH_EMPTY, second = PATCH_EMPTY;
		struct error err = {0};
		struct wishes wishes;
		char room[256];
		read_wishes("policy=/etc/kubernetes/p.yaml maxage=90", &wishes, room, sizeof(room));
		wishes.policy_sha256 = "1234";
		write_pod(&source, NULL, pods[i % 2][0], pods[i % 2][1], pods[i % 2][2], NULL);
		assert_int_equal(patch_make(buf_span(&source), NULL, &wishes, &first, &err), PATCH_CHANGED);
		assert_int_equal(patch_make(buf_span(&first.result), NULL, &wishes, &second, &err), PATCH_NOTHING);
		assert_int_equal(kubeadm_emit(kinds[i / 2], &first.after.manifest, &before, &err), 0);
		assert_int_equal(kubeadm_emit(kinds[i / 2], &second.before.manifest, &after, &err), 0);
		assert_string_equal(buf_text(&before), buf_text(&after));
		assert_non_null(strstr(buf_text(&before), "/etc/kubernetes/p.yaml"));
		assert_non_null(strstr(buf_text(&before), "90"));
	}
}

static void a_patch_tells_that_it_is_ours_and_its_name_on_the_first_line(void **state)
{
	BUF_AUTO struct buf patch = BUF_EMPTY, config = BUF_EMPTY, manifest = BUF_EMPTY;
	struct error err = {0};
	(void)state;
	write_pod(&manifest, NULL, "kube-apiserver " LOG, NULL, NULL, NULL);
	assert_int_equal(emit(buf_text(&manifest), KUBEADM_PATCH, &patch, &err), 0);
	assert_int_equal(emit(buf_text(&manifest), KUBEADM_V1BETA3, &config, &err), 0);
	assert_true(span_starts(buf_span(&patch), "# " KUBEADM_PATCH_FILE "\n"));
	assert_true(kubeadm_patch_is_ours(buf_span(&patch)));
	assert_false(kubeadm_patch_is_ours(buf_span(&config)));
	assert_false(kubeadm_patch_is_ours(without_comments(&patch)));
	assert_false(kubeadm_patch_is_ours(SPAN("# " KUBEADM_PATCH_FILE "\n- op: add\n")));
	assert_false(kubeadm_patch_is_ours(SPAN_EMPTY));
}

static void the_kinds_have_names(void **state)
{
	enum kubeadm_kind kind = KUBEADM_PATCH;
	(void)state;
	assert_true(kubeadm_kind_named(SPAN("kubeadm-v1beta4"), &kind) && kind == KUBEADM_V1BETA4);
	assert_true(kubeadm_kind_named(SPAN("kubeadm-v1beta3"), &kind) && kind == KUBEADM_V1BETA3);
	assert_true(kubeadm_kind_named(SPAN("kubeadm-patch"), &kind) && kind == KUBEADM_PATCH);
	assert_false(kubeadm_kind_named(SPAN("kubeadm"), &kind));
}

static bool wrote(const char *manifest)
{
	struct pod POD_AUTO pod;
	pod_read(manifest, &pod);
	return kubeadm_wrote(&pod.manifest);
}

static void kubeadms_manifest_is_known_by_its_annotation_or_its_volume(void **state)
{
	BUF_AUTO struct buf manifest = BUF_EMPTY;
	(void)state;
	write_pod(&manifest, NULL, "kube-apiserver", OWN_MOUNTS, OWN_VOLUMES, NULL);
	assert_true(wrote(buf_text(&manifest)));
	assert_true(wrote("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n"
	                  "    kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 1.2.3.4:6443\n"
	                  "spec:\n  containers:\n  - name: kube-apiserver\n    image: i\n    command: [kube-apiserver]\n"));
	assert_false(wrote(POD_CONTAINER "    command: [kube-apiserver]\n  volumes: [{name: k8s-certs, secret: {secretName: a}}]\n"));
	assert_false(wrote(POD_CONTAINER "    command: [kube-apiserver]\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_kubeadm_does_not_know_of_is_added_after_a_test),
	        cmocka_unit_test(what_kubeadm_has_written_is_tested_for_and_replaced),
	        cmocka_unit_test(what_no_kubeadm_would_write_there_is_added),
	        cmocka_unit_test(an_item_whose_keys_are_not_sorted_is_by_hand),
	        cmocka_unit_test(items_in_a_wrong_order_among_themselves_are_by_hand),
	        cmocka_unit_test(what_kubeadm_mounts_anyway_is_left_to_it),
	        cmocka_unit_test(a_configuration_names_flags_and_volumes_in_either_form),
	        cmocka_unit_test(of_a_flag_the_one_in_force_is_written_in_one_spelling),
	        cmocka_unit_test(a_log_on_standard_output_needs_no_volume),
	        cmocka_unit_test(without_audit_flags_there_is_nothing_to_say),
	        cmocka_unit_test(variables_are_written_out),
	        cmocka_unit_test(a_variable_that_only_the_node_knows_is_refused),
	        cmocka_unit_test(a_mount_that_serves_two_flags_is_one),
	        cmocka_unit_test(a_volume_that_is_mounted_twice_is_one_volume_and_two_of_a_configuration),
	        cmocka_unit_test(what_a_configuration_has_no_words_for_is_refused_there_and_patched),
	        cmocka_unit_test(an_alias_or_a_merge_key_in_what_a_patch_has_to_hold_is_refused),
	        cmocka_unit_test(values_keep_their_type),
	        cmocka_unit_test(odd_paths_come_through_quoted),
	        cmocka_unit_test(the_annotation_is_in_the_patch_alone),
	        cmocka_unit_test(it_is_the_same_before_and_after_the_edit),
	        cmocka_unit_test(a_patch_tells_that_it_is_ours_and_its_name_on_the_first_line),
	        cmocka_unit_test(the_kinds_have_names),
	        cmocka_unit_test(kubeadms_manifest_is_known_by_its_annotation_or_its_volume),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
