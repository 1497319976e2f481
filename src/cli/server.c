#include "cli/server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/value.h"
#include "cli/host.h"
#include "node/file.h"
#include "node/tidy.h"
#include "pod/mounts.h"

#define CLUSTER_CA "/etc/kubernetes/pki/ca.crt"
#define ADMIN_KUBECONFIG "/etc/kubernetes/admin.conf"
#define ANSWER_MS 2000

/* ---- what is read ---- */

/* Whoever could change one of them would choose which server is believed, and which files root reads and shows to it. */
static void take_content(struct file *file, struct buf *ret_content)
{
	buf_release(ret_content);
	*ret_content = file->content;
	file->content = BUF_EMPTY;
}

static int read_file(const char *path, struct buf *ret_content, struct error *err)
{
	FILE_AUTO struct file file = { 0 };
	if (file_load("", path, FILE_TRUSTED, &file, err) < 0)
		return -1;
	take_content(&file, ret_content);
	return 0;
}

/* A file that nobody named may be missing. */
static int read_default(const char *path, struct buf *ret_content, struct error *err)
{
	if (read_file(path, ret_content, err) == 0 || err->errnum == ENOENT)
		return 0;
	return -1;
}

/* Files that a kubeconfig names are relative to it. */
static int read_beside(void *context, const char *path, struct buf *ret_content, struct error *err)
{
	BUF_AUTO struct buf full = BUF_EMPTY;
	const char *kubeconfig = context;
	const char *slash = strrchr(kubeconfig, '/');
	if (path[0] != '/' && slash)
		buf_add(&full, kubeconfig, (size_t)(slash - kubeconfig) + 1);
	buf_add_text(&full, path);
	return buf_check(&full, err) < 0 ? -1 : read_file(full.at, ret_content, err);
}

static int read_client(const struct options *options, struct server *server, struct error *err)
{
	const char *path = options->kubeconfig ? options->kubeconfig : ADMIN_KUBECONFIG;
	BUF_AUTO struct buf content = BUF_EMPTY;
	if ((options->kubeconfig ? read_file : read_default)(path, &content, err) < 0)
		return -1;
	if (content.length == 0 && !options->kubeconfig)
		return 0;
	char *name = (char *)(uintptr_t)path; /* context is not const; read_beside only reads it */
	int result = kubeconfig_parse(buf_span(&content), read_beside, name, &server->client, err);
	explicit_bzero(content.at, content.capacity); /* it holds the key */
	if (result < 0)
		return error_path(err, path);
	if (server->client.certificate.length > 0 && identity_read(buf_span(&server->client.certificate), &server->who, err) < 0)
		return error_wrap(err, "%s", path);
	server->has_client = true;
	return 0;
}

/* The host side of --tls-cert-file, if it has one. */
static int read_certificate(const struct manifest *manifest, const struct args *args, struct server *server, struct error *err)
{
	BUF_AUTO struct buf host = BUF_EMPTY;
	FILE_AUTO struct file file = { 0 };
	struct span path;
	if (!args_value(manifest, args, "tls-cert-file", &path, NULL) || span_find(path, "$(", 0) < path.length)
		return 0;
	if (mounts_to_host(manifest, path, &host, err) < 0)
		return -1;
	if (host.length == 0)
		return 0;
	if (host_load("", host.at, manifest, &file, err) < 0)
		return err->errnum == ENOENT ? 0 : -1;
	take_content(&file, &server->certificate);
	return 0;
}

static int read_trust(const struct options *options, const struct manifest *manifest, const struct args *args, struct server *server, struct error *err)
{
	if (options->cacert && read_file(options->cacert, &server->own_ca, err) < 0)
		return -1;
	if (read_certificate(manifest, args, server, err) < 0 || read_default(CLUSTER_CA, &server->cluster_ca, err) < 0)
		return -1;
	if (server->certificate.length + server->own_ca.length + server->cluster_ca.length + server->client.ca.length == 0)
		return error_set(err, ERROR_REFUSED, "the API server's certificate can't be verified: there is no --tls-cert-file on this host and no %s; give --cacert, or --no-wait",
				 CLUSTER_CA);
	return 0;
}

int server_read(const struct options *options, const struct manifest *manifest, struct server *server, struct error *err)
{
	ARGS_AUTO struct args args = ARGS_EMPTY;
	struct span anonymous;
	bool let_in = true;
	if (args_read(manifest, &args, err) < 0 || probe_read(manifest, &args, &server->probe, err) < 0)
		return -1;
	snprintf(server->address, sizeof(server->address), strchr(server->probe.host, ':') ? "[%s]:%u" : "%s:%u", server->probe.host,
		 (unsigned)server->probe.port);
	server->ready_path = manifest->minor > 0 && manifest->minor < 16 ? "/healthz" : "/readyz"; /* /readyz came with 1.16 */
	if (args_value(manifest, &args, "anonymous-auth", &anonymous, NULL))
		value_bool(anonymous, &let_in);
	server->anonymous = let_in;
	if (read_client(options, server, err) < 0 || read_trust(options, manifest, &args, server, err) < 0)
		return -1;
	if (!server->anonymous && !server->has_client)
		return error_set(err, ERROR_REFUSED, "--anonymous-auth=false: asking the API server needs a client certificate, and there is no %s; give --kubeconfig, or --no-wait",
				 ADMIN_KUBECONFIG);
	return 0;
}

void server_release(struct server *server)
{
	buf_release(&server->certificate);
	buf_release(&server->own_ca);
	buf_release(&server->cluster_ca);
	kubeconfig_release(&server->client);
	identity_release(&server->who);
}

/* ---- asking ---- */

int server_ask(const struct server *server, struct http_request request, bool as_client, struct http_answer *ret_answer, struct error *err)
{
	const struct apiserver peer = {
		.host = server->probe.host,
		.port = server->probe.port,
		.certificate = buf_span(&server->certificate),
		.ca = { buf_span(&server->own_ca), buf_span(&server->cluster_ca), buf_span(&server->client.ca) },
		.client = as_client ? &server->client : NULL,
	};
	request.host = server->address;
	if (as_client && server->client.token.length > 0 && server->client.certificate.length == 0)
		request.token = server->client.token.at;
	return apiserver_request(&peer, &request, ANSWER_MS, ret_answer, err);
}

int server_ready(const struct server *server, struct error *err)
{
	const struct http_request request = { .method = "GET", .path = server->ready_path };
	struct http_answer answer = { 0 };
	bool as_client = !server->anonymous;
	if (server_ask(server, request, as_client, &answer, err) < 0)
		return 0;
	if ((answer.status == 401 || answer.status == 403) && !as_client && server->has_client) { /* anonymous requests may be let in and forbidden this */
		http_answer_release(&answer);
		if (server_ask(server, request, true, &answer, err) < 0)
			return 0;
	}
	bool ready = answer.status == 200;
	if (!ready)
		error_set(err, ERROR_REFUSED, "%s at %s: HTTP %u", server->ready_path, server->address, answer.status);
	http_answer_release(&answer);
	return ready;
}
