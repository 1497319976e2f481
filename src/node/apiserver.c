#include "node/apiserver.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "node/tls.h"

#define READ_BYTES 16384

static int receive(struct tls *tls, struct http_answer *ret_answer, struct error *err)
{
	BUF_AUTO struct buf bytes = BUF_EMPTY;
	char piece[READ_BYTES];
	for (;;) {
		long count = tls_read(tls, piece, sizeof(piece), err);
		if (count < 0)
			return -1;
		buf_add(&bytes, piece, (size_t)count);
		if (buf_check(&bytes, err) < 0)
			return -1;
		int result = http_parse(buf_span(&bytes), count == 0, ret_answer, err);
		if (result != HTTP_MORE)
			return result;
	}
}

int apiserver_request(const struct apiserver *server, const struct http_request *request, unsigned deadline_ms,
		      struct http_answer *ret_answer, struct error *err)
{
	BUF_AUTO struct buf bytes = BUF_EMPTY;
	struct tls *tls = NULL;
	if (http_format(request, &bytes, err) < 0 || tls_open(server, tls_now_ms() + deadline_ms, &tls, err) < 0)
		return -1;
	int result = tls_write(tls, buf_span(&bytes), err);
	if (result == 0)
		result = receive(tls, ret_answer, err);
	tls_close(tls);
	return result;
}

int apiserver_new_id(char ret_id[APISERVER_ID_SIZE], struct error *err)
{
	unsigned char random[16];
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return error_system(err, errno, "getrandom");
	random[6] = (unsigned char)((random[6] & 0x0f) | 0x40); /* version 4 */
	random[8] = (unsigned char)((random[8] & 0x3f) | 0x80); /* the variant of RFC 9562 */
	char *at = ret_id;
	for (size_t i = 0; i < sizeof(random); i++) {
		bool dash = i == 4 || i == 6 || i == 8 || i == 10;
		at += snprintf(at, 4, dash ? "-%02x" : "%02x", random[i]);
	}
	return 0;
}
