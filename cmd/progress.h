/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line on stderr that says how far work is: "computing: 40 %". It appears after a second,
 * only where stderr is a terminal, and is taken away again.
 *
 *	Meter meter;
 *	meter_start(&meter, quiet);
 *	settings.progress = &meter.progress;
 *	...
 *	meter_end(&meter);
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>

#include "src/base/progress.h"

typedef struct Meter {
	Progress progress; /* to hand down; its context is the meter, which must stay there */
	int64_t next_ms;   /* when the line is drawn next */
	bool is_quiet, is_drawn;
} Meter;

void meter_start(Meter *meter, bool is_quiet);

/* Take the line away: when all is done, and before an error is printed. */
void meter_end(Meter *meter);

#endif
