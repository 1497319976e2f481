/*
 * One socket, never blocking: every wait is a poll bounded by the deadline of the whole connection.
 */
#include "node/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "node/openssl.h"

struct tls {
	int fd;
	uint64_t deadline;
	SSL_CTX *context;
	SSL *ssl;
	X509 *expected; /* the certificate of --tls-cert-file; NULL: not known */
};

uint64_t tls_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int wait_for(const struct tls *tls, short events, struct error *err)
{
	for (;;) {
		uint64_t now = tls_now_ms();
		if (now >= tls->deadline)
			return error_system(err, ETIMEDOUT, "no answer");
		struct pollfd poll_fd = { .fd = tls->fd, .events = events };
		int ready = poll(&poll_fd, 1, (int)(tls->deadline - now));
		if (ready > 0)
			return 0;
		if (ready < 0 && errno != EINTR)
			return error_system(err, errno, "poll");
	}
}

/* ---- the socket ---- */

static int read_address(const struct apiserver *server, struct sockaddr_storage *ret_address, socklen_t *ret_length, struct error *err)
{
	struct sockaddr_in ip4 = { .sin_family = AF_INET, .sin_port = htons(server->port) };
	struct sockaddr_in6 ip6 = { .sin6_family = AF_INET6, .sin6_port = htons(server->port) };
	const char *host = strcmp(server->host, "localhost") == 0 ? "127.0.0.1" : server->host;
	if (inet_pton(AF_INET, host, &ip4.sin_addr) == 1) {
		memcpy(ret_address, &ip4, sizeof(ip4));
		*ret_length = sizeof(ip4);
		return 0;
	}
	if (inet_pton(AF_INET6, host, &ip6.sin6_addr) == 1) {
		memcpy(ret_address, &ip6, sizeof(ip6));
		*ret_length = sizeof(ip6);
		return 0;
	}
	return error_set(err, ERROR_REFUSED, "'%s' is not an IP address", server->host);
}

static int open_socket(const struct apiserver *server, struct tls *tls, struct error *err)
{
	struct sockaddr_storage address = { 0 };
	socklen_t length, size = sizeof(int);
	int failed = 0;
	if (read_address(server, &address, &length, err) < 0)
		return -1;
	tls->fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (tls->fd < 0)
		return error_system(err, errno, "socket");
	if (connect(tls->fd, (struct sockaddr *)&address, length) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return error_system(err, errno, "connect");
	if (wait_for(tls, POLLOUT, err) < 0)
		return -1;
	if (getsockopt(tls->fd, SOL_SOCKET, SO_ERROR, &failed, &size) < 0)
		failed = errno;
	return failed ? error_system(err, failed, "connect") : 0;
}

/* ---- who is believed, and who we are ---- */

static int judge_peer(X509_STORE_CTX *store, void *argument)
{
	const struct tls *tls = argument;
	X509 *served = openssl.X509_STORE_CTX_get0_cert(store);
	if (tls->expected && served && openssl.X509_cmp(served, tls->expected) == 0)
		return 1;
	return openssl.X509_verify_cert(store) == 1;
}

typedef int use_certificate(struct tls *tls, X509 *certificate, unsigned index);

/* Hands every certificate of a PEM text to USE; a text without one is an error. */
static int each_certificate(struct tls *tls, struct span pem, const char *what, use_certificate *use, struct error *err)
{
	BIO *bio = openssl.BIO_new_mem_buf(pem.at, (int)pem.length);
	X509 *certificate;
	unsigned count = 0;
	int done = 1;
	if (!bio)
		return error_memory(err);
	while (done == 1 && (certificate = openssl.PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		done = use(tls, certificate, count++);
		openssl.X509_free(certificate);
	}
	openssl.BIO_free(bio);
	if (done != 1 || count == 0)
		return openssl_error(err, what);
	openssl.ERR_clear_error(); /* the end of the text is an error to OpenSSL */
	return 0;
}

static int trust_authority(struct tls *tls, X509 *certificate, unsigned index)
{
	(void)index;
	return openssl.X509_STORE_add_cert(openssl.SSL_CTX_get_cert_store(tls->context), certificate);
}

static int show_certificate(struct tls *tls, X509 *certificate, unsigned index)
{
	if (index == 0)
		return openssl.SSL_CTX_use_certificate(tls->context, certificate);
	return (int)openssl.SSL_CTX_ctrl(tls->context, SSL_CTRL_CHAIN_CERT, 1, certificate);
}

static int expect_certificate(struct tls *tls, X509 *certificate, unsigned index)
{
	if (index > 0)
		return 1; /* the chain behind the server's own certificate */
	tls->expected = certificate;
	return openssl.X509_up_ref(certificate);
}

/* A key with a passphrase must fail, not ask at the terminal. */
static int no_passphrase(char *at, int size, int writing, void *argument)
{
	(void)at, (void)size, (void)writing, (void)argument;
	return -1;
}

static int show_key(struct tls *tls, struct span pem, struct error *err)
{
	BIO *bio = openssl.BIO_new_mem_buf(pem.at, (int)pem.length);
	EVP_PKEY *key = bio ? openssl.PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
	int done = key && openssl.SSL_CTX_use_PrivateKey(tls->context, key) == 1 && openssl.SSL_CTX_check_private_key(tls->context) == 1;
	openssl.EVP_PKEY_free(key);
	openssl.BIO_free(bio);
	return done ? 0 : openssl_error(err, "client key");
}

static int prepare_context(const struct apiserver *server, struct tls *tls, struct error *err)
{
	const struct kubeconfig *client = server->client;
	tls->context = openssl.SSL_CTX_new(openssl.TLS_client_method());
	if (!tls->context)
		return openssl_error(err, "tls");
	openssl.SSL_CTX_ctrl(tls->context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
	openssl.SSL_CTX_set_verify(tls->context, SSL_VERIFY_PEER, NULL);
	openssl.SSL_CTX_set_cert_verify_callback(tls->context, judge_peer, tls);
	if (server->certificate.length > 0 && each_certificate(tls, server->certificate, "--tls-cert-file", expect_certificate, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(server->ca) / sizeof(server->ca[0]); i++)
		if (server->ca[i].length > 0 && each_certificate(tls, server->ca[i], "ca certificate", trust_authority, err) < 0)
			return -1;
	if (!client || client->certificate.length == 0)
		return 0;
	if (each_certificate(tls, buf_span(&client->certificate), "client certificate", show_certificate, err) < 0)
		return -1;
	return show_key(tls, buf_span(&client->key), err);
}

/* ---- talking ---- */

/* After a call that would block: waits for what it wants. -1 when it has failed instead. */
static int wait_for_ssl(struct tls *tls, int result, const char *what, struct error *err)
{
	int system_error = errno;
	switch (openssl.SSL_get_error(tls->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(tls, POLLIN, err);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(tls, POLLOUT, err);
	case SSL_ERROR_SYSCALL:
		openssl.ERR_clear_error();
		return error_system(err, system_error ? system_error : ECONNRESET, "%s", what);
	default:
		return openssl_error(err, what);
	}
}

static int shake_hands(const struct apiserver *server, struct tls *tls, struct error *err)
{
	const char *name = server->server_name ? server->server_name : server->host;
	tls->ssl = openssl.SSL_new(tls->context);
	if (!tls->ssl || openssl.SSL_set_fd(tls->ssl, tls->fd) != 1)
		return openssl_error(err, "tls");
	X509_VERIFY_PARAM *judge = openssl.SSL_get0_param(tls->ssl);
	if (openssl.X509_VERIFY_PARAM_set1_ip_asc(judge, name) != 1) {
		if (openssl.X509_VERIFY_PARAM_set1_host(judge, name, 0) != 1)
			return openssl_error(err, "tls");
		openssl.SSL_ctrl(tls->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (char *)(uintptr_t)name);
	}
	openssl.ERR_clear_error();
	for (int result; (result = openssl.SSL_connect(tls->ssl)) != 1;) {
		if (wait_for_ssl(tls, result, "tls handshake", err) == 0)
			continue;
		long verdict = openssl.SSL_get_verify_result(tls->ssl);
		if (verdict != X509_V_OK)
			return error_set(err, ERROR_REFUSED, "the certificate served at %s:%u is neither the one in --tls-cert-file nor made by a known CA: %s",
					 server->host, (unsigned)server->port, openssl.X509_verify_cert_error_string(verdict));
		return -1;
	}
	return 0;
}

int tls_open(const struct apiserver *server, uint64_t deadline, struct tls **ret_tls, struct error *err)
{
	struct tls *tls = calloc(1, sizeof(*tls));
	if (!tls)
		return error_memory(err);
	tls->fd = -1;
	tls->deadline = deadline;
	if (openssl_load(err) < 0 || open_socket(server, tls, err) < 0 || prepare_context(server, tls, err) < 0 ||
	    shake_hands(server, tls, err) < 0) {
		tls_close(tls);
		return -1;
	}
	*ret_tls = tls;
	return 0;
}

int tls_write(struct tls *tls, struct span bytes, struct error *err)
{
	int result;
	errno = 0;
	while ((result = openssl.SSL_write(tls->ssl, bytes.at, (int)bytes.length)) <= 0) {
		if (wait_for_ssl(tls, result, "send", err) < 0)
			return -1;
		errno = 0;
	}
	return 0; /* without partial writes enabled, all or nothing */
}

long tls_read(struct tls *tls, char *at, size_t size, struct error *err)
{
	int result;
	errno = 0;
	while ((result = openssl.SSL_read(tls->ssl, at, (int)size)) <= 0) {
		if (openssl.SSL_get_error(tls->ssl, result) == SSL_ERROR_ZERO_RETURN)
			return 0;
		if (wait_for_ssl(tls, result, "receive", err) < 0)
			return -1;
		errno = 0;
	}
	return result;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	if (tls->ssl)
		openssl.SSL_free(tls->ssl);
	if (tls->context)
		openssl.SSL_CTX_free(tls->context);
	if (tls->expected)
		openssl.X509_free(tls->expected);
	if (tls->fd >= 0)
		close(tls->fd);
	free(tls);
}
