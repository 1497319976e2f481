#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>

#include "node/replace.h"

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

/* The action is the default one again by now (SA_RESETHAND), and the signal is held back until this returns. */
static void take_away_and_end(int number)
{
	replace_abandon();
	raise(number);
}

void signals_install(void)
{
	struct sigaction action = {.sa_handler = take_away_and_end, .sa_flags = (int)SA_RESETHAND}, old;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaddset(&action.sa_mask, ending[i]);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	signal(SIGXFSZ, SIG_IGN);
}
