#include "audit/shipped.h"

#include <ctype.h>
#include <string.h>

/* "%s" stands for the namespace. */
static const char baseline[] = "# A baseline: who changed which namespace, and how; what was asked of pods and services in one namespace;\n"
                               "# of everything else, secrets included, only who did what and when. Bodies of secrets are never written.\n"
                               "apiVersion: audit.k8s.io/v1\n"
                               "kind: Policy\n"
                               "omitStages:\n"
                               "- RequestReceived # else each request is written twice\n"
                               "rules:\n"
                               "- level: RequestResponse\n"
                               "  resources:\n"
                               "  - group: \"\"\n"
                               "    resources: [namespaces]\n"
                               "- level: Request\n"
                               "  namespaces: [%s]\n"
                               "  resources:\n"
                               "  - group: \"\"\n"
                               "    resources: [pods, services]\n"
                               "- level: Metadata\n"
                               "  resources:\n"
                               "  - group: \"\"\n"
                               "    resources: [secrets]\n"
                               "- level: Metadata\n";

static const char cis[] =
        "# CIS Kubernetes Benchmark 3.2.2: secrets, configmaps and tokens at Metadata only; changes of pods and deployments\n"
        "# with the request; exec, attach, port-forward and proxies recorded; everything else at Metadata.\n"
        "apiVersion: audit.k8s.io/v1\n"
        "kind: Policy\n"
        "omitStages:\n"
        "- RequestReceived # else each request is written twice\n"
        "rules:\n"
        "# What holds credentials, before any rule that records content.\n"
        "- level: Metadata\n"
        "  resources:\n"
        "  - group: \"\"\n"
        "    resources: [secrets, configmaps, serviceaccounts/token]\n"
        "  - group: authentication.k8s.io\n"
        "    resources: [tokenreviews]\n"
        "# Ways into a container or around the network's rules.\n"
        "- level: Metadata\n"
        "  resources:\n"
        "  - group: \"\"\n"
        "    resources: [pods/exec, pods/attach, pods/portforward, pods/proxy, services/proxy]\n"
        "# Changes of workloads.\n"
        "- level: Request\n"
        "  verbs: [create, update, patch, delete, deletecollection]\n"
        "  resources:\n"
        "  - group: \"\"\n"
        "    resources: [pods]\n"
        "  - group: apps\n"
        "    resources: [deployments]\n"
        "- level: Metadata\n";

static const char stig[] =
        "# DISA Kubernetes STIG V-242403: every request and response is recorded.\n"
        "#\n"
        "# This conflicts with CIS Kubernetes Benchmark 3.2.2: the content of secrets, configmaps and tokens is written to the\n"
        "# audit log, readable for whoever can read that file. Protect the log like the secrets themselves, and expect\n"
        "# a large one. Where the STIG is not demanded, use kaudit-policy --default=cis.\n"
        "apiVersion: audit.k8s.io/v1\n"
        "kind: Policy\n"
        "rules:\n"
        "- level: RequestResponse\n";

const char *const shipped_names[] = {"baseline", "cis", "stig", NULL};
static const char *const texts[] = {baseline, cis, stig};

/* RFC 1123 label, as a namespace's name has to be. */
static bool is_namespace(struct span name)
{
	for (size_t i = 0; i < name.length; i++) {
		bool inner = i > 0 && i + 1 < name.length && name.at[i] == '-';
		if (!islower((unsigned char)name.at[i]) && !isdigit((unsigned char)name.at[i]) && !inner)
			return false;
	}
	return name.length > 0 && name.length <= 63;
}

/* In quotes where YAML would take it for something else ("on", "1"). */
static void add_namespace(struct buf *out, struct span name)
{
	bool quotes = name.length < 6 || isdigit((unsigned char)name.at[0]);
	buf_printf(out, quotes ? "\"%.*s\"" : "%.*s", SPAN_ARG(name));
}

int shipped_add(const char *name, const char *namespace, struct buf *out, struct error *err)
{
	struct span chosen = span_of(namespace ? namespace : SHIPPED_NAMESPACE);
	size_t index = 0;
	while (shipped_names[index] && strcmp(shipped_names[index], name) != 0)
		index++;
	if (!shipped_names[index])
		return error_set(err, ERROR_USAGE, "no policy called \"%s\" comes with this program; there are baseline, cis and stig",
		                 name);
	if (namespace && strcmp(name, "baseline") != 0)
		return error_set(err, ERROR_USAGE, "a namespace is for the baseline policy; %s has none", name);
	if (!is_namespace(chosen))
		return error_set(err, ERROR_USAGE, "\"%s\" can't be a namespace: lower case letters, digits and '-' inside, at most 63",
		                 namespace);
	struct span text = span_of(texts[index]);
	size_t gap = span_find(text, "%s", 0);
	buf_add_span(out, span_cut(text, 0, gap));
	if (gap < text.length)
		add_namespace(out, chosen);
	buf_add_span(out, span_cut(text, gap + 2, text.length));
	return buf_check(out, err);
}
