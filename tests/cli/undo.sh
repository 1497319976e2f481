#!/bin/bash
# The way back: --remove, --restore, --list-backups, --keep-backups.
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

# ---- --restore ----

folder_of_backups() { printf '%s\n' "$root/var/lib/kaudit/backups"; }
newest() { find "$(folder_of_backups)" -type f | sort | tail -n 1; }
shelve() { # shelve TIME[SUFFIX]: standard input becomes a backup of that time
	mkdir -p "$(folder_of_backups)"
	chmod 700 "$root/var/lib/kaudit" "$(folder_of_backups)"
	cat >"$(folder_of_backups)/kube-apiserver.yaml.$1"
	chmod 600 "$(folder_of_backups)/kube-apiserver.yaml.$1"
}
expect_unchanged_by() { # expect_unchanged_by ARGUMENT…: and nothing is written anywhere
	local before
	before=$(snapshot)
	run "$@"
	[ "$before" = "$(snapshot)" ] || fail "$(diff <(echo "$before") <(snapshot))" "$(said)"
}

test_restore_puts_the_newest_backup_back() {
	run
	local backup
	backup=$(newest)
	run --restore
	expect_status 0
	expect_quiet_err
	expect_out "$manifest: restored from $backup"
	expect_out 'removed    flag        --audit-log-maxage=60'
	expect_out "backup: $root/var/lib/kaudit/backups/kube-apiserver.yaml."
	expect_original
	expect_no_temps
	[[ $(newest) == *Z.undone ]] || fail "the new backup is $(newest)"
	[ "$(stat -c %a "$manifest")" = 600 ] || fail "mode $(stat -c %a "$manifest")"
}

test_a_second_restore_does_not_undo_the_first() {
	run
	run --restore
	expect_unchanged_by --restore
	expect_status 0
	expect_out "nothing to do, it is the same as the backup $root/var/lib/kaudit/backups/kube-apiserver.yaml."
	expect_original
	run --restore="$(basename "$(newest)")" # but it can be named
	expect_status 0
	expect_enabled
}

test_restore_goes_back_one_change() {
	run
	cp "$manifest" "$scratch/first"
	run --maxage 7
	run --restore
	expect_status 0
	expect_out 'changed    flag        --audit-log-maxage: 7 -> 60'
	expect_same "$manifest" "$scratch/first"
	run --remove
	run --restore
	expect_same "$manifest" "$scratch/first"
}

test_restore_only_looks_when_it_is_asked_to() {
	run
	expect_unchanged_by --restore --check
	expect_status 5
	expect_out "$manifest: would be restored from "
	expect_unchanged_by --restore --dry-run
	expect_status 0
	cp "$manifest" "$scratch/patched"
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take the diff'
	expect_same "$scratch/patched" fixtures/sample/kube-apiserver.yaml
	run --restore
	expect_unchanged_by --restore --check
	expect_status 0
}

test_restore_of_a_named_backup_by_path_or_name() {
	run
	cp "$manifest" "$root/srv.yaml"
	chmod 600 "$root/srv.yaml"
	run --restore
	run --restore=/srv.yaml
	expect_status 0
	expect_same "$manifest" "$root/srv.yaml"
	run --restore=no-such-file
	expect_status 1
	expect_err "--restore: $root/var/lib/kaudit/backups/no-such-file: No such file"
	expect_err '; unchanged'
	run --restore=
	expect_status 2
}

test_without_a_backup_there_is_nothing_to_restore() {
	expect_unchanged_by --restore
	expect_refused 'there is no backup of kube-apiserver.yaml in'
}

test_a_backup_that_is_no_manifest_of_this_pod_is_refused() {
	sed 's/^  name: kube-apiserver$/  name: other/' "$manifest" | shelve 20260101T000000.000000Z
	expect_unchanged_by --restore
	expect_refused 'defines the pod kube-system/other, but the manifest kube-system/kube-apiserver'
	sed 's/^    - kube-apiserver$/    - kube-scheduler/; s/- kube-apiserver/- x/' "$manifest" | shelve 20260102T000000.000000Z
	expect_unchanged_by --restore
	expect_refused 'kube-apiserver.yaml.20260102T000000.000000Z:'
	expect_err 'the backup is not put back'
	echo 'a: [' | shelve 20260103T000000.000000Z
	expect_unchanged_by --restore
	expect_refused '20260103T000000.000000Z:'
	: | shelve 20260104T000000.000000Z
	expect_unchanged_by --restore
	expect_refused 'the backup is not put back'
}

test_a_backup_that_others_could_change_is_refused() {
	run
	local backup
	backup=$(newest)
	cp "$manifest" "$scratch/enabled"
	chmod 666 "$backup"
	expect_unchanged_by --restore
	expect_status 1
	expect_err 'can be written by everybody'
	rm "$backup"
	ln -s ../../../../etc/kubernetes/audit-policy.yaml "$backup"
	expect_unchanged_by --restore
	expect_status 1
	expect_err 'there is no backup'
	rm "$backup"
	mkfifo -m 600 "$backup"
	expect_unchanged_by --restore="${backup##*/}"
	expect_status 1
	expect_err 'not a regular file'
	expect_same "$manifest" "$scratch/enabled"
}

test_another_image_comes_back_only_by_name() {
	sed 's/kube-apiserver:v1.33.4/kube-apiserver:v1.32.1/' "$manifest" | shelve 20260101T000000.000000Z
	expect_unchanged_by --restore
	expect_refused 'runs the image registry.k8s.io/kube-apiserver:v1.32.1, the manifest registry.k8s.io/kube-apiserver:v1.33.4'
	expect_err 'use --remove, or name the backup'
	run --restore=kube-apiserver.yaml.20260101T000000.000000Z
	expect_status 0
	expect_err 'warning: the backup runs the image registry.k8s.io/kube-apiserver:v1.32.1'
	grep -q v1.32.1 "$manifest" || fail 'not restored'
}

test_what_else_would_be_undone_is_a_warning() {
	run
	sed -i 's/- --allow-privileged=true/- --allow-privileged=false/' "$manifest"
	run --restore
	expect_status 0
	expect_err 'warning: the backup differs from the manifest in more than audit logging'
	expect_original
}

test_a_manifest_that_is_broken_can_be_restored() {
	run
	echo '  : [' >>"$manifest"
	cp "$manifest" "$scratch/broken"
	run --restore
	expect_status 0
	expect_err "warning: $manifest:"
	expect_err "the manifest can't be read: "
	expect_original
	expect_same "$(newest)" "$scratch/broken"
}

test_restore_makes_what_the_backup_needs_and_refuses_what_is_missing() {
	run
	run --restore
	local enabled
	enabled=$(newest)
	rm -r "$root/var/log/kubernetes"
	mv "$root/etc/kubernetes/audit-policy.yaml" "$scratch/"
	expect_unchanged_by --restore="${enabled##*/}"
	expect_refused 'audit-policy.yaml'
	printf 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Everything\n' >"$root/etc/kubernetes/audit-policy.yaml"
	expect_unchanged_by --restore="${enabled##*/}"
	expect_refused 'the API server would not start with this policy'
	mv "$scratch/audit-policy.yaml" "$root/etc/kubernetes/"
	run --restore="${enabled##*/}"
	expect_status 0
	expect_enabled
	expect_out "made       directory   $root/var/log/kubernetes"
	[ "$(stat -c %a "$root/var/log/kubernetes")" = 700 ] || fail 'its directory is not private'
}

test_restore_takes_no_wishes_and_no_filter() {
	run --restore --policy /etc/p.yaml
	expect_status 2
	expect_err '--policy has no meaning with --restore: the backup is put back as it is'
	run --restore --remove
	expect_status 2
	expect_err '--restore and --remove exclude each other'
	run_bare --restore --manifest -
	expect_status 2
	expect_err '--restore has no meaning with --manifest -'
}

test_restore_in_json() {
	run
	local backup
	backup=$(newest)
	run --restore --format=json
	expect_status 0
	[ "$("$tools/json" "$scratch/out" restored)" = "$backup" ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" flags)" = '5 items' ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" mounts)" = '2 items' ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" volumes)" = '2 items' ] || fail "$(said)"
	run --restore --format=json
	[ "$("$tools/json" "$scratch/out" changed)" = false ] || fail "$(said)"
}

test_restore_keeps_kubeadms_patch_in_step() {
	local patch=$root/etc/kubernetes/patches/kube-apiserver+json.yaml
	run --patches-dir /etc/kubernetes/patches
	cp "$patch" "$scratch/patch"
	run --restore --check --patches-dir /etc/kubernetes/patches
	expect_status 5
	expect_out "kubeadm's patch would go"
	run --restore
	expect_out '--restore --patches-dir /etc/kubernetes/patches takes the patch away, too'
	expect_same "$patch" "$scratch/patch"
	run --restore --patches-dir /etc/kubernetes/patches
	expect_status 0
	expect_out 'nothing to do'
	[ ! -e "$patch" ] || fail 'the patch is still there' "$(said)"
	run --restore="$(basename "$(newest)")" --patches-dir /etc/kubernetes/patches
	expect_enabled
	expect_same "$patch" "$scratch/patch"
}

# ---- --list-backups, --keep-backups ----

test_an_empty_list_is_no_error() {
	expect_unchanged_by --list-backups
	expect_status 0
	expect_quiet_err
	[ "$out" = "no backups of $manifest in $root/var/lib/kaudit/backups" ] || fail "$(said)"
	run --list-backups --format=json
	expect_status 0
	[ "$("$tools/json" "$scratch/out" backups)" = '0 items' ] || fail "$(said)"
}

test_the_list_says_what_each_backup_is() {
	cp fixtures/sample/kube-apiserver.yaml "$scratch/in"
	shelve 20260101T000000.000000Z <"$scratch/in"
	run
	run --restore
	shelve 20260102T030405.999999Z < <(echo 'a: [')
	expect_unchanged_by --list-backups
	expect_status 0
	expect_quiet_err
	local lines
	mapfile -t lines <<<"$out"
	[ ${#lines[@]} -eq 4 ] || fail "$(said)"
	[[ ${lines[0]} =~ ^20..-..-..\ ..:..:..\ UTC\ +[0-9]+\ \ audit\ on\ +$root/.*Z\.undone$ ]] || fail "${lines[0]}"
	[[ ${lines[1]} == *"audit off"*Z ]] || fail "${lines[1]}"
	[ "${lines[2]}" = "2026-01-02 03:04:05 UTC         5  unreadable  $root/var/lib/kaudit/backups/kube-apiserver.yaml.20260102T030405.999999Z" ] || fail "${lines[2]}"
	[[ ${lines[3]} == '2026-01-01 00:00:00 UTC '*"audit off"* ]] || fail "${lines[3]}"
	run --list-backups --format=json
	[ "$("$tools/json" "$scratch/out" backups)" = '4 items' ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 0 audit)" = true ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 0 undone)" = true ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 1 audit)" = false ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 2 audit)" = null ] || fail "$(said)"
	[[ $("$tools/json" "$scratch/out" backups 2 why) == 2:1:* ]] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 3 time)" = 2026-01-01T00:00:00.000000Z ] || fail "$(said)"
	[ "$("$tools/json" "$scratch/out" backups 3 image)" = registry.k8s.io/kube-apiserver:v1.33.4 ] || fail "$(said)"
}

test_old_backups_go_but_never_the_first() {
	local i
	for i in 1 2 3; do shelve "2026010${i}T000000.000000Z" <"$manifest"; done
	echo kept | shelve bak
	run --keep-backups=2 --verbose
	expect_status 0
	[ "$(backups)" -eq 4 ] || fail "$(ls "$(folder_of_backups)")" # two, the first, and what is no backup
	expect_err "removed the old backup $(folder_of_backups)/kube-apiserver.yaml.20260102T000000.000000Z"
	[ -e "$(folder_of_backups)/kube-apiserver.yaml.20260101T000000.000000Z" ] || fail 'the first one is gone'
	run --keep-backups=1 --maxage 7 --format=json
	[ "$("$tools/json" "$scratch/out" backups_removed)" = '2 items' ] || fail "$(said)"
	[[ $("$tools/json" "$scratch/out" backups_removed 0) == *20260103T000000.000000Z ]] || fail "$(said)"
}

test_ten_backups_are_kept_if_nothing_is_said() {
	local i
	for i in $(seq 10 24); do shelve "202601${i}T000000.000000Z" <"$manifest"; done
	run --keep-backups 0
	[ "$(backups)" -eq 16 ] || fail "$(backups) backups"
	expect_unchanged_by
	run --maxage 7
	[ "$(backups)" -eq 11 ] || fail "$(backups) backups"
}

test_a_run_that_changes_nothing_or_fails_removes_none() {
	local i
	for i in 10 11 12 13; do shelve "202601${i}T000000.000000Z" <"$manifest"; done
	expect_unchanged_by --dry-run --keep-backups 1
	expect_unchanged_by --remove --keep-backups 1
	expect_status 0
	expect_unchanged_by --log-path /usr/x/y.log --keep-backups 1
	expect_status 1
}

test_old_backups_that_can_not_be_removed_are_a_warning() {
	local i
	for i in 10 11 12; do shelve "202601${i}T000000.000000Z" <"$manifest"; done
	chmod 1777 "$(folder_of_backups)"
	run --keep-backups 1
	expect_status 0
	expect_err 'warning: old backups are left: '
	expect_err 'can be written by everybody'
	[ "$(backups)" -eq 4 ] || fail "$(backups) backups"
	expect_enabled
}

test_keep_backups_takes_a_number() {
	run --keep-backups=-1
	expect_status 2
	run --keep-backups=ten
	expect_status 2
	expect_err '--keep-backups ten: not a number from 0 (all) to 100000'
	run_bare --manifest - --keep-backups 3
	expect_status 2
	run --list-backups --keep-backups 3
	expect_status 2
}

run_tests
