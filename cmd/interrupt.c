/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_SIGNALS = sizeof signals / sizeof signals[0] };

/* Which came; a signal handler has no other place to say so. */
static volatile sig_atomic_t came;

static void remember(int signal)
{
	came = signal;
}

void interrupt_await(void)
{
	came = 0;
	for (int i = 0; i < N_SIGNALS; i++) {
		struct sigaction old, new = {.sa_handler = remember};
		sigemptyset(&new.sa_mask);
		new.sa_flags = (int)SA_RESETHAND;
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &new, NULL);
	}
}

bool interrupt_came(void)
{
	return came != 0;
}

void interrupt_yield(void)
{
	if (!came)
		return;
	struct sigaction usual = {.sa_handler = SIG_DFL};
	sigemptyset(&usual.sa_mask);
	sigaction(came, &usual, NULL);
	fflush(stdout);
	raise(came);
}
