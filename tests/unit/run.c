/* A run as another program calls it: options in, outcome out. What it does to a machine is shown by tests/cli. */
#include "world.h"

#include <errno.h>

#include "cli/run.h"
#include "node/replace.h"
#include "node/tidy.h"

static const char manifest_text[] = "apiVersion: v1\n"
                                    "kind: Pod\n"
                                    "metadata: {name: kube-apiserver, namespace: kube-system}\n"
                                    "spec:\n"
                                    "  containers:\n"
                                    "  - name: kube-apiserver\n"
                                    "    image: registry.k8s.io/kube-apiserver:v1.30.1\n"
                                    "    command:\n"
                                    "    - kube-apiserver\n"
                                    "    - --secure-port=6443\n";

enum { PUBLISH_AS_IT_IS = -2 };
static int publish_result = PUBLISH_AS_IT_IS;

int __real_replace_publish(struct file *file, struct span content, struct error *err);
int __wrap_replace_publish(struct file *file, struct span content, struct error *err);

int __wrap_replace_publish(struct file *file, struct span content, struct error *err)
{
	if (publish_result == PUBLISH_AS_IT_IS)
		return __real_replace_publish(file, content, err);
	error_system(err, EIO, publish_result == REPLACE_UNSYNCED ? "the directory can't be synced" : "no temp");
	if (publish_result < 0)
		error_append(err, "; unchanged");
	return publish_result;
}

struct machine {
	struct world *world;
	const char *manifest;
	struct options options;
	struct outcome outcome;
};

static int begin(void **state)
{
	struct machine *machine = calloc(1, sizeof(*machine));
	void *world = NULL;
	if (!machine || world_make(&world))
		return -1;
	machine->world = world;
	world_directory(world, "etc", 0755);
	world_directory(world, "etc/manifests", 0755);
	world_write(world, "etc/manifests/kube-apiserver.yaml", manifest_text, 0600);
	world_write(world, "etc/policy.yaml", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n", 0600);
	options_default(&machine->options);
	machine->options.root = machine->world->top;
	machine->options.manifest = "/etc/manifests/kube-apiserver.yaml";
	machine->options.wishes.flags[FLAG_AT_POLICY_FILE].value = "/etc/policy.yaml";
	machine->manifest = world_path(world, "etc/manifests/kube-apiserver.yaml");
	publish_result = PUBLISH_AS_IT_IS;
	*state = machine;
	return 0;
}

static int end(void **state)
{
	struct machine *machine = *state;
	void *world = machine->world;
	outcome_release(&machine->outcome);
	free(machine);
	return world_drop(&world);
}

static void assert_on_disk(const struct machine *machine, const char *wanted)
{
	assert_content(machine->world, "etc/manifests/kube-apiserver.yaml", wanted);
}

static void a_change_hands_over_the_bytes_before_and_after(void **state)
{
	struct machine *machine = *state;
	struct outcome *outcome = &machine->outcome;
	run(&machine->options, NULL, outcome);
	assert_int_equal(outcome->kind, OUTCOME_CHANGED);
	assert_int_equal(outcome->error.kind, ERROR_NONE);
	assert_true(outcome->is_new);
	assert_string_equal(outcome->manifest, machine->manifest);
	assert_string_equal(buf_text(&outcome->before), manifest_text);
	assert_on_disk(machine, buf_text(&outcome->after));
	assert_non_null(strstr(buf_text(&outcome->after), "--audit-log-maxage=60"));
	assert_int_equal(outcome->item_count, 10); /* five flags, two volumes, two mounts, the annotation */
	assert_int_equal(outcome->made.count, 1);
	assert_non_null(outcome->backup);
	assert_int_equal(access(outcome->backup, F_OK), 0);
}

static void a_dry_run_hands_over_the_bytes_that_it_would_write(void **state)
{
	struct machine *machine = *state;
	machine->options.dry_run = true;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_WOULD);
	assert_false(machine->outcome.is_new);
	assert_null(machine->outcome.backup);
	assert_non_null(strstr(buf_text(&machine->outcome.after), "--audit-log-maxage=60"));
	assert_non_null(strstr(buf_text(&machine->outcome.diff), "+    - --audit-log-maxage=60"));
	assert_on_disk(machine, manifest_text);
}

static void a_diff_is_made_only_if_somebody_wants_it(void **state)
{
	struct machine *machine = *state;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.diff.length, 0);
}

static void a_second_run_hands_over_nothing_to_do(void **state)
{
	struct machine *machine = *state;
	run(&machine->options, NULL, &machine->outcome);
	outcome_release(&machine->outcome);
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_NOTHING);
	assert_int_equal(machine->outcome.item_count, 0);
	assert_null(machine->outcome.backup);
	assert_int_equal(machine->outcome.error.kind, ERROR_NONE);
}

static void a_manifest_that_could_not_be_written_is_unchanged_and_said_so_once(void **state)
{
	struct machine *machine = *state;
	publish_result = -1;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	assert_false(machine->outcome.is_new);
	assert_string_equal(machine->outcome.error.text, "no temp: Input/output error; unchanged");
	assert_int_equal(outcome_status(&machine->outcome, &machine->options), STATUS_REFUSED);
	assert_on_disk(machine, manifest_text);
}

static void a_new_manifest_that_may_not_outlast_a_crash_is_not_called_unchanged(void **state)
{
	struct machine *machine = *state;
	publish_result = REPLACE_UNSYNCED;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	assert_true(machine->outcome.is_new);
	assert_null(strstr(machine->outcome.error.text, "unchanged"));
	assert_non_null(machine->outcome.backup);
	assert_int_equal(outcome_status(&machine->outcome, &machine->options), STATUS_UNPROVEN);
}

static void a_missing_policy_is_refused_or_only_warned_of_when_it_may_follow(void **state)
{
	struct machine *machine = *state;
	machine->options.wishes.flags[FLAG_AT_POLICY_FILE].value = "/etc/later.yaml";
	machine->options.dry_run = true;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	outcome_release(&machine->outcome);
	machine->options.files_may_follow = true;
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_WOULD);
	assert_int_equal(machine->outcome.warnings.count, 1);
	assert_non_null(strstr(machine->outcome.warnings.list[0], "/etc/later.yaml yet"));
}

static void a_refusal_names_file_and_place(void **state)
{
	struct machine *machine = *state;
	world_write(machine->world, "etc/manifests/kube-apiserver.yaml", "apiVersion: v1\nkind: Deployment\n", 0600);
	run(&machine->options, NULL, &machine->outcome);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	assert_int_equal(machine->outcome.error.kind, ERROR_REFUSED);
	assert_string_equal(machine->outcome.error.path, machine->manifest);
	assert_int_equal(machine->outcome.error.line, 2);
	assert_int_equal(machine->outcome.error.column, 7);
}

static void run_again(struct machine *machine, enum options_mode mode)
{
	outcome_release(&machine->outcome);
	machine->options.mode = mode;
	run(&machine->options, NULL, &machine->outcome);
}

static void removing_hands_over_the_original_bytes(void **state)
{
	struct machine *machine = *state;
	run(&machine->options, NULL, &machine->outcome);
	run_again(machine, MODE_REMOVE);
	assert_int_equal(machine->outcome.kind, OUTCOME_CHANGED);
	assert_true(machine->outcome.is_new);
	assert_int_equal(machine->outcome.item_count, 10);
	assert_null(machine->outcome.items[0].new);
	assert_string_equal(buf_text(&machine->outcome.after), manifest_text);
	assert_null(machine->outcome.log_host);
	assert_on_disk(machine, manifest_text);
	run_again(machine, MODE_REMOVE);
	assert_int_equal(machine->outcome.kind, OUTCOME_NOTHING);
}

static void restoring_hands_over_the_backups_bytes_and_what_they_change(void **state)
{
	struct machine *machine = *state;
	struct outcome *outcome = &machine->outcome;
	run(&machine->options, NULL, outcome);
	run_again(machine, MODE_RESTORE);
	assert_int_equal(outcome->kind, OUTCOME_CHANGED);
	assert_int_equal(outcome->item_count, 10);
	assert_string_equal(buf_text(&outcome->after), manifest_text);
	assert_non_null(strstr(buf_text(&outcome->before), "--audit-log-maxage=60"));
	assert_on_disk(machine, manifest_text);
	TEXT_AUTO char *undone = strdup(outcome->backup);
	assert_true(span_ends(span_of(undone), ".undone"));
	run_again(machine, MODE_RESTORE);
	assert_int_equal(outcome->kind, OUTCOME_NOTHING);
	assert_non_null(outcome->restored);
	assert_null(outcome->backup);
	machine->options.restore = strrchr(undone, '/') + 1;
	run_again(machine, MODE_RESTORE);
	assert_int_equal(outcome->kind, OUTCOME_CHANGED);
	assert_string_equal(outcome->restored, undone);
	assert_non_null(outcome->log_host);
}

static void a_restore_that_could_not_be_written_is_unchanged(void **state)
{
	struct machine *machine = *state;
	run(&machine->options, NULL, &machine->outcome);
	publish_result = -1;
	run_again(machine, MODE_RESTORE);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	assert_string_equal(machine->outcome.error.text, "no temp: Input/output error; unchanged");
	assert_non_null(machine->outcome.backup);
}

static void old_backups_go_only_after_a_change(void **state)
{
	struct machine *machine = *state;
	machine->options.keep_backups = 1;
	run(&machine->options, NULL, &machine->outcome);
	run_again(machine, MODE_REMOVE);
	assert_int_equal(machine->outcome.pruned.count, 0);
	run_again(machine, MODE_REMOVE);
	run_again(machine, MODE_ENABLE);
	assert_int_equal(machine->outcome.pruned.count, 1);
	assert_int_equal(access(machine->outcome.pruned.list[0], F_OK), -1);
	publish_result = REPLACE_UNSYNCED;
	run_again(machine, MODE_REMOVE);
	assert_int_equal(machine->outcome.kind, OUTCOME_FAILED);
	assert_int_equal(machine->outcome.pruned.count, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_change_hands_over_the_bytes_before_and_after),
	        TEST(a_dry_run_hands_over_the_bytes_that_it_would_write),
	        TEST(a_diff_is_made_only_if_somebody_wants_it),
	        TEST(a_second_run_hands_over_nothing_to_do),
	        TEST(a_manifest_that_could_not_be_written_is_unchanged_and_said_so_once),
	        TEST(a_new_manifest_that_may_not_outlast_a_crash_is_not_called_unchanged),
	        TEST(a_missing_policy_is_refused_or_only_warned_of_when_it_may_follow),
	        TEST(a_refusal_names_file_and_place),
	        TEST(removing_hands_over_the_original_bytes),
	        TEST(restoring_hands_over_the_backups_bytes_and_what_they_change),
	        TEST(a_restore_that_could_not_be_written_is_unchanged),
	        TEST(old_backups_go_only_after_a_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
