#!/bin/bash
# What is refused because of the machine around the manifest; what is wrong with a manifest itself is shown by the fixtures.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

expect_nothing_made() {
	[ ! -e "$root/var/lib/kaudit" ] || fail 'a backup was made'
	[ ! -e "$root/var/log/kubernetes" ] || fail "the log's directory was made"
	expect_no_temps
}

test_a_missing_manifest() {
	rm "$manifest"
	run
	expect_status 1
	expect_err "$manifest"
	expect_err 'No such file'
}

test_a_missing_policy_says_how_to_make_one() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	run
	expect_refused "$root/etc/kubernetes/audit-policy.yaml"
	expect_err 'kind: Policy'
	expect_err 'unchanged'
	expect_nothing_made
	local recipe=${err##*when: }
	bash -c "${recipe%; unchanged}" || fail "the recipe does not work: $recipe"
	run --check
	expect_status 5
}

test_a_recipe_for_a_policy_makes_its_directory() {
	run --policy /srv/audit/policy.yaml
	expect_refused "there is no $root/srv/audit/policy.yaml"
	local recipe=${err##*when: }
	bash -c "${recipe%; unchanged}" || fail "the recipe does not work: $recipe"
	run --policy /srv/audit/policy.yaml
	expect_status 0
}

test_a_policy_that_is_a_directory() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	mkdir "$root/etc/kubernetes/audit-policy.yaml"
	run
	expect_refused 'audit-policy.yaml'
	expect_nothing_made
}

test_a_missing_webhook_config() {
	run --audit-webhook-config-file /etc/kubernetes/webhook.yaml
	expect_refused "$root/etc/kubernetes/webhook.yaml"
	expect_nothing_made
}

test_a_log_directory_that_is_a_file() {
	touch "$root/var/log/kubernetes"
	run
	expect_refused "$root/var/log/kubernetes"
	expect_no_temps
}

test_nothing_may_lie_in_the_manifests_directory() {
	cp "$root/etc/kubernetes/audit-policy.yaml" "$scratch/policy.yaml"
	run --policy /etc/kubernetes/manifests/policy.yaml
	expect_refused '/etc/kubernetes/manifests'
	run --log-path /etc/kubernetes/manifests/log/audit.log
	expect_refused '/etc/kubernetes/manifests'
	run --backup-dir /etc/kubernetes/manifests
	expect_refused '/etc/kubernetes/manifests'
	run --backup-dir /etc/kubernetes/manifests/backups
	expect_refused '/etc/kubernetes/manifests'
	expect_nothing_made
}

test_a_new_policy_needs_a_directory() {
	local mode
	mkdir "$root/srv"
	for mode in --dry-run --check --quiet; do
		run --init-policy --policy /srv/audit/policy.yaml "$mode"
		expect_refused "--init-policy: $root/srv/audit: No such file or directory; make that directory first; unchanged"
		expect_nothing_made
	done
}

test_a_new_policy_does_not_get_there_by_a_link() {
	ln -s manifests "$root/etc/kubernetes/link"
	run --init-policy --policy /etc/kubernetes/link/policy.yaml
	expect_refused "lies in the manifest's directory"
	expect_nothing_made
}

test_a_flag_of_the_manifest_that_leads_there_is_told_with_its_place() {
	sed -i 's|^    - --secure-port=6443|&\n    - --audit-log-path=/etc/kubernetes/manifests/audit.log|' "$manifest"
	cp "$manifest" "$scratch/before"
	run
	expect_status 1
	expect_err "$manifest:$(grep -n audit-log-path "$manifest" | cut -d: -f1):"
	expect_same "$manifest" "$scratch/before"
}

test_nor_behind_a_link_into_it() {
	ln -s /etc/kubernetes/manifests "$root/srv"
	run --backup-dir /srv/backups
	expect_refused "manifest's directory"
	run --log-path /srv/log/audit.log
	expect_refused "manifest's directory"
	cp fixtures/sample/audit-policy.yaml "$folder/policy"
	run --policy /srv/policy --allow-strays
	expect_refused "manifest's directory"
	rm "$folder/policy"
	expect_nothing_made
}

test_another_file_that_defines_this_pod() {
	cp "$manifest" "$folder/kube-apiserver.yaml.bak"
	cp "$manifest" "$folder/zzz"
	run
	expect_refused "$folder/kube-apiserver.yaml.bak"
	expect_err "$folder/zzz"
	expect_err '--allow-strays'
	run --allow-strays
	expect_status 0
	expect_err "warning: $folder/zzz"
	expect_enabled
}

test_other_pods_and_dot_files_are_no_strays() {
	sed 's/^  name: kube-apiserver/  name: kube-scheduler/' "$manifest" >"$folder/kube-scheduler.yaml"
	cp "$manifest" "$folder/.kube-apiserver.yaml.swp"
	mkdir "$folder/old"
	cp "$manifest" "$folder/old/"
	echo 'not: [a pod' >"$folder/notes.txt"
	run
	expect_status 0
	expect_quiet_err
	expect_enabled
}

test_a_stray_that_is_json_or_of_the_default_namespace_counts() {
	printf '%s' '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"kube-apiserver","namespace":"kube-system"},"spec":{}}' >"$folder/a.json"
	run
	expect_refused "$folder/a.json"
	rm "$folder/a.json"
	sed -i '/^  namespace:/d' "$manifest"
	sed 's/^  name: kube-apiserver/&\n  namespace: default/' "$manifest" >"$folder/b"
	cp "$manifest" "$scratch/before"
	run
	expect_status 1
	expect_err "$folder/b"
	expect_same "$manifest" "$scratch/before"
}

test_control_characters_of_the_input_are_not_echoed() {
	sed -i 's/^kind: Pod/kind: "Po\\e[31md"/' "$manifest"
	run
	expect_status 1
	expect_err "$manifest:2:"
	expect_err 'Po\x1b[31md'
	[[ $err != *$'\033'* ]] || fail 'a control character got through'
	mv "$manifest" "$folder/"$'a\033b'
	run --manifest /etc/kubernetes/manifests/$'a\033b'
	[[ $err == *'a\x1bb:2:'* ]] || fail "$(said)"
}

test_a_refusal_names_place_and_fate() {
	sed -i 's/^kind: Pod/kind: Deployment/' "$manifest"
	cp "$manifest" "$scratch/before"
	run
	expect_status 1
	expect_err "kaudit-enable: $manifest:2:7: "
	[[ $err == *'; unchanged' ]] || fail 'its fate is not told' "$(said)"
	expect_same "$manifest" "$scratch/before"
	[ "$(grep -c . <<<"$err")" -eq 1 ] || fail 'more than one line' "$(said)"
}

test_a_mount_point_below_a_read_only_mount_must_exist() {
	local policy=/etc/kubernetes/pki/audit/policy.yaml
	# The container sees /etc/kubernetes/pki of /srv/pki, read-only: a file can be mounted below it only where /srv/pki has a file.
	sed -i 's|      path: /etc/kubernetes/pki|      path: /srv/pki|' "$manifest"
	mkdir -p "$root/srv/pki" "$root/etc/kubernetes/pki/audit"
	cp fixtures/sample/audit-policy.yaml "$root$policy"
	cp "$manifest" "$scratch/before"
	run --policy "$policy"
	expect_status 1
	expect_err "$root/srv/pki/audit/policy.yaml"
	expect_same "$manifest" "$scratch/before"
	mkdir -p "$root/srv/pki/audit/policy.yaml" # a file can't be mounted over a directory
	run --policy "$policy"
	expect_status 1
	expect_same "$manifest" "$scratch/before"
	rmdir "$root/srv/pki/audit/policy.yaml"
	touch "$root/srv/pki/audit/policy.yaml"
	run --policy "$policy"
	expect_status 0
}

run_tests
