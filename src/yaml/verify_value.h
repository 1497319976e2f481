/*
 * verify_value: whether a node means what a JSON value says; for verify only.
 */
#ifndef KAUDIT_YAML_VERIFY_VALUE_H
#define KAUDIT_YAML_VERIFY_VALUE_H

#include "yaml/tree.h"

/* Whatever its style: a JSON string must be read as that string, a mapping may have its keys in any order. The node's own anchor and tag
   are the caller's matter, inside of it there must be none. -1: ERROR_BUG, with the place in the result. */
int verify_value(const struct tree *json, node_id value, const struct tree *result, node_id node, struct error *err);

bool verify_same_scalar(const struct tree *first, node_id a, const struct tree *second, node_id b);

/* ERROR_BUG: WHAT is found at NODE of the result (0: no place). Returns -1. */
int verify_differs(const struct tree *result, node_id node, const char *what, struct error *err);

#endif
