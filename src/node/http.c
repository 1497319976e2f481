/*
 * The answer is parsed again from its beginning each time bytes arrive: answers
 * are small, and a parser without state has no state to get wrong.
 */
#include "node/http.h"

#include <string.h>
#include <strings.h>

struct head {
	unsigned status;
	size_t length; /* bytes of the head, its empty line included */
	bool chunked, has_size;
	size_t size;
};

static bool is_clean(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	return true;
}

int http_format(const struct http_request *request, struct buf *out, struct error *err)
{
	if (!is_clean(request->method) || !is_clean(request->path) || !is_clean(request->host) || request->path[0] != '/')
		return error_set(err, ERROR_REFUSED, "request for '%s' has a blank or control byte in it", request->path);
	if ((request->audit_id && !is_clean(request->audit_id)) || (request->token && !is_clean(request->token)))
		return error_set(err, ERROR_REFUSED, "a header of the request has a blank or control byte in it");
	buf_printf(out, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: kaudit/" KAUDIT_VERSION "\r\nAccept: application/json, */*\r\n",
		   request->method, request->path, request->host);
	if (request->audit_id)
		buf_printf(out, "Audit-ID: %s\r\n", request->audit_id);
	if (request->token)
		buf_printf(out, "Authorization: Bearer %s\r\n", request->token);
	if (request->body.length > 0)
		buf_printf(out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", request->body.length);
	buf_add_text(out, "Connection: close\r\n\r\n");
	buf_add_span(out, request->body);
	return buf_check(out, err);
}

/* The line that begins at *at, without its end; *at moves behind it. False if it is not complete. */
static bool take_line(struct span bytes, size_t *at, struct span *ret_line)
{
	size_t end = span_find(bytes, "\n", *at);
	if (end >= bytes.length)
		return false;
	*ret_line = span_cut(bytes, *at, end > *at && bytes.at[end - 1] == '\r' ? end - 1 : end);
	*at = end + 1;
	return true;
}

static int digit_value(char byte, unsigned base)
{
	int value = -1;
	if (byte >= '0' && byte <= '9')
		value = byte - '0';
	else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
		value = (byte | 0x20) - 'a' + 10;
	return value < (int)base ? value : -1;
}

/* A number at the beginning of TEXT, at most HTTP_ANSWER_MAX; the count of its digits, 0 for none or too large. */
static size_t take_number(struct span text, unsigned base, size_t *ret_value)
{
	size_t value = 0, i = 0;
	for (; i < text.length && digit_value(text.at[i], base) >= 0; i++) {
		value = value * base + (size_t)digit_value(text.at[i], base);
		if (value > HTTP_ANSWER_MAX)
			return 0;
	}
	*ret_value = value;
	return i;
}

static struct span trim(struct span text)
{
	while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
		text = span_cut(text, 1, text.length);
	while (text.length > 0 && (text.at[text.length - 1] == ' ' || text.at[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* The value of LINE if it is the header NAME ("content-length:"); else SPAN_NONE. */
static struct span header_value(struct span line, const char *name)
{
	size_t length = strlen(name);
	if (line.length < length || strncasecmp(line.at, name, length) != 0)
		return SPAN_NONE;
	return trim(span_cut(line, length, line.length));
}

static int read_status(struct span line, struct head *head, struct error *err)
{
	size_t status;
	if (!span_starts(line, "HTTP/1.") || line.length < 12 || line.at[8] != ' ' ||
	    take_number(span_cut(line, 9, 12), 10, &status) != 3 || status < 100 || status > 599)
		return error_set(err, ERROR_REFUSED, "the answer is not HTTP/1.1");
	head->status = (unsigned)status;
	return 0;
}

static int read_header(struct span line, struct head *head, struct error *err)
{
	struct span value = header_value(line, "content-length:");
	if (value.at) {
		size_t size;
		if (value.length == 0 || take_number(value, 10, &size) != value.length || (head->has_size && head->size != size))
			return error_set(err, ERROR_REFUSED, "the answer's Content-Length can't be used");
		head->has_size = true;
		head->size = size;
	}
	value = header_value(line, "transfer-encoding:");
	if (value.at) {
		if (value.length != 7 || strncasecmp(value.at, "chunked", 7) != 0)
			return error_set(err, ERROR_REFUSED, "the answer's Transfer-Encoding is not chunked");
		head->chunked = true;
	}
	return 0;
}

/* One head, from AT on. */
static int read_head(struct span bytes, size_t at, struct head *ret_head, struct error *err)
{
	struct head head = { 0 };
	struct span line;
	size_t next = at;
	if (!take_line(bytes, &next, &line))
		return HTTP_MORE;
	if (read_status(line, &head, err) < 0)
		return -1;
	for (;;) {
		if (!take_line(bytes, &next, &line))
			return HTTP_MORE;
		if (line.length == 0)
			break;
		if (read_header(line, &head, err) < 0)
			return -1;
	}
	head.length = next - at;
	*ret_head = head;
	return HTTP_DONE;
}

static int read_chunks(struct span bytes, size_t at, struct buf *body, struct error *err)
{
	for (;;) {
		struct span line;
		size_t size, digits;
		if (!take_line(bytes, &at, &line))
			return HTTP_MORE;
		digits = take_number(line, 16, &size);
		if (digits == 0 || (digits < line.length && line.at[digits] != ';' && line.at[digits] != ' '))
			return error_set(err, ERROR_REFUSED, "the answer's chunks can't be read");
		if (size == 0)
			return HTTP_DONE; /* trailers say nothing that we want */
		if (bytes.length - at < size + 1)
			return HTTP_MORE;
		buf_add(body, bytes.at + at, size);
		at += size;
		if (!take_line(bytes, &at, &line))
			return HTTP_MORE;
		if (line.length > 0)
			return error_set(err, ERROR_REFUSED, "the answer's chunks can't be read");
	}
}

static int read_body(struct span bytes, size_t at, const struct head *head, bool closed, struct buf *body, struct error *err)
{
	if (head->status == 204 || head->status == 304)
		return HTTP_DONE;
	if (head->chunked)
		return read_chunks(bytes, at, body, err);
	if (head->has_size ? bytes.length - at < head->size : !closed)
		return HTTP_MORE;
	buf_add_span(body, span_cut(bytes, at, head->has_size ? at + head->size : bytes.length));
	return HTTP_DONE;
}

int http_parse(struct span bytes, bool closed, struct http_answer *ret_answer, struct error *err)
{
	BUF_AUTO struct buf body = BUF_EMPTY;
	struct head head = { 0 };
	size_t at = 0;
	int result;
	if (bytes.length > HTTP_ANSWER_MAX)
		return error_set(err, ERROR_REFUSED, "the answer is larger than %u bytes", HTTP_ANSWER_MAX);
	do { /* "100 Continue" and its like come before the answer */
		result = read_head(bytes, at, &head, err);
		at += head.length;
	} while (result == HTTP_DONE && head.status < 200);
	if (result == HTTP_DONE)
		result = read_body(bytes, at, &head, closed, &body, err);
	if (result == HTTP_MORE && closed)
		return error_set(err, ERROR_REFUSED, "the answer ended in the middle");
	if (result != HTTP_DONE)
		return result;
	if (buf_check(&body, err) < 0)
		return -1;
	ret_answer->status = head.status;
	ret_answer->body = body;
	body = BUF_EMPTY;
	return HTTP_DONE;
}

void http_answer_release(struct http_answer *answer)
{
	buf_release(&answer->body);
}
