#!/bin/bash
# What is for kubeadm: --emit, --patches-dir, the hint. That kubeadm makes of it what a run makes is for tests/kubeadm.sh.
cd "$(dirname "$0")/../.." || exit 1
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm # what a disk does is not the matter here
. tests/cli/lib.sh

patches=/etc/kubernetes/patches
patch_name=kube-apiserver+json.yaml
kinds='kubeadm-patch kubeadm-v1beta3 kubeadm-v1beta4'

patch_file() { echo "$root$patches/$patch_name"; }
value() { "$tools/json" "$scratch/out" "$@" || fail "no $*" "$(said)"; }
expect_value() {
	local wanted=$1
	shift
	[ "$(value "$@")" = "$wanted" ] || fail "$*: $(value "$@") instead of $wanted" "$(said)"
}
old_patch() { # one of ours, with other settings than a run without options
	run --maxage 7 --emit=kubeadm-patch
	mkdir -p "$root$patches"
	install -m 640 "$scratch/out" "$(patch_file)"
}

test_the_same_before_and_after_the_edit() {
	local kind
	for kind in $kinds; do
		run --emit="$kind" --maxsize 200
		expect_status 0
		expect_quiet_err
		[ -s "$scratch/out" ] || fail "$kind: nothing"
		cp "$scratch/out" "$scratch/$kind"
	done
	run --maxsize 200
	for kind in $kinds; do
		run --emit="$kind" --maxsize 200
		expect_same "$scratch/out" "$scratch/$kind"
		run --emit "$kind"
		expect_same "$scratch/out" "$scratch/$kind"
	done
}

test_emitting_writes_nothing() {
	local before kind
	before=$(snapshot)
	for kind in $kinds; do
		run --emit="$kind" --verbose
		[ "$(snapshot)" = "$before" ] || fail "$kind: something was written"
	done
	expect_err '--audit-log-maxage=60'
}

test_emitting_out_of_a_pipe() {
	run --emit=kubeadm-v1beta4 --no-policy-checksum
	cp "$scratch/out" "$scratch/wanted"
	stdin=$manifest run_bare --manifest - --emit=kubeadm-v1beta4
	expect_status 0
	expect_same "$scratch/out" "$scratch/wanted"
	stdin=$manifest run_bare --manifest - --emit=kubeadm-v1beta4 --format=json
	expect_status 0
	[ "$(value emit)" = "$(<"$scratch/wanted")" ] || fail 'another text in JSON' "$(said)"
}

test_emitting_is_refused_where_the_edit_would_be() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	run --emit=kubeadm-patch
	expect_refused 'there is no'
	[ -z "$out" ] || fail 'something was emitted' "$(said)"
	run --emit=kubeadm-patch --init-policy=cis
	expect_status 0
	[ ! -e "$root/etc/kubernetes/audit-policy.yaml" ] || fail 'a policy was written'
}

test_what_no_configuration_can_say_is_refused_with_the_way_out() {
	sed -i 's|^    volumeMounts:|&\n    - mountPath: /var/log/kubernetes\n      name: logs\n      mountPropagation: None|; s|^  volumes:|&\n  - name: logs\n    hostPath:\n      path: /var/log/kubernetes|' "$manifest"
	run --emit=kubeadm-v1beta4
	expect_status 1
	expect_err 'extraVolumes has no word for mountPropagation; use --emit=kubeadm-patch'
	run --emit=kubeadm-patch
	expect_status 0
}

test_what_emitting_excludes() {
	local other
	for other in --dry-run --check --diff "--patches-dir=$patches"; do
		run --emit=kubeadm-patch "$other"
		expect_status 2
		expect_err "${other%%=*} has no meaning with --emit"
	done
	for other in --remove --status; do
		run_bare --emit=kubeadm-patch "$other"
		expect_status 2
		expect_err 'exclude each other'
	done
	run_bare --emit=kubeadm-patch --wait=9
	expect_status 2
	run --emit=kubeadm-v1beta5
	expect_status 2
	expect_err '--emit=kubeadm-v1beta5: not one of kubeadm-patch, kubeadm-v1beta3, kubeadm-v1beta4; did you mean'
	run --emit
	expect_status 2
	stdin=$manifest run_bare --manifest - --patches-dir=/p
	expect_status 2
	expect_original
}

test_the_patch_is_written_with_the_edit() {
	run --emit=kubeadm-patch
	cp "$scratch/out" "$scratch/wanted"
	run --patches-dir "$patches"
	expect_status 0
	expect_enabled
	expect_out "kubeadm's patch is written: $(patch_file)"
	expect_same "$(patch_file)" "$scratch/wanted"
	[ "$(stat -c '%a' "$root$patches" "$(patch_file)" | xargs)" = '700 600' ] || fail "modes: $(stat -c '%a' "$root$patches" "$(patch_file)")"
	[[ $out != *note:* ]] || fail 'an upgrade is warned of all the same' "$(said)"
}

test_a_second_run_leaves_the_patch_alone() {
	run --patches-dir "$patches"
	local before
	before=$(snapshot)
	run --patches-dir "$patches/" --format=json
	[ "$(snapshot)" = "$before" ] || fail 'something was written'
	expect_value false changed
	expect_value in-step kubeadm state
	run --patches-dir "$patches" --check
	expect_status 0
}

test_a_complete_manifest_gets_its_patch() {
	run
	run --patches-dir "$patches" --check --quiet
	expect_status 5
	expect_silence
	run --patches-dir "$patches" --check --format=json
	expect_value true changed
	expect_value true kubeadm written
	expect_value absent kubeadm state
	run --patches-dir "$patches" --format=json
	expect_status 0
	expect_value true changed
	expect_value true kubeadm written
	expect_value in-step kubeadm state
	expect_value null backup
	[ "$(backups)" = 1 ] || fail 'another backup was made'
}

test_an_old_patch_is_replaced_with_its_mode() {
	old_patch
	run --emit=kubeadm-patch
	cp "$scratch/out" "$scratch/wanted"
	run --patches-dir "$patches"
	expect_status 0
	expect_same "$(patch_file)" "$scratch/wanted"
	[ "$(stat -c %a "$(patch_file)")" = 640 ] || fail "its mode is $(stat -c %a "$(patch_file)")"
	[ "$(ls -A "$root$patches")" = "$patch_name" ] || fail "left behind: $(ls -A "$root$patches")"
}

test_a_patch_of_somebody_else_stays_and_so_does_the_manifest() {
	local before
	mkdir -p "$root$patches"
	echo '[]' >"$(patch_file)"
	before=$(snapshot)
	run --patches-dir "$patches"
	expect_refused "$(patch_file) is not of this program's making"
	run --patches-dir "$patches" --dry-run
	expect_status 1
	[ "$(snapshot)" = "$before" ] || fail 'something was written'
	cp "$manifest" "$scratch/manifest"
	run
	run --remove --patches-dir "$patches"
	expect_status 1
	expect_enabled
	[ "$(cat "$(patch_file)")" = '[]' ] || fail 'it was changed'
}

test_a_dry_run_says_what_it_would_write() {
	local before
	before=$(snapshot)
	run --patches-dir "$patches" --dry-run
	expect_status 0
	expect_err "kaudit-enable: kubeadm's patch would be written: $(patch_file)"
	run --patches-dir "$patches" --dry-run --quiet
	expect_quiet_err
	run --patches-dir "$patches" --dry-run --format=json
	expect_value true kubeadm written
	expect_value "$root$patches" directories 1
	[ "$(snapshot)" = "$before" ] || fail 'something was written'
}

test_a_directory_that_the_kubelet_reads_is_refused() {
	run --patches-dir /etc/kubernetes/manifests
	expect_refused 'where the kubelet takes every file for a pod'
	run --patches-dir /etc/kubernetes/manifests/patches
	expect_refused 'where the kubelet takes every file for a pod'
}

test_a_directory_that_others_write_is_refused() {
	mkdir -m 777 "$root$patches"
	run --patches-dir "$patches"
	expect_refused 'can be written by everybody'
	chmod 755 "$root$patches"
	old_patch
	chmod 666 "$(patch_file)"
	run --patches-dir "$patches"
	expect_refused 'can be written by everybody'
}

test_a_file_where_the_directory_belongs() {
	echo >"$root$patches"
	run --patches-dir "$patches"
	expect_refused 'Not a directory'
}

test_the_manifest_stays_changed_when_the_patch_can_not_be_written() {
	may_mount
	mkdir -p "$root$patches"
	mount -t tmpfs -o size=4k,mode=755 none "$root$patches" || fail 'no small file system'
	head -c 8192 /dev/zero >"$root$patches/full" 2>/dev/null
	run --patches-dir "$patches"
	umount "$root$patches"
	expect_status 4
	expect_err 'the manifest is changed, but not the patch for kubeadm'
	expect_err 'No space left on device'
	expect_enabled
}

test_removing_takes_the_patch_along() {
	run --patches-dir "$patches"
	run --remove --patches-dir "$patches" --dry-run
	expect_err "kubeadm's patch would go: $(patch_file)"
	[ -e "$(patch_file)" ] || fail 'a dry run took it away'
	run --remove --patches-dir "$patches"
	expect_status 0
	expect_original
	expect_out "kubeadm's patch is gone: $(patch_file)"
	[ -z "$(ls -A "$root$patches")" ] || fail "left: $(ls -A "$root$patches")"
	run --remove --patches-dir "$patches" --format=json
	expect_value false changed
}

test_removing_from_a_directory_that_is_not_there_makes_none() {
	run --remove --patches-dir "$patches"
	expect_status 0
	[ ! -e "$root$patches" ] || fail 'it was made'
}

test_a_link_in_the_patches_directory_goes_and_its_target_stays() {
	run --patches-dir /srv/patches
	mkdir -p "$root$patches"
	ln -s "/srv/patches/$patch_name" "$(patch_file)"
	run --remove --patches-dir "$patches"
	expect_status 0
	[ ! -L "$(patch_file)" ] || fail 'the link is still there'
	[ -e "$root/srv/patches/$patch_name" ] || fail 'its target is gone'
}

test_a_hint_where_kubeadm_made_the_manifest() {
	run
	expect_out 'note: kubeadm upgrade drops this change; keep it with --patches-dir DIR, or put what --emit=kubeadm-v1beta4 prints'
	sed -i 's/kube-apiserver:v1.33.4/kube-apiserver:v1.30.4/' "$manifest"
	run --maxage 8
	expect_out '--emit=kubeadm-v1beta3'
	run --maxage 9 --format=json
	[[ $(value hint) == 'kubeadm upgrade drops'* ]] || fail "$(said)"
	expect_value true kubeadm made
	run --maxage 9
	[[ $out != *note:* ]] || fail 'a hint without a change' "$(said)"
	run --maxage 10 --quiet
	expect_silence
}

test_no_hint_where_kubeadm_did_not_make_it() {
	sed -i '/advertise-address.endpoint/d; /^  annotations:/d; s/k8s-certs/keys/' "$manifest"
	run --format=json
	expect_status 0
	expect_value null hint
	expect_value false kubeadm made
}

test_a_hint_of_a_patch_that_is_not_in_step() {
	old_patch
	run
	expect_out "note: kubeadm upgrade --patches $patches would bring older audit settings back"
	run --patches-dir "$patches" --maxage 61
	run --remove
	expect_out "note: kubeadm upgrade --patches $patches would turn audit logging on again"
}

test_no_hint_where_the_patch_is_in_step() {
	run --patches-dir "$patches"
	cp fixtures/sample/kube-apiserver.yaml "$manifest"
	chmod 600 "$manifest"
	run --format=json
	expect_value null hint
	expect_value in-step kubeadm state
}

status_of() { # the line of --status for the manifest; it is asked of the machine itself
	run_bare --status --manifest "$manifest" --patches-dir "$root$patches"
	grep '^kubeadm ' <<<"$out"
}

test_status_says_whether_the_patch_is_in_step() {
	run
	[[ $(status_of) == *"$(patch_file) is not there: an upgrade writes the manifest out of the cluster's configuration alone"* ]] || fail "$(said)"
	run --patches-dir "$patches"
	[[ $(status_of) == *'is in step'* ]] || fail "$(said)"
	run --maxage 9
	[[ $(status_of) == *'is stale'* ]] || fail "$(said)"
	echo >"$(patch_file)"
	[[ $(status_of) == *"is not of this program's making"* ]] || fail "$(said)"
	run_bare --status --manifest "$manifest" --patches-dir "$root$patches" --format=json
	expect_value foreign kubeadm state
	expect_value "$(patch_file)" kubeadm patch
	run_bare --status --manifest "$manifest" --format=json
	expect_value "$patches/$patch_name" kubeadm patch
}

run_tests
