/* signals: a run that is interrupted leaves nothing behind. */
#ifndef KAUDIT_CLI_SIGNALS_H
#define KAUDIT_CLI_SIGNALS_H

/*
 * SIGINT, SIGTERM and SIGHUP take the half-written file away and then end the process as they would have, unless they
 * are ignored (nohup). SIGXFSZ is ignored: a write beyond a limit then fails like one to a full disk.
 */
void signals_install(void);

/*
 * For the write of a run that waits: SIGINT and SIGTERM end the process as long as the new manifest does not have its name; after
 * that they are as in signals_defer, as SIGHUP and SIGPIPE are from now on.
 */
void signals_write(void);

/*
 * From the write on: the first SIGINT or SIGTERM is only remembered, so that the old manifest can be put back; a second one ends
 * the process at once. SIGHUP is ignored: a dropped connection must not leave a node half done. SIGPIPE is, too (node/apiserver).
 */
void signals_defer(void);

int signals_caught(void);  /* the one remembered; 0: none */
void signals_forget(void); /* it has had its effect; the next one still ends the process */

/* Ends the process by NUMBER. Returns only if that is blocked. */
void signals_end(int number);

#endif
