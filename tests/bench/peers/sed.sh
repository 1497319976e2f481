#!/bin/sh
# sed.sh MANIFEST BACKUPS: turns audit logging on, with sed, in a manifest that is indented as kubeadm does it.
set -eu
! grep -q -e '--audit-policy-file=' "$1" || exit 0
temp=$(dirname "$1")/.kube-apiserver.new
sed -e '/^    - kube-apiserver$/a\
    - --audit-policy-file=/etc/kubernetes/audit-policy.yaml\
    - --audit-log-path=/var/log/kubernetes/k8s-audit.log\
    - --audit-log-maxage=60\
    - --audit-log-maxbackup=1\
    - --audit-log-maxsize=100' -e '/^    volumeMounts:$/a\
    - mountPath: /etc/kubernetes/audit-policy.yaml\
      name: audit-policy\
      readOnly: true\
    - mountPath: /var/log/kubernetes\
      name: audit-log' -e '/^  volumes:$/a\
  - hostPath:\
      path: /etc/kubernetes/audit-policy.yaml\
      type: File\
    name: audit-policy\
  - hostPath:\
      path: /var/log/kubernetes\
      type: DirectoryOrCreate\
    name: audit-log' "$1" >"$temp"
cp -p "$1" "$2"
chmod --reference="$1" "$temp"
mv "$temp" "$1"
