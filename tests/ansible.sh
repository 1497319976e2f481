#!/bin/bash
# ansible.sh: the module and the role, run by the real ansible-playbook on roots of their own, without a network.
cd "$(dirname "$0")/.." || exit 1
. tests/cli/lib.sh

if ! command -v ansible-playbook >/dev/null; then
	echo 'skipped: ansible: ansible-playbook is not installed'
	echo '0 passed, 0 failed, 1 skipped'
	exit 0
fi

# As in a release: the program in the role.
cp -r src/ansible "$work/ansible" && cp "$BUILD/kaudit_enable" "$work/ansible/roles/kaudit/library/" || exit 1
role=$work/ansible/roles/kaudit

echo "[defaults]" >"$work/ansible.cfg"
# None of this machine's settings, and nothing left on it.
export LC_ALL=C.UTF-8 # Ansible asks for UTF-8
export ANSIBLE_HOME=$work/home ANSIBLE_LOCAL_TEMP=$work/home/local ANSIBLE_REMOTE_TEMP=$work/home/remote ANSIBLE_CONFIG=$work/ansible.cfg
export ANSIBLE_ROLES_PATH=$work/ansible/roles ANSIBLE_LIBRARY=$role/library ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0

# play FILE ARGUMENT…: leaves $status, $out, $err.
play() {
	ansible-playbook -i "${inventory:-localhost,}" -c local "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	out=$(<"$scratch/out") err=$(<"$scratch/err")
}
inventory=

# tasks: a playbook of these tasks, on $root
tasks() {
	printf -- '- hosts: all\n  gather_facts: false\n  tasks:\n' >"$scratch/play.yml"
	sed "s|ROOT|$root|; s|^|  |" >>"$scratch/play.yml"
}

expect_recap() { # expect_recap HOST COUNT…
	local count
	for count in "${@:2}"; do
		grep -E "^$1 +:" "$scratch/out" | grep -qw -- "$count" || fail "not in the recap of $1: $count" "$(said)"
	done
}
expect_warning() { # lines are broken anywhere
	[[ $(tr -d ' \n' <"$scratch/err") == *"$(tr -d ' ' <<<"$1")"* ]] || fail "not warned: $1" "$(said)"
}
expect_unchanged() { # since snapshot >"$scratch/before"
	snapshot >"$scratch/after"
	expect_same "$scratch/before" "$scratch/after"
}

test_a_task_changes_once_and_then_nothing() {
	tasks <<-'END'
		- kaudit_enable:
		    root: ROOT
		    audit_log_mode: batch
	END
	snapshot >"$scratch/before"
	play "$scratch/play.yml" --check --diff
	expect_status 0
	expect_recap localhost changed=1
	expect_out "+    - --audit-log-mode=batch"
	expect_out "--- before: $manifest"
	expect_unchanged
	play "$scratch/play.yml"
	expect_status 0
	expect_recap localhost changed=1
	expect_enabled
	snapshot >"$scratch/before"
	play "$scratch/play.yml" --diff
	expect_status 0
	expect_recap localhost ok=1 changed=0
	[[ $out != *"before: "* ]] || fail "a diff of nothing" "$(said)"
	expect_unchanged
}

test_what_is_wrong_is_told_in_the_words_of_a_playbook() {
	tasks <<-'END'
		- kaudit_enable: {root: ROOT, maxage: many}
		  ignore_errors: true
		- kaudit_enable: {root: ROOT, log_pth: /var/log/a.log}
		  ignore_errors: true
		- kaudit_enable: {root: ROOT, kube_version: 1.30}
		  ignore_errors: true
		- kaudit_enable: root=ROOT no_wait=perhaps
		  ignore_errors: true
		- kaudit_enable: {root: ROOT, policy: /etc/none.yaml}
	END
	snapshot >"$scratch/before"
	play "$scratch/play.yml"
	expect_status 2
	expect_recap localhost failed=1 ignored=4 changed=0
	expect_out 'audit_log_maxage=many: not a whole number'
	expect_out 'unknown argument log_pth; did you mean log_path?'
	expect_out 'kube_version=1.3: a number'
	expect_out 'no_wait=perhaps: neither true nor false'
	expect_out "there is no $root/etc/none.yaml, and the API server would not start without it"
	expect_unchanged
}

test_check_mode_warns_of_a_policy_that_is_still_to_come() {
	tasks <<-'END'
		- kaudit_enable: {root: ROOT}
	END
	rm "$root/etc/kubernetes/audit-policy.yaml"
	snapshot >"$scratch/before"
	play "$scratch/play.yml" --check
	expect_status 0
	expect_recap localhost changed=1 failed=0
	expect_warning "there is no $root/etc/kubernetes/audit-policy.yaml yet"
	expect_unchanged
}

test_the_states_are_reached_once_each() {
	tasks <<-'END'
		- kaudit_enable: root=ROOT maxage=30 unset=audit-log-mode,audit-log-format
		- kaudit_enable: {root: ROOT, state: absent}
		- kaudit_enable: {root: ROOT, state: absent}
		- kaudit_enable: {root: ROOT, state: restored}
		- kaudit_enable: {root: ROOT, state: restored}
		- kaudit_enable: {root: ROOT, state: absent, maxage: 30}
	END
	play "$scratch/play.yml"
	expect_status 0
	expect_recap localhost ok=6 changed=4
	expect_original
}

test_the_role_brings_a_policy_but_not_a_wrong_one() {
	local policy=$root/etc/kubernetes/audit-policy.yaml new=$scratch/new.yaml
	printf -- '- hosts: all\n  gather_facts: false\n  roles:\n  - role: kaudit\n' >"$scratch/play.yml"
	cp fixtures/sample/audit-policy.yaml "$new"
	echo '# ours' >>"$new"
	role_play() { play "$scratch/play.yml" -e kaudit_root="$root" -e kaudit_policy_src="$new" -e '{"kaudit_flags": {"audit-log-mode": "batch"}}' "$@"; }
	role_play
	expect_status 0
	expect_recap localhost changed=2
	expect_same "$policy" "$new"
	expect_enabled
	grep -q -- --audit-log-mode=batch "$manifest" || fail "a flag is missing" "$(said)"
	role_play
	expect_status 0
	expect_recap localhost changed=0
	snapshot >"$scratch/before"
	sed -i 's/^kind: Policy/kind: Polity/' "$new"
	role_play
	expect_status 2
	expect_out 'the API server would not start with this policy'
	[ ! -e "$policy.new" ] || fail "left behind: $policy.new" "$(said)"
	snapshot >"$scratch/after"
	expect_same <(grep -v '/etc/kubernetes d ' "$scratch/before") <(grep -v '/etc/kubernetes d ' "$scratch/after")
	role_play -e kaudit_maxage=many
	expect_status 2
	expect_out "argument 'kaudit_maxage' is of type"
}

test_the_role_needs_no_python_on_the_node() {
	rm "$root/etc/kubernetes/audit-policy.yaml"
	printf -- '- hosts: all\n  gather_facts: false\n  roles:\n  - role: kaudit\n' >"$scratch/play.yml"
	play "$scratch/play.yml" -e kaudit_root="$root" -e ansible_python_interpreter=/nowhere/python -e kaudit_profile=cis
	expect_status 0
	expect_recap localhost changed=1
	grep -q -- --audit-log-maxbackup=10 "$manifest" || fail "that is not the profile" "$(said)"
	"$BUILD/kaudit-policy" --default=cis | cmp -s - "$root/etc/kubernetes/audit-policy.yaml" || fail "that is not the profile's policy" "$(said)"
}

test_a_play_ends_at_the_first_node_that_fails() {
	local name
	inventory=$scratch/inventory.ini
	echo '[kube_control_plane]' >"$inventory"
	for name in cp1 cp2 cp3; do
		cp -a "$root" "$scratch/$name"
		echo "$name kaudit_root=$scratch/$name ansible_become=false" >>"$inventory"
	done
	sed -i 's/^kind: Pod/kind: Deployment/' "$scratch/cp2/etc/kubernetes/manifests/kube-apiserver.yaml"
	root=$scratch/cp3
	snapshot >"$scratch/before"
	play "$work/ansible/enable-audit.yml" --forks 3
	expect_status 2
	expect_recap cp1 changed=1 failed=0
	expect_recap cp2 changed=0 failed=1
	expect_out "$scratch/cp2/etc/kubernetes/manifests/kube-apiserver.yaml:2:7: "
	! grep -q '^cp3 ' "$scratch/out" || fail "it went on" "$(said)"
	expect_unchanged
}

test_arguments_are_documented_once_and_everywhere() {
	local name documented instead
	documented=$(ansible-doc -j -t module -M "$role/library" kaudit_enable | python3 -c 'import json, sys; print(*json.load(sys.stdin)["kaudit_enable"]["doc"]["options"])') ||
		fail "ansible-doc does not read it"
	for name in $("$program" --help | sed -nE 's/^  --([a-z-]+).*/\1/p' | tr - _); do
		[ "$name" != audit_ ] || continue
		printf '{"%s": {}}' "$name" >"$scratch/args"
		instead=$("$BUILD/kaudit_enable" "$scratch/args" | grep '"msg"')
		if [[ $instead == *'is no argument of this module'* ]]; then
			[[ " $documented " != *" $name "* ]] || fail "$name is documented, but refused"
			continue
		fi
		[[ " $documented " == *" $name "* ]] || fail "$name is not documented in library/kaudit_enable.yml"
	done
	for name in $documented; do
		[ "$name" = flags ] || printf '{"%s": {}}' "$name" >"$scratch/args"
		! "$BUILD/kaudit_enable" "$scratch/args" | grep -q 'unknown argument' || fail "$name is documented, but unknown"
		grep -qE "^    $name: .*kaudit_" "$role/tasks/main.yml" || fail "$name is not handed on by the role"
		grep -q "^      kaudit_$name:\$" "$role/meta/argument_specs.yml" || fail "kaudit_$name is not in meta/argument_specs.yml"
		grep -q "\`kaudit_$name\`" "$role/README.md" || fail "kaudit_$name is not in the role's README"
	done
}

run_tests
