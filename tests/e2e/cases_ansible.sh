# shellcheck shell=bash disable=SC2034,SC2154 # what lib.sh sets, and reads
# The role, run by the real ansible-playbook on the node itself.

play() { # play NAME=VALUE…: the role with these variables; leaves what run does
	local role=$scratch/roles/kaudit variables=()
	command -v ansible-playbook >/dev/null || skip "ansible-playbook is not installed"
	mkdir -p "$scratch/roles" && cp -r src/ansible/roles/kaudit "$scratch/roles/" && cp "${BUILD:-build}/kaudit_enable" "$role/library/" || exit 1
	printf -- '- hosts: all\n  gather_facts: false\n  roles:\n  - role: kaudit\n' >"$scratch/play.yml"
	echo '[defaults]' >"$scratch/ansible.cfg"
	for variable; do variables+=(-e "$variable"); done
	(
		export LC_ALL=C.UTF-8 ANSIBLE_CONFIG=$scratch/ansible.cfg ANSIBLE_HOME=$scratch/home ANSIBLE_NOCOLOR=1
		export ANSIBLE_LOCAL_TEMP=$scratch/home/local ANSIBLE_REMOTE_TEMP=$scratch/home/remote ANSIBLE_ROLES_PATH=$scratch/roles
		ansible-playbook -v -i localhost, -c local "$scratch/play.yml" -e kaudit_backup_dir="$backups" "${variables[@]}"
	) >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	read_output
}

case_ansible() { # on, proven; then nothing to do; then off
	play kaudit_profile=cis
	expect_status 0
	expect_said "changed=1"
	expect_said '"end": "proven"'
	expect_said "the API server is ready"
	expect_said "and records: "
	expect_healthy
	play kaudit_profile=cis
	expect_status 0
	expect_said "changed=0"
	play kaudit_state=absent
	expect_status 0
	expect_said "changed=1"
	expect_original
	expect_healthy 90
}

case_ansible_fails() { # a play fails when the proof does, and the old API server is back by then
	write_policy '{level: Everything}'
	play kaudit_no_policy_check=true
	expect_status 2
	expect_said "failed=1"
	expect_said "changed=0"
	expect_said '"end": "rolled-back"'
	expect_said "Everything"
	expect_original
	is_healthy || fail "rolled back, but the old API server is not ready now" "$(said)"
	expect_no_strangers
}
