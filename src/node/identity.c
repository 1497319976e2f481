#include "node/identity.h"

#include "node/openssl.h"

static int add_text(const X509_NAME_ENTRY *entry, struct buf *text, struct error *err)
{
	unsigned char *utf8 = NULL;
	int length = openssl.ASN1_STRING_to_UTF8(&utf8, openssl.X509_NAME_ENTRY_get_data(entry));
	if (length < 0)
		return openssl_error(err, "client certificate's name");
	buf_add(text, (const char *)utf8, (size_t)length);
	openssl.CRYPTO_free(utf8, __FILE__, __LINE__);
	return buf_check(text, err);
}

/* Several common names: the last one counts, as in Go's pkix.Name. */
static int read_subject(const X509_NAME *subject, struct identity *identity, struct error *err)
{
	int at = -1, last = -1;
	while ((at = openssl.X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0)
		last = at;
	if (last < 0)
		return error_set(err, ERROR_REFUSED, "the client certificate has no common name");
	if (add_text(openssl.X509_NAME_get_entry(subject, last), &identity->user, err) < 0)
		return -1;
	while ((at = openssl.X509_NAME_get_index_by_NID(subject, NID_organizationName, at)) >= 0) {
		if (identity->group_count == IDENTITY_GROUPS_MAX)
			return error_set(err, ERROR_REFUSED, "the client certificate has more than %d organizations", IDENTITY_GROUPS_MAX);
		if (add_text(openssl.X509_NAME_get_entry(subject, at), &identity->group_names[identity->group_count++], err) < 0)
			return -1;
	}
	return 0;
}

int identity_read(struct span pem, struct identity *ret_identity, struct error *err)
{
	struct identity identity = { 0 };
	if (openssl_load(err) < 0)
		return -1;
	BIO *bio = openssl.BIO_new_mem_buf(pem.at, (int)pem.length);
	X509 *certificate = bio ? openssl.PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	int result = certificate ? read_subject(openssl.X509_get_subject_name(certificate), &identity, err) : openssl_error(err, "client certificate");
	openssl.X509_free(certificate);
	openssl.BIO_free(bio);
	if (result < 0) {
		identity_release(&identity);
		return -1;
	}
	*ret_identity = identity;
	for (size_t i = 0; i < identity.group_count; i++)
		ret_identity->groups[i] = buf_span(&identity.group_names[i]);
	ret_identity->groups[ret_identity->group_count++] = SPAN("system:authenticated");
	return 0;
}

void identity_release(struct identity *identity)
{
	buf_release(&identity->user);
	for (size_t i = 0; i < IDENTITY_GROUPS_MAX; i++)
		buf_release(&identity->group_names[i]);
	identity->group_count = 0;
}
