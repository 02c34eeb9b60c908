/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/energy.h"

#include <criterion/criterion.h>

static const Profile part = {.name = "part",
	.core = CORE_M4,
	.clock_hz = 100000000,
	.supply_mv = 3000,
	.active_ua = {10000, 10000},
	.active_at_hz = 100000000};
static const Latency time_10_ms = {10, 8, 12.5, ESTIMATE, ""};
static Arena memory;

static Energy ten_milliseconds(const Profile *profile)
{
	return energy(&time_10_ms, profile, 0, &memory);
}

Test(energy, is_current_by_supply_by_time)
{
	Energy found = ten_milliseconds(&part);
	cr_expect_eq(found.certainty, ESTIMATE);
	cr_expect_float_eq(found.uj, 300, 1e-9); /* 10 mA, 3 V, 10 ms */
	cr_expect_float_eq(found.high_uj / found.uj, found.uj / found.low_uj, 1e-9);
	cr_expect_gt(found.high_uj / found.uj, CURRENT_FACTOR);
	cr_expect_lt(found.high_uj / found.uj, CURRENT_FACTOR * 1.25);
}

Test(energy, goes_with_the_clock)
{
	Energy half = energy(&time_10_ms, &part, part.clock_hz / 2, &memory);
	cr_expect_float_eq(half.uj, 150, 1e-9);
}

Test(energy, of_a_current_that_is_known_as_a_range_is_in_its_middle)
{
	Profile ranged = part;
	ranged.active_ua = (Range){5000, 20000};
	Energy found = ten_milliseconds(&ranged);
	cr_expect_float_eq(found.uj, 300, 1e-9);
	cr_expect_geq(found.high_uj, 600);
}

Test(energy, has_no_data_where_current_or_time_are_not_known)
{
	Profile dark = part;
	Latency never = {.certainty = NO_DATA, .note = ""};
	dark.active_ua = (Range){0, 0};
	cr_expect_eq(ten_milliseconds(&dark).certainty, NO_DATA);
	cr_expect_eq(energy(&never, &part, 0, &memory).certainty, NO_DATA);
}

static double days(Duty duty, const Profile *profile)
{
	Energy drawn = ten_milliseconds(profile);
	BatteryLife life = battery_life(&duty, &time_10_ms, &drawn, profile);
	cr_expect_eq(life.certainty, ESTIMATE);
	cr_expect(life.low_days < life.days && life.days < life.high_days);
	return life.days;
}

Test(battery, lasts_as_long_as_the_mean_current_lets_it)
{
	/* 10 mA for 10 ms of each second, 2 uA else: 100 + 1.98 uA. */
	Duty duty = {.mah = 220, .volts = 3, .every_s = 1, .sleep_ua = 2};
	cr_expect_float_eq(days(duty, &part), 220e3 / 101.98 / 24, 1e-6);
}

Test(battery, of_more_volts_than_the_supply_gives_the_same_current)
{
	Duty low = {.mah = 220, .volts = 3, .every_s = 1, .sleep_ua = 2}, high = low;
	high.volts = 3.7;
	cr_expect_float_eq(days(low, &part), days(high, &part), 1e-6);
}

Test(battery, of_fewer_volts_gives_more_current)
{
	Duty full = {.mah = 220, .volts = 3, .every_s = 1}, half = full;
	half.volts = 1.5;
	cr_expect_float_eq(days(full, &part), 2 * days(half, &part), 1e-6);
}

Test(battery, never_sleeps_where_inferences_take_longer_than_there_is_time)
{
	Duty duty = {.mah = 240, .volts = 3, .every_s = 0.001, .sleep_ua = 2};
	cr_expect_float_eq(days(duty, &part), 1, 1e-6); /* 10 mA all day */
}

Test(battery, has_its_bars_in_order_even_where_more_is_drawn_asleep)
{
	Energy drawn = ten_milliseconds(&part);
	Duty duty = {.mah = 240, .volts = 3, .every_s = 1, .sleep_ua = 50000};
	BatteryLife life = battery_life(&duty, &time_10_ms, &drawn, &part);
	cr_expect_lt(life.low_days, life.days);
	cr_expect_lt(life.days, life.high_days);
}

Test(battery, that_never_sleeps_lasts_as_the_current_alone_has_it)
{
	Duty duty = {.mah = 240, .volts = 3, .every_s = 0.001};
	Energy drawn = ten_milliseconds(&part);
	BatteryLife life = battery_life(&duty, &time_10_ms, &drawn, &part);
	cr_expect_lt(life.low_days, 1 / CURRENT_FACTOR);
	cr_expect_gt(life.high_days, CURRENT_FACTOR);
}

Test(battery, that_nothing_is_drawn_from_has_no_life_to_tell)
{
	Duty duty = {.mah = 240, .volts = 3, .every_s = 1};
	Latency none = {.certainty = ESTIMATE, .note = ""};
	Energy drawn = energy(&none, &part, 0, &memory);
	cr_expect_eq(battery_life(&duty, &none, &drawn, &part).certainty, NO_DATA);
}
