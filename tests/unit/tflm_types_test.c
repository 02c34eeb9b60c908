/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is expected here was measured: models of one operator each, given to tflite-micro
 * 90b983c2's reference kernels on x86-64, and whether they prepared and ran.
 */
#include "src/target/tflm_types.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/build.h"

/* --- What there are kernels for --- */

/* Types that were tried. */
static const DataType tried[] = {TYPE_FLOAT32, TYPE_FLOAT16, TYPE_INT8, TYPE_INT16,
	TYPE_INT32, TYPE_INT64, TYPE_UINT8, TYPE_BOOL};
enum { N_TRIED = sizeof tried / sizeof tried[0] };

/* A 1 for each type in order of tried[]. */
static const char *const ran[N_OP_TYPES] = {
	[OP_ADD] = "10111000",
	[OP_AVERAGE_POOL_2D] = "10110000",
	[OP_CAST] = "10111001",
	[OP_CONCATENATION] = "10111101",
	[OP_DIV] = "10101000",
	[OP_EXPAND_DIMS] = "10110000",
	[OP_GATHER] = "10100000",
	[OP_HARD_SWISH] = "10100000",
	[OP_LEAKY_RELU] = "10110000",
	[OP_LOGISTIC] = "10110000",
	[OP_MAXIMUM] = "10111100",
	[OP_ELU] = "10100000",
	[OP_LOG_SOFTMAX] = "10100000",
	[OP_MAX_POOL_2D] = "10110000",
	[OP_MEAN] = "10110000",
	[OP_MINIMUM] = "10111100",
	[OP_MUL] = "10111000",
	[OP_PAD] = "10111000",
	[OP_PADV2] = "10111000",
	[OP_REDUCE_MAX] = "10100000",
	[OP_PRELU] = "10110000",
	[OP_RELU] = "10110000",
	[OP_RELU6] = "10110000",
	[OP_RESHAPE] = "11111111",
	[OP_RESIZE_BILINEAR] = "10100000",
	[OP_RESIZE_NEAREST_NEIGHBOR] = "10110000",
	[OP_SLICE] = "10111001",
	[OP_SOFTMAX] = "10110000",
	[OP_SPLIT] = "10111000",
	[OP_SPLIT_V] = "10111000",
	[OP_SQUEEZE] = "11111111",
	[OP_STRIDED_SLICE] = "10111001",
	[OP_SUB] = "10111000",
	[OP_SUM] = "10110000",
	[OP_TANH] = "10110000",
	[OP_TRANSPOSE] = "10110000",
};

Test(tflm_types, has_the_kernels_that_ran)
{
	for (OpType type = 0; type < N_OP_TYPES; type++)
		for (int i = 0; ran[type] && i < N_TRIED; i++)
			cr_expect_eq(tflm_has_kernel(type, tried[i], TYPE_FLOAT32),
				ran[type][i] == '1', "%s %s", type_name(tried[i]), op_type_name(type));
}

Test(tflm_types, has_layers_for_the_weights_that_ran)
{
	static const DataType weights[] = {TYPE_FLOAT32, TYPE_FLOAT16, TYPE_INT8, TYPE_INT4,
		TYPE_INT16};
	static const char *const rows[] = {"10000", "00000", "00110", "00100"};
	static const char *const transpose_rows[] = {"10000", "00000", "00100", "00100"};
	static const OpType layers[] = {OP_CONV_2D, OP_DEPTHWISE_CONV_2D, OP_FULLY_CONNECTED,
		OP_TRANSPOSE_CONV};
	for (int l = 0; l < 4; l++)
		for (int i = 0; i < 4; i++)
			for (int w = 0; w < 5; w++)
				cr_expect_eq(tflm_has_kernel(layers[l], tried[i], weights[w]),
					(l < 3 ? rows : transpose_rows)[i][w] == '1', "%s with %s beside %s",
					op_type_name(layers[l]), type_name(weights[w]), type_name(tried[i]));
}

Test(tflm_types, converts_what_was_converted)
{
	static const char *const rows[] = {
		"00110000", /* from float32 */
		"00000000", /* from float16 */
		"10111010", /* from int8 */
		"10111000", /* from int16 */
		"00110000", /* from int32 */
		"00000000", /* from int64 */
		"10100000", /* from uint8 */
	};
	for (int from = 0; from < 7; from++)
		for (int to = 0; to < 7; to++)
			cr_expect_eq(tflm_converts(tried[from], tried[to]), rows[from][to] == '1',
				"%s to %s", type_name(tried[from]), type_name(tried[to]));
}

/* --- Operators as they stand --- */

/* The only operator of a model, which is freed; reason NULL: it runs. */
static void expect_verdict(Model *model, Kernels kernels, const char *reason)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	bool runs = tflm_runs(graph, &graph->ops[0], kernels, &err);
	cr_expect_eq(runs, reason == NULL, "%s", reason ? reason : err.text);
	cr_expect_str_eq(err.text, reason ? reason : "");
	model_free(model);
}

/* An operator on inputs of these types; N_TYPES is one left out. */
static Model *model_of(const char *name, int n, const DataType *types, DataType out_type)
{
	Model *model = test_model_new(1);
	int inputs[4];
	for (int i = 0; i < n; i++)
		inputs[i] =
			types[i] == N_TYPES ? -1 : test_constant(model, types[i], DIMS(1, 4, 4, 4));
	int out = test_computed(model, out_type, DIMS(1, 4, 4, 4));
	test_op(model, name, n, inputs, LIST(out));
	return model;
}

#define TYPES(...) \
	(int)(sizeof((DataType[]){__VA_ARGS__}) / sizeof(DataType)), (const DataType[]) \
	{ \
		__VA_ARGS__ \
	}

Test(tflm_types, says_which_kernel_is_missing)
{
	expect_verdict(model_of("HARD_SWISH", TYPES(TYPE_INT16), TYPE_INT16), KERNELS_BEST,
		"TFLM has no int16 HARD_SWISH");
	expect_verdict(model_of("TRANSPOSE", TYPES(TYPE_UINT8, TYPE_INT32), TYPE_UINT8),
		KERNELS_BEST, "TFLM has no uint8 TRANSPOSE");
	expect_verdict(model_of("HARD_SWISH", TYPES(TYPE_INT8), TYPE_INT8), KERNELS_BEST,
		NULL);
}

Test(tflm_types, says_what_it_does_not_convert)
{
	expect_verdict(model_of("DEQUANTIZE", TYPES(TYPE_FLOAT16), TYPE_FLOAT32),
		KERNELS_BEST, "TFLM does not dequantise float16 to float32");
	expect_verdict(model_of("QUANTIZE", TYPES(TYPE_FLOAT32), TYPE_UINT8), KERNELS_BEST,
		"TFLM does not quantise float32 to uint8");
	expect_verdict(model_of("QUANTIZE", TYPES(TYPE_INT8), TYPE_FLOAT32), KERNELS_BEST,
		"TFLM does not quantise int8 to float32");
	expect_verdict(model_of("QUANTIZE", TYPES(TYPE_INT16), TYPE_INT8), KERNELS_BEST,
		NULL);
	expect_verdict(model_of("DEQUANTIZE", TYPES(TYPE_INT16), TYPE_FLOAT32), KERNELS_BEST,
		NULL);
}

Test(tflm_types, says_which_weights_it_does_not_run)
{
	expect_verdict(model_of("CONV_2D", TYPES(TYPE_FLOAT32, TYPE_INT8, N_TYPES),
					   TYPE_FLOAT32),
		KERNELS_REFERENCE,
		"TFLM does not run int8 weights beside float32 activations (dynamic range)");
	expect_verdict(model_of("DEPTHWISE_CONV_2D", TYPES(TYPE_INT16, TYPE_INT4, N_TYPES),
					   TYPE_INT16),
		KERNELS_REFERENCE, "TFLM does not run int4 weights beside int16 activations");
	expect_verdict(model_of("CONV_2D", TYPES(TYPE_INT8, TYPE_INT4, TYPE_INT32),
					   TYPE_INT8),
		KERNELS_BEST, NULL);
}

static Model *dense(DataType in, DataType weights, DataType bias, int n_scales)
{
	Model *model = model_of("FULLY_CONNECTED", TYPES(in, weights, bias), in);
	test_scales(model, 1, n_scales, 0);
	return model;
}

Test(tflm_types, counts_the_scales_of_dense_weights)
{
	expect_verdict(dense(TYPE_INT8, TYPE_INT4, TYPE_INT32, 4), KERNELS_REFERENCE,
		"TFLM takes int4 weights of FULLY_CONNECTED with one scale only");
	expect_verdict(dense(TYPE_INT8, TYPE_INT4, TYPE_INT32, 1), KERNELS_BEST, NULL);
	expect_verdict(dense(TYPE_INT8, TYPE_INT8, TYPE_INT32, 4), KERNELS_BEST, NULL);
	expect_verdict(dense(TYPE_INT16, TYPE_INT8, TYPE_INT64, 4), KERNELS_BEST,
		"CMSIS-NN takes weights of FULLY_CONNECTED beside int16 activations with one "
		"scale only");
	expect_verdict(dense(TYPE_INT16, TYPE_INT8, TYPE_INT64, 4), KERNELS_REFERENCE, NULL);
	expect_verdict(dense(TYPE_INT16, TYPE_INT8, TYPE_INT64, 1), KERNELS_CMSIS_NN, NULL);
}

/* These run in TFLM, but take the bias for what it is not. */
Test(tflm_types, refuses_a_bias_that_would_be_misread)
{
	expect_verdict(dense(TYPE_INT16, TYPE_INT8, TYPE_INT32, 1), KERNELS_CMSIS_NN,
		"CMSIS-NN takes no int32 bias of FULLY_CONNECTED beside int16 activations");
	expect_verdict(dense(TYPE_INT16, TYPE_INT8, TYPE_INT32, 1), KERNELS_REFERENCE, NULL);
	expect_verdict(model_of("DEPTHWISE_CONV_2D", TYPES(TYPE_INT16, TYPE_INT8, TYPE_INT32),
					   TYPE_INT16),
		KERNELS_REFERENCE,
		"TFLM takes no int32 bias of DEPTHWISE_CONV_2D beside int16 activations");
	expect_verdict(model_of("CONV_2D", TYPES(TYPE_INT16, TYPE_INT8, TYPE_INT32),
					   TYPE_INT16),
		KERNELS_BEST, NULL);
	expect_verdict(model_of("CONV_2D", TYPES(TYPE_INT8, TYPE_INT8, TYPE_INT64),
					   TYPE_INT8),
		KERNELS_REFERENCE, "TFLM takes no int64 bias of CONV_2D beside int8 activations");
}

Test(tflm_types, refuses_operands_that_would_be_misread)
{
	expect_verdict(model_of("ADD", TYPES(TYPE_INT16, TYPE_INT8), TYPE_INT16),
		KERNELS_BEST, "TFLM has no int16 ADD whose input 1 is int8");
	expect_verdict(model_of("PAD", TYPES(TYPE_INT8, TYPE_INT64), TYPE_INT8), KERNELS_BEST,
		"TFLM has no int8 PAD whose input 1 is int64");
	expect_verdict(model_of("RELU", TYPES(TYPE_INT8), TYPE_INT16), KERNELS_BEST,
		"TFLM has no int8 RELU whose output is int16");
	expect_verdict(model_of("SOFTMAX", TYPES(TYPE_INT8), TYPE_INT16), KERNELS_BEST, NULL);
	expect_verdict(model_of("SLICE", TYPES(TYPE_INT8, TYPE_INT64, TYPE_INT64), TYPE_INT8),
		KERNELS_BEST, NULL);
}

/* What is cast to is read from the sources' list; each was tried from each. */
Test(tflm_types, casts_to_what_was_cast)
{
	static const char to[N_TRIED + 1] = "10111000";
	for (int from = 0; from < N_TRIED; from++)
		for (int i = 0; ran[OP_CAST][from] == '1' && i < N_TRIED; i++) {
			char reason[80];
			snprintf(reason, sizeof reason, "TFLM has no %s CAST whose output is %s",
				type_name(tried[from]), type_name(tried[i]));
			expect_verdict(model_of("CAST", TYPES(tried[from]), tried[i]), KERNELS_BEST,
				to[i] == '1' ? NULL : reason);
		}
}

Test(tflm_types, knows_which_operand_is_the_data)
{
	expect_verdict(model_of("SPLIT", TYPES(TYPE_INT32, TYPE_INT8), TYPE_INT8),
		KERNELS_BEST, NULL);
	expect_verdict(model_of("SPLIT", TYPES(TYPE_INT64, TYPE_INT8), TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 SPLIT whose input 0 is int64");
	expect_verdict(model_of("SPLIT", TYPES(TYPE_INT32, TYPE_INT64), TYPE_INT64),
		KERNELS_BEST, "TFLM has no int64 SPLIT");
	expect_verdict(model_of("SPLIT_V", TYPES(TYPE_INT8, TYPE_INT64, TYPE_INT32),
					   TYPE_INT8),
		KERNELS_BEST, NULL);
	expect_verdict(model_of("SPLIT_V", TYPES(TYPE_INT8, TYPE_INT32, TYPE_INT64),
					   TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 SPLIT_V whose input 2 is int64");
	expect_verdict(model_of("PADV2", TYPES(TYPE_INT8, TYPE_INT32, TYPE_INT16), TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 PADV2 whose input 2 is int16");
	expect_verdict(model_of("GATHER", TYPES(TYPE_INT8, TYPE_INT64), TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 GATHER whose input 1 is int64");
	expect_verdict(model_of("MAXIMUM", TYPES(TYPE_INT8, TYPE_INT16), TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 MAXIMUM whose input 1 is int16");
}

/* A layer whose data is not its first input. */
static Model *transpose_conv(DataType in, DataType weights, DataType bias)
{
	return model_of("TRANSPOSE_CONV", TYPES(TYPE_INT32, weights, in, bias), in);
}

Test(tflm_types, knows_the_inputs_of_transposed_convolutions)
{
	expect_verdict(transpose_conv(TYPE_INT8, TYPE_INT8, TYPE_INT32), KERNELS_BEST, NULL);
	expect_verdict(transpose_conv(TYPE_INT16, TYPE_INT8, TYPE_INT64), KERNELS_BEST, NULL);
	expect_verdict(transpose_conv(TYPE_INT16, TYPE_INT8, N_TYPES), KERNELS_REFERENCE,
		NULL);
	expect_verdict(transpose_conv(TYPE_INT16, TYPE_INT8, N_TYPES), KERNELS_CMSIS_NN,
		"CMSIS-NN asks for a bias of int16 TRANSPOSE_CONV");
	expect_verdict(transpose_conv(TYPE_INT8, TYPE_INT4, N_TYPES), KERNELS_REFERENCE,
		"TFLM does not run int4 weights beside int8 activations");
	expect_verdict(transpose_conv(TYPE_FLOAT32, TYPE_INT8, N_TYPES), KERNELS_REFERENCE,
		"TFLM does not run int8 weights beside float32 activations (dynamic range)");
	expect_verdict(transpose_conv(TYPE_INT16, TYPE_INT8, TYPE_INT32), KERNELS_REFERENCE,
		"TFLM takes no int32 bias of TRANSPOSE_CONV beside int16 activations");
}

Test(tflm_types, takes_int8_factors_beside_int16)
{
	expect_verdict(model_of("PRELU", TYPES(TYPE_INT16, TYPE_INT8), TYPE_INT16),
		KERNELS_BEST, NULL);
	expect_verdict(model_of("PRELU", TYPES(TYPE_INT16, TYPE_INT16), TYPE_INT16),
		KERNELS_BEST, "TFLM has no int16 PRELU whose input 1 is int16");
	expect_verdict(model_of("PRELU", TYPES(TYPE_INT8, TYPE_FLOAT32), TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 PRELU whose input 1 is float32");
	expect_verdict(model_of("RESIZE_NEAREST_NEIGHBOR", TYPES(TYPE_INT8, TYPE_INT64),
					   TYPE_INT8),
		KERNELS_BEST, "TFLM has no int8 RESIZE_NEAREST_NEIGHBOR whose input 1 is int64");
}

Test(tflm_types, passes_over_operators_it_does_not_know)
{
	expect_verdict(model_of("WHILE", TYPES(TYPE_STRING), TYPE_STRING), KERNELS_BEST,
		NULL);
}

Test(tflm_types, names_the_first_operator_of_a_model_that_does_not_run)
{
	Error err = {0};
	Model *model = model_of("HARD_SWISH", TYPES(TYPE_INT8), TYPE_INT8);
	int in = test_computed(model, TYPE_INT16, DIMS(4));
	test_op(model, "HARD_SWISH", LIST(in), LIST(in));
	cr_expect_not(tflm_runs_model(model, KERNELS_BEST, &err));
	cr_expect_str_eq(err.text, "operator 1 (HARD_SWISH): TFLM has no int16 HARD_SWISH");
	model_free(model);
}
