/*
 * sha256: SHA-256 (FIPS 180-4) of bytes in memory.
 *
 * Ours, because the one in OpenSSL would be a library to load for one checksum in runs that need no TLS.
 */
#ifndef KAUDIT_BASE_SHA256_H
#define KAUDIT_BASE_SHA256_H

#include "base/buf.h"

#define SHA256_TEXT_SIZE 65 /* 64 hexadecimal digits and a NUL */

void sha256_text(struct span bytes, char ret_text[SHA256_TEXT_SIZE]);

#endif
