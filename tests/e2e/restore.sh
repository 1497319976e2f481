#!/bin/bash
# restore.sh DIRECTORY: gives this machine the manifest in DIRECTORY back, and waits until its API server is ready.
# The kubelet is started anew: it would remember how often the pod has ended, and delay its next start.
set -u
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh
systemctl stop kubelet || exit 1
cp -a "$1/kube-apiserver.yaml" "$folder/.e2e" && mv "$folder/.e2e" "$manifest" || exit 1
find "$folder" -name 'kube-apiserver.yaml.*' -delete
rm -rf "$policy" "${log%/*}"
systemctl start kubelet || exit 1
# One that has just started does not know yet which pods run: a manifest that is changed now gets a second API server beside the first, which
# ends because the port is taken.
await 60 curl -sf --noproxy '*' -o /dev/null http://127.0.0.1:10248/healthz || fail "the kubelet does not come up"
sleep 10
await 180 is_healthy || fail "the API server of $manifest does not come up"
