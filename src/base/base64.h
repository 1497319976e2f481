/*
 * base64: RFC 4648, the standard alphabet with padding.
 */
#ifndef KAUDIT_BASE_BASE64_H
#define KAUDIT_BASE_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *buf, struct span bytes);

/* Appends what TEXT stands for; line breaks in it are passed over, as Go's decoder does. -1: not base64. */
int base64_decode(struct span text, struct buf *out, struct error *err);

#endif
