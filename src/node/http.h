/*
 * http: one HTTP/1.1 request as text, and its answer read (RFC 9112). Pure.
 *
 * Only what a health check and one API request need: no redirects, no
 * compression, no keep-alive ("Connection: close" is always sent).
 */
#ifndef KAUDIT_NODE_HTTP_H
#define KAUDIT_NODE_HTTP_H

#include "base/buf.h"

#define HTTP_ANSWER_MAX (1u << 20) /* bytes of head and body together; more is refused */

struct http_request {
	const char *method, *path, *host; /* host as in the Host header, with port and brackets where needed */
	const char *audit_id;             /* sent as Audit-ID; NULL: none */
	const char *token;                /* bearer token; NULL: none */
	struct span body;                 /* sent as application/json if not empty */
};

struct http_answer {
	unsigned status;    /* 100 to 599 */
	struct buf body;    /* unchunked */
};

/* -1 also for a path or header value with control bytes (ERROR_REFUSED): a request can't be split. */
int http_format(const struct http_request *request, struct buf *out, struct error *err);

enum { HTTP_DONE = 0, HTTP_MORE = 1 };
/*
 * BYTES is what came so far, CLOSED whether the peer ended the connection. HTTP_MORE: not complete yet.
 * -1: not HTTP, too large, ended in the middle. *ret_answer is written on HTTP_DONE only. 1xx answers are passed over.
 */
int http_parse(struct span bytes, bool closed, struct http_answer *ret_answer, struct error *err);
void http_answer_release(struct http_answer *answer);

#endif
