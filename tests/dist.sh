#!/bin/bash
# dist.sh: the static programs, the release and the Debian package: what is in them, that they are the same bytes wherever they are built,
# and that they do their work, on a machine with nothing but a shell, and on Debian.
#
# A machine is a folder with namespaces of its own, and without a network; it takes root to make one.
# shellcheck disable=SC2016,SC2317 # scripts for machines; functions that check calls
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C
unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES PREFIX DESTDIR BUILD STATIC CFLAGS SOURCE_DATE_EPOCH

work=$(mktemp -d /var/tmp/kaudit-dist.XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^VERSION := //p' Makefile)
name=kaudit-$version-linux-$(uname -m)
release=build-dist/$name.tar.gz
passed=0 failed=0 skipped=0

check() { # check TITLE COMMAND…
	local title=$1 said
	shift
	if said=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "dist: $title: failed" ${said:+"$said"}
	fi
}

skip() { # skip WHAT WHY
	echo "skipped: dist: $1: $2"
	skipped=$((skipped + 1))
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
	exit
}

has() { command -v "$1" >/dev/null; }
same() { diff <(echo "$1") <(echo "$2"); }
gives() { # gives STATUS TEXT COMMAND…: the command's status, and a text that it says
	local status=$1 text=$2 said got
	shift 2
	said=$("$@" 2>&1)
	got=$?
	[ "$got" -eq "$status" ] && grep -qF -- "$text" <<<"$said" && return
	printf '%s\n' "wanted: status $status and \"$text\"; got: status $got and" "$said"
	return 1
}

check "make dist" make -s -j2 dist
[ -f "$release" ] || finish

# ---- the static programs ----

elf() { readelf -W "$@" "$program"; }
needs_no_file() { elf -h && ! elf -l | grep INTERP && ! elf -d | grep NEEDED; }
is_hardened() { # what shows in a stripped program, and for the rest its objects
	elf -h | grep 'Type: *DYN' && elf -d | grep 'FLAGS_1.*NOW PIE' && elf -l | grep GNU_RELRO && elf -l | grep 'GNU_STACK.* RW ' &&
		nm build-static/libkaudit.a | grep __stack_chk_fail && nm build-static/libkaudit.a | grep '_chk$'
}
lacks() { ! grep -aoE -- "$1" "$2"; }

programs=(build-static/kaudit-enable build-static/kaudit-policy)
[ ! -f src/module/kaudit_enable.c ] || programs+=(build-static/kaudit_enable)
for program in "${programs[@]}"; do
	check "$program takes no library and no loader" needs_no_file
	check "$program is hardened" is_hardened
	check "$program knows no name service" lacks '/etc/nsswitch\.conf' "$program"
	check "$program does not say where it was built" lacks "$PWD" "$program"
done

# ---- the release ----

mkdir "$work/unpacked"
tar -xzf "$release" -C "$work/unpacked"
unpacked=$work/unpacked/$name
epoch=$(git log -1 --format=%ct 2>/dev/null)
times_and_owners() { tar -tvzf "$release" --numeric-owner --full-time | awk '{ print $2, $4, $5 }' | sort -u; }
modes() { (cd "$unpacked" && find . -type f -perm /111 -printf '%P\n' | sort); }
names_every_file() { same "$(cut -c67- "$unpacked/SHA256SUMS")" "$(cd "$unpacked" && find . -type f ! -name SHA256SUMS -printf '%P\n' | sort)"; }
shipped_role() { same "$(cd src/ansible && git ls-files | sort)" "$(cd "$unpacked/ansible" && find . -type f ! -name kaudit_enable -printf '%P\n' | sort)"; }
module=$(cd src && echo ansible/roles/*/library)/kaudit_enable
executable="bin/kaudit-policy
install.sh
sbin/kaudit-enable"
[ ! -d src/ansible ] || executable="$module
$executable"

check "the release is a single folder" same "$name" "$(tar -tzf "$release" | cut -d/ -f1 | sort -u)"
[ -z "$epoch" ] || check "every file of the release is root's, and as old as the commit" \
	same "0/0 $(date -u -d "@$epoch" '+%F %T')" "$(TZ=UTC times_and_owners)"
check "programs are executable, nothing else is" same "$executable" "$(modes)"
check "SHA256SUMS names every file" names_every_file
check "SHA256SUMS fits" sh -c 'cd "$1" && sha256sum --quiet -c SHA256SUMS' - "$unpacked"
check "the release's own checksum fits" sh -c 'cd build-dist && sha256sum --quiet -c "$1"' - "$name.tar.gz.sha256"
for library in glibc openssl libfyaml libyaml gcc; do
	check "NOTICES: $library" grep -qE "of source ${library}[-0-9]* [0-9]" "$unpacked/NOTICES"
done
for license in Apache-2.0 LGPL-2.1 GPL-3; do
	check "NOTICES: the text of $license" grep -qx "======== $license ========" "$unpacked/NOTICES"
done
if [ -d src/ansible ]; then
	check "the role is in the release" shipped_role
	check "its module is the static program" cmp build-static/kaudit_enable "$unpacked/$module"
else
	skip "the role" "src/ansible is not there"
fi

# Busybox has a sha256sum of its own, so this is not for the machine below.
test_no_sha256sum() {
	local tool
	mkdir "$work/tools" && for tool in sh dirname sed printf grep mkdir cp chmod mv rm uname; do ln -s "$(type -P "$tool")" "$work/tools/"; done
	check "no sha256sum: said, and installed" gives 0 "there is no sha256sum" env -i PATH="$work/tools" DESTDIR="$work/unchecked" "$unpacked/install.sh"
	check "no sha256sum: all of it" test -x "$work/unchecked/usr/local/sbin/kaudit-enable"
}
test_no_sha256sum

# ---- machines ----

# on ROOT COMMAND…: in that folder, with processes and mounts of its own and no network
on() {
	unshare -m -p -n -f sh -c '[ ! -d "$1/proc" ] || mount -t proc proc "$1/proc" && exec chroot "$@"' - "$@"
}
sh_on() { # sh_on ROOT SCRIPT ARGUMENT…
	local root=$1 script=$2
	shift 2
	on "$root" /bin/sh -euc "$script" - "$@"
}

put_sample() { # put_sample ROOT
	mkdir -p "$1/etc/kubernetes/manifests" && cp fixtures/sample/audit-policy.yaml "$1/etc/kubernetes/" &&
		install -m 600 fixtures/sample/kube-apiserver.yaml "$1/etc/kubernetes/manifests/"
}
identity() { stat -c '%i %y %s' "$1/etc/kubernetes/manifests/kube-apiserver.yaml"; }

# A folder with a manifest and the programs; no library, no /proc, no /dev, no shell.
test_nothing_but_the_program() {
	local root=$work/nothing
	put_sample "$root"
	cp build-static/kaudit-enable build-static/kaudit-policy "$root/"
	check "alone: kaudit-policy" gives 0 "" on "$root" /kaudit-policy --strict /etc/kubernetes/audit-policy.yaml
	check "alone: without /proc it says so" gives 1 "can't look at /proc" on "$root" /kaudit-enable
	check "alone: that was no change" cmp fixtures/sample/kube-apiserver.yaml "$root/etc/kubernetes/manifests/kube-apiserver.yaml"
	check "alone: kaudit-enable" gives 0 "added      flag        --audit-policy-file=" on "$root" /kaudit-enable --no-wait
	check "alone: once more" gives 0 "nothing to do" on "$root" /kaudit-enable --no-wait
}

make_machine() { # make_machine ROOT: busybox, and the release in /root
	mkdir -p "$1"/{bin,proc,dev,tmp,root} && cp "$(command -v busybox)" "$1/bin/busybox" && cp "$release" "$1/root/" &&
		mknod -m 666 "$1/dev/null" c 1 3 && on "$1" /bin/busybox --install -s /bin
}

files_below() { (cd "$1" && find . -type f -printf '%m %P\n' | sort -k 2); }
wanted_below() {
	{
		printf '755 %s\n' bin/kaudit-policy sbin/kaudit-enable
		printf '644 share/%s\n' man/man8/kaudit-enable.8 man/man1/kaudit-policy.1 bash-completion/completions/kaudit-{enable,policy} \
			kaudit/policies/{baseline,cis,stig}.yaml doc/kaudit/{LICENSE,NOTICES,README.md}
	} | sort -k 2
}

test_main_job() { # on the machine $root
	local before
	put_sample "$root"
	check "machine: kaudit-policy" gives 0 "" sh_on "$root" 'kaudit-policy --strict /etc/kubernetes/audit-policy.yaml'
	check "machine: --dry-run" gives 0 "+    - --audit-policy-file=/etc/kubernetes/audit-policy.yaml" sh_on "$root" 'kaudit-enable --dry-run | tee /tmp/diff'
	check "machine: --dry-run changed nothing" cmp fixtures/sample/kube-apiserver.yaml "$root/etc/kubernetes/manifests/kube-apiserver.yaml"
	check "machine: kaudit-enable" gives 0 "made       directory   /var/log/kubernetes" sh_on "$root" 'kaudit-enable'
	check "machine: it is what the diff said" sh_on "$root" 'cd /tmp && cp /root/*/fixtures/sample/kube-apiserver.yaml . &&
		sed "1,2s|/etc/kubernetes/manifests/||" diff | patch -p0 && cmp kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml'
	before=$(identity "$root")
	check "machine: once more" gives 0 "nothing to do" sh_on "$root" 'kaudit-enable'
	check "machine: that was no write" same "$before" "$(identity "$root")"
	check "machine: --status" gives 5 "--audit-log-path=/var/log/kubernetes/k8s-audit.log" sh_on "$root" 'kaudit-enable --status'
	check "machine: --remove" gives 0 "removed    flag        --audit-policy-file" sh_on "$root" 'kaudit-enable --remove'
	check "machine: that gave the old bytes" cmp fixtures/sample/kube-apiserver.yaml "$root/etc/kubernetes/manifests/kube-apiserver.yaml"
}

test_release_on_a_bare_machine() {
	local root=$work/bare here="cd /root/$name"
	check "machine: made" make_machine "$root"
	check "machine: tar" sh_on "$root" 'cd /root && tar xzf *.tar.gz'
	check "machine: ./install.sh demo" gives 0 "nothing to do" sh_on "$root" "$here && ./install.sh demo"
	check "machine: ./install.sh" gives 0 "installed below /usr/local" sh_on "$root" "$here && ./install.sh"
	check "machine: what is where" same "$(wanted_below)" "$(files_below "$root/usr/local")"
	check "machine: ./install.sh over itself" gives 0 "installed" sh_on "$root" "$here && ./install.sh"
	check "machine: and nothing else is there" same "$(wanted_below)" "$(files_below "$root/usr/local")"
	export PATH=$PATH:/usr/local/sbin:/usr/local/bin
	test_main_job
	check "machine: ./install.sh uninstall" sh_on "$root" "$here && ./install.sh uninstall"
	check "machine: it left nothing" same "" "$(files_below "$root/usr/local")$(find "$root/usr/local" -name '*kaudit*')"
	check "machine: PREFIX and DESTDIR" sh_on "$root" "$here && PREFIX='/o p/t' DESTDIR=/d ./install.sh && [ -x '/d/o p/t/sbin/kaudit-enable' ] && rm -r /d"
	check "machine: ./install.sh test" gives 1 "the tests are in the source" sh_on "$root" "$here && ./install.sh test"
	check "machine: ./install.sh nonsense" gives 2 "./install.sh uninstall" sh_on "$root" "$here && ./install.sh nonsense"
	test_damaged_release
}

test_damaged_release() { # on the machine $root
	echo >>"$root/root/$name/sbin/kaudit-enable"
	check "damaged: refused" gives 1 "sbin/kaudit-enable: FAILED" sh_on "$root" "$here && ./install.sh"
	check "damaged: nothing is installed" same "" "$(files_below "$root/usr/local")"
	echo 'of another machine' >"$root/root/$name/bin/kaudit-policy"
	sh_on "$root" "$here && sha256sum \$(cut -c67- SHA256SUMS) >/tmp/sums && mv /tmp/sums SHA256SUMS"
	check "wrong machine: refused" gives 1 "its programs do not run here" sh_on "$root" "$here && ./install.sh"
	check "wrong machine: nothing is installed" same "" "$(files_below "$root/usr/local")"
	rm "$root/root/$name/SHA256SUMS"
	check "no SHA256SUMS: refused" gives 1 "SHA256SUMS is missing" sh_on "$root" "$here && ./install.sh"
}

machines=
if ! said=$(on / true 2>&1); then
	skip "every machine" "none can be made: $said"
else
	machines=yes
	test_nothing_but_the_program
	if ! has busybox || ! "$(command -v busybox)" patch --help >/dev/null 2>&1 || readelf -lW "$(command -v busybox)" | grep -q INTERP; then
		skip "the release on a bare machine" "busybox is not installed, or not static"
	else
		test_release_on_a_bare_machine
	fi
fi

# ---- the Debian package ----

package=build-dist/kaudit_${version}_$(dpkg --print-architecture 2>/dev/null).deb

# The system that this runs on, with a layer on top that is gone in the end.
on_this_debian() { # on_this_debian SCRIPT
	mkdir -p "$work/debian"
	unshare -m -p -n -f sh -euc 'mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root" &&
		mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root" && mount -t proc proc "$1/root/proc" &&
		mount --rbind /dev "$1/root/dev" && mkdir -p "$1/root/root/kaudit" && cp -r "$2" fixtures/sample "$1/root/root/kaudit/" &&
		exec chroot "$1/root" /bin/sh -euc "cd /root/kaudit; $3"' - "$work/debian" "$package" "$1"
}

dependencies() { # what the programs link, and what they load
	dpkg-deb -f "$package" Depends | tr -d ' ' | tr ',' '\n' | sed 's/(.*//; s/t64$//' | sort
}

test_package() {
	check "make deb" make -s -j2 deb
	[ -f "$package" ] || return
	check "package: version" same "$version" "$(dpkg-deb -f "$package" Version)"
	check "package: what it depends on" same "$(printf '%s\n' libc6 libfyaml0 libssl3 libyaml-0-2)" "$(dependencies)"
	if has lintian; then
		check "package: lintian" same "" "$(lintian --pedantic --allow-root --fail-on none "$package" 2>&1)"
	else
		skip "package" "lintian is not installed"
	fi
	if [ -z "$machines" ] || ! said=$(on_this_debian true 2>&1); then
		skip "package: install and remove" "no layer can be put over this system${said:+: $said}"
		return
	fi
	check "package: install, run, remove" gives 0 "everything is as before" on_this_debian '
		tree() { find /bin /sbin /lib /usr /etc /var /opt -xdev -not -path "/var/lib/dpkg/*" -not -path "/var/log/*" \
			-not -path "/var/cache/*" -not -path "/var/tmp/*" | sort; }
		tree >/tmp/before
		dpkg -i *.deb && dpkg -V kaudit
		kaudit-policy --strict sample/audit-policy.yaml
		mkdir -p root/etc/kubernetes/manifests && cp sample/audit-policy.yaml root/etc/kubernetes/ &&
			cp sample/kube-apiserver.yaml root/etc/kubernetes/manifests/ && kaudit-enable --root "$PWD/root"
		kaudit-policy /usr/share/kaudit/policies/cis.yaml
		[ -s /usr/share/bash-completion/completions/kaudit-enable ]
		gzip -t /usr/share/man/man8/kaudit-enable.8.gz
		dpkg --purge kaudit
		tree | diff - /tmp/before && echo everything is as before'
}

if has dpkg-deb && has dpkg-shlibdeps; then
	test_package
else
	skip "the Debian package" "dpkg-dev is not installed"
fi

# ---- the same bytes ----

build_elsewhere() { # another folder, that is no checkout, another umask, time zone and language
	mkdir -p "$work/elsewhere/and deeper" && git ls-files -z | tar --null -T - -c | tar -x -C "$work/elsewhere" || return
	(
		cd "$work/elsewhere" || exit
		umask 077
		export TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=$work SOURCE_DATE_EPOCH=$epoch DEBFULLNAME DEBEMAIL
		DEBFULLNAME=$(git -C "$OLDPWD" log -1 --format=%an) DEBEMAIL=$(git -C "$OLDPWD" log -1 --format=%ae)
		make -s -j2 dist && { [ ! -f "$OLDPWD/$package" ] || make -s -j2 deb; }
	)
}

if [ -z "$epoch" ]; then
	skip "the same bytes" "this is no checkout"
else
	check "built elsewhere" build_elsewhere
	check "the release has the same bytes" cmp "$release" "$work/elsewhere/$release"
	[ ! -f "$package" ] || check "the package has the same bytes" cmp "$package" "$work/elsewhere/$package"
fi

finish
