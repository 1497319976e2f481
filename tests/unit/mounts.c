#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pod.h"

#include "pod/mounts.h"

#define WITH(mounts, volumes) \
	POD_CONTAINER "    command: [kube-apiserver]\n    volumeMounts: [" mounts "]\n  volumes: [" volumes "]\n"

static void to_host(const char *text, const char *path, const char *want)
{
	struct error err = { 0 };
	struct pod POD_AUTO pod;
	struct buf BUF_AUTO host = BUF_EMPTY;
	pod_read(text, &pod);
	assert_int_equal(mounts_to_host(&pod.manifest, span_of(path), &host, &err), 0);
	if (strcmp(buf_text(&host), want) != 0)
		fail_msg("%s is %s on the host, not %s\n%s", path, want, buf_text(&host), text);
}

static void to_container(const char *text, const char *host, bool writable, const char *want)
{
	struct error err = { 0 };
	struct pod POD_AUTO pod;
	struct buf BUF_AUTO path = BUF_EMPTY;
	const struct mount *mount = NULL;
	pod_read(text, &pod);
	assert_int_equal(mounts_to_container(&pod.manifest, span_of(host), writable, &mount, &path, &err), 0);
	if ((mount != NULL) != (want[0] != '\0') || strcmp(buf_text(&path), want) != 0)
		fail_msg("%s is seen at '%s', not '%s'\n%s", host, want, buf_text(&path), text);
}

static const char plain[] = WITH("{name: l, mountPath: /var/log/api/}, {name: e, mountPath: /var/log/api/cache}, {name: c, mountPath: /etc/k8s, readOnly: true}",
				 "{name: l, hostPath: {path: /srv//logs/}}, {name: e, emptyDir: {}}, {name: c, hostPath: {path: /etc/kubernetes}}");

static void the_deepest_mount_decides(void **state)
{
	(void)state;
	to_host(plain, "/var/log/api/a.log", "/srv/logs/a.log");
	to_host(plain, "/var/log/api", "/srv/logs");
	to_host(plain, "/var/log/api/", "/srv/logs");
	to_host(plain, "/var/log/../log/api//x/./y", "/srv/logs/x/y");
	to_host(plain, "/var/log/api/cache/x", "");
	to_host(plain, "/var/log/api/cached", "/srv/logs/cached");
	to_host(plain, "/var/log/other", "");
	to_host(plain, "/var/log/apiserver", "");
}

static void a_host_path_is_found_in_the_container(void **state)
{
	(void)state;
	to_container(plain, "/srv/logs/a.log", true, "/var/log/api/a.log");
	to_container(plain, "/srv/logs", true, "/var/log/api");
	to_container(plain, "/srv/logs/", true, "/var/log/api");
	to_container(plain, "/srv/log", true, "");
	to_container(plain, "/etc/kubernetes/policy.yaml", false, "/etc/k8s/policy.yaml");
	to_container(plain, "/etc/kubernetes/policy.yaml", true, "");
}

static void what_a_deeper_mount_hides_is_not_found(void **state)
{
	(void)state;
	to_container(plain, "/srv/logs/cache/x", false, "");
	to_container(plain, "/srv/logs/cache", false, "");
	to_container(WITH("{name: a, mountPath: /a}, {name: b, mountPath: /a/b}, {name: c, mountPath: /c}",
			  "{name: a, hostPath: {path: /h}}, {name: b, emptyDir: {}}, {name: c, hostPath: {path: /}}"),
		     "/h/b/x", false, "/c/h/b/x");
}

static void the_longest_host_path_is_taken(void **state)
{
	static const char text[] = WITH("{name: r, mountPath: /host}, {name: v, mountPath: /v}, {name: w, mountPath: /w, readOnly: yes}",
					"{name: r, hostPath: {path: /}}, {name: v, hostPath: {path: /var}}, {name: w, hostPath: {path: /var/log}}");
	(void)state;
	to_container(text, "/var/log/x", false, "/w/x");
	to_container(text, "/var/log/x", true, "/v/log/x");
	to_container(text, "/etc/x", false, "/host/etc/x");
	to_host(text, "/host", "/");
	to_host(text, "/host/var/x", "/var/x");
}

static void a_read_only_mount_inside_of_a_writable_one_is_read_only(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /logs}, {name: a, mountPath: /logs/old, subPath: old, readOnly: true}",
					"{name: a, hostPath: {path: /srv/logs}}");
	(void)state;
	to_container(text, "/srv/logs/old/x", true, "");
	to_container(text, "/srv/logs/old/x", false, "/logs/old/x");
	to_container(text, "/srv/logs/x", true, "/logs/x");
}

static void sub_paths_belong_to_the_host_side(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /p.yaml, subPath: audit/p.yaml}, {name: b, mountPath: /b, subPathExpr: $(X)}",
					"{name: a, hostPath: {path: /etc/k8s}}, {name: b, hostPath: {path: /b}}");
	(void)state;
	to_host(text, "/p.yaml", "/etc/k8s/audit/p.yaml");
	to_container(text, "/etc/k8s/audit/p.yaml", false, "/p.yaml");
	to_container(text, "/etc/k8s/other", false, "");
	to_host(text, "/b/x", "");
	to_container(text, "/b/x", false, "");
}

static void one_volume_can_be_mounted_twice(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /ro, readOnly: true}, {name: a, mountPath: /rw}", "{name: a, hostPath: {path: /h}}");
	(void)state;
	to_container(text, "/h/x", true, "/rw/x");
	to_container(text, "/h/x", false, "/ro/x");
}

static void a_mount_at_the_root_covers_everything(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /}, {name: b, mountPath: tmp}", "{name: a, hostPath: {path: /h}}, {name: b, hostPath: {path: /t}}");
	(void)state;
	to_host(text, "/etc/x", "/h/etc/x");
	to_host(text, "/", "/h");
	to_host(text, "/tmp/x", "/t/x");
	to_container(text, "/h/etc/x", true, "/etc/x");
	to_container(text, "/h/tmp/x", true, "");
}

static void nothing_lies_below_a_single_file(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /p}", "{name: a, hostPath: {path: /h/p, type: File}}");
	(void)state;
	to_container(text, "/h/p", false, "/p");
	to_container(text, "/h/p/x", false, "");
}

static void of_two_mounts_at_one_place_the_last_is_seen(void **state)
{
	static const char text[] = WITH("{name: a, mountPath: /p}, {name: b, mountPath: /p/}", "{name: a, hostPath: {path: /a}}, {name: b, hostPath: {path: /b}}");
	(void)state;
	to_host(text, "/p/x", "/b/x");
	to_container(text, "/a/x", false, "");
	to_container(text, "/b/x", false, "/p/x");
}

static void without_mounts_nothing_is_seen(void **state)
{
	struct pod POD_AUTO pod;
	(void)state;
	pod_read(WITH("", ""), &pod);
	assert_null(mounts_at(&pod.manifest, SPAN("/")));
	to_host(WITH("", ""), "/etc", "");
	to_container(WITH("", ""), "/etc", false, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_deepest_mount_decides),
		cmocka_unit_test(a_host_path_is_found_in_the_container),
		cmocka_unit_test(what_a_deeper_mount_hides_is_not_found),
		cmocka_unit_test(the_longest_host_path_is_taken),
		cmocka_unit_test(a_read_only_mount_inside_of_a_writable_one_is_read_only),
		cmocka_unit_test(sub_paths_belong_to_the_host_side),
		cmocka_unit_test(one_volume_can_be_mounted_twice),
		cmocka_unit_test(a_mount_at_the_root_covers_everything),
		cmocka_unit_test(nothing_lies_below_a_single_file),
		cmocka_unit_test(of_two_mounts_at_one_place_the_last_is_seen),
		cmocka_unit_test(without_mounts_nothing_is_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
