/* attributes: owner, mode, ACL and label of one file for another. */
#ifndef KAUDIT_NODE_ATTRIBUTES_H
#define KAUDIT_NODE_ATTRIBUTES_H

#include <sys/stat.h>

#include "base/error.h"

/*
 * Gives TO (open) the owner and mode of STATUS and the extended attributes of FROM (open): user.*, system.* (ACLs) and security.*
 * (SELinux, Smack), but for those that the kernel makes from the content (IMA, EVM, capabilities). An ACL that TO
 * inherited and FROM lacks is taken away. Not an error: a file system that has no such attribute.
 */
int attributes_copy(int from, const struct stat *status, int to, struct error *err);

#endif
