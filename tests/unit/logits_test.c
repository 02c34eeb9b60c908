/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/logits.h"

#include <criterion/criterion.h>
#include <math.h>

#include "tests/unit/build.h"

enum { N = 3, ROWS = 5 };

static const float values[ROWS * N] = {1, 2, 3, -4, 5, 0.5F, 0, 0, 0, 7, -8, 9, 3, 2, 1};

/* x [1, 3] doubled: what a softmax may follow. */
static Model *make_model(DataType type, int *doubled)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, DIMS(1, N));
	*doubled = test_computed(model, type, DIMS(1, N));
	test_op(model, "ADD", LIST(in, in), LIST(*doubled));
	test_inputs(model, LIST(in));
	model->name = "m";
	return model;
}

/* The next operator of a chain, on one tensor; returns what it gives. */
static int then(Model *model, const char *name, int in, DataType type, int rank,
	const int *dims)
{
	int out = test_computed(model, type, rank, dims);
	test_op(model, name, LIST(in), LIST(out));
	return out;
}

static Logits find(const Model *model)
{
	Error err = {0};
	Logits logits;
	cr_assert(logits_find(model, 0, &logits, &err), "%s", err.text);
	return logits;
}

static Array inferred(const Model *model, const Logits *logits, Arena *arena)
{
	Error err = {0};
	Array data = {.name = "d", .shape = {2, {ROWS, N}}, .data = values}, out;
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	InferSettings settings = INFER_DEFAULTS;
	cr_assert(samples_open(model, &data, &how, &samples, &err), "%s", err.text);
	cr_assert(logits_infer(model, logits, &samples, &settings, arena, &out, &err), "%s",
		err.text);
	cr_expect_eq(out.type, TYPE_FLOAT32);
	return out;
}

static void expect_times(const Array *out, float factor)
{
	const float *logits = out->data;
	for (int i = 0; i < ROWS * N; i++)
		cr_expect_eq(logits[i], factor * values[i], "value %d", i);
}

Test(logits, are_what_a_softmax_is_given)
{
	Arena arena = {0};
	int x;
	Model *model = make_model(TYPE_FLOAT32, &x);
	int out = then(model, "SOFTMAX", x, TYPE_FLOAT32, DIMS(1, N));
	model->graphs[0].ops[1].attrs.softmax.beta = 1;
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	cr_expect_eq(logits.tensor, x);
	cr_expect_eq(logits.origin, 1);
	cr_expect(logits.is_softmax);
	Array array = inferred(model, &logits, &arena);
	cr_expect(shape_equal(array.shape, (Shape){2, {ROWS, N}}));
	expect_times(&array, 2);
	model_free(model);
	arena_finish(&arena);
}

Test(logits, are_multiplied_by_beta)
{
	Arena arena = {0};
	int x;
	Model *model = make_model(TYPE_FLOAT32, &x);
	int out = then(model, "SOFTMAX", x, TYPE_FLOAT32, DIMS(1, N));
	model->graphs[0].ops[1].attrs.softmax.beta = 0.25F;
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	cr_expect_eq(logits.factor, 0.25F);
	Array array = inferred(model, &logits, &arena);
	expect_times(&array, 0.5F);
	model_free(model);
	arena_finish(&arena);
}

/* They have the shape of the output then, though the softmax has another. */
Test(logits, are_found_behind_operators_that_keep_values)
{
	Arena arena = {0};
	int x;
	Model *model = make_model(TYPE_INT8, &x);
	test_quantized(model, 0, 0.5F, 10);
	test_quantized(model, x, 1, -20);
	int wide = then(model, "RESHAPE", x, TYPE_INT8, DIMS(1, 1, N));
	test_quantized(model, wide, 1, -20);
	int softmax = then(model, "LOG_SOFTMAX", wide, TYPE_INT8, DIMS(1, 1, N));
	int other = then(model, "QUANTIZE", softmax, TYPE_UINT8, DIMS(1, 1, N));
	int flat = then(model, "RESHAPE", other, TYPE_UINT8, DIMS(1, N));
	int squeezed = then(model, "SQUEEZE", flat, TYPE_UINT8, DIMS(1, N));
	int expanded = then(model, "EXPAND_DIMS", squeezed, TYPE_UINT8, DIMS(1, N, 1));
	int out = then(model, "DEQUANTIZE", expanded, TYPE_FLOAT32, DIMS(1, N, 1));
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	cr_expect(logits.is_softmax);
	cr_expect_eq(logits.tensor, wide);
	cr_expect_eq(logits.origin, 2);
	cr_expect_eq(logits.factor, 1);
	Array array = inferred(model, &logits, &arena);
	cr_expect(shape_equal(array.shape, (Shape){3, {ROWS, N, 1}}));
	expect_times(&array, 2);
	model_free(model);
	arena_finish(&arena);
}

Test(logits, are_the_output_where_there_is_no_softmax)
{
	Arena arena = {0};
	int x;
	Model *model = make_model(TYPE_FLOAT32, &x);
	int shape = test_ints(model, LIST(1, 1, N));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1, N));
	test_op(model, "RESHAPE", LIST(x, shape), LIST(out));
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	cr_expect_not(logits.is_softmax);
	cr_expect_eq(logits.tensor, out);
	cr_expect_eq(logits.origin, 0, "the addition, not the RESHAPE behind it");
	Array array = inferred(model, &logits, &arena);
	expect_times(&array, 2);
	model_free(model);
	arena_finish(&arena);
}

/* A softmax in the middle, as of attention, is none at the output. */
Test(logits, a_softmax_further_in_is_let_be)
{
	int x;
	Model *model = make_model(TYPE_FLOAT32, &x);
	int middle = then(model, "SOFTMAX", x, TYPE_FLOAT32, DIMS(1, N));
	int out = then(model, "RELU", middle, TYPE_FLOAT32, DIMS(1, N));
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	cr_expect_not(logits.is_softmax);
	cr_expect_eq(logits.tensor, out);
	model_free(model);
}

/* The input may itself be what the softmax is given. */
Test(logits, may_be_the_input)
{
	Arena arena = {0};
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, N));
	test_inputs(model, LIST(in));
	int out = then(model, "SOFTMAX", in, TYPE_FLOAT32, DIMS(1, N));
	model->graphs[0].ops[0].attrs.softmax.beta = 3;
	test_outputs(model, LIST(out));
	Logits logits = find(model);
	Array array = inferred(model, &logits, &arena);
	expect_times(&array, 3);
	model_free(model);
	arena_finish(&arena);
}

/* What is read before it is computed is what an inference before left there. */
Test(logits, state_has_no_origin)
{
	Model *model = test_model_new(1);
	int state = test_computed(model, TYPE_FLOAT32, DIMS(1, N));
	int middle = then(model, "RESHAPE", state, TYPE_FLOAT32, DIMS(1, N));
	model->graphs[0].tensors[state].is_variable = true;
	test_op(model, "RESHAPE", LIST(middle), LIST(state));
	test_inputs(model, LIST(state));
	test_outputs(model, LIST(state));
	Logits logits = find(model);
	cr_expect_eq(logits.origin, -1);
	cr_expect_eq(logits.tensor, state);
	model_free(model);
}

static void expect_refused(const Model *model, int output, const char *expected)
{
	Error err = {0};
	Logits logits;
	cr_expect_not(logits_find(model, output, &logits, &err));
	cr_expect_str_eq(err.text, expected);
}

Test(logits, refuse_what_cannot_be)
{
	int x;
	Model *model = make_model(TYPE_FLOAT32, &x);
	int out = then(model, "SOFTMAX", x, TYPE_FLOAT32, DIMS(1, N));
	test_outputs(model, LIST(out));
	expect_refused(model, 1, "m: no output 1; the model has 1");
	model->graphs[0].ops[1].attrs.softmax.beta = HUGE_VALF;
	expect_refused(model, 0, "m: operator 1 (SOFTMAX): beta is inf");
	model->graphs[0].ops[1].attrs.softmax.beta = 1;
	model->graphs[0].tensors[out].dims = (const int[]){1, N + 1};
	expect_refused(model, 0,
		"m: operator 1 (SOFTMAX): 3 values go in, but the output has 4");
	model_free(model);
}
