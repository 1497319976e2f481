# shellcheck shell=bash
# What the parts of tests/bench.sh share: the programs, the peers, a root to work on, and how one thing is measured.
# shellcheck disable=SC2034,SC2054 # for the parts; Ansible wants a comma

export LC_ALL=C ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_PYTHON_INTERPRETER=auto_silent ANSIBLE_RETRY_FILES_ENABLED=False
unset NO_COLOR
build=$(realpath "${BUILD:-build}")
python=/usr/bin/python3 # the distribution's, which has the distribution's modules
[ -x "$python" ] || python=python3
sample=fixtures/sample/kube-apiserver.yaml
point=etc/kubernetes/manifests/kube-apiserver.yaml

# On a disk: what fsync costs is part of it.
work=$(mktemp -d "${TMPDIR:-/var/tmp}/kaudit-bench.XXXXXX") || exit 1
work=$(realpath "$work")
trap 'rm -rf "$work"' EXIT

# As they are installed: what a linker has written piece by piece takes longer to map than a copy of it.
install -m 755 "$build/kaudit-enable" "$build/bench/floor" "$work/" || exit 1
kaudit=$work/kaudit-enable floor=$work/floor

new_root() { # new_root NAME MANIFEST
	mkdir -p "$work/$1/etc/kubernetes/manifests" "$work/$1/var/log/kubernetes" "$work/$1/var/lib/kaudit/backups"
	chmod 700 "$work/$1/var/lib/kaudit/backups"
	cp fixtures/sample/audit-policy.yaml "$work/$1/etc/kubernetes/"
	install -m 600 "$2" "$work/$1/$point"
}

# The peers, and for each the command that edits MANIFEST and keeps the old one in BACKUPS.
peers=(sed PyYAML ruamel.yaml yq kubectl Ansible)
peer() { # peer NAME MANIFEST BACKUPS: sets command
	case $1 in
	sed) command=(sh tests/bench/peers/sed.sh "$2" "$3") ;;
	PyYAML*) command=("$python" tests/bench/peers/python.py "$1" "$2" "$3") ;;
	ruamel.yaml) command=("$python" tests/bench/peers/python.py ruamel "$2" "$3") ;;
	yq) command=(sh tests/bench/peers/yq.sh "$2" "$3") ;;
	kubectl) command=(sh tests/bench/peers/kubectl.sh "$2" "$3") ;;
	Ansible) command=(env LC_ALL=C.UTF-8 ansible-playbook -i localhost, -c local -e "manifest=$2" -e "backups=$3" tests/bench/peers/ansible.yml) ;;
	esac
}
has_peer() {
	case $1 in
	PyYAML) "$python" -c 'import yaml' 2>/dev/null ;;
	'PyYAML with libyaml') "$python" -c 'import yaml; yaml.CSafeLoader' 2>/dev/null ;;
	ruamel.yaml) "$python" -c 'import ruamel.yaml' 2>/dev/null ;;
	yq) yq -y . /dev/null >/dev/null 2>&1 ;; # the one over jq; another program has the same name
	Ansible) command -v ansible-playbook >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}
peer_version() {
	case $1 in
	sed) sed --version | sed -n '1s/.* //p' ;;
	PyYAML*) "$python" -c 'import yaml; print(yaml.__version__)' ;;
	ruamel.yaml) "$python" -c 'import ruamel.yaml; print(ruamel.yaml.__version__)' ;;
	yq) dpkg-query -W -f '${Version}' yq 2>/dev/null || yq --version | sed 's/.* //' ;;
	kubectl) kubectl version --client 2>/dev/null | sed -nE 's/.*(GitVersion:"|Client Version: )v([0-9.]+).*/\2/p' ;;
	Ansible) LC_ALL=C.UTF-8 ansible-playbook --version | sed -nE '1s/.*core ([0-9.]+).*/\1/p' ;;
	esac
}
skipped=''
skip() { skipped+="- $1"$'\n'; }

# median RUNS PREPARE COMMAND…: milliseconds
median() {
	local runs=$1 prepare=$2
	shift 2
	hyperfine -N --style none --warmup 3 --runs "$runs" ${prepare:+--prepare "$prepare"} --export-csv "$work/csv" "$(quoted "$@")" >/dev/null 2>"$work/said" ||
		{ cat "$work/said" >&2 && exit 1; }
	awk -F, 'END { printf "%.3f\n", $(NF - 4) * 1000 }' "$work/csv"
}
quoted() { printf '%q ' "$@"; }

# race RUNS PREPARE COMMAND…: milliseconds of each command, one per line. They run in turns, ten rounds of them, so that what slows the
# machine for a while slows them all. A command is one word, as `quoted` makes it.
race() {
	local rounds=10 runs=$1 prepare=$2 round
	shift 2
	: >"$work/rounds"
	for ((round = 0; round < rounds; round++)); do
		hyperfine -N --style none --warmup 3 --runs $((runs / rounds)) ${prepare:+--prepare "$prepare"} --export-csv "$work/csv" "$@" \
			>/dev/null 2>"$work/said" || { cat "$work/said" >&2 && exit 1; }
		awk -F, 'NR > 1 { print NR, $(NF - 4) * 1000 }' "$work/csv" >>"$work/rounds"
	done
	sort -k1,1n -k2,2n "$work/rounds" | awk -v half=$((rounds / 2)) '$1 != command { command = $1; seen = 0 } seen++ == half { printf "%.3f\n", $2 }'
}

peak() { # peak COMMAND…: KiB of memory, shared libraries included
	command -v /usr/bin/time >/dev/null || return 0
	/usr/bin/time -f %M -o "$work/peak" "$@" >/dev/null 2>&1
	tail -n 1 "$work/peak"
}

instructions() { # instructions COMMAND…: thousands, of all its processes
	command -v valgrind >/dev/null || return 0
	valgrind --tool=callgrind --trace-children=yes --callgrind-out-file="$work/callgrind.%p" "$@" 2>&1 >/dev/null |
		awk '/ Collected : / { sum += $4 } END { if (sum) printf "%.0f\n", sum / 1000 }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { r = a / b; printf r < 10 ? "%.2f" : "%.0f", r }'; }
row() { # row CELL…
	local cell
	printf '|'
	for cell; do printf ' %s |' "${cell:-–}"; done
	printf '\n'
}
