#include "node/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *bytes;
	bool closed;
	int result;      /* HTTP_DONE, HTTP_MORE or -1 */
	unsigned status;
	const char *body; /* or a part of the error's text */
} answers[] = {
	{ "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, HTTP_DONE, 200, "ok" },
	{ "HTTP/1.1 200 OK\r\ncontent-length:2 \r\nX: y\r\n\r\nok and more", false, HTTP_DONE, 200, "ok" },
	{ "HTTP/1.0 200 OK\nContent-Length: 2\n\nok", false, HTTP_DONE, 200, "ok" },
	{ "HTTP/1.1 204 No Content\r\n\r\n", false, HTTP_DONE, 204, "" },
	{ "HTTP/1.1 200 OK\r\n\r\nall of it", true, HTTP_DONE, 200, "all of it" },
	{ "HTTP/1.1 200 OK\r\n\r\nsome", false, HTTP_MORE, 0, NULL },
	{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false, HTTP_DONE, 403, "" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3;x=y\r\n, a\r\n0\r\n\r\n", false, HTTP_DONE, 200, "ok, a" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n", false, HTTP_DONE, 200, "0123456789" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no", false, HTTP_MORE, 0, NULL },
	{ "", false, HTTP_MORE, 0, NULL },
	{ "HTTP/1.1 200", false, HTTP_MORE, 0, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Le", false, HTTP_MORE, 0, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", false, HTTP_MORE, 0, NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", true, -1, 0, "in the middle" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", false, -1, 0, "Content-Length" },
	{ "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", false, -1, 0, "Content-Length" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", false, -1, 0, "Content-Length" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", false, -1, 0, "Content-Length" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", false, -1, 0, "Transfer-Encoding" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", false, -1, 0, "chunks" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok!\r\n0\r\n", false, -1, 0, "chunks" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", false, -1, 0, "chunks" },
	{ "HTTP/2 200\r\n\r\n", false, -1, 0, "not HTTP" },
	{ "HTTP/1.1 999 No\r\n\r\n", false, -1, 0, "not HTTP" },
	{ "SSH-2.0-OpenSSH_9.2\r\n", false, -1, 0, "not HTTP" },
	{ "", true, -1, 0, "in the middle" },
};

static void http_reads_answers_as_they_arrive(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct http_answer answer = { 0 };
		struct error err = { 0 };
		int result = http_parse(span_of(answers[i].bytes), answers[i].closed, &answer, &err);
		if (result != answers[i].result)
			fail_msg("answer %zu: %d, not %d (%s)", i, result, answers[i].result, err.text);
		if (result == HTTP_DONE) {
			assert_int_equal(answer.status, answers[i].status);
			assert_string_equal(buf_text(&answer.body), answers[i].body);
		}
		if (result < 0 && !strstr(err.text, answers[i].body))
			fail_msg("answer %zu: '%s' does not say '%s'", i, err.text, answers[i].body);
		http_answer_release(&answer);
	}
}

static void http_wants_more_for_every_beginning_of_an_answer(void **state)
{
	static const char whole[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
	(void)state;
	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		struct http_answer answer = { 0 };
		struct error err = { 0 };
		assert_int_equal(http_parse(span_from(whole, length), false, &answer, &err), HTTP_MORE);
	}
}

static void http_refuses_an_answer_without_end(void **state)
{
	BUF_AUTO struct buf bytes = BUF_EMPTY;
	struct http_answer answer = { 0 };
	struct error err = { 0 };
	(void)state;
	buf_add_text(&bytes, "HTTP/1.1 200 OK\r\n\r\n");
	buf_add_repeat(&bytes, 'x', HTTP_ANSWER_MAX);
	assert_int_equal(http_parse(buf_span(&bytes), false, &answer, &err), -1);
	assert_non_null(strstr(err.text, "larger"));
}

static void http_formats_a_request(void **state)
{
	BUF_AUTO struct buf out = BUF_EMPTY;
	struct error err = { 0 };
	const struct http_request request = { "POST", "/api/v1/x?dryRun=All", "[::1]:6443", "id-1", "secret", SPAN("{}") };
	(void)state;
	assert_int_equal(http_format(&request, &out, &err), 0);
	assert_string_equal(buf_text(&out), "POST /api/v1/x?dryRun=All HTTP/1.1\r\nHost: [::1]:6443\r\nUser-Agent: kaudit/" KAUDIT_VERSION
					    "\r\nAccept: application/json, */*\r\nAudit-ID: id-1\r\nAuthorization: Bearer secret\r\n"
					    "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
}

static void http_never_lets_a_value_split_the_request(void **state)
{
	static const struct http_request requests[] = {
		{ .method = "GET", .path = "/readyz HTTP/1.1\r\nX: y", .host = "h" },
		{ .method = "GET", .path = "/readyz", .host = "h\r\nX: y" },
		{ .method = "GET", .path = "/readyz", .host = "h", .audit_id = "a\nb" },
		{ .method = "GET", .path = "/readyz", .host = "h", .token = "a b" },
		{ .method = "GET", .path = "readyz", .host = "h" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		BUF_AUTO struct buf out = BUF_EMPTY;
		struct error err = { 0 };
		assert_int_equal(http_format(&requests[i], &out, &err), -1);
		assert_int_equal(out.length, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_reads_answers_as_they_arrive),
		cmocka_unit_test(http_wants_more_for_every_beginning_of_an_answer),
		cmocka_unit_test(http_refuses_an_answer_without_end),
		cmocka_unit_test(http_formats_a_request),
		cmocka_unit_test(http_never_lets_a_value_split_the_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
