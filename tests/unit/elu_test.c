/* SPDX-License-Identifier: Apache-2.0 */
/* ELU and PRELU: activations with a part of their own below 0. */
#include "src/kernels/elu.h"
#include "src/kernels/prelu.h"
#include "tests/unit/one_op.h"
#include "tests/unit/op_case.h"
#include "tests/unit/units_f32.h"

#include <criterion/criterion.h>
#include <math.h>

#include "src/ops/quantize_params.h"

static const int8_t values[16] = {-128, -100, -60, -20, 0, 40, 90, 127, 5, 5, 5, 5, 6, 7,
	8, 9};

Test(elu_f32, is_within_a_unit_of_the_true_value)
{
	double worst = 0;
	for (float x = -110; x < -1e-30F; x *= 0.99917F) {
		float out;
		elu_f32(&x, 1, &out);
		worst = fmax(worst, units_off(out, expm1((double)x)));
	}
	cr_expect(worst < 1, "%g", worst);
}

Test(elu_f32, leaves_the_rest_as_it_is)
{
	const float in[] = {0, 0.5F, 1e30F, INFINITY, -INFINITY, NAN};
	float out[6];
	elu_f32(in, 6, out);
	for (int i = 0; i < 4; i++)
		cr_expect_eq(out[i], in[i]);
	cr_expect_eq(out[4], -1);
	cr_expect(isnan(out[5]));
}

/* The outputs were recorded from tflite-micro 90b983c2's reference kernel. */
Test(elu_s8, gives_what_the_reference_gave)
{
	static const struct {
		EluS8 elu;
		int8_t out[16];
	} recorded[] = {
		{{0.013F, 0.0071F, 30, 4},
			{-119, -111, -93, -63, -41, 22, 114, 127, -35, -35, -35, -35, -34, -32, -31,
				-30}},
		{{0.2F, 0.1F, -9, -118},
			{-128, -128, -128, -127, -100, -20, 80, 127, -90, -90, -90, -90, -88, -86,
				-84, -82}},
	};
	for (int i = 0; i < 2; i++) {
		int8_t out[16];
		elu_s8(&recorded[i].elu, values, 16, out);
		cr_expect_arr_eq(out, recorded[i].out, sizeof out, "case %d", i);
	}
}

static const int8_t factors[4] = {-128, -3, 50, 127};

static PreluInt prelu_of(Quant in, Quant out)
{
	PreluInt prelu;
	cr_assert(prelu_int_prepare(&prelu, in, (Quant){0.004F, -20, false}, out));
	return prelu;
}

/* The same. */
Test(prelu, gives_what_the_reference_gave_in_int8)
{
	static const int8_t recorded[] = {28, -16, -24, -22, -9, 11, 44, 69, -10, -11, -11,
		-12, -11, -11, -10, -10};
	PreluInt prelu = prelu_of((Quant){0.02F, 7, false}, (Quant){0.03F, -11, false});
	Broadcast shape = broadcast_of((int32_t[]){4, 4}, 2, (int32_t[]){4}, 1);
	int8_t out[16];
	prelu_s8(&prelu, &shape, values, factors, out);
	cr_expect_arr_eq(out, recorded, sizeof out);
}

Test(prelu, gives_what_the_reference_gave_in_int16)
{
	static const int16_t wide[] = {-32768, -20000, -3000, -1, 0, 1, 5000, 32767};
	static const int16_t recorded[] = {10617, -1020, -630, 0, 0, 1, 3750, 24575};
	PreluInt prelu = prelu_of((Quant){0.0003F, 0, true}, (Quant){0.0004F, 0, true});
	Broadcast shape = broadcast_of((int32_t[]){2, 4}, 2, (int32_t[]){4}, 1);
	int16_t out[8];
	prelu_s16(&prelu, &shape, wide, factors, out);
	cr_expect_arr_eq(out, recorded, sizeof out);
}

/* --- The operators --- */

static void build_elu(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 3, 4));
	int out = real_computed(model, type, DIMS(1, 3, 4), 0.01F, -40);
	real_op(model, "ELU", LIST(in), out);
}

static void expect_elu(const double *in, double *out)
{
	for (int i = 0; i < 12; i++)
		out[i] = in[i] < 0 ? expm1(in[i]) : in[i];
}

/* A factor a column; the factors of int16 are int8. */
static void build_prelu(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 3, 4));
	int alpha = real_constant(model, type == TYPE_INT16 ? TYPE_INT8 : type, DIMS(1, 4));
	int out = real_computed(model, type, DIMS(1, 3, 4), 0.02F, 10);
	real_op(model, "PRELU", LIST(in, alpha), out);
}

static void expect_prelu(const double *in, double *out)
{
	for (int i = 0; i < 12; i++)
		out[i] = in[i] < 0 ? in[i] * real_value(i % 4) : in[i];
}

static void build_log_softmax(Model *model, DataType type)
{
	int in = real_input(model, type, DIMS(1, 3, 4));
	int out = real_computed(model, type, DIMS(1, 3, 4), 16.0F / 256, 127);
	real_op(model, "LOG_SOFTMAX", LIST(in), out);
}

static void expect_log_softmax(const double *in, double *out)
{
	for (int row = 0; row < 12; row += 4) {
		double sum = 0;
		for (int i = row; i < row + 4; i++)
			sum += exp(in[i]);
		for (int i = row; i < row + 4; i++)
			out[i] = in[i] - log(sum);
	}
}

Test(ops, compute_elu_prelu_and_log_softmax_as_they_should)
{
	const OpCase prelu = {"PRELU", build_prelu, expect_prelu, 0.6};
	const OpCase others[] = {{"ELU", build_elu, expect_elu, 0.51},
		{"LOG_SOFTMAX", build_log_softmax, expect_log_softmax, 0.51}};
	run_op_case(&prelu);
	for (int i = 0; i < 2; i++) { /* of which there is no int16 kernel */
		run_op_case_as(&others[i], TYPE_FLOAT32);
		run_op_case_as(&others[i], TYPE_INT8);
	}
}

Test(ops, prelu_refuses_factors_that_do_not_go_with_the_input)
{
	Model *model = real_op_model(DIMS(1, 1, 3));
	int alpha = test_constant(model, TYPE_FLOAT32, DIMS(2, 1, 3));
	add_op(model, "PRELU", LIST(0, alpha), DIMS(2, 1, 3));
	expect_op_refused(model,
		"operator 0 (PRELU): more factors than the input has values");
	model = op_model(TYPE_INT16, DIMS(2));
	alpha = test_constant(model, TYPE_INT16, DIMS(2));
	add_op(model, "PRELU", LIST(0, alpha), DIMS(2));
	expect_op_refused(model,
		"operator 0 (PRELU): factors of int16 beside int16; they must be int8");
}

Test(ops, elu_and_log_softmax_refuse_what_the_device_has_no_arithmetic_for)
{
	Model *model = op_model(TYPE_INT8, DIMS(2));
	add_op(model, "LOG_SOFTMAX", LIST(0), DIMS(2));
	expect_op_refused(model,
		"operator 0 (LOG_SOFTMAX): the output has scale 1, zero point 0; they must be "
		"16/256, 127");
	model = op_model(TYPE_INT8, DIMS(2));
	add_op(model, "ELU", LIST(0), DIMS(2));
	test_quantized(model, 1, 1e-40F, 0); /* 1 over it is beyond float32 */
	expect_op_refused(model,
		"operator 0 (ELU): scales or zero points that integer arithmetic cannot hold");
	model = op_model(TYPE_INT16, DIMS(2));
	add_op(model, "ELU", LIST(0), DIMS(2));
	expect_op_refused(model,
		"operator 0 (ELU): int16 cannot be run; float32 and int8 can");
}
