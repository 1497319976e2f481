#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pod.h"

#include "pod/probe.h"

#define WITH(flags, rest) POD_CONTAINER "    command: [kube-apiserver, " flags "]\n" rest
#define HTTPS(host, port) "    livenessProbe: {httpGet: {host: '" host "', path: /livez, port: " port ", scheme: HTTPS}}\n"
#define PORTS "    ports: [{containerPort: 1}, {name: probe-port, containerPort: 7443}]\n"
#define HOST_NETWORK "  hostNetwork: true\n"

static int try_probe(const char *text, struct probe *probe, struct error *err)
{
	struct pod POD_AUTO pod;
	struct args ARGS_AUTO args = ARGS_EMPTY;
	pod_read(text, &pod);
	assert_int_equal(args_read(&pod.manifest, &args, err), 0);
	return probe_read(&pod.manifest, &args, probe, err);
}

static void answers(const char *text, const char *host, unsigned port)
{
	struct error err = { 0 };
	struct probe probe = { 0 };
	if (try_probe(text, &probe, &err) < 0)
		fail_msg("%u:%u: %s\n%s", err.line, err.column, err.text, text);
	if (strcmp(probe.host, host) != 0 || probe.port != port)
		fail_msg("%s port %u\n%s", probe.host, probe.port, text);
}

static void refused(const char *text, unsigned line, const char *word)
{
	struct error err = { 0 };
	struct probe probe;
	assert_int_equal(try_probe(text, &probe, &err), -1);
	if (err.line != line || !strstr(err.text, word))
		fail_msg("%u:%u: %s", err.line, err.column, err.text);
}

static void the_secure_port_is_a_flag_then_a_probe_then_6443(void **state)
{
	(void)state;
	answers(WITH("--secure-port=8443", HTTPS("10.0.0.1", "6443")), "10.0.0.1", 8443);
	answers(WITH("--secure-port, '8443'", HTTPS("10.0.0.1", "6443")), "10.0.0.1", 8443);
	answers(WITH("--a", HTTPS("10.0.0.1", "5443")), "10.0.0.1", 5443);
	answers(WITH("--secure-port=$(PORT)", HTTPS("10.0.0.1", "5443")), "10.0.0.1", 5443);
	answers(WITH("--a", HOST_NETWORK), "127.0.0.1", 6443);
}

static void a_named_port_is_resolved(void **state)
{
	(void)state;
	answers(WITH("--a", PORTS HTTPS("10.0.0.1", "probe-port")), "10.0.0.1", 7443);
	answers(WITH("--a", PORTS HTTPS("10.0.0.1", "other")), "10.0.0.1", 6443);
	answers(WITH("--a", HTTPS("10.0.0.1", "probe-port")), "10.0.0.1", 6443);
}

static void the_host_is_where_it_binds_then_where_it_is_probed(void **state)
{
	(void)state;
	answers(WITH("--bind-address=10.0.0.7", HTTPS("10.0.0.1", "6443")), "10.0.0.7", 6443);
	answers(WITH("--bind-address=0.0.0.0", HTTPS("10.0.0.1", "6443")), "10.0.0.1", 6443);
	answers(WITH("'--bind-address=::'", HTTPS("fd00::1", "6443")), "fd00::1", 6443);
	answers(WITH("'--bind-address=0:0::0'", HTTPS("", "6443") HOST_NETWORK), "127.0.0.1", 6443);
	answers(WITH("--bind-address=$(IP)", HTTPS("api.local", "6443") HOST_NETWORK), "127.0.0.1", 6443);
	answers(WITH("--advertise-address=10.0.0.9", ""), "10.0.0.9", 6443);
	answers(WITH("--advertise-address=10.0.0.9", HOST_NETWORK), "127.0.0.1", 6443);
}

static void a_probe_over_http_says_nothing(void **state)
{
	(void)state;
	answers(WITH("--a", "    livenessProbe: {httpGet: {host: 10.0.0.1, port: 8080}}\n" HOST_NETWORK), "127.0.0.1", 6443);
	answers(WITH("--a", "    livenessProbe: {exec: {command: [a]}}\n    startupProbe:\n" HOST_NETWORK), "127.0.0.1", 6443);
	answers(WITH("--a", "    livenessProbe: {httpGet: {port: 8080}}\n    startupProbe: {httpGet: {host: 10.0.0.2, port: 443, scheme: HTTPS}}\n"),
		"10.0.0.2", 443);
}

static void without_a_secure_port_or_an_address_nobody_can_be_asked(void **state)
{
	(void)state;
	refused(WITH("--secure-port=0", HOST_NETWORK), 9, "--secure-port is 0");
	refused(WITH("--secure-port=https", HOST_NETWORK), 9, "--secure-port is https");
	refused(WITH("--a", ""), 6, "hostNetwork: true");
	refused(WITH("--a", HTTPS("10.0.0.1", "70000")), 7, "1 to 65535");
	refused(WITH("--a", "    ports: x\n" HTTPS("10.0.0.1", "named")), 10, "it has to be a list");
	refused(WITH("--a", "    ports: [{name: 7}]\n" HTTPS("10.0.0.1", "named")), 10, "in quotes");
	refused(WITH("--a", "    livenessProbe: {httpGet: {scheme: HTTPS, port: [a]}}\n"), 10, "whole number");
	refused(WITH("--a", "    livenessProbe: {httpGet: {scheme: HTTPS, host: 7}}\n"), 10, "in quotes");
	refused(WITH("--a", "    livenessProbe: 7\n"), 10, "it has to be a mapping");
	refused(WITH("--a", "  hostNetwork: ja\n"), 10, "true or false");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_secure_port_is_a_flag_then_a_probe_then_6443),
		cmocka_unit_test(a_named_port_is_resolved),
		cmocka_unit_test(the_host_is_where_it_binds_then_where_it_is_probed),
		cmocka_unit_test(a_probe_over_http_says_nothing),
		cmocka_unit_test(without_a_secure_port_or_an_address_nobody_can_be_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
