/*
 * reread: what a source means to Kubernetes: libyaml, the family of parsers that the kubelet,
 * kube-apiserver and client-go use (sigs.k8s.io/yaml over go-yaml). Plans are made on it, and what was written is read again by it.
 * This is the only file that includes libyaml's header.
 *
 * Lines, columns and byte offsets are those of the source (libyaml counts
 * characters; they are translated). Its %TAG directives and deep nesting are
 * refused while events arrive, since libyaml itself is slow on them. Refused as go-yaml refuses
 * them, too: an alias without an anchor or inside of what it stands for, %YAML other than 1.1.
 */
#ifndef KAUDIT_YAML_REREAD_H
#define KAUDIT_YAML_REREAD_H

#include "yaml/tree.h"

int reread_parse(struct span source, struct tree *ret_tree, struct error *err);

#endif
