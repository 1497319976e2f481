#include "cli/run.h"

#include <errno.h>
#include <unistd.h>

#include "cli/host_profile.h"
#include "yaml/diff.h"

#define LABEL "kube-apiserver.yaml" /* in the diff's header; patch(1) is told the file */

static int read_input(struct buf *content, struct error *err)
{
	char block[65536];
	for (;;) {
		ssize_t got = read(STDIN_FILENO, block, sizeof(block));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(err, errno, "standard input can't be read");
		if (got == 0)
			return buf_check(content, err);
		buf_add(content, block, (size_t)got);
		if (content->length > TREE_SOURCE_MAX)
			return error_set(err, ERROR_REFUSED, "standard input is over 10 MiB; the kubelet reads nothing that long");
	}
}

static int go_through(const struct options *options, struct outcome *outcome, struct patch *patch, struct error *err)
{
	if (read_input(&outcome->before, err))
		return -1;
	struct span source = buf_span(&outcome->before);
	int result = options->mode == MODE_REMOVE ? patch_remove(source, options->container, patch, err)
	                                          : patch_make(source, options->container, &options->wishes, patch, err);
	if (result < 0)
		return error_path(err, "standard input");
	const struct manifest *edited = result == PATCH_CHANGED ? &patch->after.manifest : &patch->before.manifest;
	const struct host_profile nothing = {.manifest_path = OPTIONS_MANIFEST};
	if (outcome_take_plan(outcome, options, patch, "", err) || host_profile_check(options, edited, &nothing, outcome, err))
		return -1;
	outcome->by_kubeadm = kubeadm_wrote(edited);
	if (options->mode == MODE_EMIT && kubeadm_emit(options->emit, edited, &outcome->emitted, err) < 0) {
		if (result == PATCH_CHANGED)
			err->line = err->column = 0;
		return error_path(err, "standard input");
	}
	if (result == PATCH_CHANGED && options->dry_run &&
	    diff_unified(buf_span(&outcome->before), buf_span(&patch->result), LABEL, LABEL, &outcome->diff, err))
		return -1;
	buf_add_span(&outcome->after, result == PATCH_CHANGED ? buf_span(&patch->result) : buf_span(&outcome->before));
	outcome->kind = result == PATCH_NOTHING ? OUTCOME_NOTHING : options->dry_run || options->check || options->mode == MODE_EMIT ? OUTCOME_WOULD : OUTCOME_CHANGED;
	return buf_check(&outcome->after, err);
}

void run_filter(const struct options *options, struct outcome *ret_outcome)
{
	struct patch patch PATCH_AUTO = PATCH_EMPTY;
	struct error err;
	if (go_through(options, ret_outcome, &patch, &err)) {
		ret_outcome->kind = OUTCOME_FAILED;
		ret_outcome->error = err;
	}
}
