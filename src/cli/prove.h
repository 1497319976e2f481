/*
 * prove: one request of our own, and its event in the audit log.
 *
 * What the policy says of the request is computed first: of a list of harmless requests the first one is taken that it records.
 * With a secret: a Secret with a random canary is created as a server-side dry run (nothing is stored), and its
 * text and its base64 are looked for in all that the log gets meanwhile.
 */
#ifndef KAUDIT_CLI_PROVE_H
#define KAUDIT_CLI_PROVE_H

#include "audit/match.h"
#include "cli/server.h"
#include "node/podlog.h"

struct proof_task {
	const struct server *server;
	const struct policy *policy; /* in force; NULL: none, so nothing is recorded */
	const char *log;             /* the audit log on this host; "-": the container's own; NULL: none here */
	struct podlog container;     /* where "-" goes */
	time_t since;                /* when the new API server was asked for: older container logs are not its own */
	bool legacy;                 /* --audit-log-format=legacy, which does not say the level */
	bool secret;                 /* --prove=secret */
	unsigned limit_ms;           /* how long the event may take */
	bool (*interrupted)(void);
};

enum proof_result {
	PROOF_NONE,        /* not tried */
	PROOF_FOUND,       /* the event came, at the level that the policy says, and no canary with it */
	PROOF_OFF,         /* nothing is to be recorded: `text` says how that is known */
	PROOF_SKIPPED,     /* nothing to look for or nowhere to look: `text` says why */
	PROOF_LEAK,        /* a canary, where the policy records bodies: it is the policy's doing */
	PROOF_FAILED,      /* `text` says why: no event, another level, or a canary that the policy does not explain */
	PROOF_INTERRUPTED,
};

struct proof {
	enum proof_result result;
	char id[APISERVER_ID_SIZE];
	char what[160]; /* the request: "GET /readyz as kubernetes-admin" */
	char level[16];
	char text[512];
};

/* -1: no memory, or the log can't be read. */
int prove(const struct proof_task *task, struct proof *ret_proof, struct error *err);

/* The request to send, and what the policy says of it; for tests. NULL: it records none of them. */
struct proof_request {
	const char *method, *path; /* as sent */
	const char *verb, *group, *resource, *namespace, *name; /* as matched; resource NULL: a path */
};
const struct proof_request *prove_choose(const struct policy *policy, const struct server *server, bool secret, bool *ret_as_client, struct match *ret_match);

#endif
