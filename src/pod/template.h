/*
 * template: is this a template (Jinja, Go, Terraform) rather than a manifest?
 *
 * `{{`, `{%` and `${` outside of comments. Looked for in the bytes, since
 * most templates do not parse; asked when parsing failed, too, for a better message.
 */
#ifndef KAUDIT_POD_TEMPLATE_H
#define KAUDIT_POD_TEMPLATE_H

#include "yaml/tree.h"

/* -1: it is one, refused with the place. TREE may be NULL (not parsed). */
int template_check(struct span source, const struct tree *tree, struct error *err);

/* What in TEXT would make a template of the manifest that holds it; empty if nothing does. */
struct span template_mark(struct span text);

#endif
