# shellcheck shell=bash disable=SC2154 # of lib.sh
# What is left of a manifest after the edit: the same 20 for each, judged by tests/bench/judge.py.

manifests=(bom-and-no-final-newline by-hand-with-comments crlf flow-command-without-volumes gate-of-its-time-is-left-alone json-one-line
	kubeadm-1.20 style-anchors-and-aliases-elsewhere style-blank-lines-and-odd-comments style-both-line-ends
	style-dash-on-a-line-of-its-own style-document-marks style-flow-over-several-lines style-indented-four-wide
	style-keys-in-any-order style-quoted-keys style-sequence-flush-and-indented style-trailing-blanks style-wide-gap-after-the-dash
	volume-names-that-are-taken)

fidelity() {
	local name
	if ! "$python" -c 'import yaml' 2>/dev/null; then
		skip 'the second table needs PyYAML, which is not installed'
		return
	fi
	row "of ${#manifests[@]} manifests" 'edited, and nothing else' 'bytes changed outside the edit' 'comments lost' 'left alone by a second run'
	row --- --: --: --: --:
	fidelity_row kaudit-enable '**kaudit-enable**'
	for name in "${peers[@]}"; do
		if has_peer "$name"; then
			fidelity_row "$name" "$name"
		else
			skip "$name is not installed, and not in the second table"
		fi
	done
}

# Every manifest in a root of its own; Ansible is given them all at once, since it takes seconds to start.
edit_all() {
	local name=$1 case root
	if [ "$name" = Ansible ]; then
		LC_ALL=C.UTF-8 ansible-playbook -f 2 -i "$work/inventory" -c local tests/bench/peers/ansible.yml >/dev/null 2>&1
		return
	fi
	for case in "${manifests[@]}"; do
		root=$work/fidelity/$case
		if [ "$name" = kaudit-enable ]; then
			command=("$kaudit" --root "$root")
		else
			peer "$name" "$root/$point" "$root/var/lib/kaudit/backups"
		fi
		"${command[@]}" >/dev/null 2>&1
	done
}

stamps() { (cd "$work/fidelity" && stat -c '%n %i %Y %s' ./*/"$point" && cksum ./*/"$point"); }

fidelity_row() { # fidelity_row NAME TITLE
	local case root right=0 bytes=0 comments=0 still=0 verdict lost gone said
	rm -rf "$work/fidelity"
	for case in "${manifests[@]}"; do
		root=$work/fidelity/$case
		new_root "fidelity/$case" "fixtures/manifests/$case/in.yaml"
		echo "$case ansible_connection=local manifest=$root/$point backups=$root/var/lib/kaudit/backups"
	done >"$work/inventory"
	edit_all "$1"
	for case in "${manifests[@]}"; do
		said=$("$python" tests/bench/judge.py "fixtures/manifests/$case/in.yaml" "$work/fidelity/$case/$point") || exit 1
		read -r verdict lost gone <<<"$said"
		[ "$verdict" != right ] || right=$((right + 1))
		bytes=$((bytes + lost)) comments=$((comments + gone))
		[ -z "${VERBOSE-}" ] || echo "$1 $case $said" >&2
	done
	stamps | sort >"$work/stamps"
	edit_all "$1"
	still=$(stamps | sort | comm -12 - "$work/stamps" | grep -c '^\./')
	row "$2" "$right" "$bytes" "$comments" "$still"
}
