/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ctrl-C, and requests to end, for work that has something to save first.
 *
 *	interrupt_await();
 *	... interrupt_came() ...
 *	interrupt_yield();
 */
#ifndef CMD_INTERRUPT_H
#define CMD_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP are only remembered, once: a second one ends the program.
 * What the caller of the program has it ignore, it goes on ignoring. */
void interrupt_await(void);

/* Whether one of them came. */
bool interrupt_came(void);

/* If one came, end the program by it, as if nobody had waited for it: so a shell, or make, that
 * runs it sees what happened. */
void interrupt_yield(void);

#endif
