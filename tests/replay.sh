#!/bin/bash
# replay.sh: every fuzz target on its seeds, made from the fixtures, and on fixtures/fuzz/TARGET/*: what a fuzzer found once.
set -u
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
counts='^([0-9]+) passed, ([0-9]+) failed$'

tests/fuzz/seeds.sh "$work" || failed=1
for folder in "$work"/*; do
	target=$(basename "$folder")
	found=(fixtures/fuzz/"$target")
	[ -d "${found[0]}" ] || found=()
	said=$("${BUILD:-build}/fuzz/$target" "$folder" "${found[@]}" 2>&1)
	status=$?
	if [[ $(tail -n 1 <<<"$said") =~ $counts ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
		[ "$status" -eq 0 ] || printf '%s\n' "$target:" "$said"
	else
		failed=$((failed + 1))
		printf '%s\n' "$target ended with status $status:" "$said"
	fi
done
for folder in fixtures/fuzz/*/; do
	[ -e "tests/fuzz/$(basename "$folder").c" ] || { echo "$folder belongs to no target" && failed=$((failed + 1)); }
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
