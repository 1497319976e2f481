#!/bin/bash
# bench.sh [times|fidelity|sizes]…: what the programs cost beside others that make the same edit, as Markdown. Takes some minutes, and a
# machine that has nothing else to do. UPDATE=1: puts it between the marks in README.md, too.
#
# Used if they are there, else left out, and that is said: hyperfine (needed), valgrind, time, and the peers: PyYAML, ruamel.yaml, yq,
# kubectl, Ansible (Debian: hyperfine valgrind time python3-yaml python3-ruamel.yaml yq kubernetes-client ansible-core).
# shellcheck disable=SC2154 # of lib.sh
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/bench/lib.sh
. tests/bench/time.sh
. tests/bench/fidelity.sh
. tests/bench/size.sh
command -v hyperfine >/dev/null || {
	echo 'bench: hyperfine is needed, and not installed' >&2
	exit 1
}

machine() {
	local class
	class="$(nproc) cores $(uname -m | tr _ -)"
	! grep -q '^flags.* hypervisor' /proc/cpuinfo || class="$class virtual machine"
	echo "$class"
}

print_all() {
	local part
	for part; do
		case $part in
		times) times ;;
		fidelity) fidelity ;;
		sizes) sizes && printf '\n' && growth && log_speed ;;
		esac
		printf '\n'
	done
	# shellcheck disable=SC2016 # Markdown
	printf 'Made by `make bench` on %s, %s.\n' "$(date -u +%F)" "$(machine)"
	[ -z "$skipped" ] || printf '\nLeft out:\n\n%s' "$skipped"
}

[ $# -gt 0 ] || set -- times fidelity sizes
print_all "$@" | tee "$work/result"
if [ "${UPDATE-}" = 1 ]; then
	awk -v result="$work/result" '
		/^<!-- end of make bench -->$/ { inside = 0 }
		!inside
		/^<!-- make bench -->$/ { inside = 1; while ((getline line <result) > 0) print line }' README.md >"$work/README"
	cat "$work/README" >README.md
fi
