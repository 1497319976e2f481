/* Whether the audit log can be written, and how large it may become, against the room that it has. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "audit/value.h"
#include "base/path.h"
#include "cli/host_policy.h"
#include "node/root.h"
#include "node/tidy.h"
#include "pod/args.h"

#define MEGABYTE (INT64_C(1) << 20) /* lumberjack's */
#define SIZE_DEFAULT 100            /* megabytes, where maxsize is 0 or not given */
#define MINOR_UNBOUNDED 36          /* since this version maxsize 0 means no rotation at all (audit.go) */

#define READ_ONLY "%s%s is on a read-only file system, where no audit log can be written; give another --log-path or make it writable"

static int64_t number_in_force(const struct args *args, size_t index, int64_t otherwise)
{
	int64_t number;
	const struct use *use = args->in_force[index];
	return use && value_int(use->value, true, &number) ? number : otherwise;
}

/* The file system where the directory of LOG is or is going to be; false: that can't be known, and then nothing is said of it. */
static bool find_system(const char *root, const char *directory, struct statvfs *ret_system)
{
	PLACE_AUTO struct place place = {0};
	TEXT_AUTO char *missing = NULL;
	struct error ignored;
	return root_reach(root, directory, NULL, &place, &missing, &ignored) >= 0 && fstatvfs(place.directory, ret_system) == 0;
}

/* kube-apiserver starts without a word where it can't log, and goes on without: its first event is then lost, as is every other. */
static int check_writable(const struct statvfs *system, const char *root, const char *directory, struct outcome *outcome, struct error *err)
{
	if (!(system->f_flag & ST_RDONLY))
		return 0;
	if (outcome->kind == OUTCOME_NOTHING)
		return texts_add(&outcome->warnings, err, READ_ONLY, root, directory);
	return error_set(err, ERROR_REFUSED, READ_ONLY, root, directory);
}

static int compare(const struct statvfs *system, const char *root, const char *directory, int64_t files, int64_t megabytes, struct outcome *outcome,
                   struct error *err)
{
	int64_t room = (int64_t)system->f_bavail * (int64_t)system->f_frsize;
	if (files <= 0 || megabytes > INT64_MAX / MEGABYTE / files || files * megabytes * MEGABYTE <= room)
		return 0;
	return texts_add(&outcome->warnings, err,
	                 "the audit log may take %" PRId64 " MB (%" PRId64 " files of %" PRId64 " MB), and %s%s has %" PRId64
	                 " MB free; lower --maxbackup or --maxsize",
	                 files * megabytes, files, megabytes, root, directory, room / MEGABYTE);
}

int host_check_space(const struct file *manifest_file, const struct manifest *manifest, unsigned minor, const char *log_host, struct outcome *outcome,
                     struct error *err)
{
	ARGS_AUTO struct args args = ARGS_EMPTY;
	if (!log_host || span_is(span_of(log_host), "-"))
		return 0;
	TEXT_AUTO char *directory = span_dup(path_directory(span_of(log_host)));
	if (!directory)
		return error_memory(err);
	struct statvfs system;
	bool known = find_system(manifest_file->root, directory, &system);
	if ((known && check_writable(&system, manifest_file->root, directory, outcome, err)) || args_read(manifest, &args, err) < 0)
		return -1;
	bool modern = minor == 0 || minor >= MINOR_UNBOUNDED;
	int64_t backups = number_in_force(&args, FLAG_AT_LOG_MAXBACKUP, modern ? 100 : 0);
	int64_t size = number_in_force(&args, FLAG_AT_LOG_MAXSIZE, modern ? SIZE_DEFAULT : 0);
	if (size == 0 && modern)
		return texts_add(&outcome->warnings, err, "--audit-log-maxsize=0: the audit log is never rotated and has no bound; give a size in megabytes");
	if (backups == 0)
		return texts_add(&outcome->warnings, err, "--audit-log-maxbackup=0: rotated audit logs are all kept, which has no bound; give a number of files");
	return known ? compare(&system, manifest_file->root, directory, backups + 1, size ? size : SIZE_DEFAULT, outcome, err) : 0;
}
