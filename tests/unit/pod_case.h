/*
 * pod_case: small manifests for tests, said in one line per list.
 *
 *   words    "kube-apiserver --a=b --audit-log-path /x"
 *   mounts   "/etc/kubernetes/audit-policy.yaml=audit-policy:ro /var/log/kubernetes=audit-log /x=y:subPath=z"
 *   volumes  "audit-policy=/etc/kubernetes/audit-policy.yaml:File scratch=emptyDir"
 *   wishes   "policy=/x log-path=- !maxage": on top of the defaults; ! takes a flag away
 */
#ifndef KAUDIT_TESTS_POD_CASE_H
#define KAUDIT_TESTS_POD_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pod/patch.h"

/* The next piece of TEXT, and what is behind it; false at its end. */
static inline bool next_piece(struct span *text, struct span *ret_piece)
{
	while (text->length > 0 && text->at[0] == ' ')
		*text = span_cut(*text, 1, text->length);
	size_t end = span_find(*text, " ", 0);
	*ret_piece = span_cut(*text, 0, end);
	*text = span_cut(*text, end, text->length);
	return ret_piece->length > 0;
}

/* Splits at the first BY. */
static inline struct span before(struct span *text, const char *by)
{
	size_t at = span_find(*text, by, 0);
	struct span first = span_cut(*text, 0, at);
	*text = span_cut(*text, at + strlen(by), text->length);
	return first;
}

static inline void write_mounts(struct buf *out, const char *indent, const char *mounts)
{
	struct span rest = span_of(mounts), piece;
	while (next_piece(&rest, &piece)) {
		struct span path = before(&piece, "="), name = before(&piece, ":"), key = before(&piece, "=");
		buf_printf(out, "%s- mountPath: %.*s\n%s  name: %.*s\n", indent, SPAN_ARG(path), indent, SPAN_ARG(name));
		if (span_is(key, "ro"))
			buf_printf(out, "%s  readOnly: true\n", indent);
		else if (key.length > 0)
			buf_printf(out, "%s  %.*s: %.*s\n", indent, SPAN_ARG(key), SPAN_ARG(piece));
	}
}

static inline void write_volumes(struct buf *out, const char *volumes)
{
	struct span rest = span_of(volumes), piece;
	while (next_piece(&rest, &piece)) {
		struct span name = before(&piece, "="), path = before(&piece, ":");
		if (!span_starts(path, "/")) {
			buf_printf(out, "  - name: %.*s\n    %.*s: {}\n", SPAN_ARG(name), SPAN_ARG(path));
			continue;
		}
		buf_printf(out, "  - hostPath:\n      path: %.*s\n", SPAN_ARG(path));
		if (piece.length > 0)
			buf_printf(out, "      type: %.*s\n", SPAN_ARG(piece));
		buf_printf(out, "    name: %.*s\n", SPAN_ARG(name));
	}
}

static inline void write_words(struct buf *out, const char *words)
{
	struct span rest = span_of(words), piece;
	while (next_piece(&rest, &piece)) {
		bool quoted = piece.length == 1; /* "-", or a digit */
		buf_printf(out, "    - %s%.*s%s\n", quoted ? "\"" : "", SPAN_ARG(piece), quoted ? "\"" : "");
	}
}

/* A case as cmocka takes it. */
static inline void *state_of(const void *one)
{
	union {
		const void *from;
		void *to;
	} state = {.from = one};
	return state.to;
}

/* EXTRA: more lines for the end of spec. IMAGE may be NULL. */
static inline void write_pod(struct buf *out, const char *image, const char *words, const char *mounts, const char *volumes,
                             const char *extra)
{
	buf_add_text(out, "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  containers:\n"
	                  "  - command:\n");
	write_words(out, words);
	buf_printf(out, "    image: %s\n    name: kube-apiserver\n", image ? image : "registry.k8s.io/kube-apiserver:v1.30.0");
	if (mounts)
		buf_add_text(out, "    volumeMounts:\n");
	write_mounts(out, "    ", mounts);
	if (extra)
		buf_add_text(out, extra);
	if (volumes)
		buf_add_text(out, "  volumes:\n");
	write_volumes(out, volumes);
	buf_add_text(out, "status: {}\n");
}

static inline const struct flag *option_named(struct span name)
{
	for (size_t i = 0; i < flag_count; i++)
		if (flag_table[i].option && span_is(name, flag_table[i].option))
			return &flag_table[i];
	return flag_find(name);
}

/* ROOM holds the values. */
static inline void read_wishes(const char *text, struct wishes *ret_wishes, char *room, size_t room_size)
{
	struct span rest = span_of(text), piece;
	wishes_default(ret_wishes);
	ret_wishes->manifest_directory = "/etc/kubernetes/manifests";
	while (next_piece(&rest, &piece)) {
		bool unset = span_starts(piece, "!");
		struct span value = unset ? span_cut(piece, 1, piece.length) : piece, name = before(&value, "=");
		const struct flag *flag = option_named(name);
		if (!flag)
			fail_msg("no flag %.*s", SPAN_ARG(name));
		assert_true(value.length < room_size);
		memcpy(room, value.at ? value.at : "", value.length);
		room[value.length] = '\0';
		ret_wishes->flags[flag_index(flag)].kind = unset ? WISH_UNSET : WISH_SET;
		ret_wishes->flags[flag_index(flag)].value = unset ? NULL : room;
		room += value.length + 1;
		room_size -= value.length + 1;
	}
}

static inline void say_words(const struct manifest *manifest, struct buf *out)
{
	for (size_t i = 0; i < manifest->word_count; i++)
		buf_printf(out, "%s%.*s", i ? " " : "", SPAN_ARG(manifest->words[i].text));
}

static inline void say_mounts(const struct manifest *manifest, struct buf *out)
{
	for (size_t i = 0; i < manifest->mount_count; i++)
		buf_printf(out, "%s%.*s=%.*s%s", i ? " " : "", SPAN_ARG(manifest->mounts[i].path), SPAN_ARG(manifest->mounts[i].name),
		           manifest->mounts[i].read_only ? ":ro" : "");
}

static inline void say_volumes(const struct manifest *manifest, struct buf *out)
{
	for (size_t i = 0; i < manifest->volume_count; i++) {
		const struct volume *volume = &manifest->volumes[i];
		buf_printf(out, "%s%.*s=", i ? " " : "", SPAN_ARG(volume->name));
		if (volume->is_host_path)
			buf_printf(out, "%.*s%s%.*s", SPAN_ARG(volume->host_path), volume->type.length ? ":" : "", SPAN_ARG(volume->type));
		else
			buf_add_text(out, "other");
	}
}

/* "file:/etc/… dir:/var/log/… point:/…" */
static inline void say_needs(const struct plan *plan, struct buf *out)
{
	static const char *const needs[] = {[PATH_FILE] = "file", [PATH_DIRECTORY] = "dir", [PATH_POINT] = "point"};
	for (size_t i = 0; i < plan->path_count; i++)
		buf_printf(out, "%s%s:%s", i ? " " : "", needs[plan->paths[i].need], plan->paths[i].path);
}

static inline void say_notes(const struct plan *plan, struct buf *out)
{
	for (size_t i = 0; i < plan->note_count; i++)
		buf_printf(out, "%s%s", i ? "; " : "", plan->notes[i]);
}

/* "flag --audit-log-path: - > /x, mount …" */
static inline void say_items(const struct plan *plan, struct buf *out)
{
	static const char *const kinds[] = {
	        [ITEM_FLAG] = "flag", [ITEM_MOUNT] = "mount", [ITEM_VOLUME] = "volume", [ITEM_ANNOTATION] = "annotation"};
	for (size_t i = 0; i < plan->item_count; i++) {
		const struct item *item = &plan->items[i];
		buf_printf(out, "%s%s %s: %s > %s", i ? ", " : "", kinds[item->kind], item->name, item->old ? item->old : "nothing",
		           item->new ? item->new : "nothing");
	}
}

#endif
