#include "pod_case.h"

#define API "kube-apiserver --a=1"
#define POLICY "/etc/kubernetes/audit-policy.yaml"
#define FLAGS "--audit-policy-file=" POLICY " --audit-log-path=/var/log/kubernetes/a.log"
#define MOUNT_POLICY POLICY "=audit-policy:ro"
#define MOUNT_LOG "/var/log/kubernetes=audit-log"
#define VOLUME_POLICY "audit-policy=" POLICY ":File"
#define VOLUME_LOG "audit-log=/var/log/kubernetes:DirectoryOrCreate"

struct remove_case {
	const char *name;
	const char *words, *mounts, *volumes, *extra;
	const char *want, *want_mounts, *want_volumes; /* .want NULL: nothing to do */
	const char *note;
};

static const struct remove_case cases[] = {
	{.name = "without_audit_settings_there_is_nothing_to_do", .words = API, .mounts = "/etc/ssl=ssl", .volumes = "ssl=/etc/ssl"},
	{.name = "takes_flags_mounts_and_volumes_away", .words = API " " FLAGS " --audit-log-maxage=3 --b=2", .mounts = "/x=x " MOUNT_POLICY " " MOUNT_LOG,
	 .volumes = "x=/x " VOLUME_POLICY " " VOLUME_LOG, .want = API " --b=2", .want_mounts = "/x=x", .want_volumes = "x=/x"},
	{.name = "takes_flags_away_whoever_wrote_them", .words = API " --audit_log_mode batch --b=2 --audit-webhook-mode=batch", .want = API " --b=2",
	 .want_mounts = "", .want_volumes = ""},
	{.name = "takes_lists_away_that_become_empty", .words = API " " FLAGS, .mounts = MOUNT_POLICY " " MOUNT_LOG, .volumes = VOLUME_POLICY " " VOLUME_LOG,
	 .want = API, .want_mounts = "", .want_volumes = ""},
	{.name = "knows_its_volumes_by_their_number_too", .words = API " " FLAGS, .mounts = POLICY "=audit-policy-2:ro /q=audit-policy",
	 .volumes = "audit-policy-2=" POLICY ":File audit-policy=/q", .want = API, .want_mounts = "/q=audit-policy", .want_volumes = "audit-policy=/q"},
	{.name = "leaves_what_is_not_its_own_by_name", .words = API " " FLAGS, .mounts = POLICY "=audit:ro /var/log/kubernetes=audit-log-dir",
	 .volumes = "audit=" POLICY ":File audit-log-dir=/var/log/kubernetes", .want = API, .want_mounts = POLICY "=audit:ro /var/log/kubernetes=audit-log-dir",
	 .want_volumes = "audit=" POLICY ":File audit-log-dir=/var/log/kubernetes", .note = "they are not kaudit's"},
	{.name = "a_name_that_only_begins_alike_is_not_its_own", .words = API " --audit-log-path=/x/a.log", .mounts = "/x=audit-log2", .volumes = "audit-log2=/x",
	 .want = API, .want_mounts = "/x=audit-log2", .want_volumes = "audit-log2=/x", .note = "they are not kaudit's"},
	{.name = "leaves_what_is_not_its_own_by_path", .words = API " --audit-log-path=/var/log/kubernetes/x/a.log", .mounts = MOUNT_LOG, .volumes = VOLUME_LOG,
	 .want = API, .want_mounts = MOUNT_LOG, .want_volumes = VOLUME_LOG},
	{.name = "leaves_what_another_flag_needs", .words = API " " FLAGS " --tls-cert-file=/var/log/kubernetes/tls.crt", .mounts = MOUNT_LOG,
	 .volumes = VOLUME_LOG, .want = API " --tls-cert-file=/var/log/kubernetes/tls.crt", .want_mounts = MOUNT_LOG, .want_volumes = VOLUME_LOG},
	{.name = "takes_away_what_shows_others_nothing_new", .words = API " --audit-log-path=/srv/x/a.log --b=/srv/x/y,/srv/x/y/z",
	 .mounts = "/srv=s:ro /srv/x=audit-log", .volumes = "s=/srv audit-log=/srv/x", .want = API " --b=/srv/x/y,/srv/x/y/z", .want_mounts = "/srv=s:ro",
	 .want_volumes = "s=/srv"},
	{.name = "leaves_what_the_second_path_of_a_list_needs", .words = API " --audit-log-path=/srv/x/a.log --b=/srv/x-y:/q,/srv/x/y", .mounts = "/srv/x=audit-log",
	 .volumes = "audit-log=/srv/x", .want = API " --b=/srv/x-y:/q,/srv/x/y", .want_mounts = "/srv/x=audit-log", .want_volumes = "audit-log=/srv/x"},
	{.name = "leaves_the_volume_that_another_container_mounts", .words = API " " FLAGS, .mounts = MOUNT_LOG, .volumes = VOLUME_LOG,
	 .extra = "  - image: s\n    name: s\n    volumeMounts:\n    - mountPath: /l\n      name: audit-log\n", .want = API, .want_mounts = "",
	 .want_volumes = VOLUME_LOG},
	{.name = "removes_what_the_api_server_would_not_start_with", .words = API " --audit-log-maxage=abc --audit-log-path=relative", .want = API,
	 .want_mounts = "", .want_volumes = ""},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fail_msg("%s:\n  %s\nwanted:\n  %s", what, got, want);
}

static void run_case(void **state)
{
	const struct remove_case *one = *state;
	BUF_AUTO struct buf source = BUF_EMPTY, words = BUF_EMPTY, mounts = BUF_EMPTY, volumes = BUF_EMPTY, notes = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct error err = {.kind = ERROR_NONE};
	write_pod(&source, NULL, one->words, one->mounts, one->volumes, one->extra);
	int outcome = patch_remove(buf_span(&source), NULL, &patch, &err);
	if (outcome < 0)
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
	assert_int_equal(outcome, one->want ? PATCH_CHANGED : PATCH_NOTHING);
	if (!one->want)
		return;
	say_words(&patch.after.manifest, &words);
	say_mounts(&patch.after.manifest, &mounts);
	say_volumes(&patch.after.manifest, &volumes);
	say_notes(&patch.plan, &notes);
	same("words", buf_text(&words), one->want);
	same("mounts", buf_text(&mounts), one->want_mounts);
	same("volumes", buf_text(&volumes), one->want_volumes);
	if (one->note ? !strstr(buf_text(&notes), one->note) : notes.length > 0)
		fail_msg("notes: %s", buf_text(&notes));
}

/* What apply adds, remove takes away again, to the byte. */
static void check_way_back(const char *source)
{
	PATCH_AUTO struct patch there = PATCH_EMPTY, back = PATCH_EMPTY;
	struct wishes wishes;
	struct error err = {.kind = ERROR_NONE};
	wishes_default(&wishes);
	wishes.policy_sha256 = "00ff";
	if (patch_make(span_of(source), NULL, &wishes, &there, &err) != PATCH_CHANGED)
		fail_msg("apply: %s", err.text);
	assert_non_null(strstr(buf_text(&there.result), PLAN_ANNOTATION));
	if (patch_remove(buf_span(&there.result), NULL, &back, &err) != PATCH_CHANGED)
		fail_msg("remove: %s", err.text);
	assert_string_equal(buf_text(&back.result), source);
}

static void removing_what_was_applied_gives_the_bytes_back(void **state)
{
	(void)state;
	BUF_AUTO struct buf plain = BUF_EMPTY, mounted = BUF_EMPTY;
	write_pod(&plain, NULL, API, NULL, NULL, NULL);
	write_pod(&mounted, NULL, API, "/etc/ssl=ssl:ro", "ssl=/etc/ssl:Directory", NULL);
	check_way_back(buf_text(&plain));
	check_way_back(buf_text(&mounted));
	check_way_back("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"command\":"
	               "[\"kube-apiserver\",\"--a=1\"]}]}}");
	check_way_back("apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n    annotations: # mine\r\n        x: y\r\n    name: a\r\nspec:\r\n    containers:\r\n"
	               "        - name: a\r\n          command: [\"kube-apiserver\"] # all\r\n          args: [\"--a=1\", '--b']\r\n          volumeMounts:\r\n"
	               "              - {name: x, mountPath: /x}\r\n    volumes:\r\n        - {name: x, emptyDir: {}}");
}

int main(void)
{
	struct CMUnitTest tests[CASES + 1];
	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = state_of(&cases[i])};
	tests[CASES] = (struct CMUnitTest)cmocka_unit_test(removing_what_was_applied_gives_the_bytes_back);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
