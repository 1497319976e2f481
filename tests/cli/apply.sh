#!/bin/bash
# A run that changes the manifest, and the run after it.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

test_a_run_says_what_it_changed_and_what_follows() {
	run
	expect_status 0
	expect_quiet_err
	expect_out "$manifest: changed"
	expect_out 'added      flag        --audit-policy-file=/etc/kubernetes/audit-policy.yaml'
	expect_out 'added      flag        --audit-log-path=/var/log/kubernetes/k8s-audit.log'
	expect_out 'added      flag        --audit-log-maxage=60'
	expect_out 'added      flag        --audit-log-maxbackup=1'
	expect_out 'added      flag        --audit-log-maxsize=100'
	[ "$(grep -c 'added      mount ' <<<"$out")" -eq 2 ] || fail 'not two mounts' "$(said)"
	[ "$(grep -c 'added      volume ' <<<"$out")" -eq 2 ] || fail 'not two volumes' "$(said)"
	expect_out "backup: $root/var/lib/kaudit/backups/kube-apiserver.yaml."
	expect_enabled
	expect_no_temps
}

test_the_backup_is_the_old_manifest_and_private() {
	run
	[ "$(backups)" -eq 1 ] || fail "$(backups) backups"
	local backup
	backup=$(find "$root/var/lib/kaudit/backups" -type f)
	expect_same "$backup" fixtures/sample/kube-apiserver.yaml
	[ "$(stat -c %a "$backup")" = 600 ] || fail "mode $(stat -c %a "$backup")"
	[ "$(stat -c %a "${backup%/*}")" = 700 ] || fail "mode $(stat -c %a "${backup%/*}") of the folder"
	[[ ${backup##*/} =~ ^kube-apiserver\.yaml\.[0-9]{8}T[0-9]{6}\.[0-9]{6}Z$ ]] || fail "name $backup"
}

test_another_backup_folder_can_be_named() {
	run --backup-dir /srv/backups
	expect_status 0
	[ "$(find "$root/srv/backups" -type f | wc -l)" -eq 1 ] || fail 'no backup there'
	[ ! -e "$root/var/lib/kaudit" ] || fail 'one in the default folder, too'
}

test_the_logs_folder_is_made_private() {
	run
	expect_out "made       directory   $root/var/log/kubernetes"
	[ "$(stat -c %a "$root/var/log/kubernetes")" = 700 ] || fail "mode $(stat -c %a "$root/var/log/kubernetes")"
}

test_the_logs_folder_belongs_to_the_pods_user() {
	[ "$(id -u)" -eq 0 ] || skip 'only root can give a folder away'
	sed -i 's/^  securityContext:/&\n    runAsUser: 4711\n    runAsGroup: 4712/' "$manifest"
	chmod 644 "$root/etc/kubernetes/audit-policy.yaml"
	run
	expect_status 0
	[ "$(stat -c %u:%g "$root/var/log/kubernetes")" = 4711:4712 ] || fail "$(stat -c %u:%g "$root/var/log/kubernetes")"
}

test_a_policy_that_the_pods_user_can_not_read_is_a_warning() {
	[ "$(id -u)" -eq 0 ] || skip 'only root can make a file that somebody else can not read'
	sed -i 's/^  securityContext:/&\n    runAsUser: 4711\n    supplementalGroups: [50, 4713]/' "$manifest"
	chmod 600 "$root/etc/kubernetes/audit-policy.yaml"
	run --dry-run
	expect_status 0
	expect_err "warning: user 4711, as whom the container runs, can't read $root/etc/kubernetes/audit-policy.yaml"
	chown 0:4713 "$root/etc/kubernetes/audit-policy.yaml"
	chmod 640 "$root/etc/kubernetes/audit-policy.yaml"
	run --dry-run
	expect_quiet_err
	mkdir -m 700 "$root/var/log/kubernetes"
	run
	expect_status 0
	expect_err "warning: user 4711, as whom the container runs, can't enter $root/var/log/kubernetes"
}

test_a_logs_folder_that_is_there_is_left_as_it_is() {
	mkdir -m 750 "$root/var/log/kubernetes"
	run
	expect_status 0
	[ "$(stat -c %a "$root/var/log/kubernetes")" = 750 ] || fail 'its mode was changed'
	[[ $out != *directory* ]] || fail 'it is said to be made'
}

test_owner_and_mode_stay() {
	chmod 640 "$manifest"
	[ "$(id -u)" -ne 0 ] || chown 0:12 "$manifest"
	local before
	before=$(stat -c %a:%u:%g "$manifest")
	run
	expect_status 0
	[ "$(stat -c %a:%u:%g "$manifest")" = "$before" ] || fail "$(stat -c %a:%u:%g "$manifest") instead of $before"
}

test_a_second_run_has_nothing_to_do_and_writes_nothing() {
	run
	local before after
	before=$(snapshot)
	run
	after=$(snapshot)
	expect_status 0
	expect_quiet_err
	[ "$out" = "$manifest: nothing to do, it is already as wished" ] || fail "$(said)"
	[ "$before" = "$after" ] || fail "$(diff <(echo "$before") <(echo "$after"))"
	under=("$tools/trace" writes --)
	ASAN_OPTIONS=detect_leaks=0 run
	expect_status 0
}

test_a_named_value_changes_and_a_default_does_not() {
	run --maxage 90
	run
	expect_out 'nothing to do'
	run --maxage 30
	expect_status 0
	expect_out 'changed    flag        --audit-log-maxage: 90 -> 30'
	[ "$(grep -c 'flag  ' <<<"$out")" -eq 1 ] || fail 'more flags than the one' "$(said)"
	[ "$(backups)" -eq 2 ] || fail "$(backups) backups"
}

test_unset_takes_a_flag_away() {
	run --audit-log-mode batch
	run --unset audit-log-mode
	expect_status 0
	expect_out 'removed    flag        --audit-log-mode=batch'
	! grep -q audit-log-mode "$manifest" || fail 'it is still there'
}

test_diff_shows_what_was_written() {
	cp "$manifest" "$scratch/patched"
	run --diff --quiet
	expect_status 0
	patch -s "$scratch/patched" <"$scratch/out" || fail 'patch(1) does not take it' "$(said)"
	expect_same "$scratch/patched" "$manifest"
}

test_quiet_says_nothing() {
	run --quiet
	expect_status 0
	expect_silence
	expect_enabled
	run --quiet
	expect_silence
}

test_verbose_says_what_was_found() {
	run --verbose
	expect_status 0
	expect_err 'container kube-apiserver'
	expect_err '1.33'
}

test_a_manifest_of_another_name_and_place() {
	mkdir -p "$root/opt/static"
	mv "$manifest" "$root/opt/static/api.yaml"
	run --manifest /opt/static/api.yaml
	expect_status 0
	manifest=$root/opt/static/api.yaml
	expect_enabled
	[ ! -e "$folder/kube-apiserver.yaml" ] || fail 'one in the default place, too'
}

test_links_lead_below_the_root() {
	mkdir -p "$root/real/manifests"
	mv "$manifest" "$root/real/manifests/"
	rmdir "$folder"
	ln -s /real/manifests "$folder"
	run
	expect_status 0
	manifest=$root/real/manifests/kube-apiserver.yaml
	expect_enabled
	expect_out "$manifest: changed"
}

test_a_linked_manifest_is_edited_at_its_target_and_stays_a_link() {
	mkdir "$root/srv"
	mv "$manifest" "$root/srv/api.yaml"
	ln -s /srv/api.yaml "$manifest"
	run
	expect_status 0
	[ "$(readlink "$manifest")" = /srv/api.yaml ] || fail 'the link is gone'
	manifest=$root/srv/api.yaml
	expect_enabled
}

test_without_a_root_owners_are_judged_and_the_machine_is_edited() {
	# In a folder of our own; every path but the manifest's is the machine's, so nothing but standard output may be logged to.
	[ -e /etc/kubernetes ] && skip 'this machine has a Kubernetes of its own'
	run_bare --manifest "$manifest" --policy "$root/etc/kubernetes/audit-policy.yaml" --log-path - --no-wait --backup-dir "$scratch/backups"
	expect_status 0
	grep -q -- '--audit-log-path=-' "$manifest" || fail 'not enabled'
	expect_out 'next: a kubelet that watches this directory restarts the API server'
	chmod 666 "$manifest"
	run_bare --manifest "$manifest" --policy "$root/etc/kubernetes/audit-policy.yaml" --log-path - --no-wait --maxage 9 --backup-dir "$scratch/backups"
	expect_status 1
	expect_err 'kube-apiserver.yaml'
}

test_with_nothing_to_wait_for_it_stays_alone() {
	# No thread, no other program, no socket; and OpenSSL is loaded only for a wait. The second run has nothing to do.
	cp -r "$root/etc/kubernetes" "$scratch/"
	for expected in changed 'nothing to do'; do
		under=("$tools/trace" alone --)
		ASAN_OPTIONS=detect_leaks=0 run
		expect_status 0
		expect_out "$expected"
	done
	rm -r "$root/etc/kubernetes"
	cp -r "$scratch/kubernetes" "$root/etc/"
	under=("$tools/trace" at exit_group "cp /proc/\$TRACED/maps '$scratch/maps'" --)
	ASAN_OPTIONS=detect_leaks=0 run
	expect_status 0
	expect_out changed
	grep -q kaudit-enable "$scratch/maps" || fail 'what is loaded could not be read'
	! grep -E 'lib(ssl|crypto|gnutls)' "$scratch/maps" || fail 'a TLS library is loaded'
}

run_tests
