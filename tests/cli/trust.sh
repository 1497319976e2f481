#!/bin/bash
# Files and directories that others than root could change: what they hold would be root's word tomorrow.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

need_root() { [ "$(id -u)" -eq 0 ] || skip 'only root can give files away'; }

expect_nothing_made() {
	[ ! -e "$root/var/lib/kaudit" ] || fail 'a backup was made'
	[ ! -e "$root/var/log/kubernetes" ] || fail "the log's directory was made"
	expect_no_temps
}

# expect_distrusted TEXT…: refused with each, by a dry run, too.
expect_distrusted() {
	local text mode
	for mode in --dry-run --check --diff; do
		run "${options[@]}" "$mode"
		for text; do
			expect_refused "$text"
		done
		expect_nothing_made
	done
}
options=()

policy_in() { # policy_in DIRECTORY: a policy there, and the options that name it
	mkdir -p "$root$1"
	cp "$root/etc/kubernetes/audit-policy.yaml" "$root$1/policy.yaml"
	options=(--policy "$1/policy.yaml")
}

test_a_policy_that_everybody_can_write() {
	chmod o+w "$root/etc/kubernetes/audit-policy.yaml"
	expect_distrusted '--audit-policy-file: ' "$root/etc/kubernetes/audit-policy.yaml can be written by everybody (mode 0646)" 'chmod go-w'
}

test_a_policy_that_a_group_can_write() {
	chmod g+w "$root/etc/kubernetes/audit-policy.yaml"
	expect_distrusted 'can be written by a group (mode 0664)'
}

test_a_policy_that_belongs_to_another_user() {
	need_root
	chown 4242 "$root/etc/kubernetes/audit-policy.yaml"
	expect_distrusted 'audit-policy.yaml belongs to user 4242' 'it should belong to root'
}

test_a_policy_in_a_directory_that_everybody_can_write() {
	policy_in /srv/audit
	chmod 777 "$root/srv/audit"
	expect_distrusted 'a directory that is not safe' "$root/srv/audit can be written by everybody (mode 0777)"
}

test_a_policy_below_a_directory_of_another_user() {
	need_root
	policy_in /home/somebody/policies/audit
	chown 4242 "$root/home/somebody"
	expect_distrusted "$root/home/somebody belongs to user 4242"
}

test_a_policy_behind_a_link_through_such_a_directory() {
	policy_in /srv/audit
	mkdir "$root/open"
	chmod 777 "$root/open"
	ln -s /srv/audit "$root/open/audit"
	options=(--policy /open/audit/policy.yaml)
	expect_distrusted "$root/open can be written by everybody"
	ln -s /open/audit/policy.yaml "$root/etc/kubernetes/link.yaml"
	options=(--policy /etc/kubernetes/link.yaml)
	expect_distrusted "$root/open can be written by everybody"
}

test_a_sticky_directory_of_root_passes() {
	policy_in /scratch/audit
	chmod 1777 "$root/scratch"
	run "${options[@]}"
	expect_status 0
	expect_quiet_err
}

test_but_not_a_link_that_another_user_put_there() {
	need_root
	policy_in /srv/audit
	mkdir "$root/scratch"
	chmod 1777 "$root/scratch"
	ln -s /srv/audit "$root/scratch/audit"
	chown -h 4242 "$root/scratch/audit"
	options=(--policy /scratch/audit/policy.yaml)
	expect_distrusted "$root/scratch/audit belongs to user 4242"
	chown -h 0 "$root/scratch/audit"
	run "${options[@]}"
	expect_status 0
}

test_a_sticky_directory_of_another_user_does_not_pass() {
	need_root
	policy_in /scratch/audit
	chmod 1777 "$root/scratch"
	chown 4242 "$root/scratch"
	expect_distrusted "$root/scratch belongs to user 4242"
}

test_above_the_root_nothing_is_judged() {
	chmod 777 "$root" "$scratch"
	run
	expect_status 0
	expect_quiet_err
}

test_the_user_that_the_api_server_runs_as_may_own_the_policy_but_not_its_directory() {
	need_root
	sed -i 's/^  securityContext:/&\n    runAsUser: 4242\n    runAsGroup: 4242/' "$manifest"
	cp "$manifest" "$scratch/before"
	policy_in /srv/audit
	chown 4242 "$root/srv/audit"
	run "${options[@]}"
	expect_status 1
	expect_err "$root/srv/audit belongs to user 4242"
	expect_same "$manifest" "$scratch/before"
	chown 0 "$root/srv/audit"
	chown 4242 "$root/srv/audit/policy.yaml"
	run "${options[@]}"
	expect_status 0
	chown 4243 "$root/srv/audit/policy.yaml"
	run "${options[@]}"
	expect_status 1
	expect_err "policy.yaml belongs to user 4243"
}

test_a_policy_of_ours_for_that_user_is_trusted_by_the_next_run() {
	need_root
	sed -i 's/^  securityContext:/&\n    runAsUser: 4242\n    runAsGroup: 4242/' "$manifest"
	rm "$root/etc/kubernetes/audit-policy.yaml"
	run --init-policy
	expect_status 0
	run --check
	expect_status 0
}

test_a_webhook_config_that_everybody_can_write() {
	cp "$root/etc/kubernetes/audit-policy.yaml" "$root/etc/kubernetes/webhook.yaml"
	chmod 666 "$root/etc/kubernetes/webhook.yaml"
	options=(--audit-webhook-config-file /etc/kubernetes/webhook.yaml)
	expect_distrusted '--audit-webhook-config-file: ' 'webhook.yaml can be written by everybody'
}

test_no_policy_check_is_no_way_around() {
	chmod o+w "$root/etc/kubernetes/audit-policy.yaml"
	options=(--no-policy-check --no-policy-checksum)
	expect_distrusted 'can be written by everybody'
}

# What decides whom the proof believes is read before anything is written, and only from files that nobody else could change.
expect_server_files_distrusted() { # expect_server_files_distrusted TEXT OPTION…
	local text=$1
	shift
	run_bare --manifest "$manifest" --policy "$root/etc/kubernetes/audit-policy.yaml" --log-path "$root/var/log/kubernetes/audit.log" \
		--backup-dir "$root/backups" --wait=3 "$@"
	expect_refused "$text"
	expect_nothing_made
	[ ! -e "$root/backups" ] || fail 'a backup was made'
}

server_file() { # server_file PATH: one that would do, were it trusted
	mkdir -p "$root${1%/*}"
	printf 'apiVersion: v1\nkind: Config\n' >"$root$1"
	chmod 600 "$root$1"
}

test_a_kubeconfig_that_everybody_can_write() {
	server_file /home/admin/config
	chmod 606 "$root/home/admin/config"
	expect_server_files_distrusted "$root/home/admin/config can be written by everybody (mode 0606)" --kubeconfig "$root/home/admin/config"
}

test_a_kubeconfig_of_another_user() {
	need_root
	server_file /home/admin/config
	chown 4242 "$root/home/admin/config"
	expect_server_files_distrusted "$root/home/admin/config belongs to user 4242" --kubeconfig "$root/home/admin/config"
}

test_a_kubeconfig_below_a_directory_that_a_group_can_write() {
	server_file /home/admin/config
	chmod 775 "$root/home"
	expect_server_files_distrusted "$root/home can be written by a group (mode 0775)" --kubeconfig "$root/home/admin/config"
}

test_a_file_that_a_kubeconfig_names() {
	server_file /home/admin/config
	server_file /home/admin/keys/ca.crt
	chmod 777 "$root/home/admin/keys"
	cat >"$root/home/admin/config" <<-end
		apiVersion: v1
		kind: Config
		current-context: a
		contexts: [{name: a, context: {cluster: a, user: a}}]
		clusters: [{name: a, cluster: {server: 'https://127.0.0.1:1', certificate-authority: keys/ca.crt}}]
		users: [{name: a, user: {token: t}}]
	end
	expect_server_files_distrusted "$root/home/admin/keys can be written by everybody (mode 0777)" --kubeconfig "$root/home/admin/config"
}

test_a_certificate_authority_that_everybody_can_write() {
	server_file /home/admin/ca.crt
	chmod 666 "$root/home/admin/ca.crt"
	expect_server_files_distrusted "$root/home/admin/ca.crt can be written by everybody (mode 0666)" --cacert "$root/home/admin/ca.crt"
}

test_a_link_to_the_logs_directory_that_another_user_put_there() {
	need_root
	mkdir -p "$root/var/log" "$root/srv/log"
	chmod 775 "$root/var/log"
	ln -s /srv/log "$root/var/log/audit"
	chown -h 4242 "$root/var/log/audit"
	options=(--log-path /var/log/audit/k8s-audit.log)
	expect_distrusted 'the directory for --audit-log-path: ' "$root/var/log/audit belongs to user 4242"
}

test_a_backup_directory_that_everybody_can_write() {
	mkdir -p "$root/srv/backups"
	chmod 777 "$root/srv/backups"
	options=(--backup-dir /srv/backups)
	expect_distrusted '--backup-dir: ' "$root/srv/backups can be written by everybody (mode 0777)"
	run "${options[@]}"
	expect_refused 'can be written by everybody'
	expect_nothing_made
}

test_a_backup_directory_that_is_a_file() {
	mkdir -p "$root/srv"
	touch "$root/srv/backups"
	options=(--backup-dir /srv/backups)
	expect_distrusted "--backup-dir: $root/srv/backups: Not a directory"
}

test_turning_audit_off_needs_no_policy_to_trust() {
	run
	chmod o+w "$root/etc/kubernetes/audit-policy.yaml"
	run --remove
	expect_status 0
	expect_original
}

test_a_manifest_directory_of_another_user() {
	need_root
	chown 4242 "$folder"
	expect_distrusted 'a directory that is not safe' "$folder belongs to user 4242"
}

test_a_manifest_directory_below_one_of_another_user() {
	need_root
	chown 4242 "$root/etc"
	expect_distrusted "$root/etc belongs to user 4242"
}

test_a_manifest_directory_that_a_group_can_write() {
	chmod 2775 "$folder"
	expect_distrusted "$folder can be written by a group (mode 2775)"
}

test_a_manifest_that_another_user_owns() {
	need_root
	chown 4242 "$manifest"
	expect_distrusted "$manifest belongs to user 4242"
}

test_the_checker_takes_anyones_file() {
	chmod 666 "$root/etc/kubernetes/audit-policy.yaml"
	program=$top/$BUILD/kaudit-policy
	run_bare "$root/etc/kubernetes/audit-policy.yaml"
	expect_status 0
}

run_tests
