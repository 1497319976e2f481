/*
 * json: strict JSON (RFC 8259) as a tree; and text as a JSON string.
 *
 * Strict as Go's encoding/json and json-iterator are for the kubelet and
 * kube-apiserver: no comments, no trailing comma, no control bytes in strings,
 * nothing behind the value but white space. Invalid UTF-8 must have been refused before.
 * Numbers, true, false and null become plain scalars, strings double-quoted ones.
 */
#ifndef KAUDIT_YAML_JSON_H
#define KAUDIT_YAML_JSON_H

#include "yaml/tree.h"

int json_parse(struct span source, struct tree *ret_tree, struct error *err);

/* Appends TEXT as a JSON string with its quotes, which is a double-quoted YAML scalar, too: characters that YAML forbids,
   breaks lines at or drops are escaped. Bytes that are not UTF-8 become U+FFFD, so the result is always valid JSON. */
void json_add_string(struct buf *buf, struct span text);

#endif
