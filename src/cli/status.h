/* status: what the programs' exit statuses mean (kaudit-enable.8, EXIT STATUS). */
#ifndef KAUDIT_CLI_STATUS_H
#define KAUDIT_CLI_STATUS_H

enum exit_status {
	STATUS_DONE = 0,        /* applied, or nothing to do */
	STATUS_REFUSED = 1,     /* refused or failed; the manifest is unchanged */
	STATUS_USAGE = 2,       /* the command line is wrong; nothing was looked at */
	STATUS_ROLLED_BACK = 3, /* changed, not proven, put back */
	STATUS_UNPROVEN = 4,    /* changed, and neither proven nor put back */
	STATUS_DIFFERENT = 5,   /* --check: a run would change something; --status: audit logging is not proven to be on */
};

#endif
