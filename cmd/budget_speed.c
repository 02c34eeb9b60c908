/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_speed.h"

#include <math.h>

#include "cmd/print_json.h"

/* A figure with what nine of ten times is around it, and its limit. */
typedef struct Bounded {
	double value, low, high;
	Certainty certainty;
	double limit; /* INFINITY: none */
	bool fits;
	const char *unit, *option;
} Bounded;

static Bounded latency_of(const Speed *speed)
{
	const Latency *it = &speed->latency;
	return (Bounded){it->ms, it->low_ms, it->high_ms, it->certainty, speed->asked.max_ms,
		speed->fits_ms, "ms", "--max-latency"};
}

static Bounded energy_of(const Speed *speed)
{
	const Energy *it = &speed->energy;
	return (Bounded){it->uj, it->low_uj, it->high_uj, it->certainty, speed->asked.max_uj,
		speed->fits_uj, "uJ", "--max-energy"};
}

static Bounded life_of(const Speed *speed)
{
	const BatteryLife *it = &speed->life;
	return (Bounded){it->days, it->low_days, it->high_days, it->certainty,
		(double)INFINITY, true, "days", NULL};
}

const char *figure_text(double value, char text[FIGURE_BYTES])
{
	int before = value >= 1 && value < 1e15 ? (int)floor(log10(value)) + 1 : 0;
	if (value < 1 || value >= 1e15)
		snprintf(text, FIGURE_BYTES, "%.3g", value);
	else
		snprintf(text, FIGURE_BYTES, "%.*f", before < 3 ? 3 - before : 0, value);
	return text;
}

/* --- For people --- */

static void print_figure(const char *what, const Bounded *it, FILE *to)
{
	char value[FIGURE_BYTES], low[FIGURE_BYTES], high[FIGURE_BYTES];
	if (it->certainty == NO_DATA)
		fprintf(to, "  %-18s %11s  no data\n", what, "-");
	else if (it->certainty == LOWER_BOUND)
		fprintf(to, "  %-18s %11s  lower bound, 9 of 10 times above %s\n", what,
			figure_text(it->value, value), figure_text(it->low, low));
	else
		fprintf(to, "  %-18s %11s  %s, 9 of 10 times %s to %s\n", what,
			figure_text(it->value, value), certainty_name(it->certainty),
			figure_text(it->low, low), figure_text(it->high, high));
}

static void print_limit(const Bounded *it, FILE *to)
{
	char what[FIGURE_BYTES], limit[FIGURE_BYTES];
	if (isinf(it->limit))
		return;
	snprintf(what, sizeof what, "of %s", it->option);
	fprintf(to, "  %-18s %11s  ", what, figure_text(it->limit, limit));
	if (it->certainty == NO_DATA)
		fprintf(to, "NOT KNOWN\n");
	else if (it->fits)
		fprintf(to, "fits, %.1f %%\n", it->limit > 0 ? it->value / it->limit * 100 : 0.0);
	else
		fprintf(to, "OVER, by %s\n", figure_text(it->value - it->limit, limit));
}

static void print_block(const char *title, const char *what, const Bounded *it, FILE *to)
{
	fprintf(to, "\n%-12s %18s\n", title, it->unit);
	print_figure(what, it, to);
	print_limit(it, to);
}

void print_speed(const Speed *speed, FILE *to)
{
	Bounded time = latency_of(speed), drawn = energy_of(speed), life = life_of(speed);
	print_block("time", "an inference", &time, to);
	print_block("energy", "an inference", &drawn, to);
	if (speed->asked.duty)
		print_block("battery", "it lasts", &life, to);
}

void print_speed_notes(const Speed *speed, FILE *to)
{
	fprintf(to, "time: %s", speed->latency.note);
	if (speed->latency.certainty != NO_DATA)
		fprintf(to, " (stack %s, at %g MHz)", stack_name(speed->asked.stack),
			(double)speed->clock_hz / 1e6);
	fprintf(to, "\nenergy: %s\n", speed->energy.note);
}

static const char *limit_text(const Bounded *it, Arena *arena)
{
	char value[FIGURE_BYTES], limit[FIGURE_BYTES];
	if (isinf(it->limit))
		return NULL;
	if (it->certainty == NO_DATA)
		return arena_text(arena, "no data, of %s %s", figure_text(it->limit, limit),
			it->unit);
	return arena_text(arena, "%s of %s %s (%s)", figure_text(it->value, value),
		figure_text(it->limit, limit), it->unit, certainty_name(it->certainty));
}

const char *latency_limit_text(const Speed *speed, Arena *arena)
{
	Bounded it = latency_of(speed);
	return limit_text(&it, arena);
}

const char *energy_limit_text(const Speed *speed, Arena *arena)
{
	Bounded it = energy_of(speed);
	return limit_text(&it, arena);
}

/* --- For machines --- */

static void add_number(cJSON *json, const char *key, double value, bool is_known)
{
	if (is_known)
		cJSON_AddNumberToObject(json, key, value);
	else
		cJSON_AddNullToObject(json, key);
}

/* Keys end in the unit: "ms", "low_ms", "high_ms", "max_ms". */
static cJSON *figure_json(const Bounded *it, const char *unit, const char *note)
{
	static const char *const names[] = {"", "low_", "high_", "max_"};
	double values[] = {it->value, it->low, it->high, it->limit};
	cJSON *json = cJSON_CreateObject();
	for (int i = 0; i < (it->option ? 4 : 3); i++) {
		char key[FIGURE_BYTES];
		snprintf(key, sizeof key, "%s%s", names[i], unit);
		add_number(json, key, values[i],
			i == 3 ? isfinite(it->limit) : it->certainty != NO_DATA);
	}
	cJSON_AddStringToObject(json, "certainty", certainty_name(it->certainty));
	if (it->option)
		cJSON_AddBoolToObject(json, "fits_max", it->fits);
	if (note)
		cJSON_AddStringToObject(json, "note", note);
	return json;
}

static void add_work(cJSON *json, const Work *work)
{
	cJSON *units = cJSON_AddObjectToObject(json, "work");
	for (WorkKind kind = 0; kind < N_WORK_KINDS; kind++)
		cJSON_AddNumberToObject(units, work_kind_name(kind), work->units[kind]);
}

static void add_battery(cJSON *json, const Speed *speed)
{
	const Duty *duty = speed->asked.duty;
	Bounded life = life_of(speed);
	cJSON *battery = figure_json(&life, "days", NULL);
	cJSON_AddNumberToObject(battery, "capacity_mah", duty->mah);
	cJSON_AddNumberToObject(battery, "voltage_v", duty->volts);
	cJSON_AddNumberToObject(battery, "every_s", duty->every_s);
	cJSON_AddNumberToObject(battery, "sleep_ua", duty->sleep_ua);
	cJSON_AddItemToObject(json, "battery", battery);
}

void speed_add(cJSON *json, const Speed *speed)
{
	Bounded time = latency_of(speed), drawn = energy_of(speed);
	cJSON *latency = figure_json(&time, "ms", speed->latency.note);
	cJSON_AddStringToObject(latency, "stack", stack_name(speed->asked.stack));
	add_number(latency, "clock_hz", (double)speed->clock_hz, speed->clock_hz > 0);
	add_work(latency, speed->asked.work);
	cJSON_AddItemToObject(json, "latency", latency);
	cJSON_AddItemToObject(json, "energy", figure_json(&drawn, "uj", speed->energy.note));
	if (speed->asked.duty)
		add_battery(json, speed);
}
