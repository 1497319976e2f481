/*
 * server: this node's own API server as its manifest describes it: where it answers, how it is known, and as whom we ask.
 *
 * Known is the certificate of --tls-cert-file (its host side), and what chains to --cacert, to the kubeconfig's CA or to
 * /etc/kubernetes/pki/ca.crt. Everything is read once, before the manifest is changed: what can't be
 * judged later must be said before.
 */
#ifndef KAUDIT_CLI_SERVER_H
#define KAUDIT_CLI_SERVER_H

#include "cli/options.h"
#include "node/apiserver.h"
#include "node/identity.h"
#include "pod/probe.h"

struct server {
	struct probe probe;
	char address[PROBE_HOST_SIZE + 8]; /* as a Host header has it */
	struct buf certificate, own_ca, cluster_ca;
	struct kubeconfig client;
	struct identity who;
	bool has_client;  /* `client` and `who` are read */
	bool anonymous;   /* requests without a client are let in to be judged (--anonymous-auth) */
	const char *ready_path;
};

#define SERVER_AUTO __attribute__((cleanup(server_release)))

/* *server must be zero, must not be moved afterwards, and is to be released in any case. -1: something that was named can't be read, or nothing can be verified. */
int server_read(const struct options *options, const struct manifest *manifest, struct server *server, struct error *err);
void server_release(struct server *server);

/* REQUEST's host is filled in. AS_CLIENT needs has_client. */
int server_ask(const struct server *server, struct http_request request, bool as_client, struct http_answer *ret_answer, struct error *err);

/* 1: /readyz says ok; 0: not yet, *err says why. */
int server_ready(const struct server *server, struct error *err);

#endif
