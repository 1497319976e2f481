/*
 * Ansible's arguments of any bytes are refused with words, or are options that hold together: the same as the command line would give for
 * them, with nothing that a module has no use for.
 */
#include "fuzz.h"

#include "module/ansible_arguments.h"
#include "yaml/json.h"

#define ARGUMENTS_AUTO __attribute__((cleanup(ansible_arguments_release)))

/* They are printed again as "invocation". */
static void check_given(const struct buf *given)
{
	struct tree tree TREE_AUTO = TREE_EMPTY;
	struct buf object BUF_AUTO = BUF_EMPTY;
	struct error err;
	buf_printf(&object, "{%s}", buf_text(given));
	must(json_parse(buf_span(&object), &tree, &err) == 0, "what was given is not JSON any more");
}

static void check_options(const struct options *options)
{
	struct error err;
	must(!options->filter && options->mode <= MODE_REMOVE, "a mode that a module does not have");
	must(options->manifest && options->root && options->backup_dir, "a text is missing");
	for (size_t i = 0; i < flag_count; i++) {
		bool set = options->wishes.flags[i].kind == WISH_SET || options->wishes.flags[i].kind == WISH_FILL;
		must(!set || options->wishes.flags[i].value != NULL, "a wish without a value");
	}
	struct options again = *options;
	again.dry_run = again.dry_run && !options->files_may_follow;
	must(options_check(&again, &err) == 0, "options that the command line would refuse");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ansible_arguments arguments ARGUMENTS_AUTO = {.diff = false};
	struct error err = {.kind = ERROR_NONE};
	uint8_t *copy = malloc(size + 1);
	must(copy != NULL, "no memory");
	if (size > 0)
		memcpy(copy, data, size);
	int result = ansible_arguments_read(fuzz_input(copy, size), &arguments, &err);
	memset(copy, 'x', size); /* it need not outlive the call */
	free(copy);
	if (result < 0) {
		must((err.kind == ERROR_REFUSED || err.kind == ERROR_USAGE) && err.text[0], "refused without words");
		return 0;
	}
	check_options(&arguments.options);
	check_given(&arguments.given);
	return 0;
}
