/*
 * The first byte chooses: an answer of any bytes, which has to be read the same however it arrives; an answer that was made here,
 * whose body has to come out whole; or a request, in which no text may make a line of its own.
 */
#include "fuzz.h"

#include "node/http.h"

#define ANSWER_AUTO __attribute__((cleanup(http_answer_release)))

/* Once an answer is complete, more bytes or the end of the connection don't change it; once it is refused, neither. */
static void check_any(struct span bytes)
{
	struct http_answer first ANSWER_AUTO = {0};
	struct error err;
	int result = HTTP_MORE;
	for (size_t length = 0; length <= bytes.length; length += 1 + length / 16) {
		struct http_answer answer ANSWER_AUTO = {0};
		struct span part = span_cut(bytes, 0, length);
		int now = http_parse(part, false, &answer, &err);
		must(result != -1 || now == -1, "refused, then not");
		must(result != HTTP_DONE || (now == HTTP_DONE && answer.status == first.status && span_equal(buf_span(&answer.body), buf_span(&first.body))),
		     "a complete answer changes with more bytes");
		struct http_answer closed ANSWER_AUTO = {0};
		int last = http_parse(part, true, &closed, &err);
		must(last != HTTP_MORE, "more is wanted of a closed connection");
		must(now != -1 || last == -1, "refused, but not when the connection is closed");
		must(now != HTTP_DONE || (last == HTTP_DONE && closed.status == answer.status && span_equal(buf_span(&closed.body), buf_span(&answer.body))),
		     "a complete answer changes when the connection is closed");
		must(last != HTTP_DONE || (closed.status >= 200 && closed.status <= 599 && closed.body.length <= length), "an answer that can't be");
		if (result != HTTP_DONE && now == HTTP_DONE) {
			first = answer;
			answer = (struct http_answer){0};
		}
		result = now;
	}
}

static void add_chunks(struct buf *out, struct span body, uint8_t step)
{
	while (body.length > 0) {
		size_t length = 1 + step % 32;
		struct span chunk = span_cut(body, 0, length);
		buf_printf(out, "%zx%s\r\n", chunk.length, step & 32 ? ";a=b" : "");
		buf_add_span(out, chunk);
		buf_add_text(out, "\r\n");
		body = span_cut(body, chunk.length, body.length);
	}
	buf_add_text(out, "0\r\n\r\n");
}

/* HOW: bit 0 chunks, 1 a length, 2 a 100 before it; else the body ends with the connection. */
static void check_made(struct span body, uint8_t how, uint8_t step)
{
	struct buf bytes BUF_AUTO = BUF_EMPTY;
	struct error err;
	if (how & 4)
		buf_add_text(&bytes, "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n");
	buf_add_text(&bytes, "HTTP/1.1 404 Not Found\r\nDate: today\r\n");
	bool chunked = how & 1, sized = !chunked && (how & 2);
	if (chunked)
		buf_add_text(&bytes, "transfer-encoding:  Chunked \r\n\r\n");
	else if (sized)
		buf_printf(&bytes, "CONTENT-LENGTH:%zu\r\n\r\n", body.length);
	else
		buf_add_text(&bytes, "\r\n");
	size_t head = bytes.length;
	if (chunked)
		add_chunks(&bytes, body, step);
	else
		buf_add_span(&bytes, body);
	struct http_answer answer ANSWER_AUTO = {0};
	must(http_parse(buf_span(&bytes), !chunked && !sized, &answer, &err) == HTTP_DONE, "a good answer is not read");
	must(answer.status == 404 && span_equal(buf_span(&answer.body), body), "a good answer is read as another");
	size_t whole = chunked ? bytes.length - 2 : bytes.length; /* the empty trailer is not waited for */
	for (size_t length = 0; length < whole; length += 1 + length / 16) {
		struct http_answer none ANSWER_AUTO = {0};
		must(http_parse(span_cut(buf_span(&bytes), 0, length), false, &none, &err) == HTTP_MORE, "a part of an answer is taken for the whole");
		must(http_parse(span_cut(buf_span(&bytes), 0, length), true, &none, &err) == (chunked || sized || length < head ? -1 : HTTP_DONE),
		     "an answer that was cut off is taken for the whole");
	}
}

static void check_request(struct span input)
{
	char *texts[4];
	for (size_t i = 0; i < 4; i++) {
		texts[i] = span_dup(fuzz_until(&input, '\0'));
		must(texts[i] != NULL, "no memory");
	}
	struct http_request request = {.method = "GET", .path = texts[0], .host = texts[1], .audit_id = texts[2], .token = texts[3], .body = input};
	struct buf out BUF_AUTO = BUF_EMPTY;
	struct error err;
	if (http_format(&request, &out, &err) == 0) {
		size_t lines = 0, blanks = 0;
		struct span head = span_cut(buf_span(&out), 0, out.length - input.length);
		for (size_t i = 0; i < head.length; i++)
			lines += head.at[i] == '\n';
		struct span first = fuzz_until(&head, '\n');
		for (size_t i = 0; i < first.length; i++)
			blanks += first.at[i] == ' ';
		must(lines == (input.length > 0 ? 10 : 8) && blanks == 2, "a request of more lines or words than it has");
		must(span_ends(buf_span(&out), "\r\n\r\n") || input.length > 0, "a request without an end");
	} else {
		must(err.kind == ERROR_REFUSED, "http_format");
	}
	for (size_t i = 0; i < 4; i++)
		free(texts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = fuzz_input(data, size);
	uint8_t choice = fuzz_byte(&input);
	if (choice % 4 == 0)
		check_request(input);
	else if (choice % 4 == 1)
		check_made(span_cut(input, 1, input.length), choice / 4, fuzz_byte(&input));
	else
		check_any(input);
	return 0;
}
