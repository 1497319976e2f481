/*
 * tls: a verified TLS connection with a deadline. For apiserver only.
 *
 * The peer's certificate is judged in OpenSSL's verify callback, before anything of ours is sent.
 */
#ifndef KAUDIT_NODE_TLS_H
#define KAUDIT_NODE_TLS_H

#include "node/apiserver.h"

struct tls; /* an open connection */

/* DEADLINE: tls_now_ms() at which every call on this connection gives up with ETIMEDOUT. To be closed by the caller. */
int tls_open(const struct apiserver *server, uint64_t deadline, struct tls **ret_tls, struct error *err);
int tls_write(struct tls *tls, struct span bytes, struct error *err);
/* Bytes read; 0: the peer has ended the connection; -1. */
long tls_read(struct tls *tls, char *at, size_t size, struct error *err);
void tls_close(struct tls *tls); /* NULL is allowed */

uint64_t tls_now_ms(void); /* monotonic */

#endif
