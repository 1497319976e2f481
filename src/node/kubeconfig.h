/*
 * kubeconfig: the client certificate (or token) and the CA of a kubeconfig's current context.
 *
 * Source: staging/src/k8s.io/client-go/tools/clientcmd/api/v1/types.go and client_config.go. `*-data` wins over the file of
 * the same name; a relative file is relative to the kubeconfig. Users with `exec` or `auth-provider` are refused, never
 * run. `insecure-skip-tls-verify` is not followed: the server is always verified. The server's address is not
 * taken: what is asked is this node's own API server.
 */
#ifndef KAUDIT_NODE_KUBECONFIG_H
#define KAUDIT_NODE_KUBECONFIG_H

#include "base/buf.h"

struct kubeconfig {
	struct buf ca, certificate, key; /* PEM; empty: not given */
	struct buf token;                /* empty: none */
	struct buf user;                 /* its name, for messages */
};

#define KUBECONFIG_AUTO __attribute__((cleanup(kubeconfig_release)))

/* How the files that a kubeconfig names are read: PATH as it stands there. */
typedef int kubeconfig_read(void *context, const char *path, struct buf *ret_content, struct error *err);

/* Opens nothing but through READ. -1 with a place: not a kubeconfig, no such context or user, `exec`, no certificate and no token. */
int kubeconfig_parse(struct span source, kubeconfig_read *read, void *context, struct kubeconfig *ret_config, struct error *err);

void kubeconfig_release(struct kubeconfig *config); /* wipes key and token first */

#endif
