#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pod.h"

#include "pod/args.h"

#define WITH(words) POD_CONTAINER "    command: [kube-apiserver, " words "]\n"

struct read {
	struct pod pod;
	struct args args;
};

static void read_release(struct read *read)
{
	args_release(&read->args);
	pod_release(&read->pod);
}

#define READ_AUTO __attribute__((cleanup(read_release)))

static void read_args(const char *text, struct read *read)
{
	struct error err = { 0 };
	pod_read(text, &read->pod);
	read->args = ARGS_EMPTY;
	if (args_read(&read->pod.manifest, &read->args, &err) < 0)
		fail_msg("%u:%u: %s\n%s", err.line, err.column, err.text, text);
}

static const struct use *in_force(const struct read *read, const char *name)
{
	return read->args.in_force[flag_index(flag_find(span_of(name)))];
}

static void one_element_and_two_are_the_same(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(WITH("--audit-log-path=/a=b, --x, --audit_log-maxage, \"30\", --audit-log-maxsize="), &read);
	assert_int_equal(read.args.count, 3);
	const struct use *path = in_force(&read, "audit-log-path"), *age = in_force(&read, "audit-log-maxage");
	assert_true(span_is(path->value, "/a=b") && path->word == 1 && path->words == 1 && path->canonical && path->counts);
	assert_true(span_is(age->value, "30") && span_is(age->name, "audit_log-maxage") && age->word == 3 && age->words == 2);
	assert_false(age->canonical);
	assert_int_equal(in_force(&read, "audit-log-maxsize")->value.length, 0);
	assert_true(in_force(&read, "audit-log-maxsize")->canonical);
	assert_null(in_force(&read, "audit-log-maxbackup"));
	assert_int_equal(read.args.end, 6);
}

static void an_underscore_is_not_canonical(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(WITH("--audit_log_path=/a"), &read);
	assert_false(in_force(&read, "audit-log-path")->canonical);
}

static void a_bool_never_takes_the_next_word(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(WITH("--audit-log-compress, 'false', --audit-log-truncate-enabled=false"), &read);
	assert_true(span_is(in_force(&read, "audit-log-compress")->value, "true"));
	assert_int_equal(in_force(&read, "audit-log-compress")->words, 1);
	assert_true(in_force(&read, "audit-log-compress")->canonical);
	assert_true(span_is(in_force(&read, "audit-log-truncate-enabled")->value, "false"));
}

static void other_audit_flags_take_it_whatever_it_is(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(WITH("--audit-log-path, --audit-log-maxage=3, --audit-policy-file, --"), &read);
	assert_true(span_is(in_force(&read, "audit-log-path")->value, "--audit-log-maxage=3"));
	assert_null(in_force(&read, "audit-log-maxage"));
	assert_true(span_is(in_force(&read, "audit-policy-file")->value, "--"));
	assert_int_equal(read.args.end, 5);
}

static void the_last_of_a_name_counts(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(POD_CONTAINER "    command: [kube-apiserver, --audit-log-maxage=1, --audit_log_maxage=2]\n    args: [--audit-log-maxage, '3']\n", &read);
	assert_int_equal(read.args.count, 3);
	assert_true(span_is(in_force(&read, "audit-log-maxage")->value, "3"));
	assert_false(read.args.uses[0].counts);
	assert_false(read.args.uses[1].counts);
	assert_true(read.args.uses[2].counts);
	assert_ptr_equal(in_force(&read, "audit-log-maxage"), &read.args.uses[2]);
}

static void nothing_counts_behind_two_dashes_or_before_the_program(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(POD_CONTAINER "    command: [nice, --audit-log-maxage=1, --x, /kube-apiserver, --service-cluster-ip-range=x, --, --audit-log-maxage=2]\n", &read);
	assert_int_equal(read.args.count, 0);
	assert_int_equal(read.args.end, 5);
}

static void short_options_and_stray_words_are_not_ours(void **state)
{
	struct read READ_AUTO read;
	(void)state;
	read_args(WITH("-v=2, -v, '2', stray, -audit-log-maxage=7, '-', '', --foo, bar, --audit-log-maxage=8"), &read);
	assert_int_equal(read.args.count, 1);
	assert_true(span_is(in_force(&read, "audit-log-maxage")->value, "8"));
}

static void a_flag_without_its_value_is_refused(void **state)
{
	struct error err = { 0 };
	struct pod POD_AUTO pod;
	struct args args;
	(void)state;
	pod_read(WITH("--audit-log-path"), &pod);
	assert_int_equal(args_read(&pod.manifest, &args, &err), -1);
	assert_int_equal(err.line, 9);
	assert_int_equal(err.column, 31);
	assert_non_null(strstr(err.text, "--audit-log-path=VALUE"));
}

static void foreign_flags_can_be_asked_for(void **state)
{
	struct read READ_AUTO read;
	struct span value;
	size_t word = 0, at = 0;
	(void)state;
	read_args(WITH("--feature-gates=A=true, --secure-port, '6443', --feature_gates, B=false, --bare, --bind-address, --x, --, --secure-port=1"), &read);
	assert_true(args_value(&read.pod.manifest, &read.args, "secure-port", &value, &at));
	assert_true(span_is(value, "6443"));
	assert_int_equal(at, 3);
	assert_true(args_next_value(&read.pod.manifest, &read.args, "feature-gates", &word, &value, NULL) && span_is(value, "A=true"));
	assert_true(args_next_value(&read.pod.manifest, &read.args, "feature-gates", &word, &value, &at) && span_is(value, "B=false"));
	assert_int_equal(at, 5);
	assert_false(args_next_value(&read.pod.manifest, &read.args, "feature-gates", &word, &value, NULL));
	assert_false(args_value(&read.pod.manifest, &read.args, "bare", &value, NULL));
	assert_false(args_value(&read.pod.manifest, &read.args, "bind-address", &value, NULL));
	assert_false(args_value(&read.pod.manifest, &read.args, "feature", &value, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_element_and_two_are_the_same),
		cmocka_unit_test(an_underscore_is_not_canonical),
		cmocka_unit_test(a_bool_never_takes_the_next_word),
		cmocka_unit_test(other_audit_flags_take_it_whatever_it_is),
		cmocka_unit_test(the_last_of_a_name_counts),
		cmocka_unit_test(nothing_counts_behind_two_dashes_or_before_the_program),
		cmocka_unit_test(short_options_and_stray_words_are_not_ours),
		cmocka_unit_test(a_flag_without_its_value_is_refused),
		cmocka_unit_test(foreign_flags_can_be_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
