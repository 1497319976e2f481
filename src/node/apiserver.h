/*
 * apiserver: one HTTPS request to the API server of this node, verified.
 *
 * The peer is believed when the certificate it serves is, byte for byte, the one in the server's own
 * --tls-cert-file, or when it chains to one of the given CAs and is made out for the address. Nothing is sent
 * before that. TLS is OpenSSL's (node/openssl); in the dynamic build the library is loaded by the first call, not before.
 *
 * SIGPIPE must be ignored by the program: the peer may be an API server that is being stopped.
 */
#ifndef KAUDIT_NODE_APISERVER_H
#define KAUDIT_NODE_APISERVER_H

#include "node/http.h"
#include "node/kubeconfig.h"

struct apiserver {
	const char *host; /* an IP address without brackets, or "localhost"; other names are refused: a resolver would outlast the deadline */
	uint16_t port;
	const char *server_name;         /* what the certificate must be for when it is judged by a CA; NULL: host */
	struct span certificate;         /* PEM of --tls-cert-file; empty: not known */
	struct span ca[4];               /* PEM; empty: none */
	const struct kubeconfig *client; /* whose certificate or token to show; NULL: anonymous */
};

/*
 * DEADLINE_MS bounds the whole call (connect, handshake, answer). -1: ERROR_SYSTEM for no answer (refused,
 * timed out: errnum says which), ERROR_REFUSED for a peer that can't be believed. Any HTTP status is an answer.
 */
int apiserver_request(const struct apiserver *server, const struct http_request *request, unsigned deadline_ms,
		      struct http_answer *ret_answer, struct error *err);
#define APISERVER_ID_SIZE 37 /* bytes, the NUL included */
/* A random UUID (version 4) as text, from getrandom(2): for Audit-ID. */
int apiserver_new_id(char ret_id[APISERVER_ID_SIZE], struct error *err);

#endif
