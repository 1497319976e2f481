#include "node/kubeconfig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "yaml/reread.h"

struct reader {
	const struct tree *tree;
	kubeconfig_read *read;
	void *context;
};

static struct span text_of(const struct tree *tree, node_id mapping, const char *key)
{
	node_id node = tree_resolve(tree, tree_get(tree, mapping, key));
	return tree_kind(tree, node) == NODE_SCALAR && !tree_is_null(tree, node) ? tree_text(tree, node) : SPAN_EMPTY;
}

/* The entry called NAME of the list LIST ("users"), of it the part PART ("user"). */
static int find_entry(const struct tree *tree, const char *list, const char *part, struct span name, node_id *ret_part, struct error *err)
{
	node_id entries = tree_resolve(tree, tree_get(tree, 1, list));
	for (node_id entry = tree_kind(tree, entries) == NODE_SEQUENCE ? tree_node(tree, entries)->child : 0; entry;
	     entry = tree_node(tree, entry)->next) {
		node_id mapping = tree_resolve(tree, entry);
		node_id found = tree_resolve(tree, tree_get(tree, mapping, part));
		if (!span_equal(text_of(tree, mapping, "name"), name))
			continue;
		if (tree_kind(tree, found) != NODE_MAPPING)
			return tree_error(tree, entry, err, "%s '%.*s' has no `%s`", part, SPAN_ARG(name), part);
		*ret_part = found;
		return 0;
	}
	return tree_error(tree, entries ? entries : 1, err, "there is no %s '%.*s'", part, SPAN_ARG(name));
}

/* The bytes of NAME-data, else of the file NAME; nothing when neither is given. */
static int take(const struct reader *reader, node_id mapping, const char *name, struct buf *ret_content, struct error *err)
{
	char data_name[64];
	struct span file = text_of(reader->tree, mapping, name);
	snprintf(data_name, sizeof(data_name), "%s-data", name);
	struct span data = text_of(reader->tree, mapping, data_name);
	if (data.length > 0) {
		if (base64_decode(data, ret_content, err) == 0)
			return 0;
		char why[64];
		memcpy(why, err->text, sizeof(why));
		why[sizeof(why) - 1] = '\0';
		return tree_error(reader->tree, tree_get(reader->tree, mapping, data_name), err, "%s is %s", data_name, why);
	}
	if (file.length == 0)
		return 0;
	char *path = span_dup(file);
	if (!path)
		return error_memory(err);
	int result = reader->read(reader->context, path, ret_content, err);
	free(path);
	return result;
}

static int take_token(const struct reader *reader, node_id user, struct kubeconfig *config, struct error *err)
{
	struct span token = text_of(reader->tree, user, "token");
	struct span file = text_of(reader->tree, user, "tokenFile");
	if (file.length == 0) {
		buf_add_span(&config->token, token);
		return buf_check(&config->token, err);
	}
	char *path = span_dup(file); /* the file wins over the token, as in client-go */
	if (!path)
		return error_memory(err);
	int result = reader->read(reader->context, path, &config->token, err);
	free(path);
	while (config->token.length > 0 && strchr(" \t\r\n", config->token.at[config->token.length - 1]))
		config->token.at[--config->token.length] = '\0';
	return result;
}

static int take_user(const struct reader *reader, node_id user, struct kubeconfig *config, struct error *err)
{
	static const char *const foreign[] = { "exec", "auth-provider", "username" };
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		node_id key = tree_get_key(reader->tree, user, foreign[i]);
		if (key)
			return tree_error(reader->tree, key, err, "user '%s' has `%s`, which is not used here; give a kubeconfig with a client certificate",
					  buf_text(&config->user), foreign[i]);
	}
	if (take(reader, user, "client-certificate", &config->certificate, err) < 0 || take(reader, user, "client-key", &config->key, err) < 0 ||
	    take_token(reader, user, config, err) < 0)
		return -1;
	if ((config->certificate.length > 0) != (config->key.length > 0))
		return tree_error(reader->tree, user, err, "user '%s' has only one of client-certificate and client-key", buf_text(&config->user));
	if (config->certificate.length == 0 && config->token.length == 0)
		return tree_error(reader->tree, user, err, "user '%s' has neither a client certificate nor a token", buf_text(&config->user));
	return 0;
}

static int take_context(const struct reader *reader, struct kubeconfig *config, struct error *err)
{
	const struct tree *tree = reader->tree;
	struct span name = text_of(tree, 1, "current-context");
	node_id context, user, cluster;
	if (!span_is(text_of(tree, 1, "kind"), "Config"))
		return tree_error(tree, 1, err, "not a kubeconfig: `kind: Config` expected");
	if (name.length == 0)
		return tree_error(tree, 1, err, "no `current-context`");
	if (find_entry(tree, "contexts", "context", name, &context, err) < 0 ||
	    find_entry(tree, "clusters", "cluster", text_of(tree, context, "cluster"), &cluster, err) < 0 ||
	    find_entry(tree, "users", "user", text_of(tree, context, "user"), &user, err) < 0)
		return -1;
	buf_add_span(&config->user, text_of(tree, context, "user"));
	if (buf_check(&config->user, err) < 0 || take(reader, cluster, "certificate-authority", &config->ca, err) < 0)
		return -1;
	return take_user(reader, user, config, err);
}

int kubeconfig_parse(struct span source, kubeconfig_read *read, void *context, struct kubeconfig *ret_config, struct error *err)
{
	TREE_AUTO struct tree tree = TREE_EMPTY;
	KUBECONFIG_AUTO struct kubeconfig config = { 0 };
	if (reread_parse(source, &tree, err) < 0)
		return -1;
	const struct reader reader = { &tree, read, context };
	if (take_context(&reader, &config, err) < 0)
		return -1;
	*ret_config = config;
	config = (struct kubeconfig){ 0 };
	return 0;
}

static void wipe(struct buf *secret)
{
	if (secret->at)
		explicit_bzero(secret->at, secret->capacity);
	buf_release(secret);
}

void kubeconfig_release(struct kubeconfig *config)
{
	buf_release(&config->ca);
	buf_release(&config->certificate);
	wipe(&config->key);
	wipe(&config->token);
	buf_release(&config->user);
}
