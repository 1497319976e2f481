#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pod.h"

static void the_container_is_chosen_by_what_it_runs(void **state)
{
	(void)state;
	pod_runs(POD_CONTAINER "    command: [kube-apiserver, --a]\n", "kube-apiserver", 1, 2);
	pod_runs(POD_CONTAINER "    command: [/usr/local/bin/kube-apiserver]\n    args: [--a, --b]\n", "kube-apiserver", 1, 3);
	pod_runs(POD_HEAD "  containers:\n  - name: kube-apiserver\n    command: [sleep]\n  - name: b\n    command: [kube-apiserver, --a]\n", "b", 1, 2);
	pod_runs(POD_HEAD "  containers:\n  - {name: a, command: [/hyperkube, scheduler]}\n  - {name: b, command: [/hyperkube, apiserver, --a]}\n", "b", 2, 3);
	pod_runs(POD_HEAD "  containers:\n  - {name: a, command: [hyperkube, kube-apiserver]}\n", "a", 2, 2);
	pod_runs(POD_HEAD "  containers:\n  - {name: a, command: [kube-apiserver]}\n  - {name: kube-apiserver, command: [kube-apiserver]}\n", "kube-apiserver", 1, 1);
	pod_runs(POD_HEAD "  initContainers:\n  - {name: i, command: [kube-apiserver]}\n  containers:\n  - {name: a, command: [kube-apiserver]}\n", "a", 1, 1);
}

static void wrappers_are_seen_through(void **state)
{
	(void)state;
	pod_runs(POD_CONTAINER "    command: [flock, -x, /lock, kube-apiserver, --a]\n", "kube-apiserver", 4, 5);
	pod_runs(POD_CONTAINER "    command: [nice, -n, '10', /usr/local/bin/kube-apiserver]\n    args: [--a]\n", "kube-apiserver", 4, 5);
	pod_runs(POD_CONTAINER "    command: [tini, --, kube-apiserver, --a]\n", "kube-apiserver", 3, 4);
	pod_runs(POD_CONTAINER "    command: [/go-runner, --log-file=/log, --also-stdout, kube-apiserver, --service_cluster_ip_range=x]\n", "kube-apiserver", 4, 5);
	pod_runs(POD_CONTAINER "    command: [/opt/km, apiserver, --a]\n", "kube-apiserver", 2, 3);
	pod_runs(POD_CONTAINER "    command: [env, A=kube-apiserver, hyperkube, apiserver, --a]\n", "kube-apiserver", 4, 5);
}

static void without_command_the_image_says_what_runs(void **state)
{
	(void)state;
	pod_runs(POD_CONTAINER "    args: [--a, --b]\n", "kube-apiserver", 0, 2);
	pod_runs(POD_CONTAINER "    args: [kube-apiserver, --b]\n", "kube-apiserver", 1, 2);
	pod_runs(POD_HEAD "  containers:\n  - {name: a, image: 'r/hyperkube:v1', args: [apiserver, --b]}\n", "a", 1, 2);
	pod_runs(POD_HEAD "  containers:\n  - {name: kube-apiserver, image: r/x, args: [--service-account-issuer=x]}\n", "kube-apiserver", 0, 1);
	pod_refused(POD_HEAD "  containers:\n  - {name: a, image: r/kube-apiserver-healthcheck, args: [--b]}\n", NULL, 7, 3, "no container here runs");
	pod_refused(POD_CONTAINER, NULL, 7, 5, "neither command nor args");
}

static void a_name_counts_only_with_flags_that_agree(void **state)
{
	(void)state;
	pod_runs(POD_HEAD "  containers:\n  - {name: my-apiserver, command: [/start, x, --service-cluster-ip-range, z]}\n", "my-apiserver", 2, 4);
	pod_refused(POD_HEAD "  containers:\n  - {name: my-apiserver, command: [/start]}\n", NULL, 7, 3, "my-apiserver (runs start)");
	pod_refused(POD_HEAD "  containers:\n  - {name: p, command: [proxy, --backend, kube-apiserver]}\n", NULL, 7, 3, "p (runs proxy)");
	pod_refused(POD_HEAD "  containers:\n  - {name: apiserver-proxy, command: [proxy, --backend, kube-apiserver]}\n", NULL, 7, 3, "no container here");
	pod_refused(POD_HEAD "  containers:\n  - {name: oauth-apiserver, command: [oauth, start, --etcd-servers=x]}\n", NULL, 7, 3, "(runs oauth)");
	pod_refused(POD_HEAD "  containers:\n  - {name: s, command: [kube-scheduler]}\n", NULL, 7, 3, "s (runs kube-scheduler)");
}

static void several_api_servers_need_a_name(void **state)
{
	static const char two[] = POD_HEAD "  containers:\n  - {name: a, command: [kube-apiserver]}\n  - {name: b, command: [kube-apiserver, --x]}\n"
					   "  - {name: c, command: [etcd]}\n  initContainers:\n  - {name: i}\n";
	struct error err = { 0 };
	struct pod POD_AUTO pod;
	(void)state;
	pod_refused(two, NULL, 7, 3, "(a, b)");
	pod_refused(two, "z", 7, 3, "a (runs kube-apiserver), b (runs kube-apiserver), c (runs etcd)");
	pod_refused(two, "i", 7, 3, "does not stay");
	pod_refused(two, "c", 9, 25, "runs etcd");
	assert_int_equal(pod_try(two, "b", &pod, &err), 0);
	assert_true(span_is(pod.manifest.container_name, "b"));
}

static void a_shell_hides_the_arguments(void **state)
{
	(void)state;
	pod_refused(POD_CONTAINER "    command: [/bin/sh, -c, 'exec kube-apiserver --a']\n", NULL, 9, 28, "inside a shell");
	pod_refused(POD_CONTAINER "    command: [bash, -euo, pipefail, -c]\n    args: ['/hyperkube apiserver']\n", NULL, 10, 12, "inside a shell");
	pod_refused(POD_CONTAINER "    command: [/bin/sh, -ec]\n    args:\n    - |\n      kube-apiserver\n", NULL, 11, 7, "inside a shell");
	pod_refused(POD_CONTAINER "    command: [flock, /lock, sh, -xc, 'kube-apiserver']\n", NULL, 9, 38, "inside a shell");
	pod_refused(POD_HEAD "  containers:\n  - {name: a, command: [sh, -c, '/hyperkube apiserver']}\n", NULL, 7, 33, "inside a shell");
	pod_refused(POD_HEAD "  containers:\n  - {name: a, command: [sh, -c, '/hyperkube scheduler']}\n", NULL, 7, 3, "a (runs sh)");
	pod_refused(POD_HEAD "  containers:\n  - {name: a, command: [bash, +x, -c, 'kube-apiserver --b']}\n", NULL, 7, 39, "inside a shell");
	pod_runs(POD_CONTAINER "    command: [kube-apiserver, --a, sh, -c, x]\n", "kube-apiserver", 1, 5);
	pod_runs(POD_HEAD "  containers:\n  - {name: a, command: [sh, -c, kube-apiserver]}\n  - {name: b, command: [kube-apiserver]}\n", "b", 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_container_is_chosen_by_what_it_runs),
		cmocka_unit_test(wrappers_are_seen_through),
		cmocka_unit_test(without_command_the_image_says_what_runs),
		cmocka_unit_test(a_name_counts_only_with_flags_that_agree),
		cmocka_unit_test(several_api_servers_need_a_name),
		cmocka_unit_test(a_shell_hides_the_arguments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
