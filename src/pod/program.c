#include "pod/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "pod/field.h"
#include "pod/image.h"

static size_t count_children(const struct tree *tree, node_id list)
{
	size_t count = 0;
	if (tree_kind(tree, list) != NODE_SEQUENCE)
		return 0;
	for (node_id item = tree_node(tree, list)->child; item; item = tree_node(tree, item)->next)
		count++;
	return count;
}

static int add_words(const struct tree *tree, node_id list, const char *key, struct words *words, struct error *err)
{
	if (tree_kind(tree, list) != NODE_SEQUENCE)
		return 0;
	for (node_id item = tree_node(tree, list)->child; item; item = tree_node(tree, item)->next) {
		struct word *word = &words->list[words->count];
		*word = (struct word){.node = item, .list = list};
		if (field_item_text(tree, item, key, &word->text, err) < 0)
			return -1;
		words->count++;
	}
	return 0;
}

int words_read(const struct tree *tree, node_id container, struct words *ret_words, struct error *err)
{
	struct words words = {0};
	if (field_list(tree, container, "command", &words.command, err) < 0 || field_list(tree, container, "args", &words.args, err) < 0)
		return -1;
	words.list = calloc(count_children(tree, words.command) + count_children(tree, words.args) + 1, sizeof(*words.list));
	if (!words.list)
		return error_memory(err);
	if (add_words(tree, words.command, "command", &words, err) < 0)
		goto fail;
	words.command_count = words.count;
	if (add_words(tree, words.args, "args", &words, err) < 0)
		goto fail;
	*ret_words = words;
	return 0;
fail:
	words_release(&words);
	return -1;
}

void words_release(struct words *words)
{
	free(words->list);
	*words = (struct words){0};
}

static struct span word_at(const struct words *words, size_t index)
{
	return index < words->count ? words->list[index].text : SPAN_EMPTY;
}

static bool is_one_of(struct span text, const char *const *list)
{
	for (; *list; list++)
		if (span_is(text, *list))
			return true;
	return false;
}

static bool is_shell(struct span word)
{
	static const char *const shells[] = {"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", NULL};
	return is_one_of(path_name(word), shells);
}

/* Where the script of the shell at SHELL stands: behind an option that holds a c ("-c", "-ec", "-euxc"); 0 without. */
static size_t find_script(const struct words *words, size_t shell)
{
	for (size_t i = shell + 1; i + 1 < words->count; i++) {
		struct span option = words->list[i].text;
		if (option.length < 2 || (option.at[0] != '-' && option.at[0] != '+'))
			return 0;
		if (option.at[0] == '-' && option.at[1] != '-' && memchr(option.at, 'c', option.length))
			return i + 1;
		if (option.at[option.length - 1] == 'o') /* -o NAME, -eo NAME */
			i++;
	}
	return 0;
}

/* The flags of kube-apiserver that neither another component nor another API server (metrics, OpenShift's) has. */
static bool is_api_flag(struct span word)
{
	static const char *const flags[] = {"service-cluster-ip-range",   "service-account-issuer", "service-account-key-file",
	                                    "kubelet-client-certificate", "kubelet-client-key",     "apiserver-count",
	                                    "endpoint-reconciler-type",   "service-node-port-range"};
	if (!span_starts(word, "--"))
		return false;
	struct span name = span_cut(word, 2, span_find(word, "=", 2));
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		size_t at = 0;
		while (at < name.length && flags[i][at] == (name.at[at] == '_' ? '-' : name.at[at]))
			at++;
		if (at == name.length && flags[i][at] == '\0')
			return true;
	}
	return false;
}

/* Behind the last such flag; 0: there is none. */
static size_t api_flags_end(const struct words *words)
{
	size_t at = words->count;
	while (at > 0 && !is_api_flag(words->list[at - 1].text))
		at--;
	return at;
}

bool program_has_api_flags(const struct words *words)
{
	return api_flags_end(words) > 0;
}

static bool mentions(struct span text, const char *word)
{
	return span_find(text, word, 0) < text.length;
}

/* How many words from AT on name the API server: "kube-apiserver" 1, "hyperkube apiserver" 2; 0: they don't. */
static size_t names_apiserver(const struct words *words, size_t at)
{
	struct span word = words->list[at].text, name = path_name(word), next = word_at(words, at + 1);
	bool sets_variable = at > 0 && memchr(word.at, '=', word.length); /* for env(1) */
	if (span_starts(word, "-") || sets_variable)
		return 0;
	if (span_is(name, "kube-apiserver"))
		return 1;
	bool multi = at == 0 || span_is(name, "hyperkube"); /* a program of many, told which one to be */
	return multi && (span_is(next, "apiserver") || span_is(next, "kube-apiserver")) ? 2 : 0;
}

static bool is_apiserver_image(struct span image)
{
	static const char *const names[] = {"kube-apiserver",
	                                    "kube-apiserver-amd64",
	                                    "kube-apiserver-arm",
	                                    "kube-apiserver-arm64",
	                                    "kube-apiserver-ppc64le",
	                                    "kube-apiserver-s390x",
	                                    NULL};
	return is_one_of(image_name(image), names);
}

/* Words without `command`: the image's entrypoint comes before them. */
static struct program program_of_args(const struct words *words, struct span image, bool likely)
{
	struct span first = word_at(words, 0);
	bool hyperkube = mentions(image_name(image), "hyperkube") && (span_is(first, "apiserver") || span_is(first, "kube-apiserver"));
	if (hyperkube || (span_starts(first, "-") && (is_apiserver_image(image) || (likely && program_has_api_flags(words)))))
		return (struct program){PROGRAM_APISERVER, hyperkube ? 1 : 0, 0};
	return (struct program){PROGRAM_OTHER, 0, 0};
}

/* Whether the name found at word AT is the program, and not, say, the value of some proxy's --backend. */
static bool is_program(const struct words *words, size_t at, size_t names, bool likely, size_t api_flags)
{
	struct span before = at > 0 ? words->list[at - 1].text : SPAN_EMPTY;
	if (at == 0 && (names == 1 || span_is(program_name(words), "hyperkube")))
		return true;
	if (span_starts(before, "-") && !span_is(before, "--"))
		likely = false;
	return likely || at + names < api_flags;
}

static bool starts_apiserver(struct span script)
{
	return mentions(script, "kube-apiserver") || (mentions(script, "hyperkube") && mentions(script, "apiserver"));
}

struct program program_of(const struct words *words, struct span container_name, struct span image)
{
	bool likely = mentions(container_name, "apiserver") || mentions(image_name(image), "apiserver");
	size_t api_flags = api_flags_end(words);
	if (words->count == 0)
		return (struct program){PROGRAM_NONE, 0, 0};
	for (size_t i = 0; i < words->count; i++) {
		size_t names = names_apiserver(words, i), script = is_shell(words->list[i].text) ? find_script(words, i) : 0;
		if (names && is_program(words, i, names, likely, api_flags))
			return (struct program){PROGRAM_APISERVER, i + names, i};
		if (script && (starts_apiserver(words->list[script].text) || likely))
			return (struct program){PROGRAM_SHELL, 0, script};
		if (script)
			return (struct program){PROGRAM_OTHER, 0, 0}; /* what follows are the script's own arguments */
	}
	if (words->command_count == 0)
		return program_of_args(words, image, likely);
	return (struct program){PROGRAM_OTHER, 0, 0};
}

struct span program_name(const struct words *words)
{
	return words->command_count ? path_name(words->list[0].text) : SPAN_EMPTY;
}
