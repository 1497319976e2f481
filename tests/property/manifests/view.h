/*
 * view: what a reading of a pod says that matters here, found by other means than the program's own.
 */
#ifndef MANIFESTS_VIEW_H
#define MANIFESTS_VIEW_H

#include "yaml/tree.h"

#define VIEW_LIMIT 512 /* words, mounts, volumes of a pod */

struct view_mount {
	struct span name, path;
	bool part; /* of its volume: there is a subPath */
	bool read_only;
	node_id node;
};

struct view_volume {
	struct span name, host, type; /* host empty: no hostPath */
	node_id node;
};

struct view_flag { /* an occurrence of an audit flag */
	char *name; /* in dashes; owned */
	struct span value;
	size_t word, words;
	bool canonical, counts;
};

struct view {
	const struct tree *tree;
	node_id container;
	node_id words[VIEW_LIMIT]; /* of the API server: command, then args */
	size_t word_count, first_flag, command_count;
	struct view_mount mounts[VIEW_LIMIT];
	size_t mount_count;
	struct view_volume volumes[VIEW_LIMIT];
	size_t volume_count;
	struct view_flag flags[VIEW_LIMIT];
	size_t flag_count;
	struct span annotation; /* the checksum of the policy */
	struct buf annotations; /* the other ones, as text; empty: none */
	struct buf rest;        /* all but words, mounts, volumes and annotations, as text */
};

#define VIEW_AUTO __attribute__((cleanup(view_release)))

/* False: no API server in it, or more than VIEW_LIMIT of something. */
bool view_make(const struct tree *tree, struct view *ret_view);
void view_release(struct view *view);

struct span view_word(const struct view *view, size_t word);
const struct view_flag *view_flag(const struct view *view, const char *name); /* the one that counts; NULL: not given */
const struct view_volume *view_volume(const struct view *view, struct span name);
/* The mount that shows PATH: the longest mountPath; NULL: none. */
const struct view_mount *view_mount_of(const struct view *view, struct span path);
/* The path on the host; empty if there is none. */
void view_host(const struct view *view, struct span path, struct buf *ret_host);
/* Whether a word that is no part of an audit flag holds PATH. */
bool view_is_spoken_of(const struct view *view, struct span path);
/* Whether nothing is in it that a view does not understand: aliases, sub paths, $(VAR) in a flag, paths with "..". */
bool view_is_plain(const struct view *view);
/* Whether another container mounts that volume, too. */
bool view_is_shared(const struct view *view, struct span volume);
/* NODE and what is below it, as text: two that mean the same give the same. */
void view_dump(const struct tree *tree, node_id node, struct buf *out);

/* For view_make. */
void view_rest(struct view *view);

#endif
