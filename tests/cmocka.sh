# shellcheck shell=bash
# For suites of cmocka programs. Sourced.

# cmocka_run FOLDER: runs $BUILD/FOLDER/* of which tests/FOLDER/*.c is the source; says what failed, then the counts.
cmocka_run() {
	local source program out status planned ok skip passed=0 failed=0 skipped=0
	for source in tests/"$1"/*.c; do
		[ -e "$source" ] || continue
		program=${BUILD:-build}/$1/$(basename "$source" .c)
		out=$(CMOCKA_MESSAGE_OUTPUT=TAP "$program" 2>&1)
		status=$?
		planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' <<<"$out")
		skip=$(grep -cE '^(not )?ok .*# SKIP' <<<"$out") # some versions of cmocka have it "not ok"
		ok=$(grep -v '# SKIP' <<<"$out" | grep -c '^ok ')
		sed -n "s|^skipped: |skipped: $1 $(basename "$source" .c): |p" <<<"$out"
		if [ "$status" -ne 0 ] || [ $((ok + skip)) -ne "${planned:-0}" ]; then
			grep -v '^ok ' <<<"$out" | sed "s|^|$program: |"
			echo "$program: $ok of ${planned:-an unknown number of} tests passed, status $status"
			planned=${planned:-$((ok + skip))}
			[ $((ok + skip)) -lt "$planned" ] || planned=$((planned + 1))
		fi
		passed=$((passed + ok)) skipped=$((skipped + skip)) failed=$((failed + planned - ok - skip))
	done
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
