/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, REDRAW_MS = 100 };

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void report(void *context, const char *what, int64_t done, int64_t total)
{
	Meter *meter = context;
	if (meter->is_quiet)
		return;
	int64_t now = now_ms();
	if (now < meter->next_ms)
		return;
	meter->next_ms = now + REDRAW_MS;
	meter->is_drawn = true;
	double share = total > 0 ? (double)done / (double)total : 0;
	fprintf(stderr, "\r%s: %.0f %%\033[K", what, 100 * share);
}

void meter_start(Meter *meter, bool is_quiet)
{
	*meter = (Meter){
		.progress = {report, meter},
		.next_ms = now_ms() + PATIENCE_MS,
		.is_quiet = is_quiet || !isatty(STDERR_FILENO),
	};
}

void meter_end(Meter *meter)
{
	if (meter->is_drawn)
		fprintf(stderr, "\r\033[K");
	meter->is_drawn = false;
}
