#include "pod_case.h"

#define FULL "kube-apiserver --audit-policy-file=/p.yaml --audit-log-path=- --z=1"
#define KEY "kaudit-enable/policy-sha256"

struct annotation_case {
	const char *name;
	const char *metadata; /* lines below metadata; NULL: none */
	const char *words;    /* NULL: FULL, where nothing is to do */
	const char *sha256;
	bool newer;
	const char *want; /* lines that the result has; NULL: nothing to do */
	const char *item;
};

static const struct annotation_case cases[] = {
	{.name = "a_complete_manifest_without_it_is_nothing_to_do", .sha256 = "ab12"},
	{.name = "it_is_written_with_any_other_change", .sha256 = "ab12", .words = "kube-apiserver",
	 .want = "metadata:\n  name: kube-apiserver\n  annotations:\n    " KEY ": ab12\n"},
	{.name = "it_is_written_when_the_policy_is_newer_than_the_process", .sha256 = "ab12", .newer = true,
	 .want = "  annotations:\n    " KEY ": ab12\n", .item = "annotation " KEY ": nothing > ab12"},
	{.name = "it_is_left_out_when_nobody_wishes_it", .words = "kube-apiserver", .want = "metadata:\n  name: kube-apiserver\nspec:\n"},
	{.name = "it_is_left_alone_when_nobody_wishes_it", .metadata = "  annotations:\n    " KEY ": old\n", .words = "kube-apiserver",
	 .want = "    " KEY ": old\n"},
	{.name = "an_equal_one_is_nothing_to_do", .metadata = "  annotations:\n    " KEY ": ab12\n", .sha256 = "ab12", .newer = true},
	{.name = "a_different_one_is_replaced", .metadata = "  annotations:\n    " KEY ": old # of the policy\n", .sha256 = "ab12",
	 .want = "    " KEY ": ab12 # of the policy\n", .item = "annotation " KEY ": old > ab12"},
	{.name = "it_goes_among_the_others", .metadata = "  annotations:\n    a: b\n", .sha256 = "ab12", .newer = true,
	 .want = "  annotations:\n    a: b\n    " KEY ": ab12\n"},
	{.name = "it_fills_an_empty_mapping", .metadata = "  annotations: {}\n", .sha256 = "ab12", .newer = true, .want = KEY ": ab12"},
	{.name = "it_fills_a_null", .metadata = "  annotations:\n", .sha256 = "ab12", .newer = true, .want = "  annotations:\n    " KEY ": ab12\n"},
	{.name = "a_checksum_that_looks_like_a_number_is_quoted", .sha256 = "1234567890", .newer = true, .want = KEY ": \"1234567890\"\n"},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void run_case(void **state)
{
	const struct annotation_case *one = *state;
	BUF_AUTO struct buf source = BUF_EMPTY, items = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct wishes wishes;
	struct error err = {.kind = ERROR_NONE};
	char room[64];
	read_wishes("log-path=-", &wishes, room, sizeof(room));
	wishes.policy_sha256 = one->sha256;
	wishes.policy_is_newer = one->newer;
	buf_printf(&source, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n%sspec:\n  containers:\n  - name: kube-apiserver\n    command:\n",
	           one->metadata ? one->metadata : "");
	write_words(&source, one->words ? one->words : FULL);
	buf_add_text(&source, "    volumeMounts:\n");
	write_mounts(&source, "    ", "/p.yaml=audit-policy:ro");
	buf_add_text(&source, "  volumes:\n");
	write_volumes(&source, "audit-policy=/p.yaml:File");
	int outcome = patch_make(buf_span(&source), NULL, &wishes, &patch, &err);
	if (outcome < 0)
		fail_msg("%s", err.text);
	assert_int_equal(outcome, one->want ? PATCH_CHANGED : PATCH_NOTHING);
	if (one->want && !strstr(buf_text(&patch.result), one->want))
		fail_msg("%s", buf_text(&patch.result));
	say_items(&patch.plan, &items);
	if (one->item && strcmp(one->item, buf_text(&items)) != 0)
		fail_msg("%s", buf_text(&items));
}

int main(void)
{
	struct CMUnitTest tests[CASES];
	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = state_of(&cases[i])};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
