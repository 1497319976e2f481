/*
 * probe: where on its node the API server answers over HTTPS, by its flags and the container's probes.
 *
 * Sources: cmd/kube-apiserver/app/options (--secure-port 6443, --bind-address 0.0.0.0, where they are not given);
 * pkg/apis/core: httpGet.port is a number or the name of one of the container's ports; httpGet.host is the pod's address if not given.
 */
#ifndef KAUDIT_POD_PROBE_H
#define KAUDIT_POD_PROBE_H

#include "pod/args.h"

#define PROBE_HOST_SIZE 46 /* bytes: the longest IPv6 address and a NUL */

struct probe {
	char host[PROBE_HOST_SIZE]; /* an IP address without brackets */
	uint16_t port;
};

/*
 * The port: --secure-port, else that of an HTTPS probe (readiness, liveness, startup), else 6443. The host: --bind-address if it is one
 * address; else the probe's host, if it is an address; else 127.0.0.1 in the host's network; else --advertise-address. A value that
 * holds $(NAME) says nothing. -1, with a place: no secure port, or a pod network with no address to be found.
 */
int probe_read(const struct manifest *manifest, const struct args *args, struct probe *ret_probe, struct error *err);

#endif
