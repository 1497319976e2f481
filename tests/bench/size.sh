# shellcheck shell=bash disable=SC2154 # of lib.sh
# Large inputs: time and memory, and how they grow; and the audit log's reader.

sizes() {
	local kind root=$work/large time bytes memory
	local -A titles=([arguments]='100,000 arguments, in block style' [mounts]='100,000 mounts, in block style'
		[json]='100,000 arguments, on one line of JSON' [dense]='1,300,000 arguments, on one line of JSON')
	row 'a manifest of 10 MiB' 'planned, verified, written: s' 'peak memory, × its size'
	row --- --: --:
	for kind in arguments mounts json dense; do
		tests/bench/large.sh "$kind" 10485760 100000 >"$work/large.yaml"
		new_root large "$work/large.yaml"
		bytes=$(stat -c %s "$work/large.yaml")
		time=$(median 5 "cp $work/large.yaml $root/$point" "$kaudit" --root "$root" --quiet)
		cp "$work/large.yaml" "$root/$point"
		memory=$(peak "$kaudit" --root "$root")
		row "${titles[$kind]}" "$(ratio "$time" 1000)" "$(ratio $((memory * 1024)) "$bytes")"
		rm -rf "$root"
	done
}

# The most that twice the size costs, from 1 to 8 MiB, in user and system time.
growth() {
	local kind mib last most ends said=''
	for kind in arguments mounts json policy; do
		most=0 last=''
		for mib in 1 2 4 8; do
			tests/bench/large.sh "$kind" $((mib << 20)) $((mib * 10000)) >"$work/growing"
			command=("$kaudit" --manifest - --check) ends=5
			[ "$kind" != policy ] || command=("$build/kaudit-policy" "$work/growing") ends=0
			time=$(least_spent "${command[@]}") || {
				echo "growth: $kind of $mib MiB: ${command[*]} does not end with status $ends" >&2
				exit 1
			}
			[ -z "$last" ] || most=$(awk -v a="$time" -v b="$last" -v most="$most" 'BEGIN { r = a / b; printf "%.2f", (r > most ? r : most) }')
			last=$time
		done
		said+=", $kind $most"
	done
	echo "From 1 to 8 MiB, twice the size takes at most so many times the time: ${said#, }."
}

least_spent() { # of several runs, each of which ends with status $ends: user and system time, milliseconds
	"$@" <"$work/growing" >/dev/null 2>&1
	[ $? -eq "$ends" ] || exit 1
	local TIMEFORMAT='%3U %3S'
	for _ in 1 2 3 4 5; do
		{ time "$@" <"$work/growing" >/dev/null 2>&1; } 2>&1
	done | awk '{ t = ($1 + $2) * 1000; if (NR == 1 || t < least) least = t } END { print least }'
}

log_speed() {
	awk 'BEGIN {
		format = "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"%08x-0c1d-4e2f-8a3b-4c5d6e7f8091\"," \
			"\"stage\":\"ResponseComplete\",\"requestURI\":\"/api/v1/namespaces/kube-system/pods?limit=500\",\"verb\":\"list\"," \
			"\"user\":{\"username\":\"system:node:cp-%d\",\"groups\":[\"system:nodes\",\"system:authenticated\"]}," \
			"\"sourceIPs\":[\"192.0.2.10\"],\"userAgent\":\"kubelet/v1.33.4\",\"objectRef\":{\"resource\":\"pods\"," \
			"\"namespace\":\"kube-system\",\"apiVersion\":\"v1\"},\"responseStatus\":{\"metadata\":{},\"code\":200}," \
			"\"requestReceivedTimestamp\":\"2026-01-01T00:00:00.000000Z\",\"stageTimestamp\":\"2026-01-01T00:00:00.000000Z\"}\n"
		for (i = 0; i < 400000; i++) printf format, i, i % 100
	}' >"$work/audit.log"
	echo "The audit log is searched at $("$build/bench/scan" "$work/audit.log") GB/s, from the page cache."
	rm "$work/audit.log"
}
