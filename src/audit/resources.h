/*
 * resources: the resources of the API groups that are part of Kubernetes.
 *
 * Source: what kube-apiserver 1.20.2 with all APIs enabled answers at /api and /apis, and api/discovery/ of
 * kubernetes/kubernetes up to 1.36; plus what older versions served. A resource is here if any version knows it. Names of other groups
 * can't be judged: they come from CustomResourceDefinitions and aggregated API servers.
 */
#ifndef KAUDIT_AUDIT_RESOURCES_H
#define KAUDIT_AUDIT_RESOURCES_H

#include "base/buf.h"

struct resource {
	const char *group, *name;
	bool namespaced;
	const char *subresources; /* separated by spaces */
};

extern const struct resource resource_table[];
extern const size_t resource_count;

bool resource_group_known(struct span group);
const struct resource *resource_find(struct span group, struct span name); /* NULL: the group has none of this name */
const struct resource *resource_elsewhere(struct span name);               /* the first group's that has it; NULL: none has */
bool resource_has(const struct resource *resource, struct span subresource);

/* The name that was probably meant ("pods" for "pod", "Pods", "po", "podz"), of GROUP; NULL: no idea. */
const char *resource_hint(struct span group, struct span name);

/* The group that was probably meant by "core", "rbac", "networking"; NULL: no idea. "" is the core group. */
const char *resource_group_hint(struct span group);

#endif
