/*
 * shipped: the audit policies that come with the programs.
 *
 *   baseline   namespaces with content; pods and services of one namespace with the request; all else Metadata
 *   cis        CIS Kubernetes Benchmark 3.2.2
 *   stig       DISA STIG V-242403: everything with content; conflicts with CIS on secrets, as its header says
 */
#ifndef KAUDIT_AUDIT_SHIPPED_H
#define KAUDIT_AUDIT_SHIPPED_H

#include "base/buf.h"

#define SHIPPED_DEFAULT "baseline"
#define SHIPPED_NAMESPACE "web" /* baseline's, unless another is given */

extern const char *const shipped_names[]; /* ended by NULL */

/* Appends the policy. NAMESPACE: baseline's, NULL for SHIPPED_NAMESPACE. -1: ERROR_USAGE (no such policy, no name of a namespace), no
 * memory. */
int shipped_add(const char *name, const char *namespace, struct buf *out, struct error *err);

#endif
