/* How large the audit log may become, against the room that it has. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "audit/value.h"
#include "base/path.h"
#include "cli/host_policy.h"
#include "node/root.h"
#include "pod/args.h"

#define MEGABYTE (INT64_C(1) << 20) /* lumberjack's */
#define SIZE_DEFAULT 100            /* megabytes, where maxsize is 0 or not given */
#define MINOR_UNBOUNDED 36          /* since this version maxsize 0 means no rotation at all (audit.go) */

static int64_t number_in_force(const struct args *args, size_t index, int64_t otherwise)
{
	int64_t number;
	const struct use *use = args->in_force[index];
	return use && value_int(use->value, true, &number) ? number : otherwise;
}

static void text_release(char **text)
{
	free(*text);
}

/* Bytes that are free where DIRECTORY is or is going to be; -1: that can't be known, and then nothing is said of it. */
static int64_t free_bytes(const char *root, const char *directory)
{
	PLACE_AUTO struct place place = {0};
	char *missing __attribute__((cleanup(text_release))) = NULL;
	struct statvfs system;
	struct error ignored;
	if (root_reach(root, directory, NULL, &place, &missing, &ignored) < 0 || fstatvfs(place.directory, &system) < 0)
		return -1;
	return (int64_t)system.f_bavail * (int64_t)system.f_frsize;
}

static int compare(const char *root, const char *log, int64_t files, int64_t megabytes, struct outcome *outcome, struct error *err)
{
	char *directory __attribute__((cleanup(text_release))) = span_dup(path_directory(span_of(log)));
	if (!directory)
		return error_memory(err);
	int64_t room = free_bytes(root, directory);
	if (room < 0 || files <= 0 || megabytes > INT64_MAX / MEGABYTE / files || files * megabytes * MEGABYTE <= room)
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
	if (args_read(manifest, &args, err) < 0)
		return -1;
	bool modern = minor == 0 || minor >= MINOR_UNBOUNDED;
	int64_t backups = number_in_force(&args, FLAG_AT_LOG_MAXBACKUP, modern ? 100 : 0);
	int64_t size = number_in_force(&args, FLAG_AT_LOG_MAXSIZE, modern ? SIZE_DEFAULT : 0);
	if (size == 0 && modern)
		return texts_add(&outcome->warnings, err, "--audit-log-maxsize=0: the audit log is never rotated and has no bound; give a size in megabytes");
	if (backups == 0)
		return texts_add(&outcome->warnings, err, "--audit-log-maxbackup=0: rotated audit logs are all kept, which has no bound; give a number of files");
	return compare(manifest_file->root, log_host, backups + 1, size ? size : SIZE_DEFAULT, outcome, err);
}
