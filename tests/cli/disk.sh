#!/bin/bash
# Disks that are full, and files and directories that can't be replaced.
# shellcheck disable=SC2119 # run takes arguments, and here needs none
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/lib.sh

unmount() { umount "$1" || fail "can't unmount $1"; }

test_a_file_size_limit_is_no_death() {
	local before
	before=$(snapshot | cksum)
	(
		ulimit -f 1 # KiB: less than the manifest
		run
		expect_refused 'File too large'
		expect_no_temps
		[ "$(backups)" -eq 0 ] || fail 'half a backup is left'
	) || exit 1
	[ -n "$before" ]
}

test_a_full_disk_below_the_manifest() {
	may_mount
	cp "$manifest" "$scratch/kept"
	mount -t tmpfs -o mode=755,size=16k,nr_inodes=16 none "$folder"
	cp "$scratch/kept" "$manifest"
	chmod 600 "$manifest"
	head -c 65536 /dev/zero >"$folder/.fill" 2>/dev/null
	run
	rm "$folder/.fill"
	(
		expect_refused 'No space left on device'
		expect_err 'unchanged'
		expect_no_temps
	)
	local verdict=$?
	run
	[ "$status" -eq 0 ] || verdict=1
	unmount "$folder"
	return "$verdict"
}

test_a_full_disk_below_the_backups() {
	may_mount
	mkdir -p "$root/var/lib/kaudit/backups"
	chmod 700 "$root/var/lib/kaudit/backups"
	mount -t tmpfs -o size=4k,mode=700 none "$root/var/lib/kaudit/backups"
	head -c 65536 /dev/zero >"$root/var/lib/kaudit/backups/fill" 2>/dev/null
	run
	rm "$root/var/lib/kaudit/backups/fill"
	(
		expect_refused 'No space left on device'
		expect_no_temps
		[ "$(backups)" -eq 0 ] || fail 'half a backup is left'
	)
	local verdict=$?
	unmount "$root/var/lib/kaudit/backups"
	return "$verdict"
}

test_a_log_on_a_read_only_file_system_is_refused() {
	may_mount
	mkdir -p "$root/var/log/kubernetes"
	mount -t tmpfs -o ro none "$root/var/log/kubernetes"
	run
	(expect_refused '/var/log/kubernetes is on a read-only file system')
	local verdict=$?
	unmount "$root/var/log/kubernetes"
	run
	mount -t tmpfs -o ro none "$root/var/log/kubernetes"
	run
	(
		expect_status 0
		expect_out 'nothing to do'
		expect_err 'warning: '
		expect_err 'read-only file system'
	) || verdict=1
	unmount "$root/var/log/kubernetes"
	return "$verdict"
}

test_a_restore_that_would_log_to_a_read_only_file_system_is_refused() {
	may_mount
	run
	run --maxage=61
	cp "$manifest" "$scratch/before"
	mount -t tmpfs -o ro none "$root/var/log/kubernetes"
	run --restore
	(
		expect_status 1
		expect_err '/var/log/kubernetes is on a read-only file system'
		expect_same "$scratch/before" "$manifest"
	)
	local verdict=$?
	unmount "$root/var/log/kubernetes"
	return "$verdict"
}

test_a_bind_mounted_manifest_is_refused_with_the_reason() {
	may_mount
	cp "$manifest" "$scratch/bound"
	mount --bind "$scratch/bound" "$manifest" || skip 'bind mounts are not allowed here'
	run
	(
		expect_refused 'mount'
		expect_no_temps
		[ "$(backups)" -eq 0 ] || fail 'a backup was made'
		[ ! -e "$root/var/log/kubernetes" ] || fail "the log's directory was made"
	)
	local verdict=$?
	unmount "$manifest"
	return "$verdict"
}

test_a_bind_mounted_manifest_that_is_complete_is_nothing_to_do() {
	may_mount
	run
	cp "$manifest" "$scratch/bound"
	mount --bind "$scratch/bound" "$manifest" || skip 'bind mounts are not allowed here'
	run
	unmount "$manifest"
	expect_status 0
	expect_out 'nothing to do'
}

test_a_read_only_file_system() {
	may_mount
	mount --bind "$folder" "$folder" || skip 'bind mounts are not allowed here'
	mount -o remount,ro,bind "$folder" || fail 'remount'
	run
	(
		expect_refused 'Read-only file system'
		[ "$(backups)" -eq 0 ] || fail 'a backup was made'
	)
	local verdict=$?
	unmount "$folder"
	return "$verdict"
}

test_a_directory_that_can_not_be_written() {
	[ "$(id -u)" -eq 0 ] || skip 'only root can become somebody else'
	command -v setpriv >/dev/null || skip 'no setpriv(1)'
	chmod 644 "$manifest"
	chmod 755 "$work" "$scratch" "$root"
	under=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	run
	[[ $status -ne 127 && $err != *'failed to execute'* ]] || skip 'nobody can run the program where it lies'
	expect_refused 'unchanged'
	expect_err 'root'
	[ "$(backups)" -eq 0 ] || fail 'a backup was made'
}

test_an_immutable_manifest() {
	command -v chattr >/dev/null || skip 'no chattr(1)'
	chattr +i "$manifest" 2>/dev/null || skip 'this file system has no immutable files'
	run
	chattr -i "$manifest"
	expect_refused 'chattr'
	[ "$(backups)" -eq 0 ] || fail 'a backup was made'
}

test_a_manifest_that_is_no_file() {
	rm "$manifest"
	mkdir "$manifest"
	run
	expect_status 1
	expect_err "$manifest"
	rmdir "$manifest"
	mkfifo "$manifest"
	run
	expect_status 1
	expect_err "$manifest"
	rm "$manifest"
	ln -s kube-apiserver.yaml "$manifest"
	run
	expect_status 1
	expect_err 'symbolic links'
}

test_a_manifest_over_10_mib() {
	head -c 10485761 /dev/zero | tr '\0' '#' >"$manifest"
	run
	expect_status 1
	expect_err '10 MiB'
}

run_tests
