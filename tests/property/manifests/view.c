#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "audit/flags.h"

static node_id get(const struct tree *tree, node_id map, const char *key)
{
	return tree_resolve(tree, tree_get(tree, tree_resolve(tree, map), key));
}

static struct span text(const struct tree *tree, node_id map, const char *key)
{
	return tree_text(tree, get(tree, map, key));
}

static node_id first(const struct tree *tree, node_id node)
{
	return node && tree_kind(tree, node) >= NODE_SEQUENCE ? tree_node(tree, node)->child : 0;
}

static node_id after(const struct tree *tree, node_id node)
{
	return tree_node(tree, node)->next;
}

static struct span base_name(struct span path)
{
	size_t start = path.length;
	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return span_cut(path, start, path.length);
}

/* How many of the words name the program: 0: this is no API server. */
static size_t program_words(const struct tree *tree, const node_id *words, size_t count)
{
	if (count > 0 && span_is(base_name(tree_text(tree, words[0])), "kube-apiserver"))
		return 1;
	if (count < 2 || !span_is(base_name(tree_text(tree, words[0])), "hyperkube"))
		return 0;
	struct span second = tree_text(tree, words[1]);
	return span_is(second, "apiserver") || span_is(second, "kube-apiserver") ? 2 : 0;
}

/* The same where another program starts it: behind the word that names it, unless that is the value of a flag in front of it. */
static size_t wrapped_program_words(const struct tree *tree, const node_id *words, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct span word = tree_text(tree, words[i]);
		if (span_is(base_name(word), "kube-apiserver") && !span_starts(word, "-") && !span_starts(tree_text(tree, words[i - 1]), "-"))
			return i + 1;
	}
	return 0;
}

static bool take_words(struct view *view, node_id list)
{
	for (node_id item = first(view->tree, list); item; item = after(view->tree, item)) {
		if (view->word_count == VIEW_LIMIT)
			return false;
		view->words[view->word_count++] = tree_resolve(view->tree, item);
	}
	return true;
}

/* The one that runs it, and the one named for it, as far as asked. BY_NAME alone is for commands that hide the program. */
static node_id find_container(struct view *view, bool by_program, bool by_name)
{
	node_id containers = get(view->tree, get(view->tree, 1, "spec"), "containers");
	for (node_id item = first(view->tree, containers); item; item = after(view->tree, item)) {
		node_id container = tree_resolve(view->tree, item);
		view->word_count = 0;
		if (!take_words(view, get(view->tree, container, "command")))
			return 0;
		view->command_count = view->word_count;
		if (!take_words(view, get(view->tree, container, "args")))
			return 0;
		view->first_flag = program_words(view->tree, view->words, view->word_count);
		if (!by_program && view->first_flag == 0)
			view->first_flag = wrapped_program_words(view->tree, view->words, view->word_count);
		if ((!by_program || view->first_flag > 0) && (!by_name || span_is(text(view->tree, container, "name"), "kube-apiserver")))
			return container;
	}
	return 0;
}

static struct span without_slash(struct span path)
{
	while (path.length > 1 && path.at[path.length - 1] == '/')
		path.length--;
	return path;
}

static bool take_mounts(struct view *view, node_id list)
{
	for (node_id item = first(view->tree, list); item; item = after(view->tree, item)) {
		if (view->mount_count == VIEW_LIMIT)
			return false;
		view->mounts[view->mount_count++] = (struct view_mount){
			.name = text(view->tree, item, "name"),
			.path = without_slash(text(view->tree, item, "mountPath")),
			.read_only = span_is(text(view->tree, item, "readOnly"), "true"),
			.part = get(view->tree, item, "subPath") || get(view->tree, item, "subPathExpr"),
			.node = item,
		};
	}
	return true;
}

static bool take_volumes(struct view *view, node_id list)
{
	for (node_id item = first(view->tree, list); item; item = after(view->tree, item)) {
		node_id host = get(view->tree, item, "hostPath");
		if (view->volume_count == VIEW_LIMIT)
			return false;
		view->volumes[view->volume_count++] = (struct view_volume){
			.name = text(view->tree, item, "name"),
			.host = without_slash(text(view->tree, host, "path")),
			.type = text(view->tree, host, "type"),
			.node = item,
		};
	}
	return true;
}

static bool is_bool_flag(struct span name)
{
	return span_ends(name, "-compress") || span_ends(name, "-enable") || span_ends(name, "-enabled") || span_ends(name, "-configuration");
}

static bool is_audit_flag(struct span word)
{
	char name[64] = "";
	size_t length = span_find(word, "=", 0);
	if (!span_starts(word, "--audit") || length >= sizeof(name))
		return false;
	memcpy(name, word.at + 2, length - 2);
	for (char *at = name; *at; at++)
		*at = *at == '_' ? '-' : *at;
	for (size_t i = 0; i < flag_count; i++)
		if (strcmp(flag_table[i].name, name) == 0)
			return true;
	return false;
}

static bool take_flag(struct view *view, size_t word)
{
	struct span given = tree_text(view->tree, view->words[word]);
	size_t equals = span_find(given, "=", 0);
	char *name = span_dup(span_cut(given, 2, equals));
	if (!name)
		return false;
	for (char *at = name; *at; at++)
		*at = *at == '_' ? '-' : *at;
	bool canonical = span_equal(span_of(name), span_cut(given, 2, equals)) && equals < given.length;
	struct view_flag flag = { .name = name, .word = word, .words = 1, .canonical = canonical, .counts = true };
	if (equals < given.length) {
		flag.value = span_cut(given, equals + 1, given.length);
	} else if (is_bool_flag(span_of(name))) {
		flag.value = SPAN("true");
	} else if (word + 1 < view->word_count) {
		flag.value = tree_text(view->tree, view->words[word + 1]);
		flag.words = 2;
	}
	for (size_t i = 0; i < view->flag_count; i++)
		if (strcmp(view->flags[i].name, name) == 0)
			view->flags[i].counts = false;
	view->flags[view->flag_count++] = flag;
	return true;
}

static bool take_flags(struct view *view)
{
	for (size_t word = view->first_flag; word < view->word_count; word++) {
		struct span given = tree_text(view->tree, view->words[word]);
		if (span_is(given, "--"))
			break;
		if (!is_audit_flag(given))
			continue;
		if (!take_flag(view, word))
			return false;
		word += view->flags[view->flag_count - 1].words - 1;
	}
	return true;
}

bool view_make(const struct tree *tree, struct view *view)
{
	*view = (struct view){ .tree = tree };
	node_id container = find_container(view, true, true), spec = get(tree, 1, "spec");
	if (!container)
		container = find_container(view, true, false);
	if (!container)
		container = find_container(view, false, true);
	if (!container || !take_flags(view) || !take_mounts(view, get(tree, container, "volumeMounts")) ||
	    !take_volumes(view, get(tree, spec, "volumes")))
		return false;
	view->container = container;
	view_rest(view);
	return true;
}

void view_release(struct view *view)
{
	for (size_t i = 0; i < view->flag_count; i++)
		free(view->flags[i].name);
	buf_release(&view->annotations);
	buf_release(&view->rest);
}
