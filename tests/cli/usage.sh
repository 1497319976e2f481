#!/bin/bash
# The command line: what is wrong is told before anything is looked at.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

expect_usage() { # expect_usage TEXT
	expect_status 2
	expect_err "kaudit-enable: $1"
	[ -z "$out" ] || fail "something is on standard output" "$(said)"
	expect_original
}

test_an_unknown_option_is_told_with_the_nearest() {
	run --polcy /etc/p.yaml
	expect_usage 'unknown option --polcy; did you mean --policy?'
}

test_a_wrong_value_is_usage() {
	run --maxage thirty
	expect_usage '--audit-log-maxage'
	run --policy policy.yaml
	expect_usage '--audit-policy-file'
	run --audit-log-mode sometimes
	expect_usage '--audit-log-mode'
}

test_set_and_unset_exclude_each_other() {
	run --policy /etc/kubernetes/audit-policy.yaml --unset audit-policy-file
	expect_usage '--audit-policy-file is both set and unset'
}

test_an_empty_root_is_not_the_real_machine() {
	run_bare --root ''
	expect_usage '--root: the value is empty'
}

test_usage_is_told_before_the_manifest_is_looked_for() {
	run_bare --manifest /nonexistent/kube-apiserver.yaml --nonsense
	expect_usage 'unknown option --nonsense'
}

test_help_is_on_standard_output() {
	run_bare --help
	expect_status 0
	expect_quiet_err
	expect_out 'usage: kaudit-enable [options]'
}

test_the_manual_names_every_option() {
	run_bare --help
	local name names
	names=$(grep -oE '^  --[a-z-]+' <<<"$out")
	[ "$(wc -l <<<"$names")" -ge 20 ] || fail "too few options in the help: $names"
	for name in $names; do
		grep -qE "^\.It Fl -${name#--}( |$)" src/cli/kaudit-enable.8 || fail "$name is not in the manual"
	done
}

test_version_is_the_makefiles() {
	run_bare --version
	expect_status 0
	[ "$out" = "kaudit-enable $(sed -n 's/^VERSION *:= *//p' Makefile)" ] || fail "$out"
}

test_bytes_of_the_command_line_are_made_visible() {
	run $'--x\033[31m\377'
	expect_usage 'unknown option --x\x1b[31m\xff'
	[[ $err != *$'\033'* ]] || fail 'a control character got through'
}

test_a_usage_error_is_json_when_json_is_asked_for() {
	run --nonsense --format=json
	expect_status 2
	expect_quiet_err
	[ "$("$tools/json" "$scratch/out" error kind)" = usage ] || fail "$(said)"
}

test_output_that_can_not_be_written_is_an_error() {
	[ -w /dev/full ] || skip 'no /dev/full'
	"$program" --help >/dev/full 2>"$scratch/err"
	status=$? out='' err=$(<"$scratch/err")
	expect_status 1
	expect_err 'standard output: No space left on device'
	"$program" --root "$root" --dry-run >/dev/full 2>"$scratch/err"
	status=$? err=$(<"$scratch/err")
	expect_status 1
	"$program" --root "$root" --dry-run >&- 2>"$scratch/err"
	status=$? err=$(<"$scratch/err")
	expect_status 1
	expect_err 'standard output: Bad file descriptor'
}

test_what_was_done_stays_done_when_the_report_can_not_be_written() {
	[ -w /dev/full ] || skip 'no /dev/full'
	"$program" --root "$root" >/dev/full 2>"$scratch/err"
	status=$? out='' err=$(<"$scratch/err")
	expect_status 0
	expect_err 'the manifest is changed all the same'
	expect_enabled
}

test_closed_descriptors_do_no_harm() {
	"$program" --root "$root" <&- >&- 2>&-
	status=$? out='' err=''
	expect_status 0
	expect_enabled
	grep -q 'changed' "$manifest" && fail 'the report went into the manifest'
	[ "$(backups)" -eq 1 ] || fail "$(backups) backups"
}

test_closed_descriptors_are_given_to_no_other_file() {
	# Looked at when the manifest's directory and others are open.
	ASAN_OPTIONS=detect_leaks=0 "$tools/trace" at flock "for fd in 0 1 2; do readlink /proc/\$TRACED/fd/\$fd; done >'$scratch/fds'" -- \
		"$program" --root "$root" <&- >&- 2>&-
	[ "$(sort -u "$scratch/fds")" = /dev/null ] || fail "$(<"$scratch/fds")"
	[ "$(wc -l <"$scratch/fds")" -eq 3 ] || fail "$(<"$scratch/fds")"
}

run_tests
