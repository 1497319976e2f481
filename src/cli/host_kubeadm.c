#include "cli/host_kubeadm.h"

#include <errno.h>
#include <stdio.h>

#include "node/create.h"
#include "node/directory.h"
#include "node/replace.h"
#include "node/tidy.h"
#include "node/trust.h"
#include "pod/kubeadm.h"

const char *host_kubeadm_word(enum patch_file_state state)
{
	static const char *const words[] = {
	        [PATCH_FILE_NONE] = NULL,     [PATCH_FILE_ABSENT] = "absent",   [PATCH_FILE_IN_STEP] = "in-step",
	        [PATCH_FILE_STALE] = "stale", [PATCH_FILE_FOREIGN] = "foreign", [PATCH_FILE_UNKNOWN] = "unknown"};
	return words[state];
}

static int file_in(const char *directory, char **ret_path, struct error *err)
{
	struct span plain = span_of(directory);
	while (plain.length > 1 && span_ends(plain, "/"))
		plain.length--;
	if (asprintf(ret_path, "%.*s%s" KUBEADM_PATCH_FILE, SPAN_ARG(plain), span_ends(plain, "/") ? "" : "/") >= 0)
		return 0;
	*ret_path = NULL;
	return error_memory(err);
}

static enum patch_file_state compare(struct span content, struct span text)
{
	if (!kubeadm_patch_is_ours(content))
		return PATCH_FILE_FOREIGN;
	return span_equal(content, text) ? PATCH_FILE_IN_STEP : PATCH_FILE_STALE;
}

/* With what kubeadm would have to keep of MANIFEST; without one, whether there is a patch of ours at all. */
static int compare_with(struct span content, const struct manifest *manifest, enum patch_file_state *ret_state, struct error *err)
{
	BUF_AUTO struct buf text = BUF_EMPTY;
	bool told = !manifest || kubeadm_emit(KUBEADM_PATCH, manifest, &text, err) == 0;
	if (!told && err->kind == ERROR_MEMORY)
		return -1;
	*ret_state = compare(content, buf_span(&text));
	if (!told && *ret_state == PATCH_FILE_STALE)
		*ret_state = PATCH_FILE_UNKNOWN;
	return 0;
}

/* What keeps the file from being read is a state of it, too. */
int host_kubeadm_look(const char *root, const char *directory, const struct manifest *manifest, struct patch_file *ret_found,
                      struct error *err)
{
	FILE_AUTO struct file file = {0};
	TEXT_AUTO char *path = NULL;
	struct patch_file found = {.written = false};
	struct error why;
	if (file_in(directory, &path, err))
		return -1;
	if (file_load(root, path, FILE_ANY, &file, &why))
		found.state = why.errnum == ENOENT || why.errnum == ENOTDIR ? PATCH_FILE_ABSENT : PATCH_FILE_UNKNOWN;
	else if (compare_with(buf_span(&file.content), manifest, &found.state, err))
		return -1;
	if (asprintf(&found.path, "%s%s", root, path) < 0)
		return error_memory(err);
	*ret_found = found;
	return 0;
}

static int refuse_foreign(const struct file *file, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "--patches-dir: %s is not of this program's making; take it away, or name another directory",
	                 file->path);
}

int host_kubeadm_check(const struct file *manifest_file, const char *directory, struct span text, struct patch_file *ret_found,
                       bool *ret_missing, struct error *err)
{
	FILE_AUTO struct file file = {0};
	TEXT_AUTO char *path = NULL;
	const char *root = manifest_file->root;
	struct trust trust;
	const struct root_guard guard = trust_way(&trust);
	int inside = directory_find(manifest_file, directory, &guard, ret_missing, err);
	if (inside != 0)
		return inside < 0 ? error_wrap(err, "--patches-dir")
		                  : error_set(err, ERROR_REFUSED,
		                              "--patches-dir: %s%s is or lies in the manifest's directory, where the kubelet takes every "
		                              "file for a pod; "
		                              "name a place elsewhere",
		                              root, directory);
	if (file_in(directory, &path, err))
		return -1;
	if (asprintf(&ret_found->path, "%s%s", root, path) < 0) {
		ret_found->path = NULL;
		return error_memory(err);
	}
	ret_found->state = PATCH_FILE_ABSENT;
	if (*ret_missing)
		return 0;
	if (file_load(root, path, FILE_TRUSTED, &file, err))
		return err->errnum == ENOENT ? 0 : error_wrap(err, "--patches-dir");
	ret_found->state = compare(buf_span(&file.content), text);
	return ret_found->state == PATCH_FILE_FOREIGN ? refuse_foreign(&file, err) : 0;
}

int host_kubeadm_make(const char *root, const char *directory, struct error *err)
{
	static const struct directory wish = {.mode = 0700, .uid = (uid_t)-1, .gid = (gid_t)-1, .trusted = true};
	return directory_make(root, directory, &wish, NULL, err) < 0 ? error_wrap(err, "--patches-dir") : 0;
}

/* Opens ours under the lock. 1: it is there; 0: there is none. */
static int open_ours(const char *root, const char *path, struct file *file, struct error *err)
{
	if (file_find(root, path, FILE_TRUSTED, file, err))
		return err->errnum == ENOENT ? 0 : -1;
	if (replace_lock(file, err))
		return -1;
	if (file_read(file, err))
		return err->errnum == ENOENT ? 0 : -1;
	return kubeadm_patch_is_ours(buf_span(&file->content)) ? 1 : refuse_foreign(file, err);
}

int host_kubeadm_write(const char *root, const char *directory, struct span text, struct error *err)
{
	static const struct create wish = {.mode = 0600, .uid = (uid_t)-1, .gid = (gid_t)-1};
	FILE_AUTO struct file file = {0};
	TEXT_AUTO char *path = NULL;
	if (file_in(directory, &path, err))
		return -1;
	int there = open_ours(root, path, &file, err);
	if (there < 0)
		return -1;
	if (there)
		return replace_publish(&file, text, err) == REPLACE_DONE ? 0 : -1;
	file_release(&file); /* and its lock, which create_file takes */
	return create_file(root, path, &wish, text, err) == CREATE_DONE ? 0 : -1;
}

int host_kubeadm_remove(const char *root, const char *directory, struct error *err)
{
	FILE_AUTO struct file file = {0};
	TEXT_AUTO char *path = NULL;
	if (file_in(directory, &path, err))
		return -1;
	int there = open_ours(root, path, &file, err);
	return there <= 0 ? there : replace_remove(&file, err);
}
