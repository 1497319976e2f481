#include "pod_case.h"

/* Where a new flag goes, and what becomes of lists that lose their words. No mounts: neither policy nor log is wished for. */
struct words_case {
	const char *name;
	const char *lines, *wishes; /* of the container */
	const char *want;           /* NULL: nothing to do */
};

static const struct words_case cases[] = {
	{"into_command_when_there_are_no_args", "    command:\n    - kube-apiserver\n", "maxage=5",
	 "    command:\n    - kube-apiserver\n    - --audit-log-maxage=5\n"},
	{"into_args_where_the_flags_are", "    command: [kube-apiserver]\n    args: [--a=1]\n", "maxage=5",
	 "    command: [kube-apiserver]\n    args: [--a=1, --audit-log-maxage=5]\n"},
	{"into_command_where_the_last_audit_flag_is", "    command: [kube-apiserver, --audit-log-mode=batch]\n    args: [--a=1]\n", "maxage=5",
	 "    command: [kube-apiserver, --audit-log-mode=batch, --audit-log-maxage=5]\n    args: [--a=1]\n"},
	{"into_args_that_are_empty", "    command: [kube-apiserver]\n    args: []\n", "maxage=5 maxsize=7",
	 "    command: [kube-apiserver]\n    args:\n    - --audit-log-maxage=5\n    - --audit-log-maxsize=7\n"},
	{"into_args_that_are_null", "    command: [kube-apiserver]\n    args:\n", "maxage=5",
	 "    command: [kube-apiserver]\n    args:\n    - --audit-log-maxage=5\n"},
	{"into_command_in_spite_of_empty_args_when_flags_are_there", "    command: [kube-apiserver, --a=1]\n    args: []\n", "maxage=5",
	 "    command: [kube-apiserver, --a=1, --audit-log-maxage=5]\n    args: []\n"},
	{"nowhere_when_there_is_none", "    command: [kube-apiserver]\n    args: []\n", "", NULL},
	{"in_front_of_all_when_args_begin_with_the_end_of_flags", "    args: [--, a]\n", "maxage=5", "    args: [--audit-log-maxage=5, --, a]\n"},
	{"behind_a_value_in_front_of_the_end_of_flags", "    command: [kube-apiserver, --a, b, --]\n", "maxage=5",
	 "    command: [kube-apiserver, --a, b, --audit-log-maxage=5, --]\n"},
	{"into_args_of_an_image_that_is_the_program", "    args:\n    - --a=1\n", "maxage=5", "    args:\n    - --a=1\n    - --audit-log-maxage=5\n"},
	{"into_command_in_front_of_args_that_end_the_flags", "    command: [kube-apiserver]\n    args: [--, a]\n", "maxage=5",
	 "    command: [kube-apiserver, --audit-log-maxage=5]\n    args: [--, a]\n"},
	{"behind_a_value_that_is_the_first_of_args", "    command: [kube-apiserver, --a]\n    args: [b, c]\n", "maxage=5",
	 "    command: [kube-apiserver, --a]\n    args: [b, --audit-log-maxage=5, c]\n"},
	{"behind_a_flag_whose_next_word_is_a_flag", "    command: [kube-apiserver, --a, --b]\n", "maxage=5",
	 "    command: [kube-apiserver, --a, --b, --audit-log-maxage=5]\n"},
	{"in_front_of_words_that_are_no_flags", "    command: [kube-apiserver, --a=1, b, c]\n", "maxage=5",
	 "    command: [kube-apiserver, --a=1, --audit-log-maxage=5, b, c]\n"},
	{"behind_the_last_other_flag_when_the_audit_flags_go", "    command: [kube-apiserver, --audit-log-mode, batch, --a=1, --audit-log-mode=batch, b]\n",
	 "!audit-log-mode maxage=5", "    command: [kube-apiserver, --a=1, --audit-log-maxage=5, b]\n"},
	{"several_in_the_order_of_the_table", "    command: [kube-apiserver]\n", "maxsize=7 audit-log-mode=batch maxage=5",
	 "    command: [kube-apiserver, --audit-log-maxage=5, --audit-log-maxsize=7, --audit-log-mode=batch]\n"},
	{"in_place_of_the_only_words_of_args", "    command: [kube-apiserver]\n    args: [--audit-log-mode, batch]\n", "!audit-log-mode maxage=5 maxsize=7",
	 "    command: [kube-apiserver]\n    args: [--audit-log-maxage=5, --audit-log-maxsize=7]\n"},
	{"in_place_of_the_only_words_of_an_image_that_is_the_program", "    args:\n    - --audit-log-mode=batch # all\n", "!audit-log-mode maxage=5",
	 "    args:\n    - --audit-log-maxage=5 # all\n"},
	{"args_that_lose_all_words_go", "    command: [kube-apiserver, --a=1]\n    args: [--audit-log-mode=batch, --audit-log-mode, batch]\n", "!audit-log-mode",
	 "    command: [kube-apiserver, --a=1]\n"},
	{"args_that_lose_all_words_go_though_flags_are_new", "    command: [kube-apiserver, --a=1]\n    args: [--audit-log-mode=batch]\n",
	 "!audit-log-mode maxage=5", "    command: [kube-apiserver, --a=1, --audit-log-maxage=5]\n"},
	{"a_flag_in_both_lists_is_joined_in_the_first", "    command: [kube-apiserver, --audit-log-mode]\n    args: [batch, --a=1]\n", "",
	 "    command: [kube-apiserver, --audit-log-mode=batch]\n    args: [--a=1]\n"},
	{"args_that_were_but_a_value_go", "    command: [kube-apiserver, --audit-log-mode]\n    args: [batch]\n", "",
	 "    command: [kube-apiserver, --audit-log-mode=batch]\n"},
	{"every_occurrence_but_the_last_goes_with_its_value",
	 "    command: [kube-apiserver, --audit-log-mode, batch, --a=1, --audit_log_mode=batch, --audit-log-mode=blocking]\n", "",
	 "    command: [kube-apiserver, --a=1, --audit-log-mode=blocking]\n"},
	{"right_flags_in_both_lists_are_nothing_to_do", "    command: [kube-apiserver, --audit-log-mode=batch]\n    args: [--audit-log-maxage=5]\n", "maxage=5", NULL},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

#define BEFORE "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: kube-apiserver\n    image: x/kube-apiserver:v1.30.0\n"
#define AFTER "  hostNetwork: true\n"

static void run_case(void **state)
{
	const struct words_case *one = *state;
	BUF_AUTO struct buf source = BUF_EMPTY, want = BUF_EMPTY;
	PATCH_AUTO struct patch patch = PATCH_EMPTY;
	struct wishes wishes;
	struct error err = {.kind = ERROR_NONE};
	char room[256];
	read_wishes(one->wishes, &wishes, room, sizeof(room));
	wishes.flags[FLAG_AT_POLICY_FILE].kind = wishes.flags[FLAG_AT_LOG_PATH].kind = WISH_NONE;
	buf_printf(&source, BEFORE "%s" AFTER, one->lines);
	buf_printf(&want, BEFORE "%s" AFTER, one->want ? one->want : "");
	int outcome = patch_make(buf_span(&source), NULL, &wishes, &patch, &err);
	if (outcome < 0)
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
	assert_int_equal(outcome, one->want ? PATCH_CHANGED : PATCH_NOTHING);
	if (one->want)
		assert_string_equal(buf_text(&patch.result), buf_text(&want));
}

int main(void)
{
	struct CMUnitTest tests[CASES];
	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = run_case, .initial_state = state_of(&cases[i])};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
