/*
 * --restore: a backup takes the manifest's place.
 *
 *     find it → read both → is it this API server's? → what differs → check the host → write, wait, prove (run_parts, live)
 *
 * A manifest that can't be read any more does not stand in the way: to mend it is what a backup is for.
 */
#include "cli/run_parts.h"

#include <string.h>

#include "cli/host.h"
#include "node/backups.h"
#include "node/tidy.h"
#include "pod/compare.h"

struct restore {
	struct run *run;
	struct file backup;
	struct patch patch; /* only its first half: the backup, read; and a plan of no wishes */
	bool newest;        /* it was not named */
	bool blind;         /* the manifest itself can't be read */
};

static void restore_release(struct restore *restore)
{
	patch_release(&restore->patch);
	file_release(&restore->backup);
}

#define RESTORE_AUTO __attribute__((cleanup(restore_release)))

/* ---- which backup ---- */

/* The newest of those that no restore has made: so a second run finds nothing to do, and does not undo the first. */
static int find_newest(const struct run *run, char **ret_path, struct error *err)
{
	const struct options *options = run->options;
	BACKUPS_AUTO struct backups backups = {.count = 0};
	if (backups_list(run->file.root, options->backup_dir, run->file.name, &backups, err))
		return error_wrap(err, "--restore");
	size_t i = 0;
	while (i < backups.count && backups.list[i].undone)
		i++;
	if (i == backups.count)
		return error_set(err, ERROR_REFUSED, "--restore: there is no backup of %s in %s%s; name one with --restore=FILE, or where they are with --backup-dir",
		                 run->file.name, run->file.root, options->backup_dir);
	*ret_path = strdup(backups.list[i].path + strlen(run->file.root));
	return *ret_path ? 0 : error_memory(err);
}

/* A name alone is one in the backup directory. */
static int find_named(const struct run *run, char **ret_path, struct error *err)
{
	const struct options *options = run->options;
	struct buf path = BUF_EMPTY;
	if (!strchr(options->restore, '/'))
		buf_printf(&path, "%s/", options->backup_dir);
	buf_add_text(&path, options->restore);
	*ret_path = path.at;
	return buf_check(&path, err);
}

static int open_backup(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	TEXT_AUTO char *path = NULL;
	restore->newest = !run->options->restore;
	if (restore->newest ? find_newest(run, &path, err) : find_named(run, &path, err))
		return -1;
	if (file_load(run->file.root, path, FILE_TRUSTED, &restore->backup, err))
		return error_wrap(err, "--restore");
	run->outcome->restored = span_dup(span_of(restore->backup.path));
	return run->outcome->restored ? 0 : error_memory(err);
}

/* ---- is it this API server's? ---- */

static int read_both(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	const char *container = run->options->container;
	if (patch_read(buf_span(&restore->backup.content), container, &restore->patch, err)) {
		error_wrap(err, "the backup is not put back");
		return error_path(err, restore->backup.path);
	}
	if (patch_read(buf_span(&run->file.content), container, &run->patch, err) == 0)
		return 0;
	if (err->kind == ERROR_MEMORY)
		return -1;
	restore->blind = true;
	struct error why = *err;
	return texts_add(&run->outcome->warnings, err, "%s:%u:%u: the manifest can't be read: %s; so the backup is not compared with it, and it is not put back if the backup fails",
	                 run->file.path, why.line, why.column, why.text);
}

/* An older image would come back with its manifest: an API server of another version, or from another place. */
static int check_image(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	struct span was = restore->patch.before.manifest.image, is = run->patch.before.manifest.image;
	if (span_equal(was, is))
		return 0;
	if (!restore->newest)
		return texts_add(&run->outcome->warnings, err, "the backup runs the image %.*s, the manifest %.*s", SPAN_ARG(span_brief(was)),
		                 SPAN_ARG(span_brief(is)));
	return error_set(err, ERROR_REFUSED,
	                 "--restore: the newest backup, %s, runs the image %.*s, the manifest %.*s: the API server would be another one; use "
	                 "--remove, or name the backup with --restore=FILE if you mean that",
	                 restore->backup.path, SPAN_ARG(span_brief(was)), SPAN_ARG(span_brief(is)));
}

static int check_identity(struct restore *restore, struct error *err)
{
	const struct manifest *was = &restore->patch.before.manifest, *is = &restore->run->patch.before.manifest;
	if (restore->blind)
		return 0;
	if (!span_equal(was->namespace, is->namespace) || !span_equal(was->name, is->name))
		return error_set(err, ERROR_REFUSED, "--restore: %s defines the pod %.*s/%.*s, but the manifest %.*s/%.*s; name a backup of this one",
		                 restore->backup.path, SPAN_ARG(was->namespace), SPAN_ARG(was->name), SPAN_ARG(is->namespace), SPAN_ARG(is->name));
	return check_image(restore, err);
}

/* ---- what would change ---- */

/* What differs beside audit settings would be lost with them: said, since whoever restores may have only those in mind. */
static int warn_of_others(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	const char *container = run->options->container;
	PATCH_AUTO struct patch was = PATCH_EMPTY, is = PATCH_EMPTY;
	struct span old = buf_span(&restore->backup.content), new = buf_span(&run->file.content);
	int was_on = patch_remove(old, container, &was, err);
	int is_on = was_on < 0 ? -1 : patch_remove(new, container, &is, err);
	if (was_on < 0 || is_on < 0)
		return err->kind == ERROR_MEMORY ? -1 : 0;
	if (span_equal(was_on ? buf_span(&was.result) : old, is_on ? buf_span(&is.result) : new))
		return 0;
	return texts_add(&run->outcome->warnings, err,
	                 "the backup differs from the manifest in more than audit logging; --dry-run shows all of it, and --remove takes audit logging alone away");
}

/* Where policy and log are, after the restore. What a plan would refuse was in force before, and is for the API server to judge. */
static int find_places(struct restore *restore, struct error *err)
{
	const struct wishes none = {.minor = restore->run->options->wishes.minor};
	struct plan *plan = &restore->patch.plan;
	struct error why;
	if (plan_make(&restore->patch.before.manifest, &none, plan, &why) < 0) {
		if (why.kind == ERROR_MEMORY)
			return error_memory(err);
		plan_release(plan);
		return texts_add(&restore->run->outcome->warnings, err, "the backup names a place for the policy or log that can't be found: %s", why.text);
	}
	for (size_t i = 0; i < plan->item_count; i++) { /* how it might be spelled is not asked */
		text_release(&plan->items[i].name);
		text_release(&plan->items[i].old);
		text_release(&plan->items[i].new);
	}
	plan->item_count = 0;
	return 0;
}

static int decide(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	const struct manifest *after = &restore->patch.before.manifest;
	bool same = span_equal(buf_span(&restore->backup.content), buf_span(&run->file.content));
	int on = compare_is_on(after, err);
	if (on < 0)
		return error_path(err, restore->backup.path);
	run->off = !on;
	if (find_places(restore, err))
		return -1;
	if (!same && !restore->blind &&
	    (compare_manifests(&run->patch.before.manifest, after, &restore->patch.plan, err) || warn_of_others(restore, err)))
		return error_path(err, run->file.path);
	run->outcome->kind = same ? OUTCOME_NOTHING : OUTCOME_WOULD;
	return outcome_take_plan(run->outcome, run->options, &restore->patch, run->file.root, err);
}

/* ---- the host ---- */

static int check_host(struct restore *restore, struct error *err)
{
	struct run *run = restore->run;
	const struct manifest *after = &restore->patch.before.manifest;
	const struct plan *plan = &restore->patch.plan;
	if (host_check_strays(&run->file, after, run->options->allow_strays, run->outcome, err) ||
	    host_policy_read(run->options, &run->file, after, plan->policy_host, &run->policy, run->outcome, err) ||
	    run_check_host(run, plan, after, after, err) || run_check_kubeadm(run, after, err))
		return -1;
	return run->outcome->kind == OUTCOME_NOTHING ? 0 : run_check_place(run, err);
}

int run_restore(struct run *run, const struct live_watch *watch, struct error *err)
{
	RESTORE_AUTO struct restore restore = {.run = run, .patch = PATCH_EMPTY};
	if (open_backup(&restore, err) || read_both(&restore, err) || check_identity(&restore, err) || decide(&restore, err) ||
	    check_host(&restore, err))
		return -1;
	bool changes = run->outcome->kind != OUTCOME_NOTHING;
	if (changes)
		buf_add_span(&run->patch.result, buf_span(&restore.backup.content));
	if (buf_check(&run->patch.result, err))
		return -1;
	const struct run_change change = {
	        .before = restore.blind ? NULL : &run->patch.before.manifest,
	        .after = changes ? &restore.patch.before.manifest : NULL,
	        .plan = &restore.patch.plan,
	};
	return run_finish(run, &change, watch, err);
}
