#!/bin/bash
# property.sh: PROPERTY_CASES (1000) generated manifests from seed PROPERTY_SEED (1), and all that has to hold for every one.
# The first 3000 are also read by the kubelet's own decoder, where it is at hand; so are real manifests.
set -u
cd "$(dirname "$0")/.." || exit 1

program=${BUILD:-build}/property/manifests
seed=${PROPERTY_SEED:-1} cases=${PROPERTY_CASES:-1000}
asked=$((cases < 3000 ? cases : 3000))
oracle=$PWD/../shared/rig/pod-oracle
corpus=../shared/corpus
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

fail() {
	printf '%s\n' "$@"
	failed=$((failed + 1))
}

skip() {
	echo "skipped: property: $*"
	skipped=$((skipped + 1))
}

run() { # run COMMAND…: adds its counts; what it says is in $said
	said=$("$@" 2>&1)
	if [[ $? -le 1 && $(tail -n 1 <<<"$said") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
		[ "${BASH_REMATCH[2]}" -eq 0 ] || grep -v '^refused: ' <<<"$said" | head -n 40
	else
		fail "$*:" "$(tail -n 40 <<<"$said")"
	fi
}

ask() { # ask FOLDER --oracle|--oracle-files: has what was kept in FOLDER read by the kubelet's decoder, and judges that
	local pairs before=$((passed + failed))
	[ -x "$oracle" ] || return
	(cd "$1" && find . -name '*.in' -o -name '*.out' | sort -V | xargs "$oracle" -json) >"$work/answers" 2>"$work/complaints"
	run "$program" "$2" "$work/answers"
	pairs=$(find "$1" -name '*.out' | wc -l)
	[ $((passed + failed - before)) -eq "$pairs" ] ||
		fail "the oracle answered for $((passed + failed - before)) of $pairs manifests" "$(head -n 5 "$work/complaints")"
}

mkdir "$work/generated" "$work/real" "$work/refused"
run "$program" "$seed" "$asked" "$work/generated"
[ "$cases" -eq "$asked" ] || run "$program" $((seed + asked)) $((cases - asked))
[ -x "$oracle" ] || skip "../shared/rig/pod-oracle is not here, so the kubelet's own decoder was not asked"
ask "$work/generated" --oracle

if [ -d "$corpus" ]; then
	run "$program" --files "$work/real" "$corpus"/manifests/* "$corpus"/kubeadm/*
	[ "$(find "$work/real" -name '*.out' | wc -l)" -ge 125 ] || fail "fewer than 125 of the real manifests are edited" "$said"
	ask "$work/real" --oracle-files
	run "$program" --files "$work/refused" "$corpus"/decoys/* "$corpus"/templated/*
	[ -z "$(ls "$work/refused")" ] || fail "something that is no manifest is edited" "$said"
else
	skip "../shared/corpus is not here, so no real manifests were tried"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
