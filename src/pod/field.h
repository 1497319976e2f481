/*
 * field: one value out of a mapping, as the kubelet decodes it into a field of its type.
 *
 * YAML 1.1 types count: a number or a boolean where a string belongs is refused, as the kubelet
 * does (encoding/json into a Go struct). A missing key and a null are the same: no value.
 * Aliases are followed. A string with a NUL byte is refused: execve and open end there. A merge key (<<) is refused: it hides what the mapping holds.
 */
#ifndef KAUDIT_POD_FIELD_H
#define KAUDIT_POD_FIELD_H

#include "yaml/tree.h"

/* NODE, aliases followed, has to be a mapping. WHAT names it in the message. */
int field_open(const struct tree *tree, node_id node, const char *what, node_id *ret_mapping, struct error *err);

/* The string KEY of MAPPING; empty without a value. *ret_node (unless NULL): the value's own node, an alias unfollowed; 0 if the key is missing. */
int field_text(const struct tree *tree, node_id mapping, const char *key, struct span *ret_text, node_id *ret_node, struct error *err);

/* false without a value. */
int field_bool(const struct tree *tree, node_id mapping, const char *key, bool *ret_value, node_id *ret_node, struct error *err);

/* MISSING without a value. */
int field_number(const struct tree *tree, node_id mapping, const char *key, int64_t missing, int64_t *ret_value, struct error *err);

/* The mapping KEY of MAPPING; 0 without a value. */
int field_mapping(const struct tree *tree, node_id mapping, const char *key, node_id *ret_mapping, struct error *err);

/* The list KEY of MAPPING, which has to stand there itself, not as an alias. A null one is returned as it is; 0 if the key is missing. */
int field_list(const struct tree *tree, node_id mapping, const char *key, node_id *ret_list, struct error *err);

/* One item of a list of strings. */
int field_item_text(const struct tree *tree, node_id item, const char *list, struct span *ret_text, struct error *err);

/* "a list", "a number" … for messages. */
const char *field_kind(const struct tree *tree, node_id node);

#endif
