#include "cli/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void texts_release(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->list[i]);
	free(texts->list);
}

void outcome_release(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->item_count; i++) {
		free(outcome->items[i].name);
		free(outcome->items[i].old);
		free(outcome->items[i].new);
	}
	free(outcome->items);
	texts_release(&outcome->warnings);
	texts_release(&outcome->facts);
	texts_release(&outcome->made);
	buf_release(&outcome->before);
	buf_release(&outcome->after);
	buf_release(&outcome->diff);
	live_result_release(&outcome->live);
	buf_release(&outcome->emitted);
	free(outcome->patch_file.path);
	free(outcome->hint);
	free(outcome->manifest);
	free(outcome->policy_made);
	texts_release(&outcome->pruned);
	free(outcome->restored);
	free(outcome->backup);
	free(outcome->log_host);
	*outcome = (struct outcome){0};
}

int texts_add(struct texts *texts, struct error *err, const char *format, ...)
{
	char **list = realloc(texts->list, (texts->count + 1) * sizeof(*list));
	if (!list)
		return error_memory(err);
	texts->list = list;
	va_list args;
	va_start(args, format);
	int length = vasprintf(&list[texts->count], format, args);
	va_end(args);
	if (length < 0)
		return error_memory(err);
	texts->count++;
	return 0;
}

/* The container that was chosen, and by which version's rules. */
static int take_facts(struct outcome *outcome, const struct options *options, const struct patch *patch, struct error *err)
{
	const struct manifest *manifest = &patch->before.manifest;
	const struct plan *plan = &patch->plan;
	const char *known = manifest->minor ? "" : ", since the image's tag names no version";
	unsigned assumed = options->wishes.minor ? options->wishes.minor : KUBE_MINOR_NEWEST;
	unsigned minor = manifest->minor ? manifest->minor : assumed;
	if (texts_add(&outcome->facts, err, "container %.*s runs %.*s; rules of Kubernetes 1.%u%s", SPAN_ARG(manifest->container_name),
	              SPAN_ARG(manifest->image), minor, known))
		return -1;
	if (plan->policy_host && texts_add(&outcome->facts, err, "the policy is %s on the host", plan->policy_host))
		return -1;
	return 0;
}

int outcome_take_plan(struct outcome *outcome, const struct options *options, struct patch *patch, const char *root, struct error *err)
{
	struct plan *plan = &patch->plan;
	outcome->items = plan->items;
	outcome->item_count = plan->item_count;
	plan->items = NULL;
	plan->item_count = 0;
	for (size_t i = 0; i < plan->note_count; i++)
		if (texts_add(&outcome->warnings, err, "%s", plan->notes[i]))
			return -1;
	bool on_host = plan->log_host && strcmp(plan->log_host, "-") != 0;
	if (plan->log_host && asprintf(&outcome->log_host, "%s%s", on_host ? root : "", plan->log_host) < 0) {
		outcome->log_host = NULL;
		return error_memory(err);
	}
	return take_facts(outcome, options, patch, err);
}

bool outcome_changes(const struct outcome *outcome)
{
	return outcome->kind == OUTCOME_WOULD || outcome->kind == OUTCOME_CHANGED || outcome->is_new || outcome->patch_file.written;
}

void outcome_told(struct outcome *outcome)
{
	outcome->told = true;
	outcome->warnings_told = outcome->warnings.count;
	outcome->facts_told = outcome->facts.count;
}

enum exit_status outcome_status(const struct outcome *outcome, const struct options *options)
{
	if (options->check && outcome->kind != OUTCOME_FAILED && outcome_changes(outcome))
		return STATUS_DIFFERENT;
	if (outcome->kind == OUTCOME_WOULD)
		return STATUS_DONE;
	if (outcome->kind == OUTCOME_ROLLED_BACK)
		return STATUS_ROLLED_BACK;
	if (outcome->kind == OUTCOME_UNPROVEN)
		return STATUS_UNPROVEN;
	if (outcome->kind != OUTCOME_FAILED)
		return STATUS_DONE;
	if (outcome->is_new)
		return STATUS_UNPROVEN;
	return outcome->error.kind == ERROR_USAGE ? STATUS_USAGE : STATUS_REFUSED;
}
