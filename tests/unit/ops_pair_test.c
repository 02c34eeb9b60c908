/* SPDX-License-Identifier: Apache-2.0 */
/* Operators on two tensors that choose or divide, reductions, and casts. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "src/run/plan.h"
#include "tests/unit/one_op.h"
#include "tests/unit/op_case.h"

/* --- Values --- */

enum { N = 5 * 7 };

static void build_extreme(Model *model, DataType type, const char *name)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int row = real_constant(model, type, DIMS(7));
	int out = real_computed(model, type, DIMS(1, 5, 7), IN_SCALE, IN_ZERO);
	real_op(model, name, LIST(in, row), out);
}

static void build_maximum(Model *model, DataType type)
{
	build_extreme(model, type, "MAXIMUM");
}

static void build_minimum(Model *model, DataType type)
{
	build_extreme(model, type, "MINIMUM");
}

static void expect_maximum(const double *in, double *out)
{
	for (int i = 0; i < N; i++)
		out[i] = fmax(in[i], real_value(i % 7));
}

static void expect_minimum(const double *in, double *out)
{
	for (int i = 0; i < N; i++)
		out[i] = fmin(in[i], real_value(i % 7));
}

/* By rows of seven constants, none of them 0, and then no less than -1. */
static void build_div(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 5, 7));
	int row = real_constant(model, type, DIMS(7));
	int out = real_computed(model, type, DIMS(1, 5, 7), 1.0F / 64, 0);
	Op *op = real_op(model, "DIV", LIST(in, row), out);
	op->attrs.arithmetic.activation = ACTIVATION_RELU_N1_TO_1;
}

static void expect_div(const double *in, double *out)
{
	for (int i = 0; i < N; i++)
		out[i] = fmin(fmax(in[i] / real_value(i % 7), -1), 1);
}

static void build_reduction(Model *model, DataType type, const char *name, float scale,
	int zero)
{
	int in = real_input(model, type, DIMS(2, 5, 7));
	int axes = test_ints(model, LIST(0, -1));
	int out = real_computed(model, type, DIMS(1, 5, 1), scale, zero);
	real_op(model, name, LIST(in, axes), out)->attrs.reduce.keep_dims = true;
}

static void build_sum(Model *model, DataType type)
{
	build_reduction(model, type, "SUM", 1.0F / 16, -7);
}

static void build_reduce_max(Model *model, DataType type)
{
	build_reduction(model, type, "REDUCE_MAX", IN_SCALE, IN_ZERO);
}

static void expect_sum(const double *in, double *out)
{
	for (int y = 0; y < 5; y++) {
		out[y] = 0;
		for (int i = 0; i < 14; i++)
			out[y] += in[i / 7 * N + y * 7 + i % 7];
	}
}

static void expect_reduce_max(const double *in, double *out)
{
	for (int y = 0; y < 5; y++) {
		out[y] = -HUGE_VAL;
		for (int i = 0; i < 14; i++)
			out[y] = fmax(out[y], in[i / 7 * N + y * 7 + i % 7]);
	}
}

Test(ops, choose_and_sum_as_they_should)
{
	const OpCase cases[] = {
		{"MAXIMUM", build_maximum, expect_maximum, 0},
		{"MINIMUM", build_minimum, expect_minimum, 0},
		{"SUM", build_sum, expect_sum, 0.51},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_op_case(&cases[i]);
}

/* There are no int16 kernels for them. */
Test(ops, divide_and_find_the_largest_in_float32_and_int8)
{
	const OpCase cases[] = {
		{"DIV", build_div, expect_div, 0.51},
		{"REDUCE_MAX", build_reduce_max, expect_reduce_max, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		run_op_case_as(&cases[i], TYPE_FLOAT32);
		run_op_case_as(&cases[i], TYPE_INT8);
	}
}

/* --- Integers that stand for themselves --- */

/* Run a model of one input on two samples; it is freed. */
static void run_two(Model *model, const void *in, void *out)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 2}, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	memcpy(worker_values(worker, graph->inputs[0]), in,
		2 * plan_bytes(plan, graph->inputs[0]));
	worker_run(worker, 2, NULL, NULL);
	memcpy(out, worker_values(worker, graph->outputs[0]),
		2 * plan_bytes(plan, graph->outputs[0]));
	worker_free(worker);
	plan_free(plan);
	model_free(model);
}

static Model *cast_model(DataType from, DataType to)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, from, DIMS(3)), out = test_computed(model, to, DIMS(3));
	test_inputs(model, LIST(in));
	real_op(model, "CAST", LIST(in), out);
	return model;
}

Test(ops, cast_numbers_as_c_does)
{
	const float real[6] = {-1.9F, 0, 0.5F, 300, -1e10F, 127.99F};
	int8_t narrow[6];
	run_two(cast_model(TYPE_FLOAT32, TYPE_INT8), real, narrow);
	cr_expect_arr_eq(narrow, ((int8_t[]){-1, 0, 0, 127, -128, 127}), sizeof narrow);

	const int64_t wide[6] = {-1, 0, 1LL << 40, 256, -300, INT64_MIN};
	float back[6];
	run_two(cast_model(TYPE_INT64, TYPE_FLOAT32), wide, back);
	for (int i = 0; i < 6; i++)
		cr_expect_eq(back[i], (float)wide[i]);
	uint8_t truth[6];
	run_two(cast_model(TYPE_INT64, TYPE_BOOL), wide, truth);
	cr_expect_arr_eq(truth, ((uint8_t[]){1, 0, 1, 1, 1, 1}), sizeof truth);
}

Test(ops, compare_whole_numbers)
{
	const int64_t in[4] = {5, -7, INT64_MAX, INT64_MIN}, other[2] = {0, -9};
	int64_t out[4];
	Model *model = op_model(TYPE_INT64, DIMS(2));
	int row = test_values(model, TYPE_INT64, DIMS(2), other);
	Op *op = add_op(model, "MINIMUM", LIST(0, row), DIMS(2));
	test_outputs(model, LIST(op->outputs[0]));
	run_two(model, in, out);
	cr_expect_arr_eq(out, ((int64_t[]){0, -9, 0, INT64_MIN}), sizeof out);
}

/* Rows of a table by numbers that come in, each sample its own. */
Test(ops, gather_by_numbers_that_are_computed)
{
	const float table[6] = {1, 2, 3, 4, 5, 6};
	const int32_t in[4] = {2, 0, 1, 3};
	float out[8];
	Model *model = test_model_new(1);
	int numbers = test_computed(model, TYPE_INT32, DIMS(2));
	int rows = test_values(model, TYPE_FLOAT32, DIMS(3, 2), table);
	int picked = test_computed(model, TYPE_FLOAT32, DIMS(2, 2));
	test_inputs(model, LIST(numbers));
	real_op(model, "GATHER", LIST(rows, numbers), picked);
	run_two(model, in, out);
	const float wanted[8] = {5, 6, 1, 2, 3, 4, 0, 0};
	for (int i = 0; i < 8; i++)
		cr_expect_eq(out[i], wanted[i], "%d: %g", i, (double)out[i]);
}

/* --- What is refused --- */

static Model *pair_model(const char *name, DataType type, DataType other)
{
	Model *model = op_model(type, DIMS(2, 3));
	int row = test_constant(model, other, DIMS(3));
	test_quantized(model, row, 1, 0);
	add_op(model, name, LIST(0, row), DIMS(2, 3));
	return model;
}

Test(ops, choose_and_divide_what_there_are_kernels_for)
{
	expect_op_refused(pair_model("MAXIMUM", TYPE_UINT8, TYPE_UINT8),
		"operator 0 (MAXIMUM): uint8 to uint8 cannot be run; float32, int8, int16, int32 "
		"and int64 can");
	expect_op_refused(pair_model("MINIMUM", TYPE_INT8, TYPE_INT16),
		"operator 0 (MINIMUM): its inputs are int8 and int16");
	expect_op_refused(pair_model("DIV", TYPE_INT16, TYPE_INT16),
		"operator 0 (DIV): int16 cannot be run; float32 and int8 can");
	Model *model = pair_model("DIV", TYPE_INT8, TYPE_INT8);
	test_quantized(model, 2, 1e-8F, 0);
	expect_op_refused(model,
		"operator 0 (DIV): scales or zero points that integer arithmetic cannot hold");
}

Test(ops, reduce_max_keeps_the_scale)
{
	Model *model = op_model(TYPE_INT8, DIMS(2, 3));
	int axes = test_ints(model, LIST(1));
	Op *op = add_op(model, "REDUCE_MAX", LIST(0, axes), DIMS(2));
	test_quantized(model, op->outputs[0], 0.5F, 0);
	expect_op_refused(model,
		"operator 0 (REDUCE_MAX): input 0 has scale 1, zero point 0, but the output 0.5, "
		"0; "
		"they must be equal");
	model = op_model(TYPE_INT16, DIMS(2, 3));
	axes = test_ints(model, LIST(1));
	add_op(model, "REDUCE_MAX", LIST(0, axes), DIMS(2));
	expect_op_refused(model,
		"operator 0 (REDUCE_MAX): int16 cannot be run; float32 and int8 can");
}

Test(ops, cast_knows_its_types)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT16, DIMS(3));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(3));
	test_inputs(model, LIST(in));
	test_op(model, "CAST", LIST(in), LIST(out));
	expect_op_refused(model, "operator 0 (CAST): float16 cannot be cast");
}
