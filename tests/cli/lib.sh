# shellcheck shell=bash
# The program under test on a root of its own. Sourced by tests/cli/*.sh, each of which defines functions test_… and ends with run_tests.
#
# A test is a function in a subshell of its own: it ends with fail (or any command that fails through `||`), with skip, or well.
# It finds: $root (fresh: the sample manifest and policy), $manifest and $folder in it, $scratch (an empty folder), $program, $tools.

set -u
umask 022 # what a group can write is refused
top=$PWD
BUILD=${BUILD:-build}
program=$top/$BUILD/kaudit-enable
# shellcheck disable=SC2034 # for the tests
tools=$top/$BUILD/cli
export LC_ALL=C
unset NO_COLOR

work=$(mktemp -d "${TMPDIR:-/tmp}/kaudit-cli.XXXXXX") || exit 1
work=$(cd "$work" && pwd -P)
trap 'rm -rf "$work"' EXIT

fail() {
	printf '%s\n' "$@"
	exit 1
}

skip() {
	printf '%s\n' "$*"
	exit 77
}

# run ARGUMENT…: the program on $root; leaves $status, $out, $err (texts) and the same as files.
run() { run_bare --root "$root" "$@"; }

run_bare() {
	"${under[@]}" "$program" "$@" >"$scratch/out" 2>"$scratch/err" <"${stdin:-/dev/null}"
	status=$?
	out=$(tr -d '\0' <"$scratch/out") err=$(tr -d '\0' <"$scratch/err")
}
under=() # a command that runs the program, as ("trace" "writes" "--")

said() { printf 'status %s\nstandard output:\n%s\nstandard error:\n%s\n' "$status" "$out" "$err"; }

expect_status() { [ "$status" -eq "$1" ] || fail "status $1 expected" "$(said)"; }
expect_out() { [[ $out == *"$1"* ]] || fail "not on standard output: $1" "$(said)"; }
expect_err() { [[ $err == *"$1"* ]] || fail "not on standard error: $1" "$(said)"; }
expect_silence() { [ -z "$out$err" ] || fail "something was printed" "$(said)"; }
expect_quiet_err() { [ -z "$err" ] || fail "something is on standard error" "$(said)"; }
expect_same() { cmp -s "$1" "$2" || fail "$1 and $2 differ" "$(diff "$1" "$2")"; }
expect_refused() { # expect_refused TEXT: status 1, the text on standard error, the manifest as it was
	expect_status 1
	expect_err "$1"
	expect_original
}
expect_original() { cmp -s "$manifest" "$top/fixtures/sample/kube-apiserver.yaml" || fail "the manifest was changed" "$(said)"; }
expect_enabled() { # the manifest is complete and enabled, whoever did it
	grep -q -- '--audit-log-path=/var/log/kubernetes/k8s-audit.log' "$manifest" || fail "audit is not enabled" "$(said)"
	grep -q '^status: {}' "$manifest" || fail "the manifest is not complete"
}
expect_no_temps() { # not even a dot-file is left beside the manifest
	local left
	left=$(find "$folder" -mindepth 1 ! -name kube-apiserver.yaml)
	[ -z "$left" ] || fail "left behind: $left"
}
backups() { find "$root/var/lib/kaudit/backups" -type f 2>/dev/null | wc -l; }

# Everything that a write could change: names, kinds, owners, modes, times, inodes, content.
snapshot() {
	find "$root" -printf '%p %y %U:%G %m %s %T@ %C@ %i %n %l\n' | LC_ALL=C sort
	find "$root" -type f -exec cksum {} + | LC_ALL=C sort
}

may_mount() { # skips where file systems can't be mounted
	local point=$scratch/may-mount
	mkdir "$point"
	mount -t tmpfs -o size=64k none "$point" 2>/dev/null || skip "mounting is not allowed here"
	umount "$point"
}

new_root() {
	scratch=$work/$1
	root=$scratch/root
	folder=$root/etc/kubernetes/manifests
	manifest=$folder/kube-apiserver.yaml
	mkdir -p "$folder" "$root/var/log" || exit 1
	cp fixtures/sample/kube-apiserver.yaml "$manifest"
	chmod 600 "$manifest"
	cp fixtures/sample/audit-policy.yaml "$root/etc/kubernetes/"
}

run_tests() {
	local name said status passed=0 failed=0 skipped=0 file
	file=$(basename "$0" .sh)
	for name in $(compgen -A function test_); do
		said=$(
			new_root "$name"
			"$name" 2>&1
		)
		status=$?
		case $status in
		0) passed=$((passed + 1)) ;;
		77) skipped=$((skipped + 1)) && printf 'skipped: cli %s %s: %s\n' "$file" "$name" "$said" ;;
		*) failed=$((failed + 1)) && printf 'FAILED: cli %s %s\n%s\n' "$file" "$name" "$said" ;;
		esac
	done
	printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
	[ "$failed" -eq 0 ]
}
