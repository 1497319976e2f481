/*
 * image: what an image's reference says of the version of Kubernetes in it.
 *
 * Source: github.com/distribution/reference: [host[:port]/]path[:tag][@digest].
 */
#ifndef KAUDIT_POD_IMAGE_H
#define KAUDIT_POD_IMAGE_H

#include "base/buf.h"

/* MINOR of a tag such as v1.MINOR, 1.MINOR.3 or v1.MINOR.4_coreos.0; 0: not said (latest, no tag, a digest alone). */
unsigned image_minor(struct span image);

/* The last component of the path: "kube-apiserver" for "registry:5000/a/kube-apiserver:v1.30.0". */
struct span image_name(struct span image);

#endif
