#!/bin/sh
# count.sh PROGRAM ARGUMENT…: how many instructions PROGRAM itself takes from the beginning of main to its end. What the loader, the C library
# and the YAML libraries take is theirs, and another in every release. Needs valgrind; prints the number.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# Of an environment that differs nothing can depend.
env -i valgrind --tool=callgrind --callgrind-out-file="$work/out" --toggle-collect=main --compress-strings=no --compress-pos=no \
	"$@" >/dev/null 2>"$work/said" </dev/null
[ -s "$work/out" ] || {
	cat "$work/said" >&2
	exit 1
}
# ob= names the file of the lines that follow; a line behind calls= is the cost of a function that was called, which is counted at its place.
awk -v own="/$(basename "$1")" '
	/^ob=/ { counts = substr($0, length($0) - length(own) + 1) == own; next }
	/^calls=/ { called = 1; next }
	/^[0-9]/ { if (counts && !called) sum += $2; called = 0 }
	END { print sum + 0 }' "$work/out"
