/*
 * manifest_parts: the steps of manifest_read, each of which fills its part of a struct manifest.
 */
#ifndef KAUDIT_POD_MANIFEST_PARTS_H
#define KAUDIT_POD_MANIFEST_PARTS_H

#include "pod/manifest.h"
#include "pod/program.h"

/* What is wrong anywhere in the document: a second one, duplicate keys, keys that are no scalars, broken aliases. */
int manifest_check_document(const struct tree *tree, struct error *err);

/* From manifest->spec: container, its name and image, words, first_flag. */
int manifest_choose_container(struct manifest *manifest, const char *wanted, struct error *err);

/* From spec and container: volumes and mounts with their indices. */
int manifest_read_volumes(struct manifest *manifest, struct error *err);
int manifest_read_mounts(struct manifest *manifest, struct error *err);

#endif
