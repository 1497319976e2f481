#include "node/kubeconfig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "apiVersion: v1\nkind: Config\n"
#define CLUSTER "clusters:\n- cluster:\n    certificate-authority-data: Y2E=\n    server: https://10.0.0.1:6443\n  name: k\n"
#define CONTEXT "contexts:\n- context:\n    cluster: k\n    user: admin\n  name: admin@k\ncurrent-context: admin@k\n"
#define USER(body) "users:\n- name: other\n  user:\n    token: no\n- name: admin\n  user:\n" body

/* A world with three files. */
static int read_file(void *context, const char *path, struct buf *ret_content, struct error *err)
{
	(void)context;
	if (strcmp(path, "pki/c.crt") == 0)
		buf_add_text(ret_content, "cert-file");
	else if (strcmp(path, "pki/c.key") == 0)
		buf_add_text(ret_content, "key-file");
	else if (strcmp(path, "/token") == 0)
		buf_add_text(ret_content, "token-file\n");
	else
		return error_system(err, 2, "%s", path);
	return 0;
}

static int parse(const char *text, struct kubeconfig *config, struct error *err)
{
	*config = (struct kubeconfig){ 0 };
	return kubeconfig_parse(span_of(text), read_file, NULL, config, err);
}

static void expect(const char *text, const char *ca, const char *certificate, const char *key, const char *token)
{
	KUBECONFIG_AUTO struct kubeconfig config = { 0 };
	struct error err = { 0 };
	if (parse(text, &config, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(buf_text(&config.ca), ca);
	assert_string_equal(buf_text(&config.certificate), certificate);
	assert_string_equal(buf_text(&config.key), key);
	assert_string_equal(buf_text(&config.token), token);
}

static void kubeconfig_takes_embedded_data(void **state)
{
	(void)state;
	expect(HEAD CLUSTER CONTEXT USER("    client-certificate-data: Y2VydA==\n    client-key-data: a2V5\n"), "ca", "cert", "key", "");
}

static void kubeconfig_takes_files(void **state)
{
	(void)state;
	expect(HEAD CLUSTER CONTEXT USER("    client-certificate: pki/c.crt\n    client-key: pki/c.key\n"), "ca", "cert-file", "key-file", "");
}

static void kubeconfig_prefers_data_to_the_file(void **state)
{
	(void)state;
	expect(HEAD CLUSTER CONTEXT USER("    client-certificate: none\n    client-certificate-data: Y2VydA==\n    client-key-data: a2V5\n"), "ca", "cert", "key", "");
}

static void kubeconfig_takes_a_token(void **state)
{
	(void)state;
	expect(HEAD CLUSTER CONTEXT USER("    token: abc\n"), "ca", "", "", "abc");
	expect(HEAD CLUSTER CONTEXT USER("    token: abc\n    tokenFile: /token\n"), "ca", "", "", "token-file");
}

static void kubeconfig_reads_json(void **state)
{
	(void)state;
	expect("{\"kind\":\"Config\",\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"k\",\"user\":\"u\"}}],"
	       "\"clusters\":[{\"name\":\"k\",\"cluster\":{}}],\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}",
	       "", "", "", "t");
}

static const struct {
	const char *text, *says;
	uint32_t line;
} refused[] = {
	{ "", "empty", 0 },
	{ "kind: Pod\n", "not a kubeconfig", 1 },
	{ "- a\n", "not a kubeconfig", 1 },
	{ HEAD, "no `current-context`", 1 },
	{ HEAD "current-context: x\n", "there is no context 'x'", 1 },
	{ HEAD CONTEXT, "there is no cluster 'k'", 1 },
	{ HEAD CLUSTER CONTEXT, "there is no user 'admin'", 1 },
	{ HEAD CLUSTER CONTEXT "users:\n- name: admin\n", "user 'admin' has no `user`", 15 },
	{ HEAD CLUSTER CONTEXT USER("    exec:\n      command: aws\n"), "has `exec`", 20 },
	{ HEAD CLUSTER CONTEXT USER("    auth-provider:\n      name: gcp\n"), "has `auth-provider`", 20 },
	{ HEAD CLUSTER CONTEXT USER("    username: u\n    password: p\n"), "has `username`", 20 },
	{ HEAD CLUSTER CONTEXT USER("    {}\n"), "neither a client certificate nor a token", 20 },
	{ HEAD CLUSTER CONTEXT USER("    client-key-data: a2V5\n"), "only one of", 20 },
	{ HEAD CLUSTER CONTEXT USER("    client-certificate-data: '%%%'\n"), "client-certificate-data is not base64", 20 },
	{ HEAD CLUSTER CONTEXT USER("    client-certificate: /none\n    client-key-data: a2V5\n"), "/none: No such file", 0 },
};

static void kubeconfig_says_what_is_wrong_and_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct kubeconfig config;
		struct error err = { 0 };
		assert_int_equal(parse(refused[i].text, &config, &err), -1);
		if (!strstr(err.text, refused[i].says) || (refused[i].line > 0 && err.line != refused[i].line))
			fail_msg("case %zu: line %u, '%s'", i, err.line, err.text);
		assert_null(config.key.at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kubeconfig_takes_embedded_data),
		cmocka_unit_test(kubeconfig_takes_files),
		cmocka_unit_test(kubeconfig_prefers_data_to_the_file),
		cmocka_unit_test(kubeconfig_takes_a_token),
		cmocka_unit_test(kubeconfig_reads_json),
		cmocka_unit_test(kubeconfig_says_what_is_wrong_and_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
