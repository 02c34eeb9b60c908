/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/latency.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "src/target/built_in.h"
#include "src/target/latency_json.h"

static const struct {
	const char *name;
	bool removes_dead;
} stacks[] = {
	[STACK_TFLM] = {"tflm", false},
	[STACK_TFLM_CMSIS_NN] = {"tflm-cmsis-nn", false},
	[STACK_TFLM_REFERENCE] = {"tflm-reference", false},
	[STACK_C] = {"c", false},
	[STACK_MICROTVM] = {"microtvm", false},
	[STACK_VENDOR] = {"vendor", false},
	[STACK_X_CUBE_AI] = {"x-cube-ai", true},
	[STACK_PLUMERAI] = {"plumerai", true},
	[STACK_HALE] = {"hale", false},
	[STACK_ONNC] = {"onnc", true},
};

const char *stack_name(Stack stack)
{
	return stacks[stack].name;
}

bool stack_removes_dead(Stack stack)
{
	return stacks[stack].removes_dead;
}

static bool has_text(const cJSON *object, const char *key, const char *text)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	return cJSON_IsString(item) && strcmp(item->valuestring, text) == 0;
}

/* The part's own costs, or else the core's; NULL where there are neither. */
static const cJSON *find_costs(const cJSON *list, const Profile *profile)
{
	const cJSON *costs, *of_core = NULL;
	cJSON_ArrayForEach(costs, list)
	{
		if (!has_text(costs, "core", core_info(profile->core)->name))
			continue;
		if (has_text(costs, "part", profile->name))
			return costs;
		if (!cJSON_GetObjectItemCaseSensitive(costs, "part"))
			of_core = costs;
	}
	return of_core;
}

static double number(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static double cycles_of(const Work *work, const cJSON *costs)
{
	const cJSON *cycles = cJSON_GetObjectItemCaseSensitive(costs, "cycles");
	double sum = 0;
	for (WorkKind kind = 0; kind < N_WORK_KINDS; kind++)
		sum += work->units[kind] * number(cycles, work_kind_name(kind));
	return sum;
}

static Latency no_data(const char *note)
{
	return (Latency){.certainty = NO_DATA, .note = note};
}

static Latency estimate(const Work *work, const cJSON *costs, uint64_t clock_hz,
	Arena *memory)
{
	double ms = cycles_of(work, costs) / (double)clock_hz * 1e3;
	double factor = number(costs, "factor");
	const cJSON *basis = cJSON_GetObjectItemCaseSensitive(costs, "basis");
	return (Latency){
		.ms = ms,
		.low_ms = ms / factor,
		.high_ms = ms * factor,
		.certainty = work->has_packed || work->has_unknown ? LOWER_BOUND : ESTIMATE,
		.note = arena_text(memory, "%s%s%s", cJSON_GetStringValue(basis),
			work->has_unknown ? "; without operators whose work is not known" : "",
			work->has_packed ? "; without unpacking weights" : ""),
	};
}

Latency latency(const Work *work, const Profile *profile, Stack stack, uint64_t clock_hz,
	Arena *memory)
{
	const char *core = core_info(profile->core)->name;
	if (!work->is_int8)
		return no_data("only int8 models were measured");
	if (!clock_hz)
		clock_hz = profile->clock_hz;
	if (profile->clock_hz && clock_hz > profile->clock_hz)
		return no_data(arena_text(memory,
			"the part runs at %g MHz at most; a profile of your own may say more",
			(double)profile->clock_hz / 1e6));
	if (!clock_hz)
		return no_data("the part's clock is not known; --clock says it");
	cJSON *list = built_in_member(latency_json, latency_json_bytes, stack_name(stack));
	const cJSON *costs = find_costs(list, profile);
	Latency result = costs
		? estimate(work, costs, clock_hz, memory)
		: no_data(arena_text(memory, "nothing was measured of %s on %s",
			  stack_name(stack), core));
	cJSON_Delete(list);
	return result;
}
