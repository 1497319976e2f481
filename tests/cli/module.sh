#!/bin/bash
# kaudit_enable, the Ansible module, as Ansible starts it: the path of a file with arguments, and one JSON object comes back.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh
module=$top/$BUILD/kaudit_enable

value() { "$tools/json" "$scratch/out" "$@" || fail "no $*" "$(said)"; }

expect_value() { # expect_value VALUE NAME…
	local wanted=$1
	shift
	[ "$(value "$@")" = "$wanted" ] || fail "$*: $(value "$@") instead of $wanted" "$(said)"
}

expect_message() { [[ $(value msg) == *"$1"* ]] || fail "not in msg: $1" "$(said)"; }

# module_says WORD…: started with these words; one JSON object comes, and a status that says the same.
module_says() {
	"$module" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	out=$(tr -d '\0' <"$scratch/out") err=$(tr -d '\0' <"$scratch/err")
	expect_quiet_err
	local name
	for name in changed failed msg warnings manifest backup flags error; do value "$name" >/dev/null; done
	case $(value failed) in
	true) expect_status 1 ;;
	false) expect_status 0 ;;
	*) fail "failed is no boolean" "$(said)" ;;
	esac
}

with() { # with MEMBERS: arguments on $root, as JSON
	printf '{"root": "%s"%s}' "$root" "${1:+, $1}" >"$scratch/args"
	module_says "$scratch/args"
}

test_a_change_and_then_nothing() {
	with
	expect_value false failed
	expect_value true changed
	expect_enabled
	expect_message "$manifest: changed"
	expect_same "$(value backup_file)" fixtures/sample/kube-apiserver.yaml
	snapshot >"$scratch/before"
	with
	expect_value false changed
	expect_message 'nothing to do'
	snapshot >"$scratch/after"
	expect_same "$scratch/before" "$scratch/after"
}

test_check_mode_writes_nothing() {
	snapshot >"$scratch/before"
	with '"_ansible_check_mode": true, "_ansible_diff": true'
	expect_value true changed
	expect_value true dry_run
	[ "$(value diff before)" = "$(<"$manifest")" ] || fail "that is not the manifest" "$(said)"
	value diff after | grep -q -- --audit-log-path= || fail "$(said)"
	snapshot >"$scratch/after"
	expect_same "$scratch/before" "$scratch/after"
}

test_check_mode_warns_of_a_missing_policy() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	with '"_ansible_check_mode": true'
	expect_value false failed
	expect_value true changed
	[[ $(value warnings 0) == *"there is no $root/etc/kubernetes/audit-policy.yaml yet"* ]] || fail "$(said)"
	with
	expect_value true failed
	expect_original
}

test_state_absent_gives_the_bytes_back() {
	with
	with '"state": "absent"'
	expect_value true changed
	expect_original
	with '"state": "absent", "maxage": 30'
	expect_value false changed
	expect_message 'it has no audit settings'
}

test_state_restored_puts_a_backup_back() {
	with
	cp "$manifest" "$scratch/enabled"
	with '"maxage": 30'
	with '"state": "restored", "_ansible_check_mode": true, "_ansible_diff": true'
	expect_value true changed
	value diff after | cmp -s - <(cat "$scratch/enabled"; echo) || fail "that is not the backup" "$(said)"
	with '"state": "restored"'
	expect_value true changed
	expect_same "$manifest" "$scratch/enabled"
	with '"state": "restored"'
	expect_value false changed
	expect_message 'nothing to do, it is the same as the backup'
	with '"state": "restored", "backup": "nonsense"'
	expect_value true failed
	expect_message nonsense
}

test_a_wrong_argument_changes_nothing() {
	local arguments
	for arguments in '"polcy": "/p"' '"maxage": "x"' '"maxage": [1]' '"dry_run": true' '"state": "on"' '"_ansible_check_mode": "?"'; do
		with "$arguments"
		expect_value true failed
		expect_value usage error kind
		expect_original
	done
}

test_whatever_it_is_started_with_it_prints_one_object() {
	local bytes
	module_says
	expect_message 'is an Ansible module'
	module_says a b
	module_says --help
	module_says "$scratch/nothing-there"
	module_says "$scratch"
	module_says /dev/zero
	for bytes in '' '{' '[]' '{}{}' 'policy=/p' '\377\376{' '{"policy": "\377"}' '{"policy": "\\u0000"}' '{"\\ud800": "\\udfff"}' '\0'; do
		# shellcheck disable=SC2059 # escapes are wanted
		printf "$bytes" >"$scratch/args"
		module_says "$scratch/args"
		expect_value true failed
	done
	printf '{"x":%.0s' {1..100000} >"$scratch/args"
	module_says "$scratch/args"
	expect_value true failed
	expect_original
}

test_a_result_that_can_not_be_written_is_a_failure() {
	printf '{"root": "%s"}' "$root" >"$scratch/args"
	[ -w /dev/full ] || skip "there is no /dev/full"
	"$module" "$scratch/args" >/dev/full 2>"$scratch/err" && fail "status 0 though nothing was said"
	[ ! -s "$scratch/err" ] || fail "something is on standard error"
	"$module" "$scratch/args" >&- && fail "status 0 though standard output is closed"
	expect_enabled
}

run_tests
