/* version: versions of Kubernetes, of which only the minor number of 1.x matters here. */
#ifndef KAUDIT_AUDIT_VERSION_H
#define KAUDIT_AUDIT_VERSION_H

#include "base/buf.h"

/* "1.29", "v1.29", "1.29.3" and "v1.29.3-rc.1" all mean 29; 0 if TEXT is no version. */
unsigned version_minor(struct span text);

#endif
