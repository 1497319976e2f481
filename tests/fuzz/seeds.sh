#!/bin/bash
# seeds.sh FOLDER: the first inputs of every fuzz target, FOLDER/TARGET/*, made from the fixtures.
set -eu
cd "$(dirname "$0")/../.."
out=$1
for target in tests/fuzz/*.c; do
	mkdir -p "$out/$(basename "$target" .c)"
done

# Options, an empty line, the manifest; once with a policy's checksum.
manifest_seeds() {
	local case name
	for case in fixtures/manifests/*/; do
		name=$(basename "$case")
		{
			if [ -e "$case/checksum" ]; then printf '\001'; else printf '\000'; fi
			[ ! -e "$case/args" ] || cat "$case/args"
			printf '\n'
			cat "$case/in.yaml"
		} >"$out/manifest/$name"
		[ ! -e "$case/want.yaml" ] || { printf '\006\n' && cat "$case/want.yaml"; } >"$out/manifest/$name-again"
	done
}

diff_seeds() {
	local case
	for case in fixtures/manifests/*/want.yaml; do
		case=$(dirname "$case")
		{ printf 'kube-apiserver.yaml\0' && cat "$case/in.yaml" && printf '\0' && cat "$case/want.yaml"; } >"$out/diff/$(basename "$case")"
	done
	printf 'a\\b "c"\td\0one\ntwo\nthree\0one\n2\nthree\n' >"$out/diff/name-to-be-quoted"
	printf 'a\0\0b' >"$out/diff/from-nothing"
}

policy_seeds() { # 1.34
	local policy
	for policy in fixtures/policies/*.yaml fixtures/sample/audit-policy.yaml; do
		{ printf '\033' && cat "$policy"; } >"$out/policy/$(basename "$policy")"
	done
}

reader_seeds() {
	local file
	for file in fixtures/manifests/*/in.yaml fixtures/policies/*.yaml; do
		cp "$file" "$out/doc/$(basename "$(dirname "$file")")-$(basename "$file")"
		! grep -q '^[[:space:]]*[{]' "$file" || cp "$file" "$out/json/$(basename "$(dirname "$file")")-$(basename "$file")"
	done
	printf '%s' '{"a": [1, -0.5e+10, true, false, null, {}, []], "\ud83d\ude00\u00e4\n": "\\\/", "b": {"c": "\ud800"}}' >"$out/json/all-kinds"
}

http_seeds() {
	printf '\002HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' >"$out/http/length"
	printf '\002HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n' >"$out/http/chunks"
	printf '\003HTTP/1.0 503 Service Unavailable\r\nConnection: close\r\n\r\nto the end' >"$out/http/end"
	printf '\002HTTP/1.1 204 No Content\nContent-Length: 7\n\n' >"$out/http/no-content"
	printf '\005\003abcdefghij' >"$out/http/made-chunks"
	printf '\031abcdefghij' >"$out/http/made-length"
	printf '\000/readyz?verbose\000127.0.0.1:6443\000id\000token\000{}' >"$out/http/request"
}

auditlog_seeds() {
	printf '\001old\n\000\002\003\n\006\002","stage":"RequestReceived"}\n\002\003\n\006\004\n\007\005\004\002\003\n' >"$out/auditlog/json"
	printf '\000\000\010" stage="ResponseComplete"\n... response="200"\n\006\010\003\n' >"$out/auditlog/legacy"
	printf '\000\000\005\005\005\002\005\003\n\004\006{"level":"x","auditID":"\001","stage":"y"}\n' >"$out/auditlog/long-lines"
	printf '\000\000s3cret\006-s3cret\n1df572b5-08f0\006-442f-ae15-7141a006cb4f"\n' >"$out/auditlog/in-halves"
}

kubeconfig_seeds() {
	local context='apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://192.0.2.1:6443", certificate-authority-data: Q0E=}}]
'
	printf '%s' "$context" 'users: [{name: u, user: {client-certificate-data: QQ==, client-key-data: Qg==}}]' >"$out/kubeconfig/data"
	printf '%s' "$context" $'users:\n- name: u\n  user:\n    client-certificate: a.crt\n    client-key: b.key\n' >"$out/kubeconfig/files"
	printf '%s' "$context" $'users:\n- name: u\n  user:\n    token: abc\n    tokenFile: "!none"\n' >"$out/kubeconfig/token"
	printf '%s' "$context" $'users:\n- name: u\n  user:\n    exec: {command: x}\n' >"$out/kubeconfig/exec"
	printf '%s' '{"kind":"Config","current-context":"a","contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],' \
		'"clusters":[{"name":"a","cluster":{}}],"users":[{"name":"a","user":{"token":"t\u00e4"}}]}' >"$out/kubeconfig/json"
}

ansible_seeds() {
	printf '%s' '{"policy": "/etc/kubernetes/audit-policy.yaml", "log_path": "/var/log/kubernetes/k8s-audit.log", "maxage": 30,' \
		'"audit_log_mode": "batch", "unset": ["maxbackup"], "wait": "auto", "state": "present", "audit_log_compress": true,' \
		'"_ansible_check_mode": false, "_ansible_diff": true, "_ansible_verbosity": 3, "_ansible_no_log": false}' >"$out/ansible/usual"
	printf '%s' '{"root": "/mnt", "manifest": "/etc/m.yaml", "unset": "maxage,maxsize", "prove": null, "maxsize": "0x10",' \
		'"init_policy": true, "profile": "cis", "_ansible_check_mode": "yes"}' >"$out/ansible/others"
}

manifest_seeds
diff_seeds
policy_seeds
reader_seeds
http_seeds
auditlog_seeds
kubeconfig_seeds
ansible_seeds
find "$out" -type f -size +64k -delete # nothing is found in them that is not found sooner in small ones
