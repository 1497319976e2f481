#!/bin/bash
# lint.sh [NAME…]: the linters, one test each; whatever they say is an error. One that is not installed is skipped, and said.
set -u
cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob

sources=(src/*/*.c)
scripts=(.ci/run install.sh tests/*.sh tests/*/*.sh src/cli/*.bash src/packaging/*.sh)
pages=(src/cli/*.[1-8])
flags=(-std=gnu11 -D_GNU_SOURCE -DKAUDIT_VERSION='"0"' -Isrc)
for flag in $(pkg-config --cflags libfyaml yaml-0.1 2>/dev/null); do flags+=("$flag"); done

# for_each_source COMMAND…: runs it for every file of src/, which stands for {}; two at a time.
for_each_source() { printf '%s\0' "${sources[@]}" | xargs -0 -r -I '{}' -P 2 "$@"; }

# Each linter returns 0 if it has nothing to say. The compilers build everything, in folders of their own; the analysers
# judge src/: what they say of tests is about assertions, which end a test, but not in their eyes.
lint_gcc() { MAKEFLAGS='' make -s -j2 CC=gcc BUILD=build-gcc WERROR=-Werror tests; }
lint_clang() { MAKEFLAGS='' make -s -j2 CC=clang BUILD=build-clang WERROR=-Werror tests; }
# Leaks are looked for by the sanitizers and valgrind: gcc takes what is stored through two pointers for lost, and clang does not
# know the cleanup attribute.
lint_gcc_analyzer() { for_each_source gcc "${flags[@]}" -O2 -fanalyzer -Wno-analyzer-malloc-leak -Werror -S -o /dev/null '{}'; }
lint_clang_analyzer() {
	for_each_source clang "${flags[@]}" --analyze --analyzer-output text -Xclang -analyzer-werror \
		-Xclang -analyzer-disable-checker -Xclang unix.Malloc,deadcode.DeadStores -o /dev/null '{}'
}
lint_clang_tidy() { for_each_source clang-tidy --quiet '{}' -- "${flags[@]}"; }
lint_cppcheck() { # uninitvar, constStatement: newer versions misread statement expressions and the macros of OpenSSL
	cppcheck -q -j2 --std=c11 --language=c --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--suppress=normalCheckLevelMaxBranches --suppress=uninitvar --suppress=constStatement \
		-D_GNU_SOURCE -DKAUDIT_VERSION='"0"' -Isrc src
}
lint_shellcheck() { shellcheck "${scripts[@]}"; }
lint_mandoc() { # which pages it knows to refer to is a matter of the machine
	! mandoc -Tlint -W style "${pages[@]}" | grep -v 'referenced manual not found\|outdated mandoc.db'
}
lint_ansible() ( # a checkout has no module yet: a stand-in lets the role be read
	copy=$(mktemp -d) && trap 'rm -rf "$copy"' EXIT && cp -r src/ansible/. "$copy" && cd "$copy" || exit 1
	printf '#!/bin/sh\n' >roles/kaudit/library/kaudit_enable
	HOME=$copy LC_ALL=C.UTF-8 ansible-lint --nocolor --offline --profile production enable-audit.yml roles/kaudit
)
lint_layers() { tests/layers.sh; }

declare -A needs=([gcc]=gcc [clang]=clang [gcc_analyzer]=gcc [clang_analyzer]=clang [clang_tidy]=clang-tidy [cppcheck]=cppcheck
	[shellcheck]=shellcheck [mandoc]=mandoc [layers]=bash [ansible]=ansible-lint)
passed=0 failed=0 skipped=0

[ $# -gt 0 ] || set -- gcc clang gcc_analyzer clang_analyzer clang_tidy cppcheck layers shellcheck mandoc ansible
for name; do
	if ! command -v "${needs[$name]}" >/dev/null; then
		echo "skipped: lint: ${needs[$name]} is not installed"
		skipped=$((skipped + 1))
	elif said=$("lint_$name" 2>&1); then
		passed=$((passed + 1))
	else
		printf '%s\n' "$name:" "$said"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
