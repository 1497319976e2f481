#!/bin/sh
# kubectl.sh MANIFEST BACKUPS: turns audit logging on, with kubectl, which needs no cluster for that.
set -eu
! grep -q -e '--audit-policy-file=' "$1" || exit 0
temp=$(dirname "$1")/.kube-apiserver.new
kubectl patch --local -f "$1" --type=json -o yaml -p '[
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--audit-policy-file=/etc/kubernetes/audit-policy.yaml"},
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--audit-log-path=/var/log/kubernetes/k8s-audit.log"},
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--audit-log-maxage=60"},
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--audit-log-maxbackup=1"},
  {"op": "add", "path": "/spec/containers/0/command/-", "value": "--audit-log-maxsize=100"},
  {"op": "add", "path": "/spec/containers/0/volumeMounts/-",
    "value": {"mountPath": "/etc/kubernetes/audit-policy.yaml", "name": "audit-policy", "readOnly": true}},
  {"op": "add", "path": "/spec/containers/0/volumeMounts/-", "value": {"mountPath": "/var/log/kubernetes", "name": "audit-log"}},
  {"op": "add", "path": "/spec/volumes/-",
    "value": {"hostPath": {"path": "/etc/kubernetes/audit-policy.yaml", "type": "File"}, "name": "audit-policy"}},
  {"op": "add", "path": "/spec/volumes/-",
    "value": {"hostPath": {"path": "/var/log/kubernetes", "type": "DirectoryOrCreate"}, "name": "audit-log"}}]' >"$temp"
cp -p "$1" "$2"
chmod --reference="$1" "$temp"
mv "$temp" "$1"
