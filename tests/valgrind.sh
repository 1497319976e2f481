#!/bin/bash
# valgrind.sh: under valgrind: the unit tests, some generated manifests, every fixture as a filter, and every tenth in full.
# A folder of wrappers that are named like the programs takes the place of the build folder, so no suite knows of it.
set -u
cd "$(dirname "$0")/.." || exit 1

build=$(realpath "${BUILD:-build}") || exit 1
wrapped='build-valgrind'
rm -rf "$wrapped"
for program in "$build"/kaudit-* "$build"/unit/* "$build"/property/*; do
	[[ -f $program && -x $program ]] || continue
	wrapper=$wrapped/${program#"$build"/}
	mkdir -p "$(dirname "$wrapper")"
	cat >"$wrapper" <<-END
		#!/bin/sh
		exec valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible \\
			--child-silent-after-fork=yes '$program' "\$@"
	END
	chmod +x "$wrapper"
done

tenth=$(printf '%s\n' fixtures/manifests/* | awk 'NR % 10 == 1' | tr '\n' ' ')
BUILD=$wrapped PROPERTY_CASES=${PROPERTY_CASES:-30} tests/check.sh unit property valgrind/filters "fixtures $tenth"
