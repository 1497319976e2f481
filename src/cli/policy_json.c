#include "cli/policy_json.h"

#include "cli/policy_report.h"
#include "cli/report.h"
#include "yaml/json.h"

void policy_json_release(struct policy_json *json)
{
	buf_release(&json->findings);
	buf_release(&json->warnings);
	buf_release(&json->members);
}

void policy_json_finding(struct policy_json *json, const char *file, const struct findings *findings)
{
	size_t all = findings->errors + findings->warnings;
	policy_report_json(file, findings, &json->has_finding, &json->findings);
	if (all <= findings->count)
		return;
	struct buf text BUF_AUTO = BUF_EMPTY;
	buf_printf(&text, "%s: %zu more are not shown; there are %zu errors and %zu warnings", file, all - findings->count, findings->errors,
	           findings->warnings);
	policy_json_warning(json, buf_text(&text));
	json->warnings.failed |= text.failed;
}

void policy_json_warning(struct policy_json *json, const char *text)
{
	buf_add_text(&json->warnings, json->warnings.length > 0 ? ", " : "");
	json_add_string(&json->warnings, span_of(text));
}

void policy_json_error(struct policy_json *json, const struct error *err)
{
	if (json->error.kind == ERROR_NONE)
		json->error = *err;
	else
		error_append(&json->error, "; %s", err->text);
}

void policy_json_add(const struct policy_json *json, unsigned minor, struct buf *out)
{
	buf_printf(out, "{\n  \"kubeVersion\": \"1.%u\",\n  \"findings\": [", minor);
	buf_add_span(out, buf_span(&json->findings));
	buf_add_text(out, json->has_finding ? "\n  ],\n  \"warnings\": [" : "],\n  \"warnings\": [");
	buf_add_span(out, buf_span(&json->warnings));
	buf_add_byte(out, ']');
	buf_add_span(out, buf_span(&json->members));
	report_json_error(out, &json->error);
	buf_add_text(out, "\n}\n");
	out->failed |= json->findings.failed || json->warnings.failed || json->members.failed;
}
