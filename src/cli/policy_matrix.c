#include "cli/policy_matrix.h"

#include <stdlib.h>

#include "audit/resources.h"

enum { ROWS_MAX = 200 }; /* a longer table is none to glance at */

const char *const policy_matrix_verbs[POLICY_MATRIX_COLUMNS] = {"get",    "list",  "watch",  "create",
                                                                "update", "patch", "delete", "deletecollection"};
const char *const policy_matrix_methods[POLICY_MATRIX_COLUMNS] = {"get", NULL, NULL, "post", "put", "patch", "delete", NULL};

static const struct {
	const char *group, *resource, *subresource;
} always[] = {
        {"", "secrets", ""},
        {"", "configmaps", ""},
        {"", "serviceaccounts", "token"},
        {"authentication.k8s.io", "tokenreviews", ""},
        {"", "pods", ""},
        {"", "pods", "exec"},
        {"", "pods", "attach"},
        {"", "pods", "portforward"},
        {"", "pods", "log"},
        {"apps", "deployments", ""},
        {"", "services", ""},
        {"", "namespaces", ""},
        {"", "nodes", ""},
        {"", "nodes", "status"},
        {"", "serviceaccounts", ""},
        {"rbac.authorization.k8s.io", "clusterroles", ""},
        {"rbac.authorization.k8s.io", "clusterrolebindings", ""},
        {"rbac.authorization.k8s.io", "roles", ""},
        {"rbac.authorization.k8s.io", "rolebindings", ""},
        {"certificates.k8s.io", "certificatesigningrequests", ""},
        {"", "events", ""},
        {"coordination.k8s.io", "leases", ""},
        {"", "endpoints", ""},
};
enum { SECRET_ROWS = 4 };

static bool same_row(const struct policy_row *a, const struct policy_row *b)
{
	return span_equal(a->group, b->group) && span_equal(a->resource, b->resource) && span_equal(a->subresource, b->subresource) &&
	       span_equal(a->path, b->path);
}

static void add_row(struct policy_matrix *matrix, struct policy_row row)
{
	for (size_t i = 0; i < matrix->row_count; i++)
		if (same_row(&matrix->rows[i], &row))
			return;
	if (matrix->row_count == ROWS_MAX)
		return;
	matrix->rows[matrix->row_count++] = row;
	matrix->path_rows += row.path.length > 0;
}

/* What a rule names, wildcards left out: they are seen in the other rows. */
static void add_named(struct policy_matrix *matrix, const struct group_resources *group)
{
	for (uint32_t i = 0; i < group->resources.count && !span_is(group->group.text, "*"); i++) {
		struct span text = group->resources.list[i].text;
		size_t slash = span_find(text, "/", 0);
		if (text.length > 0 && span_find(text, "*", 0) == text.length)
			add_row(matrix, (struct policy_row){.group = group->group.text,
			                                    .resource = span_cut(text, 0, slash),
			                                    .subresource = span_cut(text, slash + 1, text.length)});
	}
}

static void add_path(struct policy_matrix *matrix, struct span pattern)
{
	while (span_ends(pattern, "*"))
		pattern.length--;
	if (pattern.length > 0)
		add_row(matrix, (struct policy_row){.path = pattern});
}

static void add_rows(struct policy_matrix *matrix, const struct policy *policy)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		add_row(matrix, (struct policy_row){.group = span_of(always[i].group),
		                                    .resource = span_of(always[i].resource),
		                                    .subresource = span_of(always[i].subresource),
		                                    .secret = i < SECRET_ROWS});
	for (uint32_t i = 0; i < policy->rule_count; i++)
		for (uint32_t j = 0; j < policy->rules[i].resource_count; j++)
			add_named(matrix, &policy->rules[i].resources[j]);
	add_path(matrix, SPAN("/healthz"));
	add_path(matrix, SPAN("/version"));
	add_path(matrix, SPAN("/api"));
	for (uint32_t i = 0; i < policy->rule_count; i++)
		for (uint32_t j = 0; j < policy->rules[i].urls.count; j++)
			add_path(matrix, policy->rules[i].urls.list[j].text);
}

static bool is_namespaced(const struct policy_row *row)
{
	const struct resource *known = resource_find(row->group, row->resource);
	return !known || known->namespaced;
}

/* Whether a rule with another level decides the same of somebody else, elsewhere. */
static bool depends(struct reach *reach, const struct policy_row *row, const char *verb, enum level level)
{
	const char *const verbs[] = {verb, NULL};
	struct want want = {NULL, NULL, NULL, is_namespaced(row), verbs};
	char *texts[3] = {span_dup(row->group), span_dup(row->resource), span_dup(row->subresource)};
	bool found = false;
	want.group = texts[0], want.resource = texts[1], want.subresource = texts[2];
	for (uint32_t i = 0; texts[0] && texts[1] && texts[2] && i < reach->rule_count && !found; i++) {
		struct reach_answer answer;
		found = reach->policy->rules[i].level != level && reach_rule(reach, i, &want, &answer) == REACH_FOUND;
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	return found;
}

static struct policy_cell evaluate(struct reach *reach, const struct policy_row *row, const char *verb, struct request request, bool any)
{
	request.is_resource = row->path.length == 0;
	request.group = row->group;
	request.resource = row->resource;
	request.subresource = row->subresource;
	request.path = row->path;
	request.verb = span_of(verb);
	if (any)
		request.user = request.name = reach_other(reach);
	if (any && is_namespaced(row))
		request.namespace = reach_other(reach);
	enum level level = match_policy(reach->policy, &request).level;
	return (struct policy_cell){level, any && request.is_resource && depends(reach, row, verb, level)};
}

int policy_matrix_make(const struct policy *policy, const struct request *request, bool any, struct policy_matrix *ret_matrix,
                       struct error *err)
{
	struct policy_matrix matrix POLICY_MATRIX_AUTO = {0};
	struct reach reach REACH_AUTO = {0};
	if (reach_begin(policy, &reach, err) != 0)
		return -1;
	matrix.rows = calloc(ROWS_MAX, sizeof(*matrix.rows));
	matrix.cells = calloc((size_t)ROWS_MAX * POLICY_MATRIX_COLUMNS, sizeof(*matrix.cells));
	if (!matrix.rows || !matrix.cells)
		return error_memory(err);
	add_rows(&matrix, policy);
	for (size_t row = 0; row < matrix.row_count; row++) {
		const char *const *verbs = matrix.rows[row].path.length > 0 ? policy_matrix_methods : policy_matrix_verbs;
		for (size_t column = 0; column < POLICY_MATRIX_COLUMNS; column++)
			if (verbs[column])
				matrix.cells[row * POLICY_MATRIX_COLUMNS + column] =
				        evaluate(&reach, &matrix.rows[row], verbs[column], *request, any);
	}
	*ret_matrix = matrix;
	matrix = (struct policy_matrix){0};
	return 0;
}

void policy_matrix_release(struct policy_matrix *matrix)
{
	free(matrix->rows);
	free(matrix->cells);
	*matrix = (struct policy_matrix){0};
}
