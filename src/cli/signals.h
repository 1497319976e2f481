/* signals: a run that is interrupted leaves nothing behind. */
#ifndef KAUDIT_CLI_SIGNALS_H
#define KAUDIT_CLI_SIGNALS_H

/*
 * SIGINT, SIGTERM and SIGHUP take the half-written file away and then end the process as they would have, unless they
 * are ignored (nohup). SIGXFSZ is ignored: a write beyond a limit then fails like one to a full disk.
 */
void signals_install(void);

#endif
