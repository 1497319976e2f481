# shellcheck shell=bash disable=SC2154,SC2016 # what lib.sh sets; $TRACED is for the shell of trace
# Signals, another run, another file.

case_interrupt() {
	write_policy "$at_metadata"
	start
	await 20 is_written || fail "nothing was written"
	sleep 2
	kill -INT "$running"
	wait_for_it
	expect_status 130
	expect_said "rolled back"
	expect_original
	expect_healthy 90
}

case_interrupt_write() { # at the very moment at which the new manifest gets its name; the first rename is the backup's
	write_policy "$at_metadata"
	env --default-signal=INT "${program%/*}/cli/trace" at renameat:2 'kill -INT $TRACED' -- "$program" --backup-dir "$backups" \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	read_output
	expect_status 130
	expect_said "rolled back"
	expect_original
	expect_healthy 90
}

case_interrupt_twice() { # the second one does not wait for the old API server
	write_policy "$at_metadata"
	start
	await 20 is_written || fail "nothing was written"
	sleep 4
	kill -INT "$running"
	await 20 cmp -s "$manifest" "$original" || fail "the old manifest is not put back"
	kill -INT "$running"
	SECONDS=0
	wait_for_it
	expect_status 130
	[ "$SECONDS" -le 2 ] || fail "it took $SECONDS s to end" "$(said)"
	expect_healthy 90
}

case_resume() { # killed after the write: the next run waits for what it finds, and proves it
	write_policy "$at_metadata"
	start
	await 20 is_written || fail "nothing was written"
	kill -KILL "$running"
	wait_for_it
	expect_status 137
	run
	expect_proven
	expect_healthy
}

case_resume_broken() { # and if that does not come up, there is nothing to put back
	write_policy '{level: Everything}'
	start --no-policy-check
	await 20 is_written || fail "nothing was written"
	kill -KILL "$running"
	wait_for_it
	run --no-policy-check
	expect_status 4
	expect_said "kube-apiserver ended 2 times"
	expect_new
	expect_no_strangers
}

# Half of them at once, while it reads and writes; the others while it waits.
case_kills() {
	local i count=${KAUDIT_E2E_KILLS:-5} written=0
	write_policy "$at_metadata"
	for ((i = 1; i <= count; i++)); do
		cp -p "$manifest" "$original"
		start --maxage $((i + 100)) # each time a pod that the kubelet has not seen: it delays none
		if ((i % 2)); then sleep "0.0$(printf %02d $((RANDOM % 60)))"; else sleep "$((RANDOM % 12)).$((RANDOM % 10))"; fi
		kill -KILL "$running" 2>/dev/null
		wait_for_it
		! is_written || written=$((written + 1))
		[ -z "$(strangers)" ] || fail "kill $i left $(strangers)" "$(said)"
		[ "$(temps | wc -l)" -le 1 ] || fail "kill $i left $(temps)" "$(said)"
		run --maxage $((i + 100))
		expect_status 0
		expect_no_strangers
		expect_healthy
	done
	printf '    %d kills, %d of them after the write\n' "$count" "$written"
}

case_two_runs() {
	local first second one
	write_policy "$at_metadata"
	watch_node starts
	"$program" --backup-dir "$backups" >"$scratch/one" 2>&1 </dev/null &
	one=$!
	run
	second=$status
	wait "$one"
	first=$?
	out+=$(printf '\nthe other, status %s:\n' "$first" && cat "$scratch/one")
	[ $((first + second)) -eq 1 ] || fail "one of them was to be done, and the other refused" "$(said)"
	expect_said "another"
	expect_said "and records: "
	expect_starts 1
	expect_healthy
}

case_stray() { # a copy beside the manifest, which the kubelet would run
	local pid
	pid=$(server_pid)
	write_policy "$at_metadata"
	cp -p "$manifest" "$manifest.bak"
	at_end+=("rm -f '$manifest.bak'")
	run
	expect_status 1
	expect_said "kube-apiserver.yaml.bak"
	expect_original
	[ "$pid" = "$(server_pid)" ] || fail "the API server was restarted" "$(said)"
}

case_edited_meanwhile() { # what somebody else wrote is not undone
	write_policy '{level: Everything}'
	start --no-policy-check
	await 20 is_written || fail "nothing was written"
	sed '$a # edited' "$manifest" >"$folder/.edited"
	mv "$folder/.edited" "$manifest"
	wait_for_it
	expect_status 4
	expect_said "kube-apiserver ended 2 times"
	expect_said "could not be put back"
	expect_said "$backups/"
	tail -n 1 "$manifest" | grep -qx '# edited' || fail "the other's change is undone" "$(said)"
	expect_no_strangers
}
