# shellcheck shell=bash disable=SC2154 # what lib.sh sets
# Changes that are right: one restart each, and proven.

case_enable() {
	watch_node starts
	watch_node answers
	run --init-policy
	expect_proven
	sleep 1
	expect_starts 1
	expect_healthy
	grep -q "$(grep -o '[0-9a-f]\{8\}-[0-9a-f-]*' <<<"$out" | head -n 1)" "$log" || fail "the event is not in $log" "$(said)"
	printf '    %s; starts: 1\n' "$(figures "$(stat -c %.3Z "$manifest")")"
}

case_again() {
	local pid before
	write_policy "$at_metadata"
	run
	expect_proven
	pid=$(server_pid) before=$(identity)
	watch_node starts
	run
	expect_status 0
	[ "$before" = "$(identity)" ] || fail "the manifest was written" "$(said)"
	sleep 3
	[ "$pid" = "$(server_pid)" ] || fail "the API server was restarted" "$(said)"
	expect_starts 0
	[ "$(find "$backups" -type f | wc -l)" -eq 1 ] || fail "there is a backup of nothing" "$(said)"
}

case_option() { # one flag's value
	write_policy "$at_metadata"
	run
	expect_proven
	watch_node starts
	run --maxage 7
	expect_proven
	expect_starts 1
	expect_healthy
	running_words | grep -qx -- '--audit-log-maxage=7' || fail "the API server runs without the new value" "$(said)"
}

case_policy() { # its content alone
	write_policy "$at_metadata"
	run
	expect_proven
	expect_said "at level Metadata"
	watch_node starts
	write_policy '{level: Request}'
	run
	expect_proven
	expect_said "at level Request"
	expect_starts 1
	expect_healthy
}

case_batch() {
	write_policy "$at_metadata"
	run --audit-log-mode=batch --audit-log-batch-max-wait=5s
	expect_proven
	expect_healthy
}

case_stdout() { # the audit log is the container's own
	write_policy "$at_metadata"
	run --log-path -
	expect_proven
	expect_healthy
	grep -q '"kind":"Event"' /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log || fail "no event in the container's log" "$(said)"
}

case_no_anonymous() { # then only the certificate of admin.conf may ask
	write_policy "$at_metadata"
	sed 's/^    - --allow-privileged=true/&\n    - --anonymous-auth=false/' "$manifest" >"$folder/.edited"
	mv "$folder/.edited" "$manifest"
	cp -p "$manifest" "$original"
	await 60 is_healthy || fail "the API server without anonymous access does not come up"
	run
	expect_proven
	grep -q '"username":"kubernetes-admin"' "$log" || fail "asked as somebody else" "$(said)"
	expect_healthy
}

case_secret() {
	write_policy "$at_metadata"
	run --prove=secret
	expect_proven
	expect_said "without the content of the secret"
	expect_healthy
	! kubectl get secrets -n default -o name | grep -q kaudit || fail "a secret was left" "$(said)"
}

case_hangup() { # an ssh session that is lost while it waits
	write_policy "$at_metadata"
	start
	await 20 is_written || fail "nothing was written"
	sleep 1
	kill -HUP "$running"
	wait_for_it
	expect_proven
	expect_healthy
}
