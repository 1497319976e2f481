#include "base/base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(struct buf *buf, struct span bytes)
{
	for (size_t i = 0; i < bytes.length; i += 3) {
		size_t count = bytes.length - i < 3 ? bytes.length - i : 3;
		uint32_t group = 0;
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < count ? (unsigned char)bytes.at[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_add_byte(buf, k <= count ? alphabet[group >> (18 - 6 * k) & 63] : '=');
	}
}

#define PAD (-1)

/* Four digits as up to three bytes; padding may stand only at the end of them. */
static bool add_group(const int digits[4], struct buf *out)
{
	uint32_t group = 0;
	int count = digits[2] == PAD ? 1 : digits[3] == PAD ? 2 : 3;
	if (digits[0] == PAD || digits[1] == PAD || (digits[2] == PAD && digits[3] != PAD))
		return false;
	for (int k = 0; k < 4; k++)
		group = group << 6 | (digits[k] == PAD ? 0 : (uint32_t)digits[k]);
	for (int k = 0; k < count; k++)
		buf_add_byte(out, (char)(group >> (16 - 8 * k) & 255));
	return true;
}

int base64_decode(struct span text, struct buf *out, struct error *err)
{
	int digits[4];
	unsigned count = 0;
	bool ended = false;
	buf_reserve(out, text.length / 4 * 3 + 3); /* in one piece: keys leave no copies behind in memory */
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '\n' || text.at[i] == '\r')
			continue;
		const char *digit = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;
		if (ended || (!digit && text.at[i] != '='))
			return error_set(err, ERROR_REFUSED, "not base64");
		digits[count++] = digit ? (int)(digit - alphabet) : PAD;
		if (count < 4)
			continue;
		if (!add_group(digits, out))
			return error_set(err, ERROR_REFUSED, "not base64");
		ended = digits[3] == PAD;
		count = 0;
	}
	if (count > 0)
		return error_set(err, ERROR_REFUSED, "not base64: cut off");
	return buf_check(out, err);
}
