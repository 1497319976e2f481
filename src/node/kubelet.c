#include "node/kubelet.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "node/file.h"
#include "node/process.h"
#include "node/tidy.h"
#include "yaml/reread.h"

struct question {
	const char *proc;
	const struct stat *directory;
	enum kubelet_answer answer;
};

static bool next_word(struct span cmdline, size_t *at, struct span *ret_word)
{
	if (*at >= cmdline.length)
		return false;
	size_t length = strnlen(cmdline.at + *at, cmdline.length - *at);
	*ret_word = span_cut(cmdline, *at, *at + length);
	*at += length + 1;
	return true;
}

/* The value of --NAME=VALUE or --NAME VALUE; the last one. */
static struct span flag_value(struct span cmdline, const char *name)
{
	struct span word, value = SPAN_EMPTY;
	size_t length = strlen(name);
	for (size_t at = 0; next_word(cmdline, &at, &word);) {
		if (!span_starts(word, name))
			continue;
		if (word.length == length)
			next_word(cmdline, &at, &value);
		else if (word.at[length] == '=')
			value = span_cut(word, length + 1, word.length);
	}
	return value;
}

/* staticPodPath of the configuration file, as process PID sees it. False: it can't be read. */
static bool read_configured(const char *proc, pid_t pid, struct span config, struct buf *path)
{
	FILE_AUTO struct file file = {0};
	TREE_AUTO struct tree tree = TREE_EMPTY;
	TEXT_AUTO char *name = span_dup(config);
	char root[PATH_MAX];
	struct error ignored; /* whatever it is, the answer is that it is not known */
	snprintf(root, sizeof(root), "%s/%ld/root", proc, (long)pid);
	if (!name || file_load(root, name, FILE_ANY, &file, &ignored) < 0 || reread_parse(buf_span(&file.content), &tree, &ignored) < 0)
		return false;
	node_id node = tree_get(&tree, 1, "staticPodPath");
	if (node && !tree_is_null(&tree, node))
		buf_add_span(path, tree_text(&tree, node));
	return !path->failed;
}

static bool is_same_directory(const struct question *question, pid_t pid, struct span path)
{
	BUF_AUTO struct buf full = BUF_EMPTY;
	struct stat status;
	buf_printf(&full, "%s/%ld/root%.*s", question->proc, (long)pid, SPAN_ARG(path));
	return !full.failed && full.at && stat(full.at, &status) == 0 && status.st_dev == question->directory->st_dev &&
	       status.st_ino == question->directory->st_ino;
}

static enum kubelet_answer ask(const struct question *question, pid_t pid, struct span cmdline)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	struct span given = flag_value(cmdline, "--pod-manifest-path"), config = flag_value(cmdline, "--config");
	if (given.length > 0)
		buf_add_span(&path, given);
	else if (config.length > 0 && !read_configured(question->proc, pid, config, &path))
		return KUBELET_UNKNOWN;
	if (path.failed || (path.length > 0 && path.at[0] != '/'))
		return KUBELET_UNKNOWN;
	return path.length > 0 && is_same_directory(question, pid, buf_span(&path)) ? KUBELET_WATCHES : KUBELET_ELSEWHERE;
}

/* A kubelet that watches settles it; one that can't be known leaves it open; any other counts only if there is no better one. */
static void note(void *context, pid_t pid, struct span cmdline)
{
	struct question *question = context;
	size_t at = 0;
	struct span program;
	if (!next_word(cmdline, &at, &program) || !span_is(path_name(program), "kubelet"))
		return;
	enum kubelet_answer answer = ask(question, pid, cmdline);
	if (question->answer == KUBELET_WATCHES || (question->answer == KUBELET_UNKNOWN && answer == KUBELET_ELSEWHERE))
		return;
	question->answer = answer;
}

int kubelet_watches(const char *proc, const struct stat *directory, enum kubelet_answer *ret_answer, struct error *err)
{
	struct question question = {proc, directory, KUBELET_NONE};
	if (process_each(proc, note, &question, err) < 0)
		return -1;
	*ret_answer = question.answer;
	return 0;
}
