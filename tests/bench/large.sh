#!/bin/sh
# large.sh arguments|mounts|json|dense|policy BYTES COUNT: a manifest (or audit policy) of about that size, with so many items:
#   arguments  of the command, in block style       json   the same on one line
#   mounts     of the container, in block style     dense  arguments on one line of JSON, as many as go into BYTES
#   policy     names in one rule
exec awk -v kind="$1" -v bytes="$2" -v count="$3" '
function repeat(length_, text) { text = sprintf("%*s", length_, ""); gsub(/ /, "x", text); return text }
function items(before, after, room, i, filler) { # each with a number, and filled up to its share of the bytes
	filler = room - length(before) - length(after) - 7 > 0 ? repeat(room - length(before) - length(after) - 7) : ""
	for (i = 0; i < count; i++) printf "%s%06d%s%s", before, i, filler, after
}
BEGIN {
	room = int((bytes - 4096) / (count ? count : 1))
	if (kind == "policy") {
		print "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  resources:\n  - group: \"\"\n    resourceNames:"
		items("    - n", "\n", room)
		print "    resources: [secrets]\n- level: Metadata"
		exit
	}
	block = kind == "arguments" || kind == "mounts"
	if (block) {
		print "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  containers:"
		print "  - command:\n    - kube-apiserver"
		if (kind == "arguments") items("    - --runtime-config=v", "=true\n", room)
		print "    image: registry.k8s.io/kube-apiserver:v1.33.4\n    name: kube-apiserver\n    volumeMounts:"
		if (kind == "mounts") items("    - mountPath: /mnt/", "\n      name: k8s-certs\n", room)
		print "    - mountPath: /etc/kubernetes/pki\n      name: k8s-certs"
		print "  volumes:\n  - hostPath:\n      path: /etc/kubernetes/pki\n    name: k8s-certs"
		exit
	}
	printf "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"kube-apiserver\",\"namespace\":\"kube-system\"},"
	printf "\"spec\":{\"containers\":[{\"command\":[\"kube-apiserver\""
	if (kind == "json") items(",\"--runtime-config=v", "=true\"", room)
	if (kind == "dense") for (i = int((bytes - 4096) / 8); i > 0; i--) printf ",\"--v=0\""
	printf "],\"image\":\"registry.k8s.io/kube-apiserver:v1.33.4\",\"name\":\"kube-apiserver\","
	printf "\"volumeMounts\":[{\"mountPath\":\"/etc/kubernetes/pki\",\"name\":\"k8s-certs\"}]}],"
	printf "\"volumes\":[{\"hostPath\":{\"path\":\"/etc/kubernetes/pki\"},\"name\":\"k8s-certs\"}]}}"
}'
