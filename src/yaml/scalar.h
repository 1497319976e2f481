/*
 * scalar: what a plain scalar means, and how to write a string so that it means that string.
 *
 * The kubelet and kube-apiserver read YAML 1.1 as go-yaml v2 and sigs.k8s.io/yaml do
 * (vendor/gopkg.in/yaml.v2/resolve.go); other tools that look at manifests read 1.2.
 */
#ifndef KAUDIT_YAML_SCALAR_H
#define KAUDIT_YAML_SCALAR_H

#include "yaml/tree.h"

enum scalar_type { SCALAR_STRING, SCALAR_NULL, SCALAR_BOOL, SCALAR_INT, SCALAR_FLOAT, SCALAR_TIMESTAMP, SCALAR_MERGE };

/* As go-yaml v2 resolves a plain scalar without a tag. What looks like a TIMESTAMP (or is `<<` but no key) is decoded as a string all the same. */
enum scalar_type scalar_resolve(struct span plain);

/* The type of a scalar node: by its tag if it has one, else a quoted or block scalar is a string, and a plain one what scalar_resolve says. */
enum scalar_type scalar_type(const struct tree *tree, node_id node);

/* Whether a scalar node is a boolean, and which. */
bool scalar_is_bool(const struct tree *tree, node_id node, bool *ret_value);

/* Whether TEXT can stand plain (in a flow collection if FLOW) and is that string in YAML 1.1 and 1.2, for any reader. When in doubt, no. */
bool scalar_is_plain_safe(struct span text, bool flow);

/* Appends TEXT as a YAML scalar: in the wanted style (PLAIN, SINGLE or DOUBLE) where that is possible, else in the next one that is. Never folds.
   A double-quoted one is a JSON string too; bytes that are not UTF-8 become U+FFFD in it. */
void scalar_add(struct buf *buf, struct span text, enum node_style wanted, bool flow);

#endif
