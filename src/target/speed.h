/* SPDX-License-Identifier: Apache-2.0 */
/* Time, energy and battery of an inference, against limits. */
#ifndef TARGET_SPEED_H
#define TARGET_SPEED_H

#include "src/target/energy.h"

/* What is asked. */
typedef struct SpeedSettings {
	const Work *work; /* as the stack does it; NULL: nothing is asked */
	Stack stack;
	uint64_t clock_hz;     /* 0: the profile's */
	double max_ms, max_uj; /* limits of the user's own; INFINITY for none */
	const Duty *duty;      /* NULL: no battery */
} SpeedSettings;

/* The answer. A limit where there is no data is not kept. */
typedef struct Speed {
	SpeedSettings asked;
	uint64_t clock_hz; /* counted with; 0 where it is not known */
	Latency latency;
	Energy energy;
	BatteryLife life; /* no data where no battery was asked for */
	bool fits_ms, fits_uj;
} Speed;

/* Notes lie in memory. */
Speed speed_of(const SpeedSettings *settings, const Profile *profile, Arena *memory);

#endif
