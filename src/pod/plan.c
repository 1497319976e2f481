#include <string.h>

#include "pod/mounts.h"
#include "pod/plan_internal.h"

void wishes_default(struct wishes *wishes)
{
	*wishes = (struct wishes){.minor = 0};
	for (size_t i = 0; i < flag_count; i++)
		if (flag_table[i].fill) {
			wishes->flags[i].kind = WISH_FILL;
			wishes->flags[i].value = flag_table[i].fill;
		}
}

static void draft_release(struct draft *draft)
{
	for (size_t i = 0; i < flag_count; i++) {
		text_free(&draft->choices[i].old);
		text_free(&draft->choices[i].value);
	}
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		text_free(&draft->routes[i].path);
		text_free(&draft->routes[i].host);
		text_free(&draft->routes[i].point);
		text_free(&draft->routes[i].source);
	}
	args_release(&draft->args);
	plan_release(&draft->plan);
}

#define DRAFT_AUTO __attribute__((cleanup(draft_release)))

/* What the host has to have for the flags that are in force after the edit. */
static int ask_host(struct draft *draft, struct error *err)
{
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		TEXT_AUTO char *path = NULL;
		if (!route->host || (route->kind != ROUTE_SHOWN && route->kind != ROUTE_WANTED))
			continue;
		if (text_keep(&path, route->is_log ? path_directory(span_of(route->host)) : span_of(route->host), err) < 0 ||
		    plan_need(&draft->plan, route->is_log ? PATH_DIRECTORY : PATH_FILE, route->choice->flag, path, route->is_log, err) < 0)
			return -1;
	}
	return 0;
}

static int keep_host(char **field, const struct route *route, struct error *err)
{
	if (route->choice->value && strcmp(route->choice->value, "-") == 0)
		return text_keep(field, SPAN("-"), err);
	return route->host ? text_keep(field, span_of(route->host), err) : 0;
}

static bool is_on(const struct choice *choice)
{
	return (choice->fate == FATE_KEEP || choice->fate == FATE_WRITE) && !(choice->value && choice->value[0] == '\0');
}

/* What works, or is not for us to know, but is not what somebody who turns auditing on expects. */
static int warn(struct draft *draft, struct error *err)
{
	struct plan *plan = &draft->plan;
	bool policy = is_on(&draft->choices[FLAG_AT_POLICY_FILE]);
	bool backend = is_on(&draft->choices[FLAG_AT_LOG_PATH]) || is_on(&draft->choices[FLAG_AT_WEBHOOK_CONFIG]);
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		const struct route *route = &draft->routes[i];
		if (route->kind == ROUTE_UNKNOWN &&
		    plan_note(plan, err, "--%s is %.*s, which is not known to be on this host; neither it nor its mount is checked",
		              route->choice->flag->name, SPAN_ARG(span_brief(route->choice->use->value))) < 0)
			return -1;
	}
	if (draft->minor != 0 && draft->minor < KUBE_MINOR_OLDEST && policy &&
	    plan_note(plan, err,
	              "the image's tag says 1.%u, but audit policies came with 1.%u: a kube-apiserver of that version does not start "
	              "with --audit-policy-file",
	              draft->minor, KUBE_MINOR_OLDEST) < 0)
		return -1;
	if (backend && !policy && plan_note(plan, err, "without --audit-policy-file the API server records nothing") < 0)
		return -1;
	if (policy && !backend &&
	    plan_note(plan, err, "with neither --audit-log-path nor --audit-webhook-config-file the API server records nothing") < 0)
		return -1;
	return 0;
}

static int note_single_file(struct draft *draft, struct error *err)
{
	const struct route *log = &draft->routes[ROUTE_LOG];
	if (!log->in_the_way)
		return 0;
	return plan_note(
	        &draft->plan, err,
	        "%s was mounted as a single file, which can't be renamed when the log is rotated; its directory takes its place, and "
	        "on the host the log is %s",
	        log->path, log->host);
}

static int finish(struct draft *draft, struct plan *ret_plan)
{
	*ret_plan = draft->plan;
	draft->plan = (struct plan){.edits = EDITS_EMPTY};
	return ret_plan->edits.count > 0 ? PLAN_CHANGES : PLAN_EMPTY;
}

int plan_make(const struct manifest *manifest, const struct wishes *wishes, struct plan *ret_plan, struct error *err)
{
	DRAFT_AUTO struct draft draft = {
	        .manifest = manifest, .wishes = wishes, .minor = manifest->minor ? manifest->minor : wishes->minor};
	if (draft_flags_read(&draft, err) < 0 || draft_routes(&draft, err) < 0 || draft_flags_settle(&draft, err) < 0 ||
	    draft_words(&draft, err) < 0 || draft_mounts(&draft, err) < 0 || draft_annotate(&draft, err) < 0 || ask_host(&draft, err) < 0 ||
	    note_single_file(&draft, err) < 0 || warn(&draft, err) < 0 ||
	    keep_host(&draft.plan.policy_host, &draft.routes[ROUTE_POLICY], err) < 0 ||
	    keep_host(&draft.plan.log_host, &draft.routes[ROUTE_LOG], err) < 0)
		return -1;
	return finish(&draft, ret_plan);
}

int plan_annotate(const struct manifest *manifest, const struct wishes *wishes, struct plan *plan, struct error *err)
{
	DRAFT_AUTO struct draft draft = {.manifest = manifest, .wishes = wishes, .plan = *plan};
	*plan = (struct plan){.edits = EDITS_EMPTY};
	return draft_annotate(&draft, err) < 0 ? -1 : finish(&draft, plan);
}

int plan_remove(const struct manifest *manifest, struct plan *ret_plan, struct error *err)
{
	struct wishes wishes = {.minor = 0};
	DRAFT_AUTO struct draft draft = {.manifest = manifest, .wishes = &wishes, .minor = manifest->minor, .removing = true};
	for (size_t i = 0; i < flag_count; i++)
		wishes.flags[i].kind = WISH_UNSET;
	if (draft_flags_read(&draft, err) < 0 || draft_routes(&draft, err) < 0 || draft_flags_settle(&draft, err) < 0 ||
	    draft_words(&draft, err) < 0 || draft_mounts(&draft, err) < 0 || draft_unannotate(&draft, err) < 0)
		return -1;
	return finish(&draft, ret_plan);
}
