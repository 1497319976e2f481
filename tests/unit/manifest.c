#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "pod.h"

static void everything_is_found_with_its_node(void **state)
{
	static const char text[] = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\n  namespace: kube-system\n  annotations: {a: b}\n"
				   "spec:\n  securityContext: {runAsUser: 1000, runAsGroup: 2000}\n  containers:\n  - name: kube-apiserver\n"
				   "    image: registry:5000/x/kube-apiserver:v1.30.0@sha256:00\n    command:\n    - kube-apiserver\n    - --a=b\n    args: [--c]\n"
				   "    securityContext: {runAsGroup: 3000}\n"
				   "    volumeMounts:\n    - {name: logs, mountPath: /var//log/, readOnly: on, subPath: a}\n"
				   "  volumes:\n  - name: x\n    emptyDir: {}\n  - name: logs\n    hostPath: {path: /var/log, type: Directory}\n";
	struct pod POD_AUTO pod;
	const struct manifest *manifest = &pod.manifest;
	(void)state;
	pod_read(text, &pod);
	assert_true(span_is(manifest->name, "api") && span_is(manifest->namespace, "kube-system"));
	assert_true(span_is(manifest->container_name, "kube-apiserver"));
	assert_int_equal(manifest->minor, 30);
	assert_int_equal(manifest->run_as_user, 1000);
	assert_int_equal(manifest->run_as_group, 3000);
	assert_int_equal(manifest->word_count, 3);
	assert_int_equal(manifest->first_flag, 1);
	assert_true(span_is(manifest->words[2].text, "--c"));
	assert_int_equal(manifest->words[1].list, manifest->command);
	assert_int_equal(manifest->words[2].list, manifest->args);
	assert_true(span_is(tree_source(&pod.tree, manifest->words[1].node), "--a=b"));
	assert_int_equal(manifest->mount_count, 1);
	assert_true(manifest->mounts[0].read_only && span_is(manifest->mounts[0].clean, "/var/log") && span_is(manifest->mounts[0].sub_path, "a"));
	assert_true(span_is(tree_source(&pod.tree, manifest->mounts[0].path_node), "/var//log/"));
	const struct volume *volume = manifest_volume(manifest, SPAN("logs"));
	assert_non_null(volume);
	assert_true(volume->is_host_path && span_is(volume->host_path, "/var/log") && span_is(volume->type, "Directory"));
	assert_false(manifest_volume(manifest, SPAN("x"))->is_host_path);
	assert_null(manifest_volume(manifest, SPAN("log")));
	assert_true(manifest->annotations != 0);
}

static void what_is_not_given_is_not_there(void **state)
{
	struct pod POD_AUTO pod;
	(void)state;
	pod_read(POD_CONTAINER "    command: [kube-apiserver]\n    volumeMounts:\n", &pod);
	assert_int_equal(pod.manifest.run_as_user, -1);
	assert_int_equal(pod.manifest.volumes_node, 0);
	assert_true(pod.manifest.mounts_node != 0);
	assert_int_equal(pod.manifest.mount_count, 0);
	assert_int_equal(pod.manifest.args, 0);
	assert_int_equal(pod.manifest.annotations, 0);
	assert_true(span_is(pod.manifest.namespace, "default"));
}

static void what_is_not_a_pod_is_called_by_its_name(void **state)
{
	(void)state;
	pod_refused("apiVersion: apps/v1\nkind: Deployment\n", NULL, 2, 7, "a Deployment, not a Pod");
	pod_refused("apiVersion: v1\nkind: List\n", NULL, 2, 7, "a List, not a Pod");
	pod_refused("apiVersion: v2\nkind: Pod\n", NULL, 1, 13, "apiVersion is 'v2'");
	pod_refused("kind: Pod\n", NULL, 1, 7, "v1");
	pod_refused("- --audit-log-path=x\n", NULL, 1, 1, "fragment");
	pod_refused("spec:\n  containers: []\n", NULL, 1, 1, "fragment");
	pod_refused("just words\n", NULL, 1, 1, "single value");
	pod_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n", NULL, 1, 1, "no spec");
	pod_refused("apiVersion: v1\nkind: Pod\nspec: {}\n", NULL, 1, 1, "metadata");
	pod_refused("apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {}\n", NULL, 3, 11, "no name");
	pod_refused(POD_HEAD "  containers: []\n", NULL, 6, 15, "no containers");
	pod_refused(POD_HEAD "  volumes: []\n", NULL, 6, 3, "no containers");
}

static void a_template_is_called_a_template(void **state)
{
	(void)state;
	pod_refused("kind: ${x}\n", NULL, 1, 7, "template");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    env: {{ x }}\n", NULL, 10, 10, "template");
}

static void duplicate_keys_are_refused_anywhere(void **state)
{
	(void)state;
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    command: [x]\n", NULL, 10, 5, "'command' stands here a second time (first in line 9)");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    env: {a: 1, \"a\": 2}\n", NULL, 10, 17, "second time");
}

static void a_second_document_is_refused_unless_it_is_empty(void **state)
{
	(void)state;
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n---\na: b\n", NULL, 10, 1, "second document");
	pod_runs(POD_CONTAINER "    command: [kube-apiserver]\n---\n# nothing\n", "kube-apiserver", 1, 1);
}

static void aliases_stand_for_values_but_not_for_structure(void **state)
{
	(void)state;
	pod_runs("x: &i r/kube-apiserver:v1.9.1\ny: &f --a=b\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
	      "  - {name: c, image: *i, command: [kube-apiserver, *f]}\n",
	      "c", 1, 2);
	pod_refused("x: &c [kube-apiserver]\n" POD_CONTAINER "    command: *c\n", NULL, 10, 14, "alias");
	pod_refused("x: &s {}\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: *s\n", NULL, 5, 7, "alias");
	pod_refused("x: &b {a: b}\n" POD_CONTAINER "    command: [kube-apiserver]\n    <<: *b\n", NULL, 11, 5, "merge key");
	pod_refused("x: *no\n" POD_CONTAINER "    command: [kube-apiserver]\n", NULL, 1, 4, "no anchor &no");
	pod_refused("x: &l [*l]\n" POD_CONTAINER "    command: [kube-apiserver]\n", NULL, 1, 8, "inside of what it refers to");
}

static void wrong_types_are_refused_with_what_would_be_right(void **state)
{
	(void)state;
	pod_refused(POD_CONTAINER "    command: kube-apiserver\n", NULL, 9, 14, "command is a string; it has to be a list");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver, 30]\n", NULL, 9, 31, "in quotes: \"30\"");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    args: [yes]\n", NULL, 10, 12, "a boolean");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver, {a: b}]\n", NULL, 9, 31, "a mapping");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver, !!int '30']\n", NULL, 9, 37, "a number");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver, !!binary YQ==]\n", NULL, 9, 40, "base64");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n  volumes: {a: b}\n", NULL, 10, 12, "volumes is a mapping");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    securityContext: {runAsUser: root}\n", NULL, 10, 34, "whole number");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    ? [a]\n    : b\n", NULL, 10, 7, "as a key");
	pod_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: 7}\nspec: {}\n", NULL, 3, 32, "in quotes");
	pod_refused(POD_HEAD "  containers: [{name: 7}]\n", NULL, 6, 23, "in quotes");
	pod_refused(POD_HEAD "  containers: [7]\n", NULL, 6, 16, "it has to be a mapping");
	pod_refused(POD_HEAD "  containers: [{image: a}]\n", NULL, 6, 16, "no name");
	pod_refused(POD_HEAD "  containers: {}\n", NULL, 6, 15, "it has to be a list");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    volumeMounts: x\n", NULL, 10, 19, "it has to be a list");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    securityContext: {runAsUser: {a: b}}\n", NULL, 10, 34, "whole number");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    securityContext: {runAsUser: '1000'}\n", NULL, 10, 34, "without quotes");
	pod_refused(POD_CONTAINER "    command: [kube-apiserver]\n    securityContext: 5\n", NULL, 10, 22, "it has to be a mapping");
	pod_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: 7}\nspec: {}\n", NULL, 3, 18, "in quotes");
	pod_runs(POD_CONTAINER "    command: [kube-apiserver, \"30\", 2020-01-01, ~, !!str 30, !own 30]\n", "kube-apiserver", 1, 6);
}

static void volumes_and_mounts_that_the_kubelet_refuses_are_refused(void **state)
{
#define RUN POD_CONTAINER "    command: [kube-apiserver]\n"
	(void)state;
	pod_refused(RUN "  volumes: [{hostPath: {path: /a}}]\n", NULL, 10, 13, "no name");
	pod_refused(RUN "  volumes: [{name: a}, {name: b}, {name: a}]\n", NULL, 10, 35, "second volume");
	pod_refused(RUN "  volumes: [{name: a, hostPath: {}}]\n", NULL, 10, 33, "no path");
	pod_refused(RUN "  volumes: [{name: a, hostPath: {path: /a/../b}}]\n", NULL, 10, 40, "'..'");
	pod_refused(RUN "  volumes: [{name: a, hostPath: {path: /a, type: Dir}}]\n", NULL, 10, 50, "no type");
	pod_refused(RUN "    volumeMounts: [{name: a, mountPath: /a}]\n", NULL, 10, 20, "spec.volumes does not have");
	pod_refused(RUN "    volumeMounts: [{name: a}]\n  volumes: [{name: a}]\n", NULL, 10, 20, "no mountPath");
	pod_refused(RUN "    volumeMounts: [{name: a, mountPath: /a}, {name: a, mountPath: /a}]\n  volumes: [{name: a}]\n", NULL, 10, 67, "second mount");
	pod_refused(RUN "    volumeMounts: [{name: a, mountPath: /a, readOnly: ja}]\n  volumes: [{name: a}]\n", NULL, 10, 55, "true or false");
}

static unsigned minor_of(const char *image)
{
	char text[256];
	struct pod POD_AUTO pod;
	snprintf(text, sizeof(text), POD_HEAD "  containers:\n  - {name: a, image: '%s', command: [kube-apiserver]}\n", image);
	pod_read(text, &pod);
	return pod.manifest.minor;
}

static void the_version_is_read_from_the_tag(void **state)
{
	(void)state;
	assert_int_equal(minor_of("k8s.gcr.io/kube-apiserver:v1.20.2"), 20);
	assert_int_equal(minor_of("x:v1.27.3-eksbuild"), 27);
	assert_int_equal(minor_of("x:v1.7.4_coreos.0"), 7);
	assert_int_equal(minor_of("x:1.29"), 29);
	assert_int_equal(minor_of("registry:5000/x/y:v1.30.0@sha256:ab12"), 30);
	assert_int_equal(minor_of("registry:5000/x/y"), 0);
	assert_int_equal(minor_of("registry:1.5/x/y"), 0);
	assert_int_equal(minor_of("x@sha256:1.20"), 0);
	assert_int_equal(minor_of("x:latest"), 0);
	assert_int_equal(minor_of("x:v2.20.0"), 0);
	assert_int_equal(minor_of("x:v1"), 0);
	assert_int_equal(minor_of("x:v1."), 0);
	assert_int_equal(minor_of("x:v1.99999999999"), 0);
	assert_int_equal(minor_of("x:v1.20beta"), 0);
	assert_int_equal(minor_of("x:v1.20+a"), 20);
	assert_int_equal(minor_of(""), 0);
}

static bool identity(const char *text, const char *namespace, const char *name)
{
	struct error err = { 0 };
	struct tree TREE_AUTO tree = TREE_EMPTY;
	struct span found_namespace, found_name;
	assert_int_equal(doc_parse(span_of(text), &tree, &err), 0);
	if (!manifest_identity(&tree, &found_namespace, &found_name))
		return false;
	return span_is(found_namespace, namespace) && span_is(found_name, name);
}

static void the_identity_is_namespace_and_name(void **state)
{
	(void)state;
	assert_true(identity(POD_HEAD, "default", "kube-apiserver"));
	assert_true(identity("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\", \"namespace\": \"b\"}}", "b", "a"));
	assert_false(identity("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", "default", "a"));
	assert_false(identity("apiVersion: v1\nkind: Pod\n", "default", ""));
	assert_false(identity("[a]\n", "default", ""));
}

static void json_is_read_like_yaml(void **state)
{
	(void)state;
	pod_runs("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"command\":"
	      "[\"kube-apiserver\",\"--a\"]}]}}",
	      "c", 1, 2);
}

static void a_large_manifest_is_read_in_linear_time(void **state)
{
	struct buf BUF_AUTO text = BUF_EMPTY;
	struct pod POD_AUTO pod;
	const int count = 50000;
	(void)state;
	buf_add_text(&text, POD_CONTAINER "    command:\n    - kube-apiserver\n");
	for (int i = 0; i < count; i++)
		buf_printf(&text, "    - --a%d\n", i);
	buf_add_text(&text, "    volumeMounts:\n");
	for (int i = 0; i < count; i++)
		buf_printf(&text, "    - {name: v%d, mountPath: /m/%d}\n", i, i);
	buf_add_text(&text, "  volumes:\n");
	for (int i = 0; i < count; i++)
		buf_printf(&text, "  - {name: v%d, hostPath: {path: /h/%d}}\n", i, i);
	struct timespec before, after;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	pod_read(buf_text(&text), &pod);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	assert_int_equal(pod.manifest.mount_count, count);
	assert_true(after.tv_sec - before.tv_sec < 60); /* 0.3 s, under valgrind some 15 s; with quadratic steps minutes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_found_with_its_node),
		cmocka_unit_test(what_is_not_given_is_not_there),
		cmocka_unit_test(what_is_not_a_pod_is_called_by_its_name),
		cmocka_unit_test(a_template_is_called_a_template),
		cmocka_unit_test(duplicate_keys_are_refused_anywhere),
		cmocka_unit_test(a_second_document_is_refused_unless_it_is_empty),
		cmocka_unit_test(aliases_stand_for_values_but_not_for_structure),
		cmocka_unit_test(wrong_types_are_refused_with_what_would_be_right),
		cmocka_unit_test(volumes_and_mounts_that_the_kubelet_refuses_are_refused),
		cmocka_unit_test(the_version_is_read_from_the_tag),
		cmocka_unit_test(the_identity_is_namespace_and_name),
		cmocka_unit_test(json_is_read_like_yaml),
		cmocka_unit_test(a_large_manifest_is_read_in_linear_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
