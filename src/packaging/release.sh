#!/bin/bash
# release.sh VERSION TREE BUILD FOLDER: packs TREE, the static programs of BUILD and what is installed with them, into
# FOLDER/kaudit-VERSION-linux-ARCH.tar.gz, and its checksum beside it. The same source and compiler give the same bytes, wherever and whenever.
#
#   bin sbin share   as they are installed below PREFIX
#   ansible          the role, with the module in it
#   fixtures/sample  for ./install.sh demo
#   install.sh README.md LICENSE NOTICES SHA256SUMS
#
# SOURCE_DATE_EPOCH: the time of every file; without it that of the last commit.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
umask 022

fail() {
	printf '%s\n' "release.sh: $*" >&2
	exit 1
}

version=$1 tree=$2 build=$3 folder=$4
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null)} || fail "what time is it to be? This is no checkout; set SOURCE_DATE_EPOCH"
machine=$("${CC:-cc}" -dumpmachine)
name=kaudit-$version-linux-${machine%%-*}
stage=$folder/$name

copy_role() {
	local file
	{ git ls-files src/ansible 2>/dev/null || find src/ansible -type f; } | while read -r file; do
		install -D -m 644 "$file" "$stage/${file#src/}"
	done
	for file in "$stage"/ansible/roles/*/library; do
		[ ! -d "$file" ] || install -m 755 "$build/kaudit_enable" "$file/"
	done
}

rm -rf "$stage"
mv "$tree" "$stage"
[ ! -d src/ansible ] || copy_role
install -D -m 644 -t "$stage/fixtures/sample" fixtures/sample/*
install -m 755 install.sh "$stage/"
install -m 644 README.md LICENSE "$stage/"
src/packaging/notices.sh "$build"/*.map >"$stage/NOTICES"
sums=$(cd "$stage" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum)
printf '%s\n' "$sums" >"$stage/SHA256SUMS"

tar -C "$folder" --format=ustar --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -cf - "$name" |
	gzip -9n >"$folder/$name.tar.gz"
rm -rf "$stage"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
printf '%s\n' "$folder/$name.tar.gz"
