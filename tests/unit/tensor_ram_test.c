/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/tensor_ram.h"

#include <criterion/criterion.h>

#include "src/lower/lower.h"
#include "src/target/tflm_arena.h"
#include "tests/unit/build.h"
#include "tests/unit/shared.h"

static TensorRam ram_of(Model *model)
{
	TensorRam result = {0};
	Error err = {0};
	cr_assert(tensor_ram(model, &result, &err), "%s", err.text);
	model_free(model);
	return result;
}

/* in of 100 bytes, to one of 30, to out of 60 */
static Model *chain(DataType type)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, DIMS(1, 100));
	int mid = test_computed(model, type, DIMS(1, 30));
	int out = test_computed(model, type, DIMS(1, 60));
	test_inputs(model, LIST(in));
	test_op(model, "RESHAPE", LIST(in), LIST(mid));
	test_op(model, "RESHAPE", LIST(mid), LIST(out));
	test_outputs(model, LIST(out));
	return model;
}

Test(tensor_ram, is_the_most_between_two_operators)
{
	TensorRam ram = ram_of(chain(TYPE_INT8));
	cr_expect_eq(ram.least_bytes, 100);
	cr_expect_eq(ram.apart_bytes, 130);
	ram = ram_of(chain(TYPE_FLOAT32));
	cr_expect_eq(ram.least_bytes, 400);
	cr_expect_eq(ram.apart_bytes, 520);
}

Test(tensor_ram, keeps_what_is_read_later)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(100));
	int a = test_computed(model, TYPE_INT8, DIMS(100));
	int b = test_computed(model, TYPE_INT8, DIMS(200));
	int out = test_computed(model, TYPE_INT8, DIMS(7));
	test_inputs(model, LIST(in));
	test_op(model, "RELU", LIST(in), LIST(a));
	test_op(model, "RELU", LIST(a), LIST(b));
	test_op(model, "ADD", LIST(b, in), LIST(out));
	test_outputs(model, LIST(out));
	TensorRam ram = ram_of(model);
	cr_expect_eq(ram.least_bytes, 100 + 200);
	cr_expect_eq(ram.apart_bytes, 100 + 100 + 200);
}

Test(tensor_ram, counts_outputs_to_the_end_and_variables_always)
{
	Model *model = chain(TYPE_INT8);
	int state = test_computed(model, TYPE_INT8, DIMS(8));
	int early = test_computed(model, TYPE_INT8, DIMS(3));
	model->graphs[0].tensors[state].is_variable = true;
	test_op(model, "RELU", LIST(2), LIST(early));
	test_outputs(model, LIST(1, 2));
	TensorRam ram = ram_of(model);
	cr_expect_eq(ram.least_bytes, 8 + 100);
	cr_expect_eq(ram.apart_bytes, 8 + 100 + 30);
}

Test(tensor_ram, leaves_constants_in_flash)
{
	Model *model = test_model_new(1);
	int weights = test_constant(model, TYPE_FLOAT16, DIMS(50, 100));
	int unpacked = test_computed(model, TYPE_FLOAT32, DIMS(50, 100));
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 100));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 50));
	test_inputs(model, LIST(in));
	test_op(model, "DEQUANTIZE", LIST(weights), LIST(unpacked));
	test_op(model, "FULLY_CONNECTED", LIST(in, unpacked, -1), LIST(out));
	test_outputs(model, LIST(out));
	TensorRam ram = ram_of(model);
	cr_expect_eq(ram.least_bytes, 400);
	cr_expect_eq(ram.apart_bytes, 600);
}

Test(tensor_ram, refuses_what_no_memory_holds)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(INT32_MAX, INT32_MAX, INT32_MAX));
	TensorRam ram;
	Error err = {0};
	test_inputs(model, LIST(in));
	cr_expect_not(tensor_ram(model, &ram, &err));
	cr_expect_str_eq(err.text, "tensors are larger than any memory");
	model_free(model);
}

/* What the exported C and TFLM take is no less. */
Test(tensor_ram, is_a_lower_bound_of_real_models)
{
	static const char *const names[] = {"kws_int8", "ic_int8", "vww_int8", "ad_int8",
		"kws_float", "ic_float", "vww_float", "ad_float"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		Arena arena = {0};
		Error err = {0};
		TensorRam ram;
		ArenaReport tflm;
		Program program;
		LowerSettings settings = {.allow_float = true};
		Model *model = shared_model(names[i]);
		cr_assert(tensor_ram(model, &ram, &err) &&
				lower_model(model, &settings, &arena, &program, &err) &&
				tflm_arena(model, CORE_M4, KERNELS_REFERENCE, &arena, &tflm, &err),
			"%s", err.text);
		cr_expect_leq(ram.least_bytes, (uint64_t)program.placement.bytes, "%s", names[i]);
		cr_expect_leq(ram.least_bytes, ram.apart_bytes, "%s", names[i]);
		cr_expect_leq(ram.apart_bytes, tflm.head_bytes, "%s", names[i]);
		model_free(model);
		arena_finish(&arena);
	}
}
