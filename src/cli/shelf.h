/*
 * shelf: the backups of a manifest, and what each would bring back. What --list-backups shows; nothing is changed.
 */
#ifndef KAUDIT_CLI_SHELF_H
#define KAUDIT_CLI_SHELF_H

#include "cli/options.h"
#include "node/backups.h"

enum shelf_audit { SHELF_UNREADABLE, SHELF_OFF, SHELF_ON };

struct shelf_item { /* of the backup at the same index */
	enum shelf_audit audit; /* whether the manifest turns audit logging on */
	char *image;            /* NULL if unreadable */
	char *why;              /* why it is unreadable, else NULL */
};

struct shelf {
	char *manifest;  /* links followed, with the root */
	char *directory; /* with the root */
	struct backups backups;
	struct shelf_item *items;
};

#define SHELF_AUTO __attribute__((cleanup(shelf_release)))

/* -1: the manifest's or the backups' directory can't be read; a backup that can't be is part of the result. */
int shelf_look(const struct options *options, struct shelf *ret_shelf, struct error *err);
void shelf_release(struct shelf *shelf);

#endif
