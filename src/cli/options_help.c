#include "cli/options.h"

#include <stdio.h>

#include "cli/option_table.h"

static const char *const group_titles[GROUP_COUNT] = {
        [GROUP_WISHES] = "what to audit, and where to (a default only fills in what is missing)",
        [GROUP_PLACES] = "what to edit",
        [GROUP_RUN] = "how",
        [GROUP_PROOF] = "how to make sure that it works",
        [GROUP_OUTPUT] = "what to print",
};

static void add_row(struct buf *out, const char *name, const char *argument, bool may_lack, const char *help)
{
	char left[40];
	snprintf(left, sizeof(left), "--%s%s%s%s", name, !argument ? "" : may_lack ? "[=" : " ", argument ? argument : "", may_lack ? "]" : "");
	buf_printf(out, "  %-22s %s\n", left, help);
}

/* Only the flags that have a short name; the others are in the manual page. */
static void add_flags(struct buf *out)
{
	for (size_t i = 0; i < flag_count; i++) {
		char help[60];
		if (!flag_table[i].option)
			continue;
		snprintf(help, sizeof(help), "default %s", flag_table[i].fill ? flag_table[i].fill : "none");
		add_row(out, flag_table[i].option, flag_table[i].type == FLAG_INT ? "N" : "FILE", false, help);
	}
	buf_printf(out, "  %-22s these and all %zu audit flags of kube-apiserver\n", "--audit-NAME VALUE", flag_count);
}

void options_help(struct buf *out)
{
	buf_add_text(out, "usage: kaudit-enable [options]\n"
	                  "Turns on Kubernetes audit logging: edits the API server's static-pod manifest,\n" OPTIONS_MANIFEST ".\n");
	for (int group = 0; group < GROUP_COUNT; group++) {
		buf_printf(out, "\n%s:\n", group_titles[group]);
		if (group == GROUP_WISHES)
			add_flags(out);
		for (size_t i = 0; i < option_count; i++)
			if ((int)option_table[i].group == group)
				add_row(out, option_table[i].name, option_table[i].argument, option_table[i].otherwise != NULL, option_table[i].help);
	}
	buf_add_text(out, "\nexit status: 0 applied or nothing to do, 1 refused and unchanged, 2 usage,\n"
	                  "3 rolled back, 4 changed but not proven, 5 --check found differences\n");
}
