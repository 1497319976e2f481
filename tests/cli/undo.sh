#!/bin/bash
# The way back: --remove.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

test_remove_gives_the_original_bytes_back() {
	run
	expect_enabled
	run --remove
	expect_status 0
	expect_quiet_err
	expect_out "$manifest: changed"
	[ "$(grep -c '  removed    flag  ' <<<"$out")" -eq 5 ] || fail 'not five flags' "$(said)"
	[ "$(grep -c '  removed    mount  ' <<<"$out")" -eq 2 ] || fail 'not two mounts' "$(said)"
	[ "$(grep -c '  removed    volume  ' <<<"$out")" -eq 2 ] || fail 'not two volumes' "$(said)"
	expect_out '  removed    annotation  kaudit-enable/policy-sha256'
	expect_out "backup: $root/var/lib/kaudit/backups/kube-apiserver.yaml."
	expect_original
	expect_no_temps
	[ "$(backups)" -eq 2 ] || fail "$(backups) backups"
	[ -e "$root/etc/kubernetes/audit-policy.yaml" ] || fail 'the policy is gone'
	[ -d "$root/var/log/kubernetes" ] || fail "the log's directory is gone"
}

test_a_second_remove_has_nothing_to_do_and_writes_nothing() {
	run
	run --remove
	local before
	before=$(snapshot)
	run --remove
	expect_status 0
	expect_quiet_err
	[ "$out" = "$manifest: nothing to do, it has no audit settings" ] || fail "$(said)"
	[ "$before" = "$(snapshot)" ] || fail "$(diff <(echo "$before") <(snapshot))"
}

test_remove_only_looks_when_it_is_asked_to() {
	run
	local before
	before=$(snapshot)
	run --remove --check
	expect_status 5
	expect_out 'would change'
	run --remove --dry-run
	expect_status 0
	cp "$manifest" "$scratch/patched"
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take the diff'
	expect_same "$scratch/patched" fixtures/sample/kube-apiserver.yaml
	[ "$before" = "$(snapshot)" ] || fail "$(diff <(echo "$before") <(snapshot))"
	run --remove
	run --remove --check
	expect_status 0
}

test_remove_shows_the_diff_of_what_it_wrote() {
	run
	cp "$manifest" "$scratch/patched"
	run --remove --diff --quiet
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take the diff'
	expect_same "$scratch/patched" fixtures/sample/kube-apiserver.yaml
}

test_remove_as_a_filter() {
	run
	stdin=$manifest run_bare --manifest - --remove
	expect_status 0
	expect_quiet_err
	expect_same "$scratch/out" fixtures/sample/kube-apiserver.yaml
	stdin=$manifest run_bare --manifest - --remove --check
	expect_status 5
}

test_remove_says_its_removals_in_json() {
	run
	run --remove --format=json
	expect_status 0
	[ "$("$tools/json" "$scratch/out" changed)" = true ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" flags)" = '5 items' ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" flags 0 new)" = null ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" log)" = null ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" annotations)" = '1 items' ] || fail "$(said)"
	run --remove --format=json
	[ "$("$tools/json" "$scratch/out" changed)" = false ] || fail "$(said)"
}

test_remove_is_refused_beside_a_second_manifest_of_the_pod() {
	run
	cp "$manifest" "$folder/copy"
	cp "$manifest" "$scratch/kept"
	run --remove
	expect_status 1
	expect_err 'define'
	expect_same "$manifest" "$scratch/kept"
	run --remove --allow-strays
	expect_status 0
	expect_original
}

test_remove_takes_no_wishes() {
	run --remove --maxage 3
	expect_status 2
	expect_err '--maxage has no meaning with --remove: it takes every audit flag away'
	expect_original
}

run_tests
