#!/bin/bash
# e2e.sh [CASE…]: kaudit-enable on a real control-plane node; every case starts from kubeadm's own manifest.
# e2e.sh --list: the names of the cases
# e2e.sh --figures: how long the API server is away for kaudit-enable, and for a bare mv of the same manifest
#
# The node is to be a disposable one: its API server is restarted and broken again and again. So KAUDIT_E2E=1 has to be given, and either
#   a test node beside the checkout, ../shared/rig/node, which is started; its folder is KAUDIT_NODE; or
#   KAUDIT_E2E_HERE=1: this machine, set up by kubeadm, as root, with systemd, curl and procps.
# KAUDIT_E2E_KILLS=COUNT: how often the case "kills" kills kaudit-enable (5).
#
# The cases are the functions case_… of tests/e2e/*.sh; tests/e2e/case.sh runs one of them, on the node.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD=${BUILD:-build} KAUDIT_E2E_KILLS=${KAUDIT_E2E_KILLS:-5} LC_ALL=C
rig=../shared/rig/node

refuse() {
	printf 'e2e.sh: %s\n' "$*" >&2
	exit 2
}

names() { sed -n 's/^case_\([a-z_]*\)().*/\1/p' tests/e2e/*.sh | grep -v '^figure_'; }

# ---- which node: on_node COMMAND… and reset_node ----

use_rig() {
	export KAUDIT_NODE=${KAUDIT_NODE:-/var/tmp/kaudit-node}
	if "$rig" exec -- true 2>/dev/null; then # whatever was done to it
		trap 'reset_node' EXIT
	else
		"$rig" up >/dev/null || refuse "the test node did not start"
		trap '"$rig" down' EXIT
	fi
	on_node() { "$rig" exec -- "$@"; }
	reset_node() { "$rig" reset >/dev/null; }
}

use_this_machine() {
	[ "$(id -u)" -eq 0 ] || refuse "root is needed"
	[ -f /etc/kubernetes/manifests/kube-apiserver.yaml ] || refuse "kubeadm did not set this machine up"
	saved=$(mktemp -d) && cp -a /etc/kubernetes/manifests/kube-apiserver.yaml "$saved/" || exit 1
	trap 'tests/e2e/restore.sh "$saved"; rm -rf "$saved"' EXIT
	on_node() { "$@"; }
	reset_node() { tests/e2e/restore.sh "$saved"; }
}

if [ "${1-}" = --list ]; then
	names
	exit 0
fi
[ "${KAUDIT_E2E-}" = 1 ] || refuse "this breaks and restarts the API server of a control-plane node that can be thrown away; KAUDIT_E2E=1 says that it may"
[ -x "$BUILD/kaudit-enable" ] || refuse "$BUILD/kaudit-enable is not there; make"
if [ "${KAUDIT_E2E_HERE-}" = 1 ]; then
	use_this_machine
elif [ -x "$rig" ]; then
	use_rig
else
	refuse "there is no test node; KAUDIT_E2E_HERE=1 takes this machine"
fi

# ---- the cases ----

if [ "${1-}" = --figures ]; then
	set -- figure_mv figure_enable
elif [ $# -eq 0 ]; then
	mapfile -t all < <(names)
	set -- "${all[@]}"
fi

passed=0 failed=0 skipped=0
for name; do
	began=$SECONDS
	if ! said=$(reset_node 2>&1); then
		status=1 said="the node could not be reset: $said"
	else
		said=$(on_node tests/e2e/case.sh "$name" 2>&1)
		status=$?
	fi
	case $status in
	0) passed=$((passed + 1)) && printf 'passed: e2e %s (%d s)%s\n' "$name" $((SECONDS - began)) "${said:+$'\n'$said}" ;;
	77) skipped=$((skipped + 1)) && printf 'skipped: e2e %s: %s\n' "$name" "$said" ;;
	*) failed=$((failed + 1)) && printf 'FAILED: e2e %s (%d s)\n%s\n' "$name" $((SECONDS - began)) "$said" ;;
	esac
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
