/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/energy.h"

#include <math.h>

static Energy no_data(const char *note)
{
	return (Energy){.certainty = NO_DATA, .note = note};
}

/* The factor that nine of ten times lie within, of a product of two such figures. */
static double both(double a, double b)
{
	return exp(sqrt(log(a) * log(a) + log(b) * log(b)));
}

Energy energy(const Latency *latency, const Profile *profile, uint64_t clock_hz,
	Arena *memory)
{
	Range ua = profile_active_ua(profile, clock_hz ? clock_hz : profile->clock_hz);
	if (latency->certainty == NO_DATA)
		return no_data("there is no time to go with it");
	if (!profile->supply_mv || ua.high <= 0)
		return no_data("the part's current is not known");
	double middle = sqrt(ua.low * ua.high);
	double off = fmax(ua.high / middle, CURRENT_FACTOR);
	double uj = middle * 1e-6 * (double)profile->supply_mv * latency->ms;
	double factor = latency->ms > 0 ? both(off, latency->high_ms / latency->ms) : 1;
	FigureSource from = profile_source(profile,
		profile->active_ua.high > 0 ? FIGURE_ACTIVE : FIGURE_ACTIVE_PER_MHZ);
	return (Energy){
		.uj = uj,
		.low_uj = uj / factor,
		.high_uj = uj * factor,
		.certainty = latency->certainty,
		.note = arena_text(memory, "%.3g mA at %.3g V: %s (%s)", middle / 1e3,
			(double)profile->supply_mv / 1e3, from.source ? from.source : "no source",
			confidence_name(from.confidence)),
	};
}

/* Days with so many microjoules and milliseconds an inference. */
static double days(const Duty *duty, double uj, double ms, double supply)
{
	double micro_coulombs = uj * fmax(1, duty->volts / supply) / duty->volts;
	double every_s = fmax(duty->every_s, ms / 1e3);
	double mean_ua = micro_coulombs / every_s + duty->sleep_ua * (1 - ms / 1e3 / every_s);
	return duty->mah * 1e3 / mean_ua / 24;
}

BatteryLife battery_life(const Duty *duty, const Latency *latency, const Energy *energy,
	const Profile *profile)
{
	double supply = (double)profile->supply_mv / 1e3;
	if (energy->certainty == NO_DATA)
		return (BatteryLife){.certainty = NO_DATA};
	double middle = days(duty, energy->uj, latency->ms, supply);
	double low = middle, high = middle;
	const double ujs[] = {energy->low_uj, energy->high_uj};
	const double times[] = {latency->low_ms, latency->high_ms};
	for (int i = 0; i < 4; i++) {
		double corner = days(duty, ujs[i / 2], times[i % 2], supply);
		low = fmin(low, corner);
		high = fmax(high, corner);
	}
	if (!isfinite(high))
		return (BatteryLife){.certainty = NO_DATA}; /* nothing is drawn */
	return (BatteryLife){
		.days = middle,
		.low_days = low,
		.high_days = high,
		.certainty = energy->certainty == LOWER_BOUND ? UPPER_BOUND : ESTIMATE,
	};
}
