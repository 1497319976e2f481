/*
 * apiserver: one HTTPS request to the API server of this node, verified.
 *
 * The peer is believed when the certificate it serves is, byte for byte, the one in the server's own
 * --tls-cert-file, or when it chains to one of the given CAs and is made out for the address. Nothing is sent
 * before that. TLS is OpenSSL's; in the dynamic build the library is loaded by the first call, not before.
 */
#ifndef KAUDIT_NODE_APISERVER_H
#define KAUDIT_NODE_APISERVER_H

#include "node/http.h"
#include "node/kubeconfig.h"

struct apiserver {
	const char *host; /* an IP address or a name, without brackets */
	uint16_t port;
	const char *server_name;         /* what the certificate must be for when it is judged by a CA; NULL: host */
	struct span certificate;         /* PEM of --tls-cert-file; empty: not known */
	struct span ca[4];               /* PEM; empty: none */
	const struct kubeconfig *client; /* whose certificate or token to show; NULL: anonymous */
};

struct apiserver_reply {
	unsigned status;
	struct buf body;
};

/*
 * DEADLINE_MS bounds the whole call (connect, handshake, answer). -1: ERROR_SYSTEM for no answer (refused,
 * timed out: errnum says which), ERROR_REFUSED for a peer that can't be believed. Any HTTP status is an answer.
 */
int apiserver_request(const struct apiserver *server, const struct http_request *request, unsigned deadline_ms,
		      struct apiserver_reply *ret_reply, struct error *err);
void apiserver_reply_release(struct apiserver_reply *reply);

/* A random UUID (version 4) as text, from getrandom(2). */
int apiserver_new_id(char ret_id[37], struct error *err);

#endif
