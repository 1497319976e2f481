#!/bin/bash
# valgrind.sh: the unit tests, fixtures and command line tests with every program under valgrind.
# A folder of wrappers named like the programs takes the place of the build folder, so no suite knows of it.
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

suites=
for suite in unit fixtures property; do
	[ -e "tests/$suite.sh" ] && suites="$suites $suite"
done
# shellcheck disable=SC2086 # a list of words
BUILD=$wrapped PROPERTY_CASES=${PROPERTY_CASES:-30} tests/check.sh $suites
