#!/bin/bash
# json.sh [CASE…]: --format=json of both programs: one object whatever happens, valid whatever bytes are in it.
#
# fixtures/json/CASE, the beginning of whose name says which program: enable-… or policy-…
#
#   args        arguments, one per line; {root} stands for the case's own root, which is the current folder, too
#   setup       shell commands, run there before the program, which is in $program (may be missing)
#   stdin       standard input (missing: nothing)
#   private     there: the program sees no other process, so that the machine's own API servers do not matter
#   status      the exit status (missing: 0)
#   want.json   standard output, with {root} and {time} where they stand; standard error has to be empty
#
# UPDATE=1 writes status and want.json instead.
set -u
cd "$(dirname "$0")/.." || exit 1

top=$PWD
build=$top/${BUILD:-build}
export LC_ALL=C
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || TMPDIR=/dev/shm # what a disk does is not the matter here
work=$(mktemp -d "${TMPDIR:-/tmp}/kaudit-json.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

count() { # count NAME COMPLAINT
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n%s\n' "$1" "$2" | cat -v
	fi
}

new_root() { # new_root PATH
	root=$1 manifest=$1/etc/kubernetes/manifests/kube-apiserver.yaml
	mkdir -p "${manifest%/*}" "$root/var/log"
	install -m 600 fixtures/sample/kube-apiserver.yaml "$manifest"
	install -m 600 fixtures/sample/audit-policy.yaml "$root/etc/kubernetes/"
}

valid() { # valid FILE: complains if it is anything but one object
	[ "$("$build/cli/json" "$1" 2>&1)" = object ] || echo "no JSON object: $(head -c 2000 "$1")"
	cat "$1" >>"$work/all" # for the other opinion
	echo , >>"$work/all"
}

alone=(unshare --pid --fork --mount-proc)

run_case() { # leaves $status, and out and err in $work
	local args=() stdin=/dev/null under=() program=$build/kaudit-enable name=${case##*/}
	[ "${name%%-*}" = enable ] || program=$build/kaudit-policy
	new_root "$work/root"
	mapfile -t args <"$case/args"
	args=("${args[@]//\{root\}/$root}")
	[ ! -e "$case/stdin" ] || stdin=$top/$case/stdin
	[ ! -e "$case/private" ] || under=("${alone[@]}")
	[ ! -e "$case/setup" ] || (cd "$root" && program=$program bash -eu "$top/$case/setup") >"$work/said" 2>&1 || cat "$work/said"
	(cd "$root" && "${under[@]}" "$program" "${args[@]}" <"$stdin") >"$work/out" 2>"$work/err"
	status=$?
}

check_case() {
	local wanted=0 status
	[ ! -e "$case/status" ] || wanted=$(<"$case/status")
	run_case
	valid "$work/out"
	[ ! -s "$work/err" ] || echo "on standard error: $(<"$work/err")"
	sed -i -E "s|$root|{root}|g; s,[0-9]{8}T[0-9]{6}\.[0-9]{6}Z|20[0-9-]{8}T[0-9:]{8}\.[0-9]{6}Z,{time},g" "$work/out"
	if [ "${UPDATE:-}" = 1 ]; then
		cp "$work/out" "$case/want.json"
		rm -f "$case/status"
		[ "$status" -eq 0 ] || echo "$status" >"$case/status"
		return
	fi
	[ "$status" -eq "$wanted" ] || echo "status $status instead of $wanted"
	diff "$case/want.json" "$work/out"
}

[ $# -gt 0 ] || set -- fixtures/json/*/
for case; do
	case=${case%/}
	if [ -e "$case/private" ] && { [ "$(id -u)" -ne 0 ] || ! "${alone[@]}" true 2>/dev/null; }; then
		echo "skipped: json $case: no PID namespace can be made here"
		skipped=$((skipped + 1))
		continue
	fi
	count "$case" "$(check_case)"
	rm -rf "$work/root"
done

# Every member that a fixture shows is in the manual.
members() { grep -hoE '"[a-zA-Z_]+": ' "$@" | tr -d '": ' | sort -u; }
page() { sed -n '/^\.Sh JSON OUTPUT/,/^\.Sh SEE ALSO/p' "$1" | tr -c 'a-zA-Z_\n' '\n' | sort -u; }
count "members in kaudit-enable.8" "$(comm -23 <(members fixtures/json/enable-*/want.json) <(page src/cli/kaudit-enable.8))"
count "members in kaudit-policy.1" "$(comm -23 <(members fixtures/json/policy-*/want.json) <(page src/cli/kaudit-policy.1))"

# Bytes. A path can hold all of them but two, a policy's name, too.
name=$(for byte in {1..46} {48..255}; do
	# shellcheck disable=SC2059 # it is made of digits
	printf "\\$(printf %03o "$byte")"
	done; echo .)
name=${name%.}
ask() { # ask STATUS PROGRAM ARGUMENT…
	local wanted=$1 status
	"$build/$2" --format=json "${@:3}" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	count "$2 ${*:3} below a root of all bytes" "$(
		[ "$status" -eq "$wanted" ] || echo "status $status: $(<"$work/out")"
		[ ! -s "$work/err" ] || echo "on standard error: $(<"$work/err")"
		valid "$work/out"
	)"
}
mkdir "$work/$name" && new_root "$work/$name"
patches=--patches-dir=/etc/kubernetes/patches
ask 0 kaudit-enable --root "$root" --dry-run "$patches"
ask 5 kaudit-enable --root "$root" --check
ask 0 kaudit-enable --root "$root" --emit=kubeadm-patch
ask 0 kaudit-enable --root "$root" "$patches" --maxbackup 0
ask 0 kaudit-enable --root "$root" "$patches" --maxbackup 0
ask 2 kaudit-enable --root "$root" --policy "/$name"
ask 1 kaudit-enable --root "$root" --manifest "/$name"
ask 2 kaudit-enable --root "$root" "--$name"
ask 5 kaudit-enable --status --manifest "$manifest" "--patches-dir=$root/etc/kubernetes/patches"
ask 1 kaudit-enable --status --manifest "$manifest$name"
ask 0 kaudit-enable --root "$root" --remove
ask 0 kaudit-policy "$root/etc/kubernetes/audit-policy.yaml"
ask 1 kaudit-policy "$root/$name"
ask 0 kaudit-policy --explain "$root/etc/kubernetes/audit-policy.yaml" "resource=$name" "user=$name"
ask 0 kaudit-policy --matrix "$root/etc/kubernetes/audit-policy.yaml" "user=$name"
ask 2 kaudit-policy --explain "$root/etc/kubernetes/audit-policy.yaml" "$name=$name"
mkdir -p "$root/etc/kubernetes/patches" && echo >"$root/etc/kubernetes/patches/kube-apiserver+json.yaml"
ask 1 kaudit-enable --root "$root" "$patches"
cp "$manifest" "${manifest%/*}/$name"
ask 1 kaudit-enable --root "$root"
ask 0 kaudit-enable --root "$root" --allow-strays

# And the manifest itself: as a value that is quoted back, plain or as it can be written; and in a policy.
complaints=$(
	for byte in {1..34} 47 92 {126..161} {191..195} 224 237 {239..255}; do # the others are like their neighbours
		# shellcheck disable=SC2059
		byte=$(printf "\\$(printf %03o "$byte")"; echo .)
		sed "s/^    - --secure-port.*/    - --audit-log-path=\"@\"/; s/^  name: kube-apiserver/  name: \"@\"/" fixtures/sample/kube-apiserver.yaml |
			BYTE=${byte%.} awk 'BEGIN { RS = "@"; ORS = "" } NR > 1 { print ENVIRON["BYTE"] } { print }' >"$work/in"
		"$build/kaudit-enable" --format=json --dry-run --manifest - --unset=log-path <"$work/in" >"$work/out" 2>&1
		"$build/cli/json" "$work/out" error >"$work/said" 2>&1 || { echo "a manifest with ${byte%.}:" && head -c 600 "$work/out"; }
		printf 'apiVersion: audit.k8s.io/v1\nkind: "%s"\nrules: [{level: "%s"}]\n' "${byte%.}" "${byte%.}" >"$work/in"
		"$build/kaudit-policy" --format=json "$work/in" >"$work/out" 2>&1
		"$build/cli/json" "$work/out" error >"$work/said" 2>&1 || { echo "a policy with ${byte%.}:" && head -c 600 "$work/out"; }
	done
)
count "every byte in a manifest and in a policy" "$complaints"

if command -v python3 >/dev/null; then
	count "another reader of JSON" "$(python3 -c 'import json, sys; json.loads("[" + open(sys.argv[1], encoding="utf-8").read() + "null]")' "$work/all" 2>&1)"
else
	echo "skipped: json: python3 is not here, so no other reader of JSON was asked"
	skipped=$((skipped + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
