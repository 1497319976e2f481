#!/bin/bash
# case.sh NAME: one case, on the node itself. Status 0: passed; 77: skipped; any other: failed. What it prints is for people.
set -u
for file in tests/e2e/lib.sh tests/e2e/cases_*.sh; do
	# shellcheck source=/dev/null
	. "$file"
done
[ "$(type -t "case_${1-}")" = function ] || fail "there is no case ${1-}"
"case_$1"
