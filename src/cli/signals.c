#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>

#include "node/replace.h"

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t caught, was_caught;

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

/* The first one is remembered, the second one acts. */
static void remember_or_end(int number)
{
	if (was_caught) {
		replace_abandon();
		signals_end(number);
	}
	was_caught = 1;
	caught = number;
}

/* The temp is still there: so is the old manifest, and nothing has to be put back. */
static void end_or_remember(int number)
{
	if (!was_caught && replace_abandon())
		signals_end(number);
	remember_or_end(number);
}

static void handle(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler}, old;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (ending[i] != SIGHUP && sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

void signals_write(void)
{
	handle(end_or_remember);
}

void signals_defer(void)
{
	handle(remember_or_end);
}

int signals_caught(void)
{
	return caught;
}

void signals_forget(void)
{
	caught = 0;
}

void signals_end(int number)
{
	sigset_t only;
	signal(number, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	raise(number);
}
