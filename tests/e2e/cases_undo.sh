# shellcheck shell=bash disable=SC2154 # what lib.sh sets
# The way back: the node is as it was, after one restart.

expect_off() { # the API server runs as before, and nobody restarts it again
	local pid
	pid=$(server_pid)
	expect_healthy
	! running_words | grep -q -- '^--audit' || fail "the API server runs with audit flags" "$(said)"
	sleep 3
	[ "$pid" = "$(server_pid)" ] || fail "the API server was restarted once more" "$(said)"
}

case_remove() {
	local before size took
	write_policy "$at_metadata"
	run
	expect_proven
	watch_node starts
	run --remove
	expect_status 0
	expect_said "the API server is ready"
	expect_said "audit logging is off"
	took=$(grep -o 'ready, [0-9.]* s after the write' <<<"$out")
	expect_original
	expect_off
	expect_starts 1
	[ -s "$log" ] && [ -s "$policy" ] || fail "policy or log are gone" "$(said)"
	size=$(stat -c %s "$log")
	kubectl get namespaces >/dev/null || fail "the API server does not answer"
	[ "$size" = "$(stat -c %s "$log")" ] || fail "something was recorded" "$(said)"
	before=$(identity)
	run --remove
	expect_status 0
	expect_said "nothing to do"
	[ "$before" = "$(identity)" ] || fail "the manifest was written" "$(said)"
	expect_off
	expect_starts 1
	printf '    %s; starts: 1\n' "$took"
}
