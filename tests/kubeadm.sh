#!/bin/bash
# kubeadm.sh: what --emit prints and --patches-dir writes is given to the real kubeadm, and the manifest that it makes must say what the
# edit of its plain manifest says. The forms themselves are tried with the library alone, the options with the program. Takes $KUBEADM, else that of the test node in ../shared/rig (or $KAUDIT_RIG), else the machine's.
#
# kubeadm runs in a mount namespace with an empty /etc of its own: the machine's /etc/kubernetes is not touched.
set -u
cd "$(dirname "$0")/.." || exit 1

pod=$PWD/${BUILD:-build}/kubeadm/pod
program=$PWD/${BUILD:-build}/kaudit-enable
rig=${KAUDIT_RIG:-../shared/rig}
passed=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/kaudit-kubeadm.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

skip_all() {
	echo "skipped: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

find_kubeadm() {
	if [ -n "${KUBEADM:-}" ]; then
		echo "$KUBEADM"
	elif [ -r "$rig/lib.sh" ]; then
		# shellcheck disable=SC2030,SC1091
		(HERE=$(realpath "$rig") && . "$HERE/lib.sh" && open_cache && need_kubernetes >&2 && echo "$BIN/kubeadm")
	else
		command -v kubeadm
	fi
}

# shellcheck disable=SC2016 # it is for another shell
# The directories below /etc by which kubeadm finds out what system it is on, then KUBEADM ARGUMENT…; the manifest goes to OUT.
private_run='mount -t tmpfs tmpfs /etc && mkdir -p /etc/kubernetes /etc/ssl/certs || exit 9
	out=$1 dirs=$2 kubeadm=$3
	shift 3
	mkdir -p $dirs
	"$kubeadm" "$@" || exit
	[ -z "$out" ] || cp /etc/kubernetes/manifests/kube-apiserver.yaml "$out"'
separate() { # separate OUT DIRS COMMAND…
	env -i PATH="$PATH" unshare $user --mount --propagation private sh -c "$private_run" sh "$@"
}

kubeadm=$(find_kubeadm)
[ -x "$kubeadm" ] || skip_all "no kubeadm: neither \$KUBEADM nor $rig nor one in PATH"
user=
[ "$(id -u)" -eq 0 ] || user=--map-root-user
separate '' '' true 2>/dev/null || skip_all "no mount namespace of our own can be made here"

version=$("$kubeadm" version -o short) || skip_all "$kubeadm does not say its version"
minor=${version#v1.} minor=${minor%%.*}
if [ "$minor" -ge 31 ]; then
	api=v1beta4
elif [ "$minor" -ge 22 ]; then
	api=v1beta3
else
	api=v1beta2 # of the same form as v1beta3
fi
kind=kubeadm-${api/v1beta2/v1beta3}

# Configurations of kubeadm's: DIRS, ARGS (name=value) and VOLUMES (name:hostPath:mountPath:readOnly:pathType).
configure() {
	dirs=/etc/ca-certificates args=() volumes=()
	case $1 in
	plain) ;;
	bare) dirs= ;;
	redhat) dirs='/etc/pki/ca-trust /etc/pki/tls/certs' ;;
	extras)
		args=(profiling=false)
		volumes=(admission:/etc/kubernetes/admission:/etc/kubernetes/admission:true:DirectoryOrCreate webhooks:/srv:/srv:false:)
		;;
	partial) # in other places than asked for
		args=(audit-log-path=/var/log/kubernetes/audit/audit.log audit-log-maxage=7)
		volumes=(audit-log:/var/log/kubernetes/audit:/var/log/kubernetes/audit:false:DirectoryOrCreate)
		;;
	configured)
		args=(audit-policy-file=/etc/kubernetes/old.yaml audit-log-path=/logs/audit.log audit-log-maxage=30 audit-log-mode=batch)
		volumes=(audit:/etc/kubernetes/old.yaml:/etc/kubernetes/old.yaml:true:File audit-logs:/srv/logs:/logs:false:Directory)
		;;
	esac
}

# write_config NAME [FRAGMENT [PATCHES]]: kubeadm's configuration, with a fragment merged into it by name
write_config() {
	local fragment=${2:-/dev/null} entry name host mount read_only type
	configure "$1"
	cat <<-END
		apiVersion: kubeadm.k8s.io/$api
		kind: InitConfiguration
		localAPIEndpoint: {advertiseAddress: 192.168.56.10, bindPort: 6443}
		nodeRegistration: {name: cp1}
		${3:+patches: {directory: $3\}}
		---
		apiVersion: kubeadm.k8s.io/$api
		kind: ClusterConfiguration
		kubernetesVersion: $version
		apiServer:
		  extraArgs:
	END
	sed -n '/^  extraArgs:/,/^  extraVolumes:/{/^  e/!p}' "$fragment"
	for entry in ${args[@]+"${args[@]}"}; do
		grep -qE "^(    |  - name: )${entry%%=*}(:|\$)" "$fragment" && continue
		if [ $api = v1beta4 ]; then
			printf "  - name: %s\n    value: '%s'\n" "${entry%%=*}" "${entry#*=}"
		else
			printf "    %s: '%s'\n" "${entry%%=*}" "${entry#*=}"
		fi
	done
	echo '  extraVolumes:'
	sed '1,/^  extraVolumes:/d' "$fragment"
	for entry in ${volumes[@]+"${volumes[@]}"}; do
		IFS=: read -r name host mount read_only type <<<"$entry"
		sed '1,/^  extraVolumes:/d' "$fragment" | grep -q "^  - name: $name\$" && continue
		printf '  - {name: %s, hostPath: %s, mountPath: %s, readOnly: %s, pathType: "%s"}\n' "$name" "$host" "$mount" "$read_only" "$type"
	done
}

# make OUT CONFIGURATION [FRAGMENT [PATCHES]]: has kubeadm write its manifest
make_manifest() {
	local out=$1 patches=()
	shift
	rm -f "$out"
	if [ $api = v1beta2 ]; then
		write_config "$1" "${2:-}" >"$work/config.yaml"
		[ -z "${3:-}" ] || patches=(--experimental-patches "$3")
	else
		write_config "$@" >"$work/config.yaml"
	fi
	separate "$out" "$dirs" "$kubeadm" init phase control-plane apiserver --config "$work/config.yaml" ${patches[@]+"${patches[@]}"} \
		>"$work/said" 2>&1
}

count() { # count NAME COMPLAINT
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n%s\n' "$1" "$2"
	fi
}

same() { # same WHAT MANIFEST WANTED [FILTER]: the two say the same, in whatever order
	diff <("$pod" lines "$3" | grep -v "${4:-^\$}" | sort) <("$pod" lines "$2" | sort) >"$work/diff" || echo "$1: $(<"$work/diff")"
}

same_bytes() { # same_bytes WHAT FILE WANTED
	diff "$3" "$2" >"$work/diff" || echo "$1: $(<"$work/diff")"
}

twice() { # which flags a manifest has more than once
	grep -oE '^    - --[a-z-]+' "$1" | sort | uniq -d
}

# A patch: the same before and after the edit, and once kubeadm has applied it; kubeadm makes of it what the edit makes.
check_patch() {
	local base=$work/$1.base edited=$work/edited patched=$work/patched file=$work/patches/kube-apiserver+json.yaml
	mkdir -p "$work/patches"
	"$pod" emit kubeadm-patch "$base" "${@:2}" >"$file" || return
	[ "$(head -n 1 "$file")" = "# ${file##*/}" ] || echo "its first line does not name the file"
	"$pod" emit kubeadm-patch "$edited" "${@:2}" >"$work/again" && same_bytes 'emitted after the edit' "$work/again" "$file"
	make_manifest "$patched" "$1" '' "$work/patches" || {
		cat "$work/said"
		return
	}
	same 'the patched manifest' "$patched" "$edited"
	"$pod" emit kubeadm-patch "$patched" "${@:2}" >"$work/again" && same_bytes 'emitted after the upgrade' "$work/again" "$file"
	[ -n "$(twice "$base")$(grep -l -- --audit "$base")" ] || twice "$patched"
}

# A configuration knows no annotation.
check_config() {
	local base=$work/$1.base edited=$work/edited made=$work/made fragment=$work/fragment
	"$pod" emit "$kind" "$base" "${@:2}" >"$fragment" || return
	"$pod" emit "$kind" "$edited" "${@:2}" >"$work/again" && same_bytes 'emitted after the edit' "$work/again" "$fragment"
	make_manifest "$made" "$1" "$fragment" || {
		cat "$work/said"
		return
	}
	same 'the configured manifest' "$made" "$edited" kaudit-enable/policy-sha256
	twice "$made"
}

# check CONFIGURATION OPTION…
check() {
	local complaint
	[ -e "$work/$1.base" ] || make_manifest "$work/$1.base" "$1" || {
		count "$1" "kubeadm: $(<"$work/said")"
		return
	}
	complaint=$("$pod" apply "$work/$1.base" "${@:2}" 2>&1 >"$work/edited")
	[ -z "$complaint" ] && complaint=$(check_patch "$@" 2>&1)
	count "patch: $*" "$complaint"
	complaint=$(check_config "$@" 2>&1)
	count "$kind: $*" "$complaint"
}

check plain sha256=6b86b273ff34fce19d6b804eff5a3f57
check bare log-path=-
check redhat audit-webhook-config-file=/etc/kubernetes/webhook.conf audit-webhook-mode=batch audit-log-compress=true
check plain policy=/etc/kubernetes/pki/policy.yaml 'log-path=/var/log/a b #c/- yes.log' maxage=0x1e '!maxbackup'
# shellcheck disable=SC2016 # that is to arrive as it is
check plain 'policy=/srv/$(HOME)/p.yaml' 'log-path=/srv/"ü"/{x}.log' audit-log-batch-throttle-qps=1.5 audit-log-mode=batch
check extras sha256=12
check extras log-path=/srv/audit.log
check partial sha256=12
check configured policy=/etc/kubernetes/old.yaml log-path=/srv/logs/audit.log
check configured maxage=60 audit-log-mode=blocking

# Audit settings that came into kubeadm's configuration meanwhile: kubeadm has to stop, since the kubelet would refuse the pod.
check_clash() {
	local fragment=$work/fragment file=$work/patches/kube-apiserver+json.yaml
	"$pod" emit "$kind" "$work/plain.base" >"$fragment"
	"$pod" emit kubeadm-patch "$work/plain.base" >"$file"
	make_manifest "$work/clash" plain "$fragment" "$work/patches" && echo "kubeadm applied it"
	grep -q 'test failed' "$work/said" || echo "kubeadm does not say why: $(<"$work/said")"
	[ ! -e "$work/clash" ] || echo "kubeadm wrote a manifest"
	sed -i '/^- op: test/,/value:/d' "$file"
	make_manifest "$work/clash" plain "$fragment" "$work/patches" || echo "without the test: $(<"$work/said")"
	[ ! -x "$rig/pod-oracle" ] || ! "$rig/pod-oracle" "$work/clash" >"$work/said" 2>&1 || echo "the test is not needed: the kubelet takes both"
}
count "settings in both places" "$(check_clash)"

# The program on a machine of its own, whose manifest kubeadm made: all that it prints and writes for kubeadm.
new_machine() { # new_machine CONFIGURATION
	root=$work/root manifest=$work/root/etc/kubernetes/manifests/kube-apiserver.yaml
	rm -rf "$root"
	mkdir -p "${manifest%/*}" "$root/var/log" "$root/srv"
	install -m 600 "$work/$1.base" "$manifest"
	cp fixtures/sample/audit-policy.yaml "$root/etc/kubernetes/audit-policy.yaml"
	cp fixtures/sample/audit-policy.yaml "$root/etc/kubernetes/old.yaml"
}

enable() { "$program" --root "$root" "$@" 2>"$work/warnings" || cat "$work/warnings"; }

# upgrade CONFIGURATION FRAGMENT PATCHES: kubeadm writes the machine's manifest anew
upgrade() {
	make_manifest "$work/upgraded" "$@" || {
		cat "$work/said"
		return 1
	}
	install -m 600 "$work/upgraded" "$manifest"
}

# The audit settings come back with the upgrade: the same pod, and a run has nothing to do but to find kubeadm's order of things.
check_upgrade() { # check_upgrade CONFIGURATION OPTION…
	local directory=$root/etc/kubernetes/patches
	enable "${@:2}" --emit=kubeadm-patch >"$work/before"
	enable "${@:2}" --patches-dir /etc/kubernetes/patches --quiet
	same_bytes 'what --patches-dir writes' "$directory/kube-apiserver+json.yaml" "$work/before"
	enable "${@:2}" --emit=kubeadm-patch >"$work/after"
	same_bytes 'emitted after the edit' "$work/after" "$work/before"
	cp "$manifest" "$work/edited"
	upgrade "$1" '' "$directory" || return
	same 'the upgraded manifest' "$manifest" "$work/edited"
	enable "${@:2}" --emit=kubeadm-patch >"$work/after"
	same_bytes 'emitted after the upgrade' "$work/after" "$work/before"
	"$program" --status --manifest "$manifest" --patches-dir "$directory" | grep -q '^kubeadm .* is in step' || echo '--status: the patch is not in step'
}

check_configuration() {
	enable "${@:2}" --emit="$kind" >"$work/before"
	"$program" --manifest - "${@:2}" --emit="$kind" <"$manifest" >"$work/after" 2>/dev/null
	same_bytes 'emitted out of a pipe' "$work/after" "$work/before"
	enable "${@:2}" --quiet
	enable "${@:2}" --emit="$kind" >"$work/after"
	same_bytes 'emitted after the edit' "$work/after" "$work/before"
	cp "$manifest" "$work/edited"
	upgrade "$1" "$work/before" '' || return
	same 'the configured manifest' "$manifest" "$work/edited" kaudit-enable/policy-sha256
}

program() { # program CONFIGURATION OPTION…
	[ -e "$work/$1.base" ] || make_manifest "$work/$1.base" "$1"
	new_machine "$1"
	count "the program: patch: $*" "$(check_upgrade "$@" 2>&1)"
	new_machine "$1"
	count "the program: $kind: $*" "$(check_configuration "$@" 2>&1)"
}

program plain
program bare --profile=cis --policy=/etc/kubernetes/audit-policy.yaml
program redhat --log-path=- --audit-log-mode=batch
program extras --log-path=/srv/audit.log --profile=stig
program configured --policy=/etc/kubernetes/old.yaml --log-path=/srv/logs/audit.log --maxage=90

# And what is taken away stays away: the patch goes with the settings.
check_removal() {
	enable --patches-dir /etc/kubernetes/patches --quiet
	enable --remove --patches-dir /etc/kubernetes/patches --quiet
	upgrade plain '' "$root/etc/kubernetes/patches" || return
	same_bytes 'the upgraded manifest' "$manifest" "$work/plain.base"
}
new_machine plain
count "the program: removed, then upgraded" "$(check_removal 2>&1)"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
