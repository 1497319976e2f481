/*
 * kubeconfig: the client certificate (or token) and CA of a kubeconfig's current context.
 *
 * Source: staging/src/k8s.io/client-go/tools/clientcmd/api/v1/types.go. *-data wins over the file of the same
 * name; relative files are relative to the kubeconfig. Users with `exec` or `auth-provider` are refused, never run.
 * `insecure-skip-tls-verify` is not followed: we always verify.
 */
#ifndef KAUDIT_NODE_KUBECONFIG_H
#define KAUDIT_NODE_KUBECONFIG_H

#include "base/buf.h"

struct kubeconfig {
	struct buf ca, certificate, key; /* PEM; empty: not given */
	char *token;                     /* NULL: none */
	char *user, *cluster;            /* names, for messages */
};

#define KUBECONFIG_AUTO __attribute__((cleanup(kubeconfig_release)))

/* PATH below ROOT; the files it names, too. -1 with a place in PATH. */
int kubeconfig_load(const char *root, const char *path, struct kubeconfig *ret_config, struct error *err);
/* The same from bytes (pure, but for `load_file`, which is asked for files that are named). */
typedef int kubeconfig_file(void *context, const char *path, struct buf *ret_content, struct error *err);
int kubeconfig_parse(struct span source, kubeconfig_file *load_file, void *context, struct kubeconfig *ret_config, struct error *err);
void kubeconfig_release(struct kubeconfig *config); /* wipes the key first */

#endif
