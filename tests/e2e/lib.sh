# shellcheck shell=bash
# What the cases share. A case is a function case_NAME, run on the node by case.sh; it ends with fail, with skip, or well.
# It finds kubeadm's own manifest, a ready API server, no policy and no log; $scratch is an empty folder.

folder=/etc/kubernetes/manifests
manifest=$folder/kube-apiserver.yaml
policy=/etc/kubernetes/audit-policy.yaml
# shellcheck disable=SC2034 # for the cases
log=/var/log/kubernetes/k8s-audit.log
export KUBECONFIG=/etc/kubernetes/admin.conf
# shellcheck disable=SC2034 # for the cases
program=$PWD/${BUILD:-build}/kaudit-enable

scratch=$(mktemp -d "${TMPDIR:-/tmp}/kaudit-e2e.XXXXXX") || exit 1
backups=$scratch/backups
original=$scratch/original.yaml
cp -p "$manifest" "$original"
at_end=() # commands, undone last to first
clean_up() {
	local i
	for ((i = ${#at_end[@]} - 1; i >= 0; i--)); do eval "${at_end[i]}"; done >/dev/null 2>&1
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

fail() {
	printf '%s\n' "$@"
	exit 1
}

skip() {
	printf '%s\n' "$*"
	exit 77
}

# ---- the program ----

read_output() { out=$(<"$scratch/out") err=$(<"$scratch/err"); }

# run ARGUMENT…: leaves $status, $out, $err
run() {
	"$program" --backup-dir "$backups" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	read_output
}

# start ARGUMENT…: the same in the background, as $running; wait_for_it leaves what run does.
# A shell's background commands ignore SIGINT, and it is not given back to them otherwise.
start() {
	env --default-signal=INT "$program" --backup-dir "$backups" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null &
	running=$!
}

wait_for_it() {
	wait "$running" 2>/dev/null # a shell says "Killed"
	status=$?
	read_output
}

said() { printf 'status %s\nstandard output:\n%s\nstandard error:\n%s\n' "$status" "$out" "$err"; }

expect_status() { [ "$status" -eq "$1" ] || fail "status $1 expected" "$(said)"; }
expect_said() { [[ $out$err == *"$1"* ]] || fail "not said: $1" "$(said)"; }
expect_proven() { # ready, and an event of ours in the log
	expect_status 0
	expect_said "the API server is ready"
	expect_said "and records: "
}

# ---- the node ----

await() { # await SECONDS COMMAND…: until it succeeds
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.2
	done
}

server_pid() { pgrep -xn kube-apiserver; }
identity() { stat -c '%i %Y %Z %s' "$manifest"; }
is_written() { ! cmp -s "$manifest" "$original"; }

# kubeadm writes one word per line, and so do we.
wanted_words() { sed -n '/^  - command:/,/^    [a-z]/s/^    - //p' "$manifest" | sort; }
running_words() { { tr '\0' '\n' <"/proc/$(server_pid)/cmdline"; } 2>/dev/null | sort; } # it may just have ended
is_healthy() {
	[ "$(wanted_words)" = "$(running_words)" ] && [ "$(pgrep -xc kube-apiserver)" = 1 ] &&
		[ "$(kubectl --request-timeout=2s get --raw /readyz 2>/dev/null)" = ok ]
}

# The kubelet delays a pod that it has run before: the time allows for that.
expect_healthy() {
	await "${1:-60}" is_healthy || fail "the API server of the manifest is not ready: pid $(server_pid)" "$(diff <(wanted_words) <(running_words))" "$(said)"
	expect_no_strangers
}

strangers() { find "$folder" -mindepth 1 -maxdepth 1 ! -name '.*' ! -name kube-apiserver.yaml ! -name etcd.yaml ! -name 'kube-*.yaml'; }
temps() { find "$folder" -mindepth 1 -maxdepth 1 -name '.*' ! -name '.kubelet-keep'; }
expect_no_strangers() { [ -z "$(strangers)$(temps)" ] || fail "left in $folder: $(strangers)$(temps)" "$(said)"; }

expect_original() { cmp -s "$manifest" "$original" || fail "the manifest is not the one from before" "$(diff "$original" "$manifest")" "$(said)"; }
expect_new() { is_written || fail "the manifest is the one from before" "$(said)"; }

expect_rolled_back() { # expect_rolled_back REASON: and the old API server is ready
	expect_status 3
	expect_said "$1"
	expect_said "rolled back"
	expect_original
	is_healthy || fail "rolled back, but the old API server is not ready now" "$(said)"
	expect_no_strangers
}

write_policy() { # write_policy RULE…: each a flow mapping
	printf 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n' >"$policy"
	printf -- '- %s\n' "$@" >>"$policy"
}
# shellcheck disable=SC2034 # for the cases
at_metadata='{level: Metadata}'

hold_kubelet() { # it is stopped, and stays so until release_kubelet
	at_end+=(release_kubelet)
	if [ -e /run/kubelet.pid ]; then
		touch /run/hold
		kill -KILL "$(cut -d' ' -f1 /run/kubelet.pid)"
	else
		systemctl stop kubelet
	fi
	await 10 no_kubelet || fail "the kubelet does not stop"
}
no_kubelet() { ! pgrep -x kubelet >/dev/null; }
release_kubelet() { if [ -e /run/hold ]; then rm -f /run/hold; else systemctl start kubelet; fi; }

# ---- what happens meanwhile ----

server_url() {
	local host port
	host=$(sed -n 's/^    - --advertise-address=//p' "$original") port=$(sed -n 's/^    - --secure-port=//p' "$original")
	printf 'https://%s:%s\n' "$host" "${port:-6443}"
}

watch_node() { # watch_node starts | answers
	setsid tests/e2e/watch.sh "$1" "$scratch" "$(server_url)" &
	at_end+=("kill -- -$!")
	: >>"$scratch/$1"
	sleep 0.5
}

expect_starts() { # since watch_node starts
	sleep 0.3
	local count
	count=$(wc -l <"$scratch/starts")
	[ "$count" -eq "$1" ] || fail "$1 starts of the API server expected, seen: $count" "$(cat "$scratch/starts")" "$(said)"
}

# figures WRITTEN: seconds from then to the first "ok" after the outage, and how long nobody answered, and how long nobody said "ok".
figures() {
	awk -v written="$1" '
		$1 < written { next }
		was { gap = $1 - last; if (code == "000") silent += gap; if (code != "200") unready += gap }
		$2 != "200" && !ready { away = 1 }
		$2 == "200" && away && !ready { ready = $1 - written }
		{ was = 1; last = $1; code = $2 }
		END { printf "ready %.1f s after the write; no answer for %.1f s, not ready for %.1f s", ready, silent, unready }' "$scratch/answers"
}
