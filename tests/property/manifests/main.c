/*
 * manifests SEED COUNT [FOLDER]      cases SEED … SEED + COUNT - 1; with FOLDER, sources and results are kept there as SEED.in and SEED.out
 * manifests --show SEED              the manifest, its wishes and what is made of it
 * manifests --files FOLDER FILE…     real files with the default wishes; sources and results are kept as NUMBER.in and NUMBER.out
 * manifests --oracle ANSWERS         judges what pod-oracle -json said of the files in a FOLDER
 * manifests --oracle-files ANSWERS   the same for a FOLDER of --files
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

static void show(uint64_t seed)
{
	struct generated generated GENERATED_AUTO;
	struct verdict verdict VERDICT_AUTO;
	generate(seed, &generated);
	case_run(&generated, &verdict);
	printf("==== seed %llu, hazard %d\n%s", (unsigned long long)seed, (int)generated.model.hazard, buf_text(&generated.source));
	puts("==== wishes");
	for (size_t i = 0; i < flag_count; i++)
		if (generated.model.wishes.flags[i].kind != WISH_NONE)
			printf("%s --%s=%s\n", generated.model.wishes.flags[i].kind == WISH_FILL ? "fill " : generated.model.wishes.flags[i].kind == WISH_SET ? "set  " : "unset",
			       flag_table[i].name, generated.model.wishes.flags[i].value ? generated.model.wishes.flags[i].value : "");
	printf("==== result\n%s==== complaints\n%s", buf_text(&verdict.result), buf_text(&verdict.complaints));
}

static int run(uint64_t first, uint64_t count, const char *folder)
{
	size_t outcomes[CASE_OUTCOMES] = { 0 }, failed = 0;
	for (uint64_t seed = first; seed < first + count; seed++) {
		struct generated generated GENERATED_AUTO;
		struct verdict verdict VERDICT_AUTO;
		generate(seed, &generated);
		case_run(&generated, &verdict);
		outcomes[verdict.outcome]++;
		if (verdict.complaints.length > 0) {
			printf("seed %llu: %s", (unsigned long long)seed, buf_text(&verdict.complaints));
			failed++;
		}
		bool kept = !folder || verdict.outcome == CASE_REFUSED ||
			    (keep(folder, seed, "in", &generated.source) && keep(folder, seed, "out", &verdict.result));
		if (!kept) {
			perror(folder);
			return 1;
		}
	}
	printf("%zu edited, %zu with nothing to do, %zu refused\n", outcomes[CASE_EDITED], outcomes[CASE_NOTHING], outcomes[CASE_REFUSED]);
	printf("%zu passed, %zu failed\n", (size_t)count - failed, failed);
	return failed > 0;
}

int main(int argc, char **argv)
{
	size_t passed = 0, failed = 0;
	if (argc == 3 && strcmp(argv[1], "--show") == 0) {
		show(strtoull(argv[2], NULL, 10));
		return 0;
	}
	if (argc > 3 && strcmp(argv[1], "--files") == 0)
		return run_files(argv[2], argv + 3, (size_t)argc - 3);
	if (argc == 3 && strncmp(argv[1], "--oracle", 8) == 0) {
		if (!oracle_judge(argv[2], strcmp(argv[1], "--oracle") == 0, &passed, &failed)) {
			perror(argv[2]);
			return 1;
		}
		printf("%zu passed, %zu failed\n", passed, failed);
		return failed > 0;
	}
	if (argc != 3 && argc != 4) {
		fputs("usage: manifests SEED COUNT [FOLDER] | --show SEED | --files FOLDER FILE… | --oracle[-files] ANSWERS\n", stderr);
		return 2;
	}
	return run(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10), argv[3]);
}
