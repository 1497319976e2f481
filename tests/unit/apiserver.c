#include "node/apiserver.h"
#include "node/identity.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- certificates of a small world: one CA, a server, a client, and a stranger that signed itself ---- */

struct holder {
	EVP_PKEY *key;
	X509 *certificate;
	struct buf pem, key_pem;
};

static struct holder authority, server_identity, client_identity, stranger;

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static void add_name(X509 *certificate, const char *field, const char *value)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0), 1);
}

static void keep_pem(BIO *bio, struct buf *pem)
{
	char *at;
	long length = BIO_get_mem_data(bio, &at);
	buf_add(pem, at, (size_t)length);
	BIO_free(bio);
}

static void make_identity(struct holder *made, const struct holder *issuer, const char *name, const char *alternative)
{
	static long serial;
	X509 *certificate = X509_new();
	made->key = EVP_EC_gen("P-256");
	made->certificate = certificate;
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, made->key);
	add_name(certificate, "CN", name);
	if (issuer && !alternative) { /* a user: in groups */
		add_name(certificate, "O", "system:masters");
		add_name(certificate, "O", "dévs");
	}
	X509_set_issuer_name(certificate, X509_get_subject_name((issuer ? issuer : made)->certificate));
	add_extension(certificate, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
	if (alternative)
		add_extension(certificate, NID_subject_alt_name, alternative);
	assert_true(X509_sign(certificate, (issuer ? issuer : made)->key, EVP_sha256()) > 0);
	BIO *bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, certificate);
	keep_pem(bio, &made->pem);
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_PrivateKey(bio, made->key, NULL, NULL, 0, NULL, NULL);
	keep_pem(bio, &made->key_pem);
}

static void drop_identity(struct holder *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
	buf_release(&identity->pem);
	buf_release(&identity->key_pem);
}

static int make_world(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	make_identity(&authority, NULL, "ca", NULL);
	make_identity(&server_identity, &authority, "server", "IP:127.0.0.1,DNS:kubernetes");
	make_identity(&client_identity, &authority, "admin", NULL);
	make_identity(&stranger, NULL, "stranger", "IP:127.0.0.1");
	return 0;
}

static int drop_world(void **state)
{
	(void)state;
	drop_identity(&authority);
	drop_identity(&server_identity);
	drop_identity(&client_identity);
	drop_identity(&stranger);
	return 0;
}

/* ---- a server that takes one connection ---- */

enum behaviour { ANSWERS, ANSWERS_SLOWLY, IS_SILENT, HANGS_UP, TALKS_NONSENSE, SPEAKS_NO_TLS, KNOWS_CLIENTS };

enum { SAW_NOTHING = 10, SAW_REQUEST, SAW_CLIENT }; /* its exit status */

struct peer {
	pid_t pid;
	uint16_t port;
};

static int talk(SSL *ssl, enum behaviour behaviour)
{
	char request[4096];
	if (SSL_accept(ssl) != 1 || SSL_read(ssl, request, sizeof(request)) <= 0)
		return SAW_NOTHING;
	if (behaviour == IS_SILENT)
		sleep(20);
	if (behaviour == ANSWERS_SLOWLY)
		usleep(300000);
	if (behaviour == TALKS_NONSENSE)
		SSL_write(ssl, "nonsense\r\n", 10);
	else if (behaviour != HANGS_UP)
		SSL_write(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 40);
	SSL_shutdown(ssl);
	return behaviour == KNOWS_CLIENTS ? SAW_CLIENT : SAW_REQUEST;
}

static int serve(int fd, enum behaviour behaviour, const struct holder *identity)
{
	if (behaviour == SPEAKS_NO_TLS) {
		char request[4096];
		if (write(fd, "HTTP/1.1 400 Bad Request\r\n\r\n", 28) < 0 || read(fd, request, sizeof(request)) < 0)
			return 1;
		return SAW_NOTHING;
	}
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_use_certificate(context, identity->certificate);
	SSL_CTX_use_PrivateKey(context, identity->key);
	if (behaviour == KNOWS_CLIENTS) {
		X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.certificate);
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	SSL *ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	int saw = talk(ssl, behaviour);
	SSL_free(ssl);
	SSL_CTX_free(context);
	return saw;
}

static struct peer start(enum behaviour behaviour, const struct holder *identity)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	struct peer peer = { fork(), ntohs(address.sin_port) };
	if (peer.pid == 0) {
		alarm(30);
		_exit(serve(accept(listener, NULL, NULL), behaviour, identity));
	}
	close(listener);
	return peer;
}

static int end(struct peer peer)
{
	int status;
	assert_int_equal(waitpid(peer.pid, &status, 0), peer.pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- the tests ---- */

static const struct http_request readyz = { .method = "GET", .path = "/readyz", .host = "127.0.0.1" };

static void answers(const struct apiserver *server)
{
	struct http_answer answer = { 0 };
	struct error err = { 0 };
	if (apiserver_request(server, &readyz, 25000, &answer, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(answer.status, 200);
	assert_string_equal(buf_text(&answer.body), "ok");
	http_answer_release(&answer);
}

static struct error fails(const struct apiserver *server, unsigned deadline_ms)
{
	struct http_answer answer = { 0 };
	struct error err = { 0 };
	assert_int_equal(apiserver_request(server, &readyz, deadline_ms, &answer, &err), -1);
	return err;
}

static void apiserver_believes_the_certificate_of_its_own_file(void **state)
{
	struct peer peer = start(ANSWERS_SLOWLY, &stranger);
	struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .certificate = buf_span(&stranger.pem) };
	(void)state;
	answers(&server);
	assert_int_equal(end(peer), SAW_REQUEST);
}

static void apiserver_believes_a_known_ca_for_the_address_or_the_name(void **state)
{
	static const char *const names[] = { NULL, "kubernetes" };
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct peer peer = start(ANSWERS, &server_identity);
		struct apiserver server = { .host = "localhost", .port = peer.port, .server_name = names[i] ? names[i] : "127.0.0.1" };
		server.ca[1] = buf_span(&authority.pem);
		answers(&server);
		assert_int_equal(end(peer), SAW_REQUEST);
	}
}

static void apiserver_sends_nothing_to_a_peer_that_is_not_believed(void **state)
{
	const struct {
		const struct holder *identity;
		struct span certificate, ca;
		const char *name, *says;
	} strangers[] = {
		{ &stranger, SPAN_EMPTY, buf_span(&authority.pem), NULL, "self-signed" },
		{ &stranger, buf_span(&server_identity.pem), buf_span(&authority.pem), NULL, "self-signed" },
		{ &server_identity, SPAN_EMPTY, buf_span(&authority.pem), "other.example", "ostname mismatch" },
		{ &server_identity, SPAN_EMPTY, SPAN_EMPTY, NULL, "issuer" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		struct peer peer = start(ANSWERS, strangers[i].identity);
		struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .server_name = strangers[i].name };
		server.certificate = strangers[i].certificate;
		server.ca[0] = strangers[i].ca;
		struct error err = fails(&server, 25000);
		assert_int_equal(err.kind, ERROR_REFUSED);
		if (!strstr(err.text, strangers[i].says))
			fail_msg("case %zu: '%s'", i, err.text);
		assert_int_equal(end(peer), SAW_NOTHING);
	}
}

static void apiserver_shows_the_clients_certificate(void **state)
{
	struct kubeconfig client = { .certificate = client_identity.pem, .key = client_identity.key_pem };
	struct peer peer = start(KNOWS_CLIENTS, &server_identity);
	struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .client = &client };
	(void)state;
	server.ca[0] = buf_span(&authority.pem);
	answers(&server);
	assert_int_equal(end(peer), SAW_CLIENT);
}

static void apiserver_refuses_a_key_of_another_certificate(void **state)
{
	struct kubeconfig client = { .certificate = client_identity.pem, .key = stranger.key_pem };
	struct peer peer = start(ANSWERS, &server_identity);
	struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .client = &client };
	(void)state;
	server.ca[0] = buf_span(&authority.pem);
	assert_non_null(strstr(fails(&server, 25000).text, "client key"));
	assert_int_equal(end(peer), SAW_NOTHING);
}

static void apiserver_gives_up_at_its_deadline(void **state)
{
	struct peer peer = start(IS_SILENT, &server_identity);
	struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .certificate = buf_span(&server_identity.pem) };
	struct error err;
	(void)state;
	err = fails(&server, 300);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_int_equal(err.errnum, ETIMEDOUT);
	kill(peer.pid, SIGKILL);
	end(peer);
}

static void apiserver_says_why_there_was_no_answer(void **state)
{
	static const struct {
		enum behaviour behaviour;
		const char *says;
	} peers[] = { { HANGS_UP, "ended in the middle" }, { TALKS_NONSENSE, "not HTTP" }, { SPEAKS_NO_TLS, "tls handshake" } };
	(void)state;
	for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++) {
		struct peer peer = start(peers[i].behaviour, &server_identity);
		struct apiserver server = { .host = "127.0.0.1", .port = peer.port, .certificate = buf_span(&server_identity.pem) };
		struct error err = fails(&server, 25000);
		if (!strstr(err.text, peers[i].says))
			fail_msg("case %zu: '%s'", i, err.text);
		end(peer);
	}
}

static void apiserver_says_when_nobody_listens(void **state)
{
	struct peer peer = start(ANSWERS, &server_identity);
	struct apiserver server = { .host = "127.0.0.1", .port = peer.port };
	(void)state;
	kill(peer.pid, SIGKILL);
	end(peer);
	assert_int_equal(fails(&server, 1000).errnum, ECONNREFUSED);
	server.host = "kubernetes.default";
	assert_non_null(strstr(fails(&server, 1000).text, "not an IP address"));
}

static void identity_is_the_certificates_name_and_organizations(void **state)
{
	IDENTITY_AUTO struct identity who = { 0 };
	struct error err = { 0 };
	(void)state;
	assert_int_equal(identity_read(buf_span(&client_identity.pem), &who, &err), 0);
	assert_string_equal(buf_text(&who.user), "admin");
	assert_int_equal(who.group_count, 3);
	assert_true(span_is(who.groups[0], "system:masters"));
	assert_true(span_is(who.groups[1], "dévs"));
	assert_true(span_is(who.groups[2], "system:authenticated"));
	assert_int_equal(identity_read(SPAN("no certificate"), &who, &err), -1);
}

static void apiserver_makes_ids_that_differ(void **state)
{
	char a[APISERVER_ID_SIZE], b[APISERVER_ID_SIZE];
	struct error err = { 0 };
	(void)state;
	assert_int_equal(apiserver_new_id(a, &err), 0);
	assert_int_equal(apiserver_new_id(b, &err), 0);
	assert_int_equal(strlen(a), 36);
	assert_int_equal(a[14], '4');
	assert_true(a[8] == '-' && a[13] == '-' && a[18] == '-' && a[23] == '-');
	assert_string_not_equal(a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apiserver_believes_the_certificate_of_its_own_file),
		cmocka_unit_test(apiserver_believes_a_known_ca_for_the_address_or_the_name),
		cmocka_unit_test(apiserver_sends_nothing_to_a_peer_that_is_not_believed),
		cmocka_unit_test(apiserver_shows_the_clients_certificate),
		cmocka_unit_test(apiserver_refuses_a_key_of_another_certificate),
		cmocka_unit_test(apiserver_gives_up_at_its_deadline),
		cmocka_unit_test(apiserver_says_why_there_was_no_answer),
		cmocka_unit_test(apiserver_says_when_nobody_listens),
		cmocka_unit_test(identity_is_the_certificates_name_and_organizations),
		cmocka_unit_test(apiserver_makes_ids_that_differ),
	};
	return cmocka_run_group_tests(tests, make_world, drop_world);
}
