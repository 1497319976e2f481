/*
 * ansible_result: an outcome as the one JSON object that Ansible reads.
 *
 * Ansible's own members are changed, failed, msg, warnings, diff (with ansible-playbook --diff: before, after and their headers, which
 * Ansible compares itself), backup_file and invocation; the others are those of --format=json.
 */
#ifndef KAUDIT_MODULE_ANSIBLE_RESULT_H
#define KAUDIT_MODULE_ANSIBLE_RESULT_H

#include "module/ansible_arguments.h"
#include "cli/outcome.h"

/* Whether the task failed: refused, rolled back, or not proven. */
bool ansible_failed(const struct outcome *outcome, const struct ansible_arguments *arguments);

/* Appends the object and a line end. Options in OUTCOME's texts are given Ansible's spelling first. The object is valid for any bytes. */
void ansible_result(struct outcome *outcome, const struct ansible_arguments *arguments, struct buf *out);

#endif
