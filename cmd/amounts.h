/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers with a unit behind them, as 50ms or 220mAh. */
#ifndef CMD_AMOUNTS_H
#define CMD_AMOUNTS_H

#include <stdbool.h>

typedef struct Unit {
	const char *name;
	double factor; /* to the amount's own unit */
} Unit;

typedef struct Amount {
	const char *example; /* "a time as 50ms or 2s" */
	Unit units[8];       /* one has to be there; a NULL name ends them */
} Amount;

extern const Amount amount_seconds, amount_joules, amount_amperes, amount_hertz,
	amount_ampere_hours, amount_volts;

/* Read a number and its unit, and move *text behind them; false, and *text anywhere, where they are
 * not there. */
bool take_amount(const Amount *amount, const char **text, double *value);

/* Read a finite number, with no space before it, and move *text behind it. */
bool take_number(const char **text, double *value);

#endif
