#!/bin/bash
# deb.sh VERSION TREE FOLDER: makes a Debian package of TREE, in which kaudit is installed below /usr: FOLDER/kaudit_VERSION_ARCH.deb.
# It depends on what the programs need in the distribution where this runs. The same source and compiler give the same bytes.
#
# SOURCE_DATE_EPOCH: the time of every file; without it that of the last commit. DEBFULLNAME, DEBEMAIL: who answers for the package;
# without them who made that commit.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
umask 022

fail() {
	printf '%s\n' "deb.sh: $*" >&2
	exit 1
}

version=$1 tree=$2 folder=$3
{ SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} &&
	maintainer="${DEBFULLNAME:-$(git log -1 --format=%an)} <${DEBEMAIL:-$(git log -1 --format=%ae)}>"; } 2>/dev/null ||
	fail "this is no checkout; say whose package it is, and of when: set DEBFULLNAME, DEBEMAIL and SOURCE_DATE_EPOCH"
export SOURCE_DATE_EPOCH
architecture=$(dpkg --print-architecture)
documents=$tree/usr/share/doc/kaudit

# OpenSSL is loaded at run time: a library with the same references stands for it, so that its package and version are found, too.
depends() {
	local work
	work=$(mktemp -d)
	mkdir "$work/debian"
	printf 'Source: kaudit\n\nPackage: kaudit\nArchitecture: any\n' >"$work/debian/control"
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -DKAUDIT_STATIC -Isrc -fPIC -shared -o "$work/openssl.so" src/node/openssl.c -lssl -lcrypto
	(top=$PWD && cd "$work" && dpkg-shlibdeps --warnings=0 -O --ignore-missing-info "$top/$tree"/usr/*bin/* openssl.so) | sed -n 's/^shlibs:Depends=//p'
	rm -rf "$work"
}

strip --strip-all --remove-section=.comment --remove-section=.note "$tree"/usr/*bin/*
gzip -9n "$tree"/usr/share/man/*/*
mkdir -p "$documents" "$tree/DEBIAN"
install -m 644 README.md "$documents/"
install -m 644 src/packaging/copyright "$documents/copyright"
gzip -9n "$documents/README.md"
gzip -9n >"$documents/changelog.gz" <<END
kaudit ($version) unstable; urgency=medium

  * Release $version.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END

cat >"$tree/DEBIAN/control" <<END
Package: kaudit
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(find "$tree/usr" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
Depends: $(depends)
Section: admin
Priority: optional
$(cat src/packaging/description)
END
(cd "$tree" && find usr -type f -printf '%P\0' | sort -z | sed -z 's|^|usr/|' | xargs -0 md5sum >DEBIAN/md5sums)
chmod 644 "$tree"/DEBIAN/*
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" '{}' +
dpkg-deb --root-owner-group -Zxz --build "$tree" "$folder/kaudit_${version}_$architecture.deb" >/dev/null
rm -rf "$tree"
printf '%s\n' "$folder/kaudit_${version}_$architecture.deb"
