/*
 * cases: one thing goes wrong while a manifest is found, locked, read, backed up and replaced. Afterwards, whatever it was:
 *
 * the manifest is the old or the new one, complete, with its mode and attributes; what was said about it is true; nobody who
 * watches saw another name without a dot; at most one temp is left, and the next run takes it away.
 */
#ifndef KAUDIT_TESTS_FAULTS_CASES_H
#define KAUDIT_TESTS_FAULTS_CASES_H

#include "scene.h"

#include "node/backup.h"
#include "node/replace.h"
#include "node/tidy.h"

static const struct timespec now = { .tv_sec = 1767323045, .tv_nsec = 123456000 };

static inline int work_on(struct file *file, struct report *report, struct error *err)
{
	char *backup = NULL;
	report->stage = STAGE_FIND;
	if (file_find(scene.top, MANIFEST, FILE_MANIFEST, file, err))
		return -1;
	report->stage = STAGE_LOCK;
	if (replace_lock(file, err))
		return -1;
	report->stage = STAGE_READ;
	if (file_read(file, err))
		return -1;
	report->stage = STAGE_BACKUP;
	int made = backup_make(file, BACKUPS, now, false, &backup, err);
	text_release(&backup);
	if (made)
		return -1;
	report->stage = STAGE_PUBLISH;
	int result = replace_publish(file, buf_span(&scene.new_text), err);
	report->stage = result < 0 ? STAGE_PUBLISH : STAGE_END;
	return result;
}

static inline void write_manifest(struct report *report)
{
	struct file file = { 0 };
	struct error err = { 0 };
	report->result = work_on(&file, report, &err);
	file_release(&file);
	snprintf(report->text, sizeof(report->text), "%s", err.text);
}

static unsigned cases;

/* What is wrong with the last case, in words; NULL: nothing. */
static inline const char *wrong_on_disk(bool *ret_new)
{
	struct stat status;
	char note[8];
	bool others;
	*ret_new = scene_holds(MANIFEST, scene.new_text.at);
	if (!*ret_new && !scene_holds(MANIFEST, OLD_TEXT))
		return "the manifest is neither the old nor the new one";
	if (lstat(scene_path(MANIFEST), &status) || status.st_mode != (S_IFREG | MODE) || status.st_uid != geteuid())
		return "the manifest has another owner or mode";
	bool kept = !scene.attributes || !scene.worn || getxattr(scene_path(MANIFEST), "user.note", note, sizeof(note)) == 4;
	if (!kept && fault.errnum != ENOTSUP)
		return "the manifest has lost an attribute";
	if (scene_temps(MANIFESTS, NAME, &others) > 1 || others)
		return "something is left in the manifest's directory";
	if (scene_temps(BACKUPS, NAME ".2026", &others) > 1 || others)
		return "something is left among the backups";
	DIR *backups = opendir(scene_path(BACKUPS));
	for (struct dirent *entry; backups && (entry = readdir(backups));) {
		char name[512];
		snprintf(name, sizeof(name), BACKUPS "/%s", entry->d_name);
		if (entry->d_name[0] != '.' && !scene_holds(name, OLD_TEXT)) {
			closedir(backups);
			return "a backup is not the old manifest";
		}
	}
	if (backups)
		closedir(backups);
	return NULL;
}

/* Whether an errno that was put in has to be found in the message: not those that mean something to the writer. */
static inline bool named_as_it_is(int errnum)
{
	return errnum == EIO || errnum == ENOSPC || errnum == EDQUOT || errnum == EMFILE || errnum == ESTALE;
}

static inline const char *wrong_in_words(bool new)
{
	const struct report *report = scene.report;
	bool others;
	if (report->result < 0 && report->text[0] == '\0')
		return "a failure without a word";
	if (report->result == -1 && new)
		return "it failed, but the manifest is new";
	if (report->result >= 0 && !new)
		return "it reports success, but the manifest is old";
	bool said = span_ends(span_of(report->text), "; unchanged");
	if (report->result == -1 && !said && report->stage != STAGE_FIND && report->stage != STAGE_READ)
		return "the message does not say that it is unchanged";
	if (report->result == REPLACE_UNSYNCED && (said || !strstr(report->text, "new")))
		return "the message does not say that it is new";
	if (report->result == -1 && fault.strike == STRIKE_FAIL && named_as_it_is(fault.errnum) && !strstr(report->text, strerror(fault.errnum)))
		return "the message does not name what failed";
	bool admitted = strstr(report->text, "can't be taken away") || strstr(report->text, "can't take");
	if (report->stage > STAGE_LOCK && !admitted && scene_temps(MANIFESTS, NAME, &others) + scene_temps(BACKUPS, NAME, &others) > scene.worn)
		return "a temp was left without a word";
	if (report->held != 0 && report->result != -2)
		return "memory was not freed";
	if (report->descriptors != 0)
		return "a descriptor was left open";
	return NULL;
}

static inline void fail_case(const char *wrong)
{
	unsigned at = fault.at;
	fail_msg("call %u (%s), strike %d, %s: %s; stage %d, result %d, said \"%s\"", at, at && fault.names[at - 1] ? fault.names[at - 1] : "none",
		 fault.strike, strerror(fault.errnum), wrong, scene.report->stage, scene.report->result, scene.report->text);
}

/* A run without faults finds its way whatever the last one left, and leaves nothing. */
static inline void run_again(void)
{
	struct error err = { 0 };
	struct file file = { 0 };
	struct report report;
	bool others;
	if (work_on(&file, &report, &err))
		fail_case(err.text);
	file_release(&file);
	if (!scene_holds(MANIFEST, scene.new_text.at))
		fail_case("the next run did not write");
	if (scene_temps(MANIFESTS, NAME, &others) || scene_temps(BACKUPS, NAME, &others))
		fail_case("the next run left a temp");
}

enum ending { ENDS_WELL, IS_KILLED, ENDS_BY_HANDLER };

static inline const char *wrong_ending(int status, enum ending ending, bool new)
{
	bool others;
	if (ending == IS_KILLED)
		return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? NULL : "it was not killed";
	if (ending == ENDS_WELL)
		return status != 0 ? "it did not end well" : fault.at && !scene.report->struck ? "the fault did not strike" : wrong_in_words(new);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != DIED_OF_SIGNAL)
		return "it was not ended by the handler";
	if (scene.report->stage > STAGE_LOCK && scene_temps(MANIFESTS, NAME, &others) + scene_temps(BACKUPS, NAME, &others) > scene.worn)
		return "the handler left the temp";
	return NULL;
}

/* One case: `fault` says what happens. */
static inline void try(enum ending ending)
{
	bool new;
	scene_reset();
	scene_seen();
	int status = scene_run(write_manifest);
	int seen = scene_seen();
	const char *wrong = wrong_on_disk(&new);
	if (!wrong && seen != (int)new)
		wrong = "the kubelet would have seen something else than one event";
	if (!wrong)
		wrong = wrong_ending(status, ending, new);
	if (wrong)
		fail_case(wrong);
	run_again();
	cases++;
}

/* Without a fault: learns which calls there are. */
static inline unsigned learn(bool worn)
{
	scene.worn = worn;
	memset(&fault, 0, sizeof(fault));
	try(ENDS_WELL);
	assert_int_equal(scene.report->result, REPLACE_DONE);
	assert_int_equal(scene.report->stage, STAGE_END);
	assert_true(scene.report->calls > 0 && scene.report->calls < FAULT_MAX_CALLS);
	memcpy(fault.names, scene.report->names, sizeof(fault.names));
	return scene.report->calls;
}

/* Calls TRY_ONE for every call of a run, in a fresh and in a worn scene. */
static inline void for_each_call(void (*try_one)(const char *name))
{
	cases = 0;
	for (int worn = 0; worn <= 1; worn++) {
		unsigned calls = learn(worn);
		for (unsigned at = 1; at <= calls; at++) {
			fault.at = at;
			fault.errnum = 0;
			try_one(fault.names[at - 1]);
		}
	}
	print_message("%u cases\n", cases);
}

#endif
