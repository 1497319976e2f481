/*
 * pod: what the tests of the pod room share: texts read as manifests.
 */
#ifndef KAUDIT_TESTS_UNIT_POD_H
#define KAUDIT_TESTS_UNIT_POD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pod/manifest.h"
#include "yaml/doc.h"

/* A manifest with its tree; fails the test if TEXT is refused. To be given to pod_release. */
struct pod {
	struct tree tree;
	struct manifest manifest;
};

#define POD_AUTO __attribute__((cleanup(pod_release)))

static inline void pod_release(struct pod *pod)
{
	manifest_release(&pod->manifest);
	tree_release(&pod->tree);
}

/* 0, or -1 with *err. */
static inline int pod_try(const char *text, const char *container, struct pod *pod, struct error *err)
{
	*pod = (struct pod){ 0 };
	if (doc_parse(span_of(text), &pod->tree, err) < 0)
		return -1;
	return manifest_read(&pod->tree, container, &pod->manifest, err);
}

static inline void pod_read(const char *text, struct pod *pod)
{
	struct error err = { 0 };
	if (pod_try(text, NULL, pod, &err) < 0)
		fail_msg("%u:%u: %s\n%s", err.line, err.column, err.text, text);
}

/* TEXT is refused at LINE:COLUMN, by words among which is WORD. */
static inline void pod_refused(const char *text, const char *container, unsigned line, unsigned column, const char *word)
{
	struct error err = { 0 };
	struct pod POD_AUTO pod;
	if (pod_try(text, container, &pod, &err) == 0)
		fail_msg("not refused (%s):\n%s", word, text);
	if (err.kind != ERROR_REFUSED || err.line != line || err.column != column || !strstr(err.text, word))
		fail_msg("%u:%u: %s\nwanted %u:%u: …%s…\n%s", err.line, err.column, err.text, line, column, word, text);
}

/* TEXT is a manifest whose CONTAINER runs the API server, with COUNT words and its own ones from FIRST_FLAG on. */
static inline void pod_runs(const char *text, const char *container, size_t first_flag, size_t count)
{
	struct pod POD_AUTO pod;
	pod_read(text, &pod);
	if (!span_is(pod.manifest.container_name, container) || pod.manifest.first_flag != first_flag || pod.manifest.word_count != count)
		fail_msg("%.*s, first flag %zu of %zu\n%s", SPAN_ARG(pod.manifest.container_name), pod.manifest.first_flag, pod.manifest.word_count,
			 text);
}

#define POD_HEAD "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\nspec:\n"            /* lines 1 to 5 */
#define POD_CONTAINER POD_HEAD "  containers:\n  - name: kube-apiserver\n    image: r/kube-apiserver:v1.30.0\n" /* lines 1 to 8 */

#endif
