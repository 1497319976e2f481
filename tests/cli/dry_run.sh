#!/bin/bash
# --dry-run and --check: what would be, and not one byte written.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

expect_untouched() { # expect_untouched ARGUMENT…: a run with them writes nothing, nowhere
	local before after
	before=$(snapshot)
	run "$@"
	after=$(snapshot)
	[ "$before" = "$after" ] || fail "$(diff <(echo "$before") <(echo "$after"))"
	under=("$tools/trace" writes --)
	ASAN_OPTIONS=detect_leaks=0 run "$@"
	under=()
	[[ $status -ne 99 && $err != *trace:* ]] || fail 'a system call that writes' "$(said)"
}

test_a_dry_run_writes_nothing() {
	expect_untouched --dry-run
	expect_status 0
	expect_original
}

test_a_check_writes_nothing_and_its_status_tells() {
	expect_untouched --check
	expect_status 5
	expect_out "$manifest: would change"
	expect_out 'added      flag        --audit-log-maxage=60'
	[[ $out != *'@@'* ]] || fail 'a diff that was not asked for'
	run
	expect_untouched --check
	expect_status 0
	expect_out 'nothing to do'
}

test_check_with_diff_shows_it() {
	run --check --diff
	expect_status 5
	expect_out '+    - --audit-log-maxage=60'
	run --check --dry-run
	expect_status 5
	[[ $out == "--- $manifest"$'\n'"+++ $manifest"* ]] || fail "$(said)"
}

test_the_diff_is_for_patch() {
	run --dry-run
	expect_quiet_err
	[[ $out == "--- $manifest"$'\n'"+++ $manifest"$'\n'@@* ]] || fail "$(said)"
	cp "$manifest" "$scratch/patched"
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take it'
	run
	expect_same "$scratch/patched" "$manifest"
}

test_patch_finds_the_file_by_the_diffs_header() {
	run --dry-run
	(cd "$folder" && patch -s <"$scratch/out") || fail 'patch(1) does not find it' "$(said)"
	expect_enabled
}

test_a_header_with_odd_bytes_still_names_the_file() {
	local name=$'a b\tc"d\\e.yaml'
	mv "$manifest" "$folder/$name"
	manifest=$folder/$name
	run --manifest "/etc/kubernetes/manifests/$name" --dry-run
	expect_status 0
	(cd "$folder" && patch -s <"$scratch/out") || fail 'patch(1) does not find it' "$(said)"
	expect_enabled
}

test_a_dry_run_with_nothing_to_do_prints_nothing() {
	run
	run --dry-run
	expect_status 0
	expect_silence
}

test_a_dry_run_needs_no_lock() {
	flock "$folder" "$program" --root "$root" --dry-run >/dev/null || fail 'a dry run waits for a lock'
}

test_color_is_only_for_terminals() {
	run --dry-run
	[[ $out != *$'\033'* ]] || fail 'colour in a pipe'
	run --dry-run --color=always
	expect_out $'\033[32m+    - --audit-log-maxage=60\033[m'
	script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip 'no script(1), or no terminal for it'
	local shown
	shown=$(script -qec "$program --root $root --dry-run" /dev/null </dev/null)
	[[ $shown == *$'\033[32m+    - --audit-log-maxage=60\033[m'* ]] || fail "no colour on a terminal: $shown"
	shown=$(NO_COLOR=1 script -qec "$program --root $root --dry-run" /dev/null </dev/null)
	[[ $shown != *$'\033'* ]] || fail 'colour in spite of NO_COLOR'
	shown=$(script -qec "$program --root $root --dry-run --color=never" /dev/null </dev/null)
	[[ $shown != *$'\033'* ]] || fail 'colour in spite of --color=never'
}

test_a_dry_run_refuses_what_a_run_would() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	expect_untouched --dry-run
	expect_refused 'audit-policy.yaml'
}

test_looking_into_the_folder_is_not_seen() { # an access time is a block more for the next fsync to write
	touch -a -d '2 days ago' "$folder"
	local before
	before=$(stat -c %X "$folder")
	run --dry-run
	[ "$(stat -c %X "$folder")" = "$before" ] || fail 'the folder has another access time'
}

run_tests
