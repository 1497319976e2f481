#!/bin/sh
# yq.sh MANIFEST BACKUPS: turns audit logging on, with yq (jq over YAML).
set -eu
temp=$(dirname "$1")/.kube-apiserver.new
# shellcheck disable=SC2016 # $ is jq's
yq -y '
  def flags: {"--audit-policy-file": "/etc/kubernetes/audit-policy.yaml", "--audit-log-path": "/var/log/kubernetes/k8s-audit.log",
    "--audit-log-maxage": "60", "--audit-log-maxbackup": "1", "--audit-log-maxsize": "100"};
  def mounts: [{mountPath: "/etc/kubernetes/audit-policy.yaml", name: "audit-policy", readOnly: true},
    {mountPath: "/var/log/kubernetes", name: "audit-log"}];
  def volumes: [{hostPath: {path: "/etc/kubernetes/audit-policy.yaml", type: "File"}, name: "audit-policy"},
    {hostPath: {path: "/var/log/kubernetes", type: "DirectoryOrCreate"}, name: "audit-log"}];
  def missing(wanted): (. // []) as $have | $have + (wanted | map(select(.name as $n | $have | any(.name == $n) | not)));
  (.spec.containers[] | select(.name == "kube-apiserver")) |= (
    (.command | map(split("=")[0])) as $given |
    .command += (flags | to_entries | map(select(.key as $k | $given | index($k) | not) | "\(.key)=\(.value)")) |
    .volumeMounts |= missing(mounts)) |
  .spec.volumes |= missing(volumes)' "$1" >"$temp"
if [ "$(yq -c . "$1")" = "$(yq -c . "$temp")" ]; then
	rm "$temp"
	exit 0
fi
cp -p "$1" "$2"
chmod --reference="$1" "$temp"
mv "$temp" "$1"
