#!/bin/bash
# notices.sh MAP…: what linker maps say was linked into static programs, and under which licences, as Debian's packages have them.
# Goes into a release beside the programs, as those licences want it.
set -eu -o pipefail
export LC_ALL=C

fail() {
	printf '%s\n' "notices.sh: $*" >&2
	exit 1
}

command -v dpkg-query >/dev/null || fail "which licences were linked in is asked of dpkg; make a release on Debian"

linked() { sed -nE 's/^LOAD (\/.*)/\1/p; s/^(\/[^ ]*\.a)\(.*/\1/p' "$@" | xargs -d '\n' realpath | sort -u; }

owner() { # owner FILE: the package that it comes from; merged /usr: it may be known by its old name
	dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "${1#/usr}" 2>/dev/null || fail "no package owns $1, which is linked in; what is its licence?"
}

files=$(linked "$@")
[ -n "$files" ] || fail "nothing was linked in, say $*; are the programs static?"
owners=$(while read -r file; do owner "$file"; done <<<"$files")
mapfile -t packages < <(cut -d: -f1 <<<"$owners" | sort -u)

cat <<END
The programs of this release contain parts of the packages below, of $(sed -n 's/^PRETTY_NAME="\(.*\)"$/\1/p' /etc/os-release), linked statically.
Their sources are kept in Debian's snapshot archive, by source package and version.

$(for package in "${packages[@]}"; do
	# shellcheck disable=SC2016 # for dpkg-query
	dpkg-query -W -f '    ${Package} ${Version}, of source ${source:Package} ${source:Version}\n' "$package"
done | sort -u)

The GNU C library is under the GNU Lesser General Public License: you may change it, and link these programs again with what you
changed. "make static" in the source of this release does that.

What the packages say of their licences follows, then the texts of the licences that they name.
END

named=$(mktemp)
trap 'rm -f "$named"' EXIT
printed=' '
for package in "${packages[@]}"; do
	text=$(realpath "/usr/share/doc/$package/copyright")
	[ -s "$text" ] || fail "$package has no /usr/share/doc/$package/copyright"
	[[ $printed != *" $text "* ]] || continue
	printed="$printed$text "
	printf '\n\n======== %s ========\n\n' "$package"
	cat "$text"
	grep -oE '/usr/share/common-licenses/[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]' "$text" >>"$named" || true
done
sort -u "$named" | xargs -d '\n' realpath -e | sort -u | while read -r text; do # GPL is a link to GPL-3
	printf '\n\n======== %s ========\n\n' "${text##*/}"
	cat "$text"
done
