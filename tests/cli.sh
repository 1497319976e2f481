#!/bin/bash
# cli.sh: the real programs on a copied root; every tests/cli/*.sh counts its own tests.
set -u
cd "$(dirname "$0")/.." || exit 1

counts='^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$'
passed=0 failed=0 skipped=0
for file in tests/cli/*.sh; do
	[ "$file" != tests/cli/lib.sh ] || continue
	said=$("$file" 2>&1 </dev/null)
	if [[ $(tail -n 1 <<<"$said") =~ $counts ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
		sed '$d' <<<"$said"
	else
		printf '%s\n%s\n' "$said" "FAILED: $file ended without its counts"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
