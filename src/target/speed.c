/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/speed.h"

#include <math.h>

static bool keeps(double value, Certainty certainty, double limit)
{
	return isinf(limit) || (certainty != NO_DATA && value <= limit);
}

Speed speed_of(const SpeedSettings *settings, const Profile *profile, Arena *memory)
{
	uint64_t clock_hz = settings->clock_hz ? settings->clock_hz : profile->clock_hz;
	Latency time =
		latency(settings->work, profile, settings->stack, settings->clock_hz, memory);
	Energy drawn = energy(&time, profile, settings->clock_hz, memory);
	return (Speed){
		.asked = *settings,
		.clock_hz = clock_hz,
		.latency = time,
		.energy = drawn,
		.life = settings->duty ? battery_life(settings->duty, &time, &drawn, profile)
							   : (BatteryLife){.certainty = NO_DATA},
		.fits_ms = keeps(time.ms, time.certainty, settings->max_ms),
		.fits_uj = keeps(drawn.uj, drawn.certainty, settings->max_uj),
	};
}
