/*
 * policy_matrix: what a policy records, at a glance: resources × verbs, secrets first, then paths × methods.
 *
 * For a request that no rule names in user, namespace and name, unless these are given; a level that depends on them is marked.
 */
#ifndef KAUDIT_CLI_POLICY_MATRIX_H
#define KAUDIT_CLI_POLICY_MATRIX_H

#include "audit/reach.h"
#include "cli/policy_request.h"

struct policy_row {
	struct span group, resource, subresource; /* or… */
	struct span path;
	bool secret; /* its content is not for the log */
};

struct policy_cell {
	enum level level;
	bool depends; /* for some user, namespace or name it is another one */
};

struct policy_matrix {
	struct policy_row *rows;
	size_t row_count, path_rows; /* the last PATH_ROWS rows are paths */
	struct policy_cell *cells;   /* row_count × policy_matrix_columns */
};

#define POLICY_MATRIX_AUTO __attribute__((cleanup(policy_matrix_release)))

enum { POLICY_MATRIX_COLUMNS = 8 };
extern const char *const policy_matrix_verbs[POLICY_MATRIX_COLUMNS];   /* of resources */
extern const char *const policy_matrix_methods[POLICY_MATRIX_COLUMNS]; /* of paths; NULL: no such column */

/* REQUEST: whose user, groups, namespace and name count; ANY: none of them was given. */
int policy_matrix_make(const struct policy *policy, const struct request *request, bool any, struct policy_matrix *ret_matrix,
                       struct error *err);
void policy_matrix_release(struct policy_matrix *matrix);

void policy_matrix_text(const struct policy_matrix *matrix, bool color, struct buf *out);
/* The member "rows" of an object, with the comma before it. */
void policy_matrix_json(const struct policy_matrix *matrix, struct buf *out);

#endif
