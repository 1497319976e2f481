#include <stdio.h>

#include "case.h"

bool keep(const char *folder, uint64_t number, const char *suffix, const struct buf *content)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%llu.%s", folder, (unsigned long long)number, suffix);
	FILE *file = fopen(path, "w");
	if (!file)
		return false;
	bool ok = fwrite(content->at, 1, content->length, file) == content->length;
	return fclose(file) == 0 && ok;
}

bool read_whole(const char *path, struct buf *content)
{
	char chunk[65536];
	size_t got;
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(content, chunk, got);
	bool ok = ferror(file) == 0 && !content->failed;
	fclose(file);
	return ok;
}

int run_files(const char *folder, char *const paths[], size_t count)
{
	size_t outcomes[CASE_OUTCOMES] = { 0 }, failed = 0;
	struct wishes wishes;
	wishes_default(&wishes);
	for (size_t i = 0; i < count; i++) {
		struct buf source BUF_AUTO = BUF_EMPTY;
		struct verdict verdict VERDICT_AUTO = { 0 };
		if (!read_whole(paths[i], &source)) {
			perror(paths[i]);
			return 1;
		}
		case_run_source(buf_span(&source), &wishes, HAZARD_ANY, &verdict);
		outcomes[verdict.outcome]++;
		failed += verdict.complaints.length > 0;
		if (verdict.outcome == CASE_REFUSED)
			printf("refused: %s: %s\n", paths[i], buf_text(&verdict.reason));
		if (verdict.complaints.length > 0)
			printf("WRONG: %s: %s", paths[i], buf_text(&verdict.complaints));
		if (verdict.outcome != CASE_REFUSED && (!keep(folder, i, "in", &source) || !keep(folder, i, "out", &verdict.result))) {
			perror(folder);
			return 1;
		}
	}
	printf("%zu edited, %zu with nothing to do, %zu refused\n", outcomes[CASE_EDITED], outcomes[CASE_NOTHING], outcomes[CASE_REFUSED]);
	printf("%zu passed, %zu failed\n", count - failed, failed);
	return failed > 0;
}
