#!/bin/bash
# check.sh 'SUITE [ARGUMENT…]'…: runs tests/SUITE.sh one after the other; prints the counts of each, then their sum.
# A suite is quiet unless something failed (then all of its output is shown) or was skipped (then why).
# The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1

output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
counts='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'
all_passed=0 all_failed=0 all_skipped=0

for words; do
	read -ra arguments <<<"$words"
	suite=${arguments[0]}
	"tests/$suite.sh" "${arguments[@]:1}" >"$output" 2>&1 </dev/null
	status=$?
	if [[ $(tail -n 1 "$output") =~ $counts ]]; then
		passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]} skipped=${BASH_REMATCH[4]:-0}
		sed -i '$d' "$output"
	else
		echo "tests/$suite.sh ended without its counts" >>"$output"
		passed=0 failed=1 skipped=0
	fi
	if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
		echo "tests/$suite.sh counted no failure, but ended with status $status" >>"$output"
		failed=1
	fi
	if [ "$failed" -ne 0 ]; then
		cat "$output"
	else
		grep '^skipped: ' "$output"
	fi
	printf '%-10s %s passed, %s failed, %s skipped\n' "$suite" "$passed" "$failed" "$skipped"
	all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed)) all_skipped=$((all_skipped + skipped))
done

[ "$all_skipped" -eq 0 ] || echo "$all_skipped skipped"
echo "$all_passed passed, $all_failed failed"
[ "$all_failed" -eq 0 ]
