/*
 * identity: who kube-apiserver takes the holder of a client certificate for.
 *
 * Source: staging/src/k8s.io/apiserver/pkg/authentication/request/x509/x509.go (CommonNameUserConversion): the common name is the
 * user, each organization a group; system:authenticated comes on top.
 */
#ifndef KAUDIT_NODE_IDENTITY_H
#define KAUDIT_NODE_IDENTITY_H

#include "base/buf.h"

#define IDENTITY_GROUPS_MAX 16

struct identity {
	struct buf user;
	struct buf group_names[IDENTITY_GROUPS_MAX];
	struct span groups[IDENTITY_GROUPS_MAX + 1]; /* into group_names, and system:authenticated */
	size_t group_count;
};

#define IDENTITY_AUTO __attribute__((cleanup(identity_release)))

/* PEM: the client certificate. -1: it can't be read, or has no common name or more organizations than that. */
int identity_read(struct span pem, struct identity *ret_identity, struct error *err);
void identity_release(struct identity *identity);

#endif
