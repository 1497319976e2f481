# shellcheck shell=bash disable=SC2154 # what lib.sh sets
# Changes that go wrong: the old manifest comes back, and its API server.

case_broken_policy() {
	write_policy '{level: Everything}'
	watch_node starts
	run
	expect_status 1
	expect_original
	expect_starts 0
	run --no-policy-check
	expect_rolled_back "kube-apiserver ended 2 times"
	expect_said "its log: "
	expect_said "Everything"
}

case_no_rollback() {
	local recipe
	write_policy '{level: Everything}'
	run --no-policy-check --no-rollback
	expect_status 4
	expect_new
	recipe=$(sed -n 's/.*to put the old one back: //p' <<<"$err")
	[ -n "$recipe" ] || fail "it is not said how to put the old one back" "$(said)"
	bash -c "$recipe" || fail "that did not work: $recipe" "$(said)"
	expect_original
	expect_healthy 90
}

case_patches() { # what is rolled back must not come back with the next kubeadm upgrade
	local patches=$scratch/patches file=$scratch/patches/kube-apiserver+json.yaml
	mkdir -m 700 "$patches"
	write_policy '{level: Everything}'
	run --no-policy-check --maxage 7 --emit=kubeadm-patch
	expect_status 0
	cp "$scratch/out" "$file"
	cp "$file" "$scratch/older"
	run --no-policy-check --patches-dir "$patches"
	expect_rolled_back "kube-apiserver ended 2 times"
	cmp -s "$file" "$scratch/older" || fail "the patch was written" "$(said)"
	write_policy "$at_metadata"
	run --patches-dir "$patches"
	expect_proven
	expect_said "kubeadm's patch is written: $file"
	run --emit=kubeadm-patch
	cmp -s "$file" "$scratch/out" || fail "the patch is another one" "$(<"$file")"
	run --status --patches-dir "$patches"
	expect_said "$file is in step"
	run --patches-dir "$patches" --check
	expect_status 0
}

case_unwritable_log() { # no room for a file: the API server does not say a word of it
	write_policy "$at_metadata"
	mkdir -p "${log%/*}"
	mount -t tmpfs -o nr_inodes=1 none "${log%/*}" || skip "mounting is not allowed here"
	at_end+=("umount -l '${log%/*}'")
	run
	expect_rolled_back "did not come into $log within 30 s"
}

case_no_image() { # as if it had been removed and the registry did not answer
	local image kept=kaudit.invalid/kept:1
	image=$(sed -n 's/^    image: //p' "$manifest")
	command -v ctr >/dev/null || skip "there is no ctr to take an image away with"
	write_policy "$at_metadata"
	ctr -n k8s.io images tag --force "$image" "$kept" >/dev/null || skip "the image is not containerd's"
	at_end+=("ctr -n k8s.io images tag --force $kept $image" "ctr -n k8s.io images rm $image")
	ctr -n k8s.io images rm "$image" >/dev/null
	start --wait 15
	await 20 is_written || fail "nothing was written"
	await 40 cmp -s "$manifest" "$original" || fail "the old manifest is not put back"
	ctr -n k8s.io images tag --force "$kept" "$image" >/dev/null
	wait_for_it
	expect_rolled_back "no kube-apiserver with these arguments came up within 15 s"
}

case_policy_vanishes() { # between the check and the start: the kubelet can't mount it
	write_policy "$at_metadata"
	hold_kubelet
	start --wait 20
	await 20 is_written || fail "nothing was written"
	rm "$policy"
	release_kubelet
	wait_for_it
	expect_rolled_back "within 20 s"
}

case_no_kubelet() { # nobody acts on the new manifest; the old API server goes on
	local pid
	pid=$(server_pid)
	write_policy "$at_metadata"
	hold_kubelet
	run --wait 10
	expect_rolled_back "no kube-apiserver with these arguments came up within 10 s"
	[ "$pid" = "$(server_pid)" ] || fail "the API server is another one" "$(said)"
	release_kubelet
	sleep 5
	expect_healthy
}

case_lost() { # neither the new nor the old one comes up, for nobody starts them
	write_policy "$at_metadata"
	hold_kubelet
	kill -KILL "$(server_pid)"
	start --wait 5
	await 20 is_written || fail "nothing was written"
	await 30 cmp -s "$manifest" "$original" || fail "the old manifest is not put back"
	sleep 2
	kill -INT "$running" # it would wait for more than five minutes, the kubelet's longest delay
	wait_for_it
	expect_status 4
	expect_said "no kube-apiserver with these arguments came up within 5 s"
	expect_said "the old manifest is back, but"
	expect_said "the backup is $backups/"
	expect_original
	release_kubelet
	expect_healthy 90
}

case_kubelet_dies() { # while the change is waited for, and it comes back in time
	write_policy "$at_metadata"
	hold_kubelet
	start
	await 20 is_written || fail "nothing was written"
	sleep 3
	release_kubelet
	wait_for_it
	expect_proven
	expect_healthy
}

case_leak() { # the policy records secrets: that is found, and it is not for us to undo
	write_policy '{level: Request, resources: [{group: "", resources: [secrets]}]}' "$at_metadata"
	run --prove=secret
	expect_status 4
	expect_said "the content of a new secret is in the audit log"
	expect_new
	expect_healthy
}
