#!/bin/bash
# install.sh: what `make install` and ./install.sh put where, how it is built, and that uninstall leaves nothing.
set -u
cd "$(dirname "$0")/.." || exit 1

unset MAKEFLAGS MAKELEVEL PREFIX DESTDIR
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
passed=0 failed=0 skipped=0
version=$(sed -n 's/^VERSION := //p' Makefile)
programs=(sbin/kaudit-enable bin/kaudit-policy)

check() { # check TITLE COMMAND…
	local title=$1 said
	shift
	if said=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "$title: failed" ${said:+"$said"}
	fi
}

files() { # every file below $root, with its mode
	(cd "$root" && find . -type f -printf '%m %P\n' | sort -k 2)
}

wanted() { # wanted PREFIX: what is to be there
	{
		printf "755 $1/%s\n" "${programs[@]}"
		printf "644 $1/share/%s\n" man/man8/kaudit-enable.8 man/man1/kaudit-policy.1 \
			bash-completion/completions/kaudit-{enable,policy} kaudit/policies/{baseline,cis,stig}.yaml
	} | sort -k 2
}

same() { diff <(echo "$1") <(echo "$2"); }

check "make install" make -s install DESTDIR="$root" PREFIX=/opt/kaudit
check "make install: files and modes" same "$(wanted opt/kaudit)" "$(files)"
for program in "${programs[@]}"; do
	check "$program --version" grep -qx "${program##*/} $version" <("$root/opt/kaudit/$program" --version)
done
for page in "$root"/opt/kaudit/share/man/man?/*; do
	check "${page##*/} names the version" grep -qx "\.Os kaudit $version" "$page"
done
check "every policy of --help is installed" grep -qxF "       kaudit-policy --default[=baseline|cis|stig] [--namespace NS]" \
	<("$root/opt/kaudit/bin/kaudit-policy" --help)
for policy in "$root"/opt/kaudit/share/kaudit/policies/*; do
	check "${policy##*/} is good" "$root/opt/kaudit/bin/kaudit-policy" "$policy"
done

# The README says what the programs do.
readme_diff() { awk '/^```$/ { on = 0 } on; /^```diff$/ { on = 1 }' README.md; }
sample_diff() {
	mkdir -p "$root/sample/etc/kubernetes/manifests"
	cp fixtures/sample/kube-apiserver.yaml "$root/sample/etc/kubernetes/manifests/"
	cp fixtures/sample/audit-policy.yaml "$root/sample/etc/kubernetes/"
	"$root/opt/kaudit/sbin/kaudit-enable" --root "$root/sample" --dry-run | sed "1,2s|$root/sample||"
	rm -r "$root/sample"
}
check "README: the release and the package it speaks of have this version" same "$version" \
	"$(grep -oE 'kaudit[-_][0-9][0-9.]*[0-9]' README.md | sed 's/kaudit.//' | sort -u)"
check "README: its diff is that of the sample" same "$(sample_diff)" "$(readme_diff)"
for option in $("$root/opt/kaudit/sbin/kaudit-enable" --help | grep -oE '^  --[a-zA-Z-]+'); do
	check "README: $option is in its table" grep -q -- "^| .*\`${option}[ \`]" README.md
done

elf() { readelf -W "$@" "$root/opt/kaudit/$program" 2>/dev/null; }
is_pie() { elf -h | grep -q 'Type: *DYN'; }
binds_now() { elf -d | grep -q 'BIND_NOW\|FLAGS_1.*NOW'; }
has_relro() { elf -l | grep -q GNU_RELRO; }
stack_is_not_executable() { elf -l | grep -q 'GNU_STACK.* RW '; }
has_stack_protector() { elf -s | grep -q __stack_chk_fail; }
is_fortified() { elf -s | grep -q '_chk@'; }
has_cet() { readelf -nW "build/cli/${program##*/}.o" | grep -q 'IBT, SHSTK'; } # a C library without it takes the note from the program
if ! command -v readelf >/dev/null; then
	echo "skipped: install: readelf is not installed, so the hardening of the programs is not looked at"
	skipped=$((skipped + 1))
else
	for program in "${programs[@]}"; do
		for property in is_pie binds_now has_relro stack_is_not_executable has_stack_protector is_fortified; do
			check "$program $property" "$property"
		done
		[ "$(uname -m)" != x86_64 ] || check "$program has_cet" has_cet
	done
fi

check "make install over itself" make -s install DESTDIR="$root" PREFIX=/opt/kaudit
touch "$root/opt/kaudit/sbin/other"
check "make uninstall" make -s uninstall DESTDIR="$root" PREFIX=/opt/kaudit
check "make uninstall takes only what is ours" same "644 opt/kaudit/sbin/other" "$(files)"
rm -rf "${root:?}"/*

export DESTDIR=$root
check "./install.sh" ./install.sh
check "./install.sh installs to /usr/local" same "$(wanted usr/local)" "$(files)"
check "./install.sh uninstall" ./install.sh uninstall
check "./install.sh uninstall leaves nothing" same "" "$(files)"
unset DESTDIR
./install.sh nonsense >/dev/null 2>"$root/said"
check "./install.sh nonsense: status 2" test $? -eq 2
check "./install.sh nonsense: usage" grep -q '^\./install\.sh uninstall' "$root/said"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
