#!/bin/bash
# bench-check.sh: whether a run takes more than 10 % more instructions than it did, as a ratio to the floor program.
#
# Counted is what is our own, by tests/bench/count.sh: it depends neither on the machine's load nor on the release of the C library or the
# YAML libraries, but on the compiler. So tests/bench/expected has a line for each compiler: COMPILER RUN RATIO. One that it does not know
# is skipped, and that is said. UPDATE=1 writes the lines of the present compiler instead, to be reviewed in the git diff.
# shellcheck disable=SC2154 # of lib.sh
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/bench/lib.sh

expected=tests/bench/expected
passed=0 failed=0 skipped=0
log() { printf '%s\n' "$*"; }
finish() {
	log "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
	exit
}
skip_all() {
	skipped=$((skipped + 1))
	log "skipped: bench-check: $1"
	finish
}

# compiler-VERSION-processor[-static] of what is in the build folder
compiler() {
	local cc name
	read -r cc _ <"$build/command"
	name=$("$cc" --version | sed -nE '1s/^.*(clang|gcc|cc).*$/\1/p' | sed 's/^cc$/gcc/')
	echo "$name-$("$cc" -dumpversion | cut -d. -f1)-$("$cc" -dumpmachine | cut -d- -f1)"
}

command -v valgrind >/dev/null || skip_all 'valgrind is not installed'
if ! grep -q -- ' -O2 ' "$build/command" || grep -q -- ' -fsanitize' "$build/command"; then
	skip_all 'only what is built with -O2, and no sanitizer, is counted'
fi
compiler=$(compiler)

count() { tests/bench/count.sh "$@"; }
least() { # the floor's own
	new_root least "$sample"
	count "$floor" "$work/least/$point" "$sample" "$work/least/var/lib/kaudit/backups"
}
count_run() { # count_run RUN: instructions
	new_root "$1" "$sample"
	case $1 in
	nothing_to_do)
		"$kaudit" --root "$work/$1" >/dev/null || return
		count "$kaudit" --root "$work/$1"
		;;
	dry_run) count "$kaudit" --root "$work/$1" --dry-run ;;
	apply) count "$kaudit" --root "$work/$1" ;;
	# With processes of its own, as --status looks at all that run.
	status) unshare --pid --fork --mount-proc tests/bench/count.sh "$kaudit" --manifest "$work/$1/$point" --status ;;
	policy) count "$build/kaudit-policy" fixtures/sample/audit-policy.yaml ;;
	esac
}

judge() { # judge RUN INSTRUCTIONS: against the expected ratio
	local wanted ratio
	ratio=$(awk -v a="$2" -v b="$floor_count" 'BEGIN { printf "%.0f", a / b }')
	if [ "${UPDATE-}" = 1 ]; then
		sed -i "/^$compiler $1 /d" "$expected"
		echo "$compiler $1 $ratio" >>"$expected"
		sort -o "$expected" "$expected"
		passed=$((passed + 1))
		return
	fi
	wanted=$(sed -n "s/^$compiler $1 //p" "$expected")
	if [ -z "$wanted" ]; then
		skipped=$((skipped + 1))
		log "skipped: bench-check $1: no ratio is known for $compiler; it is $ratio"
	elif [ $((ratio * 10)) -gt $((wanted * 11)) ]; then
		failed=$((failed + 1))
		log "FAILED: $1 takes $ratio times the floor's instructions, and is expected to take $wanted: $2 in all"
	else
		passed=$((passed + 1))
		[ $((ratio * 10)) -ge $((wanted * 9)) ] || log "$1 takes only $ratio times the floor's instructions instead of $wanted: UPDATE=1 remembers it"
	fi
}

floor_count=$(least) || skip_all 'the floor program can not be counted'
for run in nothing_to_do dry_run apply status policy; do
	if [ "$run" = status ] && ! unshare --pid --fork --mount-proc true 2>/dev/null; then
		skipped=$((skipped + 1))
		log 'skipped: bench-check status: it needs root and processes of its own'
	elif counted=$(count_run "$run" 2>&1) && [ "$counted" -gt 0 ] 2>/dev/null; then
		judge "$run" "$counted"
	else
		failed=$((failed + 1))
		log "FAILED: $run" "$counted"
	fi
done
finish
