#!/bin/sh
# count.sh PROGRAM ARGUMENT…: how many instructions the code of this project takes from the beginning of main to its end. What the loader, the
# C library and the YAML libraries take, linked in or not, is theirs, and another in every release. Needs valgrind, and a program with the
# lines of its source (-g); prints the number.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# Of an environment that differs nothing can depend.
env -i valgrind --tool=callgrind --callgrind-out-file="$work/out" --toggle-collect=main --compress-strings=no --compress-pos=no \
	"$@" >/dev/null 2>"$work/said" </dev/null
[ -s "$work/out" ] || {
	cat "$work/said" >&2
	exit 1
}
# fl=, fi= and fe= name the source file of the lines that follow; a line behind calls= is the cost of a function that was called, which is
# counted at its place.
awk -v own="(^|/)(src/($(cd src && printf '%s|' */ | tr -d /)-)|tests/bench)/[a-z_-]+[.][ch]$" '
	/^f[lie]=/ { counts = $0 ~ own; next }
	/^calls=/ { called = 1; next }
	/^[0-9]/ { if (counts && !called) sum += $2; called = 0 }
	END { print sum + 0 }' "$work/out"
