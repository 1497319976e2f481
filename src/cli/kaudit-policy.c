/*
 * kaudit-policy: checks Kubernetes audit policies, and shows what they record.
 *
 *     options → input → policy_load → policy_lint → report, explain or matrix
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/lint.h"
#include "audit/shipped.h"
#include "cli/policy_explain.h"
#include "cli/policy_input.h"
#include "cli/policy_json.h"
#include "cli/policy_matrix.h"
#include "cli/policy_options.h"
#include "cli/policy_report.h"
#include "cli/visible.h"

enum { EXIT_CLEAN = 0, EXIT_ERRORS = 1, EXIT_USAGE = 2 };

struct run {
	struct policy_options options;
	bool color;
	struct buf out, err;
	struct policy_json json; /* with --format=json all that is said */
};

static bool wants_color(const struct policy_options *options)
{
	const char *no_color = getenv("NO_COLOR"), *type = getenv("TERM");
	bool plain = (no_color && *no_color) || (type && strcmp(type, "dumb") == 0);
	return options->color == POLICY_COLOR_ALWAYS || (options->color == POLICY_COLOR_AUTO && !plain && isatty(STDOUT_FILENO) == 1);
}

static int complain(struct run *run, const struct error *err)
{
	if (run->options.json) {
		policy_json_error(&run->json, err);
		return err->kind == ERROR_USAGE ? EXIT_USAGE : EXIT_ERRORS;
	}
	buf_add_text(&run->err, "kaudit-policy: ");
	visible_add(&run->err, span_of(err->text), VISIBLE_TEXT);
	buf_add_text(&run->err, err->kind == ERROR_USAGE ? " (--help)\n" : "\n");
	return err->kind == ERROR_USAGE ? EXIT_USAGE : EXIT_ERRORS;
}

static const char *label(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

struct loaded {
	struct buf text;
	struct policy policy;
	struct findings findings;
	int result; /* of policy_load */
};

static void loaded_release(struct loaded *loaded)
{
	policy_release(&loaded->policy);
	findings_release(&loaded->findings);
	buf_release(&loaded->text);
}

#define LOADED_AUTO __attribute__((cleanup(loaded_release)))

static int load(const char *path, unsigned minor, struct loaded *ret_loaded, struct error *err)
{
	if (policy_input_read(path, &ret_loaded->text, err) != 0)
		return error_path(err, label(path));
	ret_loaded->result = policy_load(buf_span(&ret_loaded->text), minor, &ret_loaded->policy, &ret_loaded->findings, err);
	if (ret_loaded->result == POLICY_GOOD && policy_lint(&ret_loaded->policy, &ret_loaded->findings, err) != 0)
		return -1;
	findings_place(&ret_loaded->findings, buf_span(&ret_loaded->text));
	return ret_loaded->result;
}

static void note_version(struct run *run)
{
	char text[80];
	if (run->options.minor_given <= run->options.minor)
		return;
	snprintf(text, sizeof(text), "1.%u is newer than what this program knows; judged as 1.%u", run->options.minor_given, run->options.minor);
	if (run->options.json)
		policy_json_warning(&run->json, text);
	else
		buf_printf(&run->err, "kaudit-policy: %s\n", text);
}

static int check_file(struct run *run, const char *path)
{
	struct loaded loaded LOADED_AUTO = {0};
	struct error err;
	if (load(path, run->options.minor, &loaded, &err) < 0)
		return complain(run, &err);
	if (run->options.json)
		policy_json_finding(&run->json, label(path), &loaded.findings);
	else
		policy_report_text(label(path), buf_span(&loaded.text), &loaded.findings, run->color, &run->out);
	bool wrong = loaded.findings.errors > 0 || (run->options.strict && loaded.findings.warnings > 0);
	return wrong ? EXIT_ERRORS : EXIT_CLEAN;
}

static int run_check(struct run *run)
{
	int status = EXIT_CLEAN;
	for (size_t i = 0; i < run->options.operand_count; i++) {
		int result = check_file(run, run->options.operands[i]);
		status = result > status ? result : status;
	}
	return status;
}

static int run_fix(struct run *run)
{
	const char *path = run->options.operands[0];
	struct loaded loaded LOADED_AUTO = {0};
	struct buf text BUF_AUTO = BUF_EMPTY, whole BUF_AUTO = BUF_EMPTY;
	struct error err;
	if (policy_input_read(path, &text, &err) != 0)
		return complain(run, &err);
	int fragment = policy_complete(buf_span(&text), &whole, &err);
	if (fragment < 0)
		return complain(run, &err);
	struct span result = fragment == FRAGMENT_COMPLETED ? buf_span(&whole) : buf_span(&text);
	loaded.result = policy_load(result, run->options.minor, &loaded.policy, &loaded.findings, &err);
	if (loaded.result < 0)
		return complain(run, &err);
	buf_add_span(&run->out, result);
	if (loaded.result == POLICY_GOOD)
		return EXIT_CLEAN;
	findings_place(&loaded.findings, result);
	policy_report_text(label(path), result, &loaded.findings, false, &run->err);
	buf_add_text(&run->err, "kaudit-policy: these errors are left; lines are those of the text that was printed\n");
	return EXIT_ERRORS;
}

static int tell_errors(struct run *run, const char *path, const struct findings *findings)
{
	struct error err;
	policy_json_finding(&run->json, label(path), findings);
	error_set(&err, ERROR_REFUSED, "the policy has errors, so kube-apiserver would not start with it");
	error_path(&err, label(path));
	return complain(run, &err);
}

/* The policy of --explain and --matrix: with errors it decides nothing, so they are told instead. */
static int load_good(struct run *run, struct loaded *loaded)
{
	struct error err;
	const char *path = run->options.operands[0];
	if (policy_input_read(path, &loaded->text, &err) != 0) {
		error_path(&err, label(path));
		return complain(run, &err);
	}
	loaded->result = policy_load(buf_span(&loaded->text), run->options.minor, &loaded->policy, &loaded->findings, &err);
	if (loaded->result < 0)
		return complain(run, &err);
	if (loaded->result == POLICY_GOOD)
		return EXIT_CLEAN;
	findings_place(&loaded->findings, buf_span(&loaded->text));
	if (run->options.json)
		return tell_errors(run, path, &loaded->findings);
	policy_report_text(label(path), buf_span(&loaded->text), &loaded->findings, false, &run->err);
	return EXIT_ERRORS;
}

static int run_explain(struct run *run)
{
	struct loaded loaded LOADED_AUTO = {0};
	struct policy_request request POLICY_REQUEST_AUTO = {0};
	struct error err;
	if (policy_request_parse(run->options.operands + 1, run->options.operand_count - 1, &request, &err) != 0)
		return complain(run, &err);
	if (request.request.is_resource && request.request.resource.length == 0) {
		error_set(&err, ERROR_USAGE,
		          "--explain needs a request: FILE verb=create resource=secrets namespace=default, or path=/healthz");
		return complain(run, &err);
	}
	if (load_good(run, &loaded) != EXIT_CLEAN)
		return EXIT_ERRORS;
	int result = run->options.json ? policy_explain_json(&loaded.policy, &request, &run->json.members, &err)
	                               : policy_explain_text(&loaded.policy, &request, &run->out, &err);
	return result == 0 ? EXIT_CLEAN : complain(run, &err);
}

static int run_matrix(struct run *run)
{
	struct loaded loaded LOADED_AUTO = {0};
	struct policy_request request POLICY_REQUEST_AUTO = {0};
	struct policy_matrix matrix POLICY_MATRIX_AUTO = {0};
	struct error err;
	if (policy_request_parse(run->options.operands + 1, run->options.operand_count - 1, &request, &err) != 0)
		return complain(run, &err);
	if (load_good(run, &loaded) != EXIT_CLEAN)
		return EXIT_ERRORS;
	if (policy_matrix_make(&loaded.policy, &request.request, run->options.operand_count == 1, &matrix, &err) != 0)
		return complain(run, &err);
	if (run->options.json)
		policy_matrix_json(&matrix, &run->json.members);
	else
		policy_matrix_text(&matrix, run->color, &run->out);
	return EXIT_CLEAN;
}

static int run_default(struct run *run)
{
	struct error err;
	if (shipped_add(run->options.shipped, run->options.namespace, &run->out, &err) != 0)
		return complain(run, &err);
	return EXIT_CLEAN;
}

static int run_mode(struct run *run)
{
	note_version(run);
	switch (run->options.mode) {
	case POLICY_CHECK:
		return run_check(run);
	case POLICY_FIX:
		return run_fix(run);
	case POLICY_EXPLAIN:
		return run_explain(run);
	case POLICY_MATRIX:
		return run_matrix(run);
	case POLICY_DEFAULT:
		return run_default(run);
	case POLICY_HELP:
		policy_options_help(&run->out);
		break;
	case POLICY_VERSION:
		buf_add_text(&run->out, "kaudit-policy " KAUDIT_VERSION "\n");
		break;
	}
	return EXIT_CLEAN;
}

static int print(struct run *run, int status)
{
	struct error err;
	if ((buf_check(&run->out, &err) != 0 || buf_check(&run->err, &err) != 0) && status != EXIT_USAGE) {
		fprintf(stderr, "kaudit-policy: %s\n", err.text);
		return EXIT_ERRORS;
	}
	fwrite(buf_text(&run->err), 1, run->err.length, stderr);
	if (fwrite(buf_text(&run->out), 1, run->out.length, stdout) == run->out.length && fflush(stdout) == 0)
		return status;
	fprintf(stderr, "kaudit-policy: standard output: %s\n", strerror(errno));
	return EXIT_ERRORS;
}

int main(int argc, char *argv[])
{
	struct run run = {0};
	struct error err;
	int status = policy_options_parse(argc, argv, &run.options, &err) == 0 ? EXIT_CLEAN : complain(&run, &err);
	run.color = wants_color(&run.options);
	if (status == EXIT_CLEAN)
		status = run_mode(&run);
	if (run.options.json && run.options.mode < POLICY_HELP)
		policy_json_add(&run.json, run.options.minor, &run.out);
	status = print(&run, status);
	policy_options_release(&run.options);
	buf_release(&run.out);
	buf_release(&run.err);
	policy_json_release(&run.json);
	return status;
}
