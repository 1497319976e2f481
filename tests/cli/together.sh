#!/bin/bash
# Other programs at the same time: another run, the kubelet that watches, an editor, a signal.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

export ASAN_OPTIONS=detect_leaks=0 # the leak checker does not work under ptrace

expect_ended_by() { # expect_ended_by SIGNAL: the run died of it and left nothing behind
	[ "$status" -eq $((128 + $(kill -l "$1"))) ] || fail "not ended by $1" "$(said)"
	expect_original
	expect_no_temps
}

# Whoever started the tests may have them ignore it (nohup does, and a shell for what it starts in the background), and then so do all programs.
is_ignored() { (((0x$(awk '$1 == "SigIgn:" { print $2 }' /proc/self/status) >> ($(kill -l "$1") - 1)) & 1)); }

test_a_signal_while_writing_takes_the_temp_away() {
	local signal call
	for signal in INT TERM HUP; do
		! is_ignored "$signal" || continue
		for call in fchmod fsync:2 renameat; do
			under=("$tools/trace" at "$call" "kill -$signal \$TRACED" --)
			[ "$call" != renameat ] || under=("$tools/trace" at fsync:3 "kill -$signal \$TRACED" --)
			run
			[[ $status -ne 97 ]] || fail "the program makes no $call"
			expect_ended_by "$signal"
		done
	done
}

test_an_ignored_signal_stays_ignored() {
	trap '' HUP
	under=("$tools/trace" at fsync:2 "kill -HUP \$TRACED" --)
	run
	expect_status 0
	expect_enabled
}

test_a_killed_run_leaves_a_dot_file_that_the_next_one_takes_away() {
	under=("$tools/trace" at renameat:2 "kill -KILL \$TRACED" --)
	run
	[ "$status" -eq 97 ] && under=("$tools/trace" at renameat "kill -KILL \$TRACED" --) && run
	[ "$status" -eq 137 ] || fail 'not killed' "$(said)"
	expect_original
	[ -z "$(find "$folder" -type f ! -name '.*' ! -name kube-apiserver.yaml)" ] || fail 'a file that the kubelet would read'
	[ "$(find "$folder" -name '.*' -type f | wc -l)" -le 1 ] || fail 'more than one temp'
	under=()
	run
	expect_status 0
	expect_enabled
	expect_no_temps
}

test_the_kubelet_sees_one_event() {
	"$tools/watch" "$folder" "$scratch/ready" >"$scratch/events" &
	local watcher=$!
	while [ ! -e "$scratch/ready" ]; do sleep 0.01; done
	run
	run
	run --dry-run --maxage 7
	run --check --maxage 7
	kill -TERM "$watcher"
	wait "$watcher" || fail 'the watcher failed'
	expect_status 5
	# The kubelet ignores dot-names; the temp's are the only others that there may be.
	[ "$(grep -v ' \.kube-apiserver\.yaml\.kaudit-' "$scratch/events")" = 'moved-to kube-apiserver.yaml' ] || fail "$(<"$scratch/events")"
}

test_another_run_holds_the_lock() {
	under=(flock "$folder")
	run
	expect_refused 'another run'
	expect_no_temps
	[ "$(backups)" -eq 0 ] || fail 'a backup was made'
	[ ! -e "$root/var/log/kubernetes" ] || fail "the log's directory was made"
}

test_the_lock_is_held_while_writing() {
	# A second run is started at the moment in which the first one is about to write.
	under=("$tools/trace" at fsync "'$program' --root '$root' >'$scratch/second' 2>&1; echo \$? >>'$scratch/second'" --)
	run
	expect_status 0
	expect_enabled
	grep -q 'another run' "$scratch/second" || fail "the second run: $(<"$scratch/second")"
	[ "$(tail -n 1 "$scratch/second")" = 1 ] || fail "the second run's status: $(tail -n 1 "$scratch/second")"
	[ "$(backups)" -eq 1 ] || fail "$(backups) backups"
}

test_many_runs_at_once_change_it_once() {
	local i ids=()
	for i in 1 2 3 4 5 6 7 8; do
		"$program" --root "$root" >"$scratch/out.$i" 2>&1 &
		ids+=($!)
	done
	for i in "${ids[@]}"; do
		wait "$i"
		status=$?
		[ "$status" -le 1 ] || fail "status $status"
	done
	expect_enabled
	expect_no_temps
	[ "$(backups)" -eq 1 ] || fail "$(backups) backups"
	[ "$(grep -l ': changed$' "$scratch"/out.* | wc -l)" -eq 1 ] || fail 'more than one run changed it'
}

test_a_manifest_changed_under_us_is_left_alone() {
	under=("$tools/trace" at fsync:2 "echo '# mine' >>'$manifest'" --)
	run
	expect_status 1
	expect_err 'unchanged'
	[ "$(tail -n 1 "$manifest")" = '# mine' ] || fail "the other's change is lost"
	! grep -q audit-log "$manifest" || fail 'it was edited all the same'
	expect_no_temps
}

test_a_manifest_replaced_under_us_is_left_alone() {
	under=("$tools/trace" at fsync:2 "cp '$manifest' '$folder/.new' && mv '$folder/.new' '$manifest'" --)
	run
	expect_refused 'unchanged'
	expect_no_temps
}

test_a_manifest_taken_away_under_us_does_not_come_back() {
	under=("$tools/trace" at fsync:2 "rm '$manifest'" --)
	run
	expect_status 1
	[ ! -e "$manifest" ] || fail 'it came back'
	expect_no_temps
}

run_tests
