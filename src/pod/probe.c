#include "pod/probe.h"

#include <arpa/inet.h>
#include <string.h>

#include "audit/value.h"
#include "pod/field.h"
#include "yaml/scalar.h"

struct target { /* what an HTTPS probe asks */
	struct span host;
	int64_t port; /* 0: not said */
};

/* TEXT as an IP address in *ret_host; false if it is none. */
static bool take_address(struct span text, char ret_host[PROBE_HOST_SIZE])
{
	struct in6_addr address;
	char host[PROBE_HOST_SIZE] = "";
	if (text.length == 0 || text.length >= sizeof(host))
		return false;
	memcpy(host, text.at, text.length);
	if (inet_pton(AF_INET, host, &address) != 1 && inet_pton(AF_INET6, host, &address) != 1)
		return false;
	memcpy(ret_host, host, sizeof(host));
	return true;
}

static bool is_every_address(const char *host)
{
	static const struct in6_addr any = IN6ADDR_ANY_INIT;
	struct in6_addr address;
	return strcmp(host, "0.0.0.0") == 0 || (inet_pton(AF_INET6, host, &address) == 1 && memcmp(&address, &any, sizeof(any)) == 0);
}

/* containerPort of the container's port of that name; 0 if there is none. */
static int find_port(const struct manifest *manifest, struct span name, int64_t *ret_port, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id list, port;
	struct span found;
	*ret_port = 0;
	if (field_list(tree, manifest->container, "ports", &list, err) < 0)
		return -1;
	if (tree_kind(tree, list) != NODE_SEQUENCE)
		return 0;
	for (node_id item = tree_node(tree, list)->child; item; item = tree_node(tree, item)->next) {
		if (field_open(tree, item, "this item of ports", &port, err) < 0 || field_text(tree, port, "name", &found, NULL, err) < 0)
			return -1;
		if (span_equal(found, name))
			return field_number(tree, port, "containerPort", 0, ret_port, err);
	}
	return 0;
}

static int read_port(const struct manifest *manifest, node_id request, int64_t *ret_port, struct error *err)
{
	const struct tree *tree = manifest->tree;
	node_id value = tree_resolve(tree, tree_get(tree, request, "port"));
	if (tree_kind(tree, value) == NODE_SCALAR && scalar_type(tree, value) == SCALAR_STRING)
		return find_port(manifest, tree_text(tree, value), ret_port, err);
	return field_number(tree, request, "port", 0, ret_port, err);
}

/* The first HTTPS probe's target. */
static int read_target(const struct manifest *manifest, struct target *ret_target, struct error *err)
{
	static const char *const probes[] = { "readinessProbe", "livenessProbe", "startupProbe" };
	const struct tree *tree = manifest->tree;
	*ret_target = (struct target){ 0 };
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		node_id probe, request = 0;
		struct span scheme = SPAN_EMPTY;
		if (field_mapping(tree, manifest->container, probes[i], &probe, err) < 0 ||
		    (probe && field_mapping(tree, probe, "httpGet", &request, err) < 0) ||
		    (request && field_text(tree, request, "scheme", &scheme, NULL, err) < 0))
			return -1;
		if (!span_is(scheme, "HTTPS"))
			continue;
		if (field_text(tree, request, "host", &ret_target->host, NULL, err) < 0)
			return -1;
		return read_port(manifest, request, &ret_target->port, err);
	}
	return 0;
}

/* The flag's value if it is known here; *ret_word: where it stands. */
static bool flag_value(const struct manifest *manifest, const struct args *args, const char *name, struct span *ret_value, size_t *ret_word)
{
	return args_value(manifest, args, name, ret_value, ret_word) && span_find(*ret_value, "$(", 0) == ret_value->length;
}

static int choose_port(const struct manifest *manifest, const struct args *args, const struct target *target, uint16_t *ret_port,
		       struct error *err)
{
	struct span text;
	size_t word;
	int64_t port = target->port ? target->port : 6443;
	if (flag_value(manifest, args, "secure-port", &text, &word) && (!value_int(text, true, &port) || port < 1 || port > 65535)) {
		struct span shown = span_brief(text);
		return tree_error(manifest->tree, manifest->words[word].node, err,
				  "--secure-port is %.*s, so there is no port to ask over HTTPS; it is a number from 1 to 65535", SPAN_ARG(shown));
	}
	if (port < 1 || port > 65535)
		return tree_error(manifest->tree, manifest->container, err, "the probe's port is not a number from 1 to 65535");
	*ret_port = (uint16_t)port;
	return 0;
}

static int choose_host(const struct manifest *manifest, const struct args *args, const struct target *target, char ret_host[PROBE_HOST_SIZE],
		       struct error *err)
{
	struct span text;
	bool host_network;
	if (flag_value(manifest, args, "bind-address", &text, NULL) && take_address(text, ret_host) && !is_every_address(ret_host))
		return 0;
	if (take_address(target->host, ret_host) && !is_every_address(ret_host))
		return 0;
	if (field_bool(manifest->tree, manifest->spec, "hostNetwork", &host_network, NULL, err) < 0)
		return -1;
	if (host_network) {
		take_address(SPAN("127.0.0.1"), ret_host);
		return 0;
	}
	if (flag_value(manifest, args, "advertise-address", &text, NULL) && take_address(text, ret_host))
		return 0;
	return tree_error(manifest->tree, manifest->spec, err,
			  "the pod is not in the host's network (hostNetwork: true), and neither a probe nor --bind-address says where it answers");
}

int probe_read(const struct manifest *manifest, const struct args *args, struct probe *ret_probe, struct error *err)
{
	struct target target;
	struct probe probe = { 0 };
	if (read_target(manifest, &target, err) < 0 || choose_port(manifest, args, &target, &probe.port, err) < 0 ||
	    choose_host(manifest, args, &target, probe.host, err) < 0)
		return -1;
	*ret_probe = probe;
	return 0;
}
