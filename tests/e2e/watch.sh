#!/bin/bash
# watch.sh starts|answers DIRECTORY: looks at the API server until it is killed.
#
# starts: a line in DIRECTORY/starts for every container that the kubelet starts for it: it opens a log of its own for each,
#         /var/log/pods/NAMESPACE_POD_UID/CONTAINER/RESTARTS.log. Looks every 100 ms.
# answers: a line "SECONDS STATUS" in DIRECTORY/answers every 50 ms: what /readyz of URL answered; 000: nobody did.
set -u
declare -A there

starts() {
	local file seen first=yes
	while :; do
		declare -A now=()
		for file in /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log; do
			[ -e "$file" ] || [ -L "$file" ] || continue
			now[$file]=1
			seen=${there[$file]-}
			[ -n "$seen" ] || [ "$first" = yes ] || printf '%s %s\n' "$EPOCHREALTIME" "$file" >>"$1/starts"
		done
		there=()
		for file in "${!now[@]}"; do there[$file]=1; done
		unset now
		first=no
		sleep 0.1
	done
}

answers() {
	curl -sk --noproxy '*' -m 1 --rate 1200/m -o /dev/null -w '%{stderr}%{http_code}\n' "$2/readyz?[1-1000000]" 2>&1 >/dev/null |
		while read -r code; do printf '%s %s\n' "$EPOCHREALTIME" "$code"; done >"$1/answers"
}

"$@"
