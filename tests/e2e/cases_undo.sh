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
	if [ ! -s "$log" ] || [ ! -s "$policy" ]; then
		fail "policy or log are gone" "$(said)"
	fi
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

case_restore() { # back to other audit settings: proven like any
	local first took
	write_policy "$at_metadata"
	run
	expect_proven
	first=$scratch/first.yaml
	cp -p "$manifest" "$first"
	run --maxage 7
	expect_proven
	watch_node starts
	run --restore
	expect_proven
	expect_said "restored from $backups/kube-apiserver.yaml."
	took=$(grep -o 'ready, [0-9.]* s after the write' <<<"$out")
	cmp -s "$manifest" "$first" || fail "the manifest is not the one from before" "$(diff "$first" "$manifest")" "$(said)"
	expect_healthy
	expect_starts 1
	run --restore
	expect_status 0
	expect_said "nothing to do"
	sleep 3
	expect_healthy
	expect_starts 1
	printf '    %s; starts: 1\n' "$took"
}

case_restore_off() { # back to what was there before audit logging
	write_policy "$at_metadata"
	run
	expect_proven
	watch_node starts
	run --restore
	expect_status 0
	expect_said "audit logging is off"
	expect_original
	expect_off
	expect_starts 1
}

case_restore_broken() { # somebody's edit made the manifest unreadable, and the API server is gone
	write_policy "$at_metadata"
	run
	expect_proven
	{
		cat "$manifest"
		echo '  : ['
	} >"$folder/.broken"
	mv "$folder/.broken" "$manifest"
	await 40 no_server || fail "the API server of a broken manifest goes on"
	run --restore
	expect_status 0
	expect_said "the manifest can't be read"
	expect_said "the API server is ready"
	expect_original
	expect_off
}
no_server() { ! pgrep -x kube-apiserver >/dev/null; }

case_restore_fails() { # the backup's API server does not start: what was there comes back
	local enabled
	write_policy "$at_metadata"
	run
	expect_proven
	enabled=$scratch/enabled.yaml
	cp -p "$manifest" "$enabled"
	sed 's/^    - kube-apiserver$/&\n    - --no-such-flag=1/' "$original" >"$backups/kube-apiserver.yaml.20990101T000000.000000Z"
	run --restore
	expect_status 3
	expect_said "kube-apiserver ended 2 times"
	expect_said "no-such-flag"
	expect_said "rolled back"
	cmp -s "$manifest" "$enabled" || fail "the manifest is not the one from before" "$(diff "$enabled" "$manifest")" "$(said)"
	expect_healthy
}
