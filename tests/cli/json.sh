#!/bin/bash
# --format=json: one object, the same names whatever happened.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

names='changed dry_run manifest backup backups_removed restored log flags mounts volumes annotations directories policy_made kubeadm hint emit warnings wait diff error'

value() { "$tools/json" "$scratch/out" "$@" || fail "no $*" "$(said)"; }

expect_value() { # expect_value VALUE NAME…
	local wanted=$1
	shift
	[ "$(value "$@")" = "$wanted" ] || fail "$*: $(value "$@") instead of $wanted" "$(said)"
}

json() {
	run --format=json "$@"
	expect_quiet_err
	local name
	for name in $names; do value "$name" >/dev/null; done
}

test_a_change() {
	json
	expect_status 0
	expect_value true changed
	expect_value false dry_run
	expect_value "$manifest" manifest
	expect_value '5 items' flags
	expect_value --audit-policy-file flags 0 name
	expect_value null flags 0 old
	expect_value /etc/kubernetes/audit-policy.yaml flags 0 new
	expect_value '2 items' mounts
	expect_value '2 items' volumes
	expect_value "$root/var/log/kubernetes/k8s-audit.log" log
	expect_value "$root/var/log/kubernetes" directories 0
	expect_value null error
	if command -v python3 >/dev/null; then # another opinion
		python3 -m json.tool <"$scratch/out" >/dev/null || fail 'python3 does not read it' "$(said)"
	fi
	expect_same "$(value backup)" fixtures/sample/kube-apiserver.yaml
	value diff >"$scratch/diff"
	cp fixtures/sample/kube-apiserver.yaml "$scratch/patched"
	patch -s "$scratch/patched" <"$scratch/diff" || fail 'patch(1) does not take the diff'
	expect_same "$scratch/patched" "$manifest"
}

test_the_manual_names_every_member() {
	json --dry-run
	local name
	for name in $(grep -oE '^  "[a-z_]+"' "$scratch/out" | tr -d '" '); do
		[[ " $names " == *" $name "* ]] || fail "$name is unknown to this test"
		grep -qE "^\.It Cm (.* , )?$name( ,|$)" src/cli/kaudit-enable.8 || fail "$name is not in the manual"
	done
}

test_nothing_to_do() {
	run
	json
	expect_status 0
	expect_value false changed
	expect_value '0 items' flags
	expect_value null backup
	expect_value '' diff
}

test_a_dry_run_and_a_check() {
	json --dry-run
	expect_status 0
	expect_value true changed
	expect_value true dry_run
	expect_value null backup
	expect_original
	json --check
	expect_status 5
	expect_value true changed
	expect_value true dry_run
	expect_original
}

test_a_refusal_with_its_place() {
	sed -i 's/^kind: Pod/kind: Deployment/' "$manifest"
	json
	expect_status 1
	expect_value false changed
	expect_value refused error kind
	expect_value "$manifest" error path
	expect_value 2 error line
	expect_value 7 error column
}

test_a_warning() {
	cp "$manifest" "$folder/stray"
	json --allow-strays
	expect_status 0
	[[ $(value warnings 0) == *"$folder/stray"* ]] || fail "$(said)"
}

test_any_byte_of_a_path() {
	local name=$'\001\033"\\\303\250\377é\177.yaml'
	mv "$manifest" "$folder/$name"
	json --manifest "/etc/kubernetes/manifests/$name"
	expect_status 0
	json --manifest "/etc/kubernetes/manifests/no$name"
	expect_status 1
}

test_a_filter_that_is_only_asked() {
	stdin=fixtures/sample/kube-apiserver.yaml run_bare --manifest - --dry-run --format=json
	expect_status 0
	expect_value true changed
	expect_value null manifest
	expect_value '5 items' flags
}

run_tests
