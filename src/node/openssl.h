/*
 * openssl: the functions of OpenSSL 3 that this program uses, found when first needed.
 *
 * A run with nothing to wait for must not pay for a TLS library, so the dynamic build opens
 * it itself; the static build (KAUDIT_STATIC) links it. Both are called as `openssl.SSL_new(…)`, with
 * the types of OpenSSL's own headers.
 */
#ifndef KAUDIT_NODE_OPENSSL_H
#define KAUDIT_NODE_OPENSSL_H

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/error.h"

#define OPENSSL_FUNCTIONS(X)                                                                                                          \
	X(TLS_client_method) X(SSL_CTX_new) X(SSL_CTX_free) X(SSL_CTX_ctrl) X(SSL_CTX_set_verify) X(SSL_CTX_set_cert_verify_callback) \
	X(SSL_CTX_get_cert_store) X(SSL_CTX_use_certificate) X(SSL_CTX_use_PrivateKey) X(SSL_CTX_check_private_key)                   \
	X(SSL_new) X(SSL_free) X(SSL_ctrl) X(SSL_set_fd) X(SSL_connect) X(SSL_read) X(SSL_write) X(SSL_get_error) X(SSL_get0_param)   \
	X(SSL_get_verify_result) X(X509_free) X(X509_up_ref) X(X509_cmp) X(X509_STORE_add_cert) X(X509_STORE_CTX_get0_cert) X(X509_verify_cert)      \
	X(X509_verify_cert_error_string) X(X509_VERIFY_PARAM_set1_host) X(X509_VERIFY_PARAM_set1_ip_asc)                              \
	X(BIO_new_mem_buf) X(BIO_free) X(PEM_read_bio_X509) X(PEM_read_bio_PrivateKey) X(EVP_PKEY_free)                               \
	X(X509_get_subject_name) X(X509_NAME_get_index_by_NID) X(X509_NAME_get_entry)                                                 \
	X(X509_NAME_ENTRY_get_data) X(ASN1_STRING_to_UTF8) X(CRYPTO_free)                                                             \
	X(ERR_get_error) X(ERR_clear_error) X(ERR_reason_error_string)

struct openssl {
#define OPENSSL_MEMBER(name) __typeof__(&name) name;
	OPENSSL_FUNCTIONS(OPENSSL_MEMBER)
#undef OPENSSL_MEMBER
};

extern struct openssl openssl; /* all NULL before the first openssl_load */

/* -1: the library or one of its functions is not there; says which, and what to do. */
int openssl_load(struct error *err);

/* Fills err with "WHAT: REASON", the reason from OpenSSL's queue. Returns -1. */
int openssl_error(struct error *err, const char *what);
#define openssl_error(err, what) error_result(openssl_error(err, what))

#endif
