/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/latency.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <string.h>

#include "src/target/latency_json.h"
#include "tests/unit/shared.h"
#include "tests/unit/target_models.h"

static const Profile part = {.name = "part", .core = CORE_M4, .clock_hz = 100000000};
static const Work work = {.units = {1000, 2000, 3000, 4000, 500, 10}, .is_int8 = true};
static Arena memory;

Test(work, is_counted_by_kind)
{
	Model *model = test_hello_world();
	Work found = work_of(model);
	cr_expect_eq(found.units[WORK_DENSE], 16 + 16 * 16 + 16);
	cr_expect_eq(found.units[WORK_VALUES], 16 + 16 + 1);
	cr_expect_eq(found.units[WORK_LAYERS], 3);
	cr_expect_eq(found.units[WORK_CONV] + found.units[WORK_POINTWISE], 0);
	cr_expect(found.is_int8 && !found.has_packed && !found.has_unknown);
	model_free(model);
}

Test(work, of_int4_weights_has_something_to_unpack)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 4));
	int weights = test_constant(model, TYPE_INT4, DIMS(2, 4));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 2));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights), LIST(out));
	Work found = work_of(model);
	cr_expect_eq(found.units[WORK_DENSE], 8);
	cr_expect(found.is_int8 && found.has_packed);
	model_free(model);
}

Test(work, of_recorded_models_is_all_their_macs)
{
	Model *model = shared_model("vww_int8");
	Work found = work_of(model);
	cr_expect_eq(found.units[WORK_CONV], 497664);
	cr_expect_eq(found.units[WORK_POINTWISE], 6193152);
	cr_expect_eq(found.units[WORK_DEPTHWISE], 798336);
	cr_expect_eq(found.units[WORK_DENSE], 512);
	model_free(model);
}

Test(latency, goes_down_as_the_clock_goes_up)
{
	Latency slow = latency(&work, &part, STACK_TFLM, 50000000, &memory);
	Latency fast = latency(&work, &part, STACK_TFLM, 0, &memory);
	cr_assert_eq(fast.certainty, ESTIMATE);
	cr_expect_float_eq(slow.ms, 2 * fast.ms, 1e-9 * slow.ms);
	cr_expect(fast.low_ms < fast.ms && fast.ms < fast.high_ms);
}

Test(latency, of_a_part_that_was_measured_is_its_own)
{
	Profile measured = part;
	measured.name = "stm32l4r5zi";
	Latency of_part = latency(&work, &measured, STACK_X_CUBE_AI, 0, &memory);
	Latency of_core = latency(&work, &part, STACK_X_CUBE_AI, 0, &memory);
	cr_expect(strstr(of_part.note, "NUCLEO-L4R5ZI") != NULL, "%s", of_part.note);
	cr_expect_leq(of_part.high_ms / of_part.ms,
		of_core.high_ms / of_core.ms * (1 + 1e-9));
}

Test(latency, has_no_data_rather_than_a_guess)
{
	Profile unknown = part;
	Work real = work;
	unknown.core = CORE_XTENSA;
	real.is_int8 = false;
	cr_expect_eq(latency(&work, &unknown, STACK_TFLM, 0, &memory).certainty, NO_DATA);
	cr_expect_eq(latency(&real, &part, STACK_TFLM, 0, &memory).certainty, NO_DATA);
	unknown = part;
	unknown.clock_hz = 0;
	cr_expect_eq(latency(&work, &unknown, STACK_TFLM, 0, &memory).certainty, NO_DATA);
	cr_expect_eq(latency(&work, &unknown, STACK_TFLM, 1000000, &memory).certainty,
		ESTIMATE);
}

Test(latency, says_what_it_leaves_out)
{
	Work packed = work;
	packed.has_packed = true;
	Latency found = latency(&packed, &part, STACK_TFLM, 0, &memory);
	cr_expect_eq(found.certainty, LOWER_BOUND);
	cr_expect(strstr(found.note, "unpacking") != NULL, "%s", found.note);
}

static double positive(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	cr_assert(cJSON_IsNumber(item), "%s", key);
	cr_assert_gt(item->valuedouble, 0);
	return item->valuedouble;
}

static void check_costs(const cJSON *costs)
{
	Core known;
	cr_assert(
		core_find(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(costs, "core")),
			&known));
	cr_expect_gt(positive(costs, "factor"), 1);
	for (WorkKind kind = 0; kind < N_WORK_KINDS; kind++)
		positive(cJSON_GetObjectItemCaseSensitive(costs, "cycles"), work_kind_name(kind));
}

Test(latency, has_a_price_for_each_kind_of_work_of_each_stack)
{
	cJSON *json = cJSON_ParseWithLength(latency_json, latency_json_bytes);
	const cJSON *stacks = cJSON_GetObjectItemCaseSensitive(json, "stacks");
	for (Stack stack = 0; stack < N_STACKS; stack++) {
		const cJSON *list = cJSON_GetObjectItemCaseSensitive(stacks, stack_name(stack));
		cr_assert_gt(cJSON_GetArraySize(list), 0, "%s", stack_name(stack));
		for (int i = 0; i < cJSON_GetArraySize(list); i++)
			check_costs(cJSON_GetArrayItem(list, i));
	}
	cJSON_Delete(json);
}

Test(latency, of_measured_systems_lies_within_its_bars)
{
	/* MLPerf Tiny v1.2 and v1.3, NUCLEO-L4R5ZI, X-CUBE-AI: kws, ic, ad. */
	static const struct {
		const char *name;
		double ms;
	} results[] = {{"kws_int8", 43.4}, {"ic_int8", 165.7}, {"ad_int8", 4.79}};
	Profile measured_part = {.name = "stm32l4r5zi",
		.core = CORE_M4,
		.clock_hz = 120000000};
	for (int i = 0; i < 3; i++) {
		Model *model = shared_model(results[i].name);
		Work of_model = work_of(model);
		Latency found = latency(&of_model, &measured_part, STACK_X_CUBE_AI, 0, &memory);
		cr_expect(found.low_ms <= results[i].ms && results[i].ms <= found.high_ms,
			"%s: %g to %g", results[i].name, found.low_ms, found.high_ms);
		measured("%s on stm32l4r5zi, x-cube-ai: %.3g ms, measured %.3g", results[i].name,
			found.ms, results[i].ms);
		model_free(model);
	}
}
