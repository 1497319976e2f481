/*
 * doc: a manifest's bytes as a tree with exact byte positions.
 *
 * Reads as the kubelet does (pkg/kubelet/config/common.go, tryDecodeSinglePod):
 * a source whose first non-blank byte is '{' is strict JSON (yaml/json), all
 * else is YAML, read by libfyaml. This is the only file that includes libfyaml.
 *
 * Refused with a place: not UTF-8, more than TREE_SOURCE_MAX bytes, an empty
 * document, nesting deeper than TREE_DEPTH_MAX, a %TAG directive, whatever the
 * parser can't read. A BOM is skipped and stays in the source. A second
 * document is not read, but said (tree.extra_document).
 */
#ifndef KAUDIT_YAML_DOC_H
#define KAUDIT_YAML_DOC_H

#include "yaml/tree.h"

bool doc_is_json(struct span source);
/* -1: refused or out of memory; *ret_tree is then empty. Else to be released by the caller. */
int doc_parse(struct span source, struct tree *ret_tree, struct error *err);

#endif
