#include "node/strays.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#include "node/tidy.h"

struct names {
	struct buf text; /* one after the other, each with its NUL */
	const char **at;
	size_t count;
};

#define NAMES_AUTO __attribute__((cleanup(names_release)))

static void names_release(struct names *names)
{
	buf_release(&names->text);
	free(names->at);
}

static int by_byte(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What was collected, by byte, as the kubelet's glob has it. */
static int names_sort(struct names *names, struct error *err)
{
	if (names->count == 0)
		return 0;
	if (buf_check(&names->text, err))
		return -1;
	names->at = calloc(names->count, sizeof(*names->at));
	if (!names->at)
		return error_memory(err);
	const char *name = names->text.at;
	for (size_t i = 0; i < names->count; i++, name += strlen(name) + 1)
		names->at[i] = name;
	qsort(names->at, names->count, sizeof(*names->at), by_byte);
	return 0;
}

static int collect(DIR *listing, const char *path, const char *own, struct names *names, struct error *err)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(listing);
		if (!entry)
			return errno ? error_system(err, errno, "can't list %s", path) : 0;
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, own) == 0)
			continue;
		buf_add(&names->text, entry->d_name, strlen(entry->d_name) + 1);
		names->count++;
	}
}

static int list(const struct place *place, const char *own, struct names *names, struct error *err)
{
	LISTING_AUTO DIR *listing = listing_open(place->directory);
	if (!listing)
		return error_system(err, errno, "can't list %s", place->path);
	return collect(listing, place->path, own, names, err) ? -1 : names_sort(names, err);
}

/* 1: STRAY is a regular file, to be read. 0: nothing that the kubelet reads. -1: it can't be told. */
static int find(const struct file *file, const char *path, struct file *stray, struct error *why)
{
	struct stat status;
	if (file_find(file->root, path + strlen(file->root), FILE_ANY, stray, why))
		return why->errnum == ENOENT || why->errnum == ELOOP ? 0 : -1;
	if (!fstatat(stray->directory, stray->name, &status, AT_SYMLINK_NOFOLLOW))
		return S_ISREG(status.st_mode);
	return errno == ENOENT ? 0 : error_system(why, errno, "can't look at %s", stray->path);
}

static int show(const struct file *file, const char *path, stray_visit *visit, void *context, struct error *err)
{
	FILE_AUTO struct file stray = { 0 };
	struct error why;
	int found = find(file, path, &stray, &why);
	if (found == 0)
		return 0;
	if (found < 0 || file_read(&stray, &why))
		return visit(context, path, SPAN_EMPTY, &why, err);
	return visit(context, path, buf_span(&stray.content), NULL, err);
}

int strays_each(const struct file *file, stray_visit *visit, void *context, struct error *err)
{
	NAMES_AUTO struct names names = { 0 };
	PLACE_AUTO struct place watched = { 0 };
	const char *own;
	if (file_watched(file, &watched, &own, err) || list(&watched, own, &names, err))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		BUF_AUTO struct buf path = BUF_EMPTY;
		buf_printf(&path, "%s%s%s", watched.path, strcmp(watched.path, "/") == 0 ? "" : "/", names.at[i]);
		if (buf_check(&path, err))
			return -1;
		int result = show(file, path.at, visit, context, err);
		if (result != 0)
			return result;
	}
	return 0;
}
