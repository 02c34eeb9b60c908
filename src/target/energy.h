/* SPDX-License-Identifier: Apache-2.0 */
/* What an inference draws, and how long a battery lasts. */
#ifndef TARGET_ENERGY_H
#define TARGET_ENERGY_H

#include "src/target/latency.h"

typedef struct Energy {
	double uj, low_uj, high_uj; /* of an inference, of the whole part while it computes */
	Certainty certainty;        /* ESTIMATE, LOWER_BOUND or NO_DATA, then all 0 */
	const char
		*note; /* where the current is from, or why there is no figure; never NULL */
} Energy;

/*
 * The profile's current at the clock rate (0: the profile's), times its supply, times the time.
 * The current's middle is the geometric one of what is known. It is taken to be off by CURRENT_FACTOR,
 * or by as much as the range where that is more, nine of ten times; that error and the time's are
 * taken to be independent. With 1.4, nine of ten figures of boards left out (tests/latency) are
 * within the bars. The note lies in memory.
 */
#define CURRENT_FACTOR 1.4
Energy energy(const Latency *latency, const Profile *profile, uint64_t clock_hz,
	Arena *memory);

/* A battery, and how often there is an inference. */
typedef struct Duty {
	double mah, volts; /* above 0 */
	double every_s;    /* from the start of one inference to the next; above 0 */
	double sleep_ua;   /* in between, out of the battery; 0 or more */
} Duty;

typedef struct BatteryLife {
	double days, low_days, high_days;
	Certainty certainty; /* ESTIMATE, UPPER_BOUND or NO_DATA, then all 0 */
} BatteryLife;

/*
 * Where the battery has a higher voltage than the supply, a linear regulator is between them, which
 * draws what the part draws; where it has a lower one, a converter without loss. What a battery loses
 * by itself, and everything but the part, is not counted. An inference that takes longer than every_s
 * is followed by the next one at once. Low and high are those of the energy's and the time's together, in any
 * combination.
 */
BatteryLife battery_life(const Duty *duty, const Latency *latency, const Energy *energy,
	const Profile *profile);

#endif
