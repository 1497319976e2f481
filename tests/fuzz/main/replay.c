/*
 * A target's main without a fuzzer: each file, and each file of a folder, is one input.
 *
 *     NAME FILE-OR-FOLDER…   each input in a process of its own; "N passed, M failed" at the end
 *     NAME                   standard input, in this process: for AFL++, and to look at one
 */
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fuzz.h"

static unsigned passed, failed;

static void read_whole(FILE *file, struct buf *content)
{
	char block[65536];
	size_t got;
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(content, block, got);
	must(!ferror(file) && !content->failed, "the input can't be read");
}

/* The exact size in memory of its own, so that a sanitizer sees a read past its end. */
static void run_bytes(const struct buf *content)
{
	uint8_t *copy = malloc(content->length ? content->length : 1);
	must(copy != NULL, "no memory");
	if (content->length > 0)
		memcpy(copy, content->at, content->length);
	LLVMFuzzerTestOneInput(copy, content->length);
	free(copy);
}

static void run_file(const char *path)
{
	struct buf content BUF_AUTO = BUF_EMPTY;
	FILE *file = fopen(path, "r");
	must(file != NULL, path);
	read_whole(file, &content);
	fclose(file);
	fflush(stdout);
	pid_t child = fork();
	must(child >= 0, "fork");
	if (child == 0) {
		alarm(60);
		run_bytes(&content);
		buf_release(&content);
		exit(0);
	}
	int status;
	must(waitpid(child, &status, 0) == child, "waitpid");
	if (status == 0) {
		passed++;
		return;
	}
	failed++;
	printf("%s: %s %d\n", path, WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void run_path(const char *path)
{
	struct stat status;
	struct dirent **names;
	must(stat(path, &status) == 0, path);
	if (!S_ISDIR(status.st_mode)) {
		run_file(path);
		return;
	}
	int count = scandir(path, &names, NULL, alphasort);
	must(count >= 0, path);
	for (int i = 0; i < count; i++) {
		struct buf inner BUF_AUTO = BUF_EMPTY;
		buf_printf(&inner, "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			run_path(buf_text(&inner));
		free(names[i]);
	}
	free(names);
}

int main(int argc, char **argv)
{
	struct buf content BUF_AUTO = BUF_EMPTY;
	if (argc == 1) {
		read_whole(stdin, &content);
		run_bytes(&content);
		return 0;
	}
	for (int i = 1; i < argc; i++)
		run_path(argv[i]);
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0;
}
