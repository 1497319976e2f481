#!/bin/sh
# ./install.sh            build the programs and install them (PREFIX, default /usr/local; DESTDIR)
# ./install.sh demo       build, then show on a copy of a sample manifest what a run does; installs nothing but build packages
# ./install.sh test       build, then run every test; with KAUDIT_E2E=1 also those that need a node, see tests/e2e.sh
# ./install.sh uninstall  take away what was installed
#
# Build packages that are missing come from the system's package manager first (apt, dnf, zypper, apk), as root or by sudo.
# In a release the programs are built already: there a shell is enough, and whatever lies in bin, sbin and share is copied.
set -eu
cd "$(dirname "$0")"

export PREFIX="${PREFIX:-/usr/local}" DESTDIR="${DESTDIR:-}"
need='libfyaml >= 0.7.12 yaml-0.1 openssl >= 3.0'

fail() {
	printf '%s\n' "install.sh: $*" >&2
	exit 1
}

packages_of() { # packages_of MANAGER-build, or MANAGER-test for what only tests need
	case $1 in
	apt-get-build) echo gcc libc6-dev make pkg-config libfyaml-dev libyaml-dev libssl-dev ;;
	apt-get-test) echo libcmocka-dev patch clang libclang-rt-dev clang-tidy cppcheck shellcheck mandoc valgrind ansible-core ansible-lint busybox-static lintian dpkg-dev zlib1g-dev libzstd-dev ;;
	dnf-build) echo gcc make pkgconf-pkg-config libfyaml-devel libyaml-devel openssl-devel ;;
	dnf-test) echo libcmocka-devel patch diffutils libasan libubsan clang clang-tools-extra cppcheck ShellCheck mandoc valgrind ansible-core ;;
	zypper-build) echo gcc make pkgconf-pkg-config libfyaml-devel libyaml-devel libopenssl-3-devel ;;
	zypper-test) echo libcmocka-devel patch diffutils clang cppcheck ShellCheck mandoc valgrind ;;
	apk-build) echo gcc musl-dev linux-headers make pkgconf libfyaml-dev yaml-dev openssl-dev ;;
	apk-test) echo bash coreutils cmocka-dev patch clang clang-extra-tools cppcheck shellcheck mandoc valgrind ansible-core ;;
	esac
}

is_installed() { # is_installed MANAGER PACKAGE
	case $1 in
	apt-get) dpkg-query -W -f '${Status}' "$2" 2>/dev/null | grep -q ' installed$' ;;
	apk) apk info -e "$2" >/dev/null 2>&1 ;;
	*) rpm -q --whatprovides "$2" >/dev/null 2>&1 ;;
	esac
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		fail "packages are missing, and only root can install them: $*"
	fi
}

apt_install() {
	# The lists of packages may be missing or out of date: they are fetched only then.
	if ! apt-cache show "$@" >/dev/null 2>&1 || ! apt_install_now "$@"; then
		as_root apt-get update -qq
		apt_install_now "$@"
	fi
}

apt_install_now() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

apt_install_each() { # one of them that the release lacks must not keep the others away
	each_status=0
	for package; do
		apt_install_now "$package" || each_status=1
	done
	return "$each_status"
}

# get_packages build|test: installs what is missing of them. Its output goes to standard error.
get_packages() {
	for manager in apt-get dnf zypper apk ''; do
		command -v "$manager" >/dev/null 2>&1 && break
	done
	missing=
	for package in $(packages_of "$manager-$1"); do
		is_installed "$manager" "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	printf 'install.sh: installing%s\n' "$missing"
	# shellcheck disable=SC2086 # a list of words
	case $manager in
	apt-get) apt_install $missing || apt_install_each $missing ;;
	dnf) as_root dnf install -q -y --setopt=install_weak_deps=False $missing ;;
	zypper) as_root zypper --non-interactive --quiet install --no-recommends $missing ;;
	apk) as_root apk add --quiet $missing ;;
	esac
} >&2

build() {
	pkg-config --exists "$need" 2>/dev/null && command -v make >/dev/null && command -v "${CC:-cc}" >/dev/null || get_packages build ||
		printf 'install.sh: not all of them could be installed; trying with what is there\n' >&2
	pkg-config --exists "$need" ||
		fail "a C compiler, make, pkg-config and the headers of libfyaml (0.7.12 or newer), libyaml and OpenSSL 3 are needed;" \
			"where the system has no libfyaml package (Debian and Ubuntu: libfyaml-dev), build a release of it and set PKG_CONFIG_PATH"
	make -s -j2 WERROR= all
}

# ---- in a release ----

# The files to install are those of SHA256SUMS, as they are called below PREFIX.
files_of_release() {
	sed -n -e 's|^[0-9a-f]*  \(s*bin/.*\)|\1|p' -e 's|^[0-9a-f]*  \(share/.*\)|\1|p' SHA256SUMS
	printf 'share/doc/kaudit/%s\n' README.md LICENSE NOTICES
}

source_of() { # source_of FILE: where it is in the release
	case $1 in
	share/doc/kaudit/*) echo "${1##*/}" ;;
	*) echo "$1" ;;
	esac
}

verify() {
	[ -s SHA256SUMS ] || fail "SHA256SUMS is missing, which names the files of the release; unpack it again"
	if ! command -v sha256sum >/dev/null 2>&1; then
		printf 'install.sh: there is no sha256sum; the files are taken as they are\n' >&2
	elif ! sums=$(sha256sum -c SHA256SUMS 2>&1); then
		printf '%s\n' "$sums" | grep -v ': OK$' >&2 || true
		fail "these are not the files of the release (SHA256SUMS); nothing was installed. Unpack it again"
	fi
}

# A program that runs at this moment can't be written to, but its name can be given to a new one.
put() { # put FILE
	target=$DESTDIR$PREFIX/$1
	mkdir -p "${target%/*}"
	mode=644
	case $1 in bin/* | sbin/*) mode=755 ;; esac
	{ cp "$(source_of "$1")" "$target.new" && chmod "$mode" "$target.new" && mv -f "$target.new" "$target"; } || {
		rm -f "$target.new"
		fail "could not write $target"
	}
}

install_release() {
	umask 022
	verify
	[ -n "$DESTDIR" ] || bin/kaudit-policy --version >/dev/null 2>&1 ||
		fail "its programs do not run here, on $(uname -m): is this the release for it, and may programs run in $PWD?"
	files_of_release | while read -r file; do put "$file"; done
}

uninstall_release() {
	files_of_release | while read -r file; do rm -f "$DESTDIR$PREFIX/$file"; done
	for folder in share/kaudit/policies share/kaudit share/doc/kaudit; do
		rmdir "$DESTDIR$PREFIX/$folder" 2>/dev/null || true
	done
}

# ---- what can be asked for ----

run_demo() { # run_demo TITLE [OPTION]
	printf '\n%s\n\n    kaudit-enable --root %s%s\n\n' "$1" "$root" "${2:+ $2}"
	"$program" --root "$root" ${2:+"$2"}
}

demo() {
	program=sbin/kaudit-enable
	[ -n "$release" ] || { build && program=build/kaudit-enable; }
	umask 022 # what a group can write is refused
	root=$(mktemp -d)
	trap 'rm -rf "$root"' EXIT
	trap 'exit 1' HUP INT TERM
	mkdir -p "$root/etc/kubernetes/manifests"
	cp fixtures/sample/audit-policy.yaml "$root/etc/kubernetes/"
	cp fixtures/sample/kube-apiserver.yaml "$root/etc/kubernetes/manifests/"
	chmod 600 "$root/etc/kubernetes/manifests/kube-apiserver.yaml"

	run_demo '1. What would be changed (nothing is written):' --dry-run
	run_demo '2. Change it:'
	run_demo '3. Once more: there is nothing left to do.'
}

# Every stage ends with "N passed, N failed", and "N skipped" on the line before if something was.
run_tests() {
	get_packages test || printf 'install.sh: not every test package could be installed; what needs it is skipped, and said\n' >&2
	build
	passed=0 failed=0 skipped=0
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	stages='check check-asan check-valgrind lint check-install check-dist check-ansible bench-check property fuzz'
	[ "${KAUDIT_E2E-}" != 1 ] || stages="$stages e2e"
	for stage in $stages; do
		printf '\n%s\n' "make $stage"
		make --no-print-directory -s -j2 "$stage" WERROR= >"$log" 2>&1 </dev/null || true
		cat "$log"
		p=0 f=1 # a stage that does not count has failed
		eval "$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, [0-9]+ skipped)?$/p=\1 f=\2/p' "$log" | tail -n 1)"
		s=$(sed -nE 's/^(.* failed, )?([0-9]+) skipped$/\2/p' "$log" | tail -n 1)
		passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
	done
	printf '\nall stages'
	[ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
	printf '\n%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}

release=
[ -e Makefile ] || release=yes
case ${1-install}${release:+ release} in
install)
	build
	make -s install WERROR=
	echo "installed below $DESTDIR$PREFIX"
	;;
"install release")
	install_release
	echo "installed below $DESTDIR$PREFIX"
	;;
demo | "demo release") demo ;;
test) run_tests ;;
"test release") fail "this is a release; the tests are in the source" ;;
uninstall) make -s uninstall ;;
"uninstall release") uninstall_release ;;
*)
	sed -n 's/^# \.\//.\//p' "$0" >&2
	exit 2
	;;
esac
