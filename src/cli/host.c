#include "cli/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "cli/quote.h"
#include "node/backup.h"
#include "node/directory.h"
#include "node/tidy.h"
#include "node/trust.h"

/* How the user names the flag on our command line. */
static const char *option_of(const struct flag *flag)
{
	return flag->option ? flag->option : flag->name;
}

static int refuse_inside(const struct file *file, const struct plan_path *wanted, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	                 "--%s: %s%s lies in the manifest's directory, where the kubelet takes every file for a pod; name a place elsewhere",
	                 option_of(wanted->flag), file->root, wanted->path);
}

static bool has_directory(const struct file *file, const char *directory)
{
	struct place place PLACE_AUTO = {0};
	struct error ignored;
	TEXT_AUTO char *missing = NULL;
	return root_reach(file->root, directory, NULL, &place, &missing, &ignored) == 0 && missing[0] == '\0';
}

/* Shell commands that make a policy which does for a start. */
static int add_recipe(const struct file *file, const char *path, struct error *err)
{
	struct buf recipe BUF_AUTO = BUF_EMPTY, full BUF_AUTO = BUF_EMPTY, directory BUF_AUTO = BUF_EMPTY;
	buf_add_span(&directory, path_directory(span_of(path)));
	if (buf_check(&directory, err))
		return -1;
	buf_printf(&full, "%s%s", file->root, buf_text(&directory));
	if (!has_directory(file, buf_text(&directory))) {
		buf_add_text(&recipe, "mkdir -p ");
		quote_for_shell(&recipe, buf_text(&full));
		buf_add_text(&recipe, " && ");
	}
	buf_release(&full);
	buf_printf(&full, "%s%s", file->root, path);
	buf_add_text(&recipe, "printf 'apiVersion: audit.k8s.io/v1\\nkind: Policy\\nrules:\\n- level: Metadata\\n' >");
	quote_for_shell(&recipe, buf_text(&full));
	if (buf_check(&full, err) || buf_check(&recipe, err))
		return -1;
	return error_append(err, ", or make one that records who did what and when: %s", buf_text(&recipe));
}

static int refuse_missing(const struct file *file, const struct plan_path *wanted, struct error *err)
{
	error_set(err, ERROR_REFUSED, "--%s: there is no %s%s, and the API server would not start without it; name another with --%s",
	          wanted->flag->name, file->root, wanted->path, option_of(wanted->flag));
	return wanted->flag->type == FLAG_POLICY_PATH ? add_recipe(file, wanted->path, err) : error_append(err, ", or put it there");
}

static int warn_of_missing(const struct file *file, const struct plan_path *wanted, struct outcome *outcome, struct error *err)
{
	return texts_add(&outcome->warnings, err, "--%s: there is no %s%s yet; without it a run is refused", wanted->flag->name, file->root, wanted->path);
}

int host_load(const char *root, const char *path, const struct manifest *manifest, struct file *ret_file, struct error *err)
{
	struct file file FILE_AUTO = {0};
	if (file_find(root, path, FILE_TRUSTED, &file, err))
		return -1;
	file.owner = manifest->run_as_user > 0 ? (uid_t)manifest->run_as_user : 0;
	if (file_read(&file, err))
		return -1;
	*ret_file = file;
	file = (struct file){0};
	return 0;
}

static int check_file(const struct options *options, const struct file *file, const struct manifest *manifest, const struct plan_path *wanted,
                      struct outcome *outcome, struct error *err)
{
	struct file found FILE_AUTO = {0};
	if (host_load(file->root, wanted->path, manifest, &found, err) == 0)
		return 0;
	if (err->errnum == ENOENT)
		return options->files_may_follow ? warn_of_missing(file, wanted, outcome, err) : refuse_missing(file, wanted, err);
	return error_wrap(err, "--%s", wanted->flag->name);
}

static int check_directory(const struct file *file, const struct plan_path *wanted, struct outcome *outcome, struct error *err)
{
	struct trust trust;
	const struct root_guard guard = trust_links(&trust);
	bool missing;
	int inside = directory_find(file, wanted->path, outcome->kind == OUTCOME_NOTHING ? NULL : &guard, &missing, err);
	if (inside)
		return inside < 0 ? error_wrap(err, "the directory for --%s", wanted->flag->name) : refuse_inside(file, wanted, err);
	return missing ? texts_add(&outcome->made, err, "%s%s", file->root, wanted->path) : 0;
}

static int check_point(const struct file *file, const struct plan_path *wanted, struct error *err)
{
	struct place place PLACE_AUTO = {0};
	struct stat status;
	const char *kind = wanted->directory ? "a directory" : "a file";
	if (root_find(file->root, wanted->path, NULL, &place, err) == 0 &&
	    fstatat(place.directory, place.name ? place.name : "", &status, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW) == 0 &&
	    !!S_ISDIR(status.st_mode) == wanted->directory)
		return 0;
	return error_set(err, ERROR_REFUSED,
	                 "--%s would be mounted inside a read-only mount, where the container's mount point must be there already: make "
	                 "%s%s (%s), or name "
	                 "a path outside of that mount",
	                 option_of(wanted->flag), file->root, wanted->path, kind);
}

static bool is_known(const struct plan_path *wanted, const struct host_policy *policy)
{
	return policy->source.length > 0 && strcmp(wanted->path, policy->path) == 0;
}

static int check_path(const struct options *options, const struct file *file, const struct manifest *manifest, const struct plan_path *wanted,
                      const struct host_policy *policy, struct outcome *outcome, struct error *err)
{
	if (wanted->need == PATH_DIRECTORY)
		return check_directory(file, wanted, outcome, err);
	int inside = directory_holds(file, wanted->path, err);
	if (inside)
		return inside < 0 ? error_wrap(err, "--%s", option_of(wanted->flag)) : refuse_inside(file, wanted, err);
	if (wanted->need == PATH_POINT)
		return check_point(file, wanted, err);
	return is_known(wanted, policy) ? 0 : check_file(options, file, manifest, wanted, outcome, err);
}

int host_check_paths(const struct options *options, const struct file *file, const struct plan *plan, const struct manifest *manifest,
                     const struct host_policy *policy, struct outcome *outcome, struct error *err)
{
	for (size_t i = 0; i < plan->path_count; i++)
		if (check_path(options, file, manifest, &plan->paths[i], policy, outcome, err))
			return -1;
	return 0;
}

int host_check_backup(const struct file *file, const char *directory, struct error *err)
{
	return backup_check(file, directory, err) ? error_wrap(err, "--backup-dir") : 0;
}

int host_make(const struct file *file, const struct plan *plan, const struct manifest *manifest, const struct outcome *outcome, struct error *err)
{
	const struct directory wish = {
	        .mode = 0700,
	        .uid = manifest->run_as_user >= 0 ? (uid_t)manifest->run_as_user : (uid_t)-1,
	        .gid = manifest->run_as_group >= 0 ? (gid_t)manifest->run_as_group : (gid_t)-1,
	};
	for (size_t i = 0; i < plan->path_count && outcome->made.count > 0; i++)
		if (plan->paths[i].need == PATH_DIRECTORY && directory_make(file->root, plan->paths[i].path, &wish, NULL, err) < 0)
			return error_wrap(err, "the directory for --%s", plan->paths[i].flag->name);
	return 0;
}
