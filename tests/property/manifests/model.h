/*
 * model: a random static pod that runs kube-apiserver, and random wishes for it.
 */
#ifndef MANIFESTS_MODEL_H
#define MANIFESTS_MODEL_H

#include "pod/plan.h"
#include "value.h"

/* A checksum that may be there already. */
#define MODEL_SHA256 "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"

enum hazard { /* what a manifest may be refused for */
	HAZARD_NONE,
	HAZARD_SECOND_DOCUMENT,
	HAZARD_DUPLICATE_KEY,
	HAZARD_SHELL,
	HAZARD_ALIAS,
	HAZARD_MERGE_KEY,
	HAZARD_TEMPLATE,
	HAZARD_NOT_A_POD,
	HAZARD_NO_APISERVER,
	HAZARD_BROKEN_JSON,
	HAZARD_COUNT,
	HAZARD_ANY = HAZARD_COUNT, /* somebody wrote it */
	HAZARD_FUZZED,             /* nobody did: what the judges take for granted of a pod may not hold */
	HAZARD_LAST = HAZARD_FUZZED
};

struct model {
	struct value *pod;
	struct value *container; /* the API server's */
	struct value *words;     /* the list that new flags go to: args if it has flags, else command */
	struct wishes wishes;
	enum hazard hazard;
};

void model_make(struct world *world, struct model *ret_model);

/* The audit part of a model; for model_make. */
void model_add_audit(struct world *world, struct model *model, struct value *flags, struct value *mounts, struct value *volumes);
void model_make_wishes(struct world *world, struct wishes *wishes);

/* A mount and its volume. TYPE NULL: none is given; HOST NULL: an emptyDir. */
void model_add_mount(struct world *world, struct value *mounts, struct value *volumes, const char *name, const char *path,
		     const char *host, const char *type, bool read_only);

#endif
