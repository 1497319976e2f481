#!/bin/bash
# --manifest -: standard input to standard output, without a look at the machine.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

filter() {
	stdin=fixtures/sample/kube-apiserver.yaml run_bare --manifest - "$@"
}

test_a_filter_gives_what_a_run_writes() {
	filter
	expect_status 0
	expect_quiet_err
	cp "$scratch/out" "$scratch/filtered"
	run --color=auto --no-policy-checksum # which the filter does not read
	expect_same "$scratch/filtered" "$manifest"
}

test_a_filter_looks_at_no_other_file() {
	under=("$tools/trace" writes --)
	ASAN_OPTIONS=detect_leaks=0 filter --policy /nonexistent/policy.yaml --log-path /nonexistent/audit.log
	under=()
	expect_status 0
	[ ! -e /nonexistent ] || fail 'a directory was made'
}

test_a_filter_of_its_own_output_changes_nothing() {
	filter
	cp "$scratch/out" "$scratch/once"
	stdin=$scratch/once run_bare --manifest -
	expect_status 0
	expect_same "$scratch/once" "$scratch/out"
}

test_a_filter_can_tell_whether_it_would_change() {
	filter --check
	expect_status 5
	expect_out 'standard input: would change'
	filter --dry-run
	expect_status 0
	cp fixtures/sample/kube-apiserver.yaml "$scratch/patched"
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take it'
	filter
	expect_same "$scratch/patched" "$scratch/out"
}

test_a_refusal_gives_no_output() {
	echo 'kind: Deployment' >"$scratch/in"
	stdin=$scratch/in run_bare --manifest -
	expect_status 1
	[ -z "$out" ] || fail 'something is on standard output'
	expect_err 'standard input:1:'
}

test_an_empty_input_is_refused() {
	run_bare --manifest -
	expect_status 1
}

test_an_input_over_10_mib_is_refused() {
	head -c 10485761 /dev/zero | tr '\0' '#' >"$scratch/in"
	stdin=$scratch/in run_bare --manifest -
	expect_status 1
	expect_err '10 MiB'
}

test_an_input_that_can_not_be_read_is_refused() {
	stdin=$scratch run_bare --manifest -
	expect_status 1
	expect_err 'standard input'
}

run_tests
