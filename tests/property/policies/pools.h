/* pools: the values that policies and requests are made of; few, so that they meet. */
#ifndef KAUDIT_TEST_POOLS_H
#define KAUDIT_TEST_POOLS_H

#include "random.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PICK(random, list) (list)[random_below(random, COUNT(list))]

static const char *const users[] = {"admin", "system:kube-proxy", "system:anonymous", "system:serviceaccount:kube-system:x", ""};
static const char *const groups_of_user[] = {"system:masters", "system:nodes", "system:authenticated", "system:serviceaccounts"};
static const char *const verbs[] = {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "*"};
static const char *const namespaces[] = {"default", "kube-system", "web", ""};
static const char *const api_groups[] = {"", "", "apps", "batch", "rbac.authorization.k8s.io", "example.com"};
static const char *const names[] = {"a", "b", "controller-leader", ""};

#endif
