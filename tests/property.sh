#!/bin/bash
# property.sh: PROPERTY_CASES (1000) generated manifests from seed PROPERTY_SEED (1), and all that has to hold for every one.
# The first 3000 are also read by the kubelet's own decoder, where it is at hand.
set -u
cd "$(dirname "$0")/.." || exit 1

program=${BUILD:-build}/property/manifests
seed=${PROPERTY_SEED:-1} cases=${PROPERTY_CASES:-1000}
asked=$((cases < 3000 ? cases : 3000))
oracle=$PWD/../shared/rig/pod-oracle
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0 skipped=0

run() { # run COMMAND…: adds its counts
	local said
	said=$("$@" 2>&1)
	if [[ $? -le 1 && $(tail -n 1 <<<"$said") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
		[ "${BASH_REMATCH[2]}" -eq 0 ] || head -n 40 <<<"$said"
	else
		printf '%s\n' "$*:" "$said"
		failed=$((failed + 1))
	fi
}

run "$program" "$seed" "$asked" "$folder"
[ "$cases" -eq "$asked" ] || run "$program" $((seed + asked)) $((cases - asked))
if [ -x "$oracle" ]; then
	before=$((passed + failed))
	(cd "$folder" && find . -name '*.in' -o -name '*.out' | sort -V | xargs "$oracle" -json) >"$folder/answers" 2>"$folder/complaints"
	run "$program" --oracle "$folder/answers"
	pairs=$(find "$folder" -name '*.out' | wc -l)
	if [ $((passed + failed - before)) -ne "$pairs" ]; then
		echo "the oracle answered for $((passed + failed - before)) of $pairs manifests"
		cat "$folder/complaints"
		failed=$((failed + 1))
	fi
else
	echo "skipped: property: ../shared/rig/pod-oracle is not here, so the kubelet's own decoder was not asked"
	skipped=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
