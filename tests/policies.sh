#!/bin/bash
# policies.sh: kaudit-policy.
#   fixtures/policies/{good,bad,lint}-*.yaml   what it says of each is NAME.want, its options NAME.args; good: nothing and 0, bad: 1, lint: 0 and with --strict 1
#   options, --explain, --matrix, --default, --fix, JSON
#   properties of generated policies; and, where kube-apiserver's own loader and matcher are (../shared/rig/policy-oracle), whether they agree
# UPDATE=1 writes fixtures' NAME.want from what the program says now.
set -u
cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob

program=$PWD/${BUILD:-build}/kaudit-policy
generator=$PWD/${BUILD:-build}/property/policies
oracle=${POLICY_ORACLE:-$PWD/../shared/rig/policy-oracle}
passed=0 failed=0 skipped=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# count GOOD COMPLAINT: one test
count() {
	if [ "$1" = yes ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n' "$2"
	fi
}

# expect STATUS PATTERN ARGUMENT…: the exit status, and what standard output and standard error must match together
expect() {
	local wanted=$1 pattern=$2 out status good=yes
	shift 2
	out=$("$program" "$@" 2>&1 </dev/null)
	status=$?
	[ "$status" -eq "$wanted" ] || good=no
	grep -qE -- "$pattern" <<<"$out" || good=no
	count "$good" "kaudit-policy $*: status $status, not $wanted, or not /$pattern/: $out"
}

# same NAME WANTED GOT
same() {
	local good=no
	[ "$2" = "$3" ] && good=yes
	count "$good" "$1: wanted: $2
got: $3"
}

fixture() {
	local name=$1 args=() out status strict kind=${1%%-*} wanted_status=0 wanted_strict=1
	[ ! -e "$name.args" ] || read -ra args <"$name.args"
	out=$("$program" "${args[@]}" "$name.yaml" 2>&1)
	status=$?
	"$program" --strict "${args[@]}" "$name.yaml" >/dev/null 2>&1
	strict=$?
	[ "$kind" != good ] || wanted_strict=0
	[ "$kind" != bad ] || wanted_status=1
	if [ "${UPDATE:-}" ]; then
		[ "$kind" = good ] || printf '%s\n' "$out" >"$name.want"
	fi
	if [ "$kind" = good ]; then
		same "$name" "" "$out"
	elif [ -e "$name.want" ]; then
		same "$name" "$(cat "$name.want")" "$out"
	else
		count no "$name.want is missing; make update-fixtures writes it"
	fi
	same "$name: status" "$wanted_status $wanted_strict" "$status $strict"
}

cd fixtures/policies || exit 1
for file in good-*.yaml bad-*.yaml lint-*.yaml; do
	fixture "${file%.yaml}"
done

# Every rule that is named in the manual page has a fixture that shows it.
while read -r rule; do
	grep -qF "[$rule]" ./*.want && good=yes || good=no
	count "$good" "no fixture shows [$rule]"
done < <(sed -n 's/^\.It Bq Cm //p' ../../src/cli/kaudit-policy.1)

# Options and exit statuses
expect 0 '^usage: kaudit-policy' --help
expect 0 '^kaudit-policy [0-9]' --version
expect 2 'name a policy FILE'
expect 2 'no option --strickt; did you mean --strict' --strickt good-json.yaml
expect 2 'no option -x' -x
expect 2 'takes no value' --strict=yes good-json.yaml
expect 2 'needs a value' good-json.yaml --kube-version
expect 2 'not a version' --kube-version 2 good-json.yaml
expect 2 'text or json' --format=xml good-json.yaml
expect 2 'auto, always or never' --color=red good-json.yaml
expect 2 'only one' --fix --matrix good-json.yaml
expect 1 'No such file' missing.yaml
expect 1 'Is a directory' .
expect 0 'newer than what this program knows' --kube-version 1.99 good-json.yaml
expect 1 'bad-kind.yaml:2:7: error: ' good-json.yaml bad-kind.yaml lint-unknown-verb.yaml
expect 1 '^-bad.yaml:|No such file' -- -bad.yaml
same "standard input" "<stdin>:2:7: error: kind must be Policy, not \"policy\" [kind]" "$("$program" - <bad-kind.yaml | head -n 1)"
same "color" "1" "$("$program" --color=always bad-kind.yaml | grep -c $'\033\\[1;31merror:')"
same "no color into a pipe" "0" "$("$program" bad-kind.yaml | grep -c $'\033')"
same "bytes of the file are made visible" "0" "$("$program" bad-control-bytes.yaml | grep -c $'\033')"
same "JSON" '{"severity": "error", "rule": "kind", "file": "bad-kind.yaml", "line": 2, "column": 7, "text": "kind must be Policy, not \"policy\""}' \
	"$("$program" --format=json bad-kind.yaml | sed -n 's/^    //p')"
same "JSON of a clean policy" '{ "kubeVersion": "1.20", "findings": [], "warnings": [], "error": null }' "$("$program" --format=json --kube-version 1.20.2 good-json.yaml | tr -s ' \n' ' ' | sed 's/ $//; s/] }/]}/')"
printf 'apiVersion: audit.k8s.io/v1\nrules: [{level: None, users: [%s, 5, %s]}]\n' "$(printf 'é,%.0s' {1..300})" "$(printf 'é,%.0s' {1..300})" >"$work/long.yaml"
same "of a long line a part is shown" "yes" "$("$program" "$work/long.yaml" | awk 'NR == 2 { print length($0) < 250 && /…é.*5.*…$/ ? "yes" : $0 }')"
same "a full device is said" "1" "$("$program" --help >/dev/full 2>/dev/null; echo $?)"

# --explain: the level alone first
explained() { # explained LEVEL PATTERN ARGUMENT…
	local level=$1 pattern=$2 out good=no
	shift 2
	out=$("$program" --explain good-every-key.yaml "$@" 2>&1)
	[ "$(head -n 1 <<<"$out")" = "$level" ] && grep -qE -- "$pattern" <<<"$out" && good=yes
	count "$good" "--explain $*: not $level and /$pattern/: $out"
}
explained Metadata '^rules\[2\] \(line 21\) decides$' verb=create resource=secrets namespace=default user=admin groups=a,b
explained Metadata '^stages: ResponseStarted, ResponseComplete, Panic \(omitted: RequestReceived\)$' verb=create resource=pods
explained Metadata '^rules\[0\] \(line 6\) does not match: its users do not name "admin"$' resource=pods user=admin
explained None '^stages: none, nothing is recorded$' path=/healthz/ping groups=system:authenticated
explained None '^rules\[0\] \(line 6\) decides$' verb=watch resource=endpoints name=kubernetes ns=default user=system:kube-proxy groups=a,system:nodes
explained Metadata 'API group "apps"; group= names another' verb=get resource=deployments/scale
explained Metadata 'its resources do not name the API group "apps"' verb=watch resource=deployments.apps user=system:kube-proxy groups=system:nodes namespace=default
expect 2 'did you mean verb=' --explain good-json.yaml verv=get resource=pods
expect 2 'is no key=value' --explain good-json.yaml pods
expect 2 'not for both' --explain good-json.yaml resource=pods path=/
expect 2 'needs a request' --explain good-json.yaml
expect 2 'a path begins with /' --explain good-json.yaml path=
expect 1 'error: kind must be' --explain bad-kind.yaml resource=pods
expect 0 '"level": "Metadata"' --explain --format=json good-json.yaml resource=pods

# --matrix: secrets first
same "--matrix begins with secrets" "secrets" "$("$program" --matrix good-smallest.yaml | sed -n '2s/ .*//p')"
same "--matrix shows levels" "pods/exec Meta Meta Meta Meta Meta Meta Meta Meta" "$("$program" --matrix good-secrets-first.yaml namespace=x | grep '^pods/exec' | tr -s ' ' | sed 's/Req/Meta/g')"
same "--matrix marks what depends on who asks" "pods - - - Meta* Meta* Meta Meta Meta" "$("$program" --matrix lint-never-matches.yaml | grep '^pods ' | tr -s ' ')"
same "--matrix for somebody" "pods - - - - - Meta Meta Meta" "$("$program" --matrix lint-never-matches.yaml user=admin | grep '^pods ' | tr -s ' ')"
expect 0 '"resource": "secrets", "subresource": "", "group": "", "levels": \{"get": \{"level": "Metadata", "depends": false\}' --matrix --format=json good-smallest.yaml
expect 0 $'\033\\[32mMeta' --matrix --color=always good-smallest.yaml

# --default: what it prints is clean, but for stig, which says so
for shipped in baseline cis stig; do
	"$program" --default=$shipped >"$work/$shipped.yaml" || failed=$((failed + 1))
done
same "--default is baseline" "$(cat "$work/baseline.yaml")" "$("$program" --default)"
expect 0 '^$' --strict "$work/baseline.yaml" "$work/cis.yaml"
expect 0 'secret-content' "$work/stig.yaml"
expect 0 '^# This conflicts with CIS' --default=stig
expect 0 'namespaces: \[shop-1\]' --default --namespace shop-1
expect 0 'namespaces: \["on"\]' --default --namespace on
expect 2 'no policy called "pci"' --default=pci
expect 2 "can't be a namespace" --default --namespace Shop
expect 2 'is for the baseline' --default=cis --namespace shop
expect 2 'write --default=cis' --default cis

# --fix: the whole policy, good from then on
for fragment in bad-fragment-*.yaml; do
	"$program" --fix "$fragment" >"$work/fixed.yaml" || failed=$((failed + 1))
	expect 0 '' "$work/fixed.yaml"
	same "$fragment, completed twice" "$(cat "$work/fixed.yaml")" "$("$program" --fix "$work/fixed.yaml")"
done
printf -- '- level: Metdata\n' >"$work/wrong.yaml"
expect 1 'these errors are left' --fix "$work/wrong.yaml"

# Size: each well under a second on any machine that runs a control plane
cd "$work" || exit 1
quick() { # quick NAME FILE SECONDS: of processor time; they leave room for a busy machine and for a sanitizer
	local took
	took=$({ TIMEFORMAT=%U; time "$program" "$2" >/dev/null; } 2>&1 | tail -n 1)
	awk -v took="$took" -v most="$3" 'BEGIN { exit !(took < most) }' && good=yes || good=no
	count "$good" "$1 took $took s"
}
head="apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n"
awk -v head="$head" 'BEGIN { printf head; for (i = 0; i < 20000; i++) printf "- {level: None, users: [u%d], verbs: [get]}\n", i }' >rules.yaml
awk -v head="$head" 'BEGIN { for (i = 0; i < 20000; i++) printf "key%d: x\n", i; printf head "- level: None\n" }' >keys.yaml
awk -v head="$head" 'BEGIN { printf head; for (i = 0; i < 145000; i++) printf "- {level: None, users: [\"user-%06d\"], verbs: [get, list, watch]}\n", i }' >large.yaml
quick "a policy with 20,000 rules" rules.yaml 2
quick "a policy with 20,000 keys" keys.yaml 2
quick "a policy of $(($(wc -c <large.yaml) >> 10)) KiB" large.yaml 8

# Generated policies
out=$("$generator" check "${PROPERTY_SEED:-1}" "${PROPERTY_CASES:-1500}" 2>&1)
if [[ $(tail -n 1 <<<"$out") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
	passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
	[ "${BASH_REMATCH[2]}" -eq 0 ] || printf '%s\n' "$out"
else
	count no "the generator ended without its counts: $out"
fi

# The same judgement as kube-apiserver 1.20's
agree() { # agree WHAT OUR-VERDICTS THEIR-VERDICTS
	local differing
	differing=$(diff "$2" "$3" | grep -c '^[<>]')
	passed=$((passed + $(wc -l <"$2") - differing))
	[ "$differing" -eq 0 ] || count no "$1: $(diff "$2" "$3" | head)"
}
verdicts() { "$oracle" validate "$@" 2>/dev/null | grep -aE $'^[^\t]*\t(ok|error)' | sed 's/\t\(ok\|error\).*/\t\1/'; }
if [ -x "$oracle" ]; then
	mkdir made
	"$generator" make made "${PROPERTY_SEED:-1}" "${PROPERTY_CASES:-1500}" 20 >ours
	verdicts made/*.yaml >theirs
	agree "policies" ours theirs
	grep ok theirs | cut -f 1 | head -n 100 >good
	xargs -a good "$generator" ask "${PROPERTY_SEED:-1}" 100 20 >asked
	while IFS=$'\t' read -r file level stages rest; do
		IFS=$'\t' read -ra keys <<<"$rest"
		IFS=$'\t' read -r their_level their_stages _ < <("$oracle" eval "$file" "${keys[@]}" 2>&1)
		their_stages=$(tr ',' '\n' <<<"${their_stages#omitStages=}" | sort -u | tr -d '\n')
		same "$file ${keys[*]}" "$their_level $their_stages" "$level $(tr -d '-' <<<"$stages" | tr ',' '\n' | sort -u | tr -d '\n')"
	done <asked
	mapfile -t fixtures < <(grep -LE "group: ['\"]\\*" "$OLDPWD"/good-*.yaml "$OLDPWD"/lint-*.yaml) # "*" as a group is newer than 1.20
	same "the oracle takes every good and lint fixture" "" "$("$oracle" validate "${fixtures[@]}" 2>&1 | grep -av $'\tok')"
	same "the oracle takes every shipped policy" "" "$("$oracle" validate baseline.yaml cis.yaml stig.yaml | grep -v 'ok$')"
	"$oracle" validate "$OLDPWD"/bad-*.yaml 2>/dev/null | grep -a $'\tok' | grep -avE 'beta' >taken
	same "the oracle refuses every bad fixture" "" "$(cat taken)"
else
	echo "skipped: policies: ../shared/rig/policy-oracle is not here, so kube-apiserver's own loader and matcher were not asked"
	skipped=$((skipped + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
