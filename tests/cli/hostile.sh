#!/bin/bash
# What somebody who is not root may have prepared, and what nobody would write: names, environment, content, moments.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

expect_nothing_raw() { # expect_nothing_raw FILE…: no byte in it that a terminal obeys, but line ends and tabs
	! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$@" ||
		fail 'a control character got through' "$(cat -v "$@")"
}

# ---- names that are taken (tests/unit/backup.c and temp.c have the clock and the random number in hand) ----

test_planted_links_of_the_temps_kind() {
	local i
	echo victim >"$scratch/victim"
	for i in {0..49}; do
		ln -s "$scratch/victim" "$folder/.kube-apiserver.yaml.kaudit-$(printf %06d "$i")"
	done
	run
	expect_status 0
	expect_enabled
	[ "$(cat "$scratch/victim")" = victim ] || fail 'a planted link was followed'
	[ ! -L "$manifest" ] || fail 'the manifest is a link'
}

test_a_backup_folder_that_is_a_link_of_somebody() {
	[ "$(id -u)" -eq 0 ] || skip 'only root can give files away'
	mkdir -p "$root/var/lib/kaudit" "$root/home/mallory"
	chmod 1777 "$root/var/lib/kaudit"
	chown 4242 "$root/home/mallory"
	ln -s /home/mallory "$root/var/lib/kaudit/backups"
	chown -h 4242 "$root/var/lib/kaudit/backups"
	run
	expect_refused 'belongs to user 4242'
	[ -z "$(ls -A "$root/home/mallory")" ] || fail 'something was put there'
}

# ---- the moment between the look and the reading ----

swap() { # swap CALL COMMANDS: done when the run is about to make that call; it neither hangs nor writes to what is there now
	under=(timeout 20 "$tools/trace" at "$1" "$2" --)
	run
	under=()
	[ "$status" -ne 124 ] || fail "it hangs: $1: $2"
	[ "$status" -eq 1 ] || [ "$status" -eq 97 ] || fail "status 1 expected: $1: $2" "$(said)"
	[ ! -e "$root/var/lib/kaudit" ] || [ "$status" -eq 97 ] || fail 'it went on to the backup' "$(said)"
	rm -rf "$manifest" "$root/var/lib/kaudit"
	cp fixtures/sample/kube-apiserver.yaml "$manifest"
	chmod 600 "$manifest"
}

test_a_manifest_that_becomes_something_else() {
	"$tools/trace" at flock true -- "$program" --root "$root" --dry-run >/dev/null 2>&1
	[ $? -ne 98 ] || skip 'processes may not be traced here'
	swap flock "rm '$manifest'; mkfifo '$manifest'"
	expect_err 'a device, pipe or socket, not a regular file'
	swap flock "rm '$manifest'; ln -s /etc/passwd '$manifest'"
	expect_err 'a link since a moment ago'
	swap flock "rm '$manifest'; mkdir '$manifest'"
	expect_err 'is a directory'
	swap flock "truncate -s 11M '$manifest'"
	expect_err 'over 10 MiB'
	swap flock "chmod 666 '$manifest'"
	expect_err 'can be written by everybody'
	[ "$(id -u)" -eq 0 ] || return 0
	swap flock "rm '$manifest'; mknod '$manifest' c 1 5 && chmod 600 '$manifest'"
	expect_err 'a device, pipe or socket, not a regular file'
	swap flock "chown 4242 '$manifest'"
	expect_err 'belongs to user 4242'
}

# ---- environment and arguments ----

test_a_hostile_environment() {
	local name
	mkdir "$scratch/evil"
	for name in sh bash cp mv cat ls stat diff patch kubectl kubelet systemctl openssl true id env; do
		printf '#!/bin/sh\ntouch %q\n' "$scratch/ran" >"$scratch/evil/$name"
		chmod +x "$scratch/evil/$name"
	done
	touch "$scratch/evil/openssl.cnf"
	under=(env PATH="$scratch/evil" IFS=/ ENV="$scratch/evil/sh" BASH_ENV="$scratch/evil/sh" SHELL="$scratch/evil/sh" EDITOR="$scratch/evil/sh"
		PAGER="$scratch/evil/sh" TMPDIR="$scratch/evil" HOME="$scratch/evil" KUBECONFIG="$scratch/evil/x" LC_ALL='%n%n%n' LANG=$'\033[2J' TZ="$scratch/evil/tz"
		OPENSSL_CONF="$scratch/evil/openssl.cnf" NO_COLOR= COLUMNS=-1 MALLOC_PERTURB_=165)
	run
	expect_status 0
	expect_quiet_err
	expect_enabled
	[ ! -e "$scratch/ran" ] || fail 'something of PATH was run'
	[ "$(find "$scratch/evil" -newer "$scratch/evil/openssl.cnf" -type f | wc -l)" -eq 0 ] || fail 'a file was made in TMPDIR'
}

test_no_program_is_ever_run() {
	local path
	for path in "$program" "$top/$BUILD/kaudit-policy"; do
		! nm -D --undefined-only "$path" | grep -E ' (exec[a-z]*|f?execve|posix_spawnp?|system|popen|v?fork|wordexp)(@|$)' ||
			fail "$path could run a program"
	done
}

test_no_environment() {
	under=(env -i)
	run
	expect_status 0
	expect_enabled
}

test_a_hundred_thousand_options() {
	local options
	mapfile -t options < <(yes -- --quiet | head -n 100000)
	under=(timeout 10)
	run "${options[@]}" || skip 'no room for so many arguments here'
	[ "$status" -ne 126 ] || skip 'no room for so many arguments here'
	expect_status 0
	expect_enabled
	mapfile -t options < <(yes -- --unset=maxage | head -n 50000)
	run "${options[@]}"
	expect_status 0
	! grep -q audit-log-maxage "$manifest" || fail 'it is still there'
}

test_an_endless_argument() {
	local long
	long=$(head -c 120000 /dev/zero | tr '\0' a)
	run --policy "/$long"
	expect_status 1
	expect_original
	[ "${#err}" -lt 5000 ] || fail "${#err} bytes of complaint"
	run --"$long"
	expect_status 2
	[ "${#err}" -lt 5000 ] || fail "${#err} bytes of complaint"
	run --maxage "$long"
	expect_status 2
	[ "${#err}" -lt 5000 ] || fail "${#err} bytes of complaint"
	run --container "$long"
	expect_status 1
	[ "${#err}" -lt 5000 ] || fail "${#err} bytes of complaint"
}

# ---- what a terminal would obey ----

# As JSON in a double-quoted scalar, which YAML decodes: escape, C1, bell, direction of writing.
evil='\u001b]0;x\u0007\u001b[31m\u009b2J\u202e\u2028\u000d'

expect_harmless() { # whatever a run says of the manifest as it is now
	local form
	for form in '' --dry-run --check --verbose --diff --format=json --remove; do
		# shellcheck disable=SC2086 # none or one word
		run $form
		expect_nothing_raw "$scratch/out" "$scratch/err"
		[ -n "$out$err" ] || fail "nothing was said: $form"
		cp "$scratch/in.yaml" "$manifest"
	done
}

test_what_the_manifest_holds_is_never_echoed_raw() {
	local edit
	for edit in "s/kind: Pod/kind: \"$evil\"/" "s/^  name: kube-apiserver/  name: \"$evil\"/" "s/    name: kube-apiserver/    name: \"$evil\"/" \
		"s/^    image: .*/    image: \"$evil:v1.30.1\"/" "s/    - --secure-port=6443/&\n    - \"--audit-log-maxage=$evil\"/" \
		"s/    - --secure-port=6443/&\n    - \"--audit-log-path=\/var\/$evil\"/" "s/    - --secure-port=6443/&\n    - \"--audit-$evil=1\"/" \
		"s/    - --secure-port=6443/&\n    - \"--audit-policy-file=\/a$evil\/p\"/" "s/^    - mountPath: .*/    - mountPath: \"\/$evil\"/" \
		"s/^      path: .*/      path: \"\/$evil\"/" "s/^spec:/\"$evil\": 1\n&/" "s/^spec:/\"$evil\": 1\n\"$evil\": 2\n&/" "s/^spec:/a: *x$evil\n&/" \
		"s/    - --secure-port=6443/&\n    - \"--audit-log-format=json$evil\"/"; do
		sed "${edit//\\u/\\\\u}" fixtures/sample/kube-apiserver.yaml >"$scratch/in.yaml"
		! cmp -s "$scratch/in.yaml" fixtures/sample/kube-apiserver.yaml || fail "nothing was edited: $edit"
		cp "$scratch/in.yaml" "$manifest"
		expect_harmless
	done
}

test_what_a_policy_holds_is_never_echoed_raw() {
	local policy=$root/etc/kubernetes/audit-policy.yaml
	printf 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: "%s"\n  "%s": 1\n  verbs: ["%s"]\n' "$evil" "$evil" "$evil" >"$policy"
	run
	expect_refused "$policy"
	expect_nothing_raw "$scratch/out" "$scratch/err"
	program=$top/$BUILD/kaudit-policy
	for form in --json --matrix --explain=resource=pods ''; do
		# shellcheck disable=SC2086 # none or one word
		run_bare $form "$policy"
		expect_nothing_raw "$scratch/out" "$scratch/err"
	done
}

test_paths_are_never_echoed_raw() {
	local name=$'a\033[31mb\302\2332J\342\200\256c\rd'
	mkdir "$root/etc/kubernetes/$name"
	mv "$manifest" "$root/etc/kubernetes/$name/$name"
	cp "$root/etc/kubernetes/audit-policy.yaml" "$root/etc/kubernetes/$name/policy"
	for form in --dry-run --check --verbose --format=json --remove --list-backups; do
		run --manifest "/etc/kubernetes/$name/$name" --backup-dir "/var/lib/$name" "$form"
		[ "$form" = --dry-run ] && grep -v '^\(---\|+++\) ' "$scratch/out" >"$scratch/diff" && mv "$scratch/diff" "$scratch/out" # for patch(1)
		expect_nothing_raw "$scratch/out" "$scratch/err"
	done
	run --manifest "/etc/kubernetes/$name/none" --policy "/etc/kubernetes/$name/none"
	expect_status 1
	expect_nothing_raw "$scratch/out" "$scratch/err"
	run --root "/none/$name"
	expect_nothing_raw "$scratch/out" "$scratch/err"
}

test_a_diff_on_a_terminal_shows_them() {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip 'no script(1), or no terminal for it'
	printf '    # %s\n' $'a\342\200\256b' >"$scratch/comment"
	sed -i "/- --tls-private-key-file/r $scratch/comment" "$manifest"
	script -qec "$program --root $root --dry-run --color=never" /dev/null </dev/null | tr -d '\r' >"$scratch/out"
	grep -q 'a.u202eb' "$scratch/out" || fail 'the comment is not shown' "$(cat -v "$scratch/out")"
	expect_nothing_raw "$scratch/out"
}

run_tests
