#include <stdlib.h>

#include "base/path.h"
#include "pod/field.h"
#include "pod/manifest_parts.h"

struct candidate {
	node_id node;
	struct span name, image;
	struct words words;
	struct program program;
};

struct candidates {
	struct candidate *list;
	size_t count;
	node_id node; /* spec.containers */
};

static void candidates_release(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		words_release(&candidates->list[i].words);
	free(candidates->list);
}

static int read_candidate(const struct tree *tree, node_id item, struct candidate *candidate, struct error *err)
{
	if (tree_kind(tree, item) == NODE_ALIAS)
		return tree_error(tree, item, err, "this container is an alias; write it out here, so that it can be changed in its place");
	if (field_open(tree, item, "this item of containers", &candidate->node, err) < 0 ||
	    field_text(tree, item, "name", &candidate->name, NULL, err) < 0 ||
	    field_text(tree, item, "image", &candidate->image, NULL, err) < 0)
		return -1;
	if (candidate->name.length == 0)
		return tree_error(tree, item, err, "this container has no name; the kubelet refuses that");
	if (words_read(tree, item, &candidate->words, err) < 0)
		return -1;
	candidate->program = program_of(&candidate->words, candidate->name, candidate->image);
	return 0;
}

static int read_candidates(const struct tree *tree, node_id spec, struct candidates *candidates, struct error *err)
{
	if (field_list(tree, spec, "containers", &candidates->node, err) < 0)
		return -1;
	size_t count = 0;
	if (tree_kind(tree, candidates->node) == NODE_SEQUENCE)
		for (node_id item = tree_node(tree, candidates->node)->child; item; item = tree_node(tree, item)->next)
			count++;
	if (count == 0)
		return tree_error(
		        tree, candidates->node ? candidates->node : spec, err,
		        "the pod has no containers: a fragment, not a whole manifest; one of spec.containers has to run kube-apiserver");
	candidates->list = calloc(count, sizeof(*candidates->list));
	if (!candidates->list)
		return error_memory(err);
	for (node_id item = tree_node(tree, candidates->node)->child; item; item = tree_node(tree, item)->next) {
		struct candidate *candidate = &candidates->list[candidates->count++];
		if (read_candidate(tree, item, candidate, err) < 0)
			return -1;
	}
	return 0;
}

/* "etcd (runs etcd), proxy (runs kube-proxy), …" */
static void add_names(const struct candidates *candidates, bool only_apiservers, struct buf *out)
{
	size_t shown = 0;
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *candidate = &candidates->list[i];
		if (only_apiservers && candidate->program.kind != PROGRAM_APISERVER)
			continue;
		struct span name = span_brief(candidate->name), runs = span_brief(program_name(&candidate->words));
		if (shown++ == 4) {
			buf_add_text(out, ", …");
			return;
		}
		buf_printf(out, "%s%.*s", shown > 1 ? ", " : "", SPAN_ARG(name));
		if (!only_apiservers && runs.length > 0)
			buf_printf(out, " (runs %.*s)", SPAN_ARG(runs));
	}
}

/* At the list of containers, with their names between BEFORE and AFTER. */
static int refuse(const struct tree *tree, const struct candidates *candidates, bool only_apiservers, struct error *err, const char *before,
                  const char *after)
{
	struct buf BUF_AUTO names = BUF_EMPTY;
	add_names(candidates, only_apiservers, &names);
	if (buf_check(&names, err) < 0)
		return -1;
	return tree_error(tree, candidates->node, err, "%s%s%s", before, buf_text(&names), after);
}

static bool has_name(const struct tree *tree, node_id spec, const char *key, const char *wanted)
{
	struct error ignored;
	struct span name;
	node_id list = tree_get(tree, spec, key);
	if (tree_kind(tree, list) != NODE_SEQUENCE)
		return false;
	for (node_id item = tree_node(tree, list)->child; item; item = tree_node(tree, item)->next)
		if (field_text(tree, tree_resolve(tree, item), "name", &name, NULL, &ignored) == 0 && span_is(name, wanted))
			return true;
	return false;
}

static struct candidate *find_named(const struct candidates *candidates, const char *wanted)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (span_is(candidates->list[i].name, wanted))
			return &candidates->list[i];
	return NULL;
}

/* The one that passes WANTED; *ret_several if there are more. */
static struct candidate *find_only(const struct candidates *candidates, bool (*wanted)(const struct candidate *), bool *ret_several)
{
	struct candidate *found = NULL;
	*ret_several = false;
	for (size_t i = 0; i < candidates->count; i++) {
		if (!wanted(&candidates->list[i]))
			continue;
		*ret_several = found != NULL;
		if (found)
			return NULL;
		found = &candidates->list[i];
	}
	return found;
}

static bool runs_apiserver(const struct candidate *candidate)
{
	return candidate->program.kind == PROGRAM_APISERVER;
}

static bool runs_shell(const struct candidate *candidate)
{
	return candidate->program.kind == PROGRAM_SHELL;
}

static bool is_named_for_it(const struct candidate *candidate)
{
	return span_find(candidate->name, "apiserver", 0) < candidate->name.length &&
	       (candidate->program.kind == PROGRAM_NONE || program_has_api_flags(&candidate->words));
}

static int choose_named(const struct tree *tree, node_id spec, const struct candidates *candidates, const char *wanted,
                        struct candidate **ret_chosen, struct error *err)
{
	*ret_chosen = find_named(candidates, wanted);
	if (*ret_chosen)
		return 0;
	if (has_name(tree, spec, "initContainers", wanted) || has_name(tree, spec, "ephemeralContainers", wanted))
		return refuse(tree, candidates, false, err,
		              "the container that was asked for does not stay, so it can't be the API server; there are: ", "");
	return refuse(tree, candidates, false, err, "no container has the name that was asked for; there are: ", "");
}

/* Of several that run it, the one that is named so. */
static int choose_by_command(const struct tree *tree, const struct candidates *candidates, struct candidate **ret_chosen, struct error *err)
{
	bool several;
	struct candidate *chosen = find_only(candidates, runs_apiserver, &several);
	if (several) {
		chosen = find_named(candidates, "kube-apiserver");
		if (!chosen || !runs_apiserver(chosen))
			return refuse(tree, candidates, true, err, "several containers run kube-apiserver (",
			              "); say which with --container NAME");
	}
	*ret_chosen = chosen ? chosen : find_only(candidates, runs_shell, &several);
	return 0;
}

static struct candidate *choose_by_name(const struct candidates *candidates)
{
	bool several;
	struct candidate *named = find_named(candidates, "kube-apiserver");
	return named && is_named_for_it(named) ? named : find_only(candidates, is_named_for_it, &several);
}

static int choose(const struct tree *tree, const struct candidates *candidates, struct candidate **ret_chosen, struct error *err)
{
	struct candidate *chosen = NULL;
	if (choose_by_command(tree, candidates, &chosen, err) < 0)
		return -1;
	if (!chosen)
		chosen = choose_by_name(candidates);
	if (!chosen)
		return refuse(tree, candidates, false, err, "no container here runs kube-apiserver: ",
		              "; give the API server's own manifest, or say which container it is with --container NAME");
	*ret_chosen = chosen;
	return 0;
}

static bool is_other_component(const struct words *words)
{
	static const char *const others[] = {"kube-scheduler", "kube-controller-manager", "kube-proxy", "kubelet",
	                                     "etcd",           "cloud-controller-manager"};
	for (size_t i = 0; i < words->count && i < 2; i++)
		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++)
			if (span_is(path_name(words->list[i].text), others[k]))
				return true;
	return false;
}

static int check_chosen(const struct tree *tree, struct candidate *chosen, struct error *err)
{
	struct words *words = &chosen->words;
	struct span name = span_brief(chosen->name), runs = span_brief(program_name(words));
	if (chosen->program.kind == PROGRAM_SHELL)
		return tree_error(tree, words->list[chosen->program.word].node, err,
		                  "container %.*s starts kube-apiserver inside a shell, where its arguments are text in a script; write "
		                  "command as a list: "
		                  "the program, then one argument per item",
		                  SPAN_ARG(name));
	if (chosen->program.kind == PROGRAM_NONE)
		return tree_error(tree, chosen->node, err,
		                  "container %.*s has neither command nor args, so its flags lie in the image; write command: "
		                  "[kube-apiserver, …] here",
		                  SPAN_ARG(name));
	if (chosen->program.kind == PROGRAM_OTHER && is_other_component(words))
		return tree_error(tree, words->list[0].node, err, "container %.*s runs %.*s, not kube-apiserver", SPAN_ARG(name),
		                  SPAN_ARG(runs));
	if (chosen->program.kind == PROGRAM_OTHER)
		while (chosen->program.first_flag < words->count && !span_starts(words->list[chosen->program.first_flag].text, "-"))
			chosen->program.first_flag++;
	return 0;
}

static int check_twins(const struct tree *tree, const struct candidates *candidates, const struct candidate *chosen, struct error *err)
{
	struct span name = span_brief(chosen->name);
	for (size_t i = 0; i < candidates->count; i++)
		if (&candidates->list[i] != chosen && span_equal(candidates->list[i].name, chosen->name))
			return tree_error(tree, candidates->list[i].node, err,
			                  "another container is named %.*s, too, and the kubelet refuses that; rename one, or take it out", SPAN_ARG(name));
	return 0;
}

int manifest_choose_container(struct manifest *manifest, const char *wanted, struct error *err)
{
	const struct tree *tree = manifest->tree;
	struct candidates __attribute__((cleanup(candidates_release))) candidates = {0};
	struct candidate *chosen;
	if (read_candidates(tree, manifest->spec, &candidates, err) < 0)
		return -1;
	int result =
	        wanted ? choose_named(tree, manifest->spec, &candidates, wanted, &chosen, err) : choose(tree, &candidates, &chosen, err);
	if (result < 0 || check_twins(tree, &candidates, chosen, err) < 0 || check_chosen(tree, chosen, err) < 0)
		return -1;
	manifest->container = chosen->node;
	manifest->container_name = chosen->name;
	manifest->image = chosen->image;
	manifest->command = chosen->words.command;
	manifest->args = chosen->words.args;
	manifest->words = chosen->words.list;
	manifest->word_count = chosen->words.count;
	manifest->first_flag = chosen->program.first_flag;
	chosen->words.list = NULL; /* the manifest's now */
	return 0;
}
