#!/bin/bash
# fixtures.sh [CASE…]: fixtures/manifests/CASE, each of them a run of kaudit-enable below a root of its own.
#
#   in.yaml     the manifest (YAML or JSON)
#   args        arguments, one per line (may be missing)
#   checksum    there: the policy's checksum goes into the manifest, as it does without --no-policy-checksum
#   setup       shell commands, run in the root before the program (may be missing)
#   needs-root  if it is there, the case is skipped, and said so, for another user
#   status      the exit status (missing: 0)
#   want.yaml   the manifest after the run (missing: it must be unchanged)
#   want.diff   what --dry-run prints (missing: nothing)
#   want.err    standard error of the run (missing: nothing)
#
# Besides: a dry run changes nothing and ends with the same status; patch(1) makes want.yaml out of in.yaml with its diff; a second run
# finds nothing to do, and neither writes nor backs up; --manifest - gives the same bytes (but for the
# checksum of a policy, which it does not read); --remove gives in.yaml back where that has no audit settings (unless there is a file
# no-way-back, which says why). UPDATE=1 writes status and want.* instead.
set -u
umask 022
cd "$(dirname "$0")/.." || exit 1

program=$PWD/${BUILD:-build}/kaudit-enable
export LC_ALL=C
unset NO_COLOR
# Where fsync costs nothing, if there is such a place: what a disk does is for tests/cli and tests/faults.
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || TMPDIR=/dev/shm
work=$(mktemp -d "${TMPDIR:-/tmp}/kaudit-fixtures.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
manifest=$root/etc/kubernetes/manifests/kube-apiserver.yaml
complaint=''

mkdir -p "$work/empty/etc/kubernetes/manifests" "$work/empty/var/log"
install -m 600 /dev/null "$work/empty/etc/kubernetes/manifests/kube-apiserver.yaml"
cp fixtures/sample/audit-policy.yaml "$work/empty/etc/kubernetes/"

complain() { complaint+="  $1"$'\n'; }

prepare() { # a root with the case's manifest, a policy, and what its setup makes
	rm -rf "$root"
	cp -rp "$work/empty" "$root"
	cp "$case/in.yaml" "$manifest"
	args=()
	[ ! -e "$case/args" ] || mapfile -t args <"$case/args"
	[ -e "$case/checksum" ] || [[ ${args[*]} == *--re* ]] || args+=(--no-policy-checksum) # which is for enabling
	[ ! -e "$case/setup" ] || (cd "$root" && bash -eu "$OLDPWD/$case/setup") || complain "its setup failed"
}

# run OUT ERR ARGUMENT…; the root's place is taken out of the messages in ERR.
run() {
	local out=$1 err=$2
	shift 2
	"$program" --root "$root" "${args[@]}" "$@" >"$out" 2>"$err" </dev/null
	status=$?
	[ ! -s "$err" ] || sed -i "s|$root||g" "$err"
}

state() { # what a run that has nothing to do must leave alone
	find "$root" -printf '%P %i %T@ %C@ %s %m\n'
}

same() { # same FILE WANTED: a missing WANTED stands for an empty file
	local wanted=$2
	[ -e "$wanted" ] || wanted=/dev/null
	cmp -s "$1" "$wanted" || complain "${2##*/}: $(diff "$wanted" "$1" | head -n 20)"
}

check_dry_run() {
	local before
	before=$(state)
	run "$work/diff" "$work/dry.err" --dry-run
	dry=$status
	[ "$(state)" = "$before" ] || complain "the dry run wrote something"
	[ ! -s "$work/diff" ] || sed -i "1,2s|$root||" "$work/diff"
}

check_patch() {
	cp "$case/in.yaml" "$work/patched"
	if [ -s "$work/diff" ]; then
		patch -s --binary --fuzz=0 --no-backup-if-mismatch "$work/patched" <"$work/diff" || complain "patch(1) does not take the diff"
	fi
	cmp -s "$work/patched" "$work/result" || complain "patch(1) gives other bytes than the run"
}

check_filter() {
	[ ! -e "$case/checksum" ] || return 0 # which the filter does not read
	[[ ${args[*]} != *--manifest* && ${args[*]} != *--backup-dir* && ${args[*]} != *--check* && ${args[*]} != *--diff* ]] || return
	"$program" --manifest - "${args[@]}" <"$case/in.yaml" >"$work/filtered" 2>/dev/null || complain "the filter refuses it"
	cmp -s "$work/filtered" "$work/result" || complain "the filter gives other bytes than the run"
}

# What a run adds to a manifest without audit settings, --remove takes away again: the bytes are the old ones.
check_way_back() {
	local container=()
	[[ ${args[*]} != *--container* ]] || mapfile -t container < <(grep -A 1 -- '^--container' "$case/args")
	[[ ${args[*]} != *--remove* && ! -e "$case/no-way-back" ]] || return 0
	"$program" --manifest - --remove --check "${container[@]}" <"$case/in.yaml" >/dev/null 2>&1 || return 0
	"$program" --manifest - --remove "${container[@]}" <"$work/result" >"$work/back" 2>/dev/null || complain "--remove refuses what the run wrote"
	cmp -s "$work/back" "$case/in.yaml" || complain "--remove gives other bytes than the original: $(diff "$case/in.yaml" "$work/back" | head -n 20)"
	ways_back=$((ways_back + 1))
}

check_again() {
	local before
	before=$(state)
	run "$work/again.out" "$work/again.err"
	[ "$status" -eq 0 ] || complain "a second run ends with status $status: $(cat "$work/again.err")"
	[ "$(state)" = "$before" ] || complain "a second run writes"
}

update() {
	local name
	for name in yaml:result diff:diff err:err; do
		rm -f "$case/want.${name%:*}"
		[ ! -s "$work/${name#*:}" ] || cp "$work/${name#*:}" "$case/want.${name%:*}"
	done
	! cmp -s "$work/result" "$case/in.yaml" || rm -f "$case/want.yaml"
	rm -f "$case/status"
	[ "$got" -eq 0 ] || echo "$got" >"$case/status"
}

check_case() {
	local wanted=0 got dry
	[ ! -e "$case/status" ] || wanted=$(<"$case/status")
	prepare
	check_dry_run
	run "$work/out" "$work/err"
	got=$status
	cp "$manifest" "$work/result"
	[ "$dry" -eq "$got" ] || complain "status $got, but $dry as a dry run"
	cmp -s "$work/dry.err" "$work/err" || complain "the dry run says something else: $(<"$work/dry.err")"
	if [ "$got" -eq 0 ]; then
		check_again
		check_patch
		check_filter
		check_way_back
	fi
	if [ "${UPDATE:-}" = 1 ]; then
		update
		return
	fi
	[ "$got" -eq "$wanted" ] || complain "status $got instead of $wanted"
	same "$work/err" "$case/want.err"
	same "$work/diff" "$case/want.diff"
	if [ -e "$case/want.yaml" ]; then
		same "$work/result" "$case/want.yaml"
	else
		same "$work/result" "$case/in.yaml"
	fi
}

passed=0 failed=0 skipped=0 ways_back=0
whole=no
[ $# -gt 0 ] || { whole=yes && set -- fixtures/manifests/*/; }
for case; do
	case=${case%/}
	[ -e "$case/in.yaml" ] || case=fixtures/manifests/$case
	complaint=''
	if [ -e "$case/needs-root" ] && [ "$(id -u)" -ne 0 ]; then
		echo "skipped: fixtures $case: it needs root"
		skipped=$((skipped + 1))
		continue
	fi
	if [ -e "$case/in.yaml" ]; then
		check_case
	else
		complain "it has no in.yaml"
	fi
	if [ -z "$complaint" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n%s' "$case" "$complaint"
	fi
done
if [ "$whole" = yes ] && [ "$ways_back" -lt 40 ]; then
	failed=$((failed + 1))
	echo "FAILED: only $ways_back cases went the way back"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
