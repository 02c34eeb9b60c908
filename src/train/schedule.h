/* SPDX-License-Identifier: Apache-2.0 */
/* How the learning rate changes in the course of training. */
#ifndef TRAIN_SCHEDULE_H
#define TRAIN_SCHEDULE_H

#include <stdint.h>

typedef enum ScheduleKind {
	SCHEDULE_CONSTANT,
	SCHEDULE_COSINE, /* half a cosine, from the whole rate down to its final share */
	SCHEDULE_STEP,   /* times `factor` after every `every` epochs */
} ScheduleKind;

typedef struct Schedule {
	ScheduleKind kind;
	double rate;
	double warm_up;     /* epochs in which it rises from 0 in a line, before all else */
	double final_share; /* cosine */
	int every;          /* step: epochs, counted from the end of the warm-up */
	double factor;
} Schedule;

#define SCHEDULE_DEFAULTS \
	((Schedule){.kind = SCHEDULE_COSINE, .rate = 1e-3, .every = 10, .factor = 0.1})

/* The rate of a step, 0 to n_steps - 1. The cosine's first step after the warm-up has the whole
 * rate, and one after the last would have the final one. */
double schedule_rate(const Schedule *how, int64_t step, int64_t epoch_steps,
	int64_t n_steps);

#endif
