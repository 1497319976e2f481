#include "cli/prove.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base64.h"
#include "node/auditlog.h"

#define POLL_US 100000
#define CANARY_PREFIX "kaudit-canary-"

struct canary {
	char text[sizeof(CANARY_PREFIX) + APISERVER_ID_SIZE];
	struct buf base64, body;
};

static void canary_release(struct canary *canary)
{
	buf_release(&canary->base64);
	buf_release(&canary->body);
}

/* The name of the Secret is of another id than its content: names are in every event. */
static int make_canary(struct canary *canary, struct error *err)
{
	char id[APISERVER_ID_SIZE], name[APISERVER_ID_SIZE];
	if (apiserver_new_id(id, err) < 0 || apiserver_new_id(name, err) < 0)
		return -1;
	snprintf(canary->text, sizeof(canary->text), CANARY_PREFIX "%s", id);
	base64_add(&canary->base64, span_of(canary->text));
	buf_printf(&canary->body,
		   "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"kaudit-%s\"},\"type\":\"Opaque\",\"data\":{\"canary\":\"%s\"}}", name,
		   buf_text(&canary->base64));
	return buf_check(&canary->base64, err) < 0 || buf_check(&canary->body, err) < 0 ? -1 : 0;
}

static int skip(struct proof *proof, const char *why)
{
	proof->result = PROOF_SKIPPED;
	snprintf(proof->text, sizeof(proof->text), "%s", why);
	return 0;
}

/* The log is opened before the request is sent: what it gets from then on is looked at. */
static int open_log(const struct proof_task *task, const struct canary *canary, struct auditlog *ret_log, struct error *err)
{
	BUF_AUTO struct buf path = BUF_EMPTY;
	if (strcmp(task->log, "-") != 0)
		buf_add_text(&path, task->log);
	else if (podlog_newest(&task->container, task->since, &path, err) < 0)
		return -1;
	if (buf_check(&path, err) < 0)
		return -1;
	if (path.length == 0)
		return error_set(err, ERROR_REFUSED, "the container's log is not under %s", task->container.logs);
	if (auditlog_open(path.at, ret_log, err) < 0)
		return -1;
	if (!task->secret)
		return 0;
	return auditlog_watch(ret_log, span_of(canary->text), err) < 0 || auditlog_watch(ret_log, buf_span(&canary->base64), err) < 0 ? -1 : 0;
}

/* Sends the request. 0: answered; 1: not as it should be, proof->text says so. */
static int ask(const struct proof_task *task, const struct proof_request *chosen, bool as_client, const struct canary *canary, struct proof *proof)
{
	struct http_request request = { .method = chosen->method, .path = chosen->path, .audit_id = proof->id };
	struct http_answer answer = { 0 };
	struct error err;
	if (task->secret)
		request.body = buf_span(&canary->body);
	if (server_ask(task->server, request, as_client, &answer, &err) < 0) {
		snprintf(proof->text, sizeof(proof->text), "%s was not answered: %.300s", proof->what, err.text);
		return 1;
	}
	unsigned status = answer.status;
	http_answer_release(&answer);
	if (status < 500 && (!task->secret || status == 201))
		return 0;
	snprintf(proof->text, sizeof(proof->text), "%s was answered with HTTP %u", proof->what, status);
	return 1;
}

static uint64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* AUDITLOG_FOUND, AUDITLOG_NONE when the time is over or a signal came, -1. */
static int await_event(const struct proof_task *task, struct auditlog *log, const char *id, const char *stage, struct auditlog_event *ret_event,
		       struct error *err)
{
	uint64_t end = now_ms() + task->limit_ms;
	for (;;) {
		int result = auditlog_read(log, id, stage, ret_event, err);
		if (result != AUDITLOG_NONE || now_ms() >= end || task->interrupted())
			return result;
		usleep(POLL_US);
	}
}

static void judge_event(const struct proof_task *task, const struct match *match, const struct auditlog *log, const struct auditlog_event *event,
			struct proof *proof)
{
	bool bodies = match->level >= LEVEL_REQUEST;
	snprintf(proof->level, sizeof(proof->level), "%s", event->level);
	if (!task->legacy && strcmp(event->level, level_name(match->level)) != 0) {
		proof->result = PROOF_FAILED;
		snprintf(proof->text, sizeof(proof->text), "the event of %s has level %s, the policy says %s: another policy is in force", proof->what,
			 event->level, level_name(match->level));
	} else if (log->seen[0] || log->seen[1]) {
		proof->result = bodies ? PROOF_LEAK : PROOF_FAILED;
		snprintf(proof->text, sizeof(proof->text), "the content of a new secret is in the audit log%s",
			 bodies ? ": the policy records secrets with their content; give them level Metadata" : ", though the policy says Metadata");
	} else {
		proof->result = PROOF_FOUND;
	}
}

static int look(const struct proof_task *task, const struct proof_request *chosen, bool as_client, const struct match *match, struct proof *proof,
		struct error *err)
{
	__attribute__((cleanup(canary_release))) struct canary canary = { 0 };
	AUDITLOG_AUTO struct auditlog log = AUDITLOG_CLOSED;
	struct auditlog_event event = { 0 };
	const char *stage = match->omit_stages & STAGE_RESPONSE_COMPLETE ? "RequestReceived" : "ResponseComplete";
	proof->result = PROOF_FAILED;
	if (make_canary(&canary, err) < 0 || open_log(task, &canary, &log, err) < 0)
		return -1;
	if (ask(task, chosen, as_client, &canary, proof) > 0)
		return 0;
	int result = await_event(task, &log, proof->id, stage, &event, err);
	if (result < 0)
		return -1;
	if (result == AUDITLOG_FOUND)
		judge_event(task, match, &log, &event, proof);
	else if (task->interrupted())
		proof->result = PROOF_INTERRUPTED;
	else
		snprintf(proof->text, sizeof(proof->text), "the event of %s (Audit-ID %s) did not come into %s within %u s", proof->what, proof->id, log.path,
			 task->limit_ms / 1000);
	auditlog_event_release(&event);
	return 0;
}

int prove(const struct proof_task *task, struct proof *ret_proof, struct error *err)
{
	bool as_client;
	struct match match;
	*ret_proof = (struct proof){ 0 };
	if (!task->policy)
		return skip(ret_proof, "there is no audit policy, so nothing is recorded");
	if (!task->log)
		return skip(ret_proof, "there is no audit log on this host (a webhook's events can't be seen from here)");
	if (task->secret && !task->server->has_client)
		return skip(ret_proof, "--prove=secret needs a kubeconfig with a client certificate");
	const struct proof_request *chosen = prove_choose(task->policy, task->server, task->secret, &as_client, &match);
	if (!chosen)
		return skip(ret_proof, task->secret ? "the policy does not record that a secret is created" : "the policy records no request that may be sent from here");
	snprintf(ret_proof->what, sizeof(ret_proof->what), "%s %s as %.60s", chosen->method, chosen->path,
		 as_client ? buf_text(&task->server->who.user) : "system:anonymous");
	if (apiserver_new_id(ret_proof->id, err) < 0)
		return -1;
	return look(task, chosen, as_client, &match, ret_proof, err);
}
