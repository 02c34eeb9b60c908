/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/constants.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/base/half.h"
#include "src/base/nibbles.h"
#include "tests/unit/build.h"

enum { IN, WEIGHTS, BIAS, OUT, N_OUT = 2, N_IN = 3 };

static const float real_weights[N_OUT * N_IN] = {1, -2, 3, 0.5F, 0.25F, -0.75F};

/* A fully connected layer of [2, 3] weights and a bias. */
static Model *dense(DataType type, const void *weights, DataType bias_type,
	const void *bias)
{
	DataType in = type == TYPE_INT8 ? TYPE_INT8 : TYPE_FLOAT32;
	Model *model = test_model_new(1);
	test_computed(model, in, DIMS(1, N_IN));
	test_values(model, type, DIMS(N_OUT, N_IN), weights);
	test_values(model, bias_type, DIMS(N_OUT), bias);
	test_computed(model, in, DIMS(1, N_OUT));
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS, BIAS), LIST(OUT));
	return model;
}

static Model *float_dense(void)
{
	static const float bias[N_OUT] = {10, -1};
	return dense(TYPE_FLOAT32, real_weights, TYPE_FLOAT32, bias);
}

/* Scales of 1 and 0.25 for the rows, 0.5 for the input. */
static Model *int8_dense(void)
{
	static const int8_t weights[N_OUT * N_IN] = {1, -2, 3, 2, 1, -2};
	static const int32_t bias[N_OUT] = {20, -7};
	Model *model = dense(TYPE_INT8, weights, TYPE_INT32, bias);
	test_quantized(model, IN, 0.5F, 3);
	test_scales(model, WEIGHTS, N_OUT, 0);
	model->graphs[0].tensors[WEIGHTS].quantization->scale[1] = 0.25F;
	return model;
}

static Constant constant_of(const Model *model, int operand)
{
	const Graph *graph = &model->graphs[0];
	return (Constant){graph, &graph->ops[0], operand, graph->ops[0].inputs[operand]};
}

/* Of b against a, which are both freed. */
static ConstantDifference difference_of(Model *a, Model *b, int operand)
{
	ConstantDifference result;
	Constant reference = constant_of(a, operand), other = constant_of(b, operand);
	compare_constants(&other, &reference, &result);
	model_free(a);
	model_free(b);
	return result;
}

static bool equal(Model *a, Model *b, int operand)
{
	Constant x = constant_of(a, operand), y = constant_of(b, operand);
	bool result = constants_equal(&x, &y);
	model_free(a);
	model_free(b);
	return result;
}

Test(constants, compares_what_integers_stand_for_along_their_axis)
{
	ConstantDifference d = difference_of(float_dense(), int8_dense(), WEIGHTS);
	cr_expect(d.is_real);
	cr_expect_eq(d.n, 6);
	cr_expect_eq(d.n_equal, -1, "of different types none is the same");
	cr_expect_eq(d.values.n, 6);
	cr_expect_eq(d.values.signal, 14 + 0.25 + 0.0625 + 0.5625);
	cr_expect_eq(d.values.noise, 0.0625, "-0.5, not -0.75");
	cr_expect_eq(d.values.largest, 0.25);
}

/* 20 * 0.5 * 1, and -7 * 0.5 * 0.25, though the file says nothing of it. */
Test(constants, takes_biases_as_the_kernels_do)
{
	ConstantDifference d = difference_of(float_dense(), int8_dense(), BIAS);
	cr_expect(d.is_real);
	cr_expect_eq(d.values.signal, 101);
	cr_expect_eq(d.values.noise, 0.125 * 0.125);
	Model *said = int8_dense();
	test_scales(said, BIAS, N_OUT, 0);
	cr_expect(equal(int8_dense(), said, BIAS));
}

Test(constants, reads_float16_and_int4)
{
	uint16_t halves[N_OUT * N_IN];
	int8_t values[N_OUT * N_IN];
	uint8_t packed[N_OUT * N_IN / 2];
	float bias[N_OUT] = {10, -1};
	for (int i = 0; i < N_OUT * N_IN; i++) {
		halves[i] = half_from_float(real_weights[i]);
		values[i] = (int8_t)(real_weights[i] * 2);
	}
	nibbles_pack(values, N_OUT * N_IN, packed);
	Model *half = dense(TYPE_FLOAT16, halves, TYPE_FLOAT32, bias);
	ConstantDifference d = difference_of(float_dense(), half, WEIGHTS);
	cr_expect(d.is_real);
	cr_expect_eq(d.values.noise, 0);
	Model *int4 = dense(TYPE_INT4, packed, TYPE_FLOAT32, bias);
	test_quantized(int4, WEIGHTS, 0.5F, 0);
	d = difference_of(float_dense(), int4, WEIGHTS);
	cr_expect(d.is_real);
	cr_expect_eq(d.values.noise, 2 * 0.0625, "0 and -0.5, not 0.25 and -0.75");
}

Test(constants, counts_values_that_are_stored_alike)
{
	Model *other = int8_dense();
	((int8_t *)(uintptr_t)other->graphs[0].tensors[WEIGHTS].buffer->data)[4] = 9;
	ConstantDifference d = difference_of(int8_dense(), other, WEIGHTS);
	cr_expect_eq(d.n_equal, 5);
	cr_expect_eq(d.values.largest, 2);
	static const uint8_t a[] = {0x12, 0x34, 0x05}, b[] = {0x12, 0x37, 0x15};
	static const float bias[N_OUT];
	Model *x = dense(TYPE_INT4, a, TYPE_FLOAT32, bias);
	Model *y = dense(TYPE_INT4, b, TYPE_FLOAT32, bias);
	cr_expect_eq(difference_of(x, y, WEIGHTS).n_equal, 4);
}

Test(constants, are_equal_with_the_same_values_and_scales)
{
	cr_expect(equal(int8_dense(), int8_dense(), WEIGHTS));
	cr_expect(equal(float_dense(), float_dense(), WEIGHTS));
	cr_expect_not(equal(float_dense(), int8_dense(), WEIGHTS));
	Model *scaled = int8_dense();
	scaled->graphs[0].tensors[WEIGHTS].quantization->scale[1] = 0.5F;
	cr_expect_not(equal(int8_dense(), scaled, WEIGHTS));
}

/* One zero point may stand for all. */
Test(constants, take_a_short_list_of_zero_points_for_the_long_one)
{
	Model *brief = int8_dense();
	brief->graphs[0].tensors[WEIGHTS].quantization->n_zero_points = 1;
	cr_expect(equal(int8_dense(), brief, WEIGHTS));
	brief = int8_dense();
	brief->graphs[0].tensors[WEIGHTS].quantization->n_zero_points = 1;
	brief->graphs[0].tensors[WEIGHTS].quantization->zero_point[0] = 1;
	cr_expect_not(equal(int8_dense(), brief, WEIGHTS));
}

Test(constants, are_no_real_numbers_without_a_scale)
{
	Model *bare = int8_dense();
	bare->graphs[0].tensors[WEIGHTS].quantization = NULL;
	ConstantDifference d = difference_of(float_dense(), bare, WEIGHTS);
	cr_expect_not(d.is_real);
	bare = int8_dense();
	bare->graphs[0].tensors[WEIGHTS].quantization = NULL;
	cr_expect_not(difference_of(float_dense(), bare, BIAS).is_real);
}

Test(constants, with_values_that_are_not_finite_do_not_compare)
{
	static const float weights[N_OUT * N_IN] = {1, 2, NAN, 4, 5, INFINITY};
	static const float bias[N_OUT];
	Model *odd = dense(TYPE_FLOAT32, weights, TYPE_FLOAT32, bias);
	cr_expect_not(difference_of(float_dense(), odd, WEIGHTS).is_real);
}

/* Runs of values are read at a time: those at their seams too. */
Test(constants, compares_long_ones_whole)
{
	enum { N = 2500 };
	static float a[N], b[N];
	for (int i = 0; i < N; i++) {
		a[i] = (float)i;
		b[i] = (float)(i + (i == 1023 || i == 1024 || i == N - 1));
	}
	Model *models[2];
	for (int i = 0; i < 2; i++) {
		models[i] = test_model_new(1);
		test_computed(models[i], TYPE_FLOAT32, DIMS(1, N));
		test_values(models[i], TYPE_FLOAT32, DIMS(1, N), i ? b : a);
		test_computed(models[i], TYPE_FLOAT32, DIMS(1, N));
		test_op(models[i], "ADD", LIST(0, 1), LIST(2));
	}
	ConstantDifference d = difference_of(models[0], models[1], 1);
	cr_expect_eq(d.n_equal, N - 3);
	cr_expect_eq(d.values.n, N);
	cr_expect_eq(d.values.noise, 3);
}

Test(constants, have_names)
{
	char text[OPERAND_TEXT_BYTES];
	Model *model = float_dense();
	const Op *op = &model->graphs[0].ops[0];
	cr_expect_str_eq(operand_name(op, 1, text), "weights");
	cr_expect_str_eq(operand_name(op, 2, text), "bias");
	cr_expect_str_eq(operand_name(op, 3, text), "input 3");
	model_free(model);
}
